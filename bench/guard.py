"""The guard: warns where a ratio of this run is clearly worse than the recorded one. Pure.

Ratios hold on other machines as well, and in shorter runs; absolute figures do not. A ratio is
compared only where it can mean something: both rows were measured under the whole load, and others
left the server's core alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bench.figures import Figures
from bench.quantities import Measured, Quantity, cpu_per_answer, cpu_per_token
from bench.results import Results
from bench.servers import NGINX, OTHER_TRANSPORTS, THIRTY_LINES, YEOUL
from bench.table import NONE, number

#: How much of the server's core others may take before figures mean little.
DISTURBED = 0.1
#: How much worse than recorded a ratio may be without a word.
ALLOWED = 0.15
_SERIES = "transports"
RATIOS = {
    "a token by POST with SSE / nginx's": Quantity(
        _SERIES, YEOUL.title, cpu_per_token, NGINX.title
    ),
    **{
        f"a token {server.title.partition(', ')[2]} / by POST with SSE": Quantity(
            _SERIES, server.title, cpu_per_token, YEOUL.title
        )
        for server in OTHER_TRANSPORTS
    },
    "a question with ten tokens / the 30 lines'": Quantity(
        "asking", YEOUL.title, cpu_per_answer, THIRTY_LINES.title
    ),
}


class Comparison(NamedTuple):
    """One ratio, recorded and now; or why it was not compared."""

    title: str
    ratio: Quantity
    recorded: float | None
    now: float | None
    skipped: str = ""

    @property
    def change(self) -> float:
        """How much more it is than recorded: 0.1 for a tenth."""
        if self.skipped or not self.recorded or self.now is None:
            return 0.0
        return self.now / self.recorded - 1

    @property
    def warns(self) -> bool:
        """Whether it is worse by more than is allowed."""
        return self.change > ALLOWED


def record_for(results: Results, records: Sequence[Results]) -> Results | None:
    """Return the record of the same machine, or else the newest."""
    same = [one for one in records if one.machine.slug == results.machine.slug]
    chosen = same or records
    return chosen[-1] if chosen else None


def compare(now: Measured, recorded: Measured) -> list[Comparison]:
    """Return every ratio beside its record."""
    return [_compare(title, ratio, now, recorded) for title, ratio in RATIOS.items()]


def _compare(title: str, ratio: Quantity, now: Measured, recorded: Measured) -> Comparison:
    values = ratio.of(recorded), ratio.of(now)
    skipped = ""
    if values[0] is None:
        skipped = "not recorded"
    elif values[1] is None:
        skipped = "not measured"
    elif any(one.foreign_busy > DISTURBED for one in ratio.rows(now)):
        skipped = "not compared: others were on the server's core"
    elif ratio.read is cpu_per_token and not all(map(_was_steady, ratio.rows(now))):
        skipped = "not compared: the streams were never all open"
    return Comparison(title, ratio, *values, skipped)


def _was_steady(one: Figures) -> bool:
    """Whether the processor time is that of a time in which all streams were open."""
    return one.cpu_us_per_token != one.whole_cpu_us_per_token


def rows_of(comparisons: Sequence[Comparison]) -> set[tuple[str, str | None]]:
    """Return the series and labels of all rows that the comparisons need."""
    ratios = [one.ratio for one in comparisons]
    return {(ratio.series, label) for ratio in ratios for label in (ratio.row, ratio.against)}


def confirmed(first: Sequence[Comparison], second: Sequence[Comparison]) -> list[Comparison]:
    """Return the better of each two, because one short run scatters: worse is worse twice."""
    return [min(two, key=lambda one: one.change) for two in zip(first, second, strict=True)]


def rows(comparisons: Sequence[Comparison]) -> list[list[str]]:
    """Return a heading, and a row for each ratio."""
    found = [["processor time", "recorded", "now", "change", ""]]
    for one in comparisons:
        change = NONE if one.skipped else f"{one.change:+.0%}"
        remark = one.skipped or ("worse: look at what has changed" if one.warns else "")
        found.append([one.title, number(one.recorded, 2), number(one.now, 2), change, remark])
    return found
