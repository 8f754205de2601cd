"""Ollama's lines: whatever life an answer has, a client has read its snapshot at the end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
import pytest
from hypothesis import given

from tests.api.lives import FINISHED, HEAD, STARTED, Life, lives, moved
from yeoul.api.answer_facts import input_of
from yeoul.api.ollama.line_writer import LineWriter, write_reply
from yeoul.errors import ErrorInfo, ProviderBroken
from yeoul.protocol.content import Content, ToolCall
from yeoul.protocol.events import Cursor, Delta, Event, Reasoning, Reset, encode

CALLED = FINISHED._replace(reason="tool_calls")


def in_order(*events: Event) -> list[bytes]:
    return [encode(Cursor(1, number), event) for number, event in enumerate(events, 1)]


def lines_of(body: bytes) -> list[Any]:
    """Return the parsed lines, broken wherever some clients break them."""
    assert body[-1:] in (b"", b"\n")
    return [orjson.loads(line) for line in body.decode().splitlines()]


def written(frames: Sequence[bytes]) -> list[Any]:
    return lines_of(b"".join(map(LineWriter(HEAD).write, frames)))


def read(lines: Sequence[Any], name: str) -> str:
    return "".join(line["message"].get(name, "") for line in lines)


def calls_in(lines: Sequence[Any]) -> list[tuple[str, Any]]:
    calls = [call for line in lines for call in line["message"].get("tool_calls", ())]
    return [(call["function"]["name"], call["function"]["arguments"]) for call in calls]


@given(lives())
def test_a_client_has_read_what_the_answer_has_wherever_it_is_cut(life: Life) -> None:
    writer, body = LineWriter(HEAD), b""
    for frame, content in zip(life.frames, life.contents, strict=True):
        body += writer.write(frame) + writer.heartbeat()
        lines = [line for line in lines_of(body) if "message" in line]
        assert (read(lines, "content"), read(lines, "thinking")) == content[:2]

    *grown, last, _ = lines_of(body)
    assert not any(line["done"] for line in grown)
    inputs = [(call.name or "", input_of(call.arguments)) for call in life.content.tool_calls]
    if any(given is None for _, given in inputs):
        assert last.keys() == {"error"}
    else:
        assert (last["done"], last["done_reason"], calls_in(lines)) == (True, "stop", inputs)


def test_the_last_line_has_the_durations_in_nanoseconds() -> None:
    *_, last = written(in_order(STARTED, Delta("x"), FINISHED))

    figures = {name: value for name, value in last.items() if name.endswith(("tion", "count"))}
    assert figures == {
        "total_duration": 25_000_000,
        "load_duration": 1_000_000,
        "prompt_eval_count": 12,
        "prompt_eval_duration": 4_000_000,
        "eval_count": 3,
        "eval_duration": 20_000_000,
    }
    assert (last["model"], last["created_at"]) == ("echo", "2027-01-15T08:00:00Z")
    *_, last = written(
        in_order(STARTED, Delta("x" * 30), FINISHED._replace(timings=None, usage=None))
    )
    assert (last["prompt_eval_count"], last["eval_count"], last["total_duration"]) == (7, 10, 0)


def test_no_character_of_a_text_ends_a_line() -> None:
    text = "a\u2028b\u2029c\u0085d“e\x0bf\x0c\x1c\x1d\x1e\r"

    lines = written(in_order(STARTED, Reasoning(text), Delta(text), FINISHED))

    assert (read(lines, "content"), read(lines, "thinking")) == (text, text)


def test_text_that_turns_out_to_be_thinking_stays_and_the_text_follows_it() -> None:
    lines = written(moved(FINISHED))

    assert (read(lines, "content"), read(lines, "thinking")) == ("soFour.", "so")


def test_a_call_is_told_whole() -> None:
    pieces = (ToolCall(0, "c1", "look_up", '{"at":'), ToolCall(0, arguments=' "물"}'))

    lines = written(in_order(STARTED, *pieces, CALLED))

    assert calls_in(lines) == [("look_up", {"at": "물"})]
    assert [line["done"] for line in lines] == [False, True]


def test_a_call_whose_arguments_are_broken_is_never_told() -> None:
    broken = ToolCall(0, "c1", "look_up", '{"at"')
    cut = FINISHED._replace(reason="length")

    assert written(in_order(STARTED, broken, CALLED)) == [
        {"error": "The arguments of the model's call of look_up are no object."}
    ]
    assert calls_in(written(in_order(STARTED, broken, cut))) == []
    whole = Content("", "", (broken,))
    with pytest.raises(ProviderBroken, match="are no object"):
        write_reply(HEAD, whole, CALLED)
    assert b"tool_calls" not in write_reply(HEAD, whole, cut)


def test_a_whole_reply_has_everything_in_one_object() -> None:
    call = ToolCall(0, "c1", "look_up", "{}")

    reply = orjson.loads(write_reply(HEAD, Content("여울", "hm", (call,)), CALLED))

    made = {"id": "c1", "function": {"index": 0, "name": "look_up", "arguments": {}}}
    assert reply["message"] == {
        "role": "assistant",
        "content": "여울",
        "thinking": "hm",
        "tool_calls": [made],
    }
    assert (reply["done"], reply["done_reason"], reply["eval_count"]) == (True, "stop", 3)


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        *[(reason, "stop") for reason in ("stop", "stopped", "content_filter", "tool_calls")],
        ("length", "length"),
        ("repetition", "length"),
    ],
)
def test_a_reason_is_told_in_the_words_of_the_format(reason: Any, told: str) -> None:
    *_, last = written(in_order(STARTED, Delta("x"), FINISHED._replace(reason=reason)))

    assert last["done_reason"] == told


def test_an_answer_that_failed_ends_with_its_sentence_and_is_cut() -> None:
    error = ErrorInfo("provider_broken", "The service failed", "It broke off.", True)
    end = FINISHED._replace(status="failed", reason="error", error=error)
    writer = LineWriter(HEAD)

    lines = lines_of(b"".join(map(writer.write, in_order(STARTED, Reasoning("hm"), end))))

    assert lines[-1] == {"error": "It broke off."}
    assert writer.failed
    with pytest.raises(ProviderBroken, match="It broke off"):
        write_reply(HEAD, Content(), end)
    lost = LineWriter(HEAD)
    frames = [*in_order(STARTED, Delta("one two")), encode(Cursor(2, 2), Reset("one"))]
    assert lines_of(b"".join(map(lost.write, frames)))[-1].keys() == {"error"}
