"""Messages: whatever life an answer has, a client has read its snapshot at the end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
import pytest
from hypothesis import given

from tests.api.lives import FINISHED, HEAD, STARTED, Life, lives, moved
from yeoul.api.answer_facts import input_of
from yeoul.api.anthropic.message_writer import PING, MessageWriter, write_message
from yeoul.errors import ErrorInfo, ProviderBroken, ProviderRateLimited
from yeoul.protocol.content import Content, ToolCall
from yeoul.protocol.events import Cursor, Delta, Event, Reasoning, Reset, encode

CALLED = FINISHED._replace(reason="tool_calls")


class Client:
    """The blocks of a message, as clients add them up from events: one open at a time."""

    def __init__(self) -> None:
        self.blocks: list[dict[str, Any]] = []
        self.is_open = False
        self.message: dict[str, Any] = {}
        self.error: dict[str, Any] | None = None
        self.is_over = False

    def take(self, body: bytes) -> None:
        blocks = body.split(b"\n\n")
        assert blocks.pop() == b""
        for block in blocks:
            kind, data = block.split(b"\n")
            event = orjson.loads(data.removeprefix(b"data: "))
            assert kind == b"event: " + event["type"].encode()
            self._add(event)

    def _add(self, event: dict[str, Any]) -> None:
        match event["type"]:
            case "message_start":
                self.message = event["message"]
            case "message_delta":
                self.message |= event["delta"]
                self.message["usage"] |= event["usage"]
            case "message_stop":
                self.is_over = True
            case "error":
                self.error = event["error"]
            case "ping":
                pass
            case kind:
                self._add_to_block(kind, event)

    def _add_to_block(self, kind: str, event: dict[str, Any]) -> None:
        if kind == "content_block_start":
            assert not self.is_open
            assert event["index"] == len(self.blocks)
            self.blocks.append(event["content_block"] | {"json": ""})
            self.is_open = True
            return
        assert self.is_open
        assert event["index"] == len(self.blocks) - 1
        if kind == "content_block_stop":
            self.is_open = False
            return
        block, delta = self.blocks[-1], event["delta"]
        match delta.pop("type"):
            case "input_json_delta":
                block["json"] += delta["partial_json"]
            case "signature_delta":
                block |= delta
            case _:
                for name, more in delta.items():
                    block[name] += more

    def joined(self, name: str) -> str:
        return "".join(block.get(name, "") for block in self.blocks)

    def calls(self) -> list[tuple[str, Any]]:
        tools = [block for block in self.blocks if block["type"] == "tool_use"]
        return [(block["name"], input_of(block["json"])) for block in tools]


def read(frames: Sequence[bytes]) -> Client:
    client, writer = Client(), MessageWriter(HEAD)
    client.take(b"".join(map(writer.write, frames)))
    return client


def in_order(*events: Event) -> list[bytes]:
    return [encode(Cursor(1, number), event) for number, event in enumerate(events, 1)]


@given(lives())
def test_a_client_has_read_what_the_answer_has_wherever_it_is_cut(life: Life) -> None:
    client, writer = Client(), MessageWriter(HEAD)
    for frame, content in zip(life.frames, life.contents, strict=True):
        client.take(writer.write(frame) + writer.heartbeat())
        assert (client.joined("text"), client.joined("thinking")) == content[:2]

    inputs = [(call.name or "", input_of(call.arguments)) for call in life.content.tool_calls]
    if any(given is None for _, given in inputs):
        assert client.error is not None
    else:
        assert (client.calls(), client.is_over, client.is_open) == (inputs, True, False)
        assert client.message["stop_reason"] == "end_turn"


def test_a_stream_begins_and_ends_as_the_format_has_it() -> None:
    client = read(in_order(STARTED, Reasoning("hm"), Delta("여울"), FINISHED))

    assert client.message["id"] == f"msg_{HEAD.answer_id}"
    assert client.message["usage"] == {"input_tokens": 12, "output_tokens": 3}
    assert [(block["type"], block.get("signature")) for block in client.blocks] == [
        ("thinking", "unsigned"),
        ("text", None),
    ]
    beginning = Client()
    beginning.take(MessageWriter(HEAD).write(in_order(STARTED)[0]))
    assert beginning.message["usage"] == {"input_tokens": 7, "output_tokens": 0}
    assert PING == b'event: ping\ndata: {"type":"ping"}\n\n'


def test_text_that_turns_out_to_be_thinking_stays_and_the_text_follows_it() -> None:
    client = read(moved(FINISHED))

    assert (client.joined("text"), client.joined("thinking")) == ("soFour.", "so")


def test_calls_whose_pieces_cross_are_told_one_by_one() -> None:
    pieces = (
        ToolCall(0, "c0", "look", '{"at":'),
        ToolCall(1, "c1", "hear", "{}"),
        ToolCall(0, arguments=' "물"}'),
    )

    client = read(in_order(STARTED, *pieces, Delta("behind"), CALLED))

    assert client.calls() == [("look", {"at": "물"}), ("hear", {})]
    assert client.message["stop_reason"] == "tool_use"


def test_a_call_whose_arguments_are_broken_is_never_told() -> None:
    broken = ToolCall(0, "c1", "look_up", '{"at"')
    cut = FINISHED._replace(reason="length")

    failed = read(in_order(STARTED, broken, CALLED))
    assert failed.error is not None
    assert failed.error["type"] == "api_error"
    assert read(in_order(STARTED, broken, cut)).calls() == []
    whole = Content("", "", (broken,))
    with pytest.raises(ProviderBroken, match="look_up"):
        write_message(HEAD, whole, CALLED)
    assert orjson.loads(write_message(HEAD, whole, cut))["content"] == []


def test_a_whole_reply_has_all_blocks() -> None:
    call = ToolCall(0, "c1", "look_up", '{"at": 1}')

    reply = orjson.loads(write_message(HEAD, Content("여울", "hm", (call,)), CALLED))

    assert reply["content"] == [
        {"type": "thinking", "thinking": "hm", "signature": "unsigned"},
        {"type": "text", "text": "여울"},
        {"type": "tool_use", "id": "c1", "name": "look_up", "input": {"at": 1}},
    ]
    assert (reply["stop_reason"], reply["usage"]["output_tokens"]) == ("tool_use", 3)


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("stop", "end_turn"),
        ("stopped", "end_turn"),
        ("length", "max_tokens"),
        ("repetition", "max_tokens"),
        ("content_filter", "refusal"),
        ("tool_calls", "tool_use"),
    ],
)
def test_a_reason_is_told_in_the_words_of_the_format(reason: Any, told: str) -> None:
    client = read(in_order(STARTED, Delta("x"), FINISHED._replace(reason=reason)))

    assert (client.message["stop_reason"], client.message["stop_sequence"]) == (told, None)


def test_an_answer_that_failed_ends_with_an_error() -> None:
    error = ErrorInfo("provider_rate_limited", "Busy", "Come later.", True)
    end = FINISHED._replace(status="failed", reason="error", error=error)

    client = read(in_order(STARTED, Delta("one"), end))

    assert client.error == {"type": "rate_limit_error", "message": "Come later."}
    assert not client.is_over
    with pytest.raises(ProviderRateLimited, match="Come later"):
        write_message(HEAD, Content(), end)
    lost = read([*in_order(STARTED, Delta("one two")), encode(Cursor(2, 2), Reset("one"))])
    assert lost.error is not None
