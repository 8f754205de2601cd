"""A stream's bytes become the same pieces however the network cuts them."""

from __future__ import annotations

import json
import time
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.providers.prompts import text_of, thoughts_of
from tests.services.chat_service import DONE, chunk, finish, text, usage
from yeoul.errors import EmptyAnswer, ProviderBroken
from yeoul.protocol.events import Usage
from yeoul.providers.base import Finish, Piece
from yeoul.providers.service.errors import ServiceErrors
from yeoul.providers.service.stream import MAX_EVENT_BYTES, ServiceStream

WHOLE = b"".join(
    [
        b": keep-alive\n\n",
        chunk({"role": "assistant", "content": ""}),
        chunk({"reasoning_content": "생각 "}),
        text("여울 👩‍👩‍👧‍👦 a\u2028b"),
        text(" 🇰🇷 é\x85."),
        finish(),
        usage(3, 5),
        DONE,
    ]
)


def new_stream() -> ServiceStream:
    return ServiceStream(ServiceErrors(place="host:1", key=None))


def read(*parts: bytes) -> list[Piece]:
    """Feed the parts and end the stream."""
    stream = new_stream()
    told: list[Piece] = []
    for part in parts:
        told += stream.feed(part)
    return [*told, *stream.close(), *stream.finish()]


def merged(told: list[Piece]) -> tuple[str, str, Piece]:
    return text_of(told), thoughts_of(told), told[-1]


EXPECTED = ("여울 👩‍👩‍👧‍👦 a\u2028b 🇰🇷 é\x85.", "생각 ", Finish("stop", Usage(3, 5)))


def test_a_stream_is_read_whole_if_it_comes_in_one_piece() -> None:
    assert merged(read(WHOLE)) == EXPECTED


def test_utf8_may_be_split_at_every_byte() -> None:
    for cut in range(len(WHOLE)):
        assert merged(read(WHOLE[:cut], WHOLE[cut:])) == EXPECTED


def test_bytes_may_come_one_by_one() -> None:
    assert merged(read(*(bytes([byte]) for byte in WHOLE))) == EXPECTED


@pytest.mark.parametrize("end", [b"\r\n", b"\r", b"\n"])
def test_lines_end_with_crlf_cr_or_lf(end: bytes) -> None:
    assert merged(read(WHOLE.replace(b"\n", end))) == EXPECTED
    assert merged(read(*(bytes([byte]) for byte in WHOLE.replace(b"\n", end)))) == EXPECTED


@given(
    answer=st.lists(st.text(min_size=1), max_size=6),
    end=st.sampled_from([b"\n", b"\r\n", b"\r"]),
    cuts=st.lists(st.integers(min_value=0, max_value=2000), max_size=12),
)
@example(answer=["\r", "\n", "\u2028", "\x00"], end=b"\r", cuts=[1, 2, 3])
def test_parsing_does_not_depend_on_chunking(
    answer: list[str], end: bytes, cuts: list[int]
) -> None:
    body = b"".join([*map(text, answer), finish("length"), DONE]).replace(b"\n", end)
    places = sorted({cut % (len(body) + 1) for cut in cuts} | {0, len(body)})
    parts = [body[start:stop] for start, stop in pairwise(places)]

    told = read(*parts)

    assert text_of(told) == "".join(answer).replace("\0", "\ufffd")
    assert isinstance(told[-1], Finish)
    assert told[-1].reason == "length"


def test_a_stream_without_finish_reason_is_a_failure() -> None:
    with pytest.raises(ProviderBroken, match="middle"):
        read(text("half an"))


def test_done_is_an_end_without_any_finish_reason() -> None:
    assert read(text("all of it") + DONE)[-1] == Finish("stop", None)


def test_a_missing_done_is_forgiven_once_the_model_has_finished() -> None:
    assert merged(read(text("all"), finish())) == ("all", "", Finish("stop", None))


