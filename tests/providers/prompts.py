"""Prompts, and what came of them."""

from __future__ import annotations

from contextlib import aclosing

from yeoul.protocol.conversation import Parameters
from yeoul.providers.base import Piece, Prompt, Provider, Thought, Turn
from yeoul.testing.provider_cases import batches, finish_of, pieces, text_of

__all__ = ["batches", "finish_of", "pieces", "prompt", "text_of", "thoughts_of", "until_failure"]


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


def thoughts_of(told: list[Piece]) -> str:
    """Return the thinking of pieces."""
    return "".join(piece.text for piece in told if isinstance(piece, Thought))
