"""One answer's current epoch in memory: the frames that readers may see, and who waits for more.

Both implementations of the log publish into it; what they add is where frames become durable
before they are published. Everything runs on the event loop's thread.
"""

from __future__ import annotations

import asyncio

from yeoul.errors import NotFound, YeoulError
from yeoul.eventlog.base import Batch, PhaseInfo, Reader, Snapshot
from yeoul.events import Cursor, Delta, End, Reasoning, Reset, Started, decode, encode

#: A batch ends with the frame that brings it over this.
MAX_BATCH_BYTES = 1 << 20


class Live:
    """The visible frames of one epoch, in order.

    Normally dense: ``frames[i]`` is seq ``i + 1``. A *restored* epoch holds only ``started``, a
    ``reset`` with the whole text, and ``end``.
    """

    __slots__ = (
        "_decoded",
        "_reasoning",
        "_text",
        "_waiters",
        "answer_id",
        "end",
        "epoch",
        "failure",
        "frames",
        "last_seq",
        "phase",
        "replaced",
        "restored",
        "size",
        "started",
    )

    def __init__(self, started: Started, epoch: int) -> None:
        self.answer_id = started.answer_id
        self.started = started
        self.epoch = epoch
        self.frames: list[bytes] = []
        #: Seq of the last visible frame.
        self.last_seq = 0
        #: Bytes of all visible frames.
        self.size = 0
        self.end: End | None = None
        self.phase: PhaseInfo | None = PhaseInfo("queued")
        #: Why readers cannot be served at present.
        self.failure: YeoulError | None = None
        #: Another epoch has begun, or the answer was deleted.
        self.replaced = False
        self.restored = False
        self._waiters: set[asyncio.Future[None]] = set()
        self._decoded = 0
        self._text: list[str] = []
        self._reasoning: list[str] = []

    @classmethod
    def restore(cls, started: Started, text: str, reasoning: str, end: End, cursor: Cursor) -> Live:
        """Return the three-frame form of an ended epoch whose ``end`` is at ``cursor``."""
        live = cls(started, cursor.epoch)
        live.restored = True
        covered = Cursor(cursor.epoch, cursor.seq - 1)
        live.frames = [
            encode(Cursor(cursor.epoch, 1), started),
            encode(covered, Reset(text, reasoning)),
            encode(cursor, end),
        ]
        live.last_seq = cursor.seq
        live.size = sum(map(len, live.frames))
        live.end, live.phase = end, None
        return live

    def publish(self, frames: list[bytes], end: End | None = None) -> None:
        """Make frames visible, in order; ``end`` if the last one of them is the terminal event."""
        self.frames += frames
        self.last_seq += len(frames)
        self.size += sum(map(len, frames))
        if end is not None:
            self.end, self.phase = end, None
        self.wake()

    def set_phase(self, phase: PhaseInfo) -> None:
        """Change the phase; ignored once ended."""
        if self.end is None and phase != self.phase:
            self.phase = phase
            self.wake()

    def wake(self) -> None:
        """Let everyone who waits look again."""
        waiters, self._waiters = self._waiters, set()
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def changed(self, timeout_s: float) -> None:
        """Wait until `wake`, or for ``timeout_s`` seconds."""
        loop = asyncio.get_running_loop()
        waiter = loop.create_future()
        self._waiters.add(waiter)
        timer = loop.call_later(timeout_s, _expire, waiter)
        try:
            await waiter
        finally:
            timer.cancel()
            self._waiters.discard(waiter)

    def index_of(self, after: Cursor | None) -> int | None:
        """Return where in ``frames`` a reader behind ``after`` goes on; None: only by a reset."""
        if after is None or after == (self.epoch, 0):
            return 0
        if after.epoch != self.epoch or after.seq > self.last_seq:
            return None
        if not self.restored:
            return after.seq
        return len(self.frames) if after.seq == self.last_seq else 1

    def cursor_at(self, index: int) -> Cursor:
        """Return the cursor behind ``frames[index - 1]``."""
        if self.restored and index > 1:
            return Cursor(self.epoch, self.last_seq - (len(self.frames) - index))
        return Cursor(self.epoch, index)

    def reset_frame(self) -> tuple[bytes, int]:
        """Return an unstored ``reset`` with all text so far, and the index behind it."""
        if self.restored:
            return self.frames[1], 2
        covered = len(self.frames) - (self.end is not None)
        text, reasoning = self.texts()
        return encode(Cursor(self.epoch, covered), Reset(text, reasoning)), covered

    def texts(self) -> tuple[str, str]:
        """Return (text, reasoning) of all visible frames. Decodes only what is new since last."""
        for raw in self.frames[self._decoded :]:
            match decode(raw)[1]:
                case Delta(text):
                    self._text.append(text)
                case Reasoning(text):
                    self._reasoning.append(text)
                case Reset(text, reasoning):
                    self._text, self._reasoning = [text], [reasoning]
                case Started() | End():
                    pass
        self._decoded = len(self.frames)
        self._text = ["".join(self._text)]
        self._reasoning = ["".join(self._reasoning)]
        return self._text[0], self._reasoning[0]

    def snapshot(self) -> Snapshot:
        """Return all that is visible."""
        text, reasoning = self.texts()
        cursor = Cursor(self.epoch, self.last_seq)
        return Snapshot(self.started, text, reasoning, cursor, self.end, self.phase)


