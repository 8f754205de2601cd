"""The one response for every stream: begin, heartbeat, abort, close.

A `Source` decides the content of a stream: events, plain text, changes. All available bytes go out
in one write. A stream that is cut before its source's end never ends its body cleanly, so that no
client can take a cut answer for a whole one.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from yeoul.errors import YeoulError
from yeoul.transports.connection import abort, connection_of
from yeoul.transports.detach import detach
from yeoul.transports.pump import Outlet, Pump, Source, pump_by_sending

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


class EventStream(Response):
    """Streams the bytes of ``source`` after ``preamble``, and closes it.

    A client that takes no data for ``pace.send_timeout_s`` seconds is cut off; it may reconnect.
    """

    def __init__(
        self,
        source: Source[bytes],
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
            await self._begin(send)
            if scope["method"] == "HEAD" or await self._pump(scope, receive, send):
                await send({"type": "http.response.body", "body": b""})
        except* (YeoulError, OSError) as cut:  # a TimeoutError too, and the client's leaving (ASGI)
            logger.debug("a stream was cut: %s", cut.exceptions)
            await abort(scope)
        finally:
            self.close()

    async def _begin(self, send: Send) -> None:
        """Send the headers, and keep none of them: a stream lasts for minutes."""
        headers, self.raw_headers = self.raw_headers, []
        await send({"type": "http.response.start", "status": 200, "headers": headers})

    async def _pump(self, scope: Scope, receive: Receive, send: Send) -> bool:
        """Send all of the source; returns whether the client stayed to the end."""

        async def send_part(body: bytes) -> None:
            await send({"type": "http.response.body", "body": body, "more_body": True})

        connection = connection_of(scope)
        if connection is not None:
            return await self._pump_into(connection).run()
        timeout_s = self._pace.send_timeout_s
        return await pump_by_sending(self._pump_into, send_part, receive, timeout_s)

    def _pump_into(self, outlet: Outlet[bytes]) -> Pump[bytes]:
        return Pump(
            self._source, outlet, preamble=self._preamble, heartbeat_s=self._pace.heartbeat_s
        )
