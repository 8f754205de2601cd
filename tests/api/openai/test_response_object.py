"""The object of a response is what the official client takes in its strict mode."""

from __future__ import annotations

from typing import Any

import openai
import orjson
import pytest

from tests.api.lives import FINISHED, HEAD, STARTED
from tests.api.openai.official_client import client_reading
from yeoul.api.openai.chunk_writer import PING
from yeoul.api.openai.item_lists import page_of
from yeoul.api.openai.response_object import (
    ResponseHead,
    ended_response,
    growing_response,
    items_of,
)
from yeoul.api.openai.response_writer import ResponseWriter
from yeoul.errors import ErrorInfo
from yeoul.protocol.content import Content, ToolCall
from yeoul.protocol.events import Cursor, Delta, Event, Reasoning, Reset, encode
from yeoul.protocol.turns import Turn

RESPONSE = ResponseHead(
    HEAD, instructions="Be brief.", metadata={"team": "river"}, conversation_id="conv_1"
)
CALL = ToolCall(0, "call_1", "look_up", '{"at": "물"}')
CONTENT = Content("여울", "hm", (CALL,))

#: What Open Responses requires beyond the official description; none of them may be missing.
FURTHER = """completed_at status previous_response_id truncation text presence_penalty
frequency_penalty top_logprobs reasoning usage max_output_tokens max_tool_calls store background
service_tier safety_identifier prompt_cache_key"""


def body(*events: Event) -> bytes:
    """Return the stream of an answer, with a heartbeat behind each event."""
    writer = ResponseWriter(RESPONSE)
    frames = [encode(Cursor(1, seq), event) for seq, event in enumerate(events, 1)]
    return b"".join(writer.write(frame) + PING for frame in frames)


def test_a_whole_response_is_one_for_the_official_client() -> None:
    reply = orjson.dumps(ended_response(RESPONSE, CONTENT, FINISHED))

    response = client_reading(reply, "application/json").responses.retrieve("resp_1")

    assert response.output_text == "여울"
    assert [item.type for item in response.output] == ["reasoning", "message", "function_call"]
    assert response.usage is not None
    assert response.usage.total_tokens == 15
    assert response.metadata == {"team": "river"}
    assert orjson.loads(reply).keys() >= set(FURTHER.split())


def test_a_response_that_grows_has_what_there_is() -> None:
    for is_queued, status in ((True, "queued"), (False, "in_progress")):
        reply = orjson.dumps(growing_response(RESPONSE, Content("여"), is_queued=is_queued))

        response = client_reading(reply, "application/json").responses.create(
            input="x", background=True
        )

        assert (response.status, response.output_text) == (status, "여")


def test_the_official_client_adds_a_stream_up() -> None:
    stream = body(STARTED, Reasoning("hm"), Delta("여"), Delta('울"\n'), CALL, FINISHED)

    with client_reading(stream).responses.stream(input="x", model="echo") as events:
        kinds = [event.type for event in events]
        final = events.get_final_response()

    assert kinds.count("response.output_text.delta") == 2
    assert final.output_text == '여울"\n'
    assert final.output[0].type == "reasoning"
    assert final.output[0].summary[0].text == "hm"
    assert final.output[2].type == "function_call"
    assert final.output[2].arguments == CALL.arguments


def test_the_official_client_goes_on_behind_a_number() -> None:
    frames = [encode(Cursor(1, 1), Reset("one two")), encode(Cursor(1, 2), FINISHED)]
    writer = ResponseWriter(RESPONSE, after=4 + len("one"))
    rest = b"".join(map(writer.write, frames))

    events = client_reading(rest).responses.retrieve("resp_1", stream=True, starting_after=7)

    told = list(events)
    assert [event.delta for event in told if event.type == "response.output_text.delta"] == [" two"]
    assert told[-1].type == "response.completed"


def test_an_answer_that_failed_is_one_for_the_official_client() -> None:
    error = ErrorInfo("provider_broken", "The service failed", "It broke off.", True)
    end = FINISHED._replace(status="failed", reason="error", error=error)

    *_, last = client_reading(body(STARTED, Delta("one"), end)).responses.create(
        input="x", stream=True
    )

    assert last.type == "response.failed"
    assert last.response.error is not None
    assert last.response.error.message == "It broke off."


def test_the_official_client_raises_what_ends_a_stream_from_another_text() -> None:
    writer = ResponseWriter(RESPONSE)
    frames = [encode(Cursor(1, 1), Reset("one")), encode(Cursor(2, 2), Reset("two"))]
    stream = b"".join(map(writer.write, frames))

    with pytest.raises(openai.APIError) as raised:
        list(client_reading(stream).responses.create(input="x", stream=True))

    assert raised.value.code == "interrupted"


def test_the_input_of_a_response_is_listed() -> None:
    turns = [
        Turn("system", "Be brief."),
        Turn("user", "Look."),
        Turn("assistant", "", (CALL,)),
        Turn("tool", "cold", tool_call_id="call_1"),
        Turn("assistant", "It is cold."),
    ]
    reply = orjson.dumps(page_of(items_of("a" * 32, turns), None, 20, "asc"))

    listed = client_reading(reply, "application/json").responses.input_items.list("resp_1")

    items: list[Any] = list(listed)
    kinds = ["message", "message", "function_call", "function_call_output", "message"]
    assert [item.type for item in items] == kinds
    assert [item.content[0].text for item in items if item.type == "message"] == [
        "Be brief.",
        "Look.",
        "It is cold.",
    ]
    assert items[2].call_id == items[3].call_id
