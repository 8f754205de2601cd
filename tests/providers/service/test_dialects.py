"""Services say the same in many ways, and each is read: over real sockets."""

from __future__ import annotations

import asyncio
import json
from contextlib import aclosing
from typing import Any

import pytest

from tests.providers.prompts import (
    finish_of,
    pieces,
    prompt,
    text_of,
    thoughts_of,
    until_failure,
)
from tests.services.chat_service import DONE, Call, ChatService, Plan, chunk, finish, text, usage
from yeoul.errors import EmptyAnswer, ProviderBroken, QuotaExhausted
from yeoul.protocol.content import ToolCall
from yeoul.protocol.events import Usage
from yeoul.providers.base import Finish, Moved
from yeoul.providers.service.provider import ServiceProvider

pytestmark = pytest.mark.anyio


def data(body: object) -> bytes:
    return b"data: " + json.dumps(body).encode() + b"\n\n"


def choice(**fields: Any) -> bytes:
    return data({"choices": [{"index": 0, **fields}]})


def saying(*parts: bytes, content_type: str = "text/event-stream") -> Plan:
    async def plan(call: Call) -> None:
        await call.head(200, content_type)
        await call.send(*parts)
        await call.end()

    return plan


def staying_open(*parts: bytes) -> Plan:
    async def plan(call: Call) -> None:
        await call.head()
        await call.send(*parts)
        await call.client_gone()

    return plan


# -- the end -------------------------------------------------------------------------------------


async def test_a_finish_reason_ends_nothing_while_text_still_comes(
    service: ChatService, provider: ServiceProvider
) -> None:
    thoughts = [chunk({"reasoning_content": f"{n}. "}, finish_reason="stop") for n in range(3)]
    early = chunk({"content": "Four"}, finish_reason="stop")
    service.answer = saying(*thoughts, early, text(" it is."), finish("length"), usage(5, 7), DONE)

    told = await pieces(provider, prompt())

    assert (thoughts_of(told), text_of(told)) == ("0. 1. 2. ", "Four it is.")
    assert finish_of(told)[:2] == ("length", Usage(5, 7))


@pytest.mark.parametrize("none", ["null", "", "None", None, 0, False])
async def test_a_finish_reason_that_is_none_ends_nothing(
    service: ChatService, provider: ServiceProvider, none: object
) -> None:
    part = choice(delta={"content": "half"}, finish_reason=none)
    service.answer = saying(part, part)

    told, error = await until_failure(provider, prompt())

    assert told == "halfhalf"
    assert isinstance(error, ProviderBroken)


@pytest.mark.parametrize(
    "end",
    [
        {"finish_reason": "STOP"},
        {"finish_reason": "end_turn"},
        {"finishReason": "stop"},
        {"stop_reason": "end_turn"},
        {"finish_details": {"type": "stop"}},
    ],
)
async def test_the_end_may_have_another_name(
    service: ChatService, provider: ServiceProvider, end: dict[str, object]
) -> None:
    service.answer = saying(text("all"), choice(delta={}, **end))

    assert finish_of(await pieces(provider, prompt())).reason == "stop"


@pytest.mark.parametrize("reason", ["MAX_TOKENS", "length", "max_output_tokens", "model_length"])
async def test_a_length_limit_has_many_names(
    service: ChatService, provider: ServiceProvider, reason: str
) -> None:
    service.answer = saying(text("all"), finish(reason), DONE)

    assert finish_of(await pieces(provider, prompt())).reason == "length"


@pytest.mark.parametrize("reason", ["error", "abort", "network_error"])
async def test_an_answer_that_was_broken_off_is_no_whole_one(
    service: ChatService, provider: ServiceProvider, reason: str
) -> None:
    service.answer = saying(text("half"), finish(reason), DONE)

    told, error = await until_failure(provider, prompt())

    assert told == "half"
    assert isinstance(error, ProviderBroken)


async def test_done_without_any_finish_reason_is_an_end(
    service: ChatService, provider: ServiceProvider
) -> None:
    service.answer = staying_open(text("All of "), text("it."), DONE)

    told = await pieces(provider, prompt())

    assert text_of(told) == "All of it."
    assert finish_of(told).reason == "stop"


