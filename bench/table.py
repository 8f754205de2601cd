"""The results as tables of text. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bench.figures import FAULTS, Figures
from bench.servers import NGINX, THIRTY_LINES, YEOUL

#: What was measured, or in one sentence why it was not, by the label of its row.
Measured = Mapping[str, Figures | str]
NONE = "–"


@dataclass(frozen=True)
class Column:
    """A heading, and how the cell of a row is written."""

    heading: str
    write: Callable[[Figures], str]

    def cell(self, one: Figures, measured: Measured) -> str:
        """Return the cell of one row."""
        return self.write(one)


@dataclass(frozen=True)
class Ratio:
    """The processor time of a token against that of another row."""

    heading: str
    against: str

    def cell(self, one: Figures, measured: Measured) -> str:
        """Return the cell of one row."""
        other = measured.get(self.against)
        if not isinstance(other, Figures) or not other.cpu_us_per_token or not one.cpu_us_per_token:
            return NONE
        return f"{one.cpu_us_per_token / other.cpu_us_per_token:.1f}"


Columns = Sequence[Column | Ratio]


def number(value: float | None, digits: int = 1) -> str:
    """Return a number with thousands apart, or a dash."""
    return NONE if value is None else f"{value:,.{digits}f}".replace(",", " ")


def together(*values: float | None) -> str:
    """Return figures that belong together in one cell."""
    return " · ".join(number(value) for value in values)


def kib(value: float | None) -> float | None:
    """Return bytes as KiB."""
    return None if value is None else value / 1024


def faults(one: Figures) -> str:
    """Return what went wrong, in words; the dash is what one hopes for."""
    counts = {fault: getattr(one, fault) for fault in FAULTS}
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count) or NONE


_CPU = Column("CPU µs/token", lambda f: number(f.cpu_us_per_token))
_RATIOS = (
    Ratio("× nginx", NGINX.title),
    Ratio("× 30 lines", THIRTY_LINES.title),
)
_LATENCY = Column(
    "latency p50 · p90 · p99 ms",
    lambda f: together(f.latency_p50_ms, f.latency_p90_ms, f.latency_p99_ms),
)
_FIRST = Column(
    "first token p50 · p99 ms", lambda f: together(f.first_token_p50_ms, f.first_token_p99_ms)
)
_WIRE = Column("wire bytes/token", lambda f: number(f.wire_bytes_per_token, 0))
_BUSY = Column(
    "busy: server · upstream · load · others",
    lambda f: " · ".join(
        f"{busy:.0%}" for busy in (f.server_busy, f.upstream_busy, f.load_busy, f.foreign_busy)
    ),
)
_FAULTS = Column("lost or wrong", faults)
_REST = (
    Column("with asking", lambda f: number(f.whole_cpu_us_per_token)),
    _LATENCY,
    _FIRST,
    _WIRE,
    _BUSY,
    _FAULTS,
)
PACED = (_CPU, *_RATIOS, *_REST)
TRANSPORTS = (_CPU, _RATIOS[0], Ratio("× POST with SSE", YEOUL.title), *_REST)
UNPACED = (
    _CPU,
    *_RATIOS,
    Column("tokens/s", lambda f: number(f.tokens_per_s, 0)),
    Column("tokens/s of a whole core", lambda f: number(f.tokens_per_cpu_s, 0)),
    _WIRE,
    _BUSY,
    _FAULTS,
)
GROWTH = (_CPU, _LATENCY, _BUSY, _FAULTS)
MANY = (_CPU, _RATIOS[0], _LATENCY, _FIRST, _BUSY, _FAULTS)
CROWD = (Column("KiB/stream", lambda f: number(kib(f.memory_bytes_per_stream))), *MANY)
ASKING = (
    Column("CPU ms/answer", lambda f: number(f.cpu_ms_per_answer, 2)),
    _FIRST,
    Column("start to ready s", lambda f: number(f.ready_s, 2)),
    Column("first token after the start ms", lambda f: number(f.cold_first_token_ms)),
    _BUSY,
    _FAULTS,
)
BURST = (ASKING[0], _FIRST, _BUSY, _FAULTS)
BESIDE = (_LATENCY, Column("first token of a question p50 · p99 ms", _FIRST.write), _BUSY, _FAULTS)
AUDIENCE = (Column("CPU µs/token read", _CPU.write), _LATENCY, _WIRE, _BUSY, _FAULTS)
STORM = (
    Column("CPU ms/return", lambda f: number(f.cpu_ms_per_return, 2)),
    Column("back after p50 · p99 ms", _FIRST.write),
    _BUSY,
    _FAULTS,
)
_ENGINES = Column("engines' CPU µs/token", lambda f: number(f.engine_us_per_token))
_STATEMENTS = Column("statements/answer", lambda f: number(f.store_statements_per_answer))
SHARED_LOG = (_CPU, _ENGINES, *_REST)
FOLLOWING = (Column("CPU µs/token read", _CPU.write), _LATENCY, _FIRST, _BUSY, _FAULTS)
WORKERS = (
    Column("tokens/s", lambda f: number(f.tokens_per_s, 0)),
    Column("tokens for each second of the workers", lambda f: number(f.tokens_per_cpu_s, 0)),
    _ENGINES,
    Column("cores for all", lambda f: number(f.cores, 0)),
    _BUSY,
    _FAULTS,
)
SHARED_STORE = (
    Column("CPU ms/answer", lambda f: number(f.cpu_ms_per_answer, 2)),
    _FIRST,
    _STATEMENTS,
    _BUSY,
    _FAULTS,
)
DEATHS = (
    Column(
        "back after p50 · p99 · last ms",
        lambda f: together(f.first_token_p50_ms, f.first_token_p99_ms, f.first_token_last_ms),
    ),
    Column("CPU ms/return", lambda f: number(f.cpu_ms_per_return, 2)),
    Column("reads of the store/answer", lambda f: number(f.store_reads_per_answer)),
    _STATEMENTS,
    _BUSY,
    _FAULTS,
)


def rows(measured: Measured, columns: Columns) -> list[list[str]]:
    """Return the heading and one row for each server; one that was not measured says why."""
    found = [["server", *(column.heading for column in columns)]]
    for label, one in measured.items():
        if isinstance(one, str):
            found.append([label, *(NONE for _ in columns[1:]), one])
        else:
            found.append([label, *(column.cell(one, measured) for column in columns)])
    return found


def plain(table: Sequence[Sequence[str]]) -> str:
    """Return a table for a terminal."""
    widths = [max(len(row[n]) for row in table) for n in range(len(table[0]))]
    lines = []
    for row in table:
        cells = [
            cell.rjust(width) if 0 < n < len(row) - 1 else cell.ljust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def markdown(table: Sequence[Sequence[str]]) -> str:
    """Return a table for a document."""
    heading, *rest = table
    rule = ["---", *("---:" for _ in heading[1:])]
    return "\n".join("| " + " | ".join(row) + " |" for row in (heading, rule, *rest))
