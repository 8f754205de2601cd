"""The seam of the event log: the one append-only record of each answer that all readers follow.

Every guarantee is stated here. An implementation adds only the failures that it survives.

**Order.** Events of an epoch are numbered 1, 2, 3 … without gaps. Every reader sees them in that
order, each once. The frame of a cursor is the same bytes for every reader at any time.

**Durable before visible.** A reader sees an event only after it has reached the implementation's
stated durability. Events that readers have seen outlive everything that this durability survives.

**Failure.** Events that cannot be made durable are dropped unseen by readers. The answer's writer
and readers get `StorageFailed` or `StorageFull` until `adopt` goes on behind the visible events.

**One writer.** At most one epoch of an answer is open. Opening a later one fences the writer of the
one before: nothing that it appends from then on is ever seen. A log that several workers share may
tell it late: its appends return, are dropped, and a later call (append, drain, end) raises
`Fenced`. The store assigns the numbers; the log opens no epoch at or below one that it has.

**Loss.** A log on another machine may lose events that were seen, where its stated durability does
not survive what has happened, and may not know whether it has taken what it was given. The writer
then gets `StorageFailed`, and `adopt` returns None: writing on in that epoch could show two events
at one cursor. The answer goes on by `open_epoch` with its writer's own text, or is over by
`restore`. Until then readers of that epoch wait. So nothing is lost in silence.

**End.** ``end`` is the last event of its epoch; nothing follows it. A reader behind it is done. An
epoch without ``end`` is open, even if its writer died; only a new epoch or an ``end`` changes that.
An ``end`` that failed may be durable all the same: from then on the epoch takes nothing but
``end``.

**Readers follow the answer.** When an epoch is replaced, its readers go on in the next one, unless
they have had its ``end``. A waiting reader costs nothing, and a slow one holds up neither a writer
nor another reader.

**Never a silent hole.** A cursor that cannot be served exactly (another epoch, beyond the last
event, forgotten) gets a ``reset`` frame first, with the whole answer so far. It is not stored; its
id is that of the last event it covers, never the ``end``. A cursor that can be served exactly never
gets one.

**Phase.** Beside its events the log holds one volatile phase per open answer. It is not numbered,
may be missed, and is gone with the process.

**Retention.** Ten minutes after its ``end`` an answer may be forgotten, or sooner where an
implementation says so; the store has it. `restore` brings it back for readers that come later.

**Workers.** Readers, writer and the opener of the next epoch may be in different processes that
share the log. It keeps the name of the worker that has opened an epoch, and judges nothing by it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, NewType

from yeoul.deadlines import wait_for_change
from yeoul.errors import YeoulError
from yeoul.protocol.content import Content
from yeoul.protocol.events import ContentEvent, Cursor, End, PhaseInfo, Started

#: The id of an answer that somebody may read. The log knows no owners: only the chat core, which
#: has asked the store whose answer it is, makes a permit.
Permit = NewType("Permit", str)


class Batch(NamedTuple):
    """The frames that a reader gets at once."""

    #: Frames in order; empty if only the phase changed or the time was up.
    frames: Sequence[bytes]
    #: Whether the last frame is the ``end`` of the answer's current epoch.
    ended: bool
    #: None once the answer has ended.
    phase: PhaseInfo | None
    #: Whether the phase has changed, and no frame tells it; never once the answer has ended.
    tells_phase: bool = False


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The whole answer up to ``cursor``: following from there misses and repeats nothing."""

    started: Started
    content: Content
    cursor: Cursor
    #: The terminal event, if ``cursor`` is behind it.
    end: End | None
    phase: PhaseInfo | None


class Reader(ABC):
    """One reader's position in one answer's log. For one task, on the event loop's thread."""

    @property
    @abstractmethod
    def done(self) -> bool:
        """Whether the position is behind the ``end`` of the current epoch: no more frames come."""

    @abstractmethod
    def take(self) -> Batch | None:
        """Return all frames behind the reader's position, and move it behind them; never waits.

        A batch without frames tells the phase, or that the reader is done. None: nothing is new. A
        batch holds at most about 1 MiB of frames.

        Raises:
            NotFound: the answer was deleted meanwhile.
            StorageFailed, StorageFull: the log broke down; the reader may come back later.
            ShuttingDown: the log lets its readers go; the next process serves their cursors.
            YeoulError: what `let_go` was given.
        """

    @abstractmethod
    def idle(self) -> Batch:
        """Return a batch without frames, with the phase as it is now."""

    @abstractmethod
    def watch(self, changed: Callable[[], None]) -> None:
        """Have ``changed`` called whenever `take` may have something new, until `close`.

        Changes from now on count: call it where `take` has returned None. ``changed`` is called at
        the very moment at which frames become visible, and must not raise. Another call replaces
        the callback of the one before.
        """

    @abstractmethod
    def let_go(self, why: YeoulError) -> None:
        """Have `take` raise ``why`` from now on, and tell what watches at once. Idempotent.

        So a stream ends whose caller may read no longer, over every transport, and without a check
        for each token.
        """

    @abstractmethod
    def check(self) -> None:
        """Raise what `let_go` was given, if it was; takes nothing.

        For a client that takes nothing, either: it is asked in the place of `take`.
        """

    @abstractmethod
    def close(self) -> None:
        """Give up the position: no callback comes any more. Idempotent."""

    async def next(self, timeout_s: float) -> Batch:
        """Return what `take` returns, as soon as there is something, and raise what it raises.

        Returns `idle` after ``timeout_s`` seconds, at once if they are 0.
        """
        batch = self.take()
        if batch is None and timeout_s > 0:
            await wait_for_change(self.watch, timeout_s)
            batch = self.take()
        return batch or self.idle()


