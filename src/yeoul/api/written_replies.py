"""Replies with an answer as a format writes it: event by event, or whole."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping

from starlette.requests import Request
from starlette.responses import Response

from yeoul.api.appending import AppendingWriter
from yeoul.api.leaving import unless_left
from yeoul.api.written_stream import Leave, WholeSource, WrittenSource
from yeoul.chat import Reader
from yeoul.errors import Interrupted, YeoulError
from yeoul.protocol.content import Content
from yeoul.protocol.events import End, Reason
from yeoul.protocol.problems import error_of
from yeoul.transports.stream import EventStream, Pace

#: Seconds for which a whole reply is waited before it begins with white space.
PATIENCE_S = 5.0


def stream_written(
    reader: Reader,
    writer: AppendingWriter,
    pace: Pace,
    *,
    leave: Leave,
    headers: Mapping[str, str],
    media_type: str = "text/event-stream",
) -> Response:
    """Return the response that streams an answer as ``writer`` writes it."""
    source = WrittenSource(reader, writer, leave)
    return EventStream(source, media_type=media_type, pace=pace, headers=headers)


async def reply_whole(
    request: Request,
    reader: Reader,
    write: Callable[[Content, End], bytes],
    pace: Pace,
    *,
    reasons: Container[Reason],
    refuse: Callable[[YeoulError], Response],
    leave: Leave,
    headers: Mapping[str, str],
) -> Response:
    """Return the whole reply, or after `PATIENCE_S` seconds a response that goes on waiting.

    An end for none of the ``reasons`` is an error, whose reply ``refuse`` makes as long as a status
    can be told. A response whose client leaves before is closed at once.

    Raises as `Reader.take`.
    """
    source = WholeSource(reader, write, leave)
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
    if end.reason not in reasons:
        refusal = refuse(error_of(end.error or Interrupted().info))
        refusal.headers.update(headers)
        return refusal
    return Response(source.body(), 200, dict(headers), "application/json")
