from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yeoul.protocol.sse import OversizedEvent, ServerSentEvent, SseParser

STREAM = (
    b"\xef\xbb\xbfretry: 1000\n\n"
    b": a comment\r\n"
    b"id: 1-1\r\nevent: started\r\ndata: {}\r\n\r\n"
    b"id: 1-2\revent: delta\rdata: first\rdata:second\r\r"
    + "data: 안녕 line\u2028separator \x85 \u0085\n\n".encode()
    + b"event: ignored\nid: 1-4\n\n"
    b"data\n\n"
    b"unknown: field\nid: bad\0id\ndata:  two spaces\n\n"
    b"data: never finished"
)
EVENTS = [
    ServerSentEvent("started", b"{}", "1-1"),
    ServerSentEvent("delta", b"first\nsecond", "1-2"),
    ServerSentEvent("message", "안녕 line\u2028separator \x85 \u0085".encode(), "1-2"),
    ServerSentEvent("message", b"", "1-4"),
    ServerSentEvent("message", b" two spaces", "1-4"),
]


def read(chunks: list[bytes]) -> tuple[list[ServerSentEvent], SseParser]:
    parser = SseParser()
    return [event for chunk in chunks for event in parser.feed(chunk)], parser


def test_a_stream_is_read_as_the_standard_says() -> None:
    events, parser = read([STREAM])
    assert events == EVENTS
    assert parser.last_event_id == "1-4"


@settings(deadline=None)
@given(st.lists(st.integers(0, len(STREAM)), max_size=40))
def test_chunk_boundaries_do_not_change_the_events(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(STREAM)]
    chunks = [STREAM[a:b] for a, b in pairwise(edges)]
    assert read(chunks)[0] == EVENTS


def test_single_bytes_give_the_same_events() -> None:
    assert read([bytes([byte]) for byte in STREAM])[0] == EVENTS


WHOLE = [b"data: a\n\n", b"data: {}\n\ndata: b\n\n"]
#: What makes the general way necessary, in front of a chunk of whole events.
BEFORE = [b"", b": c\n", b"id: 7\n", b"event: x\n", b"data: first\n", b"data: hal", b"data: z\r"]


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("whole", WHOLE)
def test_a_chunk_of_whole_events_is_read_as_it_is_byte_by_byte(before: bytes, whole: bytes) -> None:
    one = b"data: 0\n\n"  # behind the beginning, where a byte order mark could stand
    slowly = read([bytes([byte]) for byte in one + before + whole])
    at_once = read([one, before, whole])
    assert at_once[0] == slowly[0]
    assert at_once[1].last_event_id == slowly[1].last_event_id


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize(
    ("chunk", "data"),
    [
        (b"data: a\n\n", [b"a"]),
        (b"data: a\n\ndata: \n\n", [b"a", b""]),
        (b"data: a\n\n\n\n", None),
        (b"data: a\ndata: b\n\n", None),
        (b"data:a\n\n", None),
        (b"data: a\r\n\n", None),
        (b"data: a\n\nda", None),
        (b"id: 1\n\n", None),
        (b"\n\n", None),
        (b"", None),
    ],
)
def test_only_whole_events_between_others_are_read_without_the_general_way(
    before: bytes, chunk: bytes, data: list[bytes] | None
) -> None:
    parser, other = read([b": begun\n\n", before])[1], read([b": begun\n\n", before])[1]
    assert parser.whole_data(chunk) == (None if before else data)
    if before or data is None:
        assert parser.feed(chunk + b"data: z\n\n") == other.feed_lines(chunk + b"data: z\n\n")


def test_an_event_is_given_at_its_blank_line_even_if_that_ends_in_cr() -> None:
    parser = SseParser()
    assert parser.feed(b"data: now\r\n\r") == [ServerSentEvent("message", b"now", "")]
    assert parser.feed(b"\ndata: next\n\n") == [ServerSentEvent("message", b"next", "")]


def test_an_event_without_data_is_none_but_its_id_counts() -> None:
    events, parser = read([b"id: 7\nevent: nothing\n\ndata: x\n\n"])
    assert events == [ServerSentEvent("message", b"x", "7")]
    assert parser.last_event_id == "7"


def test_an_empty_id_resets_the_last_one() -> None:
    assert read([b"id: 7\ndata: a\n\nid\ndata: b\n\n"])[0][1].id == ""


def test_a_retry_makes_no_event_and_is_no_data() -> None:
    assert read([b"retry: 1000\n\ndata: a\nretry: 7\n\n"])[0] == [
        ServerSentEvent("message", b"a", "")
    ]


@pytest.mark.parametrize("chunk", [b"x" * 60, b"data: " + b"x" * 25 + b"\n"])
def test_an_endless_event_is_refused(chunk: bytes) -> None:
    parser = SseParser(max_event_bytes=100)
    assert parser.feed(chunk) == []
    with pytest.raises(OversizedEvent):
        parser.feed(b"".join([chunk] * 3))


def test_an_endless_line_in_small_chunks_is_refused() -> None:
    parser = SseParser(max_event_bytes=100)
    assert all(parser.feed(b"x" * 10) == [] for _ in range(10))
    with pytest.raises(OversizedEvent):
        parser.feed(b"x")


def test_the_size_limit_is_for_each_event_alone() -> None:
    parser = SseParser(max_event_bytes=100)
    assert len([event for _ in range(50) for event in parser.feed(b"data: 0123456789\n\n")]) == 50