async def test_two_seconds_of_silence_behind_a_finish_reason_are_an_end(
    service: ChatService, provider: ServiceProvider
) -> None:
    service.answer = staying_open(text("all"), finish())

    async with asyncio.timeout(60):
        told = await pieces(provider, prompt())

    assert text_of(told) == "all"


async def test_a_break_behind_finish_reasons_that_came_too_early_is_a_failure(
    service: ChatService, provider: ServiceProvider
) -> None:
    async def plan(call: Call) -> None:
        await call.head()
        await call.send(*(chunk({"content": "a"}, finish_reason="stop") for _ in range(3)))
        call.writer.close()

    service.answer = plan

    told, error = await until_failure(provider, prompt())

    assert told == "aaa"
    assert isinstance(error, ProviderBroken)


# -- thinking ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "field",
    ["reasoning_content", "reasoning", "thinking", "thought", "reasoning_text"],
)
@pytest.mark.parametrize(
    "shape",
    [
        lambda said: said,
        lambda said: {"content": said},
        lambda said: [{"type": "reasoning.text", "text": said}],
        lambda said: [{"type": "thinking", "thinking": [{"type": "text", "text": said}]}],
    ],
)
async def test_thinking_has_many_names_and_shapes(
    service: ChatService, provider: ServiceProvider, field: str, shape: Any
) -> None:
    service.answer = saying(
        chunk({field: shape("Let me "), "content": ""}),
        chunk({field: shape("see."), "content": None}),
        text(" Two."),
        finish(),
        DONE,
    )

    told = await pieces(provider, prompt())

    assert (thoughts_of(told), text_of(told)) == ("Let me see.", " Two.")


async def test_thinking_that_is_told_under_two_names_is_read_once(
    service: ChatService, provider: ServiceProvider
) -> None:
    details = [{"type": "reasoning.text", "text": "Hm."}]
    both = {"reasoning": "Hm.", "reasoning_content": "Hm.", "reasoning_details": details}
    service.answer = saying(chunk(both), text("Two."), finish(), DONE)

    assert thoughts_of(await pieces(provider, prompt())) == "Hm."


async def test_typed_parts_are_thinking_or_text(
    service: ChatService, provider: ServiceProvider
) -> None:
    thinking = [{"type": "thinking", "thinking": [{"type": "text", "text": "Let me see."}]}]
    closed = [{"type": "thinking", "thinking": [], "closed": True}]
    service.answer = saying(
        chunk({"content": thinking}),
        chunk({"content": closed}),
        text("Two"),
        chunk(
            {"content": [{"type": "text", "text": " it"}, {"type": "output_text", "text": " is"}]}
        ),
        finish(),
        DONE,
    )

    told = await pieces(provider, prompt())

    assert (thoughts_of(told), text_of(told)) == ("Let me see.", "Two it is")


async def test_tags_in_the_content_are_thinking(
    service: ChatService, provider: ServiceProvider
) -> None:
    service.answer = saying(
        *map(text, ["<th", "ink>", "\n", "Hm.", "</thi", "nk>", "\n\n", "Two."]), finish(), DONE
    )

    told = await pieces(provider, prompt())

    assert (thoughts_of(told), text_of(told)) == ("Hm.", "Two.")


async def test_a_model_that_thinks_without_opening_is_known_from_its_first_answer_on(
    service: ChatService, provider: ServiceProvider
) -> None:
    service.answer = saying(*map(text, ["Hm, ", "yes.", "\n</think>", "\n\nTwo."]), finish(), DONE)

    first = await pieces(provider, prompt(model="deep"))
    again = await pieces(provider, prompt(model="deep"))
    other = await pieces(provider, prompt(model="other"))

    assert Moved("thinking") in first
    assert Moved("thinking") in other
    assert not any(isinstance(piece, Moved) for piece in again)
    assert (thoughts_of(again), text_of(again)) == ("Hm, yes.", "Two.")


# -- whole replies and other bodies --------------------------------------------------------------

