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
#: Replies to long polls in a second, and the seconds of unused turns that are kept.
TURNS_PER_S, KEPT_TURNS_S = 1_500, 0.05
#: Most seconds that a reply waits for its turn; where more wait, replies come faster.
MAX_TURN_WAIT_S = 0.5


class Turns:
    """Spreads the replies to long polls, so that these take no more than a share of a core.

    Each reply brings the next request, which costs several tokens' worth. So the more clients poll,
    the more events a reply carries, and the less a token costs. For the event loop's thread.
    """

    def __init__(self, per_s: float = TURNS_PER_S) -> None:
        self._every_s = 1 / per_s
        self._next_s = float("-inf")

    async def next(self) -> None:
        """Wait for a turn, in the order of the calls; returns at once while few wait."""
        now_s = asyncio.get_running_loop().time()
        turn_s = min(max(self._next_s, now_s - KEPT_TURNS_S), now_s + MAX_TURN_WAIT_S)
        self._next_s = turn_s + self._every_s
        if turn_s > now_s:
            await asyncio.sleep(turn_s - now_s)


async def poll(reader: Reader, asked: Cursor | None, wait_s: float, turns: Turns) -> Response:
    """Return the reply with the events of a reader behind ``asked``, and close the reader.

    Returns as soon as there are any, or after ``wait_s`` seconds. With ``wait_s`` a reply with
    events, unless it is the last one, waits for one of the ``turns``.

    Raises:
        NotFound, StorageFailed, StorageFull, ShuttingDown: as `Reader.take`.
    """
    loop_time = asyncio.get_running_loop().time
    deadline_s = loop_time() + wait_s
    try:
        batch = await reader.next(0.0)
        while not batch.frames and not batch.ended and (left_s := deadline_s - loop_time()) > 0:
            batch = await reader.next(left_s)
        if wait_s > 0 and batch.frames and not batch.ended:
            await turns.next()
            if (more := reader.take()) is not None:
                batch = more._replace(frames=[*batch.frames, *more.frames])
    finally:
        reader.close()
    entries = _fitting(batch.frames)
    body = write_reply(
        entries,
        cursor=parse_frame(batch.frames[len(entries) - 1]).cursor if entries else asked,
        ended=batch.ended and len(entries) == len(batch.frames),
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
