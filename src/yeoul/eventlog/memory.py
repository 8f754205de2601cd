"""The event log in this process's memory: nothing survives the process.

For tests, and for those who want no file. A restarted server finds its answers interrupted with
whatever text the store has. Of ended answers it keeps the newest 32 MiB; the rest it has forgotten.
"""

from __future__ import annotations

from collections.abc import Sequence

from yeoul.errors import Fenced, ShuttingDown
from yeoul.eventlog.base import EventLog, PhaseInfo, Reader, Snapshot, Writer
from yeoul.eventlog.epoch import Live
from yeoul.eventlog.epochs import Registry
from yeoul.protocol.events import Cursor, Delta, End, Event, Reasoning, Reset, Started, encode


class MemoryLog(EventLog):
    """Publishes at once; durability is that of the process."""

    def __init__(self) -> None:
        self._registry = Registry()
        self._epochs: dict[str, int] = {}

    async def create(self, started: Started) -> Writer:
        if started.answer_id in self._epochs:
            raise Fenced("This answer has been started already.")
        return self._open(started, 1, started)

    async def reopen(
        self, started: Started, *, text: str, reasoning: str, known_epoch: int = 0
    ) -> Writer:
        epoch = max(self._epochs.get(started.answer_id, 0), known_epoch) + 1
        return self._open(started, epoch, started, Reset(text, reasoning))

    def _open(self, started: Started, epoch: int, *events: Event) -> MemoryWriter:
        live = Live(started, epoch)
        self._epochs[started.answer_id] = epoch
        live.publish([encode(Cursor(epoch, seq), event) for seq, event in enumerate(events, 1)])
        self._registry.put(live)
        return MemoryWriter(self._registry, live)

    async def adopt(self, answer_id: str) -> Writer | None:
        live = self._registry.lives.get(answer_id)
        if live is None or live.end is not None:
            return None
        return MemoryWriter(self._registry, live)

    async def open_answers(self) -> list[str]:
        return [live.answer_id for live in self._registry.lives.values() if live.end is None]

    async def restore(
        self, started: Started, *, text: str, reasoning: str, end: End, cursor: Cursor
    ) -> None:
        if started.answer_id not in self._registry.lives:
            live = Live.restore(started, text, reasoning, end, cursor)
            self._registry.put(live)
            self._registry.retire(live)
            self._epochs[started.answer_id] = cursor.epoch

    async def follow(self, answer_id: str, after: Cursor | None) -> Reader:
        return self._registry.follow(answer_id, after)

    async def snapshot(self, answer_id: str) -> Snapshot | None:
        live = self._registry.lives.get(answer_id)
        return live.snapshot() if live else None

    async def forget(self, answer_ids: Sequence[str]) -> None:
        for answer_id in answer_ids:
            self._registry.drop(answer_id)
            self._epochs.pop(answer_id, None)

    async def check(self) -> None:
        """Memory can always be written."""

    def release_readers(self) -> None:
        self._registry.release(
            ShuttingDown("The server is restarting; come again.", retry_after_s=1)
        )

    async def aclose(self) -> None:
        self.release_readers()


class MemoryWriter(Writer):
    """Appends straight into the visible frames."""

    def __init__(self, registry: Registry, live: Live) -> None:
        self._registry = registry
        self._live = live
        self.epoch = live.epoch

    def append(self, event: Delta | Reasoning | Reset) -> Cursor:
        return self._publish(event)

    async def drain(self) -> None:
        self._check()

    async def end(self, event: End) -> Cursor:
        cursor = self._publish(event, event)
        self._registry.retire(self._live)
        return cursor

    def _publish(self, event: Event, end: End | None = None) -> Cursor:
        self._check()
        cursor = self.next_cursor()
        self._live.publish([encode(cursor, event)], end)
        return cursor

    def _check(self) -> None:
        if self._live.replaced or self._live.end is not None:
            raise Fenced("This epoch of the answer is closed.")

    def next_cursor(self) -> Cursor:
        return Cursor(self.epoch, self._live.last_seq + 1)

    def set_phase(self, phase: PhaseInfo) -> None:
        self._live.set_phase(phase)
