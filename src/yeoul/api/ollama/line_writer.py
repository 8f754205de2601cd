"""Writes an answer's events as Ollama does: one JSON object per line. Pure.

Calls are told whole, in one line at the end, as this format has no pieces of them. It has no
comment either, and its clients take no empty line: a heartbeat is a message without text. Some
clients break lines wherever Unicode does, so no such character leaves unescaped.

Format: Ollama's ``/api/chat`` and ``/api/generate``, as newline-delimited JSON. They differ in the
place of the text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

import orjson

from yeoul.api.answer_facts import Head, fault_of, figures_of, input_of
from yeoul.api.appending import AppendingWriter, SentCall
from yeoul.api.logprobs import all_logprobs, logprobs_of
from yeoul.errors import ErrorInfo, Interrupted
from yeoul.protocol.content import Content, Token, ToolCall
from yeoul.protocol.events import Cursor, End, Reason, Timings, Usage
from yeoul.protocol.problems import error_of

MEDIA_TYPE = "application/x-ndjson"
#: The content of a stream, for the API description.
LINES_CONTENT: Final[Mapping[str, Any]] = {MEDIA_TYPE: {"itemSchema": {"type": "object"}}}

#: Why an answer ended, in the words of the format, by its reason. All others are errors.
DONE_REASONS: Mapping[Reason, str] = {
    "stop": "stop",
    "stopped": "stop",
    "content_filter": "stop",
    "tool_calls": "stop",
    "length": "length",
    "repetition": "length",
}

#: The characters beyond ASCII at which lines break, and how JSON writes them.
_BREAKS = tuple((mark.encode(), b"\\u%04x" % ord(mark)) for mark in "\u2028\u2029\u0085")
_NS_PER_MS = 1_000_000


class Shape(NamedTuple):
    """Where a line has its text."""

    #: What is in front of more text, behind what all lines have, and in front of more thinking.
    before_text: bytes
    before_thought: bytes
    behind: bytes
    #: Returns the fields of a text, with thinking and calls.
    said: Callable[[str, str, Sequence[Mapping[str, Any]]], dict[str, Any]]


def _message(text: str, thinking: str, calls: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": text}
    message |= {"tool_calls": calls} if calls else {}
    return {"message": message | ({"thinking": thinking} if thinking else {})}


def _response(text: str, thinking: str, calls: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {"response": text} | ({"thinking": thinking} if thinking else {})


_BEFORE = b',"message":{"role":"assistant","content":'
#: A message of a chat.
CHAT = Shape(_BEFORE, _BEFORE + b'"","thinking":', b'},"done":false}\n', _message)
#: The text alone.
GENERATED = Shape(b',"response":', b',"response":"","thinking":', b',"done":false}\n', _response)


class LineWriter(AppendingWriter):
    """Writes the lines of one stream."""

    def __init__(self, head: Head, shape: Shape = CHAT) -> None:
        super().__init__(head)
        self._said = shape.said
        self._fields = _fields(head)
        fields = orjson.dumps(self._fields)[:-1]
        self._before_text = fields + shape.before_text
        self._before_thought = fields + shape.before_thought
        self._behind = shape.behind

    def heartbeat(self) -> bytes:
        """Return a message without text."""
        return self._before_text + b'""' + self._behind

    def _open(self, cursor: Cursor) -> bytes:
        return b""

    def _write_text(self, literal: bytes) -> bytes:
        return self._before_text + _one_line(literal) + self._behind

    def _write_thought(self, literal: bytes) -> bytes:
        return self._before_thought + _one_line(literal) + self._behind

    def _write_call(self, call: SentCall, arguments: str, *, is_new: bool) -> bytes:
        return b""  # it is told at the end

    def _write_tokens(self, tokens: list[Token]) -> bytes:
        told = {"logprobs": logprobs_of(tokens, self._head.logprobs or 0)}
        return _line(self._fields | self._said("", "", ()) | told | {"done": False})

    def _write_end(self, end: End) -> bytes:
        calls = self._whole_calls()
        if (error := _error_of(end, calls)) is not None:
            return self.fail(error)
        told = b""
        if made := _made(calls):
            told = _line(self._fields | self._said("", "", made) | {"done": False})
        last = self._fields | self._said("", "", ()) | _done(end, self.usage(end))
        return told + _line(last)

    def _write_failure(self, error: ErrorInfo) -> bytes:
        self.failed = True
        return _line({"error": error.detail})


def write_reply(head: Head, content: Content, end: End, *, shape: Shape = CHAT) -> bytes:
    """Return the whole reply of an answer that has ended.

    Raises:
        YeoulError: it has failed. Some clients take any body that comes with 200 for a message.
    """
    calls = head.named_calls(content)
    if (error := _error_of(end, calls)) is not None:
        raise error_of(error)
    said = shape.said(content.text, content.reasoning, _made(calls))
    usage = head.usage(end.usage, content.size_bytes())
    told: dict[str, Any] = {}
    if head.logprobs is not None and content.candidates:
        told = {"logprobs": all_logprobs(content.candidates, head.logprobs)}
    return orjson.dumps(_fields(head) | said | told | _done(end, usage))


def write_ready(model: str, created: int, *, shape: Shape = CHAT) -> bytes:
    """Return the reply to a request that asks for nothing but that a model is ready."""
    fields = _fields(Head("", created, model)) | shape.said("", "", ())
    return orjson.dumps(fields | {"done": True, "done_reason": "load"})


def _error_of(end: End, calls: Sequence[ToolCall]) -> ErrorInfo | None:
    if end.reason not in DONE_REASONS:
        return end.error or Interrupted().info
    return fault_of(end, calls)


def _made(calls: Sequence[ToolCall]) -> list[dict[str, Any]]:
    """Return the calls whose arguments are there; of an answer that was cut one may not be."""
    inputs = ((call, input_of(call.arguments)) for call in calls)
    return [
        {"id": call.id, "function": {"index": call.index, "name": call.name, "arguments": given}}
        for call, given in inputs
        if given is not None
    ]


def _line(fields: Mapping[str, Any]) -> bytes:
    return _one_line(orjson.dumps(fields)) + b"\n"


def _one_line(json: bytes) -> bytes:
    """Return the same JSON without the characters beyond ASCII at which lines break."""
    if json.isascii() or not (b"\xe2\x80" in json or b"\xc2\x85" in json):
        return json  # every token passes here, and hardly one goes on
    for mark, escaped in _BREAKS:
        json = json.replace(mark, escaped)
    return json


def _fields(head: Head) -> dict[str, Any]:
    created = datetime.fromtimestamp(head.created, UTC)
    return {"model": head.model, "created_at": created.isoformat().replace("+00:00", "Z")}


def _done(end: End, usage: Usage) -> dict[str, Any]:
    """Return the last fields: why it ended, and durations in nanoseconds."""
    timings = end.timings or Timings()
    first_ms = timings.queued_ms if timings.first_token_ms is None else timings.first_token_ms
    return {
        "done": True,
        "done_reason": DONE_REASONS[end.reason],
        "total_duration": timings.total_ms * _NS_PER_MS,
        "load_duration": timings.queued_ms * _NS_PER_MS,
        "prompt_eval_count": usage.prompt_tokens,
        "prompt_eval_duration": max(0, first_ms - timings.queued_ms) * _NS_PER_MS,
        "eval_count": usage.completion_tokens,
        "eval_duration": max(0, timings.total_ms - first_ms) * _NS_PER_MS,
        **figures_of(end),
    }
