"""``POST /v1/chat/completions``: an answer, whole or chunk by chunk."""

from __future__ import annotations

from functools import partial
from typing import Any

from fastapi import APIRouter, Request, Response

from yeoul.api.bodies import HistoryRoute
from yeoul.api.dependencies import Deps
from yeoul.api.openai import PREFIX
from yeoul.api.openai.chat_request import ChatRequest
from yeoul.api.openai.chunk_writer import FINISH_REASONS, ChunkWriter, write_completion
from yeoul.api.openai.errors import reply_to
from yeoul.api.opened_call import GivenKey, RetryCount, open_call
from yeoul.api.replies import OBJECT_CONTENT, TEXT_STREAM_CONTENT
from yeoul.api.written_replies import reply_whole, stream_written

_STREAM: dict[str, Any] = {
    "description": "The completion; with `stream`, its chunks as server-sent events.",
    "content": {**OBJECT_CONTENT, **TEXT_STREAM_CONTENT},
}

_reply_whole = partial(reply_whole, reasons=FINISH_REASONS, refuse=reply_to)

router = APIRouter(prefix=f"{PREFIX}/chat", tags=["OpenAI"], route_class=HistoryRoute)


@router.post(
    "/completions",
    summary="Complete a chat",
    response_class=Response,
    responses={200: _STREAM},
)
async def complete(
    request: Request,
    deps: Deps,
    body: ChatRequest,
    idempotency_key: GivenKey = None,
    retry_count: RetryCount = None,
) -> Response:
    """Answer a chat whose whole history the client sends. It stays in no list.

    The answer is stopped when its last reader has left for 10 seconds. A client that sends its
    request again, as the official ones number their tries, gets the same answer.
    """
    wanted = body.to_call()
    opened = await open_call(request, deps, wanted, key=idempotency_key, retry_count=retry_count)
    _, head, reader, leave = opened
    headers = opened.headers
    if wanted.streams:
        writer = ChunkWriter(head, tells_usage=wanted.tells_usage)
        return stream_written(reader, writer, deps.pace, leave=leave, headers=headers)
    write = partial(write_completion, head)
    return await _reply_whole(request, reader, write, deps.pace, leave=leave, headers=headers)
