"""An answer's events as JSON entries, in both directions: WebSocket frames and replies to polls.

SSE sends a stored frame as it is. The JSON transports carry the same event as the entry
``{"id","event","data"}``; it is cut from the frame's bytes, never parsed and written again.
Reading ignores unknown fields and events, so that a newer server can add some. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, get_args

import orjson

from yeoul.protocol.events import Event, Kind, PhaseInfo, event_from_json
from yeoul.protocol.sse import ServerSentEvent

_KINDS: frozenset[str] = frozenset(get_args(Kind))


class Heartbeat(PhaseInfo):
    """The phase an answer waits in; sent while there are no events, and not part of its log."""

    __slots__ = ()


class Unknown(NamedTuple):
    """An event of a kind that is unknown to this version: only its place in the log counts."""

    event: str


Update = Event | Heartbeat


class Entry(NamedTuple):
    """One entry as every transport carries it, whatever its framing."""

    event: str
    #: JSON, as bytes or parsed.
    data: Any
    #: A cursor as it was sent; meaningless for a heartbeat.
    id: str


class Reply(NamedTuple):
    """A reply to a poll."""

    entries: list[Entry]
    #: The id of ``end``, if the reply says that nothing follows it.
    ended_at: str | None


# -- one entry -----------------------------------------------------------------------------------


def write_entry(frame: bytes) -> bytes:
    """Return one stored frame as an entry."""
    id_line, event_line, data_line = frame[:-2].split(b"\n", 2)
    return b'{"id":"%b","event":"%b","data":%b}' % (id_line[4:], event_line[7:], data_line[6:])


def write_heartbeat(waiting: PhaseInfo | None) -> bytes:
    """Return a heartbeat as an entry. It has no id, so it never moves the cursor."""
    return b'{"event":"heartbeat","data":%b}' % heartbeat_data(waiting)


def heartbeat_data(waiting: PhaseInfo | None) -> bytes:
    """Return the ``data`` of a heartbeat, whatever its framing.

    None stands for an answer that has ended while frames of it are still to be delivered: its
    reader is then a bit behind a generation.
    """
    phase, queue_position = waiting or PhaseInfo("generating")
    if queue_position is None:
        return orjson.dumps({"phase": phase})
    return orjson.dumps({"phase": phase, "queue_position": queue_position})


def entry_of(event: ServerSentEvent) -> Entry:
    """Return the entry that an event of an answer's stream carries."""
    return Entry(event.event, event.data, event.id)


def read_entry(text: bytes) -> Entry:
    """Return the entry of a WebSocket's text frame. Raises ValueError if the frame has none."""
    return _entry(orjson.loads(text))


def _entry(data: Any) -> Entry:
    try:
        return Entry(str(data["event"]), data["data"], str(data.get("id", "")))
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError("a broken entry") from error


def read_update(entry: Entry) -> Update | Unknown:
    """Return the event of an entry.

    Raises:
        ValueError: its data does not fit its name.
    """
    kind: Any = entry.event
    if kind not in _KINDS and kind != "heartbeat":
        return Unknown(kind)
    try:
        data = orjson.loads(entry.data) if isinstance(entry.data, bytes) else entry.data
        if kind == "heartbeat":
            return Heartbeat(data["phase"], data.get("queue_position"))
        return event_from_json(kind, data)
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"a broken {kind} event") from error


# -- the reply to a poll -------------------------------------------------------------------------


def write_reply(
    entries: Sequence[bytes], *, cursor: bytes | None, ended: bool, waiting: PhaseInfo | None
) -> bytes:
    """Return the body of a reply with ``entries``.

    ``cursor`` is the position behind the last of them, or the client's own if there is none.
    ``ended`` says that the answer's ``end`` is at that position.
    """
    phase, queue_position = waiting or (None, None)
    tail = orjson.dumps({"ended": ended, "phase": phase, "queue_position": queue_position})[1:]
    position = b"null" if cursor is None else b'"%b"' % cursor
    return b'{"events":[%b],"cursor":%b,%b' % (b",".join(entries), position, tail)


def read_reply(body: bytes) -> Reply:
    """Return the entries of a reply: its phase as a heartbeat if there is nothing else.

    Raises:
        ValueError: the body is not such a reply.
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
