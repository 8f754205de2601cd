"""JSON entries and replies read back as what was written, by this version and a later one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.protocol.test_events import cursors, events
from yeoul.errors import ErrorInfo
from yeoul.protocol.entries import (
    Entry,
    Heartbeat,
    Reply,
    Unknown,
    read_entry,
    read_reply,
    read_update,
    write_entry,
    write_heartbeat,
    write_reply,
)
from yeoul.protocol.events import Cursor, Delta, End, Event, Timings, Usage, encode

END = End(
    "failed",
    "error",
    ErrorInfo("provider_timeout", "The model stopped answering", "It was silent.", True),
    Usage(9, 7),
    Timings(1, 2, 3, 4.5, 6),
    "00",
)


HEARTBEATS = [Heartbeat("queued", 2), Heartbeat("thinking")]


def test_an_end_is_read_with_all_its_parts() -> None:
    assert read_update(read_entry(write_entry(encode(Cursor(1, 2), END)))) == END


@given(cursors, events)
def test_an_entry_reads_back_as_the_event_that_was_written(cursor: Cursor, event: Event) -> None:
    entry = read_entry(write_entry(encode(cursor, event)))
    assert (entry.id, read_update(entry)) == (str(cursor), event)


@pytest.mark.parametrize("heartbeat", HEARTBEATS)
def test_a_heartbeat_reads_back_and_has_no_id(heartbeat: Heartbeat) -> None:
    entry = read_entry(write_heartbeat(heartbeat))
    assert (entry.id, read_update(entry)) == ("", heartbeat)


@given(st.lists(events, min_size=1, max_size=4), st.booleans())
def test_a_reply_reads_back_with_all_its_events(several: list[Event], ended: bool) -> None:
    entries = [write_entry(encode(Cursor(1, seq), each)) for seq, each in enumerate(several, 1)]
    end = b"1-%d" % len(several)
    reply = read_reply(write_reply(entries, cursor=end, ended=ended, waiting=HEARTBEATS[1]))
    assert list(map(read_update, reply.entries)) == several
    assert reply.ended_at == (f"1-{len(several)}" if ended else None)


@pytest.mark.parametrize("heartbeat", HEARTBEATS)
def test_a_reply_without_events_reads_back_as_a_heartbeat(heartbeat: Heartbeat) -> None:
    body = write_reply([], cursor=b"1-7", ended=False, waiting=heartbeat)
    assert list(map(read_update, read_reply(body).entries)) == [heartbeat]


def test_a_reply_behind_the_end_says_where_that_was() -> None:
    body = write_reply([], cursor=b"1-7", ended=True, waiting=None)
    assert read_reply(body) == Reply([], "1-7")


def test_fields_of_a_later_version_are_left_out() -> None:
    assert read_update(Entry("delta", b'{"text":"a","new":1}', "1-2")) == Delta("a")
    data = {
        "status": "finished",
        "reason": "stop",
        "sha256": "00",
        "new": 1,
        "usage": {"prompt_tokens": 9, "completion_tokens": 7, "new": 1},
    }
    read = read_update(Entry("end", data, "1-3"))
    assert read == End("finished", "stop", None, Usage(9, 7), None, "00")


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"events":[{}],"ended":false}'])
def test_a_broken_reply_is_a_value_error(body: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # of which kind does not matter
        read_reply(body)


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"null", b'{"text":'])
@pytest.mark.parametrize("event", ["delta", "end", "started"])
def test_a_broken_event_is_a_value_error(event: str, data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # of which kind does not matter
        read_update(Entry(event, data, "1-1"))


@pytest.mark.parametrize("data", [b"", b"[]", b'{"text":5}'])
def test_an_event_of_a_later_server_is_unknown_whatever_is_in_it(data: bytes) -> None:
    assert read_update(Entry("picture", data, "1-1")) == Unknown("picture")
