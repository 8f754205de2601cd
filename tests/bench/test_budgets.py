"""The budgets: met or not is computed."""

from __future__ import annotations

import pytest

from bench import budgets, scenarios
from bench.quantities import Measured
from bench.servers import NGINX, YEOUL
from bench.servers.peers import PEERS
from tests.bench.measured import figures


def machine(ours: float = 50.0, speed: float = 200_000.0) -> Measured:
    """A machine on which nginx takes 20 µs for a token."""
    yeoul = figures(cpu_us_per_token=ours, tokens_per_cpu_s=speed)
    rows = {NGINX.title: figures(cpu_us_per_token=20.0), YEOUL.title: yeoul}
    return {"paced": rows, "unpaced": rows}


def told(title: str, *machines: Measured) -> list[str]:
    """The row of a budget, without its title."""
    rows = budgets.rows({f"machine {n}": measured for n, measured in enumerate(machines)})
    [row] = [row[1:] for row in rows if row[0] == title]
    return row


@pytest.mark.parametrize(
    ("ours", "met"),
    [(40.0, "yes, the aim too"), (40.2, "yes"), (60.0, "yes"), (60.2, "no")],
)
def test_a_budget_is_met_up_to_its_bar(ours: float, met: str) -> None:
    row = told("processor time of a token, against nginx", machine(ours))

    assert row == ["≤ 3.00×", "≤ 2.00×", f"{ours / 20:.2f}×", met]


def test_a_budget_is_met_where_every_machine_meets_it() -> None:
    title = "processor time of a token, against nginx"

    assert told(title, machine(50.0), machine(70.0))[2:] == ["2.50×", "3.50×", "no"]
    assert told(title, machine(50.0), {})[2:] == ["2.50×", "–", "yes"]


@pytest.mark.parametrize(("speed", "met"), [(150_000.0, "yes"), (149_999.0, "no")])
def test_of_what_is_good_there_must_be_enough(speed: float, met: str) -> None:
    title = "tokens a second of one core, as fast as they come"
    fast = machine(speed=300_000.0)

    assert told(title, fast, machine(speed=speed))[0] == "≥ 150 000"
    assert told(title, fast, machine(speed=speed))[-1] == met


def test_what_was_not_measured_is_not_met() -> None:
    assert {row[-1] for row in budgets.rows({"none": {}})[1:]} == {"not measured"}


def test_every_budget_is_of_a_row_that_a_run_measures() -> None:
    measured = {one.name: {run.label for run in one.runs} for one in scenarios.series(PEERS)}

    for budget in budgets.BUDGETS:
        quantity = budget.quantity
        assert quantity.row in measured[quantity.series]
        assert quantity.against is None or quantity.against in measured[quantity.series]
