"""What the READMEs quote."""

from __future__ import annotations

import pytest

from bench import quotes
from bench.quantities import Measured
from bench.servers import NGINX, THIRTY_LINES, YEOUL
from tests.bench.measured import figures


def machine(cpu_us: float, speed: float, p99_ms: float) -> Measured:
    rows = {
        NGINX.title: figures(cpu_us_per_token=20.0, tokens_per_cpu_s=4_000_000.0),
        YEOUL.title: figures(
            cpu_us_per_token=cpu_us, tokens_per_cpu_s=speed, latency_p99_ms=p99_ms
        ),
        THIRTY_LINES.title: figures(cpu_us_per_token=200.0, tokens_per_cpu_s=8_000.0),
    }
    return {"paced": rows, "unpaced": rows}


def test_of_two_machines_the_worse_is_quoted() -> None:
    quick, slow = machine(40.0, 200_000.0, 30.0), machine(60.0, 120_000.0, 9.0)

    text = quotes.markdown([quick, slow], "en")

    assert "20 tokens/s | 0.30× | 3.0× |" in text
    assert "as fast as they come | 15.0× | 0.03× |" in text
    assert "99 of 100 at most 30.0 ms" in text


def test_what_was_not_measured_has_a_dash() -> None:
    assert "ten tokens | – | – |" in quotes.markdown([machine(40.0, 200_000.0, 9.0)], "en")


@pytest.mark.parametrize("language", quotes.DOCUMENTS)
def test_every_language_quotes_the_same_figures(language: str) -> None:
    text = quotes.markdown([machine(40.0, 200_000.0, 9.0)], language)

    assert "| 0.20× | 2.0× |" in text
    assert "2.0 ms" in text
    assert "9.0 ms" in text
