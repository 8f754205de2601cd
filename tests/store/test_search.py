"""What texts are compared as."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.stopwatch import within
from yeoul.errors import InvalidRequest
from yeoul.store.search import MAX_QUERY_CHARS, fold, words_of


@given(st.text())
@example("ΐ")
@example("ᾳ\u0345")
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_composed_and_decomposed_texts_fold_alike(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert fold(composed) == fold(unicodedata.normalize("NFD", text))


_MARKS = "\u0301\u0323\u0f73\u0345\u3099\uff9e\u0338"


@given(st.text("ae가ｶ≠" + _MARKS, min_size=40, max_size=120))
def test_many_marks_fold_as_few_do(text: str) -> None:
    assert fold(text) == fold(unicodedata.normalize("NFD", text))
    assert fold(text) == unicodedata.normalize("NFC", fold(text))


@pytest.mark.parametrize("marks", ["\u0301\u0323", "\u0f73", "\uff9e\u0301", "\u0301"])
def test_the_time_for_a_text_of_nothing_but_marks_grows_with_its_length(marks: str) -> None:
    text = "a" + marks * (200_000 // len(marks))
    with within(3):
        assert len(fold(text)) >= 200_000


@given(st.text(st.characters(max_codepoint=127)))
def test_the_short_way_for_ascii_is_the_long_way(text: str) -> None:
    assert fold(text + "é") == fold(text) + "é"


def test_a_word_inside_another_is_left_out() -> None:
    assert words_of("river Iver  RIVER over") == ["river", "over"]


def test_a_query_has_a_greatest_length() -> None:
    assert words_of("x" * MAX_QUERY_CHARS) == ["x" * MAX_QUERY_CHARS]
    with pytest.raises(InvalidRequest):
        words_of("x" * (MAX_QUERY_CHARS + 1))
