"""The vocabulary of the event log: the closed union of events, the cursor, and their bytes.

An event becomes bytes once, when it is appended: its Server-Sent Events frame. The same bytes are
stored, sent by SSE, and cut into JSON for the other transports, so that every reader, at any time,
sees the same. Pure: nothing here does I/O.

A frame, which sse.py writes, has ``id`` = cursor, ``event`` = kind and ``data`` = one line of JSON.
Model text exists only inside the JSON, where CR and LF are escaped, so it can never become a
separate field.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal, NamedTuple, assert_never

import orjson

from yeoul.errors import ErrorInfo, InvalidCursor
from yeoul.protocol.content import (
    Candidates,
    Content,
    ToolCall,
    call_from_json,
    call_to_json,
    candidates_from_json,
    content_from_json,
    content_to_json,
)
from yeoul.protocol.sse import write_numbered_event

Kind = Literal["started", "delta", "reasoning", "tool_call", "candidates", "reset", "end"]
Phase = Literal["queued", "connecting", "loading", "thinking", "generating"]
UnsettledStatus = Literal["queued", "generating"]
TerminalStatus = Literal["finished", "stopped", "failed", "interrupted"]
Status = Literal[UnsettledStatus, TerminalStatus]
Reason = Literal[
    "stop",
    "length",
    "repetition",
    "content_filter",
    "tool_calls",
    "stopped",
    "error",
    "interrupted",
]

#: What a person should know of an answer's end. ``no_candidates``: they were asked for, and none of
#: its text has any.
EndNotice = Literal["no_candidates"]

#: The form of a cursor, as Python, JSON Schema and JavaScript read it.
CURSOR_PATTERN = "^[1-9][0-9]{0,17}-[0-9]{1,18}$"
_CURSOR = re.compile(CURSOR_PATTERN)


class Cursor(NamedTuple):
    """A position in an answer's log: behind event ``seq`` of ``epoch``; 0 is before the first.

    Cursors of one answer are ordered as tuples.
    """

    epoch: int
    seq: int

    def __str__(self) -> str:
        return f"{self.epoch}-{self.seq}"

    @classmethod
    def parse(cls, text: str) -> Cursor:
        """Return the cursor written as ``"<epoch>-<seq>"``.

        Raises:
            InvalidCursor: ``text`` has another form.
        """
        if not _CURSOR.fullmatch(text):
            raise InvalidCursor("A cursor looks like 1-42: the id of the last event you have.")
        epoch, _, seq = text.partition("-")
        return cls(int(epoch), int(seq))


class PhaseInfo(NamedTuple):
    """The phase an answer waits in."""

    phase: Phase
    #: Its place in the queue, counted from 1; only while ``queued``, and only once it is known.
    queue_position: int | None = None


class Usage(NamedTuple):
    """Tokens as the provider counted them, added up over the epochs of an answer."""

    prompt_tokens: int = 0
    completion_tokens: int = 0


class Timings(NamedTuple):
    """The durations of an answer, measured on this server."""

    queued_ms: int = 0
    first_token_ms: int | None = None
    total_ms: int = 0
    tokens_per_s: float | None = None
    #: From the first reasoning to the first text, or to the end; all epochs. None: no reasoning.
    thinking_ms: int | None = None


class Started(NamedTuple):
    """First event of every epoch."""

    answer_id: str
    conversation_id: str
    question_id: str
    model: str
    created_at: str


class Delta(NamedTuple):
    """More text of the answer; may carry several tokens."""

    text: str


class Reasoning(NamedTuple):
    """More of the model's thinking, kept apart from the text."""

    text: str


class Reset(Content):
    """The whole answer so far: replaces everything that a reader has of it."""

    __slots__ = ()


class End(NamedTuple):
    """The terminal event, last of its epoch. ``sha256`` covers the whole text of all epochs."""

    status: TerminalStatus
    reason: Reason
    error: ErrorInfo | None
    usage: Usage | None
    timings: Timings | None
    sha256: str
    #: Oldest messages left out of the prompt because the model's context window is too small.
    omitted_messages: int = 0
    notice: EndNotice | None = None

    @classmethod
    def unbegun(
        cls,
        status: TerminalStatus,
        reason: Reason,
        error: ErrorInfo | None = None,
        *,
        text: str = "",
    ) -> End:
        """Return the end of an answer that was never begun; without a text it is at `UNBEGUN_END`.

        ``text`` is what it was to begin with.
        """
        return cls(status, reason, error, None, None, hashlib.sha256(text.encode()).hexdigest())


#: The position of the end of an answer that was never begun: right behind ``started``. With a text,
#: which is one event more, it is the next one.
UNBEGUN_END: Final = Cursor(1, 2)

