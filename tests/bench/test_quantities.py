"""The numbers of a run that are compared."""

from __future__ import annotations

import pytest

from bench.quantities import Measured, Quantity, cpu_per_token, worse
from tests.bench.measured import figures

MEASURED: Measured = {
    "paced": {
        "ours": figures(cpu_us_per_token=60.0),
        "theirs": figures(cpu_us_per_token=20.0),
        "idle": figures(cpu_us_per_token=0.0),
        "broken": "it does not start",
    }
}


@pytest.mark.parametrize(
    ("row", "against", "number"),
    [
        ("ours", None, 60.0),
        ("ours", "theirs", 3.0),
        ("broken", "theirs", None),
        ("ours", "broken", None),
        ("ours", "unknown", None),
        ("ours", "idle", None),
    ],
)
def test_a_ratio_needs_both_rows(row: str, against: str | None, number: float | None) -> None:
    assert Quantity("paced", row, cpu_per_token, against).of(MEASURED) == number


def test_a_series_that_was_not_measured_has_no_number() -> None:
    quantity = Quantity("unpaced", "ours", cpu_per_token)

    assert quantity.of(MEASURED) is None
    assert quantity.rows(MEASURED) == []


def test_the_rows_that_a_ratio_needs_are_told() -> None:
    quantity = Quantity("paced", "ours", cpu_per_token, "theirs")

    assert [one.cpu_us_per_token for one in quantity.rows(MEASURED)] == [60.0, 20.0]


def test_the_worse_of_two_is_the_larger_unless_more_is_better() -> None:
    assert worse([1.0, None, 2.0]) == 2.0
    assert worse([1.0, None, 2.0], at_least=True) == 1.0
    assert worse([None]) is None
