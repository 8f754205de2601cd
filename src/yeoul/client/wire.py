"""What the client reads from the wire: events of this or a later server, and refusals.

Pure. Fields and events that are not known are left out, so that a newer server can add some.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import orjson

from yeoul.errors import ErrorInfo, YeoulError
from yeoul.protocol.content import ToolCall, call_from_json, content_from_json
from yeoul.protocol.events import (
    Delta,
    End,
    Event,
    Phase,
    Reasoning,
    Reset,
    Started,
    Timings,
    Usage,
)
from yeoul.protocol.sse import ServerSentEvent


class Heartbeat(NamedTuple):
    """What the answer is waiting for; comes while nothing else does, and is no entry of its log."""

    phase: Phase
    #: Counts from 1 while ``queued``.
    queue_position: int | None = None


class Unknown(NamedTuple):
    """An event of a kind that this client does not know: only its place in the log counts."""

    event: str


Update = Event | Heartbeat

_SHAPES: dict[str, type[Update]] = {
    "started": Started,
    "delta": Delta,
    "reasoning": Reasoning,
    "tool_call": ToolCall,
    "reset": Reset,
    "end": End,
    "heartbeat": Heartbeat,
}


class Entry(NamedTuple):
    """What every transport carries, whatever its framing."""

    event: str
    #: JSON, as bytes or parsed.
    data: Any
    #: A cursor as it was sent; of no meaning for a heartbeat.
    id: str


class Reply(NamedTuple):
    """A reply to a poll."""

    entries: list[Entry]
    #: The id of ``end`` if the reply says that nothing comes behind it.
    ended_at: str | None


def entry_of_stream(raw: ServerSentEvent) -> Entry:
    """Return what a Server-Sent Event carries."""
    return Entry(raw.event, raw.data, raw.id)


def entry_of_frame(text: bytes) -> Entry:
    """Return what a WebSocket's text frame carries. Raises ValueError if it is no entry."""
    return _entry(orjson.loads(text))


def read_reply(body: bytes) -> Reply:
    """Return what the reply to a poll carries: its phase as a heartbeat if there is nothing else.

    Raises:
        ValueError: if it is no such reply.
    """
    reply = orjson.loads(body)
    try:
        entries = [_entry(entry) for entry in reply["events"]]
        ended_at = reply["cursor"] if reply["ended"] else None
        if not entries and reply.get("phase") is not None:
            entries.append(Entry("heartbeat", reply, ""))
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError("a broken reply") from error
    return Reply(entries, ended_at)


def _entry(data: Any) -> Entry:
    try:
        return Entry(str(data["event"]), data["data"], str(data.get("id", "")))
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError("a broken entry") from error


def read_update(entry: Entry) -> Update | Unknown:
    """Return the event.

    Raises:
        ValueError: if it is not what its name says.
    """
    shape = _SHAPES.get(entry.event)
    if shape is None:
        return Unknown(entry.event)
    try:
        data = orjson.loads(entry.data) if isinstance(entry.data, bytes) else entry.data
        if shape is End:
            parts = {"error": ErrorInfo, "usage": Usage, "timings": Timings}
            read = {name: _pick(part, data[name]) for name, part in parts.items() if data.get(name)}
            data = {**data, **dict.fromkeys(parts), **read}
        elif shape is ToolCall:
            return call_from_json(data)
        elif shape is Reset:
            return Reset(*content_from_json(data))
        update: Update = _pick(shape, data)
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"a broken {entry.event} event") from error
    return update


def _pick(shape: Any, data: dict[str, Any]) -> Any:
    return shape(**{name: data[name] for name in shape._fields if name in data})


def read_refusal(status: int, body: bytes, retry_after: str = "") -> YeoulError:
    """Return the error that a reply with another status than 200 stands for."""
    try:
        problem = orjson.loads(body)
        code, detail = str(problem["code"]), str(problem["detail"])
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return YeoulError(f"The server there is not Yeoul, or cannot answer (HTTP {status}).")
    kinds = {kind.code: kind for kind in YeoulError.__subclasses__()}
    error = kinds.get(code, YeoulError)(detail)
    error.retry_after_s = float(retry_after) if retry_after.isdigit() else None
    return error
