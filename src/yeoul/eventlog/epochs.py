"""The current epoch of each answer in memory, and the readers that follow them.

A reader is a position in an epoch. When that epoch is replaced, the reader finds the answer's
current one here. Everything runs on the event loop's thread.
"""

from __future__ import annotations

from collections.abc import Callable
from weakref import WeakValueDictionary

from yeoul.errors import NotFound, ShuttingDown, YeoulError
from yeoul.eventlog.base import Batch, Reader
from yeoul.eventlog.epoch import Epoch
from yeoul.protocol.events import Cursor

#: A batch ends with the frame that takes it over this size.
MAX_BATCH_BYTES = 1 << 20


class EpochReader(Reader):
    """A position in an `Epoch`; moves to the answer's next epoch when that one is replaced."""

    __slots__ = ("_epoch", "_epochs", "_index", "_told_phases")

    def __init__(self, epochs: Epochs, epoch: Epoch, after: Cursor | None) -> None:
        self._epochs = epochs
        self._epoch = epoch
        #: Index of the next frame; None before a reset.
        self._index = epoch.index_of(after)
        #: The epoch's `phases_to_tell` at the last batch.
        self._told_phases = 0

    @property
    def done(self) -> bool:
        return self._epoch.end is not None and self._index == len(self._epoch.frames)

    def take(self) -> Batch | None:
        epoch = self._epoch
        if epoch.replaced or epoch.failure is not None or self._epochs.closing is not None:
            epoch = self._relocate()
        reset: list[bytes] = []
        if self._index is None:
            raw, self._index = epoch.reset_frame()
            reset.append(raw)
        frames = _batch_of(epoch.frames, self._index)
        self._index += len(frames)
        if reset:
            frames = reset + frames
        is_done = epoch.end is not None and self._index == len(epoch.frames)
        tells_phase = epoch.end is None and epoch.phases_to_tell != self._told_phases
        if not (frames or tells_phase or is_done):
            return None
        self._told_phases = epoch.phases_to_tell
        return Batch(frames or (), is_done, epoch.phase, tells_phase)

    def idle(self) -> Batch:
        epoch = self._epoch
        self._told_phases = epoch.phases_to_tell
        return Batch((), self.done, epoch.phase, tells_phase=epoch.end is None)

    def watch(self, changed: Callable[[], None]) -> None:
        self._epoch.watchers[self] = changed

    def let_go(self, why: YeoulError) -> None:
        # The reader moves to an epoch that serves nobody: `take` looks at that anyway, so the
        # readers that stay pay nothing.
        changed = self._epoch.watchers.pop(self, None)
        self._epoch = Epoch(self._epoch.started, self._epoch.number)
        self._epoch.failure = why
        if changed is not None:
            self._epoch.watchers[self] = changed
            self._epoch.wake()

    def check(self) -> None:
        if self._epoch.failure is not None:
            raise self._epoch.failure.copy()

    def _relocate(self) -> Epoch:
        """Return the answer's current epoch, and move the reader to it.

        Raises:
            YeoulError: the readers are let go, the answer is gone, or the log is broken.
        """
        if self._epochs.closing is not None:
            raise self._epochs.closing.copy()
        # A reader may wake after several epochs have come and gone: waking it and opening the next
        # epoch race. `successor` goes first, because an ended epoch may have left memory by then;
        # `current` alone would call such an answer deleted.
        while self._epoch.replaced:
            epoch = self._epoch.successor or self._epochs.current.get(self._epoch.answer_id)
            if epoch is None:
                raise NotFound("This answer was deleted.")
            changed = self._epoch.watchers.pop(self, None)
            self._epoch, self._index, self._told_phases = epoch, None, 0
            if changed is not None:
                epoch.watchers[self] = changed
        if self._epoch.failure is not None:
            raise self._epoch.failure.copy()
        return self._epoch

    def close(self) -> None:
        self._epoch.watchers.pop(self, None)


