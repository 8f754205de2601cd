"""Writes an answer's events as the chunks of Chat Completions: from stored frames to bytes. Pure.

Format: OpenAI's streamed Chat Completions, in the one framing that every client reads: no ``event``
and no ``retry``, the ``id`` in the block of its chunk, the role first, nothing behind ``[DONE]``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from yeoul.api.answer_facts import Head, figures_of
from yeoul.api.appending import AppendingWriter, SentCall
from yeoul.api.logprobs import all_logprobs, logprobs_of
from yeoul.api.openai.errors import error_body
from yeoul.errors import ErrorInfo, Interrupted
from yeoul.protocol.content import Content, Token
from yeoul.protocol.events import Cursor, End, Reason, Usage

#: A heartbeat. No blank line ends it: behind an ``id``, several clients take that for the end of an
#: event without data, and fail.
PING = b": ping\n"

_DONE = b"data: [DONE]\n\n"
_ROLE = b'"role":"assistant","content":""'

#: Why an answer ended, in the words of the format, by its reason. Clients know no others.
FINISH_REASONS: Mapping[Reason, str] = {
    "stop": "stop",
    "stopped": "stop",
    "length": "length",
    "repetition": "length",
    "content_filter": "content_filter",
    "tool_calls": "tool_calls",
}


class ChunkWriter(AppendingWriter):
    """Writes the chunks of one stream."""

    def __init__(self, head: Head, *, tells_usage: bool) -> None:
        super().__init__(head)
        self._tells_usage = tells_usage
        self._fields = _fields(head, "chat.completion.chunk")
        # The two halves around a delta.
        fields = orjson.dumps(self._fields)[:-1]
        self._before = b'\ndata: %b,"choices":[{"index":0,"delta":{' % fields
        self._before_text = self._before + b'"content":'
        self._behind = b'},"logprobs":null,"finish_reason":null}]%b}\n\n' % (
            b',"usage":null' if tells_usage else b""
        )

    def heartbeat(self) -> bytes:
        """Return a comment."""
        return PING

    def _open(self, cursor: Cursor) -> bytes:
        return self._chunk(_ROLE)

    def _write_text(self, literal: bytes) -> bytes:
        return self._id + self._before_text + literal + self._behind

    def _write_thought(self, literal: bytes) -> bytes:
        # Under both names by which clients know it.
        return self._chunk(b'"reasoning_content":%b,"reasoning":%b' % (literal, literal))

    def _write_call(self, call: SentCall, arguments: str, *, is_new: bool) -> bytes:
        piece: dict[str, Any] = {"index": call.index, "function": {"arguments": arguments}}
        if is_new:
            piece |= {"id": call.id, "type": "function"}
            piece["function"] = {"name": call.name, "arguments": arguments}
        return self._chunk(b'"tool_calls":%b' % orjson.dumps([piece]))

    def _write_tokens(self, tokens: list[Token]) -> bytes:
        told = {"content": logprobs_of(tokens, self._head.logprobs or 0), "refusal": None}
        chunk = self._chunk(b'"content":""')
        return chunk.replace(b'"logprobs":null', b'"logprobs":%b' % orjson.dumps(told))

    def _chunk(self, delta: bytes) -> bytes:
        """Return the chunk with these fields of a delta."""
        return self._id + self._before + delta + self._behind

    def _write_end(self, end: End) -> bytes:
        finish = FINISH_REASONS.get(end.reason)
        if finish is None:
            return self.fail(end.error or Interrupted().info)
        choice = {"index": 0, "delta": {}, "logprobs": None, "finish_reason": finish}
        nothing = {"usage": None} if self._tells_usage else {}
        last = self._fields | {"choices": [choice]} | nothing | figures_of(end)
        chunks = self._id + b"\n" + _data(last)
        if self._tells_usage:
            usage = _usage(self.usage(end))
            chunks += _data(self._fields | {"choices": [], "usage": usage})
        return chunks + _DONE

    def _write_failure(self, error: ErrorInfo) -> bytes:
        self.failed = True
        return _data(error_body(error))


def write_completion(head: Head, content: Content, end: End) -> bytes:
    """Return the whole reply of an answer that has ended."""
    finish = FINISH_REASONS.get(end.reason)
    if finish is None:
        return orjson.dumps(error_body(end.error or Interrupted().info))
    message: dict[str, Any] = {"role": "assistant", "content": content.text, "refusal": None}
    if content.reasoning:
        message |= {"reasoning_content": content.reasoning, "reasoning": content.reasoning}
    if content.tool_calls:
        message["content"] = content.text or None
        message["tool_calls"] = [
            {
                "id": call.id,
                "type": "function",
                "function": {"name": call.name, "arguments": call.arguments},
            }
            for call in head.named_calls(content)
        ]
    told: dict[str, Any] | None = None
    if head.logprobs is not None and content.candidates:
        told = {"content": all_logprobs(content.candidates, head.logprobs), "refusal": None}
    choice = {"index": 0, "message": message, "logprobs": told, "finish_reason": finish}
    usage = _usage(head.usage(end.usage, content.size_bytes()))
    fields = _fields(head, "chat.completion")
    return orjson.dumps(fields | {"choices": [choice], "usage": usage} | figures_of(end))


def _fields(head: Head, kind: str) -> dict[str, Any]:
    id = f"chatcmpl-{head.answer_id}"
    return {"id": id, "object": kind, "created": head.created, "model": head.model}


def _usage(usage: Usage) -> dict[str, int]:
    return {**usage._asdict(), "total_tokens": sum(usage)}


def _data(value: Any) -> bytes:
    return b"data: %b\n\n" % orjson.dumps(value)
