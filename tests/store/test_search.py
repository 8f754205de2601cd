"""What texts are compared as."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

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


@given(st.text(st.characters(max_codepoint=127)))
def test_the_short_way_for_ascii_is_the_long_way(text: str) -> None:
    assert fold(text + "é") == fold(text) + "é"


def test_a_word_inside_another_is_left_out() -> None:
    assert words_of("river Iver  RIVER over") == ["river", "over"]


def test_a_query_has_a_greatest_length() -> None:
    assert words_of("x" * MAX_QUERY_CHARS) == ["x" * MAX_QUERY_CHARS]
    with pytest.raises(InvalidRequest):
        words_of("x" * (MAX_QUERY_CHARS + 1))
