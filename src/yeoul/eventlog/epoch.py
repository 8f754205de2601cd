"""One epoch of an answer in memory: the frames that readers may see, and the readers that wait.

Logs that keep the visible frames in memory publish into it. They differ in what makes frames
durable before they are published. Everything runs on the event loop's thread.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from yeoul.errors import YeoulError
from yeoul.eventlog.base import Snapshot
from yeoul.protocol.content import Content
from yeoul.protocol.events import Cursor, End, PhaseInfo, Reset, Started, decode, encode
from yeoul.protocol.growing_content import GrowingContent

logger = logging.getLogger(__name__)


class Epoch:
    """The visible frames of one epoch, in order.

    Normally dense: ``frames[i]`` is seq ``i + 1``. A *restored* epoch holds only ``started``, a
    ``reset`` with the whole text, and ``end``.
    """

    __slots__ = (
        "__weakref__",
        "_content",
        "_decoded",
        "answer_id",
        "end",
        "failure",
        "frames",
        "last_seq",
        "number",
        "phase",
        "phases_to_tell",
        "replaced",
        "restored",
        "size",
        "started",
        "successor",
        "watchers",
    )

    def __init__(self, started: Started, number: int) -> None:
        self.answer_id = started.answer_id
        self.started = started
        self.number = number
        self.frames: list[bytes] = []
        #: Seq of the last visible frame.
        self.last_seq = 0
        #: Bytes of all visible frames.
        self.size = 0
        self.end: End | None = None
        self.phase: PhaseInfo | None = PhaseInfo("queued")
        #: Phases so far that no event tells.
        self.phases_to_tell = 1
        #: The error that keeps readers from being served at present.
        self.failure: YeoulError | None = None
        #: Whether the next epoch has begun, or the answer was deleted.
        self.replaced = False
        #: The next epoch. A reader that wakes late finds it here even if it has left memory since.
        self.successor: Epoch | None = None
        self.restored = False
        #: What each reader that watches has called at a change.
        self.watchers: dict[object, Callable[[], None]] = {}
        self._decoded = 0
        self._content = GrowingContent()

    @classmethod
    def restore(cls, started: Started, content: Content, end: End, cursor: Cursor) -> Epoch:
        """Return the three-frame form of an ended epoch whose ``end`` is at ``cursor``."""
        epoch = cls(started, cursor.epoch)
        epoch.restored = True
        covered = Cursor(cursor.epoch, cursor.seq - 1)
        epoch.frames = [
            encode(Cursor(cursor.epoch, 1), started),
            encode(covered, Reset(*content)),
            encode(cursor, end),
        ]
        epoch.last_seq = cursor.seq
        epoch.size = sum(map(len, epoch.frames))
        epoch.end, epoch.phase = end, None
        return epoch

    def publish(self, frames: list[bytes], end: End | None = None) -> None:
        """Make frames visible, in order; ``end`` if the last one of them is the terminal event."""
        self.frames += frames
        self.last_seq += len(frames)
        self.size += sum(map(len, frames))
        if end is not None:
            self.end, self.phase = end, None
        self.wake()

    def set_phase(self, phase: PhaseInfo, *, silently: bool = False) -> None:
        """Change the phase, and wake readers; does nothing once the epoch has ended."""
        if self.end is None and phase != self.phase:
            self.phase = phase
            if not silently:
                self.phases_to_tell += 1
                self.wake()

    def wake(self) -> None:
        """Have every reader that watches look again, at once."""
        for changed in tuple(self.watchers.values()):  # some close, others come meanwhile
            try:
                changed()
            except Exception:  # must not keep others, and their commit, from going on
                logger.exception("a reader failed")

    def index_of(self, after: Cursor | None) -> int | None:
        """Return the index in ``frames`` behind ``after``; None if only a reset can serve it."""
        if after is None or after == (self.number, 0):
            return 0
        if after.epoch != self.number or after.seq > self.last_seq:
            return None
        if not self.restored:
            return after.seq
        return max(1, len(self.frames) - (self.last_seq - after.seq))

    def goes_beyond(self, cursor: Cursor | None) -> bool:
        """Return whether frames come after ``cursor``; never after None."""
        return cursor is not None and (self.number, self.last_seq) > cursor

    def cursor_at(self, index: int) -> Cursor:
        """Return the cursor behind ``frames[index - 1]``."""
        if self.restored and index > 1:
            return Cursor(self.number, self.last_seq - (len(self.frames) - index))
        return Cursor(self.number, index)

    def reset_frame(self) -> tuple[bytes, int]:
        """Return an unstored ``reset`` with all text so far, and the index behind it."""
        if self.restored:
            return self.frames[1], 2
        covered = len(self.frames) - (self.end is not None)
        return encode(Cursor(self.number, covered), Reset(*self.content())), covered

    def content(self) -> Content:
        """Return the content of all visible frames; decodes each frame once."""
        for raw in self.frames[self._decoded :]:
            self._content.add(decode(raw)[1])
        self._decoded = len(self.frames)
        whole = self._content.whole()
        self._content.replace(whole)
        return whole

    def snapshot(self) -> Snapshot:
        """Return a snapshot of all visible frames."""
        cursor = Cursor(self.number, self.last_seq)
        return Snapshot(self.started, self.content(), cursor, self.end, self.phase)
