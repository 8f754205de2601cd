"""The results, as they are kept, written down and drawn."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from xml.etree import ElementTree

from bench import results, scenarios
from bench.figures import Figures
from bench.machine import Machine
from bench.results import Results
from bench.servers import DIRECT, NGINX, YEOUL
from tests.bench.measured import figures

SERIES = scenarios.series()
GOOD = figures()
MACHINE = Machine("Abacus (R), 2 cores (one for the server)", 50.0)


def some(**changed: int) -> Results:
    rows: dict[str, Figures | str] = {
        DIRECT.title: GOOD,
        NGINX.title: "there is none",
        YEOUL.title: figures(**changed),
    }
    return Results(MACHINE, 1, {"paced": rows, "unpaced": rows})


def test_all_figures_are_kept_and_so_is_why_there_are_none(tmp_path: Path) -> None:
    results.write(some(), tmp_path)

    kept = json.loads((tmp_path / "results.json").read_text("utf-8"))
    assert kept["series"]["paced"][YEOUL.title] == asdict(GOOD)
    assert kept["series"]["paced"][NGINX.title] == {"not_measured": "there is none"}
    assert (kept["machine"], kept["loop_ms"]) == (MACHINE.description, MACHINE.loop_ms)


def test_results_that_are_read_are_those_that_were_written() -> None:
    results = some()

    assert Results.from_json(results.to_json()) == results


def test_results_without_the_main_scenarios_have_no_picture(tmp_path: Path) -> None:
    workers = Results(MACHINE, 1, {"workers-log": {"one": GOOD}})

    results.write(workers, tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["results.json"]
    assert "![" not in workers.to_markdown(SERIES)


def test_the_picture_has_a_bar_for_every_server_that_was_measured(tmp_path: Path) -> None:
    results.write(some(), tmp_path)

    told = [element.text for element in ElementTree.parse(tmp_path / "results.svg").iter()]
    assert told.count(YEOUL.title) == 3
    assert NGINX.title not in told
    assert DIRECT.title not in told


def test_a_picture_of_nothing_can_be_drawn() -> None:
    ElementTree.fromstring(Results(MACHINE, 1).to_svg())


def test_the_tables_say_which_machine_it_was_and_how_many_rounds() -> None:
    text = some().to_markdown(SERIES)

    assert "Abacus (R), 2 cores (one for the server), which takes 50 ms for a" in text
    assert text.count(f"### {SERIES[0].title}\n") == 1
    assert "rounds" not in text
    assert "medians of 3 rounds" in Results(MACHINE, 3, {}).to_markdown(SERIES)


def test_a_figure_that_is_newer_than_a_record_is_not_in_it() -> None:
    told = json.loads(some().to_json())
    del told["series"]["paced"][YEOUL.title]["cpu_us_per_token"]

    found = Results.from_json(json.dumps(told)).measured["paced"][YEOUL.title]

    assert found == figures(cpu_us_per_token=None)


def test_one_lost_token_is_a_fault() -> None:
    assert some().faultless
    assert not some(missing=1).faultless
