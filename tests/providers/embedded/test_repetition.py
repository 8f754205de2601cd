"""A model that goes round in circles is noticed; a text that is wanted line for line is not."""

from __future__ import annotations

import random
import time
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.providers.embedded.circles import ASKED, CIRCLES, LONG_CHARS, WANTED, going_on
from yeoul.providers.embedded.repetition import (
    MAX_PASSAGE_CHARS,
    PARAGRAPH_CHARS,
    WINDOW_CHARS,
    Repetition,
)
from yeoul.providers.script_steps import RIVER

#: Characters between two checks, and of a piece.
SLACK_CHARS = 125 + 5
WORDS = "river ford boat stone bridge 여울 강물 바다 나루 shallow cold wide deep runs lies".split()


def noticed_at(text: str, question: str = "", *, piece_chars: int = 5) -> int | None:
    """Return behind how many characters an answer that grows to ``text`` is ended."""
    repetition = Repetition(question)
    for end in range(piece_chars, len(text) + piece_chars, piece_chars):
        if repetition.noticed(text[end - piece_chars : end]):
            return end
    return None


def noticed(text: str, question: str = "") -> bool:
    return noticed_at(text, question) is not None


@pytest.mark.parametrize("name", CIRCLES)
def test_every_circle_is_noticed(name: str) -> None:
    before = "A ford is a shallow place in a river, where one can walk to the other side.\n\n"
    assert len(CIRCLES[name]) > LONG_CHARS
    for text in (CIRCLES[name], before + CIRCLES[name]):
        at = noticed_at(text)
        assert at is not None
        # The letters of a list that grows have to outweigh its beginning.
        assert at <= WINDOW_CHARS * 1.5


@pytest.mark.parametrize("name", WANTED)
def test_what_is_wanted_line_for_line_is_left_alone(name: str) -> None:
    assert not noticed(WANTED[name])
    assert not noticed(f"Sure, here it is:\n\n{WANTED[name]}\n\nShall I go on?")


@pytest.mark.parametrize("question", ASKED)
def test_a_count_up_to_a_number_of_the_question_is_left_alone(question: str) -> None:
    assert not noticed(ASKED[question], question)
    assert noticed(ASKED[question], "What is a ford?")
    assert noticed(going_on("I have counted to {} now.", count(300), joined_by="\n"), question)


def test_a_paragraph_that_only_counts_is_ended_sooner_than_a_list() -> None:
    paragraph = noticed_at(going_on("The {} ford is {}.", range(73, 500), range(7400, 90000, 100)))
    lines = noticed_at(going_on("The {} ford is cold.", range(500), joined_by="\n"))
    assert paragraph is not None
    assert lines is not None
    assert paragraph <= PARAGRAPH_CHARS + SLACK_CHARS
    assert WINDOW_CHARS <= lines <= WINDOW_CHARS + SLACK_CHARS


@settings(deadline=None)
@given(st.text(min_size=1, max_size=MAX_PASSAGE_CHARS))
def test_a_passage_over_and_over_is_noticed(passage: str) -> None:
    assert noticed("It began well. " + passage * (3 * WINDOW_CHARS // len(passage)))


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(WORDS), min_size=3, max_size=12),
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 500)), min_size=1, max_size=3),
    st.sampled_from([" ", "\n", "\n\n"]),
    st.randoms(use_true_random=False),
)
def test_any_sentence_in_which_numbers_count_is_noticed(
    words: list[str], numbers: list[tuple[int, int]], joined_by: str, chance: random.Random
) -> None:
    places = [*words, *["{}"] * len(numbers)]
    chance.shuffle(places)
    columns = [range(first, first + 10**6, step) for first, step in numbers]
    assert noticed(going_on(" ".join(places) + ".", *columns, joined_by=joined_by))


@settings(deadline=None)
@given(
    st.integers(0, 10**6),
    st.integers(1, 500),
    st.sampled_from([" ", ", ", "\n", ".\n", ". ", "; ", " | "]),
)
def test_counting_alone_is_left_alone(first: int, step: int, joined_by: str) -> None:
    assert not noticed(joined_by.join(str(first + step * index) for index in range(1000)))


@settings(deadline=None)
@given(st.integers(1, 40), st.integers(10, 25), st.sampled_from([" ", "\n"]))
def test_products_in_sentences_are_left_alone(first: int, size: int, joined_by: str) -> None:
    sides = [(a, b) for a in range(first, first + size) for b in range(1, 13)]
    lines = [f"The product of {a} and {b} is {a * b}." for a, b in sides]
    assert not noticed(joined_by.join(lines))


@settings(deadline=None)
@given(st.integers(0, 2**32), st.integers(2, 12))
def test_sentences_that_differ_in_a_word_are_left_alone(seed: int, known: int) -> None:
    """As in a list of people: each line says the same of somebody else."""
    chance = random.Random(seed)
    names = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=6)) for _ in range(200)]
    lines = [
        f"{n}. In {1900 + n}, {name} crossed the ford {known} times."
        for n, name in enumerate(names)
    ]
    assert not noticed("\n".join(lines))


def test_a_text_that_goes_on_is_allowed() -> None:
    assert not noticed(RIVER * 8)


def test_a_longer_passage_may_come_again() -> None:
    passage = "".join(chr(0xAC00 + number) for number in range(MAX_PASSAGE_CHARS + 1))

    assert not noticed(passage * 10)


def test_of_all_these_texts_none_is_taken_for_the_other_kind() -> None:
    """Precision and recall over all beginnings of all texts, as an answer may end anywhere."""
    false_alarms = sum(noticed(text[:end]) for text in WANTED.values() for end in (900, 1700, 3300))
    missed = sum(not noticed(text[:3000]) for text in CIRCLES.values())
    assert (false_alarms, missed) == (0, 0)


@pytest.mark.parametrize(
    "text",
    [
        RIVER * 20,
        going_on("The {} ford is {}.", range(10**6), range(10**6)),
        " \n" * 3000,
        ". " * 3000,
        '."' * 3000,
        "1. " * 2000,
        "a,b" * 2000,
        "\n1) " * 2000,
        "여울 " * 2000,
    ],
    ids=lambda text: repr(text[:6]),
)
def test_reading_costs_next_to_nothing_whatever_comes(text: str) -> None:
    """Microseconds for a token of four letters, on a machine that is quick or slow."""
    repetition = Repetition()
    tokens = [text[begin : begin + 4] for begin in range(0, 6000, 4)]
    begin_ns = time.thread_time_ns()
    for token in tokens:
        repetition.noticed(token)
    assert (time.thread_time_ns() - begin_ns) / len(tokens) / 1000 < 100
