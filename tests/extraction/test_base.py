"""As much of a text as there is room for."""

from __future__ import annotations

from yeoul.extraction.base import Extraction, fitting


def test_a_text_with_room_is_whole() -> None:
    assert fitting("abc\n", 4) == Extraction("abc\n")


def test_a_longer_one_ends_with_a_line_and_its_share_is_told() -> None:
    found = fitting("1234567\n90\n" * 2, 10)
    assert found.text == "1234567"
    assert found.notes == ("Only the first 32% fit into one question. The rest was left out.",)


def test_a_line_that_is_too_long_is_cut() -> None:
    assert fitting("x\n" + "y" * 20, 10).text == "x\nyyyyyyyy"
