"""What the READMEs quote of the records: ratios, of each the worst that any machine has. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from bench.quantities import (
    Measured,
    Quantity,
    Read,
    cpu_per_answer,
    cpu_per_token,
    latency_p50,
    latency_p99,
    tokens_per_core,
    worse,
)
from bench.servers import NGINX, THIRTY_LINES, YEOUL
from bench.table import NONE, number

_ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = {"en": _ROOT / "README.md", "ko": _ROOT / "README.ko.md"}
#: The order of the columns: Yeoul's figure divided by that of each.
_AGAINST = (THIRTY_LINES, NGINX)


class _Row(NamedTuple):
    titles: dict[str, str]
    series: str
    read: Read
    at_least: bool = False


_HEADINGS = {
    "en": ("against the thirty lines", "against nginx, which stores nothing"),
    "ko": ("서른 줄짜리 코드와 견주어", "저장하지 않는 nginx와 견주어"),
}
_ROWS = (
    _Row(
        {
            "en": "processor time for a token, 200 answers at 20 tokens/s",
            "ko": "토큰 하나의 CPU 시간 (답변 200개, 초당 20토큰)",
        },
        "paced",
        cpu_per_token,
    ),
    _Row(
        {"en": "tokens a second, as fast as they come", "ko": "속도 제한이 없을 때 초당 토큰 수"},
        "unpaced",
        tokens_per_core,
        at_least=True,
    ),
    _Row(
        {
            "en": "processor time for a question with its ten tokens",
            "ko": "열 토큰짜리 답변이 딸린 질문 하나의 CPU 시간",
        },
        "asking",
        cpu_per_answer,
    ),
)
_LATENCY = {
    "en": "From the model to the reader, half of the tokens take at most {p50} ms, and 99 of 100 "
    "at most {p99} ms.",
    "ko": "모델에서 읽는 사람까지, 토큰의 절반은 {p50} ms 안에, 100개 중 99개는 {p99} ms 안에 "
    "도착합니다.",
}


def markdown(machines: Sequence[Measured], language: str) -> str:
    """Return the table and the sentence for one README."""
    lines = ["| | " + " | ".join(_HEADINGS[language]) + " |", "|---|---:|---:|"]
    for row in _ROWS:
        cells = (_ratio(machines, row, other.title) for other in _AGAINST)
        lines.append(f"| {row.titles[language]} | " + " | ".join(cells) + " |")
    half, most = (_worst(machines, "paced", read) for read in (latency_p50, latency_p99))
    return "\n".join([*lines, "", _LATENCY[language].format(p50=number(half), p99=number(most))])


def _ratio(machines: Sequence[Measured], row: _Row, other: str) -> str:
    value = _worst(machines, row.series, row.read, other, at_least=row.at_least)
    return NONE if value is None else f"{number(value, 1 if value >= 1.95 else 2)}×"


def _worst(
    machines: Sequence[Measured],
    series: str,
    read: Read,
    against: str | None = None,
    *,
    at_least: bool = False,
) -> float | None:
    quantity = Quantity(series, YEOUL.title, read, against)
    return worse([quantity.of(measured) for measured in machines], at_least=at_least)
