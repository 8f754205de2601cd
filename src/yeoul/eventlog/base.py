"""The seam of the event log: the one append-only record of each answer that all readers share.

Everything that is guaranteed is said here; implementations add only what they survive.

**Order.** Events of an epoch are numbered 1, 2, 3 … without gaps; readers see them in that order,
each once. The frame of a cursor is the same bytes for every reader at any time.

**Durable before visible.** A reader sees an event only after it has reached the implementation's
stated durability. What a reader has seen is there after whatever that durability survives.

**Failure.** What cannot be made durable is dropped, and nobody has seen it. Writer and readers of
the answer are told `StorageFailed` or `StorageFull` until `adopt` goes on behind what was seen.

**One writer.** At most one epoch of an answer is open. Opening the next one fences the writer of
the one before: all its later appends raise `Fenced` and leave no trace.

**End.** ``end`` is the last event of its epoch; nothing follows it. A reader that has been given it
is done. An epoch without ``end`` is open, even if its writer died; only a new epoch or an ``end``
changes that. An ``end`` that failed may be durable all the same: from then on the epoch takes
nothing but ``end``.

**Readers follow the answer.** One whose epoch is replaced before it was given that epoch's ``end``
goes on in the next one. Readers cost nothing while they wait, and none holds up a writer or another
reader, however slow it is.

**Never a silent hole.** A reader whose cursor cannot be served exactly (another epoch, beyond the
end, forgotten) is first given a ``reset`` frame with the whole text so far; it is not stored, and
its id is that of the last event it covers, never the ``end``. A cursor that can be served exactly
is never given one.

**Phase.** Beside its events the log holds one volatile phase per open answer. It is not numbered,
may be missed, and is gone with the process.

**Retention.** Ten minutes after its ``end`` an answer may be forgotten, or sooner where an
implementation says so; the store has it. `restore` brings it back for readers that come later.

Nothing here assumes that readers and writer share a process.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from yeoul.protocol.events import Cursor, Delta, End, Phase, Reasoning, Reset, Started


class PhaseInfo(NamedTuple):
    """What an answer is waiting for. ``queue_position`` counts from 1 while ``queued``."""

    phase: Phase
    queue_position: int | None = None


class Batch(NamedTuple):
    """What a reader is given at once."""

    #: Frames in order; empty if only the phase changed or the wait was over.
    frames: Sequence[bytes]
    #: Position behind the last frame; the reader's old one if there is none.
    cursor: Cursor
    #: Whether the last frame is the ``end`` of the answer's current epoch.
    ended: bool
    #: None once the answer has ended.
    phase: PhaseInfo | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that an answer is up to ``cursor``: following from there has no seam."""

    started: Started
    text: str
    reasoning: str
    cursor: Cursor
    #: The terminal event, if ``cursor`` is behind it.
    end: End | None
    phase: PhaseInfo | None


class Reader(ABC):
    """One reader's position in one answer's log. Not for concurrent use; costs nothing unread."""

    @property
    @abstractmethod
    def done(self) -> bool:
        """Whether the position is behind the ``end`` of the current epoch: nothing will come."""

    @abstractmethod
    async def next(self, timeout_s: float) -> Batch:
        """Return all frames behind the reader's position, as soon as there is one.

        Returns without frames when the phase is another than a batch without frames told last, or
        after ``timeout_s`` seconds. After a batch with ``ended`` the reader is done. One batch is
        bounded to about 1 MiB of frames.

        Raises:
            NotFound: the answer was deleted meanwhile.
            StorageFailed: the log broke down; the reader may come again later.
            ShuttingDown: the log lets its readers go; they may resume on the next process.
        """

    @abstractmethod
    def close(self) -> None:
        """Let go. Idempotent."""


class Writer(ABC):
    """The one writer of an open epoch."""

    #: The epoch it writes.
    epoch: int

    @abstractmethod
    def append(self, event: Delta | Reasoning | Reset) -> Cursor:
        """Take an event, numbered and in order; readers see it once it is durable.

        A `Reset` replaces all that the epoch has so far.

        Raises:
            Fenced: the epoch has ended or another writer has opened the next.
            StorageFailed, StorageFull: an earlier append could not be made durable.
        """

    @abstractmethod
    async def drain(self) -> None:
        """Wait until everything appended is durable. Raises as `append`."""

    @abstractmethod
    async def end(self, event: End) -> Cursor:
        """Append the terminal event; returns when it is durable. Raises as `append`.

        If it raises `StorageFailed` or `StorageFull`, only ``end`` may be tried again, by `adopt`.
        """

    @abstractmethod
    def next_cursor(self) -> Cursor:
        """Return the cursor that the next appended event gets."""

    @abstractmethod
    def set_phase(self, phase: PhaseInfo) -> None:
        """Tell the readers what the answer is waiting for."""


class EventLog(ABC):
    """The log of all answers. Safe for concurrent use within one event loop."""

    @abstractmethod
    async def create(self, started: Started) -> Writer:
        """Open epoch 1 of a new answer; ``started`` is 1-1 and durable on return.

        Raises:
            Fenced: the answer exists.
            StorageFailed, StorageFull
        """

    @abstractmethod
    async def reopen(
        self, started: Started, *, text: str, reasoning: str, known_epoch: int = 0
    ) -> Writer:
        """Open the next epoch: ``started`` as seq 1, a ``reset`` with what is kept as seq 2.

        Both are durable on return; the earlier epoch's writer is fenced, its events are gone, and
        its readers go on here, by a ``reset``.
        ``known_epoch`` is the highest one that the caller knows to have been given out, for a log
        that may have lost the answer: the new epoch is above it.

        Raises:
            StorageFailed, StorageFull
        """

    @abstractmethod
    async def adopt(self, answer_id: str) -> Writer | None:
        """Take over the open epoch of a writer that died or failed, behind what was seen of it.

        None if none is open.
        """

    @abstractmethod
    async def open_answers(self) -> list[str]:
        """Return the answers whose current epoch is open."""

    @abstractmethod
    async def restore(
        self, started: Started, *, text: str, reasoning: str, end: End, cursor: Cursor
    ) -> None:
        """Make an ended answer readable again that the log has forgotten or lost.

        Readers get ``started``, a ``reset`` with all of it, and ``end``. Changes nothing if the log
        knows the answer.
        """

    @abstractmethod
    async def follow(self, answer_id: str, after: Cursor | None) -> Reader:
        """Return a reader behind ``after``; None is the start of the current epoch.

        Raises:
            NotFound: the log does not know the answer.
            StorageFailed, StorageFull: the log broke down; the reader may come again later.
            ShuttingDown: the log has let its readers go.
        """

    @abstractmethod
    async def snapshot(self, answer_id: str) -> Snapshot | None:
        """Return the answer up to now, or None if the log does not know it."""

    @abstractmethod
    async def forget(self, answer_ids: Sequence[str]) -> None:
        """Delete answers. Readers that wait get `NotFound`.

        One on its way through an ended epoch may still be given the rest of it.
        """

    @abstractmethod
    async def check(self) -> None:
        """Return if the log can be written. Raises `StorageFailed` or `StorageFull` otherwise."""

    @abstractmethod
    def release_readers(self) -> None:
        """Let all readers go (`ShuttingDown`), now and from now on; writers are not touched."""

    @abstractmethod
    async def aclose(self) -> None:
        """Make what was appended durable and close. Open epochs stay open."""