#: The events between the first of an epoch and the last.
ContentEvent = Delta | Reasoning | ToolCall | Candidates | Reset
Event = Started | ContentEvent | End


def encode(cursor: Cursor, event: Event) -> bytes:
    """Return the event's frame: the only form in which an event is stored or sent."""
    match event:
        case Delta(text):  # every token passes here: `write_numbered_event`, without a call
            return b'id: %d-%d\nevent: delta\ndata: {"text":%b}\n\n' % (*cursor, orjson.dumps(text))
        case Reasoning(text):
            return write_numbered_event(cursor, b"reasoning", orjson.dumps({"text": text}))
        case Started():
            return write_numbered_event(cursor, b"started", orjson.dumps(event._asdict()))
        case ToolCall():
            return write_numbered_event(cursor, b"tool_call", orjson.dumps(call_to_json(event)))
        case Candidates():
            return write_numbered_event(cursor, b"candidates", orjson.dumps(event._asdict()))
        case Reset():
            return write_numbered_event(cursor, b"reset", orjson.dumps(content_to_json(event)))
        case End():
            return write_numbered_event(cursor, b"end", orjson.dumps(end_to_json(event)))
        case _:
            assert_never(event)


def end_to_json(end: End) -> dict[str, Any]:
    """Return the ``data`` of an ``end`` event; it has ``notice`` only if there is one."""
    data: dict[str, Any] = {
        "status": end.status,
        "reason": end.reason,
        "error": end.error._asdict() if end.error else None,
        "usage": end.usage._asdict() if end.usage else None,
        "timings": end.timings._asdict() if end.timings else None,
        "sha256": end.sha256,
        "omitted_messages": end.omitted_messages,
    }
    if end.notice:
        data["notice"] = end.notice
    return data


def end_from_json(data: Mapping[str, Any]) -> End:
    """Return the `End` that `end_to_json` wrote. Raises as `event_from_json`."""
    error, usage, timings = data.get("error"), data.get("usage"), data.get("timings")
    return End(
        status=data["status"],
        reason=data["reason"],
        error=pick_fields(ErrorInfo, error) if error else None,
        usage=pick_fields(Usage, usage) if usage else None,
        timings=pick_fields(Timings, timings) if timings else None,
        sha256=data["sha256"],
        omitted_messages=data.get("omitted_messages") or 0,
        notice=data.get("notice"),
    )


def event_from_json(kind: Kind, data: Mapping[str, Any]) -> Event:
    """Return the event of this ``data``. Fields that a later version has added are ignored.

    Raises:
        TypeError, KeyError, AttributeError: the data does not fit ``kind``.
    """
    match kind:
        case "delta":
            return Delta(data["text"])
        case "reasoning":
            return Reasoning(data["text"])
        case "started":
            started: Started = pick_fields(Started, data)
            return started
        case "tool_call":
            return call_from_json(data)
        case "candidates":
            return candidates_from_json(data)
        case "reset":
            return Reset(*content_from_json(data))
        case "end":
            return end_from_json(data)
        case _:
            assert_never(kind)


def pick_fields(shape: Any, data: Mapping[str, Any]) -> Any:
    """Return ``shape``, a named tuple, with those of its fields that ``data`` has."""
    return shape(**{name: data[name] for name in shape._fields if name in data})


class Frame(NamedTuple):
    """A frame taken apart: ``data`` is the JSON as bytes, unparsed."""

    cursor: Cursor
    kind: Kind
    data: bytes


def parse_frame(raw: bytes) -> Frame:
    """Return the parts of one frame that `encode` made. Not a general SSE parser."""
    id_line, event_line, data_line = raw.split(b"\n", 3)[:3]
    epoch, _, seq = id_line[4:].partition(b"-")
    kind: Kind = event_line[7:].decode()  # type: ignore[assignment]  # written by encode()
    return Frame(Cursor(int(epoch), int(seq)), kind, data_line[6:])


def cursor_of(raw: bytes) -> bytes:
    """Return a frame's cursor as it is written in it."""
    return raw[4 : raw.index(b"\n")]


def decode(raw: bytes) -> tuple[Cursor, Event]:
    """Return the cursor and the event that `encode` was given."""
    cursor, kind, data = parse_frame(raw)
    return cursor, event_from_json(kind, orjson.loads(data))


def split_frames(stored: bytes) -> Iterator[bytes]:
    """Yield concatenated frames one by one. JSON holds no raw LF, so a blank line ends a frame."""
    start = 0
    while (end := stored.find(b"\n\n", start)) >= 0:
        yield stored[start : end + 2]
        start = end + 2
