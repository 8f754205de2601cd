"""The prompt of an answer as its model got it, token by token, with the question marked in it.

It is made when somebody looks: from the messages as they are, in the way in which the answer was
asked, by the engine that asked. Templates put questions where they like, and say words of their own
around them. So the place of the question is found by a second prompt that differs in nothing else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate
from typing import NamedTuple

from yeoul.errors import (
    ContextTooLong,
    ImagesNotTaken,
    NotContinuable,
    PromptUnknown,
    ProviderTimeout,
)
from yeoul.generation.pictures import has_pictures
from yeoul.generation.prompt import fit_prompt, turns_for
from yeoul.protocol.conversation import Answer, Message
from yeoul.providers.base import Model, Prompt, PromptToken, Provider

#: Seconds for the engine, which may have to load the model first.
PATIENCE_S = 60.0


class ShownPrompt(NamedTuple):
    """A prompt as its model got it."""

    tokens: tuple[PromptToken, ...]
    #: Indexes of the first and the last token that has something of the question; None where the
    #: template says it in other words.
    question: tuple[int, int] | None

    @property
    def text(self) -> str:
        """The whole of it."""
        return _joined(self.tokens).decode(errors="replace")


async def show_prompt(
    answer: Answer, thread: Sequence[Message], provider: Provider, model: Model
) -> ShownPrompt:
    """Return the prompt of an answer's first epoch; ``thread`` ends with its question.

    Raises:
        PromptUnknown: the engine does not tell, got none, or a product keeps it from readers.
        YeoulError: the model cannot be loaded, for example.
    """
    if answer.has_secrets:
        raise PromptUnknown("A part of what this model was given is for the model alone.")
    if answer.settled and answer.timings is None:
        # It was stopped before it began, or comes from a file: whatever ran here has its times.
        raise PromptUnknown("No model was asked here for this answer.")
    turns = turns_for(answer, thread)
    try:
        async with asyncio.timeout(PATIENCE_S):
            prompt = (await fit_prompt(answer, provider, model, turns, kept=answer.prefix)).prompt
            if has_pictures(prompt):
                raise PromptUnknown("Pictures were in this prompt, which have no tokens to show.")
            tokens = tuple(await provider.tokens_of(prompt))
            window = model.context_length
            if window is not None and len(tokens) > window:
                raise ContextTooLong
            return ShownPrompt(tokens, await _place(thread[-1].text, prompt, tokens, provider))
    except (ContextTooLong, ImagesNotTaken, NotContinuable):
        raise PromptUnknown(
            "The model was given nothing: the question is longer than it can read."
        ) from None
    except TimeoutError:
        raise ProviderTimeout(
            "The model did not tell in time what it was given. Try again in a moment."
        ) from None


async def _place(
    question: str, prompt: Prompt, tokens: Sequence[PromptToken], provider: Provider
) -> tuple[int, int] | None:
    """Return the first and the last token of the question."""
    other = _with_another_question(prompt, question)
    if other is None:
        return None
    text, elsewhere = _joined(tokens), _joined(await provider.tokens_of(other))
    begin = _alike(text, elsewhere)
    end = len(text) - _alike(text[begin:][::-1], elsewhere[begin:][::-1])
    if text[begin:end].decode(errors="replace").strip() != question.strip():
        return None
    return _tokens_at(tokens, begin, end)


def _with_another_question(prompt: Prompt, question: str) -> Prompt | None:
    """Return the prompt with a letter for the question that it neither begins nor ends with.

    An earlier question without an answer may stand before it in the same turn.
    """
    asked = [at for at, turn in enumerate(prompt.turns) if turn.role == "user"]
    words = question.strip()
    if not asked or not words or not prompt.turns[asked[-1]].content.endswith(question):
        return None
    letter = next(letter for letter in "xyz" if letter not in (words[0], words[-1]))
    at, turn = asked[-1], prompt.turns[asked[-1]]
    other = turn._replace(content=turn.content.removesuffix(question) + letter)
    return replace(prompt, turns=(*prompt.turns[:at], other, *prompt.turns[at + 1 :]))


def _tokens_at(tokens: Sequence[PromptToken], begin: int, end: int) -> tuple[int, int]:
    """Return the first and the last token that has one of these bytes."""
    ends = list(accumulate(len(token.piece) for token in tokens))
    first = next(at for at, its_end in enumerate(ends) if its_end > begin)
    last = next(at for at, its_end in enumerate(ends) if its_end >= end)
    return first, last


def _alike(one: bytes, other: bytes) -> int:
    """Return how many bytes at the beginning are the same."""
    differing = (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    return next(differing, min(len(one), len(other)))


def _joined(tokens: Sequence[PromptToken]) -> bytes:
    return b"".join(token.piece for token in tokens)
