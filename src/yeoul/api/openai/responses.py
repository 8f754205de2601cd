"""``/v1/responses``: made, read again from any place, cancelled, deleted."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Request, Response

from yeoul.api.bodies import HistoryRoute
from yeoul.api.dependencies import ChatDep, Deps, owner_of
from yeoul.api.fields import PathId
from yeoul.api.identity import caller_of
from yeoul.api.openai import PREFIX
from yeoul.api.openai.errors import reply_to
from yeoul.api.openai.item_lists import After, Limit, Order, page_of
from yeoul.api.openai.kept_responses import (
    find_response,
    items_of_branch,
    items_of_input,
    place,
    response_of,
    response_to_json,
)
from yeoul.api.openai.response_numbers import LAST, is_within
from yeoul.api.openai.response_object import STATUSES, ResponseHead, ended_response
from yeoul.api.openai.response_request import ResponseRequest
from yeoul.api.openai.response_stream import stream_response
from yeoul.api.opened_call import ANSWER_HEADER, GivenKey, RetryCount, ask_call, open_exchange
from yeoul.api.replies import OBJECT_CONTENT, TEXT_STREAM_CONTENT, json_reply
from yeoul.api.written_replies import reply_whole
from yeoul.chat import read_branch
from yeoul.errors import InvalidRequest, NotFound
from yeoul.protocol.content import Content
from yeoul.protocol.conversation import Answer
from yeoul.protocol.events import End

_STREAM: dict[str, Any] = {
    "description": "The response; with `stream`, its events as server-sent events.",
    "content": {**OBJECT_CONTENT, **TEXT_STREAM_CONTENT},
}

_reply_whole = partial(reply_whole, reasons=STATUSES, refuse=reply_to)

router = APIRouter(prefix=f"{PREFIX}/responses", tags=["OpenAI"], route_class=HistoryRoute)


@router.post("", summary="Make a response", response_class=Response, responses={200: _STREAM})
async def create(
    request: Request,
    deps: Deps,
    body: ResponseRequest,
    idempotency_key: GivenKey = None,
    retry_count: RetryCount = None,
) -> Response:
    """Make a response: whole, event by event, or in the background.

    It can be read again for a month, unless `store` is `false`. With `background`, or `store: true`
    in so many words, it grows on without readers; any other is stopped when its last reader has
    left for 10 seconds.
    """
    chat, call = deps.chat, body.to_call()
    wanted, keeping = await place(chat, owner_of(request), call)
    is_followed = wanted.streams or not call.background
    if is_followed:
        chat.check_room(caller_of(request))
    exchange = await ask_call(
        request,
        deps,
        wanted,
        key=idempotency_key,
        retry_count=retry_count,
        outlives_readers=call.background or call.is_kept_expressly,
        keeping=keeping,
    )
    head = response_of(exchange.answer)
    if not is_followed:
        return _shown(await chat.refresh(owner_of(request), exchange.answer))
    opened = await open_exchange(request, deps, exchange, wanted)
    leave, headers = opened.leave, opened.headers
    if wanted.streams:
        return stream_response(opened.reader, head, deps.pace, leave=leave, headers=headers)
    write = partial(_write_whole, head)
    return await _reply_whole(
        request, opened.reader, write, deps.pace, leave=leave, headers=headers
    )


@router.get(
    "/{response_id}", summary="Read a response", response_class=Response, responses={200: _STREAM}
)
async def read(
    request: Request,
    deps: Deps,
    response_id: PathId,
    stream: bool = False,
    starting_after: Annotated[
        int | None,
        Query(ge=0, le=LAST, description="With `stream`: the number of the last event read."),
    ] = None,
) -> Response:
    """Read a response as it is, or its events behind any one of them, as they come."""
    caller, chat = caller_of(request), deps.chat
    answer = await find_response(chat, caller.owner, response_id)
    if not stream:
        return _shown(answer)
    after = -1 if starting_after is None else starting_after
    if not is_within(answer.content, after):
        raise NotFound("This response has no such event: read it from its beginning.")
    leave = chat.calls.join_answer(caller.owner, answer)
    try:
        reader = await chat.follow(caller, answer.id, None)
    except BaseException:
        leave(False)
        raise
    head, headers = response_of(answer), {ANSWER_HEADER: answer.id}
    return stream_response(reader, head, deps.pace, leave=leave, headers=headers, after=after)


@router.post(
    "/{response_id}/cancel",
    summary="Cancel a response",
    response_class=Response,
    responses={200: {"description": "The response as it has ended.", "content": OBJECT_CONTENT}},
)
async def cancel(request: Request, chat: ChatDep, response_id: PathId) -> Response:
    """Stop a response. The reply comes when it has ended; one that had ended stays as it is."""
    owner = owner_of(request)
    answer = await find_response(chat, owner, response_id)
    return _shown(await chat.stop(owner, answer.id) or answer)


@router.delete(
    "/{response_id}",
    summary="Delete a response",
    response_class=Response,
    responses={200: {"description": "It is deleted.", "content": OBJECT_CONTENT}},
)
async def delete(request: Request, chat: ChatDep, response_id: PathId) -> Response:
    """Delete a response; one that grows is stopped before.

    One in a conversation is deleted with it, where it is alone; where more was said, it is refused.
    """
    owner = owner_of(request)
    answer = await find_response(chat, owner, response_id)
    conversation = await chat.conversation(owner, answer.conversation_id)
    if not conversation.is_call:
        said = await chat.messages(owner, conversation.id)
        if sum(isinstance(message, Answer) for message in said) > 1:
            raise InvalidRequest(
                f"The response is part of a conversation: delete that, conv_{conversation.id}."
            )
    await chat.delete(owner, conversation.id, forever=conversation.is_call)
    return json_reply({"id": response_id, "object": "response", "deleted": True})


@router.get(
    "/{response_id}/input_items",
    summary="List what a response was given",
    response_class=Response,
    responses={200: {"description": "A page of items.", "content": OBJECT_CONTENT}},
)
async def list_input(
    request: Request,
    chat: ChatDep,
    response_id: PathId,
    after: After = None,
    limit: Limit = 20,
    order: Order = "desc",
) -> Response:
    """List all items that a response was given to read, those of earlier ones among them."""
    owner = owner_of(request)
    answer = await find_response(chat, owner, response_id)
    *before, question, _ = await read_branch(chat, owner, answer.id)
    items = items_of_branch(before) + items_of_input(answer, question)
    return json_reply(page_of(items, after, limit, order))


def _shown(answer: Answer) -> Response:
    return json_reply(response_to_json(answer), {ANSWER_HEADER: answer.id})


def _write_whole(head: ResponseHead, content: Content, end: End) -> bytes:
    return orjson.dumps(ended_response(head, content, end))
