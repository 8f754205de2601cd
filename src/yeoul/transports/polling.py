"""Polling: the events behind a cursor as one JSON reply, at once or as soon as there are any."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from starlette.responses import Response
from starlette.types import Scope

from yeoul.eventlog.base import Batch, Reader
from yeoul.protocol.entries import write_entry, write_reply
from yeoul.protocol.events import Cursor, cursor_of
from yeoul.transports.connection import NextReply, offer_series

#: Most bytes of events in one reply.
MAX_REPLY_BYTES = 1 << 20
#: Most seconds that a long poll waits.
MAX_WAIT_S = 30


async def poll(reader: Reader, asked: Cursor | None, wait_s: float, scope: Scope) -> Response:
    """Return the reply with the events of a reader behind ``asked``, and close the reader.

    Returns as soon as there are any, or after ``wait_s`` seconds. The next long polls may be
    answered without the app, by a `PollSeries` that takes the reader over.

    Raises:
        NotFound, StorageFailed, StorageFull, ShuttingDown: as `Reader.take`.
    """
    loop_time = asyncio.get_running_loop().time
    deadline_s = loop_time() + wait_s
    try:
        batch = await reader.next(0.0)
        while not batch.frames and not batch.ended and (left_s := deadline_s - loop_time()) > 0:
            batch = await reader.next(left_s)
    except BaseException:
        reader.close()
        raise
    position = None if asked is None else str(asked).encode()
    series = PollSeries(reader, wait_s, position)
    reply = series.reply(batch)
    is_taken_over = (
        wait_s > 0
        and position is not None
        and reply.value is not None
        and offer_series(scope, b"after", position, reply, series)
    )
    if not is_taken_over:
        series.close()
    headers = {"cache-control": "no-store"}
    return Response(reply.body, media_type="application/json", headers=headers)


class PollSeries:
    """The replies to the long polls of one client, behind one another (`Series`)."""

    def __init__(self, reader: Reader, wait_s: float, cursor: bytes | None) -> None:
        self.wait_s = wait_s
        self._reader = reader
        #: Where the client is, as the last reply told it.
        self._cursor = cursor

    def take(self) -> NextReply | None:
        """Return the reply with what is new; None while there is nothing but another phase."""
        while (batch := self._reader.take()) is not None:
            if batch.frames or batch.ended:
                return self.reply(batch)
        return None

    def idle(self) -> NextReply:
        """Return the reply with the phase alone."""
        return self.reply(self._reader.idle())

    def watch(self, changed: Callable[[], None]) -> None:
        """Watch the log."""
        self._reader.watch(changed)

    def close(self) -> None:
        """Close the reader."""
        self._reader.close()

    def reply(self, batch: Batch) -> NextReply:
        """Return the reply with a batch, or as much of it as one reply holds."""
        entries = _fitting(batch.frames)
        is_whole = len(entries) == len(batch.frames)
        if entries:
            self._cursor = cursor_of(batch.frames[len(entries) - 1])
        ended = batch.ended and is_whole
        body = write_reply(entries, cursor=self._cursor, ended=ended, waiting=batch.phase)
        # The reader is behind the whole batch: it can go on only from there.
        return NextReply(self._cursor if is_whole and not ended else None, body)


def _fitting(frames: Sequence[bytes]) -> list[bytes]:
    """Return the entries of the first frames, at least one, that stay within the limit."""
    if len(frames) == 1:  # the usual case
        return [write_entry(frames[0])]
    entries: list[bytes] = []
    size = 0
    for frame in frames:
        entry = write_entry(frame)
        size += len(entry) + 1
        if entries and size > MAX_REPLY_BYTES - 512:
            break
        entries.append(entry)
    return entries