class Epochs:
    """All epochs in memory: the open ones, and ended ones up to ``MAX_ENDED_BYTES``."""

    MAX_ENDED_BYTES = 32 << 20

    def __init__(self) -> None:
        #: The current epoch of each answer, by the answer's id.
        self.current: dict[str, Epoch] = {}
        #: The error that readers get once they are let go.
        self.closing: YeoulError | None = None
        #: Ended epochs that readers still hold although they have left memory.
        self._held: WeakValueDictionary[str, Epoch] = WeakValueDictionary()
        #: Bytes of each ended epoch in memory, the one that ended first in front.
        self._ended: dict[str, int] = {}
        self._ended_bytes = 0

    def put(self, epoch: Epoch) -> None:
        """Make ``epoch`` the current one of its answer; readers of the one before move to it."""
        before = self.current.get(epoch.answer_id) or self._held.get(epoch.answer_id)
        if before is not None:
            # Before `drop` wakes the readers, or they would take the answer for deleted.
            before.successor = epoch
        self.drop(epoch.answer_id)
        self.current[epoch.answer_id] = epoch

    def drop(self, answer_id: str) -> None:
        """Forget an answer, or its earlier epoch; its readers look again."""
        self._ended_bytes -= self._ended.pop(answer_id, 0)
        for epoch in (self.current.pop(answer_id, None), self._held.pop(answer_id, None)):
            if epoch is not None:
                epoch.replaced = True
                epoch.wake()

    def retire(self, epoch: Epoch) -> None:
        """Note that an epoch has ended, and let the oldest ended ones out of memory if need be.

        A reader in the middle of such an epoch holds it until it has read it. Idempotent: its end
        may be told by its writer, and by who reads what others write; by then it may have left
        memory, or a later epoch may have begun.
        """
        if self.current.get(epoch.answer_id) is not epoch:
            return
        self._ended_bytes += epoch.size - self._ended.pop(epoch.answer_id, 0)
        self._ended[epoch.answer_id] = epoch.size
        while self._ended_bytes > self.MAX_ENDED_BYTES and len(self._ended) > 1:
            oldest = next(iter(self._ended))
            self._ended_bytes -= self._ended.pop(oldest)
            self._held[oldest] = self.current.pop(oldest)

    def find(self, answer_id: str) -> Epoch | None:
        """Return an answer's current epoch if memory has it."""
        epoch = self.current.get(answer_id)
        if epoch is None and (epoch := self._held.pop(answer_id, None)) is not None:
            # A second copy, loaded for a reader that comes now, would replace the one that others
            # still read, and they would get a reset in the middle of it.
            self.current[answer_id] = epoch
            self.retire(epoch)
        return epoch

    def follow(self, answer_id: str, after: Cursor | None) -> EpochReader:
        """Return a reader of an answer in memory.

        Raises:
            NotFound: no such answer is in memory.
            YeoulError: readers have been let go, or cannot be served at present.
        """
        epoch = self.find(answer_id)
        refusal = self.closing or (epoch.failure if epoch else None)
        if refusal is not None:
            raise refusal.copy()
        if epoch is None:
            raise NotFound.answer()
        return EpochReader(self, epoch, after)

    def release_readers(self) -> None:
        """Let all readers go, now and from now on; see `EventLog.release_readers`."""
        self.closing = ShuttingDown("The server is restarting; come again.", retry_after_s=1)
        for epoch in self.current.values():
            epoch.wake()


def _batch_of(frames: list[bytes], start: int) -> list[bytes]:
    """Return as many of the frames, from ``start`` on, as one batch holds."""
    if len(frames) - start < 2:  # the usual case
        return frames[start:]
    size = 0
    for index in range(start, len(frames)):
        size += len(frames[index])
        if size >= MAX_BATCH_BYTES:
            return frames[start : index + 1]
    return frames[start:]
