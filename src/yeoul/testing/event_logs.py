"""The parts that all checks of an event log share: events, and functions to write and read it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from yeoul.eventlog.base import EventLog, Permit, Reader
from yeoul.protocol.events import Cursor, Delta, End, Event, Started, decode

#: Opens the log that workers share, for the worker of a name.
OpenLog = Callable[[str], AbstractAsyncContextManager[EventLog]]

#: The right to follow the answer of all checks.
PERMIT = Permit("a1")
STARTED = Started("a1", "c1", "q1", "m1", "2026-01-01T00:00:00.000Z")
END = End("finished", "stop", None, None, None, "0" * 64)


async def read_events(reader: Reader, *, until_end: bool = True) -> list[tuple[Cursor, Event]]:
    """Return a reader's events until the end, or until there are no more."""
    events: list[tuple[Cursor, Event]] = []
    while True:
        batch = await asyncio.wait_for(reader.next(5 if until_end else 0), 60)
        events += map(decode, batch.frames)
        if batch.ended or (not until_end and not batch.frames):
            return events


async def frames_after(log: EventLog, after: Cursor | None) -> list[bytes]:
    """Return the frames behind a cursor, the end included."""
    reader = await log.follow(PERMIT, after)
    frames: list[bytes] = []
    ended = False
    while not ended:
        batch = await reader.next(5)
        frames += batch.frames
        ended = batch.ended
    return frames


async def write(log: EventLog, *texts: str, end: bool = True) -> None:
    """Write an answer of these texts."""
    writer = await log.create(STARTED)
    for text in texts:
        writer.append(Delta(text))
    await writer.drain()
    if end:
        await writer.end(END)
