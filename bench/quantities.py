"""The numbers of a run that are compared: with a bar, with a record, or in a document. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import truediv
from typing import NamedTuple

from bench import table
from bench.figures import Figures

#: Everything that a run has measured, by the name of the series.
Measured = Mapping[str, table.Measured]
Read = Callable[[Figures], float | None]


class Quantity(NamedTuple):
    """A figure of one row, or its ratio to the same figure of another row of the series."""

    series: str
    row: str
    read: Read
    against: str | None = None
    #: What is told of the two.
    compare: Callable[[float, float], float] = truediv

    def of(self, measured: Measured) -> float | None:
        """Return the number; None where something that it needs was not measured."""
        value = self._figure(measured, self.row)
        if self.against is None or value is None:
            return value
        other = self._figure(measured, self.against)
        return self.compare(value, other) if other else None

    def rows(self, measured: Measured) -> list[Figures]:
        """Return the figures of all rows that it needs, as far as they were measured."""
        rows = measured.get(self.series, {})
        found = (rows.get(label) for label in (self.row, self.against) if label)
        return [one for one in found if isinstance(one, Figures)]

    def _figure(self, measured: Measured, label: str) -> float | None:
        one = measured.get(self.series, {}).get(label)
        return self.read(one) if isinstance(one, Figures) else None


def worse(values: list[float | None], *, at_least: bool = False) -> float | None:
    """Return the worst of the values that there are: the largest, or the least of what is good."""
    there = [value for value in values if value is not None]
    if not there:
        return None
    return min(there) if at_least else max(there)


def cpu_per_token(one: Figures) -> float | None:
    """Return the processor time of a token while all streams are open, in µs."""
    return one.cpu_us_per_token


def cpu_per_answer(one: Figures) -> float | None:
    """Return the processor time of a question and its answer, in ms."""
    return one.cpu_ms_per_answer


def tokens_per_core(one: Figures) -> float | None:
    """Return the tokens for each second of processor time."""
    return one.tokens_per_cpu_s


def latency_p50(one: Figures) -> float | None:
    """Return the latency that half of the tokens keep, in ms."""
    return one.latency_p50_ms


def latency_p99(one: Figures) -> float | None:
    """Return the latency that 99 of 100 tokens keep, in ms."""
    return one.latency_p99_ms
