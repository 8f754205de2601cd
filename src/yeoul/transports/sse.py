"""Server-Sent Events: one ASGI response that follows a log to its end.

All that is there goes out in one write. Nothing is buffered for a slow reader: its position waits,
the log does not. Whatever cuts the stream short of ``end`` is never a clean end of the body, so
that no client can take a cut answer for a whole one.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Protocol

import anyio
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from yeoul.deadlines import Deadline
from yeoul.errors import YeoulError
from yeoul.eventlog.base import Reader
from yeoul.transports.abort import abort
from yeoul.transports.handover import hand_over
from yeoul.transports.wire import SSE_HEADERS, SSE_PREAMBLE, heartbeat

logger = logging.getLogger(__name__)

#: Seconds that the beginning of a stream gets before the connection is dropped behind it.
ARRIVAL_S = 0.1


class Source(Protocol):
    """What an event stream is made of."""

    async def next(self, timeout_s: float) -> tuple[bytes, bool]:
        """Return whole frames, at the latest after ``timeout_s`` seconds, and if they are the last.

        Never no bytes at all: who has nothing to say gives a heartbeat. A `YeoulError` cuts the
        stream.
        """

    def close(self) -> None:
        """Let go. Idempotent."""


class LogSource:
    """A reader's frames, and heartbeats between them."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def next(self, timeout_s: float) -> tuple[bytes, bool]:
        """Return what the log has behind the reader's position, or a heartbeat with the phase."""
        batch = await self._reader.next(timeout_s)
        return b"".join(batch.frames) or heartbeat(batch.phase), batch.ended

    def close(self) -> None:
        """Let the reader go."""
        self._reader.close()


class CutSource:
    """No event at all: a stream that begins, says when to come again, and is cut.

    What an `EventSource` gets while the server drains: a refusal would be its end, for a status
    that is not 200 makes it give up for good.
    """

    def __init__(self, why: YeoulError) -> None:
        self._why = why
        self._begun = False

    async def next(self, timeout_s: float) -> tuple[bytes, bool]:
        """Return a comment, then raise, when the beginning has had time to arrive."""
        if not self._begun:
            self._begun = True
            return b": come again\n\n", False
        await asyncio.sleep(ARRIVAL_S)
        raise self._why

    def close(self) -> None:
        """There is nothing to let go."""


class EventStream(Response):
    """Streams what ``source`` gives; something comes at least every ``heartbeat_s`` seconds.

    A client that takes no data for ``send_timeout_s`` seconds is cut off; it can resume.
    """

    media_type = "text/event-stream"

    def __init__(self, source: Source, *, heartbeat_s: float, send_timeout_s: float) -> None:
        super().__init__()
        self._source = source
        self._heartbeat_s = heartbeat_s
        self._send_timeout_s = send_timeout_s
        self.raw_headers = list(SSE_HEADERS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the response (ASGI), or leave that to the `Handover` around it."""
        if not hand_over(self, scope):
            await self.serve(scope, receive, send)

    def close(self) -> None:
        """Let the source go. Idempotent."""
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
                group.start_soon(_until_disconnect, receive, group.cancel_scope)
                await self._send_all(send)
                group.cancel_scope.cancel()
        except* (YeoulError, TimeoutError) as cut:
            logger.debug("a stream was cut: %s", cut.exceptions)
            await abort(scope)
        finally:
            self.close()

    async def _send_all(self, send: Send) -> None:
        body, last = SSE_PREAMBLE, False
        async with Deadline() as deadline:
            while not last:
                frames, last = await self._source.next(0.0 if body else self._heartbeat_s)
                body += frames
                deadline.set(self._send_timeout_s)
                await send({"type": "http.response.body", "body": body, "more_body": True})
                deadline.clear()
                body = b""
        await send({"type": "http.response.body", "body": b""})


async def _until_disconnect(receive: Receive, scope: anyio.CancelScope) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    scope.cancel()