WHOLE = {
    "object": "chat.completion",
    "choices": [{"index": 0, "message": {"role": "assistant", "content": "The whole answer."}}],
    "usage": {"prompt_tokens": 1, "completion_tokens": 5},
}


@pytest.mark.parametrize(
    "content_type", ["application/json", "text/event-stream", "text/plain", ""]
)
@pytest.mark.parametrize("indent", [None, 2])
async def test_one_whole_reply_is_an_answer_whatever_it_calls_itself(
    service: ChatService, provider: ServiceProvider, content_type: str, indent: int | None
) -> None:
    body = json.dumps(WHOLE, indent=indent).encode()
    service.answer = saying(body[:50], body[50:], content_type=content_type)

    told = await pieces(provider, prompt())

    assert text_of(told) == "The whole answer."
    assert finish_of(told)[:2] == ("stop", Usage(1, 5))


async def test_thinking_of_a_whole_reply_is_told_apart(
    service: ChatService, provider: ServiceProvider
) -> None:
    message = {"content": "<think>Hm.</think>\n\nTwo.", "role": "assistant"}
    service.answer = saying(json.dumps({"choices": [{"message": message}]}).encode())

    told = await pieces(provider, prompt())

    assert (thoughts_of(told), text_of(told)) == ("Hm.", "Two.")


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain; charset=utf-8",
        "application/octet-stream",
        "application/json",
        "TEXT/Event-Stream",
        "text/html; charset=utf-8",
    ],
)
async def test_a_stream_is_read_whatever_its_content_type(
    service: ChatService, provider: ServiceProvider, content_type: str
) -> None:
    service.answer = saying(text("plain "), text("type"), finish(), DONE, content_type=content_type)

    assert text_of(await pieces(provider, prompt())) == "plain type"


async def test_chunks_may_come_as_lines_of_json(
    service: ChatService, provider: ServiceProvider
) -> None:
    lines = [part.removeprefix(b"data: ")[:-1] for part in (text("a"), text("b"), finish())]
    service.answer = saying(*lines, content_type="application/x-ndjson")

    assert text_of(await pieces(provider, prompt())) == "ab"


@pytest.mark.parametrize(
    "form", [{"message": {"content": "part"}}, {"text": "part"}, {"delta": "part"}]
)
async def test_message_or_text_may_stand_in_place_of_the_delta(
    service: ChatService, provider: ServiceProvider, form: dict[str, object]
) -> None:
    service.answer = saying(choice(**form), choice(**form), choice(finish_reason="stop"), DONE)

    assert text_of(await pieces(provider, prompt())) == "partpart"


async def test_a_message_beside_the_deltas_does_not_say_it_all_twice(
    service: ChatService, provider: ServiceProvider
) -> None:
    last = choice(delta={}, message={"content": "once only"}, finish_reason="stop")
    service.answer = saying(text("once "), text("only"), last, DONE)

    assert text_of(await pieces(provider, prompt())) == "once only"


@pytest.mark.parametrize(
    "sign",
    [
        b"data:\n\n",
        b"data: \n\n",
        b"data: null\n\n",
        b"data: ping\n\n",
        b"data: true\n\n",
        b":\n\n",
        b"event: ping\n\n",
        b"event: ping\ndata: {}\n\n",
        b'data: {"type":"ping"}\n\n',
        b"\n\n\n",
    ],
)
async def test_signs_of_life_are_passed_over(
    service: ChatService, provider: ServiceProvider, sign: bytes
) -> None:
    service.answer = saying(sign, text("one "), sign, text("two"), sign, finish(), sign, DONE)

    assert text_of(await pieces(provider, prompt())) == "one two"


