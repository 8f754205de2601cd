"""Sends an answer as Chat Completions have it: chunk by chunk, or whole."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from yeoul.api import written_replies
from yeoul.api.answer_facts import Head
from yeoul.api.openai.chunk_writer import FINISH_REASONS, ChunkWriter, write_completion
from yeoul.api.openai.errors import reply_to
from yeoul.api.written_stream import Leave
from yeoul.chat import Reader
from yeoul.errors import Interrupted
from yeoul.protocol.events import End
from yeoul.protocol.problems import error_of
from yeoul.transports.stream import Pace


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
    writer = ChunkWriter(head, tells_usage=tells_usage)
    return written_replies.stream_written(reader, writer, pace, leave=leave, headers=headers)


async def reply_whole(
    request: Request,
    reader: Reader,
    head: Head,
    pace: Pace,
    *,
    leave: Leave,
    headers: Mapping[str, str],
) -> Response:
    """Return the whole reply. Raises as `written_replies.reply_whole`."""
    write = partial(write_completion, head)
    return await written_replies.reply_whole(
        request, reader, write, pace, refuse=_refuse, leave=leave, headers=headers
    )


def _refuse(end: End) -> Response | None:
    if end.reason in FINISH_REASONS:
        return None
    return reply_to(error_of(end.error or Interrupted().info))
