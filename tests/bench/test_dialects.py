"""How servers are asked."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest

from bench.dialects import (
    DIALECTS,
    Conversation,
    YeoulFollow,
    YeoulLongPolling,
    YeoulPolling,
    YeoulRead,
)
from bench.tokens import TokenReader

ASKED = json.dumps({"answer": {"id": "a1"}}).encode()


def reply(cursor: str | None, *, ended: bool) -> bytes:
    return json.dumps({"events": [], "cursor": cursor, "ended": ended}).encode()


def following(conversation: Conversation) -> bytes:
    request = conversation.next(ASKED)
    assert request is not None
    return request.data


@pytest.mark.parametrize("name", sorted(DIALECTS.keys() - {"YeoulEcho"}))
def test_every_dialect_asks_for_what_the_upstream_understands(name: str) -> None:
    data = DIALECTS[name](7, 400, 20).first().data

    head, _, body = data.partition(b"\r\n\r\n")
    assert b"bench stream=7 tokens=400 rate=20" in unquote_to_bytes(data)
    if body:
        assert f"content-length: {len(body)}".encode() in head
        json.loads(body)


def test_a_question_to_the_echo_has_all_tokens_of_its_answer() -> None:
    data = DIALECTS["YeoulEcho"](7, 400, 20).first().data

    reader = TokenReader(7, 400)
    reader.feed(data)
    assert (reader.missing, reader.misplaced) == (0, 0)


def test_an_answer_that_came_in_one_response_is_over() -> None:
    assert DIALECTS["YeoulAsk"](0, 1, 0).next(b"") is None


def test_sse_is_one_further_request() -> None:
    conversation = YeoulFollow(0, 1, 0)

    assert following(conversation).startswith(b"GET /api/answers/a1/events HTTP/1.1\r\n")
    assert conversation.next(b"") is None


@pytest.mark.parametrize(
    ("kind", "query", "pause_s"), [(YeoulLongPolling, "wait=30&", 0.0), (YeoulPolling, "", 1.0)]
)
def test_polling_goes_on_behind_the_cursor_until_the_end(
    kind: type[Any], query: str, pause_s: float
) -> None:
    conversation = kind(0, 1, 0)
    begun = f"GET /api/answers/a1/events?{query}".rstrip("?&") + " HTTP/1.1"

    assert following(conversation).decode().startswith(begun)
    again = conversation.next(reply("1-7", ended=False))
    assert again.data.decode().startswith(f"GET /api/answers/a1/events?{query}after=1-7 HTTP/1.1")
    assert (again.after_s, again.wants_body) == (pause_s, True)
    assert conversation.next(reply("1-8", ended=True)) is None


def test_a_reader_begins_behind_its_cursor_if_it_has_one() -> None:
    events = "/api/answers/a1/events"

    assert b"events?after=1-7 HTTP" in YeoulRead(events, "1-7").first().data
    assert b"events HTTP" in YeoulRead(events, "").first().data
