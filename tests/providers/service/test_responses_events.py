"""Events of the Responses API as pieces, however the network cuts them."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from tests.services.responses_service import frame
from yeoul.errors import (
    ContextTooLong,
    ProviderBroken,
    ProviderRateLimited,
    ProviderUnauthorized,
    QuotaExhausted,
    YeoulError,
)
from yeoul.protocol.content import ToolCall
from yeoul.protocol.events import Usage
from yeoul.providers.base import Accepted, Finish, Piece, Progress, Text, Thought
from yeoul.providers.service.errors import ServiceErrors
from yeoul.providers.service.responses_events import MAX_EVENT_BYTES, ResponsesEvents

ID = "resp_0123456789abcdef"
USAGE = {"input_tokens": 9, "output_tokens": 4}
SEED = 20260101

Json = dict[str, Any]


def opened(upstream_id: str | None = None) -> ResponsesEvents:
    return ResponsesEvents(ServiceErrors(place="service", key=None), upstream_id)


def response(status: str, **fields: Any) -> Json:
    return {"id": ID, "object": "response", "status": status, "background": True, **fields}


def text(delta: str, output_index: int = 0, content_index: int = 0) -> Json:
    return {
        "type": "response.output_text.delta",
        "output_index": output_index,
        "content_index": content_index,
        "delta": delta,
    }


def summary(delta: str, summary_index: int = 0, output_index: int = 0) -> Json:
    return {
        "type": "response.reasoning_summary_text.delta",
        "output_index": output_index,
        "summary_index": summary_index,
        "delta": delta,
    }


def message(*texts: str) -> Json:
    return {"type": "message", "content": [{"type": "output_text", "text": t} for t in texts]}


CREATED: Json = {"type": "response.created", "response": response("queued")}
RUNNING: Json = {"type": "response.in_progress", "response": response("in_progress")}


def ending(status: str = "completed", **fields: Any) -> Json:
    fields = {"usage": USAGE, **fields}
    return {"type": f"response.{status}", "response": response(status, **fields)}


def stream(*events: Json, first: int = 0) -> bytes:
    numbered = ({**event, "sequence_number": n} for n, event in enumerate(events, first))
    return b"".join(map(frame, numbered))


def joined(pieces: list[Piece]) -> tuple[str, str]:
    """Return the text and the thinking of pieces."""
    return (
        "".join(piece.text for piece in pieces if isinstance(piece, Text)),
        "".join(piece.text for piece in pieces if isinstance(piece, Thought)),
    )


def test_an_answer_is_accepted_thought_about_and_said() -> None:
    events = opened()

    told = events.feed(
        stream(CREATED, RUNNING, summary("Hm."), text("여울", 1), text(" 👍", 1), ending())
    )

    assert told == [
        Progress("queued"),
        Accepted(ID),
        Progress("thinking"),
        Thought("Hm."),
        Text("여울"),
        Text(" 👍"),
        Finish("stop", Usage(9, 4)),
    ]
    assert (events.upstream_id, events.number, events.is_over) == (ID, 5, True)


def test_every_cut_of_the_bytes_gives_the_same_pieces() -> None:
    body = stream(CREATED, RUNNING, summary("Hm."), text("여울 👍\n", 1), text("x", 1), ending())
    whole = opened().feed(body)

    for cut in range(len(body) + 1):
        events = opened()
        assert events.feed(body[:cut]) + events.feed(body[cut:]) == whole, cut


def test_every_cut_of_the_wire_loses_and_repeats_nothing_behind_the_last_number() -> None:
    parts = [CREATED, RUNNING, summary("Hm."), text("여울 👍\n", 1), text("x", 1), ending()]
    body, whole = stream(*parts), opened().feed(stream(*parts))

    for cut in range(len(body) + 1):
        events = opened()
        told = events.feed(body[:cut])
        events.open_body()
        at = -1 if events.number is None else events.number
        told += events.feed(stream(*parts[at + 1 :], first=at + 1))
        assert told == whole, cut


def test_events_that_come_again_are_dropped() -> None:
    print(f"seed {SEED}")
    chance = random.Random(SEED)
    parts = [CREATED, RUNNING, *(text(str(n)) for n in range(20)), ending()]
    whole = opened().feed(stream(*parts))
    for _ in range(50):
        events, told = opened(), []
        for number in range(len(parts)):
            back = chance.randint(min(1, number), number)
            told += events.feed(stream(*parts[back : number + 1], first=back))
        assert told == whole


def test_a_service_that_numbers_nothing_is_read_too() -> None:
    for number in ({}, {"sequence_number": 0}):
        body = b"".join(frame({**e, **number}) for e in (CREATED, text("a"), text("a"), ending()))
        assert joined(opened().feed(body)) == ("aa", "")


def test_an_answer_whose_beginning_never_came_is_not_called_whole() -> None:
    events = opened(ID)

    told = events.feed(stream(text("three"), ending(output=[message("one two three")]), first=5))

    assert joined(told)[0] == "three"
    assert isinstance(events.failure, ProviderBroken)


def test_what_the_deltas_left_out_comes_from_the_whole() -> None:
    done = {"type": "response.output_item.done", "output_index": 0, "item": message("one two")}
    for last in ([done, ending()], [ending(output=[message("one two")])]):
        assert joined(opened().feed(stream(CREATED, text("one "), *last))) == ("one two", "")
        assert joined(opened().feed(stream(CREATED, *last))) == ("one two", "")


def test_a_lost_event_that_nothing_makes_up_for_is_never_passed_over_in_silence() -> None:
    events = opened()
    gap = stream(CREATED, text("one ")) + stream(text("three"), first=3)

    told = events.feed(gap + stream(ending(output=[message("one two three")]), first=4))

    assert joined(told) == ("one three", "")
    assert not any(isinstance(piece, Finish) for piece in told)
    assert isinstance(events.failure, ProviderBroken)
    assert "left out" in events.failure.detail


def test_a_service_that_tidies_the_whole_is_believed_by_its_deltas() -> None:
    events = opened()

    told = events.feed(stream(CREATED, text(" one "), ending(output=[message("one")])))

    assert joined(told) == (" one ", "")
    assert isinstance(told[-1], Finish)


def test_a_service_that_counts_no_items_says_nothing_twice() -> None:
    thought = {"type": "response.reasoning_text.delta", "item_id": "r1", "delta": "Hm."}
    said = {"type": "response.output_text.delta", "item_id": "m1", "delta": "one"}
    item = {"type": "reasoning", "content": [{"type": "reasoning_text", "text": "Hm."}]}
    done = {"type": "response.output_item.done", "item": {**message("one"), "id": "m1"}}

    told = opened().feed(
        stream(CREATED, thought, said, done, ending(output=[item, message("one")]))
    )

    assert joined(told) == ("one", "Hm.")


def test_parts_of_the_thinking_and_messages_stand_apart() -> None:
    told = opened().feed(
        stream(CREATED, summary("a"), summary("b", 1), text("c", 1), text("d", 1, 1), text("e", 2))
    )

    assert joined(told) == ("cd\n\ne", "a\n\nb")


def test_a_service_that_sends_its_thinking_twice_shows_it_once() -> None:
    raw = {"type": "response.reasoning_text.delta", "output_index": 0, "content_index": 0}
    item = {
        "type": "reasoning",
        "summary": [{"type": "summary_text", "text": "short"}],
        "content": [{"type": "reasoning_text", "text": "long"}],
    }

    told = opened().feed(stream(CREATED, {**raw, "delta": "long"}, ending(output=[item])))

    assert joined(told) == ("", "long")


def test_a_refusal_is_a_text() -> None:
    refusal = {"type": "response.refusal.delta", "output_index": 0, "content_index": 0}

    told = opened().feed(stream(CREATED, {**refusal, "delta": "I cannot."}, ending()))

    assert joined(told) == ("I cannot.", "")


def test_a_call_comes_in_pieces_and_ends_the_answer_as_one() -> None:
    item = {"type": "function_call", "call_id": "c1", "name": "weather", "arguments": ""}
    added = {"type": "response.output_item.added", "output_index": 0, "item": item}
    delta = {"type": "response.function_call_arguments.delta", "output_index": 0}
    done = {**item, "arguments": '{"city":1}'}

    told = opened().feed(
        stream(CREATED, added, {**delta, "delta": '{"city"'}, ending(output=[done]))
    )

    assert told[2:] == [
        ToolCall(0, "c1", "weather"),
        ToolCall(0, arguments='{"city"'),
        ToolCall(0, arguments=":1}"),
        Finish("tool_calls", Usage(9, 4)),
    ]


def test_a_call_behind_a_text_ends_the_answer_as_one() -> None:
    item = {"type": "function_call", "call_id": "c1", "name": "look", "arguments": "{}"}
    done = {"type": "response.output_item.done", "output_index": 1, "item": item}

    told = opened().feed(stream(CREATED, text("Let me see."), done, ending()))

    assert told[-3:] == [
        ToolCall(0, "c1", "look"),
        ToolCall(0, arguments="{}"),
        Finish("tool_calls", Usage(9, 4)),
    ]


def test_a_call_whose_name_comes_late_is_named() -> None:
    item = {"type": "function_call", "call_id": "c1", "name": "look", "arguments": "{}"}
    delta = {"type": "response.function_call_arguments.delta", "output_index": 0, "delta": "{"}

    told = opened().feed(stream(CREATED, delta, ending(output=[item])))

    assert told[2:-1] == [
        ToolCall(0, arguments="{"),
        ToolCall(0, "c1", "look"),
        ToolCall(0, arguments="}"),
    ]


@pytest.mark.parametrize(
    ("why", "reason"),
    [("max_output_tokens", "length"), ("content_filter", "content_filter"), ("other", "length")],
)
def test_an_incomplete_answer_says_why(why: str, reason: str) -> None:
    incomplete = ending("incomplete", incomplete_details={"reason": why})

    assert opened().feed(stream(CREATED, text("x"), incomplete))[-1] == Finish(
        reason,  # type: ignore[arg-type]
        Usage(9, 4),
    )
    last = opened().feed(stream(CREATED, incomplete))[-1]
    assert isinstance(last, Finish)
    assert last.instead


@pytest.mark.parametrize(
    ("code", "said", "kind"),
    [
        ("server_error", "An error occurred.", ProviderBroken),
        ("rate_limit_exceeded", "Slow down.", ProviderRateLimited),
        ("insufficient_quota", "Pay first.", QuotaExhausted),
        ("context_length_exceeded", "Too long.", ContextTooLong),
        ("invalid_api_key", "Who are you?", ProviderUnauthorized),
    ],
)
def test_a_failure_gives_the_services_own_words(
    code: str, said: str, kind: type[YeoulError]
) -> None:
    events = opened()

    told = events.feed(
        stream(CREATED, text("x"), ending("failed", error={"code": code, "message": said}))
    )

    assert joined(told) == ("x", "")
    assert isinstance(events.failure, kind)
    assert said.rstrip(".") in events.failure.detail


def test_an_answer_that_was_cancelled_elsewhere_has_failed() -> None:
    events = opened()

    assert joined(events.feed(stream(CREATED, text("x"), ending("cancelled")))) == ("x", "")
    assert isinstance(events.failure, ProviderBroken)


def test_an_error_of_a_stream_ends_an_answer_only_if_it_does_not_grow_in_the_background() -> None:
    error = frame({"type": "error", "code": "server_error", "message": "Oops", "param": None})
    events, foreground = opened(), opened()

    events.feed(stream(CREATED, text("x")) + error)
    foreground.feed(error)

    assert (events.is_over, events.failure) == (False, None)
    assert "Oops" in str(events.stream_error and events.stream_error.detail)
    assert "Oops" in str(foreground.failure and foreground.failure.detail)


def test_an_answer_outside_the_background_is_not_kept_and_a_strange_id_is_none() -> None:
    for fields in ({"background": False}, {"id": "a b"}, {"id": "x" * 256}, {"id": 7}):
        event = {"type": "response.created", "response": {**CREATED["response"], **fields}}
        events = opened()
        assert events.feed(stream(event)) == [Progress("queued")]
        assert events.upstream_id is None


def test_a_whole_response_adds_what_is_missing_however_far_it_has_come() -> None:
    events = opened()
    told = events.feed(stream(CREATED, text("one ")))

    for status, so_far in (("in_progress", "one two "), ("completed", "one two three")):
        shown = response(status, output=[message(so_far)], usage=USAGE)
        told += events.read_response(json.dumps(shown).encode())

    assert joined(told) == ("one two three", "")
    assert told[-1] == Finish("stop", Usage(9, 4))


@pytest.mark.parametrize("cut", [1, 40, 200])
def test_a_reply_that_is_no_stream_is_read_as_a_whole(cut: int) -> None:
    body = json.dumps(response("completed", output=[message("x")], usage=USAGE)).encode()
    events = opened()

    told = events.feed(b"\n" + body[:cut]) + events.feed(body[cut:]) + events.close()

    assert told == [Text("x"), Finish("stop", Usage(9, 4))]


def test_an_error_or_a_page_in_place_of_a_stream_is_told() -> None:
    for body, said in ((b'{"error":{"message":"No."}}', "No."), (b"<html>hi</html>", "web page")):
        events = opened()
        assert events.feed(body) + events.close() == []
        assert said in str(events.failure and events.failure.detail)


def test_an_event_without_end_is_given_up() -> None:
    events = opened()
    events.feed(b"data: ")
    for _ in range(MAX_EVENT_BYTES // (1 << 20) + 1):
        events.feed(b"x" * (1 << 20))

    assert isinstance(events.failure, ProviderBroken)


def test_noise_is_passed_over() -> None:
    noise = (
        b": ping\n\n"
        b'event: keepalive\ndata: {"type":"keepalive","sequence_number":1}\n\n'
        b'data: [DONE]\n\ndata: {"half\n\ndata: 7\n\n'
        b'data: {"type":"response.new_thing","sequence_number":2,"output_index":"x"}\n\n'
    )

    told = opened().feed(stream(CREATED, text("a")) + noise + stream(text("b"), ending(), first=3))

    assert joined(told) == ("ab", "")
    assert isinstance(told[-1], Finish)
