"""The figures of a server, as Prometheus reads them."""

from __future__ import annotations

import pytest

from tests.api.tokens import KOREAN
from tests.served import Served
from yeoul.api.figures import Figures
from yeoul.protocol.events import End, Timings, Usage

pytestmark = pytest.mark.anyio


async def test_the_figures_count_what_has_ended(served: Served) -> None:
    for _ in range(2):
        await served.finished()
    reply = await served.client.get("/metrics")
    assert reply.headers["content-type"].startswith("text/plain; version=")
    assert 'yeoul_answers_ended_total{status="finished"} 2.0' in reply.text
    assert f"yeoul_tokens_generated_total {2.0 * len(KOREAN)}" in reply.text
    assert "yeoul_first_token_seconds_count 2.0" in reply.text
    assert "yeoul_answers_running " in reply.text


def test_no_figure_of_an_answer_spoils_its_end() -> None:
    figures = Figures()
    figures.ended(End("finished", "stop", None, Usage(-1, -1), Timings(0, -1, 0), ""), -1)
    assert b'yeoul_answers_ended_total{status="finished"} 1.0' in figures.text(0)
