"""The budgets of several workers, and the figures that the paper quotes."""

from __future__ import annotations

from typing import Any

import pytest

from bench import budgets, worker_quotes, worker_scenarios
from bench.quantities import Measured
from bench.worker_budgets import BUDGETS, FEED, READS
from bench.worker_scenarios import (
    CROWDED,
    DEATHS,
    FOLLOWING,
    LOG,
    LONELY,
    MANY,
    ONE,
    SQLITE,
    THERE,
    THERE_BY_MANY,
    TWO,
)
from tests.bench.measured import figures

EVERYSEC = "Yeoul over PostgreSQL and Valkey, everysec"


def told(title: str, measured: Measured) -> list[str]:
    """The row of a budget, from its value on."""
    [row] = [row for row in budgets.rows({"machine": measured}, BUDGETS) if row[0] == title]
    return row[3:]


def two(series: str, first: str, second: str, name: str, *values: Any) -> Measured:
    """A series of two rows that differ in one figure."""
    rows = zip((first, second), values, strict=True)
    return {series: {row: figures(**{name: value}) for row, value in rows}}


def test_every_budget_and_every_quote_is_of_rows_that_a_run_measures() -> None:
    measured = {one.name: {run.label for run in one.runs} for one in worker_scenarios.series()}

    budgeted = [budget.quantity for budget in BUDGETS]
    quoted = [figure.quantity for figure in worker_quotes.FIGURES]
    for quantity in budgeted + quoted:
        assert quantity.row in measured[quantity.series]
        assert quantity.against is None or quantity.against in measured[quantity.series]


def test_what_the_engines_take_is_added_to_what_the_worker_takes() -> None:
    rows = {
        SQLITE: figures(cpu_us_per_token=50.0, engine_us_per_token=0.0),
        EVERYSEC: figures(cpu_us_per_token=40.0, engine_us_per_token=30.0),
    }

    of = "log in Valkey (everysec), against SQLite"
    assert told(f"processor time of a token in the worker, {of}", {LOG: rows}) == ["0.80×", "yes"]
    in_both = told(f"processor time of a token in worker and engines, {of}", {LOG: rows})
    assert in_both == ["1.40×", "yes"]


@pytest.mark.parametrize(("first", "each"), [(6.0, 12.0), (0.0, 9.0)])
def test_the_cost_of_an_answer_is_told_apart_from_that_of_its_readers(
    first: float, each: float
) -> None:
    costs = first + each, first / worker_scenarios.MANY_READERS + each

    measured = two(FOLLOWING, THERE, THERE_BY_MANY, "cpu_us_per_token", *costs)

    assert FEED.of(measured) == pytest.approx(first)


def test_the_reads_of_a_takeover_are_not_those_of_the_readers() -> None:
    assert READS.of(two(DEATHS, LONELY, CROWDED, "store_reads_per_answer", 4.0, 5.0)) == 2.0


@pytest.mark.parametrize(
    ("speed", "cores", "met"),
    [
        (170.0, 2, "yes"),
        (160.0, 2, "not shown: 2 cores for all, 4 needed"),
        (160.0, 4, "no"),
    ],
)
def test_what_a_machine_has_too_few_cores_for_is_not_shown_by_it(
    speed: float, cores: int, met: str
) -> None:
    rows = {
        ONE: figures(tokens_per_s=100.0, cores=cores),
        TWO: figures(tokens_per_s=speed, cores=cores),
    }

    row = told("tokens a second of 2 workers, against one", {MANY: rows})

    assert row == [f"{speed / 100:.2f}×", met]


def test_a_figure_that_was_not_measured_is_a_dash_in_the_paper() -> None:
    rows = worker_quotes.rows({"machine": {LOG: {SQLITE: figures(cpu_us_per_token=51.26)}}})

    assert rows[:2] == [
        ["figure", "machine"],
        ["a token in a worker that is alone, with SQLite", "51.3 µs"],
    ]
    assert {row[1] for row in rows[2:]} == {"–"}
