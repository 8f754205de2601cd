"""A response of an app, served to its end under plain ASGI."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.responses import Response
from starlette.types import Message


async def stays() -> Message:
    """The client says nothing, and stays."""
    await asyncio.Event().wait()
    raise AssertionError


class Sent:
    """What a response has sent."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    async def __call__(self, message: Message) -> None:
        self.messages.append(message)

    @property
    def body(self) -> bytes:
        """The body so far."""
        return b"".join(message.get("body", b"") for message in self.messages)

    @property
    def headers(self) -> dict[str, str]:
        """The headers of the reply."""
        return {name.decode(): value.decode() for name, value in self.messages[0]["headers"]}

    @property
    def ended(self) -> bool:
        """Whether the body has come to its end; a stream that is cut does not."""
        return not self.messages[-1].get("more_body", False)


async def serve(response: Response, sent: Sent | None = None) -> Sent:
    """Serve a response to its end."""
    sent = sent or Sent()
    scope: Any = {"type": "http", "method": "GET", "extensions": {}}
    async with asyncio.timeout(10):
        await response(scope, stays, sent)
    return sent
