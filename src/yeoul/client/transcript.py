"""What a reader holds of one answer, and the rule by which an event is taken in, or not.

Pure, and the same for every transport. Events may come twice, late, or after a hole; what is held
is always a beginning of the answer, or all of it.
"""

from __future__ import annotations

import hashlib
from typing import Any, Self

from yeoul.client.wire import Heartbeat, Unknown, Update
from yeoul.protocol.events import Cursor, Delta, End, Event, Reasoning, Reset, Started


class Gap(Exception):
    """Raised when an event cannot follow what is held: something between them is missing."""


def is_new(position: Cursor | None, cursor: Cursor, event: Event | Unknown) -> bool:
    """Return whether an event is to be taken in behind ``position``; if not, it has been already.

    A `Reset` always is: it replaces, also where its id is not above what is held.

    Raises:
        Gap: it is neither the next one nor the first of a later epoch.
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
    """The fold over an answer's events: text, reasoning, cursor, and its end once it has come.

    Taking an event in costs nothing that grows with the text; reading ``text`` after that does.
    """

    def __init__(
        self,
        text: str = "",
        reasoning: str = "",
        cursor: Cursor | None = None,
        *,
        whole: bool = True,
    ) -> None:
        #: Behind the last event taken in; None: nothing was.
        self.cursor = cursor
        #: The terminal event, until another epoch begins.
        self.ended: End | None = None
        #: Whether ``text`` is all of the text up to ``cursor``, and not only what came since.
        self.whole = whole
        self._text = [text]
        self._reasoning = [reasoning]

    @classmethod
    def of(cls, snapshot: dict[str, Any]) -> Self:
        """Return what ``GET /api/answers/{id}`` gave: following goes on from there, without a seam.

        Raises:
            InvalidCursor: if it is no such snapshot.
        """
        cursor = Cursor.parse(snapshot["cursor"]) if snapshot.get("cursor") else None
        return cls(snapshot["text"], snapshot.get("reasoning") or "", cursor)

    @property
    def text(self) -> str:
        """The text so far."""
        self._text = ["".join(self._text)]
        return self._text[0]

    @property
    def reasoning(self) -> str:
        """The model's thinking so far."""
        self._reasoning = ["".join(self._reasoning)]
        return self._reasoning[0]

    def apply(self, cursor: Cursor | None, update: Update | Unknown) -> bool:
        """Take an event in; returns False, and changes nothing, if it has been already.

        Raises:
            Gap: if something before it is missing; nothing is changed then either.
        """
        if isinstance(update, Heartbeat) or cursor is None:
            return False
        if not is_new(self.cursor, cursor, update):
            return False
        match update:
            case Delta(text):
                self._text.append(text)
            case Reasoning(text):
                self._reasoning.append(text)
            case Reset(text, reasoning):
                self._text, self._reasoning, self.whole = [text], [reasoning], True
            case Started():
                # A later epoch's text comes in the reset behind its beginning.
                self._text, self._reasoning, self.whole = [], [], cursor.epoch == 1
            case End() | Unknown():
                pass
        self.ended = update if isinstance(update, End) else None
        self.cursor = cursor
        return True

    def agrees_with(self, end: End) -> bool:
        """Return whether the text is the one that ``end`` was written for, as far as it is held."""
        return not self.whole or hashlib.sha256(self.text.encode()).hexdigest() == end.sha256
