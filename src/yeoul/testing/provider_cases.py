"""The parts that all checks of a provider share: its description, and ways to read its pieces."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass

from yeoul.providers.base import Finish, Piece, Prompt, Provider, Text

#: The start of a question whose answer is too long to wait for.
ENDLESS = "Tell me a very long story"


@dataclass
class ProviderCase:
    """One provider, its model, and the number of its open upstream calls.

    Its answer to a question that starts with `ENDLESS` does not end by itself within 900 tokens;
    its answer to any other question is the same every time.
    """

    provider: Provider
    model: str
    open_calls: Callable[[], Awaitable[int]]
    #: Whether the answer is the question.
    echoes: bool = False
    #: Whether it reports the tokens of an answer.
    counts: bool = True
    #: Whether it keeps to `Parameters.max_tokens`; a service need not.
    limits: bool = True
    #: Whether it tells candidates where they are asked for, three of them at least.
    tells_candidates: bool = False
    #: Seconds in which the other side must notice that its caller is gone, once control is back.
    notices_within_s: float = 10.0


async def batches(provider: Provider, asked: Prompt) -> list[list[Piece]]:
    """Return all batches of one answer."""
    async with aclosing(provider.generate(asked)) as generated:
        return [batch async for batch in generated]


async def pieces(provider: Provider, asked: Prompt) -> list[Piece]:
    """Return all pieces of one answer."""
    return [piece for batch in await batches(provider, asked) for piece in batch]


def text_of(told: list[Piece]) -> str:
    """Return the text of pieces."""
    return "".join(piece.text for piece in told if isinstance(piece, Text))


def finish_of(told: list[Piece]) -> Finish:
    """Return the last piece, which is a `Finish`."""
    assert isinstance(told[-1], Finish)
    return told[-1]
