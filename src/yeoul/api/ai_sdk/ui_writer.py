"""Writes an answer's events as a UI message stream: from stored frames to bytes. Pure.

A stream that is resumed begins anew, under the same message id: with a reader that begins with a
``reset`` the text so far is one chunk, and the page replaces what it shows without a flicker.

Format: the AI SDK's UI message stream, version 1. Its clients refuse unknown kinds of chunks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from yeoul.api.answer_facts import Head, figures_of, input_of
from yeoul.api.appending import AppendingWriter, SentCall
from yeoul.errors import ErrorInfo, Interrupted
from yeoul.protocol.events import Cursor, End, Reason

#: Why an answer ended, in the words of the format, by its reason; all others are errors. Clients
#: know six words, and refuse a stream that ends with another one.
FINISH_REASONS: Mapping[Reason, str] = {
    "stop": "stop",
    "length": "length",
    "repetition": "length",
    "content_filter": "content-filter",
    "tool_calls": "tool-calls",
    "stopped": "other",
}

_DONE = b"data: [DONE]\n\n"


class UiWriter(AppendingWriter):
    """Writes one stream: one step, with a part for each stretch of text or thinking."""

    def __init__(self, head: Head) -> None:
        super().__init__(head)
        #: The part that is open, ``text`` or ``reasoning``, and how many there have been.
        self._part = ""
        self._parts = 0
        # What is in front of a delta of the open part.
        self._before = b""

    def heartbeat(self) -> bytes:
        """Return a comment."""
        return b": ping\n\n"

    def _open(self, cursor: Cursor) -> bytes:
        metadata = {
            "answer_id": self._head.answer_id,
            "model": self._head.model,
            "cursor": str(cursor),
        }
        id = self._head.answer_id
        return _chunk("start", messageId=id, messageMetadata=metadata) + _chunk("start-step")

    def _write_text(self, literal: bytes) -> bytes:
        if self._part == "text":
            return b"%b%b}\n\n" % (self._before, literal)
        return self._open_part("text") + self._before + literal + b"}\n\n"

    def _write_thought(self, literal: bytes) -> bytes:
        if self._part == "reasoning":
            return b"%b%b}\n\n" % (self._before, literal)
        return self._open_part("reasoning") + self._before + literal + b"}\n\n"

    def _open_part(self, kind: str) -> bytes:
        closing = self._close_part()
        self._parts += 1
        self._part, id = kind, f"{kind}-{self._parts}"
        event = {"type": f"{kind}-delta", "id": id}
        self._before = b'data: %b,"delta":' % orjson.dumps(event)[:-1]
        return closing + _chunk(f"{kind}-start", id=id)

    def _close_part(self) -> bytes:
        part, self._part = self._part, ""
        return _chunk(f"{part}-end", id=f"{part}-{self._parts}") if part else b""

    def _write_call(self, call: SentCall, arguments: str, *, is_new: bool) -> bytes:
        opening = b""
        if is_new:
            opening = self._close_part() + _chunk("tool-input-start", **_named(call))
        if not arguments:
            return opening
        delta = _chunk("tool-input-delta", toolCallId=call.id, inputTextDelta=arguments)
        return opening + delta

    def _write_end(self, end: End) -> bytes:
        finish = FINISH_REASONS.get(end.reason)
        if finish is None:
            return self._write_failure(end.error or Interrupted().info)
        calls = b"".join(_whole(call) for _, call in sorted(self._calls.items()))
        usage = self.usage(end)
        metadata: dict[str, Any] = {
            "cursor": self._id.removeprefix(b"id: ").decode(),
            "usage": {
                "inputTokens": usage.prompt_tokens,
                "outputTokens": usage.completion_tokens,
                "totalTokens": sum(usage),
            },
            **figures_of(end)["yeoul"],
        }
        return (
            self._close_part()
            + calls
            + _chunk("finish-step")
            + _chunk("finish", finishReason=finish, messageMetadata=metadata)
            + _DONE
        )

    def _write_failure(self, error: ErrorInfo) -> bytes:
        # The page keeps what it shows, with the sentence. Nothing behind it would be read.
        return self._close_part() + _chunk("error", errorText=error.detail)


def _named(call: SentCall) -> dict[str, Any]:
    # Its page need not know the tool: Yeoul does not.
    return {"toolCallId": call.id, "toolName": call.name, "dynamic": True}


def _whole(call: SentCall) -> bytes:
    """Return the chunk that ends a call."""
    given = input_of(call.arguments)
    if given is not None:
        return _chunk("tool-input-available", **_named(call), input=given)
    why = "The model's arguments are not a JSON object."
    return _chunk("tool-input-error", **_named(call), input=call.arguments, errorText=why)


def _chunk(kind: str, **fields: Any) -> bytes:
    return b"data: %b\n\n" % orjson.dumps({"type": kind, **fields})
