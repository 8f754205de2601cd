"""The guard warns of ratios that are worse than recorded, and only of those."""

from __future__ import annotations

from typing import Any

import pytest

from bench import guard, scenarios
from bench.guard import Comparison
from bench.machine import Machine
from bench.quantities import Measured
from bench.results import Results
from bench.servers import NGINX, SSE, THIRTY_LINES, YEOUL
from tests.bench.measured import figures

FIRST, *_ = guard.RATIOS
RECORDED = {NGINX.title: figures(cpu_us_per_token=20.0), YEOUL.title: figures()}


def transports(**yeoul: Any) -> Measured:
    """A run in which only Yeoul's row differs from the record, where a token takes 60 µs."""
    return {"transports": {**RECORDED, YEOUL.title: figures(**yeoul)}}


def first(now: Measured, recorded: Measured | None = None) -> Comparison:
    """The comparison of Yeoul with nginx."""
    [found] = [one for one in guard.compare(now, recorded or transports()) if one.title == FIRST]
    return found


@pytest.mark.parametrize(
    ("cpu_us", "warns"), [(30.0, False), (60.0, False), (68.9, False), (69.1, True)]
)
def test_it_warns_beyond_15_percent(cpu_us: float, warns: bool) -> None:
    compared = first(transports(cpu_us_per_token=cpu_us))

    assert compared.warns is warns
    assert compared.change == pytest.approx(cpu_us / 60 - 1)


def test_it_follows_neither_the_clock_of_the_machine_nor_that_of_another() -> None:
    slow = {
        NGINX.title: figures(cpu_us_per_token=40.0),
        YEOUL.title: figures(cpu_us_per_token=120.0, whole_cpu_us_per_token=140.0),
    }

    assert first({"transports": slow}).change == pytest.approx(0)


@pytest.mark.parametrize(
    ("now", "why"),
    [
        (transports(foreign_busy=0.2), "others were on the server's core"),
        (transports(whole_cpu_us_per_token=99.0, cpu_us_per_token=99.0), "never all open"),
        ({"transports": {NGINX.title: figures()}}, "not measured"),
        ({"transports": {YEOUL.title: figures(), NGINX.title: "no nginx"}}, "not measured"),
        ({}, "not measured"),
    ],
    ids=["disturbed", "overloaded", "no Yeoul", "no nginx", "another series"],
)
def test_what_cannot_be_compared_says_why_and_is_no_warning(now: Measured, why: str) -> None:
    compared = first(now)

    assert why in compared.skipped
    assert not compared.warns


def test_a_ratio_that_nobody_recorded_is_no_warning() -> None:
    compared = first(transports(), {"transports": {}})

    assert (compared.skipped, compared.warns) == ("not recorded", False)


def test_a_question_costs_what_it_costs_whether_or_not_streams_are_open() -> None:
    def asking(ms: float) -> Measured:
        ours, theirs = figures(cpu_ms_per_answer=ms, cpu_us_per_token=70.0), figures()
        return {"asking": {YEOUL.title: ours, THIRTY_LINES.title: theirs}}

    last = guard.compare(asking(6.0), asking(3.0))[-1]

    assert (last.change, last.warns) == (1.0, True)


def test_only_what_is_worse_twice_is_a_warning() -> None:
    once, twice = (first(transports(cpu_us_per_token=cpu_us)) for cpu_us in (90.0, 61.0))
    skipped = first(transports(foreign_busy=0.2))

    assert guard.confirmed([once, once, once], [twice, once, skipped]) == [twice, once, skipped]


def test_what_is_measured_again_are_both_rows_of_a_ratio() -> None:
    compared = first(transports(cpu_us_per_token=90.0))

    assert guard.rows_of([compared]) == {("transports", NGINX.title), ("transports", YEOUL.title)}


def test_every_ratio_is_told_with_its_change() -> None:
    now = transports(cpu_us_per_token=75.0)
    told = {row[0]: row[1:] for row in guard.rows(guard.compare(now, transports()))[1:]}

    assert list(told) == list(guard.RATIOS)
    assert told[FIRST] == ["3.00", "3.75", "+25%", "worse: look at what has changed"]


def test_every_ratio_is_of_rows_that_a_smoke_run_measures_under_the_whole_load() -> None:
    short = scenarios.SHORT.values()
    measured = {
        one.name: {run.label for run in one.runs if run.scenario in short}
        for one in scenarios.smoke(scenarios.series())
    }

    for ratio in guard.RATIOS.values():
        assert {ratio.row, ratio.against} <= measured[ratio.series]
    assert SSE.title in measured["transports"]


def test_a_run_is_compared_with_the_record_of_its_own_machine() -> None:
    ours, theirs = (Results(Machine(name), 1) for name in ("Abacus (R), 2 cores", "Soroban"))

    assert guard.record_for(Results(Machine("Abacus, 8 cores"), 1), [ours, theirs]) is ours
    assert guard.record_for(Results(Machine("Quipu"), 1), [ours, theirs]) is theirs
    assert guard.record_for(ours, []) is None
