"""Replies as they leave, from a log: piece by piece, or whole. Chat Completions stand for all."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial

import openai
import orjson
import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message

from tests.api.lives import FINISHED, HEAD, STARTED
from tests.api.openai.official_client import client_reading
from tests.api.served_stream import Sent, serve
from yeoul.api import written_replies
from yeoul.api.openai.chunk_writer import FINISH_REASONS, ChunkWriter, write_completion
from yeoul.api.openai.errors import reply_to
from yeoul.api.written_replies import stream_written
from yeoul.api.written_stream import Leave
from yeoul.errors import NotFound, ProviderBroken
from yeoul.eventlog.base import Permit, Reader
from yeoul.eventlog.memory import MemoryLog
from yeoul.protocol.content import Content, ToolCall
from yeoul.protocol.events import ContentEvent, Delta, End, Reasoning
from yeoul.transports.stream import Pace

pytestmark = pytest.mark.anyio

PACE = Pace(heartbeat_s=7.0, send_timeout_s=30.0)
FAILED = End("failed", "error", ProviderBroken("The line went dead.").info, None, None, "0" * 64)
CALL = ToolCall(0, None, "look_up", "{}")
HEADERS = {"x-yeoul-answer": HEAD.answer_id}


def stays_on(has_all: bool) -> None:
    """Nothing happens when a client leaves."""


async def reader_of(log: MemoryLog) -> Reader:
    return await log.follow(Permit(STARTED.answer_id), None)


async def answered(*events: ContentEvent, end: End | None = FINISHED) -> Reader:
    """Return a reader of an answer with these events."""
    log = MemoryLog()
    writer = await log.create(STARTED)
    for event in events:
        writer.append(event)
    if end is not None:
        await writer.end(end)
    return await reader_of(log)


def request_of(*, has_left: bool = False) -> Request:
    """Return a request whose client stays, or has left."""

    async def receive() -> Message:
        if not has_left:
            await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    return Request({"type": "http", "headers": []}, receive)


def writer_of(*, tells_usage: bool = False) -> ChunkWriter:
    return ChunkWriter(HEAD, tells_usage=tells_usage)


async def reply_whole(
    request: Request, reader: Reader, pace: Pace, *, leave: Leave, headers: Mapping[str, str]
) -> Response:
    return await written_replies.reply_whole(
        request,
        reader,
        partial(write_completion, HEAD),
        pace,
        reasons=FINISH_REASONS,
        refuse=reply_to,
        leave=leave,
        headers=headers,
    )


async def test_a_stream_is_what_the_official_client_adds_up() -> None:
    reader = await answered(Reasoning("hm"), Delta("여"), Delta('울"\n'), CALL)

    sent = await serve(
        stream_written(reader, writer_of(tells_usage=True), PACE, leave=stays_on, headers=HEADERS)
    )

    assert sent.ended
    assert sent.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert sent.headers["x-yeoul-answer"] == HEAD.answer_id
    with client_reading(sent.body).chat.completions.stream(
        model="echo", messages=[{"role": "user", "content": "x"}]
    ) as events:
        completion = events.get_final_completion()
    message = completion.choices[0].message
    assert message.content == '여울"\n'
    assert message.tool_calls is not None
    assert message.tool_calls[0].id == f"call_{HEAD.answer_id}_0"
    assert completion.usage is not None
    assert completion.usage.total_tokens == 15


async def test_a_stream_that_goes_on_in_a_later_epoch_has_all_of_it() -> None:
    log = MemoryLog()
    (await log.create(STARTED)).append(Delta("one"))
    reader = await reader_of(log)

    class GoingOn(Sent):
        async def __call__(self, message: Message) -> None:
            await super().__call__(message)
            if self.body.endswith(b'"one"},"logprobs":null,"finish_reason":null}]}\n\n'):
                writer = await log.open_epoch(STARTED, 2, Content("one two"))
                writer.append(Delta(" three"))
                await writer.end(FINISHED)

    response = stream_written(reader, writer_of(), PACE, leave=stays_on, headers={})
    sent = await serve(response, GoingOn())

    chunks = client_reading(sent.body).chat.completions.create(
        model="echo", messages=[{"role": "user", "content": "x"}], stream=True
    )

    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == "one two three"


async def test_a_stream_of_an_answer_that_failed_tells_the_error_and_is_cut() -> None:
    reader = await answered(Delta("one"), end=FAILED)

    sent = await serve(stream_written(reader, writer_of(), PACE, leave=stays_on, headers={}))

    assert not sent.ended
    with pytest.raises(openai.APIError) as raised:
        list(
            client_reading(sent.body).chat.completions.create(
                model="echo", messages=[{"role": "user", "content": "x"}], stream=True
            )
        )
    assert raised.value.code == "provider_broken"


@pytest.mark.parametrize(("end", "has_all"), [(FINISHED, True), (FAILED, False)])
async def test_a_client_that_leaves_is_told_once_with_whether_it_has_everything(
    end: End, *, has_all: bool
) -> None:
    left: list[bool] = []
    reader = await answered(Delta("one"), end=end)
    response = stream_written(reader, writer_of(), PACE, leave=left.append, headers={})

    await serve(response)

    assert left == [has_all]
    await reply_whole(request_of(), await answered(), PACE, leave=left.append, headers={})
    assert left == [has_all, True]


async def test_a_client_that_left_before_the_whole_reply_was_there_has_nothing() -> None:
    left: list[bool] = []

    await reply_whole(
        request_of(has_left=True), await answered(), PACE, leave=left.append, headers={}
    )

    assert left == [False]


async def test_a_whole_reply_is_one_for_the_official_client() -> None:
    reader = await answered(Reasoning("hm"), Delta("여울"))

    sent = await serve(
        await reply_whole(request_of(), reader, PACE, leave=stays_on, headers=HEADERS)
    )

    completion = client_reading(sent.body, "application/json").chat.completions.create(
        model="echo", messages=[{"role": "user", "content": "x"}]
    )
    choice = completion.choices[0]
    assert (choice.message.content, choice.finish_reason) == ("여울", "stop")
    assert orjson.loads(sent.body)["choices"][0]["message"]["reasoning_content"] == "hm"
    assert sent.headers["x-yeoul-answer"] == HEAD.answer_id


async def test_a_whole_reply_with_calls_alone_has_no_text() -> None:
    reader = await answered(CALL)

    sent = await serve(await reply_whole(request_of(), reader, PACE, leave=stays_on, headers={}))

    message = orjson.loads(sent.body)["choices"][0]["message"]
    assert message["content"] is None
    assert message["tool_calls"] == [
        {
            "id": f"call_{HEAD.answer_id}_0",
            "type": "function",
            "function": {"name": "look_up", "arguments": "{}"},
        }
    ]


async def test_a_whole_reply_of_an_answer_that_failed_has_its_status() -> None:
    reader = await answered(Delta("one"), end=FAILED)

    response = await reply_whole(request_of(), reader, PACE, leave=stays_on, headers=HEADERS)

    assert response.status_code == 502
    assert orjson.loads(bytes(response.body))["error"]["code"] == "provider_broken"
    assert response.headers["x-yeoul-answer"] == HEAD.answer_id


@pytest.mark.parametrize("end", [FINISHED, FAILED])
async def test_a_whole_reply_that_takes_its_time_begins_with_white_space(
    end: End, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yeoul.api.written_replies.PATIENCE_S", 0.0)
    log = MemoryLog()
    writer = await log.create(STARTED)
    writer.append(Delta("one"))
    pace = Pace(heartbeat_s=0.01, send_timeout_s=30.0)
    reader = await reader_of(log)
    response = await reply_whole(request_of(), reader, pace, leave=stays_on, headers=HEADERS)

    class Ending(Sent):
        async def __call__(self, message: Message) -> None:
            await super().__call__(message)
            if self.body == b"  ":
                await writer.end(end)

    sent = await serve(response, Ending())

    assert sent.ended
    assert sent.body.startswith(b"  {")
    assert ("error" in orjson.loads(sent.body)) is (end is FAILED)
    assert sent.headers["x-yeoul-answer"] == HEAD.answer_id


async def test_a_reader_whose_answer_is_deleted_meanwhile_gets_no_reply() -> None:
    log = MemoryLog()
    await log.create(STARTED)
    reader = await reader_of(log)
    await log.forget([STARTED.answer_id])

    with pytest.raises(NotFound):
        await reply_whole(request_of(), reader, PACE, leave=stays_on, headers={})
