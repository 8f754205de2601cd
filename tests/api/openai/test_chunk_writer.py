"""Chunks: whatever life an answer has, its client reads the text of the snapshot, once."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yeoul.api.answer_facts import Head
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
    Started,
    Usage,
    encode,
)
from yeoul.protocol.growing_content import GrowingContent

HEAD = Head("a" * 32, 1_800_000_000, "echo", prompt_tokens=7)
STARTED = Started("a" * 32, "c" * 32, "q" * 32, "echo", "2026-11-28T10:00:00.000Z")
FINISHED = End("finished", "stop", None, Usage(12, 3), None, "0" * 64)


def chunks_of(*events: tuple[Cursor, Event], tells_usage: bool = False) -> list[Any]:
    """Return the data of the chunks, parsed, ``[DONE]`` as it is."""
    writer = ChunkWriter(HEAD, tells_usage=tells_usage)
    body = b"".join(writer.write(encode(*event)) for event in events)
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

    body = b"".join(
        writer.write(encode(*event))
        for event in in_order(STARTED, Reasoning("hm"), Delta('여울 "\n'), FINISHED)
    )

    head = (
        b'{"id":"chatcmpl-%b","object":"chat.completion.chunk","created":1800000000,"model":"echo",'
        % (b"a" * 32)
    )
    choice = b'"choices":[{"index":0,"delta":{%b},"logprobs":null,"finish_reason":%b}],"usage":null'
    data = b"data: %b" % head
    assert body.split(b"\n") == [
        b"id: 1-1",
        data + choice % (b'"role":"assistant","content":""', b"null") + b"}",
        b"",
        b"id: 1-2",
        data + choice % (b'"reasoning_content":"hm","reasoning":"hm"', b"null") + b"}",
        b"",
        b"id: 1-3",
        data + choice % ('"content":"여울 \\"\\n"'.encode(), b"null") + b"}",
        b"",
        b"id: 1-4",
        data
        + choice % (b"", b'"stop"')
        + b',"yeoul":{"reason":"stop","sha256":"%b","timings":null,"omitted_messages":0}}'
        % (b"0" * 64),
        b"",
        data
        + b'"choices":[],'
        + b'"usage":{"prompt_tokens":12,"completion_tokens":3,"total_tokens":15}}',
        b"",
        b"data: [DONE]",
        b"",
        b"",
    ]
    assert PING == b": ping\n"


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
CALLS = st.builds(
    ToolCall,
    st.integers(0, 2),
    st.none() | st.sampled_from(["call_1"]),
    st.none() | st.sampled_from(["look_up"]),
    st.none() | TEXTS,
)
PIECES = st.lists(
    st.one_of(st.builds(Delta, TEXTS), st.builds(Reasoning, TEXTS), CALLS), max_size=8
)


@given(st.lists(PIECES, min_size=1, max_size=4), st.data())
def test_over_any_epochs_and_resets_a_client_reads_the_whole_once(
    epochs: list[list[Event]], data: st.DataObject
) -> None:
    """A later epoch begins with all there was, or, for a reader that came back, with a reset."""
    whole, frames = GrowingContent(), list[tuple[Cursor, Event]]()
    for epoch, pieces in enumerate(epochs, 1):
        kept = [] if epoch == 1 else [Reset(*whole.whole())]
        frames += in_order(STARTED, *kept, *pieces, epoch=epoch)
        for piece in pieces:
            whole.add(piece)
        if data.draw(st.booleans()):
            frames.append((Cursor(epoch, 99), Reset(*whole.whole())))
    frames.append((Cursor(len(epochs), 100), FINISHED))

    chunks = chunks_of(*frames)

    got, expected = read(chunks), whole.whole()
    assert (got.text, got.reasoning) == (expected.text, expected.reasoning)
    assert {call.index: call.arguments or "" for call in got.tool_calls} == {
        call.index: call.arguments or "" for call in expected.tool_calls
    }
    assert chunks[-1] == b"[DONE]"
    assert chunks[-2]["choices"][0]["finish_reason"] == "stop"


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
