"""The results, as they are kept, written down and drawn."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from xml.etree import ElementTree

from bench import results, scenarios
from bench.figures import Figures
from bench.processes import Cores
from bench.results import Results
from bench.servers import DIRECT, NGINX, YEOUL
from tests.bench.measured import figures

SERIES = scenarios.series()
GOOD = figures()


def some(**changed: int) -> Results:
    rows: dict[str, Figures | str] = {
        DIRECT.title: GOOD,
        NGINX.title: "there is none",
        YEOUL.title: figures(**changed),
    }
    return Results(Cores(frozenset({1}), frozenset({0})), 1, {"paced": rows, "unpaced": rows})


def test_all_figures_are_kept_and_so_is_why_there_are_none(tmp_path: Path) -> None:
    results.write(some(), tmp_path)

    kept = json.loads((tmp_path / "results.json").read_text("utf-8"))
    assert kept["series"]["paced"][YEOUL.title] == asdict(GOOD)
    assert kept["series"]["paced"][NGINX.title] == {"not_measured": "there is none"}
    assert "2 cores (one for the server)" in kept["machine"]


def test_the_picture_has_a_bar_for_every_server_that_was_measured(tmp_path: Path) -> None:
    results.write(some(), tmp_path)

    told = [element.text for element in ElementTree.parse(tmp_path / "results.svg").iter()]
    assert told.count(YEOUL.title) == 3
    assert NGINX.title not in told
    assert DIRECT.title not in told


def test_a_picture_of_nothing_can_be_drawn() -> None:
    ElementTree.fromstring(Results(Cores(frozenset({0}), frozenset({0})), 1).to_svg())


def test_the_tables_of_the_last_run_stand_between_the_markers(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("before\n<!-- results -->\nold\n<!-- /results -->\nafter\n", "utf-8")

    for _ in range(2):
        results.record(some(), SERIES, readme)

    text = readme.read_text("utf-8")
    assert text.startswith("before\n<!-- results -->\nMeasured on ")
    assert text.endswith("|\n\n<!-- /results -->\nafter\n")
    assert text.count(f"### {SERIES[0].title}\n") == 1
    assert "old" not in text


def test_one_lost_token_is_a_fault() -> None:
    assert some().faultless
    assert not some(missing=1).faultless
