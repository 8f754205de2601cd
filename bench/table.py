"""The results as tables of text. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from bench.figures import Figures


class Column(NamedTuple):
    """A heading, and how the cell of a server is written."""

    heading: str
    cell: Callable[[Figures], str]


def number(value: float | None, digits: int = 1) -> str:
    """Return a number with thousands apart, or a dash."""
    return "–" if value is None else f"{value:,.{digits}f}".replace(",", " ")


def faults(one: Figures) -> str:
    """Return what went wrong, in words; the dash is what one hopes for."""
    counts = {
        "missing": one.missing,
        "misplaced": one.misplaced,
        "refused": one.refused,
        "cut": one.cut,
    }
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "–"


_CPU = Column("CPU µs/token", lambda f: number(f.cpu_us_per_token))
_FAULTS = Column("lost or wrong", faults)
_RATE = Column("tokens/s", lambda f: number(f.tokens_per_s, 0))
_BUSY = Column(
    "busy: server · upstream · load",
    lambda f: f"{f.server_busy:.0%} · {f.upstream_busy:.0%} · {f.load_busy:.0%}",
)
PACED = (
    _CPU,
    Column("with asking", lambda f: number(f.whole_cpu_us_per_token)),
    Column(
        "latency p50 · p90 · p99 ms",
        lambda f: " · ".join(map(number, (f.latency_p50_ms, f.latency_p90_ms, f.latency_p99_ms))),
    ),
    Column(
        "first token p50 · p99 ms",
        lambda f: " · ".join(map(number, (f.first_token_p50_ms, f.first_token_p99_ms))),
    ),
    Column("wire bytes/token", lambda f: number(f.wire_bytes_per_token, 0)),
    _BUSY,
    _FAULTS,
)
UNPACED = (
    _CPU,
    _RATE,
    Column("tokens/s of a whole core", lambda f: number(f.tokens_per_cpu_s, 0)),
    Column("wire bytes/token", lambda f: number(f.wire_bytes_per_token, 0)),
    _BUSY,
    _FAULTS,
)


def rows(measured: Mapping[str, Figures], columns: Sequence[Column]) -> list[list[str]]:
    """Return the heading and one row for each server."""
    heading = ["server", *(column.heading for column in columns)]
    return [heading, *([name, *(c.cell(f) for c in columns)] for name, f in measured.items())]


def plain(table: Sequence[Sequence[str]]) -> str:
    """Return a table for a terminal."""
    widths = [max(len(row[n]) for row in table) for n in range(len(table[0]))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if n == 0 else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in table
    )


def markdown(table: Sequence[Sequence[str]]) -> str:
    """Return a table for a document."""
    heading, *rest = table
    rule = ["---", *("---:" for _ in heading[1:])]
    return "\n".join("| " + " | ".join(row) + " |" for row in (heading, rule, *rest))
