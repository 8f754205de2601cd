"""The question is found wherever a template puts it, and nothing that only looks like it is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import pytest

from yeoul.errors import PromptUnknown, ProviderTimeout
from yeoul.generation import shown_prompt
from yeoul.generation.shown_prompt import show_prompt
from yeoul.protocol.content import Content, QuestionContent
from yeoul.protocol.conversation import Answer, Message, Question, Terms
from yeoul.providers.base import Model, Prompt, PromptToken
from yeoul.providers.scripted import Scripted

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 1, 1, tzinfo=UTC)
MODEL = Model("small", "scripted", "Small", 4096)


def question(text: str, id: str = "q") -> Question:
    return Question(id, "c", None, QuestionContent(text), NOW)


def answer(**fields: object) -> Answer:
    given: dict[str, object] = {"id": "a", "conversation_id": "c", "parent_id": "q", **fields}
    return Answer(model="small", created_at=NOW, **given)  # type: ignore[arg-type]


class Templated(Scripted):
    """A model with a template of its own, and one token for every three bytes."""

    def __init__(self, write: Callable[[Prompt], str]) -> None:
        super().__init__()
        self.write = write

    async def tokens_of(self, prompt: Prompt) -> Sequence[PromptToken]:
        raw = self.write(prompt).encode()
        return [PromptToken(at, raw[at : at + 3]) for at in range(0, len(raw), 3)]


def plain(prompt: Prompt) -> str:
    turns = "".join(f"<{turn.role}>{turn.content}</{turn.role}>" for turn in prompt.turns)
    return f"{turns}<assistant>{prompt.prefix}"


def trimming(prompt: Prompt) -> str:
    """Roles before trimmed words, and a reminder of the template's own behind them."""
    turns = "".join(f"[{turn.role}] {turn.content.strip()} [/]" for turn in prompt.turns)
    return f"{turns} Answer as an assistant would: yes, x, or zzz. {prompt.prefix}"


def shouting(prompt: Prompt) -> str:
    return plain(prompt).upper()


@pytest.mark.parametrize(
    "words", ["a", "x", "xyz", "zzz", "user", "여", "</user>", " \n 여울 a \n"]
)
@pytest.mark.parametrize(
    ("write", "asked_as"), [(plain, "<user>{}</user><assistant>"), (trimming, "[user] {} [/] Ans")]
)
async def test_the_question_is_marked_wherever_a_template_puts_it(
    write: Callable[[Prompt], str], asked_as: str, words: str
) -> None:
    history: list[Message] = [
        question(words, "first"),
        answer(content=Content(words)),
        question(words),
    ]
    asked = answer(prefix=f"You asked: {words}", system=words)
    shown = await show_prompt(asked, history, Templated(write), MODEL)

    said = words if write is plain else words.strip()
    before, _, behind = asked_as.partition("{}")
    place = shown.text.rindex(f"{before}{said}{behind}") + len(before)
    begin, end = (len(shown.text[:at].encode()) for at in (place, place + len(said)))
    assert shown.question == (begin // 3, (end - 1) // 3)
    assert shown.text.endswith(f"You asked: {words}")


async def test_a_question_behind_one_that_was_never_answered_is_marked_alone() -> None:
    thread: list[Message] = [question("first", "one"), answer(), question("second")]
    shown = await show_prompt(answer(), thread, Templated(plain), MODEL)
    assert "first\n\nsecond" in shown.text
    assert shown.question is not None
    first, last = shown.question
    marked = b"".join(token.piece for token in shown.tokens[first : last + 1])
    assert b"second" in marked
    assert b"first" not in marked


async def test_a_question_in_other_words_is_not_marked() -> None:
    shown = await show_prompt(answer(), [question("why?")], Templated(shouting), MODEL)
    assert "WHY?" in shown.text
    assert shown.question is None


async def test_what_is_for_the_model_alone_is_not_even_made() -> None:
    def never(prompt: Prompt) -> str:
        raise AssertionError

    for terms in (Terms(system="secret"), Terms(context=(("user", "secret"),))):
        with pytest.raises(PromptUnknown, match="for the model alone"):
            await show_prompt(answer(terms=terms), [question("?")], Templated(never), MODEL)


async def test_a_prompt_that_its_model_could_not_hold_is_none() -> None:
    for model in (Model("small", "scripted", "Small", 8), Model("small", "scripted", "Small", 70)):
        with pytest.raises(PromptUnknown, match="longer than it can read"):
            await show_prompt(answer(), [question("?" * 160)], Templated(plain), model)


async def test_an_engine_that_does_not_reply_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Hanging(Scripted):
        async def tokens_of(self, prompt: Prompt) -> Sequence[PromptToken]:
            await asyncio.Event().wait()
            return []

    monkeypatch.setattr(shown_prompt, "PATIENCE_S", 0.01)
    with pytest.raises(ProviderTimeout):
        await show_prompt(answer(), [question("?")], Hanging(), MODEL)
