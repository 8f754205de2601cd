"""Snippets of single texts; `yeoul.testing.checks.store_search` has those of a store."""

from __future__ import annotations

import time
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yeoul.store.plain_text import plain_text
from yeoul.store.search import fold, words_of
from yeoul.store.snippets import PIECE, WHOLE, snippet


def marked(text: str, query: str, *, markdown: bool = False) -> str:
    parts = snippet(text, words_of(query), markdown=markdown)
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


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("A **ford** is *shallow* and ~~deep~~.", "ford", "A [ford] is shallow and deep."),
        ("## 3. 여울이란?\n\n강의 **얕은 곳**입니다.", "얕은", "강의 [얕은] 곳입니다."),
        ("## 3. **여울**이란?\n\n강의 얕은 곳", "여울", "3. [여울]이란? 강의 얕은 곳"),
        ("See [the ford](https://a.example/w_(x)) now", "ford", "See the [ford] now"),
        ("[A ford](https://a.example)", "example", "[A ford](https://a.[example])"),
        ("Run `pip install ford`:\n```sh\nls *.py\n```", "ford", "Run pip install [ford]: ls *.py"),
        ("So \\(E = mc^2\\) and $x_1$ of $$y$$", "mc", "So E = [mc]^2 and x_1 of y"),
        ("* one ford\n* [x] two\n1. three", "ford", "• one [ford] • two 1. three"),
        ("> a ford", "ford", "a [ford]"),
        (
            "여울의 깊이 $d$는 `얕음`이고 *아주* 좋아요~~ 네~~",
            "깊이",
            "여울의 [깊이] d는 얕음이고 아주 좋아요~~ 네~~",
        ),
        ("| ford | m |\n|---|--:|\n| Han | 2 |", "ford", "[ford] | m Han | 2"),
        ("ford 2**3 * 4, $5 or $6, snake_case, __init__, f(x)*y*z", "ford", None),
        ("int *ford = *p; # a\\*b", "ford", "int *[ford] = *p; # a*b"),
        ("![a **ford**](data:image/png;base64,AAAA)", "ford", "a [ford]"),
    ],
)
def test_of_an_answer_a_snippet_is_what_a_reader_sees(
    text: str, query: str, found: str | None
) -> None:
    assert marked(text, query, markdown=True) == (found or text.replace("ford", "[ford]"))


@given(st.text(max_size=400), st.text(min_size=1, max_size=3))
def test_of_any_markdown_a_snippet_shows_its_hit(text: str, query: str) -> None:
    words = words_of(query)
    parts = snippet(text, words, markdown=True)
    assert len("".join(part.text for part in parts)) <= WHOLE + 2
    found = any(part.hit for part in snippet(text, words))
    assert any(part.hit for part in parts) == found


@pytest.mark.parametrize(
    "mark",
    [
        *("**", "*", "[", "[a](", "$", "$$ ", "`", "> ", "|", "\\(", "~~", "a*", "<http://", "- "),
        *("-", " ", "\t", "|" + " " * 9_999),
    ],
)
def test_marks_without_end_take_no_time(mark: str) -> None:
    text = mark * (20_000 // len(mark))

    def spent_s() -> float:
        begun_s = time.thread_time()
        snippet(text[:10_000] + "ford" + text[10_000:], ["ford"], markdown=True)
        plain_text(f"{mark}{text}ford")
        return time.thread_time() - begun_s

    # A busy machine, or the collector, adds to some of them.
    assert min(spent_s() for _ in range(5)) < 0.1


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
