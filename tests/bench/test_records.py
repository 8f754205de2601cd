"""The records, and the documents that quote them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import records, scenarios
from bench.machine import Machine
from bench.results import Results
from tests.bench.measured import figures


def results(processor: str, day: int, cpu_us: float = 60.0) -> Results:
    found = Results(Machine(processor, 50.0), 1, measured_at=f"2026-01-0{day}T00:00:00+00:00")
    found.measured["paced"] = {"some server": figures(cpu_us_per_token=cpu_us)}
    return found


def test_each_machine_has_one_record_and_the_oldest_comes_first(tmp_path: Path) -> None:
    for one in (results("Abacus", 1), results("Soroban", 2), results("Abacus", 3, 70.0)):
        records.keep(one, tmp_path)

    assert records.read(tmp_path) == [results("Soroban", 2), results("Abacus", 3, 70.0)]


def test_a_document_is_changed_between_its_markers_only() -> None:
    text = "before\n<!-- a -->\nold\n<!-- /a -->\nbetween\n<!-- b -->\n<!-- /b -->\n"

    once = records.put(text, {"a": "new\n", "b": "two\n"})

    assert once == ("before\n<!-- a -->\nnew\n<!-- /a -->\nbetween\n<!-- b -->\ntwo\n<!-- /b -->\n")
    assert records.put(once, {"a": "new\n", "b": "two\n"}) == once


def test_a_document_without_its_markers_is_refused() -> None:
    with pytest.raises(ValueError, match="0 places for its a"):
        records.put("nothing", {"a": "new"})


def test_every_document_quotes_what_is_recorded() -> None:
    of_workers = records.read(records.WORKERS)
    for path, text in records.documents(records.read(), scenarios.series(), of_workers).items():
        assert path.read_text("utf-8") == text, f"python -m bench.records writes {path.name}"
