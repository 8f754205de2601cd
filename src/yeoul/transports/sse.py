"""Server-Sent Events: a log's frames as they are stored, and heartbeats between them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from yeoul.errors import YeoulError
from yeoul.eventlog.base import Reader
from yeoul.protocol.entries import heartbeat_data
from yeoul.protocol.events import PhaseInfo
from yeoul.protocol.sse import PREAMBLE, write_event
from yeoul.transports.pump import Source
from yeoul.transports.stream import EventStream, Pace

#: Seconds for the beginning of a stream to arrive before the connection is dropped.
ARRIVAL_S = 0.1


def sse_response(source: Source[bytes], pace: Pace) -> EventStream:
    """Return the response for a source of SSE frames."""
    return EventStream(source, media_type="text/event-stream", pace=pace, preamble=PREAMBLE)


class LogSource:
    """A reader's frames, and heartbeats between them."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def take(self) -> tuple[bytes, bool] | None:
        """Return the log's frames behind the reader's position, and a heartbeat for a new phase."""
        batch = self._reader.take()
        if batch is None:
            return None
        content = b"".join(batch.frames)
        if batch.tells_phase:
            content += _heartbeat(batch.phase)
        return content, batch.ended

    def check(self) -> None:
        """Check that the reader is not let go."""
        self._reader.check()

    def heartbeat(self) -> bytes:
        """Return a heartbeat with the phase."""
        return _heartbeat(self._reader.idle().phase)

    def watch(self, changed: Callable[[], None]) -> None:
        """Watch the log."""
        self._reader.watch(changed)

    def close(self) -> None:
        """Close the reader."""
        self._reader.close()


def _heartbeat(phase: PhaseInfo | None) -> bytes:
    return write_event(b"heartbeat", heartbeat_data(phase))


class CutSource:
    """A stream without events: it begins, says when to reconnect, and is cut.

    An `EventSource` gets it while the server drains: a refusal, with a status other than 200, would
    make it give up for good.
    """

    def __init__(self, why: YeoulError) -> None:
        self._why = why
        self._begun, self._has_arrived = False, False
        self._changed: Callable[[], None] | None = None
        self._timer: asyncio.TimerHandle | None = None

    def take(self) -> tuple[bytes, bool] | None:
        """Return a comment; once that has had time to arrive, raise."""
        if self._has_arrived:
            raise self._why
        if self._begun:
            return None
        self._begun = True
        return b": come again\n\n", False

    def check(self) -> None:
        """Do nothing: the stream is over soon."""

    def heartbeat(self) -> bytes:
        """Return nothing: the stream is over soon."""
        return b""

    def watch(self, changed: Callable[[], None]) -> None:
        """Have ``changed`` called once the comment has had time to arrive."""
        self._changed = changed
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(ARRIVAL_S, self._arrive)

    def _arrive(self) -> None:
        self._has_arrived = True
        if self._changed is not None:
            self._changed()

    def close(self) -> None:
        """Stop the timer."""
        if self._timer is not None:
            self._timer.cancel()
