"""Sends an answer as Chat Completions have it: chunk by chunk, or whole."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from yeoul.api.answer_facts import Head
from yeoul.api.leaving import unless_left
from yeoul.api.openai.chunk_writer import FINISH_REASONS, ChunkWriter, write_completion
from yeoul.api.openai.errors import reply_of
from yeoul.api.written_stream import Leave, WholeSource, WrittenSource
from yeoul.chat import Reader
from yeoul.errors import Interrupted
from yeoul.transports.stream import EventStream, Pace

#: Seconds for which a whole reply is waited before it begins with white space.
PATIENCE_S = 5.0


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
    source = WrittenSource(reader, ChunkWriter(head, tells_usage=tells_usage), leave)
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

    One whose client leaves before is closed at once.

    Raises as `Reader.take`.
    """
    source = WholeSource(reader, partial(write_completion, head), leave)
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
