"""Prompts, and what came of them."""

from __future__ import annotations

from contextlib import aclosing

from yeoul.protocol.conversation import Parameters
from yeoul.providers.base import Finish, Piece, Prompt, Provider, Text, Thought, Turn


def prompt(
    question: str = "Hello there",
    *,
    model: str = "small",
    prefix: str = "",
    max_tokens: int | None = None,
    temperature: float | None = None,
) -> Prompt:
    """Return a prompt of one turn."""
    parameters = Parameters(temperature=temperature, max_tokens=max_tokens)
    return Prompt(model, (Turn("user", question),), parameters, prefix)


async def batches(provider: Provider, asked: Prompt) -> list[list[Piece]]:
    """Return all batches of one answer."""
    async with aclosing(provider.generate(asked)) as generated:
        return [batch async for batch in generated]


async def pieces(provider: Provider, asked: Prompt) -> list[Piece]:
    """Return all pieces of one answer."""
    return [piece for batch in await batches(provider, asked) for piece in batch]


async def until_failure(provider: Provider, asked: Prompt) -> tuple[str, Exception | None]:
    """Return the text that came, and what ended it if it was a failure."""
    told: list[Piece] = []
    try:
        async with aclosing(provider.generate(asked)) as generated:
            async for batch in generated:
                told += batch
    except Exception as error:
        return text_of(told), error
    return text_of(told), None


def text_of(told: list[Piece]) -> str:
    """Return the text of pieces."""
    return "".join(piece.text for piece in told if isinstance(piece, Text))


def thoughts_of(told: list[Piece]) -> str:
    """Return the thinking of pieces."""
    return "".join(piece.text for piece in told if isinstance(piece, Thought))


def finish_of(told: list[Piece]) -> Finish:
    """Return the last piece, which is a `Finish`."""
    assert isinstance(told[-1], Finish)
    return told[-1]
