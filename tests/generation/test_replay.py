"""An answer that is read again, beside what is kept of it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import zip_longest

import pytest

from yeoul.generation import replay
from yeoul.generation.replay import Replay
from yeoul.protocol.content import Content, ToolCall
from yeoul.protocol.growing_content import GrowingContent
from yeoul.providers.base import Finish, Piece, Progress, Text, Thought

SEED = 20260101
FINISH = Finish("stop", None)
WHOLE: list[Piece] = [
    Thought("First "),
    Thought("I think. "),
    Text("여울 "),
    Text("👍 and "),
    Thought("Again."),
    Text("the end."),
    FINISH,
]


def run(kept: Content, pieces: list[Piece]) -> tuple[Content | None, list[Piece]]:
    """Compare piece by piece; returns what replaces the kept content, and everything to append."""
    compared = Replay(kept)
    for number, piece in enumerate(pieces, 1):
        if compared.add([piece]):
            changed, news = compared.result()
            return changed, news + pieces[number:]
    raise AssertionError("the comparison was never made")


def joined_at_random(letters: list[Text | Thought], chance: random.Random) -> list[Piece]:
    """Return letters in longer pieces: the service may cut them otherwise each time."""
    pieces: list[Text | Thought] = []
    for letter in letters:
        if pieces and type(pieces[-1]) is type(letter) and chance.random() < 0.7:
            pieces[-1] = type(letter)(pieces[-1].text + letter.text)
        else:
            pieces.append(letter)
    return [*pieces]


def joined(pieces: Sequence[Piece], kind: type[Text] | type[Thought]) -> str:
    return "".join(piece.text for piece in pieces if isinstance(piece, kind))


def test_kept_and_news_are_the_whole_wherever_readers_had_come_to_and_pieces_are_cut() -> None:
    print(f"seed {SEED}")
    chance = random.Random(SEED)
    letters = [type(p)(letter) for p in WHOLE if isinstance(p, Text | Thought) for letter in p.text]
    for seen in range(len(letters) + 1):
        kept = Content(joined(letters[:seen], Text), joined(letters[:seen], Thought))
        told = [*joined_at_random(letters, chance), FINISH]

        changed, news = run(kept, told)

        assert changed is None
        assert kept.text + joined(news, Text) == joined(WHOLE, Text)
        assert kept.reasoning + joined(news, Thought) == joined(WHOLE, Thought)
        assert news[-1] == FINISH


def test_another_text_replaces_the_kept_one() -> None:
    changed, news = run(Content("The sea", "Hm."), [Thought("Hm."), Text("The river"), FINISH])

    assert changed == Content("The river", "Hm.")
    assert news == [FINISH]


def test_an_answer_that_ends_before_what_is_kept_takes_nothing_away() -> None:
    assert run(Content("The river"), [Text("The "), FINISH]) == (None, [FINISH])


def called(content: Content, news: list[Piece]) -> tuple[ToolCall, ...]:
    """Return the calls of an answer behind which these pieces are appended."""
    growing = GrowingContent(content)
    for piece in news:
        if isinstance(piece, ToolCall):
            growing.add(piece)
    return growing.whole().tool_calls


def test_kept_calls_and_news_are_the_whole_wherever_readers_had_come_to() -> None:
    """Two calls in turns, cut into letters, and a text behind them."""
    first, second = '{"at":"물"}', '{"deep":[1]}'
    names = [ToolCall(0, "c0", "look"), ToolCall(1, "c1", "dig")]
    letters = [
        ToolCall(index, arguments=letter)
        for pair in zip_longest(first, second)
        for index, letter in enumerate(pair)
        if letter is not None
    ]
    told: list[Piece] = [*names, *letters, Text("So."), FINISH]
    for seen in range(len(names) + len(letters) + 1):
        kept = Content("", "", called(Content(), told[:seen]))
        changed, news = run(kept, told)

        assert changed is None
        assert called(kept, news) == (
            ToolCall(0, "c0", "look", first),
            ToolCall(1, "c1", "dig", second),
        )
        assert joined(news, Text) == "So."
        assert news[-1] == FINISH


def test_other_calls_replace_the_kept_ones() -> None:
    kept = Content("", "", (ToolCall(0, "c1", "look", '{"ci'),))
    for other in (
        ToolCall(0, "c1", "look", '{"at":1}'),
        ToolCall(0, "c2", "look", '{"city":1}'),
        ToolCall(0, "c1", "hear", '{"city":1}'),
    ):
        changed, news = run(kept, [other, FINISH])

        assert changed == Content("", "", (other,))
        assert news == [FINISH]


def test_an_answer_that_ends_before_a_kept_call_takes_nothing_away() -> None:
    calls = ToolCall(0, "c1", "look", '{"ci'), ToolCall(1, "c2", "hear", None)

    assert run(Content("", "", calls), [ToolCall(0, "c1", "look", '{"'), FINISH]) == (
        None,
        [FINISH],
    )


def test_other_pieces_are_passed_on() -> None:
    pieces: list[Piece] = [Progress("thinking"), Text("ab")]

    assert run(Content("a"), pieces) == (None, [Progress("thinking"), Text("b")])


def test_an_answer_that_runs_ahead_without_end_is_another_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(replay, "MAX_AHEAD_CHARS", 10)

    changed, _ = run(Content("text", ""), [Thought("x") for _ in range(100)])
    assert changed is not None
    assert len(changed.reasoning) == 11

    changed, _ = run(Content("text", ""), [ToolCall(0, arguments="x") for _ in range(100)])
    assert changed is not None
    assert changed.tool_calls == (ToolCall(0, arguments="x" * 11),)
