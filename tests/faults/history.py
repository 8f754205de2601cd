"""What readers saw, and whether it can have been one log: checked when all is over.

A reader's history is every event it applied, in the order in which it did. Nothing is known of the
earlier epochs' logs but what readers say of them, so readers are held against each other, and in
the last epoch against the log itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from yeoul.protocol.events import Cursor, Delta, End, Event, Reset, Started


class Applied(NamedTuple):
    """One event as a reader applied it."""

    cursor: Cursor
    event: Event


class Seen(NamedTuple):
    """A snapshot: the text that is said to lie before ``cursor``."""

    cursor: Cursor
    text: str


@dataclass
class Reader:
    """One reader's life."""

    name: str
    #: What it began with: nothing, or a snapshot.
    begun_with: Seen | None = None
    #: Whether the answer had ended by then.
    late: bool = False
    applied: list[Applied] = field(default_factory=list)
    #: The text that its transcript holds.
    text: str = ""


@dataclass
class History:
    """All that was seen of one answer, and what it is in the end."""

    readers: list[Reader] = field(default_factory=list)
    snapshots: list[Seen] = field(default_factory=list)
    #: The last epoch, read from the log when all was over.
    log: list[Applied] = field(default_factory=list)
    #: The text that the store gives when all is over.
    stored_text: str = ""


def faults(history: History) -> list[str]:
    """Return what is wrong, each as a sentence; empty if nothing is."""
    found: list[str] = []
    known: dict[Cursor, Event] = {}
    for cursor, event in history.log:
        known[cursor] = event
    for reader in history.readers:
        found += _disorder(reader)
        found += _disagreements(reader, known)
    texts = _texts(known)
    for reader in history.readers:
        found += _wrong_resets(reader, texts)
        found += _wrong_outcome(reader, history)
    for seen in [*history.snapshots, *(r.begun_with for r in history.readers if r.begun_with)]:
        if texts.get(seen.cursor, seen.text) != seen.text:
            found.append(f"the snapshot at {seen.cursor} is not the text up to there")
    return found + _wrong_log(history)


def _disorder(reader: Reader) -> list[str]:
    """Lost, doubled and reordered: each event is the next one, or a reset of a later epoch."""
    found = []
    position = reader.begun_with.cursor if reader.begun_with else None
    for cursor, event in reader.applied:
        if position is None:
            fits = cursor.seq == 1 or isinstance(event, Reset)
        elif isinstance(event, Reset):
            fits = cursor.epoch > position.epoch or cursor == _next(position)
        else:
            fits = cursor == _next(position)
        if not fits:
            kind = type(event).__name__.lower()
            found.append(f"{reader.name}: {kind} {cursor} behind {position or 'nothing'}")
        position = cursor
    ends = [a.cursor.epoch for a in reader.applied if isinstance(a.event, End)]
    if len(ends) != len(set(ends)):
        found.append(f"{reader.name}: an epoch ended twice")
    closed = None
    for cursor, _event in reader.applied:
        if closed is not None and cursor.epoch == closed:
            found.append(f"{reader.name}: {cursor} behind the end")
        closed = cursor.epoch if isinstance(_event, End) else closed
    return found


def _next(cursor: Cursor) -> Cursor:
    return Cursor(cursor.epoch, cursor.seq + 1)


def _disagreements(reader: Reader, known: dict[Cursor, Event]) -> list[str]:
    """The event of a cursor is the same for everybody; ``known`` learns what is new."""
    found = []
    for cursor, event in reader.applied:
        if isinstance(event, Reset):
            continue  # may be an unstored one
        if known.setdefault(cursor, event) != event:
            found.append(f"{reader.name}: {cursor} is {event}, elsewhere {known[cursor]}")
    return found


def _texts(known: dict[Cursor, Event]) -> dict[Cursor, str]:
    """Return the text up to each cursor, where all before it is known."""
    texts: dict[Cursor, str] = {}
    for cursor in sorted(known):
        event = known[cursor]
        if isinstance(event, Reset):
            texts[cursor] = event.text
        elif isinstance(event, Started):
            if cursor.epoch == 1:
                texts[cursor] = ""
        elif (before := texts.get(Cursor(cursor.epoch, cursor.seq - 1))) is not None:
            texts[cursor] = before + event.text if isinstance(event, Delta) else before
    return texts


def _wrong_resets(reader: Reader, texts: dict[Cursor, str]) -> list[str]:
    return [
        f"{reader.name}: the reset {cursor} is not the text up to there"
        for cursor, event in reader.applied
        if isinstance(event, Reset) and texts.get(cursor, event.text) != event.text
    ]


def _wrong_outcome(reader: Reader, history: History) -> list[str]:
    """In the end every reader holds what the store holds, and knows that it is the end."""
    found = []
    if reader.text != history.stored_text:
        found.append(f"{reader.name} holds {reader.text!r}, the store {history.stored_text!r}")
    if reader.applied and not isinstance(reader.applied[-1].event, End):
        found.append(f"{reader.name} was left without an end")
    if folded(reader) != reader.text:
        found.append(f"{reader.name}: what it applied does not make the text that it holds")
    return found


def folded(reader: Reader) -> str:
    """Return the text that a reader's events make, by a fold of its own."""
    text = reader.begun_with.text if reader.begun_with else ""
    for cursor, event in reader.applied:
        match event:
            case Delta(more):
                text += more
            case Reset(whole, _):
                text = whole
            case Started() if cursor.epoch > 1:
                text = ""
            case _:
                pass
    return text


def _wrong_log(history: History) -> list[str]:
    """The last epoch is dense, ends once and last, and its hash is that of the stored text."""
    found = []
    if not _dense([cursor for cursor, _ in history.log]):
        found.append("the log has holes")
    ends = [event for _, event in history.log if isinstance(event, End)]
    if len(ends) != 1 or history.log[-1].event is not ends[0]:
        return [*found, "the log does not end once and last"]
    if hashlib.sha256(history.stored_text.encode()).hexdigest() != ends[0].sha256:
        found.append("the end's hash is not that of the stored text")
    if folded(Reader("log", applied=history.log)) != history.stored_text:
        found.append("the log's text is not the stored one")
    return found


def _dense(cursors: Sequence[Cursor]) -> bool:
    return [cursor.seq for cursor in cursors] == list(range(1, len(cursors) + 1))
