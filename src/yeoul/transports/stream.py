"""The one response for every stream: send, heartbeat, deadline, abort, close.

A `Source` decides the content of a stream: events, plain text, changes. This module alone sends it.
All available bytes go out in one write, and nothing is buffered for a slow client: the source's
position waits. A stream that is cut before its source's end never ends its body cleanly, so that no
client can take a cut answer for a whole one.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import anyio
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from yeoul.deadlines import Deadline
from yeoul.errors import YeoulError
from yeoul.transports.abort import abort
from yeoul.transports.detach import detach

logger = logging.getLogger(__name__)

#: These keep caches and proxies from storing a stream, or holding it back.
_HEADERS = (
    (b"cache-control", b"no-store, no-transform"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
)


@dataclass(frozen=True, slots=True)
class Pace:
    """Limits, in seconds, on a stream's silence and on a client that takes no data."""

    heartbeat_s: float
    send_timeout_s: float


class Source(Protocol):
    """The content of a stream."""

    async def next(self, timeout_s: float) -> tuple[bytes, bool]:
        """Return bytes to send, within ``timeout_s`` seconds, and whether they are the last.

        Without new content the bytes are a heartbeat, in formats that have one. Empty bytes send
        nothing. A `YeoulError` cuts the stream.
        """

    def close(self) -> None:
        """Release the resources of the source. Idempotent."""


class EventStream(Response):
    """Streams the bytes of ``source`` after ``preamble``, and closes it.

    A client that takes no data for ``pace.send_timeout_s`` seconds is cut off; it may reconnect.
    """

    def __init__(
        self,
        source: Source,
        *,
        media_type: str,
        pace: Pace,
        preamble: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__()
        self._source = source
        self._pace = pace
        self._preamble = preamble
        self.raw_headers = [
            (b"content-type", f"{media_type}; charset=utf-8".encode()),
            *_HEADERS,
            *((name.encode(), value.encode()) for name, value in (headers or {}).items()),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the response (ASGI), or leave that to the `DetachMiddleware` around it."""
        if not detach(self, scope):
            await self.serve(scope, receive, send)

    def close(self) -> None:
        """Close the source. Idempotent."""
        self._source.close()

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the response (ASGI)."""
        try:
            start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
            await send(start)
            if scope["method"] == "HEAD":
                await send({"type": "http.response.body", "body": b""})
                return
            async with anyio.create_task_group() as group:
                group.start_soon(cancel_when_left, receive, group.cancel_scope)
                await self._send_all(send)
                group.cancel_scope.cancel()
        except* (YeoulError, TimeoutError) as cut:
            logger.debug("a stream was cut: %s", cut.exceptions)
            await abort(scope)
        finally:
            self.close()

    async def _send_all(self, send: Send) -> None:
        body, last = self._preamble, False
        async with Deadline() as deadline:
            while not last:
                data, last = await self._source.next(0.0 if body else self._pace.heartbeat_s)
                body += data
                if body:
                    deadline.set(self._pace.send_timeout_s)
                    await send({"type": "http.response.body", "body": body, "more_body": True})
                    deadline.clear()
                    body = b""
        await send({"type": "http.response.body", "body": b""})


async def cancel_when_left(receive: Receive, scope: anyio.CancelScope) -> None:
    """Drop a client's messages until it leaves, by HTTP or WebSocket; then cancel ``scope``."""
    while not (await receive())["type"].endswith(".disconnect"):
        pass
    scope.cancel()