class Writer(ABC):
    """The one writer of an open epoch."""

    @abstractmethod
    def append(self, event: ContentEvent) -> Cursor:
        """Append an event and return its cursor; readers see it once it is durable.

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
    def set_phase(self, phase: PhaseInfo, *, silently: bool = False) -> None:
        """Show readers the phase in which the answer waits.

        ``silently``: wakes no reader, since the event that is appended next tells it.
        """


class EventLog(ABC):
    """The log of all answers. Safe for concurrent use within one event loop.

    Every coroutine method raises `StorageFailed` or `StorageFull` where the log cannot be read or
    written; later calls may succeed.
    """

    #: Whether several workers use the log at the same time. Who takes an answer over opens a later
    #: epoch then, even if it is only to end it.
    shared = False

    @abstractmethod
    async def create(self, started: Started) -> Writer:
        """Open epoch 1 of a new answer; ``started`` is 1-1 and durable on return.

        Raises:
            Fenced: the answer exists.
        """

    @abstractmethod
    async def open_epoch(
        self, started: Started, epoch: int, content: Content, *, behind: Cursor | None = None
    ) -> Writer:
        """Open a later epoch: ``started`` as seq 1, a ``reset`` with the kept content as seq 2.

        Both are durable on return. The writer of the epoch before is fenced, its events are gone,
        and its readers go on here, by a ``reset``.

        Args:
            started: The answer's ``started`` event.
            epoch: The number that the store has assigned. The log may have lost the answer, so it
                cannot tell by itself. Numbers may be skipped.
            content: The content of the answer that is kept.
            behind: The last event that ``content`` covers, where another writer may have gone on
                since it was read.

        Raises:
            Fenced: the log has this epoch or a later one, or is opening it; or it has events that
                come after ``behind``. `snapshot` tells which.
        """

    @abstractmethod
    async def adopt(self, answer_id: str) -> Writer | None:
        """Return a writer that goes on in an open epoch whose own writer died or failed.

        It writes behind the visible events. None if no epoch of the answer is open, or one whose
        writer is another process, or one that may have lost events: only a later epoch takes those
        over.
        """

    @abstractmethod
    async def open_answers(self) -> dict[str, str]:
        """Return the answers whose current epoch is open, each with the worker that opened it.

        The worker's name is empty where the log belongs to one process at a time.
        """

    @abstractmethod
    async def writer_of(self, answer_id: str) -> str | None:
        """Return the worker of an open epoch, as `open_answers` does; None if none is open."""

    @abstractmethod
    async def restore(
        self, started: Started, content: Content, *, end: End, cursor: Cursor
    ) -> None:
        """Make an ended answer readable again after the log has forgotten or lost it.

        Readers get ``started``, a ``reset`` with all of it, and ``end``. Changes nothing if the log
        knows the end of the answer. Where several workers share the log, and it has the answer
        open, that is ended at ``cursor`` for all of them: its worker has died between the store's
        end and the log's.
        """

    @abstractmethod
    async def follow(self, permit: Permit, after: Cursor | None) -> Reader:
        """Return a reader of an answer behind ``after``; None is the start of the current epoch.

        Raises:
            NotFound: the log does not know the answer.
            ShuttingDown: the log has let its readers go.
        """

    @abstractmethod
    async def snapshot(self, answer_id: str) -> Snapshot | None:
        """Return the answer up to now, or None if the log does not know it."""

    @abstractmethod
    async def forget(self, answer_ids: Sequence[str]) -> None:
        """Delete answers. Their waiting readers get `NotFound`.

        On return nothing of them is left in the log's own files, as far as it can overwrite them;
        what another program reads at that moment is overwritten behind it.
        A reader in the middle of an ended epoch may still get the rest of it.
        """

    @abstractmethod
    async def check(self) -> None:
        """Check that the log accepts writes. Raises `StorageFailed` or `StorageFull` otherwise."""

    @abstractmethod
    def release_readers(self) -> None:
        """Let all readers go (`ShuttingDown`), now and from now on; writers go on."""

    @abstractmethod
    async def aclose(self) -> None:
        """Make all appended events durable and close. Open epochs stay open."""
