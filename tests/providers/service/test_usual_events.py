"""Events that are read without being parsed become the same pieces as those that are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import accumulate, pairwise
from typing import Any
from unittest.mock import patch

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.services.chat_service import DONE, chunk, finish, text
from yeoul.errors import YeoulError
from yeoul.providers.base import Piece, Text
from yeoul.providers.service.errors import ServiceErrors
from yeoul.providers.service.stream import ServiceStream
from yeoul.providers.service.usual_events import UsualEvents


@contextmanager
def parsing_everything() -> Iterator[None]:
    with patch.object(UsualEvents, "learn", lambda *_: None):
        yield


def read(parts: list[bytes]) -> list[list[Piece] | str]:
    """Return the pieces of each part, and how the stream ends."""
    stream = ServiceStream(ServiceErrors(place="host:1", key=None))
    told: list[list[Piece] | str] = [stream.feed(part) for part in parts]
    try:
        told += [stream.close(), stream.finish()]
    except YeoulError as error:
        told.append(repr(error))
    return [*told, f"{stream.is_over} {stream.has_reason} {stream.has_text}"]


def event(delta: object, **fields: Any) -> bytes:
    """Return an event whose chunk and choice have further fields."""
    beside = fields.pop("beside", {})
    choice = {"index": 0, "delta": delta, "finish_reason": None, **fields}
    return b"data: %b\n\n" % orjson.dumps({"id": "1", "choices": [choice], **beside})


#: An event with half of a surrogate pair.
HALF = b'data: {"choices":[{"delta":{"content":"\\ud83d"}}]}\n\n'
ERROR = b'data: {"error":{"message":"no"}}\n\n'
MARKS = ["?", "!", "<think>", "</think>", "<", "[", "◁", '"', "\\", "b\nc", "\u2028", "\x7f", ""]
WORDS = st.sampled_from(["a", "여울 ", "👍🏽", *MARKS])
EVENTS = st.one_of(
    WORDS.map(lambda word: event({"content": word})),
    WORDS.map(lambda word: event({"role": "assistant", "content": word, "refusal": None})),
    WORDS.map(lambda word: event({"reasoning_content": word})),
    WORDS.map(lambda word: event({"content": word, "reasoning_content": word})),
    WORDS.map(lambda word: event({"content": word}, index=1)),
    WORDS.map(lambda word: event({"content": word}, beside={"note": word})),
    WORDS.map(lambda word: event({"content": word}, beside={"usage": {"completion_tokens": 1}})),
    WORDS.map(lambda word: event({"content": word}, finish_reason="stop")),
    WORDS.map(lambda word: event({"content": word}, message={"content": word})),
    st.sampled_from(
        [
            b": a comment\n\n",
            event({"content": "?"}).replace(b"?", b"\xff"),
            b'data: {"choices":[{"delta":{"content":"a","content":"b"}}]}\n\n',
            b'data: {"choices":[{"delta":{"content":"a"}}],"choices":[]}\n\n',
            b'data: {"id":"?","choices":[{"index":0,"delta":{"content":"?"}}]}\n\n',
            b'data: {"id":"a","choices":[{"index":0,"delta":{"content":"?"}}]}\n\n',
            b'data: {"choices":[{"delta":{"content":"?","content":"?"}}]}\n\n',
            b'data: {"choices":[{"delta":{"content":"a","content":"?"}}]}\n\n',
            HALF,
            b'data: {"choices":[{"delta":{"content":"\\udc4d"}}]}\n\n',
            ERROR,
            b"event: done\n\n",
            b"event: error\n",
            b"\n",
            event({"content": "one line"})[:-1],
            b"data: ping\n\n",
            b"data: a\r\n\r\n",
            b'data:{"choices":[{"delta":{"content":"d"}}]}\n\n',
            finish(),
            DONE,
        ]
    ),
)


USUAL = st.sampled_from(["a", "여울 ", "👍🏽", "b c"]).map(lambda word: event({"content": word}))


@st.composite
def cut_streams(draw: st.DrawFn) -> list[bytes]:
    """Draw a body as the network may cut it: mostly between events, and at times anywhere."""
    kinds = st.lists(st.sampled_from([USUAL] * 6 + [EVENTS]), min_size=1, max_size=3)
    parts = [b"".join(draw(kind) for kind in draw(kinds)) for _ in range(draw(st.integers(3, 12)))]
    whole = b"".join(parts)
    cuts = draw(st.lists(st.integers(0, len(whole)), max_size=2))
    ends = sorted([*accumulate(map(len, parts)), *cuts])
    return [whole[start:end] for start, end in pairwise([0, *ends])]


@given(cut_streams())
@example([text("a"), text("b") + text("c"), text("d")[:-2], text("d")[-2:] + text("e")])
@example([text("a"), DONE, text("b")])
@example([text("a"), DONE + text("b"), text("c")])
@example([text("a"), HALF, text("b")])
@example([text("a"), finish(), text("b"), ERROR])
@example([text("a"), b": no comment: ", text("b")])
@example([text(" "), text(" "), text("a")])
@example([text("a"), text("b")[:-1], b"\nevent: error\n", text("c"), text("d")])
@example([text(word)[:-1] for word in "abcdefgh"])
@example([text(word)[:-1] + text(word) for word in "abcdefgh"])
@example([text("a"), text("<th"), finish(), text("in"), text("b"), text("c"), ERROR])
@example([text("a"), finish(), text("<th"), text("b"), text("c"), ERROR])
@example([text("<think>") + text("a"), text("b") + text("</think>"), text("c")])
@example([text("a\n"), text("</think>"), text(" " * 1_024), text("b")])
def test_whatever_comes_is_read_as_if_all_of_it_were_parsed(parts: list[bytes]) -> None:
    with parsing_everything():
        expected = read(parts)
    assert read(parts) == expected


@pytest.fixture
def known() -> UsualEvents:
    events = UsualEvents()
    events.learn(chunk({"content": "a"})[6:-2], 0)
    return events


def test_a_text_between_the_bytes_of_the_last_event_is_read(known: UsualEvents) -> None:
    assert known.texts_in(text("여울 👍🏽")) == ["여울 👍🏽"]
    assert known.texts_in(text("b") + text("c") + text("d")) == ["b", "c", "d"]


@pytest.mark.parametrize(
    "data",
    [
        text("a\nb"),
        text('"'),
        text("\\"),
        text(""),
        text("b") + text("") + text("c"),
        text("b") + finish(),
        finish(),
        text("b")[:-1],
        chunk({"content": "b", "role": "assistant"}),
        chunk({"content": "a"})[: len(text("")) // 2] + b"\n\n",
        text("b").replace(b"b", b"\xff"),
        text("b").replace(b'"b"', b'"b\nc"'),
    ],
)
def test_anything_else_is_left_to_be_parsed(known: UsualEvents, data: bytes) -> None:
    assert known.texts_in(data) is None


def test_what_is_forgotten_is_not_read(known: UsualEvents) -> None:
    known.forget()
    assert known.texts_in(text("b")) is None


@pytest.mark.parametrize(
    "raw",
    [
        b'{"choices":[{"index":0,"delta":{"content":"a","tool_calls":[1]}}]}',
        b'{"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}]}',
        b'{"choices":[{"index":1,"delta":{"content":"a"}}]}',
        b'{"choices":[{"delta":{"content":"a"}},{"delta":{"content":"a"}}]}',
        b'{"choices":[{"delta":{"content":"a"}}],"usage":{"completion_tokens":1}}',
        b'{"choices":[{"delta":{"content":["a"]}}]}',
        b'{"choices":[{"delta":{"content":"\\u0061"}}]}',
        b'{"choices":[{"delta":{"content":""}}]}',
        b'{"choices":[1]}',
        b'["a"]',
        b"a",
    ],
)
def test_a_chunk_with_more_than_a_text_is_not_learned(raw: bytes) -> None:
    events = UsualEvents()
    events.learn(raw, 0)
    assert events.texts_in(b"data: %b\n\n" % raw) is None


@pytest.mark.parametrize("same", ["a", "?", "!"])
def test_the_same_text_elsewhere_in_a_chunk_is_not_taken_for_it(same: str) -> None:
    events = UsualEvents()
    data = b'data: {"note":"%b",%b' % (same.encode(), text(same)[7:])
    events.learn(data[6:-2], 0)
    assert events.texts_in(data) is None


def test_a_service_that_never_repeats_itself_is_given_up() -> None:
    events = UsualEvents()
    learned = 0
    for number in range(100):
        events.learn(b'{"id":"%d","choices":[{"index":0,"delta":{"content":"a"}}]}' % number, 0)
        learned += events.texts_in(
            b'data: {"id":"%d","choices":[{"index":0,"delta":{"content":"b"}}]}\n\n' % number
        ) == ["b"]
        events.forget()
    assert 0 < learned < 20


def test_pieces_are_counted_one_by_one() -> None:
    stream = ServiceStream(ServiceErrors(place="host:1", key=None))
    stream.feed(text("a"))
    assert stream.feed(text("b") + text("c")) == [Text("b"), Text("c")]
