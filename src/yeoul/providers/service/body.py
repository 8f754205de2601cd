"""The body of a service's reply, read in one of two ways.

A body that is not encoded is read from our own connection, past the layers of the HTTP client, each
of which would hand over every chunk. An encoded body, or one that comes through a proxy and so over
the HTTP client's own connection, is read through those layers.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

from yeoul.providers.base import Flow
from yeoul.providers.service.connection import AcceptBytes, ReadOutcome

if TYPE_CHECKING:
    import httpx2

#: The response extension that holds a body which can be read from its connection.
BODY = "yeoul_body"
#: Seconds for a body of which only the beginning is needed.
READ_TIMEOUT_S = 5.0


class Body(Protocol):
    """The body of a reply: read once, then closed. Reading raises one of `transport_errors`."""

    async def read_into(self, accept: AcceptBytes) -> ReadOutcome:
        """Pass arriving bytes to ``accept`` until it asks to wait or the body ends."""

    async def aclose(self) -> None:
        """Close the connection, or keep it for the next question if the body is at its end."""


class LayeredBody:
    """A body read through the layers of the HTTP client, which decode it."""

    def __init__(self, response: httpx2.Response) -> None:
        self._chunks = response.aiter_bytes()
        self.aclose = response.aclose

    async def read_into(self, accept: AcceptBytes) -> ReadOutcome:
        """See `Body`."""
        async for data in self._chunks:
            if accept(data) is Flow.WAIT:
                return ReadOutcome.PAUSED
        return ReadOutcome.FINISHED


def body_of(response: httpx2.Response) -> Body:
    """Return the body of a streamed response, read from its connection if possible."""
    direct: Body | None = response.extensions.get(BODY)
    if direct is None or response.headers.get("content-encoding", "identity") != "identity":
        return LayeredBody(response)
    return direct


async def read_bounded(
    response: httpx2.Response, max_bytes: int, *, timeout_s: float | None = None
) -> bytes:
    """Return the first ``max_bytes`` of a body, or those that arrive in time, and close it.

    ``timeout_s`` None means 5 seconds.

    Raises:
        transport_errors: the connection failed.
    """
    content = bytearray()
    try:
        async with asyncio.timeout(READ_TIMEOUT_S if timeout_s is None else timeout_s):
            async for data in response.aiter_bytes():
                content += data
                if len(content) >= max_bytes:
                    break
    except TimeoutError:
        pass
    finally:
        await response.aclose()
    return bytes(content[:max_bytes])


def transport_errors() -> tuple[type[Exception], ...]:
    """Return the exceptions that reading a body raises when the connection fails."""
    import httpx2

    return (httpx2.HTTPError, httpx2.StreamError, OSError)
