"""Writes an answer's events for the clients of other formats: they append, and take nothing back.

What is the same for all formats is here: what a client has, and what it lacks when a `reset` comes.
A format adds its bytes. The JSON of a token is copied from the stored frame, and never parsed.

Kept text begins with everything that was sent, so a `reset` is sent as the rest of it. There are
two exceptions. Within an epoch, what was text can turn out to have been thinking, or the other way
round: the actual text follows it then. And a later epoch may have less than was sent, where the
machine has lost its last moments: that ends the stream with an error.

Pure.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field

from yeoul.api.answer_facts import Head
from yeoul.api.sent_text import SentText
from yeoul.errors import ErrorInfo, Interrupted
from yeoul.protocol.content import Candidates, Token, ToolCall, utf16_length
from yeoul.protocol.events import (
    Cursor,
    Delta,
    End,
    Event,
    Reasoning,
    Reset,
    Started,
    Usage,
    decode,
)

#: How the frames of tokens go on behind their ids; the text is the rest but for three bytes.
_DELTA = b'\nevent: delta\ndata: {"text":'
_REASONING = b'\nevent: reasoning\ndata: {"text":'


@dataclass(slots=True)
class SentCall:
    """A call of a tool, as far as it is known. It is told once its name is known."""

    index: int
    id: str | None = None
    name: str | None = None
    pieces: list[str] = field(default_factory=list)
    is_told: bool = False

    @property
    def arguments(self) -> str:
        """The arguments so far: JSON text."""
        return "".join(self.pieces)


class AppendingWriter(ABC):
    """Writes one stream. Of the texts it keeps what `SentText` does, and of calls everything."""

    def __init__(self, head: Head) -> None:
        self._head = head
        self._text, self._reasoning = SentText(), SentText()
        self._calls: dict[int, SentCall] = {}
        #: Where the text ends whose tokens have been told, in units of UTF-16.
        self._told_until = 0
        #: The frame's ``id`` line, without its LF.
        self._id = b""
        self._epoch = 0
        self._is_open = False
        #: Whether the stream has been written to its end: nothing follows.
        self.is_over = False
        #: Whether the client has been told an error behind which the body has to be cut, or its
        #: client would take the end of the body for that of the answer.
        self.failed = False

    def write(self, frame: bytes) -> bytes:
        """Return the bytes of one frame; none for one that has nothing new for the client."""
        id_end = frame.index(b"\n")
        self._id = frame[:id_end]
        if self._is_open:
            if frame.startswith(_DELTA, id_end):
                literal = frame[id_end + len(_DELTA) : -3]
                self._text.add(literal)
                return self._write_text(literal)
            if frame.startswith(_REASONING, id_end):
                literal = frame[id_end + len(_REASONING) : -3]
                self._reasoning.add(literal)
                return self._write_thought(literal)
        elif self.is_over:
            return b""
        return self._write_seldom(frame)

    # -- what a format adds --------------------------------------------------------------------

    @abstractmethod
    def heartbeat(self) -> bytes:
        """Return what is sent into a silence."""

    @abstractmethod
    def _open(self, cursor: Cursor) -> bytes:
        """Return the beginning of the stream; ``cursor`` is that of its first frame."""

    @abstractmethod
    def _write_text(self, literal: bytes) -> bytes:
        """Return more text, a JSON string."""

    @abstractmethod
    def _write_thought(self, literal: bytes) -> bytes:
        """Return more thinking, a JSON string."""

    @abstractmethod
    def _write_call(self, call: SentCall, arguments: str, *, is_new: bool) -> bytes:
        """Return more of a call, of which ``arguments`` are new."""

    @abstractmethod
    def _write_end(self, end: End) -> bytes:
        """Return the end of the stream; it may be a failure."""

    @abstractmethod
    def _write_failure(self, error: ErrorInfo) -> bytes:
        """Return the end of a stream that cannot tell more of its answer."""

    def _write_tokens(self, tokens: list[Token]) -> bytes:
        """Return what the format says of tokens whose text has been written; most say nothing."""
        return b""

    # -- what is the same ----------------------------------------------------------------------

    def fail(self, error: ErrorInfo) -> bytes:
        """Return the end of the stream, which tells this error."""
        self._is_open, self.is_over = False, True
        return self._write_failure(error)

    def usage(self, end: End) -> Usage:
        """Return what was counted, or an estimate."""
        calls = sum(len(call.arguments) for call in self._calls.values())
        return self._head.usage(end.usage, self._text.length + self._reasoning.length + calls)

    def _whole_calls(self) -> tuple[ToolCall, ...]:
        """Return all calls, each with an id and a name."""
        return tuple(
            ToolCall(call.index, call.id, call.name, call.arguments)
            for _, call in sorted(self._calls.items())
        )

    def _write_seldom(self, frame: bytes) -> bytes:
        cursor, event = decode(frame)
        opening = b""
        if not self._is_open:
            self._is_open, self._epoch = True, cursor.epoch
            opening = self._open(cursor)
        return opening + self._write_event(cursor, event)

    def _write_event(self, cursor: Cursor, event: Event) -> bytes:
        match event:
            case Started():
                return b""
            case Candidates():
                return self._add_candidates(event)
            case Reset():
                return self._write_reset(cursor, event)
            case ToolCall():
                return self._add_call(event)
            case End():
                nameless = b"".join(
                    self._tell(call) for call in self._calls.values() if not call.is_told
                )
                written = nameless + self._write_end(event)
                self._is_open, self.is_over = False, True
                return written
            case Delta() | Reasoning():  # the first frame of the stream
                rest = Reset(event.text) if isinstance(event, Delta) else Reset("", event.text)
                return self._write_rest(rest)

    def _write_reset(self, cursor: Cursor, whole: Reset) -> bytes:
        is_same_epoch, self._epoch = cursor.epoch == self._epoch, cursor.epoch
        are_calls_kept = self._are_calls_kept_by(whole)
        is_kept = are_calls_kept and (
            self._text.begins(whole.text) and self._reasoning.begins(whole.reasoning)
        )
        if not is_kept and not (is_same_epoch and are_calls_kept):
            return self.fail(Interrupted("The answer went on from another text.").info)
        if not self._text.begins(whole.text):
            self._told_until = 0
        return self._write_rest(whole)

    def _are_calls_kept_by(self, whole: Reset) -> bool:
        kept = {call.index: call.arguments or "" for call in whole.tool_calls}
        return all(
            index in kept and kept[index].startswith(sent.arguments)
            for index, sent in self._calls.items()
        )

    def _write_rest(self, whole: Reset) -> bytes:
        """Return what the client lacks of the whole."""
        thought = self._reasoning.rest_of(whole.reasoning)
        written = [self._write_thought(thought)] if thought else []
        if text := self._text.rest_of(whole.text):
            written.append(self._write_text(text))
        for call in whole.tool_calls:
            sent = self._calls.get(call.index)
            rest = (call.arguments or "")[len(sent.arguments) if sent else 0 :]
            if sent is None or rest or not sent.is_told:
                written.append(self._add_call(ToolCall(call.index, call.id, call.name, rest)))
        written += map(self._add_candidates, whole.candidates)
        return b"".join(written)

    def _add_candidates(self, told: Candidates) -> bytes:
        """Return what is new of the tokens of a text, if the client wants to know of them."""
        if self._head.logprobs is None:
            return b""
        new, at = list[Token](), told.at
        for token in told.tokens:
            if at >= self._told_until:
                new.append(token)
            at += utf16_length(token[0])
        self._told_until = max(self._told_until, at)
        return self._write_tokens(new) if new else b""

    def _add_call(self, piece: ToolCall) -> bytes:
        call = self._calls.setdefault(piece.index, SentCall(piece.index))
        if piece.arguments:
            call.pieces.append(piece.arguments)
        if call.is_told:  # what a client has of its id and name, it keeps
            return self._write_call(call, piece.arguments or "", is_new=False)
        call.id, call.name = piece.id or call.id, piece.name or call.name
        return self._tell(call) if call.name else b""

    def _tell(self, call: SentCall) -> bytes:
        call.is_told = True
        call.id = self._head.call_id(ToolCall(call.index, call.id))
        call.name = call.name or ""
        return self._write_call(call, call.arguments, is_new=True)
