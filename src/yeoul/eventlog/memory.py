"""The event log in this process's memory: nothing survives the process.

For tests, and for servers that want no file. After a restart the answers are interrupted, with the
text that the store has. Of ended answers the log keeps the newest 32 MiB.
"""

from __future__ import annotations

from collections.abc import Sequence

from yeoul.errors import Fenced
from yeoul.eventlog.base import EventLog, Permit, Reader, Snapshot, Writer
from yeoul.eventlog.epoch import Epoch
from yeoul.eventlog.epochs import Epochs
from yeoul.protocol.content import Content
from yeoul.protocol.events import (
    ContentEvent,
    Cursor,
    End,
    Event,
    PhaseInfo,
    Reset,
    Started,
    encode,
)


class MemoryLog(EventLog):
    """Publishes at once; durability is that of the process."""

    def __init__(self) -> None:
        self._epochs = Epochs()

    async def create(self, started: Started) -> Writer:
        if self._epochs.find(started.answer_id) is not None:
            raise Fenced("This answer has been started already.")
        return self._open(started, 1, started)

    async def open_epoch(
        self, started: Started, epoch: int, content: Content, *, behind: Cursor | None = None
    ) -> Writer:
        known = self._epochs.find(started.answer_id)
        if known is not None and epoch <= known.number:
            raise Fenced("This epoch of the answer has been opened already.")
        if known is not None and known.goes_beyond(behind):
            raise Fenced("This answer has grown meanwhile.")
        return self._open(started, epoch, started, Reset(*content))

    def _open(self, started: Started, number: int, *events: Event) -> MemoryWriter:
        epoch = Epoch(started, number)
        epoch.publish([encode(Cursor(number, seq), event) for seq, event in enumerate(events, 1)])
        self._epochs.put(epoch)
        return MemoryWriter(self._epochs, epoch)

    async def adopt(self, answer_id: str) -> Writer | None:
        epoch = self._epochs.current.get(answer_id)
        if epoch is None or epoch.end is not None:
            return None
        return MemoryWriter(self._epochs, epoch)

    async def open_answers(self) -> dict[str, str]:
        return {epoch.answer_id: "" for epoch in self._epochs.current.values() if not epoch.end}

    async def writer_of(self, answer_id: str) -> str | None:
        return (await self.open_answers()).get(answer_id)

    async def restore(
        self, started: Started, content: Content, *, end: End, cursor: Cursor
    ) -> None:
        if self._epochs.find(started.answer_id) is None:
            epoch = Epoch.restore(started, content, end, cursor)
            self._epochs.put(epoch)
            self._epochs.retire(epoch)

    async def follow(self, permit: Permit, after: Cursor | None) -> Reader:
        return self._epochs.follow(permit, after)

    async def snapshot(self, answer_id: str) -> Snapshot | None:
        epoch = self._epochs.find(answer_id)
        return epoch.snapshot() if epoch else None

    async def forget(self, answer_ids: Sequence[str]) -> None:
        for answer_id in answer_ids:
            self._epochs.drop(answer_id)

    async def check(self) -> None:
        """Memory can always be written."""

    def release_readers(self) -> None:
        self._epochs.release_readers()

    async def aclose(self) -> None:
        self.release_readers()


class MemoryWriter(Writer):
    """Appends straight into the visible frames."""

    def __init__(self, epochs: Epochs, epoch: Epoch) -> None:
        self._epochs = epochs
        self._epoch = epoch

    def append(self, event: ContentEvent) -> Cursor:
        return self._publish(event)

    async def drain(self) -> None:
        self._check()

    async def end(self, event: End) -> Cursor:
        cursor = self._publish(event, event)
        self._epochs.retire(self._epoch)
        return cursor

    def _publish(self, event: Event, end: End | None = None) -> Cursor:
        self._check()
        cursor = self.next_cursor()
        self._epoch.publish([encode(cursor, event)], end)
        return cursor

    def _check(self) -> None:
        if self._epoch.replaced or self._epoch.end is not None:
            raise Fenced("This epoch of the answer is closed.")

    def next_cursor(self) -> Cursor:
        return Cursor(self._epoch.number, self._epoch.last_seq + 1)

    def set_phase(self, phase: PhaseInfo, *, silently: bool = False) -> None:
        self._epoch.set_phase(phase, silently=silently)
