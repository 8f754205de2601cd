"""Sends a response event by event."""

from __future__ import annotations

import time
from collections.abc import Mapping

from starlette.responses import Response

from yeoul.api.openai.response_object import ResponseHead
from yeoul.api.openai.response_writer import ResponseWriter
from yeoul.api.written_stream import Leave, WrittenSource
from yeoul.chat import Reader
from yeoul.transports.stream import EventStream, Pace

#: Seconds of silence after which an event is sent: the timers of some clients heed no comment.
KEEPALIVE_S = 60.0


def stream_response(
    reader: Reader,
    head: ResponseHead,
    pace: Pace,
    *,
    leave: Leave,
    headers: Mapping[str, str],
    after: int = -1,
) -> Response:
    """Return the response that streams what lies behind the event ``after``."""
    source = _ResponseSource(reader, ResponseWriter(head, after=after), leave)
    return EventStream(source, media_type="text/event-stream", pace=pace, headers=headers)


class _ResponseSource(WrittenSource):
    """A response's events as they are born."""

    def __init__(self, reader: Reader, writer: ResponseWriter, leave: Leave) -> None:
        super().__init__(reader, writer, leave)
        self._response = writer
        #: The last event at the last heartbeat, and since when it is the last one.
        self._number, self._since_s = writer.number, time.monotonic()

    def heartbeat(self) -> bytes:
        """Return a comment; an event after long silence, for timers that heed no comment."""
        now_s, number = time.monotonic(), self._response.number
        if number != self._number:
            self._number, self._since_s = number, now_s
        elif now_s - self._since_s >= KEEPALIVE_S:
            self._since_s = now_s
            return self._response.keepalive()
        return super().heartbeat()
