"""Answers a chat, or a single prompt, in Ollama's format: whole, or line by line."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from yeoul.api.bodies import HistoryRoute
from yeoul.api.dependencies import Dependencies, Deps
from yeoul.api.ollama.chat_request import GenerateRequest, OllamaRequest
from yeoul.api.ollama.errors import reply_to
from yeoul.api.ollama.line_writer import (
    CHAT,
    DONE_REASONS,
    GENERATED,
    LINES_CONTENT,
    MEDIA_TYPE,
    LineWriter,
    Shape,
    write_ready,
    write_reply,
)
from yeoul.api.ollama.listing import find_model
from yeoul.api.ollama.models import id_of
from yeoul.api.opened_call import open_call
from yeoul.api.replies import OBJECT_CONTENT
from yeoul.api.written_replies import reply_whole, stream_written
from yeoul.protocol.conversation import utc_now

GENERATE: Final = "/api/generate"

_STREAM: dict[str, Any] = {
    "description": "The answer line by line; without `stream`, whole.",
    "content": {**OBJECT_CONTENT, **LINES_CONTENT},
}

_reply_whole = partial(reply_whole, reasons=DONE_REASONS, refuse=reply_to)

router = APIRouter(tags=["Ollama"], route_class=HistoryRoute)


async def answer(request: Request, deps: Dependencies, body: OllamaRequest) -> Response:
    """Answer a chat whose whole history the client sends. It stays in no list.

    The answer is stopped when its last reader has left for 10 seconds.
    """
    return await _answer(request, deps, body, CHAT)


@router.post(
    GENERATE,
    summary="Answer a prompt",
    response_class=Response,
    responses={200: _STREAM},
)
async def generate(request: Request, deps: Deps, body: GenerateRequest) -> Response:
    """Answer a single prompt of a client of Ollama. It stays in no list.

    The answer is stopped when its last reader has left for 10 seconds. An empty prompt asks for
    nothing but that the model is ready.
    """
    return await _answer(request, deps, body.to_chat(), GENERATED)


async def _answer(
    request: Request, deps: Dependencies, body: OllamaRequest, shape: Shape
) -> Response:
    if not body.messages:
        model = await find_model(deps.chat, body.model)
        ready = write_ready(model.id, int(utc_now().timestamp()), shape=shape)
        return Response(ready, media_type="application/json")
    wanted = body.to_call()
    model_id = id_of(body.model, deps.chat.known_model_ids())
    opened = await open_call(request, deps, wanted._replace(model=model_id))
    _, head, reader, leave = opened
    headers = opened.headers
    if wanted.streams:
        writer = LineWriter(head, shape)
        return stream_written(
            reader, writer, deps.pace, leave=leave, headers=headers, media_type=MEDIA_TYPE
        )
    write = partial(write_reply, head, shape=shape)
    return await _reply_whole(request, reader, write, deps.pace, leave=leave, headers=headers)
