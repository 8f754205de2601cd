"""Writes an answer's events as those of a message: from stored frames to bytes. Pure.

Calls are told at the end, each in one piece: a block cannot be opened again, and only the end says
that no more of a call comes.

Format: Anthropic's streamed Messages. Its clients read an event's kind from the ``event`` line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from yeoul.api.answer_facts import Head, fault_of, figures_of, input_of
from yeoul.api.anthropic.errors import error_body
from yeoul.api.appending import AppendingWriter, SentCall
from yeoul.errors import ErrorInfo, Interrupted
from yeoul.protocol.content import Content, ToolCall
from yeoul.protocol.events import Cursor, End, Reason, Usage
from yeoul.protocol.problems import error_of

#: Why an answer ended, in the words of the format, by its reason. All others are errors.
STOP_REASONS: Mapping[Reason, str] = {
    "stop": "end_turn",
    "stopped": "end_turn",
    "length": "max_tokens",
    "repetition": "max_tokens",
    "content_filter": "refusal",
    "tool_calls": "tool_use",
}

PING = b'event: ping\ndata: {"type":"ping"}\n\n'

#: Thinking has to be signed, and nobody here reads it again.
_SIGNATURE = "unsigned"
_DELTAS = {"text": ("text_delta", "text"), "thinking": ("thinking_delta", "thinking")}


class MessageWriter(AppendingWriter):
    """Writes one stream: a block for each stretch of text or thinking, and for each call."""

    def __init__(self, head: Head) -> None:
        super().__init__(head)
        #: The block that is open, ``text`` or ``thinking``, and how many there have been.
        self._block = ""
        self._blocks = 0
        # What is in front of a delta of the open block.
        self._before = b""

    def heartbeat(self) -> bytes:
        """Return an event that says nothing."""
        return PING

    def _open(self, cursor: Cursor) -> bytes:
        usage = Usage(self._head.prompt_tokens, 0)
        return _event("message_start", message=_message(self._head, [], None, usage))

    def _write_text(self, literal: bytes) -> bytes:
        if self._block == "text":
            return b"%b%b}}\n\n" % (self._before, literal)
        return self._open_block("text") + self._before + literal + b"}}\n\n"

    def _write_thought(self, literal: bytes) -> bytes:
        if self._block == "thinking":
            return b"%b%b}}\n\n" % (self._before, literal)
        return self._open_block("thinking") + self._before + literal + b"}}\n\n"

    def _write_call(self, call: SentCall, arguments: str, *, is_new: bool) -> bytes:
        return b""  # it is told at the end

    def _open_block(self, kind: str) -> bytes:
        closing = self._close_block()
        self._block = kind
        told, name = _DELTAS[kind]
        event: Any = {"type": "content_block_delta", "index": self._blocks, "delta": {"type": told}}
        self._before = b'event: content_block_delta\ndata: %b,"%b":' % (
            orjson.dumps(event)[:-2],
            name.encode(),
        )
        empty = {"type": "text", "text": ""} if kind == "text" else _thinking("", "")
        return closing + _event("content_block_start", index=self._blocks, content_block=empty)

    def _close_block(self) -> bytes:
        kind, self._block = self._block, ""
        if not kind:
            return b""
        signature = b""
        if kind == "thinking":
            delta = {"type": "signature_delta", "signature": _SIGNATURE}
            signature = _event("content_block_delta", index=self._blocks, delta=delta)
        self._blocks += 1
        return signature + _event("content_block_stop", index=self._blocks - 1)

    def _write_end(self, end: End) -> bytes:
        calls = self._whole_calls()
        if (error := _error_of(end, calls)) is not None:
            return self.fail(error)
        usage = _usage(self.usage(end))
        closing = self._close_block()
        whole = (call for call in calls if input_of(call.arguments) is not None)
        told = b"".join(map(self._whole_call, whole))
        delta = {"stop_reason": STOP_REASONS[end.reason], "stop_sequence": None}
        last = _event("message_delta", delta=delta, usage=usage, **figures_of(end))
        return closing + told + last + _event("message_stop")

    def _whole_call(self, call: ToolCall) -> bytes:
        index, self._blocks = self._blocks, self._blocks + 1
        delta = {"type": "input_json_delta", "partial_json": call.arguments}
        return (
            _event("content_block_start", index=index, content_block=_tool_use(call, {}))
            + _event("content_block_delta", index=index, delta=delta)
            + _event("content_block_stop", index=index)
        )

    def _write_failure(self, error: ErrorInfo) -> bytes:
        return _data("error", error_body(error))


def write_message(head: Head, content: Content, end: End) -> bytes:
    """Return the whole reply of an answer that has ended.

    Raises:
        YeoulError: it has failed. Clients take any body that comes with 200 for a message.
    """
    calls = head.named_calls(content)
    if (error := _error_of(end, calls)) is not None:
        raise error_of(error)
    blocks: list[dict[str, Any]] = []
    if content.reasoning:
        blocks.append(_thinking(content.reasoning, _SIGNATURE))
    if content.text:
        blocks.append({"type": "text", "text": content.text})
    inputs = ((call, input_of(call.arguments)) for call in calls)
    blocks += [_tool_use(call, given) for call, given in inputs if given is not None]
    usage = head.usage(end.usage, content.size_bytes())
    message = _message(head, blocks, STOP_REASONS[end.reason], usage)
    return orjson.dumps(message | figures_of(end))


def _error_of(end: End, calls: Sequence[ToolCall]) -> ErrorInfo | None:
    if end.reason not in STOP_REASONS:
        return end.error or Interrupted().info
    return fault_of(end, calls)


def _message(
    head: Head, blocks: list[dict[str, Any]], stop_reason: str | None, usage: Usage
) -> dict[str, Any]:
    return {
        "id": f"msg_{head.answer_id}",
        "type": "message",
        "role": "assistant",
        "model": head.model,
        "content": blocks,
        "stop_reason": stop_reason,
        "stop_sequence": None,
        "usage": _usage(usage),
    }


def _thinking(text: str, signature: str) -> dict[str, Any]:
    return {"type": "thinking", "thinking": text, "signature": signature}


def _tool_use(call: ToolCall, given: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "tool_use", "id": call.id, "name": call.name, "input": given}


def _usage(usage: Usage) -> dict[str, int]:
    return {"input_tokens": usage.prompt_tokens, "output_tokens": usage.completion_tokens}


def _event(kind: str, **fields: Any) -> bytes:
    return _data(kind, {"type": kind, **fields})


def _data(kind: str, data: Mapping[str, Any]) -> bytes:
    return b"event: %b\ndata: %b\n\n" % (kind.encode(), orjson.dumps(data))
