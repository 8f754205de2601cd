"""How llama.cpp tells what a model reads: the chat written as a prompt, and that as tokens.

It does so by two requests, inside this process and as a service alike.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from yeoul.providers.base import PromptToken

#: Sends a JSON object to a path of llama.cpp, and returns the one that it replies with.
Post = Callable[[str, Mapping[str, object]], Awaitable[Mapping[str, Any]]]


async def read_tokens(post: Post, question: Mapping[str, object]) -> list[PromptToken]:
    """Return the tokens that a model reads of a question, the body of a chat completion.

    Raises:
        ValueError: a reply is none of llama.cpp's.
    """
    written = await post("/apply-template", question)
    try:
        # As it tokenizes what it generates from.
        wish = {"content": written["prompt"], "add_special": True, "parse_special": True}
        if "model" in question:
            wish["model"] = question["model"]
        told = await post("/tokenize", {**wish, "with_pieces": True})
        return [PromptToken(int(each["id"]), _bytes_of(each["piece"])) for each in told["tokens"]]
    except (KeyError, TypeError) as error:
        raise ValueError("no tokens") from error


def _bytes_of(piece: object) -> bytes:
    """Return the bytes of a token, which are a list where they are no whole text."""
    if isinstance(piece, str):
        return piece.encode()
    if not isinstance(piece, list):
        raise TypeError
    return bytes(piece)
