"""The title that a conversation has from its first question."""

from __future__ import annotations

import pytest

from yeoul.protocol.conversation import TITLE_LENGTH, title_from


@pytest.mark.parametrize(
    ("content", "title"),
    [
        ("## Rivers of Korea\n\nTell me more", "Rivers of Korea Tell me more"),
        ("Use `git rebase` **now**", "Use git rebase now"),
        ("**강**은 어디로 가나요?", "강은 어디로 가나요?"),
        ("- see [the map](http://example.org/m) and *this*", "see the map and this"),
        ("one.py\n```py\nprint(1)\n```\n", "one.py print(1)"),
        ("> quoted\n> twice", "quoted twice"),
        ("~~old~~ new", "old new"),
    ],
)
def test_a_title_has_the_words_without_the_marks_around_them(content: str, title: str) -> None:
    assert title_from(content) == title


@pytest.mark.parametrize(
    "content",
    [
        "What is 2**3 or 2 * 3 * 4?",
        "What does __init__ do in snake_case_names?",
        "def f(*args,**kwargs): ...",
        "#include <stdio.h>",
        "Is it -5 degrees?",
        "***",
        "```",
    ],
)
def test_what_is_no_markdown_stays_in_the_title(content: str) -> None:
    assert title_from(content) == content


def test_a_long_question_is_cut_between_words() -> None:
    title = title_from("## " + "river " * 100_000)
    assert title.endswith("river…")
    assert len(title) <= TITLE_LENGTH


def test_a_question_in_one_word_is_cut_within_it() -> None:
    assert title_from("강" * 100) == "강" * (TITLE_LENGTH - 1) + "…"
