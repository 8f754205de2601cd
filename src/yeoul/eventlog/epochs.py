"""All epochs in memory, by answer, and those who read them.

A reader is a position; it finds its answer's current epoch here whenever the one it reads has been
replaced. Everything runs on the event loop's thread.
"""

from __future__ import annotations

import asyncio

from yeoul.deadlines import MovableTimer
from yeoul.errors import NotFound, YeoulError
from yeoul.eventlog.base import Batch, PhaseInfo, Reader
from yeoul.eventlog.epoch import Live
from yeoul.protocol.events import Cursor

#: A batch ends with the frame that brings it over this.
MAX_BATCH_BYTES = 1 << 20


class LiveReader(Reader):
    """A position in a `Live`; asks ``registry`` again when the epoch it reads is replaced."""

    def __init__(self, registry: Registry, live: Live, after: Cursor | None) -> None:
        self._registry = registry
        self._live = live
        self._index = live.index_of(after)
        #: Last told by a batch without frames; at first none, so that the present one is told.
        self._phase: PhaseInfo | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._alarm = MovableTimer(self._expire)

    @property
    def done(self) -> bool:
        return self._live.end is not None and self._index == len(self._live.frames)

    async def next(self, timeout_s: float) -> Batch:
        batch = self._take()
        if batch is None and timeout_s > 0 and self._live.phase == self._phase and not self.done:
            await self._wait(timeout_s)
            batch = self._take()
        return batch or self._empty()

    async def _wait(self, timeout_s: float) -> None:
        waiters = self._live.waiters
        self._waiter = waiter = asyncio.get_running_loop().create_future()
        waiters.add(waiter)
        self._alarm.set(timeout_s)
        try:
            await waiter
        finally:
            self._alarm.clear()
            waiters.discard(waiter)

    def _expire(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _take(self) -> Batch | None:
        """Return what is visible behind the position, or None."""
        live = self._live
        if live.replaced or live.failure is not None or self._registry.closing is not None:
            live = self._relocate()
        reset: list[bytes] = []
        if self._index is None:
            raw, self._index = live.reset_frame()
            reset.append(raw)
        frames = _bounded(live.frames[self._index :])
        self._index += len(frames)
        if reset:
            frames = reset + frames
        elif not frames:
            return None
        return Batch(frames, live.cursor_at(self._index), self.done, live.phase)

    def _empty(self) -> Batch:
        live = self._live
        self._phase = live.phase
        return Batch((), live.cursor_at(self._index or 0), self.done, live.phase)

    def _relocate(self) -> Live:
        """Return the current epoch.

        Raises:
            YeoulError: readers are let go, the answer is gone, or the log is broken.
        """
        if self._registry.closing is not None:
            raise self._registry.closing
        while self._live.replaced:
            live = self._live.successor or self._registry.lives.get(self._live.answer_id)
            if live is None:
                raise NotFound("This answer was deleted.")
            self._live, self._index = live, None
        if self._live.failure is not None:
            raise self._live.failure
        return self._live

    def close(self) -> None:
        self._alarm.close()


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
        before = self.lives.get(live.answer_id)
        if before is not None:
            before.successor = live
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


def _bounded(frames: list[bytes]) -> list[bytes]:
    """Return as many of the frames, from the first on, as one batch holds."""
    if len(frames) < 2 or sum(map(len, frames)) <= MAX_BATCH_BYTES:
        return frames
    size = 0
    for index, raw in enumerate(frames):
        size += len(raw)
        if size >= MAX_BATCH_BYTES:
            return frames[: index + 1]
    return frames
