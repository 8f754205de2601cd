"""Columns in a terminal, whatever stands in them."""

from __future__ import annotations

from yeoul.commands.columns import column, harmless, width


def test_columns_stay_columns_whatever_stands_in_them() -> None:
    assert (column("여울", 6), column("ann", 6), column("longer than that", 6)) == (
        "여울  ",
        "ann   ",
        "longe…",
    )
    assert column("여울여울", 6) == "여울… "
    assert width("여울 ann") == 8


def test_a_line_stays_one_line_and_says_nothing_to_a_terminal() -> None:
    assert harmless("a\nb\x1b[2Jc\u202ed 여울") == "a�b�[2Jc�d 여울"
