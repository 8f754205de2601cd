"""What the checks of the provider's contract share: what is known of a provider, and its pieces."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass

from yeoul.providers.base import Finish, Piece, Prompt, Provider, Text

#: A question that starts with this is answered for so long that it must be left.
ENDLESS = "Tell me a very long story"


@dataclass
class ProviderCase:
    """One provider, its model, and how many of its upstream calls are open.

    To a question that starts with `ENDLESS` it begins to answer, and does not end by itself
    within 900 tokens; to any other it answers the same every time.
    """

    provider: Provider
    model: str
    open_calls: Callable[[], Awaitable[int]]
    #: Whether the answer is the question.
    echoes: bool = False
    #: Whether it tells how many tokens an answer took.
    counts: bool = True
    #: Whether it keeps to `Parameters.max_tokens`; a service need not.
    limits: bool = True
    #: How long after control is back the other side may take to notice that its caller is gone.
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
