"""Polling: the events behind a cursor as one JSON reply, at once or as soon as there are any."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from starlette.responses import Response

from yeoul.eventlog.base import Reader
from yeoul.protocol.entries import write_entry, write_reply
from yeoul.protocol.events import Cursor, parse_frame

#: Most bytes of events in one reply.
MAX_REPLY_BYTES = 1 << 20
#: Most seconds that a long poll waits.
MAX_WAIT_S = 30


async def poll(reader: Reader, asked: Cursor | None, wait_s: float) -> Response:
    """Return the reply with the events of a reader behind ``asked``, and close the reader.

    Returns at once if there are any, else as soon as there are, or after ``wait_s`` seconds.

    Raises:
        NotFound, StorageFailed, StorageFull, ShuttingDown: as `Reader.next`.
    """
    loop_time = asyncio.get_running_loop().time
    deadline_s = loop_time() + wait_s
    try:
        batch = await reader.next(0.0)
        while not batch.frames and not batch.ended and (left_s := deadline_s - loop_time()) > 0:
            batch = await reader.next(left_s)
    finally:
        reader.close()
    entries = _fitting(batch.frames)
    are_all = len(entries) == len(batch.frames)
    cursor = batch.cursor if are_all else parse_frame(batch.frames[len(entries) - 1]).cursor
    body = write_reply(
        entries,
        cursor=cursor if entries else asked,
        ended=batch.ended and are_all,
        waiting=batch.phase,
    )
    return Response(body, media_type="application/json", headers={"cache-control": "no-store"})


def _fitting(frames: Sequence[bytes]) -> list[bytes]:
    """Return the entries of the first frames, at least one, that stay within the limit."""
    entries: list[bytes] = []
    size = 0
    for frame in frames:
        entry = write_entry(frame)
        size += len(entry) + 1
        if entries and size > MAX_REPLY_BYTES - 512:
            break
        entries.append(entry)
    return entries
