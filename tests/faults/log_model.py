"""What the event log promises, as plain lists: the model that test_log_machine.py holds it to."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import reduce

from yeoul.eventlog.base import Batch
from yeoul.protocol.content import Candidates, Content, ToolCall
from yeoul.protocol.events import (
    Cursor,
    Delta,
    End,
    Event,
    Reasoning,
    Reset,
    Started,
    decode,
    encode,
)


def fold(events: list[Event]) -> Content:
    """Return what these events of one epoch amount to."""
    return reduce(added, events, Content())


def added(content: Content, event: Event) -> Content:
    """Return the content behind one event more."""
    text, reasoning, calls, candidates = content
    match event:
        case Delta(more):
            return Content(text + more, reasoning, calls, candidates)
        case Reasoning(more):
            return Content(text, reasoning + more, calls, candidates)
        case ToolCall():
            return Content(text, reasoning, with_piece(calls, event), candidates)
        case Candidates():
            return Content(text, reasoning, calls, (*candidates, event))
        case Reset():
            return Content(*event)
        case Started():
            return Content()
        case End():
            return content


def with_piece(calls: tuple[ToolCall, ...], piece: ToolCall) -> tuple[ToolCall, ...]:
    """Return the calls, one of them longer by a piece."""
    by_index = {call.index: call for call in calls}
    call = by_index.get(piece.index, ToolCall(piece.index))
    arguments = (call.arguments or "") + (piece.arguments or "")
    by_index[piece.index] = ToolCall(
        piece.index, piece.id or call.id, piece.name or call.name, arguments
    )
    return tuple(by_index[index] for index in sorted(by_index))


def the_end(events: list[Event]) -> End:
    """Return the terminal event behind these."""
    said = fold([event for event in events if not isinstance(event, End)]).text
    return End("finished", "stop", None, None, None, hashlib.sha256(said.encode()).hexdigest())


@dataclass
class Answer:
    """One answer: every event of every epoch, and how much of the last one must survive."""

    started: Started
    epochs: dict[int, list[Event]] = field(default_factory=dict)
    epoch: int = 0
    #: So many events of the epoch are known to be durable.
    durable: int = 0
    #: The log has it.
    known: bool = True
    #: It has ended, and may leave the log.
    may_go: bool = False
    #: Only its restored form is there: started, reset, end.
    compacted: bool = False
    #: The last commit that concerned it failed, and nobody has adopted it since.
    failed: bool = False
    #: Its writer has tried to end it in vain: nothing but the end may come.
    must_end: bool = False
    #: An event of a commit that was made and yet reported as failed; a crash may bring it back.
    ghost: Event | None = None

    @property
    def id(self) -> str:
        return self.started.answer_id

    @property
    def events(self) -> list[Event]:
        return self.epochs[self.epoch]

    @property
    def ended(self) -> bool:
        return isinstance(self.events[-1], End)

    def open(self, epoch: int, *events: Event) -> None:
        """Begin an epoch with events that are durable."""
        assert epoch > self.epoch, "an epoch was given out twice"
        self.epoch, self.epochs[epoch], self.durable = epoch, list(events), len(events)
        self.known, self.may_go, self.compacted, self.failed = True, False, False, False
        self.ghost, self.must_end = None, False

    def observe(self, seq: int) -> None:
        """Take note that readers can see ``seq`` events."""
        assert self.durable <= seq <= len(self.events), (self.durable, seq, len(self.events))
        self.durable = seq

    def crash(self, seq: int) -> None:
        """Take note of what is there after a crash: all that was durable, perhaps more."""
        if self.ghost is not None and seq == self.durable + 1:
            self.epochs[self.epoch] = [*self.events[: self.durable], self.ghost]
        self.observe(seq)
        del self.events[seq:]
        self.ghost, self.failed, self.must_end = None, False, False

    def frames(self) -> list[bytes]:
        """Return what a reader gets from the start, by now."""
        last = len(self.events)
        if self.compacted:
            kept = (
                (1, self.started),
                (last - 1, Reset(*fold(self.events))),
                (last, self.events[-1]),
            )
            return [encode(Cursor(self.epoch, seq), event) for seq, event in kept]
        return [
            encode(Cursor(self.epoch, seq), event)
            for seq, event in enumerate(self.events[: self.durable], 1)
        ]


@dataclass
class Client:
    """A client of one answer: applies what it is given, and checks each step."""

    answer: Answer
    position: Cursor | None = None
    content: Content = Content()
    #: Its position could not be served exactly when it connected.
    owed_reset: bool = False
    #: The answer's epoch when it connected.
    joined: int = 0

    def connected(self) -> None:
        """Take note that it follows the answer from its position, from now on."""
        position, answer = self.position, self.answer
        beyond = position is not None and position > (answer.epoch, answer.durable)
        self.owed_reset, self.joined = beyond, answer.epoch

    def take(self, batch: Batch) -> None:
        """Apply a batch.

        Raises:
            AssertionError: an event is lost, doubled, out of order, altered, or a gap is hidden.
        """
        before = self.position
        exact = self._is_exact()
        assert batch.frames or not self.owed_reset, "nothing for a cursor that cannot be served"
        self.owed_reset = False
        for index, raw in enumerate(batch.frames):
            cursor, event = decode(raw)
            assert cursor.epoch in self.answer.epochs, "an epoch nobody wrote"
            told = self.answer.epochs[cursor.epoch]
            if isinstance(event, Reset) and not isinstance(told[cursor.seq - 1], Reset):
                assert not exact, "a reset although the cursor can be served"
                assert index == 0 or (self.answer.compacted and index == 1)
                assert not isinstance(told[cursor.seq - 1], End) or self.answer.compacted
            elif not isinstance(event, Reset):
                self._check_next(cursor)
                assert raw == encode(cursor, told[cursor.seq - 1]), "an event was altered"
            self.position = cursor
            self.content = added(self.content, event)
            assert self.content == fold(told[: cursor.seq])
        self._check_cursor(batch, before)

    def _is_exact(self) -> bool:
        answer, position = self.answer, self.position
        if answer.compacted or self.owed_reset:
            return False
        return (position.epoch if position else self.joined) == answer.epoch

    def _check_next(self, cursor: Cursor) -> None:
        if self.position is None:
            assert cursor.seq == 1
        else:
            assert cursor == (self.position.epoch, self.position.seq + 1), (self.position, cursor)

    def _check_cursor(self, batch: Batch, before: Cursor | None) -> None:
        if not batch.frames and before is not None:
            assert self.position == before
        if self.position is not None:
            told = self.answer.epochs[self.position.epoch]
            at_end = self.position.seq == len(told) and isinstance(told[-1], End)
            assert not batch.ended or at_end, "ended without an end"
