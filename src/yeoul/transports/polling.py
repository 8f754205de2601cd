"""Polling: the events behind a cursor as one JSON reply, at once or as soon as there are any."""

from __future__ import annotations

import asyncio

from starlette.responses import Response

from yeoul.eventlog.base import Batch, Reader
from yeoul.protocol.entries import write_entry, write_reply
from yeoul.protocol.events import Cursor

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
    frames = _fitting(batch)
    ended = batch.ended and len(frames) == len(batch.frames)
    body = write_reply(frames, asked=asked, ended=ended, waiting=batch.phase)
    return Response(body, media_type="application/json", headers={"cache-control": "no-store"})


def _fitting(batch: Batch) -> list[bytes]:
    """Return the first frames of a batch, at least one, whose JSON stays within the limit."""
    frames: list[bytes] = []
    size = 0
    for frame in batch.frames:
        size += len(write_entry(frame)) + 1
        if frames and size > MAX_REPLY_BYTES - 512:
            break
        frames.append(frame)
    return frames
