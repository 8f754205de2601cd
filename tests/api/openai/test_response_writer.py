"""Responses: a client that comes back at any number reads the rest, and nothing twice."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.api.lives import FINISHED, HEAD, STARTED, Life, lives, moved
from yeoul.api.openai import response_numbers as numbers
from yeoul.api.openai.response_object import ResponseHead
from yeoul.api.openai.response_writer import ResponseWriter
from yeoul.errors import ErrorInfo
from yeoul.protocol.content import Content, ToolCall
from yeoul.protocol.events import Cursor, Delta, Event, Reasoning, Reset, encode

RESPONSE = ResponseHead(HEAD)


def written(frames: Sequence[bytes], after: int = -1) -> list[Any]:
    """Return the events that a client behind ``after`` gets."""
    writer = ResponseWriter(RESPONSE, after=after)
    blocks = b"".join(map(writer.write, frames)).split(b"\n\n")
    assert blocks.pop() == b""
    events = []
    for block in blocks:
        kind, data = block.split(b"\n")
        event = orjson.loads(data.removeprefix(b"data: "))
        assert kind == b"event: " + event["type"].encode()
        events.append(event)
    return events


def in_order(*events: Event) -> list[bytes]:
    return [encode(Cursor(1, number), event) for number, event in enumerate(events, 1)]


def read(events: Sequence[Any]) -> tuple[str, str, dict[str, str]]:
    """Return the text, the thinking and the arguments that deltas alone add up to."""
    text, thought, arguments = "", "", dict[str, str]()
    for event in events:
        match event["type"]:
            case "response.output_text.delta":
                text += event["delta"]
            case "response.reasoning_summary_text.delta":
                thought += event["delta"]
            case "response.function_call_arguments.delta":
                arguments[event["item_id"]] = arguments.get(event["item_id"], "") + event["delta"]
            case _:
                pass
    return text, thought, arguments


def told(content: Content) -> tuple[str, str, dict[str, str]]:
    """Return what `read` should return of an answer."""
    calls = HEAD.named_calls(content)
    return (
        content.text,
        content.reasoning,
        {f"fc_{call.id}": call.arguments for call in calls if call.arguments},
    )


def cut_at(events: Sequence[Any], after: int) -> list[Any]:
    """Return what a client has that has read up to a number, in the middle of a delta or not."""
    had = []
    for event in events:
        number = event["sequence_number"]
        if number <= after:
            had.append(event)
        elif "delta" in event and (left := after - number + len(event["delta"])) > 0:
            had.append(event | {"delta": event["delta"][:left], "sequence_number": after})
    return had


def places(events: Sequence[Any]) -> list[int]:
    """Return every number behind which a client can be cut: of each event, and each character."""
    found = {-1}
    for event in events:
        number = event["sequence_number"]
        found |= set(range(number - len(event.get("delta", "")) + 1, number)) | {number}
    return sorted(found)


@given(lives(in_order=True), st.data())
def test_head_and_tail_are_the_whole_wherever_a_client_is_cut(
    life: Life, data: st.DataObject
) -> None:
    """Whether it reads the epoch anew, the whole, or the whole so far and what comes behind it."""
    all, so_far = written(life.frames), data.draw(st.integers(0, len(life.frames) - 2))

    assert read(all) == told(life.content)
    for after in places(all):
        kinds = [life.frames, life.whole()]
        if numbers.is_within(life.contents[so_far], after):
            kinds.append(life.coming_back(so_far))
        for frames in kinds:
            tail = written(frames, after)
            assert read([*cut_at(all, after), *tail]) == told(life.content)
            assert min((each["sequence_number"] for each in tail), default=1 << 31) > after
            structure = [each for each in tail if "delta" not in each]
            expected = [each for each in all if each["sequence_number"] > after]
            assert structure == [each for each in expected if "delta" not in each]


@given(lives())
def test_whatever_order_it_comes_in_numbers_rise_and_the_end_has_everything(life: Life) -> None:
    events = written(life.frames)

    counted = [event["sequence_number"] for event in events]
    assert all(one < next for one, next in pairwise(counted))
    assert counted[0] == numbers.CREATED
    assert (counted[1], counted[-1]) == (numbers.IN_PROGRESS, numbers.LAST)
    assert read(events)[0] == life.content.text
    items = {
        kind: [item for item in events[-1]["response"]["output"] if item["type"] == kind]
        for kind in ("reasoning", "message", "function_call")
    }
    assert "".join(i["summary"][0]["text"] for i in items["reasoning"]) == life.content.reasoning
    assert "".join(i["content"][0]["text"] for i in items["message"]) == life.content.text
    calls = [(call.name, call.arguments) for call in HEAD.named_calls(life.content)]
    assert [(i["name"], i["arguments"]) for i in items["function_call"]] == calls
    closed = [each for each in events if each["type"] == "response.output_item.done"]
    opened = [each for each in events if each["type"] == "response.output_item.added"]
    assert [each["output_index"] for each in opened] == list(range(len(opened)))
    assert {each["item"]["id"] for each in opened} == {each["item"]["id"] for each in closed}
    assert [i["item"] for i in closed if i["item"]["type"] == "function_call"] == items[
        "function_call"
    ]


def test_text_without_thinking_is_counted_from_its_item_on() -> None:
    events = written(in_order(STARTED, Delta("여울"), Delta('\n"'), FINISHED))

    assert [(event["type"], event["sequence_number"]) for event in events[:6]] == [
        ("response.created", 0),
        ("response.in_progress", 2),
        ("response.output_item.added", 3),
        ("response.content_part.added", 4),
        ("response.output_text.delta", 6),
        ("response.output_text.delta", 8),
    ]


def test_thinking_that_turns_out_to_be_text_is_followed_by_the_whole_text() -> None:
    frames = in_order(STARTED, Reasoning("so"), Reset("so"), Delta(" it is"), FINISHED)
    all = written(frames)

    assert read(all)[:2] == ("so it is", "so")
    for after in places(all):
        tail = written([encode(Cursor(2, 1), Reset("so it is")), frames[-1]], after)
        assert numbers.is_within(Content("so it is"), after)
        if after > numbers.THINKING:
            assert read([*cut_at(all, after), *tail])[0] == "so it is"


def test_text_that_turns_out_to_be_thinking_stays_and_the_text_follows_it() -> None:
    all = written(moved(FINISHED))

    assert read(all)[0] == "soFour."  # what was sent cannot be taken back
    done = next(each for each in all if each["type"] == "response.output_text.done")
    assert done["text"] == "Four."
    whole = [encode(Cursor(2, 1), Reset("Four.", "so")), moved(FINISHED)[-1]]
    for after in places(all):
        if after >= numbers.TEXT_BEHIND:
            assert read([*cut_at(all, after), *written(whole, after)])[0] == "soFour."


def test_text_behind_thinking_that_turns_out_to_be_thinking_too_is_an_error() -> None:
    writer = ResponseWriter(RESPONSE)
    events = (STARTED, Reasoning("hm"), Delta("so"), Reset("", "hmso"), Delta("Four."))

    told = [writer.write(frame) for frame in in_order(*events)]

    assert writer.failed
    assert (told[3].startswith(b"event: error"), told[4]) == (True, b"")


def test_text_that_is_all_taken_back_is_closed_without_text() -> None:
    all = written(in_order(STARTED, Delta("so"), Reset("", "so"), FINISHED))

    done = [each["item"] for each in all if each["type"] == "response.output_item.done"]
    assert [item["content"][0]["text"] for item in done] == [""]
    assert [item["type"] for item in all[-1]["response"]["output"]] == ["reasoning"]


def test_arguments_without_end_are_told_by_the_event_that_closes_them() -> None:
    arguments = "x" * (numbers.CALL + 10)
    pieces = (ToolCall(0, "c", "f", arguments), ToolCall(0, arguments="y"), ToolCall(1, "d", "f"))

    all = written(in_order(STARTED, *pieces, FINISHED))

    (streamed,) = read(all)[2].values()
    assert 0 < numbers.CALL - len(streamed) < 10
    done = [e for e in all if e["type"] == "response.function_call_arguments.done"]
    assert [each["arguments"] for each in done] == [f"{arguments}y", ""]
    assert all == sorted(all, key=lambda event: event["sequence_number"])


def test_a_later_epoch_with_less_than_was_sent_is_an_error_and_no_end() -> None:
    writer = ResponseWriter(RESPONSE)
    for frame in in_order(STARTED, Delta("one two")):
        writer.write(frame)

    told = writer.write(encode(Cursor(2, 2), Reset("one")))

    assert writer.failed
    event = orjson.loads(told.partition(b"data: ")[2])
    assert (event["type"], event["code"], event["error"]["code"]) == ("error", *["interrupted"] * 2)
    assert writer.write(in_order(FINISHED)[0]) == b""


@pytest.mark.parametrize(
    ("reason", "kind", "status", "why"),
    [
        ("stop", "completed", "completed", None),
        ("tool_calls", "completed", "completed", None),
        ("length", "incomplete", "incomplete", {"reason": "max_output_tokens"}),
        ("repetition", "incomplete", "incomplete", {"reason": "max_output_tokens"}),
        ("content_filter", "incomplete", "incomplete", {"reason": "content_filter"}),
        ("stopped", "incomplete", "cancelled", None),
        ("error", "failed", "failed", None),
        ("interrupted", "failed", "failed", None),
    ],
)
def test_a_reason_is_told_in_the_words_of_the_format(
    reason: Any, kind: str, status: str, why: Any
) -> None:
    error = ErrorInfo("provider_rate_limited", "Busy", "Come later.", True)
    end = FINISHED._replace(reason=reason, error=error if kind == "failed" else None)

    last = written(in_order(STARTED, Delta("one"), end))[-1]

    response = last["response"]
    assert last["type"] == f"response.{kind}"
    assert (response["status"], response["incomplete_details"]) == (status, why)
    expected = {"code": "rate_limit_exceeded", "message": "Come later."}
    assert response["error"] == (expected if kind == "failed" else None)
    assert response["output"][0]["status"] == ("completed" if kind == "completed" else "incomplete")


def test_a_long_silence_has_an_event_that_moves_nobody() -> None:
    writer = ResponseWriter(RESPONSE)
    writer.write(in_order(STARTED)[0])

    beat = writer.keepalive()

    assert beat == b'event: keepalive\ndata: {"type":"keepalive","sequence_number":2}\n\n'
    assert writer.heartbeat() == b": ping\n"
