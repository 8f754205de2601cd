"""Server-Sent Events: a log's frames as they are stored, and heartbeats between them."""

from __future__ import annotations

import asyncio

from yeoul.errors import YeoulError
from yeoul.eventlog.base import Reader
from yeoul.protocol.entries import heartbeat_data
from yeoul.protocol.events import PhaseInfo
from yeoul.protocol.sse import PREAMBLE, write_event
from yeoul.transports.stream import EventStream, Pace, Source

#: Seconds for the beginning of a stream to arrive before the connection is dropped.
ARRIVAL_S = 0.1


def sse_response(source: Source, pace: Pace) -> EventStream:
    """Return the response for a source of SSE frames."""
    return EventStream(source, media_type="text/event-stream", pace=pace, preamble=PREAMBLE)


class LogSource:
    """A reader's frames, and heartbeats between them."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def next(self, timeout_s: float) -> tuple[bytes, bool]:
        """Return the log's frames behind the reader's position, or a heartbeat with the phase."""
        batch = await self._reader.next(timeout_s)
        return b"".join(batch.frames) or _heartbeat(batch.phase), batch.ended

    def close(self) -> None:
        """Close the reader."""
        self._reader.close()


def _heartbeat(waiting: PhaseInfo | None) -> bytes:
    return write_event(b"heartbeat", heartbeat_data(waiting))


class CutSource:
    """A stream without events: it begins, says when to reconnect, and is cut.

    An `EventSource` gets it while the server drains: a refusal, with a status other than 200, would
    make it give up for good.
    """

    def __init__(self, why: YeoulError) -> None:
        self._why = why
        self._begun = False

    async def next(self, timeout_s: float) -> tuple[bytes, bool]:
        """Return a comment; raise at the next call, once the comment has had time to arrive."""
        if not self._begun:
            self._begun = True
            return b": come again\n\n", False
        await asyncio.sleep(ARRIVAL_S)
        raise self._why

    def close(self) -> None:
        """Do nothing: there is nothing to release."""
