"""Chunks: whatever life an answer has, its client reads the text of the snapshot, once."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given

from tests.api.lives import FINISHED, HEAD, STARTED, Life, lives
from yeoul.api.openai.chunk_writer import PING, ChunkWriter
from yeoul.errors import ErrorInfo
from yeoul.protocol.content import Content, ToolCall
from yeoul.protocol.events import (
    Cursor,
    Delta,
    End,
    Event,
    Reasoning,
    Reset,
    encode,
)


def chunks_of(*events: tuple[Cursor, Event], tells_usage: bool = False) -> list[Any]:
    """Return the parsed chunks of these events."""
    writer = ChunkWriter(HEAD, tells_usage=tells_usage)
    return parsed(b"".join(writer.write(encode(*event)) for event in events))


def parsed(body: bytes) -> list[Any]:
    """Return the data of the chunks, parsed, ``[DONE]`` as it is."""
    blocks = body.split(b"\n\n")
    assert blocks.pop() == b""
    data = [block.splitlines()[-1].removeprefix(b"data: ") for block in blocks]
    return [each if each == b"[DONE]" else orjson.loads(each) for each in data]


def in_order(*events: Event, epoch: int = 1) -> list[tuple[Cursor, Event]]:
    return [(Cursor(epoch, number), event) for number, event in enumerate(events, 1)]


def read(chunks: list[Any]) -> Content:
    """Return the content that a client has added up."""
    text, reasoning, calls = "", "", dict[int, dict[str, str]]()
    for chunk in chunks:
        if chunk == b"[DONE]" or not chunk.get("choices"):
            continue
        delta = chunk["choices"][0]["delta"]
        text += delta.get("content") or ""
        reasoning += delta.get("reasoning_content") or ""
        for piece in delta.get("tool_calls") or ():
            call = calls.setdefault(piece["index"], {})
            call |= {"id": piece["id"]} if "id" in piece else {}
            call |= {"name": piece["function"]["name"]} if "name" in piece["function"] else {}
            if "arguments" in piece["function"]:
                call["arguments"] = call.get("arguments", "") + piece["function"]["arguments"]
    return Content(text, reasoning, tuple(ToolCall(i, **call) for i, call in sorted(calls.items())))


def test_a_stream_is_the_bytes_that_every_client_reads() -> None:
    writer = ChunkWriter(HEAD, tells_usage=True)

    events = in_order(STARTED, Reasoning("hm"), Delta('여울 "\n'), FINISHED)
    body = b"".join(writer.write(encode(*event)) for event in events)

    head = (
        b'{"id":"chatcmpl-%b","object":"chat.completion.chunk","created":1800000000,"model":"echo",'
        % (b"a" * 32)
    )
    chunk = (
        b'data: %b"choices":[{"index":0,"delta":{%%b},"logprobs":null,"finish_reason":%%b}]' % head
    )
    grows = chunk + b',"usage":null}'
    assert body.split(b"\n")[:10] == [
        b"id: 1-1",
        grows % (b'"role":"assistant","content":""', b"null"),
        b"",
        b"id: 1-2",
        grows % (b'"reasoning_content":"hm","reasoning":"hm"', b"null"),
        b"",
        b"id: 1-3",
        grows % ('"content":"여울 \\"\\n"'.encode(), b"null"),
        b"",
        b"id: 1-4",
    ]
    assert body.split(b"\n")[10].startswith(chunk % (b"", b'"stop"'))
    usage = b'"choices":[],"usage":{"prompt_tokens":12,"completion_tokens":3,"total_tokens":15}}'
    assert body.endswith(b"\n\ndata: %b%b\n\ndata: [DONE]\n\n" % (head, usage))
    assert PING == b": ping\n"


@given(lives())
def test_over_any_epochs_and_resets_a_client_reads_the_whole_once(life: Life) -> None:
    """Wherever its reader stands: what a client has read is what the answer had by then."""
    writer, body = ChunkWriter(HEAD, tells_usage=False), b""
    for frame, content in zip(life.frames, life.contents, strict=True):
        body += writer.write(frame)
        got = read(parsed(body))
        assert (got.text, got.reasoning) == (content.text, content.reasoning)
        named = [call for call in content.tool_calls if call.name]
        assert {call.index: call.arguments for call in got.tool_calls if call.name} == {
            call.index: call.arguments or "" for call in named
        }

    chunks = parsed(body)
    assert len(read(chunks).tool_calls) == len(life.content.tool_calls)
    assert all(call.id for call in read(chunks).tool_calls)
    assert chunks[0]["choices"][0]["delta"]["role"] == "assistant"
    assert chunks[-1] == b"[DONE]"
    assert chunks[-2]["choices"][0]["finish_reason"] == "stop"


def test_a_later_epoch_without_a_call_that_was_sent_is_an_error() -> None:
    writer = ChunkWriter(HEAD, tells_usage=False)
    for event in in_order(STARTED, ToolCall(0, "c", "look_up", "{}")):
        writer.write(encode(*event))

    told = writer.write(encode(Cursor(2, 2), Reset("")))

    assert writer.failed
    assert b'"interrupted"' in told
    assert writer.write(encode(Cursor(2, 3), Delta("more"))) == b""


def test_a_reader_that_begins_with_a_reset_gets_the_role_first() -> None:
    chunks = chunks_of((Cursor(1, 5), Reset("one")), (Cursor(1, 6), FINISHED))

    assert chunks[0]["choices"][0]["delta"]["role"] == "assistant"
    assert read(chunks).text == "one"


def test_text_that_turns_out_to_be_thinking_stays_and_the_text_follows_it() -> None:
    got = read(
        chunks_of(*in_order(STARTED, Delta("so"), Reset("", "so"), Delta("Four."), FINISHED))
    )

    assert got == Content("soFour.", "so")


def test_a_later_epoch_with_less_than_was_sent_is_an_error() -> None:
    writer = ChunkWriter(HEAD, tells_usage=False)
    for event in in_order(STARTED, Delta("one two")):
        writer.write(encode(*event))

    told = writer.write(encode(Cursor(2, 2), Reset("one")))

    assert writer.failed
    assert orjson.loads(told.removeprefix(b"data: "))["error"]["code"] == "interrupted"


def test_an_answer_that_failed_ends_with_its_error_and_without_done() -> None:
    error = ErrorInfo("provider_broken", "The service failed", "It broke off.", True)

    *_, last = chunks_of(
        *in_order(STARTED, Delta("one"), End("failed", "error", error, None, None, "0" * 64))
    )

    assert last["error"] == {
        "message": "It broke off.",
        "type": "server_error",
        "param": None,
        "code": "provider_broken",
    }


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("stop", "stop"),
        ("stopped", "stop"),
        ("length", "length"),
        ("repetition", "length"),
        ("content_filter", "content_filter"),
        ("tool_calls", "tool_calls"),
    ],
)
def test_a_reason_is_told_in_the_words_of_the_format(reason: Any, told: str) -> None:
    status: Any = "stopped" if reason == "stopped" else "finished"
    *_, last, done = chunks_of(*in_order(STARTED, End(status, reason, None, None, None, "0" * 64)))

    assert (last["choices"][0]["finish_reason"], done) == (told, b"[DONE]")


def test_usage_that_nobody_counted_is_estimated() -> None:
    *_, usage, _ = chunks_of(
        *in_order(STARTED, Delta("x" * 30), FINISHED._replace(usage=None)), tells_usage=True
    )

    assert usage["usage"] == {"prompt_tokens": 7, "completion_tokens": 10, "total_tokens": 17}
