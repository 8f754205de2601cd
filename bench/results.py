"""The results of a run: kept as JSON, told as tables, and drawn."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import plot, table
from bench.figures import Figures
from bench.machine import Machine
from bench.scenarios import Series


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass
class Results:
    """What was measured so far on one machine, series by series."""

    machine: Machine
    rounds: int
    #: By the series' name, then by the row's label: figures, or why there are none.
    measured: dict[str, dict[str, Figures | str]] = field(default_factory=dict)
    measured_at: str = field(default_factory=_now)

    @property
    def faultless(self) -> bool:
        """Whether nothing was lost, misplaced, refused or cut."""
        every = [one for rows in self.measured.values() for one in rows.values()]
        return all(table.faults(one) == table.NONE for one in every if isinstance(one, Figures))

    def to_json(self) -> str:
        """Return all figures."""
        told = {
            "measured_at": self.measured_at,
            "machine": self.machine.description,
            "loop_ms": self.machine.loop_ms,
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

    @staticmethod
    def from_json(text: str) -> Results:
        """Return the results that `to_json` wrote; figures that are newer than they are None."""
        told = json.loads(text)
        measured = {
            name: {label: _figures(row) for label, row in rows.items()}
            for name, rows in told["series"].items()
        }
        machine = Machine(told["machine"], told.get("loop_ms"))
        return Results(machine, told["rounds"], measured, told["measured_at"])

    def to_markdown(self, series: Sequence[Series]) -> str:
        """Return the tables for the README."""
        day, rounds = self.measured_at[:10], f", medians of {self.rounds} rounds"
        parts = [f"Measured on {day}{rounds if self.rounds > 1 else ''}: {self.machine}."]
        if "paced" in self.measured:
            title = "Processor time, latency and tokens a second of each server"
            parts.append(f"![{title}](results.svg)")
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
    if "paced" in results.measured:
        (folder / "results.svg").write_text(results.to_svg(), encoding="utf-8")


def _figures(told: dict[str, Any]) -> Figures | str:
    if "not_measured" in told:
        return str(told["not_measured"])
    known: dict[str, Any] = {one.name: told.get(one.name) for one in fields(Figures)}
    return Figures(**known)
