"""The figures that the paper on many workers reckons with, as measured. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from bench.figures import Figures
from bench.quantities import Measured, Quantity, Read, cpu_per_answer, cpu_per_token, latency_p50
from bench.servers.workers import ALWAYS
from bench.table import NONE, number
from bench.worker_budgets import FEED, READS, back_after_s
from bench.worker_scenarios import (
    ASKING,
    CROWDED,
    DEATHS,
    FOLLOWING,
    HERE,
    LOG,
    MANY,
    ONE,
    SQLITE,
    STORE_POSTGRES,
    STORE_SQLITE,
    THERE,
    THERE_BY_MANY,
)

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "scale.md"


class _Figure(NamedTuple):
    title: str
    quantity: Quantity
    unit: str
    digits: int = 1


def _figure(title: str, place: tuple[str, str], read: Read, unit: str, digits: int = 1) -> _Figure:
    return _Figure(title, Quantity(*place, read), unit, digits)


def _engines(one: Figures) -> float | None:
    return one.engine_us_per_token


def _statements(one: Figures) -> float | None:
    return one.store_statements_per_answer


_SHARED = LOG, ALWAYS.title
FIGURES = (
    _figure("a token in a worker that is alone, with SQLite", (LOG, SQLITE), cpu_per_token, "µs"),
    _figure("a token in its worker", _SHARED, cpu_per_token, "µs"),
    _figure("a token in the engines, at one token an entry", _SHARED, _engines, "µs"),
    _figure("the same as fast as they come, many an entry", (MANY, ONE), _engines, "µs"),
    _figure("from the model to a reader there, p50", (FOLLOWING, HERE), latency_p50, "ms"),
    _figure("from the model to a reader elsewhere, p50", (FOLLOWING, THERE), latency_p50, "ms"),
    _figure("a token read elsewhere, one reader", (FOLLOWING, THERE), cpu_per_token, "µs"),
    _figure("the same for each of four", (FOLLOWING, THERE_BY_MANY), cpu_per_token, "µs"),
    _Figure("of it for the answer, whoever reads", FEED, "µs"),
    _figure("asking and beginning in SQLite", (ASKING, STORE_SQLITE), cpu_per_answer, "ms", 2),
    _figure("the same in PostgreSQL", (ASKING, STORE_POSTGRES), cpu_per_answer, "ms", 2),
    _figure("a question with its ten tokens", (ASKING, ALWAYS.title), cpu_per_answer, "ms", 2),
    _figure("its statements in PostgreSQL", (ASKING, ALWAYS.title), _statements, ""),
    _figure("the last of 2 000 readers is back", (DEATHS, CROWDED), back_after_s, "s"),
    _Figure("reads for the readers of an answer then", READS, ""),
)


def rows(machines: Mapping[str, Measured]) -> list[list[str]]:
    """Return a heading, and a row for each figure."""
    found = [["figure", *machines]]
    for figure in FIGURES:
        values = [figure.quantity.of(measured) for measured in machines.values()]
        cells = (_cell(value, figure) for value in values)
        found.append([figure.title, *cells])
    return found


def _cell(value: float | None, figure: _Figure) -> str:
    return NONE if value is None else f"{number(value, figure.digits)} {figure.unit}".strip()
