"""A model that goes round in circles is noticed; one that only likes a word is not."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from yeoul.providers.embedded.repetition import MAX_PASSAGE_CHARS, WINDOW_CHARS, Repetition
from yeoul.providers.script_steps import RIVER


def noticed(text: str, *, piece_chars: int = 5) -> bool:
    repetition = Repetition()
    pieces = (text[i : i + piece_chars] for i in range(0, len(text), piece_chars))
    return any(repetition.noticed(piece) for piece in pieces)


@given(st.text(min_size=1, max_size=MAX_PASSAGE_CHARS))
def test_a_passage_over_and_over_is_noticed(passage: str) -> None:
    assert noticed("It began well. " + passage * (3 * WINDOW_CHARS // len(passage)))


def test_a_short_refrain_is_allowed() -> None:
    assert not noticed("river " * 200)
    assert not noticed("-" * 1000 + "\n")


def test_a_text_that_goes_on_is_allowed() -> None:
    assert not noticed(RIVER * 8)
    assert not noticed("".join(f"{number}. a cat\n" for number in range(1000)))


def test_a_longer_passage_may_come_again() -> None:
    passage = "".join(chr(0xAC00 + number) for number in range(MAX_PASSAGE_CHARS + 1))

    assert not noticed(passage * 10)