class LiveReader(Reader):
    """A position in a `Live`; asks ``registry`` again when the epoch it reads is replaced."""

    def __init__(self, registry: Registry, live: Live, after: Cursor | None) -> None:
        self._registry = registry
        self._live = live
        self._index = live.index_of(after)
        #: Unlike any phase, so that the first wait tells the present one.
        self._phase: PhaseInfo | None = None

    @property
    def done(self) -> bool:
        return self._live.end is not None and self._index == len(self._live.frames)

    async def next(self, timeout_s: float) -> Batch:
        batch = self._take()
        if batch is not None:
            return batch
        if self._live.phase == self._phase and not self.done:
            await self._live.changed(timeout_s)
            batch = self._take()
        return batch or self._empty()

    def _take(self) -> Batch | None:
        """Return what is visible behind the position, or None."""
        self._relocate()
        live = self._live
        frames: list[bytes] = []
        if self._index is None:
            raw, self._index = live.reset_frame()
            frames.append(raw)
        upto = _bounded(live.frames, self._index)
        frames += live.frames[self._index : upto]
        if not frames:
            return None
        self._index = upto
        self._phase = live.phase
        return Batch(frames, live.cursor_at(upto), self.done, live.phase)

    def _empty(self) -> Batch:
        live = self._live
        self._phase = live.phase
        return Batch((), live.cursor_at(self._index or 0), self.done, live.phase)

    def _relocate(self) -> None:
        """Find the current epoch.

        Raises:
            YeoulError: readers are let go, the answer is gone, or the log is broken.
        """
        if self._registry.closing is not None:
            raise self._registry.closing
        if self._live.replaced:
            live = self._registry.lives.get(self._live.answer_id)
            if live is None:
                raise NotFound("This answer was deleted.")
            self._live, self._index = live, None
        if self._live.failure is not None:
            raise self._live.failure

    def close(self) -> None:
        """Nothing is held for a reader that does not wait."""


class Registry:
    """All epochs in memory: the open ones, and ended ones up to ``MAX_ENDED_BYTES``."""

    MAX_ENDED_BYTES = 32 << 20

    def __init__(self) -> None:
        self.lives: dict[str, Live] = {}
        #: What readers are told when they are let go.
        self.closing: YeoulError | None = None
        self._ended: dict[str, int] = {}
        self._ended_bytes = 0

    def put(self, live: Live) -> None:
        """Make ``live`` the current epoch of its answer."""
        self.drop(live.answer_id)
        self.lives[live.answer_id] = live

    def drop(self, answer_id: str) -> None:
        """Forget an answer, or its earlier epoch; its readers look again."""
        self._ended_bytes -= self._ended.pop(answer_id, 0)
        live = self.lives.pop(answer_id, None)
        if live is not None:
            live.replaced = True
            live.wake()

    def retire(self, live: Live) -> None:
        """Note that an epoch has ended, and let the oldest ended ones out of memory if need be.

        A reader that is still on its way through one of those keeps it until it is through.
        """
        self._ended[live.answer_id] = live.size
        self._ended_bytes += live.size
        while self._ended_bytes > self.MAX_ENDED_BYTES and len(self._ended) > 1:
            oldest = next(iter(self._ended))
            self._ended_bytes -= self._ended.pop(oldest)
            del self.lives[oldest]

    def follow(self, answer_id: str, after: Cursor | None) -> LiveReader:
        """Return a reader of an answer in memory.

        Raises:
            NotFound: it is not there.
            YeoulError: readers have been let go, or cannot be served at present.
        """
        live = self.lives.get(answer_id)
        refusal = self.closing or (live.failure if live else None)
        if refusal is not None:
            raise refusal
        if live is None:
            raise NotFound("There is no such answer.")
        return LiveReader(self, live, after)

    def release(self, reason: YeoulError) -> None:
        """Let all readers go, now and from now on."""
        self.closing = reason
        for live in self.lives.values():
            live.wake()


def _bounded(frames: list[bytes], start: int) -> int:
    """Return the end of the batch that begins at ``start``."""
    if sum(map(len, frames[start:])) <= MAX_BATCH_BYTES:
        return len(frames)
    size = 0
    for index in range(start, len(frames)):
        size += len(frames[index])
        if size >= MAX_BATCH_BYTES:
            return index + 1
    return len(frames)


def _expire(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_result(None)
