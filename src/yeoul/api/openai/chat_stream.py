"""Sends an answer as Chat Completions have it: chunk by chunk, or whole.

A whole reply is waited for. Many clients give up on a connection that is silent for long, so a
reply that takes its time begins with white space, which JSON permits before a value. Its status is
200 from then on, whatever comes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from yeoul.api.leaving import unless_left
from yeoul.api.openai.chunk_writer import (
    FINISH_REASONS,
    PING,
    ChunkWriter,
    Head,
    figures_of,
    usage_of,
)
from yeoul.api.openai.errors import error_body, reply_of
from yeoul.chat import Reader
from yeoul.errors import Interrupted
from yeoul.protocol.content import ToolCall
from yeoul.protocol.events import End, decode
from yeoul.protocol.growing_content import GrowingContent
from yeoul.transports.stream import EventStream, Pace

#: Called once when a client has left, with whether it is known to have all of the answer.
Leave = Callable[[bool], None]

#: Seconds for which a whole reply is waited before it begins with white space.
PATIENCE_S = 5.0


class ChunkSource:
    """An answer's chunks, as they are born."""

    def __init__(self, reader: Reader, writer: ChunkWriter, leave: Leave) -> None:
        self._reader = reader
        self._writer = writer
        self._leave: Leave | None = leave
        self._has_ended = False

    def take(self) -> tuple[bytes, bool] | None:
        """Return the chunks of the frames behind the reader's position.

        Raises:
            Interrupted: the client has been told an error, behind which its stream is cut.
        """
        if self._writer.failed:
            raise Interrupted
        batch = self._reader.take()
        if batch is None:
            return None
        content = b"".join(map(self._writer.write, batch.frames))
        self._has_ended = batch.ended and not self._writer.failed
        return content, self._has_ended

    def check(self) -> None:
        """Check that the reader is not let go."""
        self._reader.check()

    def heartbeat(self) -> bytes:
        """Return a comment."""
        return PING

    def watch(self, changed: Callable[[], None]) -> None:
        """Watch the log."""
        self._reader.watch(changed)

    def close(self) -> None:
        """Close the reader, and tell that it has left. Idempotent."""
        self._reader.close()
        if self._leave is not None:
            self._leave(self._has_ended)
            self._leave = None


class WholeSource:
    """An answer's whole reply once it has ended, and white space before."""

    def __init__(self, reader: Reader, head: Head, leave: Leave) -> None:
        self._reader = reader
        self._head = head
        self._leave: Leave | None = leave
        self._content = GrowingContent()
        self._is_taken = False
        #: The terminal event, once it has been read.
        self.end: End | None = None

    async def wait(self, timeout_s: float) -> None:
        """Read until the answer has ended, for ``timeout_s`` seconds at most.

        Raises as `Reader.take`.
        """
        deadline_s = time.monotonic() + timeout_s
        while self.end is None and (left_s := deadline_s - time.monotonic()) > 0:
            self._read((await self._reader.next(left_s)).frames)

    def take(self) -> tuple[bytes, bool] | None:
        """Return the reply, or nothing while the answer grows."""
        while self.end is None:
            batch = self._reader.take()
            if batch is None:
                return None
            self._read(batch.frames)
        self._is_taken = True
        return self.body(), True

    def body(self) -> bytes:
        """Return the reply of an answer that has ended."""
        end = self.end
        assert end is not None
        if end.reason not in FINISH_REASONS:
            return orjson.dumps(error_body(end.error or Interrupted().info))
        content = self._content.whole()
        message: dict[str, Any] = {"role": "assistant", "content": content.text, "refusal": None}
        if content.reasoning:
            message |= {"reasoning_content": content.reasoning, "reasoning": content.reasoning}
        if content.tool_calls:
            message |= {"tool_calls": [_call(call) for call in content.tool_calls]}
            message["content"] = content.text or None
        choice = {
            "index": 0,
            "message": message,
            "logprobs": None,
            "finish_reason": FINISH_REASONS[end.reason],
        }
        usage = usage_of(end.usage, self._head.prompt_tokens, content.size_bytes())
        fields = self._head.to_json("chat.completion")
        return orjson.dumps(fields | {"choices": [choice], "usage": usage} | figures_of(end))

    def check(self) -> None:
        """Check that the reader is not let go."""
        self._reader.check()

    def heartbeat(self) -> bytes:
        """Return white space."""
        return b" "

    def watch(self, changed: Callable[[], None]) -> None:
        """Watch the log."""
        self._reader.watch(changed)

    def close(self, *, has_all: bool = False) -> None:
        """Close the reader, and tell that it has left. Idempotent."""
        self._reader.close()
        if self._leave is not None:
            self._leave(has_all or self._is_taken)
            self._leave = None

    def _read(self, frames: Sequence[bytes]) -> None:
        for _, event in map(decode, frames):
            self._content.add(event)
            if isinstance(event, End):
                self.end = event


def stream_chunks(
    reader: Reader,
    head: Head,
    pace: Pace,
    *,
    leave: Leave,
    tells_usage: bool,
    headers: Mapping[str, str],
) -> Response:
    """Return the response that streams an answer's chunks."""
    source = ChunkSource(reader, ChunkWriter(head, tells_usage=tells_usage), leave)
    return EventStream(source, media_type="text/event-stream", pace=pace, headers=headers)


async def reply_whole(
    request: Request,
    reader: Reader,
    head: Head,
    pace: Pace,
    *,
    leave: Leave,
    headers: Mapping[str, str],
) -> Response:
    """Return the whole reply, or after `PATIENCE_S` seconds a response that goes on waiting.

    Raises as `Reader.take`.
    """
    source = WholeSource(reader, head, leave)
    try:
        await unless_left(request, source.wait(PATIENCE_S))
        has_left = await request.is_disconnected()
    except BaseException:
        source.close()
        raise
    end = source.end
    if end is None:
        return EventStream(source, media_type="application/json", pace=pace, headers=headers)
    source.close(has_all=not has_left)
    if end.reason not in FINISH_REASONS:
        return reply_of(end.error or Interrupted().info, headers)
    return Response(source.body(), 200, dict(headers), "application/json")


def _call(call: ToolCall) -> dict[str, Any]:
    function = {"name": call.name or "", "arguments": call.arguments or ""}
    return {"id": call.id or f"call_{call.index}", "type": "function", "function": function}
