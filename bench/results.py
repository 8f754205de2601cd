"""The results of a run: kept as JSON, written into the README, and drawn."""

from __future__ import annotations

import json
import os
import platform
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bench import plot, table
from bench.figures import Figures
from bench.processes import Cores
from bench.scenarios import Series

_BETWEEN = re.compile(r"(?<=<!-- results -->\n).*?(?=<!-- /results -->)", re.DOTALL)


@dataclass
class Results:
    """What was measured so far, series by series."""

    cores: Cores
    rounds: int
    #: By the series' name, then by the row's label: figures, or why there are none.
    measured: dict[str, dict[str, Figures | str]] = field(default_factory=dict)

    @property
    def faultless(self) -> bool:
        """Whether nothing was lost, misplaced, refused or cut."""
        every = [one for rows in self.measured.values() for one in rows.values()]
        return all(table.faults(one) == table.NONE for one in every if isinstance(one, Figures))

    def to_json(self) -> str:
        """Return all figures."""
        told = {
            "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "machine": machine(self.cores),
            "rounds": self.rounds,
            "series": {
                name: {
                    label: {"not_measured": one} if isinstance(one, str) else asdict(one)
                    for label, one in rows.items()
                }
                for name, rows in self.measured.items()
            },
        }
        return json.dumps(told, indent=1, ensure_ascii=False) + "\n"

    def to_markdown(self, series: Sequence[Series]) -> str:
        """Return the tables for the README."""
        parts = [
            f"Measured on {datetime.now(UTC):%Y-%m-%d}: {machine(self.cores)}.",
            "![Processor time, latency and tokens a second of each server](results.svg)",
        ]
        for one in series:
            if rows := self.measured.get(one.name):
                parts += [f"### {one.title}", table.markdown(table.rows(rows, one.columns))]
        return "\n\n".join(parts) + "\n\n"

    def to_svg(self) -> str:
        """Return the picture of the two main scenarios."""
        return plot.picture(self._figures("paced"), self._figures("unpaced"))

    def _figures(self, series: str) -> Mapping[str, Figures]:
        rows = self.measured.get(series, {})
        return {label: one for label, one in rows.items() if isinstance(one, Figures)}


def write(results: Results, folder: Path) -> None:
    """Write the figures and the picture into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "results.json").write_text(results.to_json(), encoding="utf-8")
    (folder / "results.svg").write_text(results.to_svg(), encoding="utf-8")


def record(results: Results, series: Sequence[Series], readme: Path) -> None:
    """Write the tables into the README, between its markers."""
    text = readme.read_text(encoding="utf-8")
    tables = results.to_markdown(series)
    readme.write_text(_BETWEEN.sub(lambda _: tables, text, count=1), encoding="utf-8")


def machine(cores: Cores) -> str:
    """Return what the machine is, in a few words."""
    memory_gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    shared = "shared by server and load" if cores.server == cores.load else "one for the server"
    count = len(cores.server | cores.load)
    return (
        f"{_processor()}, {count} cores ({shared}), {memory_gib:.0f} GiB, "
        f"{platform.system()} {platform.release().split('-')[0]}, "
        f"Python {platform.python_version()}"
    )


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.machine()
    found = re.search(r"^model name\s*: (.+)$", text, re.MULTILINE)
    return found[1] if found else platform.machine()
