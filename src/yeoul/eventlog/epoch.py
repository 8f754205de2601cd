"""One answer's current epoch in memory: the frames that readers may see, and who waits for more.

Both implementations of the log publish into it; what they add is where frames become durable
before they are published. Everything runs on the event loop's thread.
"""

from __future__ import annotations

import asyncio

from yeoul.errors import YeoulError
from yeoul.eventlog.base import PhaseInfo, Snapshot
from yeoul.protocol.events import Cursor, Delta, End, Reasoning, Reset, Started, decode, encode


class Live:
    """The visible frames of one epoch, in order.

    Normally dense: ``frames[i]`` is seq ``i + 1``. A *restored* epoch holds only ``started``, a
    ``reset`` with the whole text, and ``end``.
    """

    __slots__ = (
        "_decoded",
        "_reasoning",
        "_text",
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
        "successor",
        "waiters",
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
        #: That epoch, for readers that look only after it has left memory again.
        self.successor: Live | None = None
        self.restored = False
        #: Get a result at the next change; the set is then another one.
        self.waiters: set[asyncio.Future[None]] = set()
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
        waiters, self.waiters = self.waiters, set()
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)

    def index_of(self, after: Cursor | None) -> int | None:
        """Return where in ``frames`` a reader behind ``after`` goes on; None: only by a reset."""
        if after is None or after == (self.epoch, 0):
            return 0
        if after.epoch != self.epoch or after.seq > self.last_seq:
            return None
        if not self.restored:
            return after.seq
        return max(1, len(self.frames) - (self.last_seq - after.seq))

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