def test_a_last_event_without_its_blank_line_still_counts() -> None:
    assert read(text("all") + finish().rstrip())[-1] == Finish("stop", None)


@pytest.mark.parametrize(
    "done",
    [
        b"[DONE]\n\n",
        b"data: DONE\n\n",
        b"data: data: [DONE]\n\n",
        b"event: completion\ndata: [DONE]\n\n",
        b"event: done\ndata: {}\n\n",
    ],
)
def test_done_is_said_in_many_ways(done: bytes) -> None:
    stream = new_stream()

    assert text_of(stream.feed(text("all") + done)) == "all"
    assert stream.done


def test_a_chunk_may_take_many_lines_without_being_told_as_data_again() -> None:
    pretty = b"data: " + json.dumps(json.loads(text("all")[6:]), indent=2).encode() + b"\n\n"

    assert text_of(read(pretty, pretty, DONE)) == "allall"


def test_events_of_another_format_are_told_if_nothing_else_comes() -> None:
    stream = new_stream()
    stream.feed(b'event: message_start\ndata: {"type":"message_start"}\n\n')

    with pytest.raises(EmptyAnswer, match="message_start"):
        stream.finish()


def test_many_lines_of_one_event_cost_no_more_than_their_bytes() -> None:
    lines = b"data: [\n" + b"data: {}\n" * (MAX_EVENT_BYTES // 16)
    stream = new_stream()
    started_s = time.process_time()

    stream.feed(b": \n\n" + lines)

    assert time.process_time() - started_s < 2.0


def test_nothing_is_read_behind_done() -> None:
    assert text_of(read(text("all") + finish() + DONE + text("more"))) == "all"


def test_a_chunk_is_read_whatever_its_event_is_called_and_nothing_else_is() -> None:
    named = b'event: ping\ndata: {"type":"ping"}\n\nevent: status\ndata: {"error":"none"}\n\n'
    body = b"event: completion\n" + text("named ") + named + text("and not")

    assert text_of(read(body + b"id: 7\nretry: 1\n\n" + finish())) == "named and not"


def test_an_error_object_fails_the_stream_behind_the_text_that_came_before() -> None:
    stream = new_stream()

    told = stream.feed(text("half") + b'data: {"error":{"message":"overloaded"}}\n\n' + text("no"))

    assert text_of(told) == "half"
    assert stream.failure is not None
    assert stream.failure.detail == "host:1 broke off: overloaded"
    with pytest.raises(ProviderBroken, match="overloaded"):
        stream.finish()


def test_json_that_is_cut_fails_the_stream_behind_the_text_that_came_before() -> None:
    stream = new_stream()

    assert text_of(stream.feed(text("half") + b'data: {"choices":[{\n\n')) == "half"
    assert isinstance(stream.failure, ProviderBroken)


def test_a_line_without_end_is_cut_off_instead_of_filling_the_memory() -> None:
    stream = new_stream()
    part = b"data: " + b"x" * 65536

    for _ in range(MAX_EVENT_BYTES // len(part) + 2):
        assert stream.failure is None or isinstance(stream.failure, ProviderBroken)
        stream.feed(part)

    assert isinstance(stream.failure, ProviderBroken)
    assert "1 MiB" in stream.failure.detail


def test_a_failure_behind_the_whole_answer_does_not_spoil_it() -> None:
    assert read(text("all") + finish() + b"data: {\n\n")[-1] == Finish("stop", None)


def test_events_without_blank_lines_between_them_are_all_read_however_they_are_cut() -> None:
    whole = b"".join([*(text(word)[:-1] for word in ("one ", "two ", "three ")), finish("length")])
    expected = merged(read(whole))
    assert expected == ("one two three ", "", Finish("length", None))
    for cut in range(len(whole)):
        assert merged(read(whole[:cut], whole[cut:])) == expected
    lines = whole.splitlines(keepends=True)
    assert merged(read(*lines)) == expected
