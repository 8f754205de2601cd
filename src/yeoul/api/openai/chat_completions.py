"""``POST /v1/chat/completions``: an answer, whole or chunk by chunk."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request, Response

from yeoul.api.answer_facts import Head
from yeoul.api.bodies import HistoryRoute
from yeoul.api.calls import Wanted
from yeoul.api.dependencies import Deps
from yeoul.api.fields import PRINTABLE
from yeoul.api.identity import caller_of
from yeoul.api.openai import PREFIX
from yeoul.api.openai.chat_request import ChatRequest
from yeoul.api.openai.chat_stream import reply_whole, stream_chunks
from yeoul.chat import Ask, Call, Exchange, IdempotencyKey
from yeoul.protocol.turns import Turn

#: Header with the id of the answer: whoever wants more follows that answer natively.
ANSWER_HEADER = "x-yeoul-answer"

_STREAM: dict[str, Any] = {
    "description": "The completion; with `stream`, its chunks as server-sent events.",
    "content": {
        "application/json": {"schema": {"type": "object"}},
        "text/event-stream": {"schema": {"type": "string"}},
    },
}

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
    idempotency_key: Annotated[
        str | None, Header(min_length=1, max_length=255, pattern=PRINTABLE)
    ] = None,
    x_stainless_retry_count: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> Response:
    """Answer a chat whose whole history the client sends. It stays in no list.

    The answer is stopped when its last reader has left for 10 seconds. A client that sends its
    request again, as the official ones number their tries, gets the same answer.
    """
    wanted, caller, chat = body.to_call(), caller_of(request), deps.chat
    digest = hashlib.sha256(await request.body()).hexdigest()
    wish = _wish(wanted, digest)
    chat.check_room(caller)
    key = IdempotencyKey(idempotency_key, digest) if idempotency_key else None
    is_retry = (x_stainless_retry_count or "0") not in ("", "0")
    exchange = await chat.call(caller, wish, key, is_retry=is_retry)
    leave = chat.join_call(caller.owner, exchange)
    try:
        reader = await chat.follow_exchange(caller, exchange)
    except BaseException:
        leave(False)
        raise
    head = _head(exchange, wanted.turns)
    headers = {ANSWER_HEADER: exchange.answer.id}
    if wanted.streams:
        return stream_chunks(
            reader, head, deps.pace, leave=leave, tells_usage=wanted.tells_usage, headers=headers
        )
    return await reply_whole(request, reader, head, deps.pace, leave=leave, headers=headers)


def _wish(wanted: Wanted, digest: str) -> Ask:
    turns, system = wanted.turns, None
    if turns[0].role == "system":
        system, turns = turns[0].content, turns[1:]
    call = Call(turns, wanted.options, digest)
    return Ask(call.question, wanted.model, system=system, parameters=wanted.parameters, call=call)


def _head(exchange: Exchange, turns: tuple[Turn, ...]) -> Head:
    answer = exchange.answer
    prompt_bytes = sum(turn.size_bytes() for turn in turns)
    return Head(answer.id, int(answer.created_at.timestamp()), answer.model, prompt_bytes // 3)
