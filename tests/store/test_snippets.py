"""Snippets of single texts; `yeoul.testing.checks.store_search` has those of a store."""

from __future__ import annotations

import time
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yeoul.store.search import fold, words_of
from yeoul.store.snippets import PIECE, WHOLE, snippet


def marked(text: str, query: str) -> str:
    parts = snippet(text, words_of(query))
    return "".join(f"[{part.text}]" if part.hit else part.text for part in parts)


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("# A ford\n\nis where one wades", "wades", "is where one [wades]"),
        ("a ford\nis where one wades", "ford", "a [ford] is where one wades"),
        ("aaaa", "aa", "[aaaa]"),
        ("ford  \n\n", "ford", "[ford]"),
        ("nul\0ford", "ford", "nul\0[ford]"),
    ],
)
def test_a_snippet_is_one_line_from_the_line_of_the_hit_on(
    text: str, query: str, found: str
) -> None:
    assert marked(text, query) == found


def test_the_words_are_shown_wherever_in_a_long_line_they_are() -> None:
    for at in range(0, 600, 37):
        line = "ﬁ é " * at + "ripple" + " ß가" * 300
        assert "[ripple]" in marked(line, "ripple")


@pytest.mark.parametrize("unit", ["abcd ", "가나다라 ", "ßabc ", "e\u0301abc ", "가\n", "a\u0301"])
def test_the_time_for_a_snippet_is_that_of_folding_its_text_once(unit: str) -> None:
    text = unit * (2_000_000 // len(unit)) + " ripple"
    times = []
    for work in (fold, partial(snippet, words=["ripple"])):
        begun_s = time.thread_time()
        work(text)
        times.append(time.thread_time() - begun_s)
    folding_s, snippet_s = times
    assert snippet_s < 3 * folding_s + 0.2


@pytest.mark.parametrize("letter", ["a", "가", "ß", "e\u0301", "\u1100\u1161\u11a8", "ﬁ"])
def test_a_hit_on_the_edge_of_two_pieces_is_found(letter: str) -> None:
    word = "flußé" * 5
    for before in range(PIECE - 40, PIECE + 3):
        text = (letter * PIECE)[: before - 1] + " " + word + letter
        assert "…" in marked(text, word)
        assert f"[{word}]" in marked(text, word)


def test_half_a_letter_at_the_edge_of_a_piece_is_no_hit() -> None:
    for before in range(PIECE, PIECE + 40):
        text = "x" * (before - 3) + "cafe\u0301 and a cafe"
        assert marked(text, "cafe").endswith("[cafe]")


@given(st.text(max_size=400), st.text(min_size=1, max_size=3))
def test_a_snippet_of_any_text_is_short_and_taken_from_it(text: str, query: str) -> None:
    parts = snippet(text, words_of(query))
    shown = "".join(part.text for part in parts).strip("…")
    assert len(shown) <= WHOLE + 2
    assert " ".join(shown.split()) in " ".join(text.split()) or "…" in text
