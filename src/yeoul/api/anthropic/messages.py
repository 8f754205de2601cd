"""``/v1/messages``: an answer, whole or event by event, and how many tokens a prompt has."""

from __future__ import annotations

from functools import partial
from typing import Any

from fastapi import APIRouter, Request, Response

from yeoul.api.anthropic import MESSAGES
from yeoul.api.anthropic.errors import reply_to
from yeoul.api.anthropic.message_request import CountRequest, MessageRequest
from yeoul.api.anthropic.message_writer import STOP_REASONS, MessageWriter, write_message
from yeoul.api.bodies import HistoryRoute
from yeoul.api.dependencies import ChatDep, Deps
from yeoul.api.opened_call import GivenKey, RetryCount, open_call
from yeoul.api.replies import OBJECT_CONTENT, TEXT_STREAM_CONTENT, ReplyBody
from yeoul.api.written_replies import reply_whole, stream_written

_MESSAGE: dict[str, Any] = {
    "description": "The message; with `stream`, its parts as server-sent events.",
    "content": {**OBJECT_CONTENT, **TEXT_STREAM_CONTENT},
}

_reply_whole = partial(reply_whole, reasons=STOP_REASONS, refuse=reply_to)

router = APIRouter(prefix=MESSAGES, tags=["Anthropic"], route_class=HistoryRoute)


class TokenCount(ReplyBody):
    """How many tokens a prompt has."""

    input_tokens: int


@router.post(
    "",
    summary="Answer messages",
    response_class=Response,
    responses={200: _MESSAGE},
)
async def create_message(
    request: Request,
    deps: Deps,
    body: MessageRequest,
    idempotency_key: GivenKey = None,
    retry_count: RetryCount = None,
) -> Response:
    """Answer messages whose whole history the client sends. They stay in no list.

    The answer is stopped when its last reader has left for 10 seconds. A client that sends its
    request again, as the official ones number their tries, gets the same answer.
    """
    wanted = body.to_call()
    opened = await open_call(request, deps, wanted, key=idempotency_key, retry_count=retry_count)
    _, head, reader, leave = opened
    headers = opened.headers
    if wanted.streams:
        writer = MessageWriter(head)
        return stream_written(reader, writer, deps.pace, leave=leave, headers=headers)
    write = partial(write_message, head)
    return await _reply_whole(request, reader, write, deps.pace, leave=leave, headers=headers)


@router.post("/count_tokens", response_model=TokenCount, summary="Count the tokens of messages")
async def count_tokens(chat: ChatDep, body: CountRequest) -> TokenCount:
    """Count what the model would read: by its own tokens if it is inside, else by an estimate."""
    counted = await chat.model_facts.count_tokens(body.model, body.texts())
    return TokenCount(input_tokens=counted)
