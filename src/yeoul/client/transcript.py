"""The text of one answer as a reader has it, and the rule for which events count.

Pure, and the same for every transport. Events may come twice, late, or after a gap; a transcript
is always a prefix of the answer, or all of it.
"""

from __future__ import annotations

import hashlib
from typing import Self

from yeoul.client.replies import Answer
from yeoul.protocol.content import Content
from yeoul.protocol.entries import Heartbeat, Unknown, Update
from yeoul.protocol.events import Cursor, End, Event, Reset, Started
from yeoul.protocol.growing_content import GrowingContent


class Gap(Exception):
    """Raised when events between the position and this one are missing."""


def is_new(position: Cursor | None, cursor: Cursor, event: Event | Unknown) -> bool:
    """Return whether an event is new behind ``position``; False: it came before.

    A `Reset` is always new: it replaces the text, even with a cursor that is not above
    ``position``.

    Raises:
        Gap: the event is neither the next one nor the first of a later epoch.
    """
    if isinstance(event, Reset):
        return True
    epoch, seq = position or (0, 0)
    if cursor <= (epoch, seq):
        return False
    begins = cursor.epoch > epoch and cursor.seq == 1
    if not begins and cursor != (epoch, seq + 1):
        raise Gap(f"{cursor} came after {epoch}-{seq}")
    return True


class Transcript:
    """The fold over an answer's events: its content, cursor, and the end once it has come.

    `apply` takes constant time; reading ``content`` afterwards takes time linear in its length.
    """

    def __init__(
        self,
        content: Content | None = None,
        cursor: Cursor | None = None,
        *,
        whole: bool = True,
    ) -> None:
        #: The position behind the last applied event; None before the first.
        self.cursor = cursor
        #: The terminal event, until another epoch begins.
        self.ended: End | None = None
        #: Whether ``text`` begins at the answer's beginning, and not somewhere in the middle.
        self.whole = whole
        self._growing = GrowingContent(content)

    @classmethod
    def from_snapshot(cls, snapshot: Answer) -> Self:
        """Return the transcript of an answer from `Client.answer`, to follow it from there."""
        return cls(snapshot.content, snapshot.cursor)

    @property
    def content(self) -> Content:
        """The answer's content so far."""
        content = self._growing.whole()
        self._growing.replace(content)
        return content

    @property
    def text(self) -> str:
        """The text so far."""
        return self.content.text

    def apply(self, cursor: Cursor | None, update: Update | Unknown) -> bool:
        """Add an event. Returns False and changes nothing if it came before.

        Raises:
            Gap: an event before it is missing; nothing is changed then either.
        """
        if isinstance(update, Heartbeat) or cursor is None:
            return False
        if not is_new(self.cursor, cursor, update):
            return False
        if not isinstance(update, Unknown):
            self._growing.add(update)
        if isinstance(update, Reset):
            self.whole = True
        elif isinstance(update, Started):
            # A later epoch's content comes in the reset that follows its beginning.
            self.whole = cursor.epoch == 1
        self.ended = update if isinstance(update, End) else None
        self.cursor = cursor
        return True

    def agrees_with(self, end: End) -> bool:
        """Return whether the text has the hash in ``end``; True if the text is not whole."""
        return not self.whole or hashlib.sha256(self.text.encode()).hexdigest() == end.sha256