# -- errors --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "part",
    [
        data({"error": {"message": "Out of steam", "code": 502}}),
        data({"error": "Out of steam"}),
        data([{"error": {"message": "Out of steam"}}]),
        data({"code": 1, "message": "Out of steam"}),
        data({"base_resp": {"status_code": 1, "status_msg": "Out of steam"}}),
        choice(delta={"content": ""}, finish_reason="error", error={"message": "Out of steam"}),
        b'error: {"code":500,"message":"Out of steam"}\n\n',
        b'error: {"code":500,"message":"Out of steam"}',
        b'event: error\ndata: {"message":"Out of steam"}\n\n',
        b'event: error\ndata: {"status":500,"message":"Out of steam"}\n\n',
        b"event: error\ndata: Out of steam\n\n",
        b"error: Out of steam\n\n",
        b'{"error":{"message":"Out of steam"}}\n\n',
    ],
)
async def test_an_error_in_the_stream_is_told_in_the_words_of_the_service(
    service: ChatService, provider: ServiceProvider, part: bytes
) -> None:
    service.answer = saying(text("half "), part)

    told, error = await until_failure(provider, prompt())

    assert told == "half "
    assert isinstance(error, ProviderBroken)
    assert "Out of steam" in error.detail


@pytest.mark.parametrize(
    "last", [b"Internal Server Error: the GPU is lost", b"data: [ERROR] the GPU is lost\n\n"]
)
async def test_the_last_words_of_a_stream_that_ends_in_the_middle_are_told(
    service: ChatService, provider: ServiceProvider, last: bytes
) -> None:
    service.answer = saying(text("half "), last)

    told, error = await until_failure(provider, prompt())

    assert told == "half "
    assert isinstance(error, ProviderBroken)
    assert "the GPU is lost" in error.detail


@pytest.mark.parametrize("content_type", ["application/json", "text/event-stream", "text/plain"])
async def test_an_error_under_200_is_one(
    service: ChatService, provider: ServiceProvider, content_type: str
) -> None:
    body = b'[{"error": {"message": "You exceeded your current quota", "code": 429}}]'
    service.answer = saying(body, content_type=content_type)

    _, error = await until_failure(provider, prompt())

    assert isinstance(error, QuotaExhausted)
    assert "You exceeded your current quota" in error.detail
    assert not error.retryable


async def test_a_page_under_any_content_type_is_told_as_one(
    service: ChatService, provider: ServiceProvider
) -> None:
    service.answer = saying(b"\n<!doctype html><title>Welcome</title>", content_type="text/plain")

    _, error = await until_failure(provider, prompt())

    assert isinstance(error, ProviderBroken)
    assert "web page" in error.detail


async def test_blank_lines_between_events_may_be_missing(
    service: ChatService, provider: ServiceProvider
) -> None:
    read_so_far = asyncio.Event()

    async def plan(call: Call) -> None:
        await call.head()
        await call.send(*(part[:-1] for part in (text("a"), text("b"), text("c"))))
        await read_so_far.wait()
        await call.send(finish()[:-1], DONE)
        await call.end()

    service.answer = plan
    told = ""
    async with aclosing(provider.generate(prompt())) as generated:
        async for batch in generated:
            told += text_of(batch)
            if told == "ab":  # they stream, one behind
                read_so_far.set()
    assert told == "abc"


# -- nothing -------------------------------------------------------------------------------------


async def test_a_tool_call_in_place_of_an_answer_is_passed_on(
    service: ChatService, provider: ServiceProvider
) -> None:
    call = {"index": 0, "id": "a", "function": {"name": "web_search", "arguments": ""}}
    service.answer = saying(
        chunk({"content": None, "tool_calls": [call]}), finish("tool_calls"), DONE
    )

    assert (await pieces(provider, prompt()))[-2:] == [
        ToolCall(0, "a", "web_search"),
        Finish("tool_calls", None),
    ]


@pytest.mark.parametrize("body", [b"Internal Server Error", b'{"result":"Internal Server Error"}'])
async def test_what_came_in_place_of_an_answer_is_told(
    service: ChatService, provider: ServiceProvider, body: bytes
) -> None:
    service.answer = saying(body, content_type="text/plain")

    try:
        told = str(finish_of(await pieces(provider, prompt())).instead)
    except EmptyAnswer as error:
        told = error.detail

    assert "Internal Server Error" in told


async def test_a_body_with_nothing_in_it_is_an_empty_answer(
    service: ChatService, provider: ServiceProvider
) -> None:
    service.answer = saying()

    _, error = await until_failure(provider, prompt())

    assert isinstance(error, EmptyAnswer)
