"""The writer of one epoch in a log that commits in groups: numbers and encodes, holds what pends.

Frames wait here until a group commit takes them. What makes them durable, a log's own
`GroupCommit`, then has the epoch publish them. Everything runs on the event loop's thread.
"""

from __future__ import annotations

from typing import Any, Generic, NamedTuple, Protocol, Self, TypeVar

from yeoul.errors import Fenced, YeoulError
from yeoul.eventlog.base import Writer
from yeoul.eventlog.epoch import Epoch
from yeoul.protocol.events import ContentEvent, Cursor, End, Event, PhaseInfo, encode

W = TypeVar("W", bound="EpochWriter")


class Contribution(NamedTuple, Generic[W]):
    """The frames that one writer adds to a commit."""

    writer: W
    first_seq: int
    frames: list[bytes]
    end: End | None

    @property
    def run(self) -> bytes:
        """The frames, one behind the other."""
        return self.frames[0] if len(self.frames) == 1 else b"".join(self.frames)


class Commits(Protocol):
    """The part of the group commit that a writer uses."""

    def include(self, writer: Any) -> None:
        """Include the writer's pending frames in the next commit."""

    async def next_done(self) -> None:
        """Wait for the next commit. Raises `StorageFailed` or `StorageFull` if it fails."""

    async def running_done(self) -> None:
        """Wait for the commit under way, as `next_done` does for the next one."""


class EpochWriter(Writer):
    """Numbers and encodes events at once; they are pending until the next commit."""

    def __init__(self, commits: Commits, epoch: Epoch) -> None:
        self.epoch = epoch
        #: The error by which the last commit with frames of this writer failed.
        self.failure: YeoulError | None = None
        self._commits = commits
        self._pending: list[bytes] = []
        #: The terminal event, from `end` until it is durable or has failed.
        self._end: End | None = None
        #: Whether an end has failed, which may be in the log all the same.
        self._end_failed = False
        self._next_seq = epoch.last_seq + 1

    def append(self, event: ContentEvent) -> Cursor:
        return self.write(event)

    def write(self, event: Event) -> Cursor:
        """Number and encode any event, for the next commit; raises as `Writer.append`."""
        self._check()
        if self._end is not None or (self._end_failed and not isinstance(event, End)):
            raise Fenced("This epoch of the answer has ended.")
        cursor = Cursor(self.epoch.number, self._next_seq)
        self._pending.append(encode(cursor, event))
        self._next_seq += 1
        if isinstance(event, End):
            self._end = event
        self._commits.include(self)
        return cursor

    async def drain(self) -> None:
        self._check()
        if self._next_seq > self.epoch.last_seq + 1:
            if self._pending:
                await self._commits.next_done()
            else:
                await self._commits.running_done()
            # The commit under way may fail while this waits for the next one. What was pending is
            # then dropped, so the next one succeeds without it: only `failure` tells.
            if self.failure is not None:
                raise self.failure.copy()

    async def end(self, event: End) -> Cursor:
        cursor = self.write(event)
        await self.drain()
        return cursor

    def next_cursor(self) -> Cursor:
        return Cursor(self.epoch.number, self._next_seq)

    def set_phase(self, phase: PhaseInfo, *, silently: bool = False) -> None:
        self.epoch.set_phase(phase, silently=silently)

    def _check(self) -> None:
        if self.failure is not None:
            raise self.failure.copy()
        if self.epoch.replaced or self.epoch.end is not None:
            raise Fenced("This epoch of the answer is closed.")

    def take_pending(self) -> Contribution[Self]:
        """Return the pending frames for a commit, and keep them no longer."""
        frames, self._pending = self._pending, []
        return Contribution(self, self._next_seq - len(frames), frames, self._end)

    def fail(self, error: YeoulError) -> None:
        """Drop all frames that are not durable; readers and the next append get ``error``."""
        self.epoch.failure = error
        self.drop_pending(error)
        self.epoch.wake()

    def drop_pending(self, error: YeoulError) -> None:
        """Drop all frames that are not durable; the next append gets ``error``."""
        self.failure = error
        self._end_failed = self._end_failed or self._end is not None
        self._pending, self._end = [], None
        self._next_seq = self.epoch.last_seq + 1

    def recover(self) -> None:
        """Clear a failure: visible frames stay, and appending may be tried again."""
        self.failure = self.epoch.failure = None
