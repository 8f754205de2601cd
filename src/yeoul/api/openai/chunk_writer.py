"""Writes an answer's events as the chunks of Chat Completions: from stored frames to bytes. Pure.

Format: OpenAI's streamed Chat Completions, in the one framing that every client reads: no ``event``
and no ``retry``, the ``id`` in the block of its chunk, the role first, nothing behind ``[DONE]``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson

from yeoul.api.openai.errors import error_body
from yeoul.api.openai.sent_text import SentText
from yeoul.errors import ErrorInfo, Interrupted
from yeoul.protocol.content import ToolCall
from yeoul.protocol.events import Cursor, End, Event, Reason, Reset, Started, Usage, decode

#: A heartbeat. No blank line ends it: behind an ``id``, several clients take that for the end of an
#: event without data, and fail.
PING = b": ping\n"

_DELTA = b'\nevent: delta\ndata: {"text":'
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


class Head(NamedTuple):
    """What all chunks of an answer, and its whole reply, say alike."""

    answer_id: str
    #: Seconds since 1970.
    created: int
    model: str
    #: Tokens of the prompt, estimated: for an answer whose tokens nobody counts.
    prompt_tokens: int = 0

    def to_json(self, kind: str) -> dict[str, Any]:
        """Return the fields, of an object of this kind."""
        id = f"chatcmpl-{self.answer_id}"
        return {"id": id, "object": kind, "created": self.created, "model": self.model}


class ChunkWriter:
    """Writes the chunks of one stream. Of the texts it keeps what `SentText` does, and no more."""

    def __init__(self, head: Head, *, tells_usage: bool) -> None:
        self._head = head
        self._tells_usage = tells_usage
        self._fields = head.to_json("chat.completion.chunk")
        # The two halves around a delta: the JSON of a token is copied, and never parsed.
        fields = orjson.dumps(self._fields)[:-1]
        self._before = b'\ndata: %b,"choices":[{"index":0,"delta":{' % fields
        self._before_text = self._before + b'"content":'
        self._behind = b'},"logprobs":null,"finish_reason":null}]%b}\n\n' % (
            b',"usage":null' if tells_usage else b""
        )
        self._epoch = 0
        self._text, self._reasoning = SentText(), SentText()
        self._arguments: dict[int, SentText] = {}
        #: Whether the client has been told an error. The stream has to be cut behind it, or its
        #: client takes the end of the body for that of the answer.
        self.failed = False

    def write(self, frame: bytes) -> bytes:
        """Return the chunks of one frame; nothing for one that has nothing new for the client."""
        id_end = frame.index(b"\n")
        id_line = frame[:id_end]
        if frame.startswith(_DELTA, id_end):
            literal = frame[id_end + len(_DELTA) : -3]
            self._text.add(literal)
            return id_line + self._before_text + literal + self._behind
        cursor, event = decode(frame)
        if isinstance(event, End):
            return self._end(id_line, event)
        if isinstance(event, Reset) and not self._can_follow(cursor, event):
            return self._fail(Interrupted("The answer went on from another text.").info)
        return b"".join(
            id_line + self._before + delta + self._behind for delta in self._deltas(cursor, event)
        )

    # -- deltas: the fields of each, without its braces --------------------------------------------

    def _deltas(self, cursor: Cursor, event: Event) -> list[bytes]:
        match event:
            case Started():
                is_first, self._epoch = self._epoch == 0, self._epoch or cursor.epoch
                return [_ROLE] if is_first else []
            case Reset():
                self._epoch = cursor.epoch
                thought = self._reasoning.rest_of(event.reasoning)
                text = self._text.rest_of(event.text)
                return [
                    *([_thinking(thought)] if thought else []),
                    *([b'"content":' + text] if text else []),
                    *(call for piece in event.tool_calls for call in self._rest_of_call(piece)),
                ]
            case ToolCall():
                return [self._call(event)]
            case End():
                return []
            case _:
                literal = orjson.dumps(event.text)
                self._reasoning.add(literal)
                return [_thinking(literal)]

    def _can_follow(self, cursor: Cursor, whole: Reset) -> bool:
        """Return whether a client that only appends can be brought to this whole.

        A text that was kept begins with everything that was sent. Within an epoch, what was text
        can turn out to have been thinking: the actual text follows it then. But a later epoch may
        have less than was sent, where the machine has lost its last moments.
        """
        if cursor.epoch == self._epoch:
            return True
        return self._text.begins(whole.text) and self._reasoning.begins(whole.reasoning)

    def _call(self, piece: ToolCall) -> bytes:
        """Return a piece of a call. The first one of each says that it calls a function."""
        sent = self._arguments.get(piece.index)
        call: dict[str, Any] = {"index": piece.index}
        if sent is None:
            sent = self._arguments[piece.index] = SentText()
            call["type"] = "function"
        if piece.id is not None:
            call["id"] = piece.id
        function = {} if piece.name is None else {"name": piece.name}
        if piece.arguments is not None:
            sent.add(orjson.dumps(piece.arguments))
            function["arguments"] = piece.arguments
        return b'"tool_calls":%b' % orjson.dumps([call | {"function": function}])

    def _rest_of_call(self, whole: ToolCall) -> list[bytes]:
        """Return what the client lacks of a call."""
        sent = self._arguments.get(whole.index)
        if sent is None:
            return [self._call(whole)]
        rest = sent.rest_of(whole.arguments or "")
        opening = b'"tool_calls":[{"index":%d,"function":{"arguments":' % whole.index
        return [opening + rest + b"}}]"] if rest else []

    # -- the end ---------------------------------------------------------------------------------

    def _end(self, id_line: bytes, end: End) -> bytes:
        finish = FINISH_REASONS.get(end.reason)
        if finish is None:
            return self._fail(end.error or Interrupted().info)
        choice = {"index": 0, "delta": {}, "logprobs": None, "finish_reason": finish}
        nothing = {"usage": None} if self._tells_usage else {}
        last = self._fields | {"choices": [choice]} | nothing | figures_of(end)
        chunks = id_line + b"\n" + _data(last)
        if self._tells_usage:
            sent = self._text.length + self._reasoning.length
            usage = usage_of(end.usage, self._head.prompt_tokens, sent)
            chunks += _data(self._fields | {"choices": [], "usage": usage})
        return chunks + _DONE

    def _fail(self, error: ErrorInfo) -> bytes:
        self.failed = True
        return _data(error_body(error))


def usage_of(counted: Usage | None, prompt_tokens: int, answer_bytes: int) -> dict[str, int]:
    """Return the usage of a reply; an estimate by the bytes of both where nobody has counted."""
    prompt, completion = counted or (prompt_tokens, answer_bytes // 3)
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
    }


def figures_of(end: End) -> dict[str, Any]:
    """Return what the format has no words for, as a field that its clients ignore."""
    figures = {
        "reason": end.reason,
        "sha256": end.sha256,
        "timings": end.timings._asdict() if end.timings else None,
        "omitted_messages": end.omitted_messages,
    }
    return {"yeoul": figures}


def _thinking(literal: bytes) -> bytes:
    """Return more thinking, under both names by which clients know it."""
    return b'"reasoning_content":%b,"reasoning":%b' % (literal, literal)


def _data(value: Any) -> bytes:
    return b"data: %b\n\n" % orjson.dumps(value)
