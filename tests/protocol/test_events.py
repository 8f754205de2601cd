"""Cursors and frames."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yeoul.errors import InvalidCursor, ProviderBroken
from yeoul.protocol.content import Candidates, ToolCall
from yeoul.protocol.events import (
    Cursor,
    Delta,
    End,
    Event,
    Reasoning,
    Reset,
    Started,
    Timings,
    Usage,
    decode,
    encode,
    parse_frame,
    split_frames,
)
from yeoul.protocol.sse import SseParser

texts = st.text(st.characters(exclude_categories=["Cs"]))
cursors = st.builds(Cursor, st.integers(1, 9999), st.integers(0, 10**9))
counts = st.integers(0, 9)
ends = st.builds(
    End,
    st.sampled_from(["finished", "stopped", "failed", "interrupted"]),
    st.sampled_from(["stop", "length", "error"]),
    st.none() | texts.map(lambda text: ProviderBroken(text).info),
    st.none() | st.builds(Usage, st.integers(0, 9999), st.integers(0, 9999)),
    st.none() | st.builds(Timings, counts, st.none(), counts, st.none(), st.none() | counts),
    st.just("0" * 64),
    st.integers(0, 9999),
    st.sampled_from([None, "no_candidates"]),
)
parts = st.none() | texts
calls = st.builds(ToolCall, st.integers(0, 2**53), parts, parts, parts)
logprobs = st.floats(-9999, 0)
tokens = st.tuples(
    texts, st.none() | logprobs, st.lists(st.tuples(texts, logprobs), max_size=3).map(tuple)
)
candidates = st.builds(Candidates, st.integers(0, 2**53), st.lists(tokens, max_size=3).map(tuple))
events: st.SearchStrategy[Event] = st.one_of(
    candidates,
    st.builds(Delta, texts),
    st.builds(Reasoning, texts),
    calls,
    st.builds(
        Reset,
        texts,
        texts,
        st.lists(calls, max_size=3).map(tuple),
        st.lists(candidates, max_size=3).map(tuple),
    ),
    st.builds(Started, texts, texts, texts, texts, texts),
    ends,
)


@given(cursors, events)
def test_a_frame_decodes_to_what_was_encoded(cursor: Cursor, event: Event) -> None:
    assert decode(encode(cursor, event)) == (cursor, event)


@given(st.lists(events, min_size=1, max_size=6))
def test_stored_frames_are_cut_apart_where_they_were_joined(several: list[Event]) -> None:
    frames = [encode(Cursor(1, seq), event) for seq, event in enumerate(several, 1)]
    assert list(split_frames(b"".join(frames))) == frames


@given(cursors, events)
def test_an_event_stream_parser_finds_one_event_in_a_frame(cursor: Cursor, event: Event) -> None:
    raw = encode(cursor, event)
    [parsed] = SseParser().feed(raw)
    frame = parse_frame(raw)
    assert (parsed.id, parsed.event, parsed.data) == (str(cursor), frame.kind, frame.data)


@given(cursors)
def test_a_cursor_reads_back_what_it_writes(cursor: Cursor) -> None:
    assert Cursor.parse(str(cursor)) == cursor


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "1",
        "1-",
        "-1",
        "0-1",
        "01-1",
        "1-1 ",
        "1-1\n",
        "1--1",
        "１-１",
        "1-2-3",
        "1-" + "0" * 19,
    ],
)
def test_anything_else_is_no_cursor(text: str) -> None:
    with pytest.raises(InvalidCursor):
        Cursor.parse(text)


def test_a_seq_may_be_written_with_zeros_before_it() -> None:
    assert Cursor.parse("1-007") == Cursor(1, 7)
    assert Cursor.parse("1-" + "0" * 18) == Cursor(1, 0)


def test_cursors_are_ordered_by_epoch_then_seq() -> None:
    assert Cursor(1, 10) < Cursor(2, 1) < Cursor(2, 2) < Cursor(10, 1)


def test_a_one_token_event_costs_at_most_60_bytes_besides_its_text() -> None:
    raw = encode(Cursor(1, 99_999), Delta("river"))
    assert len(raw) - len("river") <= 60
