"""Answers what a page with the AI SDK's `useChat` asks, as a UI message stream; resumes; stops.

The conversation is stored here, and leaving is not stopping: the format has an address for that.
"""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Request, Response
from pydantic import StringConstraints

from yeoul.api.ai_sdk import HEADERS
from yeoul.api.ai_sdk.asking import ask_for_page, find_chat
from yeoul.api.ai_sdk.ui_request import MAX_ID_CHARS, UiRequest
from yeoul.api.ai_sdk.ui_writer import UiWriter
from yeoul.api.answer_facts import Head
from yeoul.api.brought_pictures import ids_in, keep_pictures
from yeoul.api.dependencies import Dependencies, Deps
from yeoul.api.identity import caller_of
from yeoul.api.opened_call import ANSWER_HEADER
from yeoul.api.replies import TEXT_STREAM_CONTENT, ReplyBody
from yeoul.api.written_replies import stream_written
from yeoul.chat import Reader, Turn
from yeoul.errors import ConversationDeleted, NotFound
from yeoul.protocol.conversation import Answer
from yeoul.protocol.events import Cursor

#: A position of no epoch: a reader that begins there gets the text so far as one event.
_LOST: Final = Cursor(0, 0)

#: Pages encode it whole; it comes here decoded.
ChatId = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MAX_ID_CHARS),
    Path(description="The page's id of the chat, percent-encoded."),
]

router = APIRouter(prefix="/api/chat", tags=["AI SDK"])

_STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer from its beginning, under the same message id.",
        "content": TEXT_STREAM_CONTENT,
    },
    204: {"description": "Nothing grows in this chat."},
}


class UiStopped(ReplyBody):
    """What has been stopped."""

    #: Ids of answers.
    stopped: list[str]


async def answer(request: Request, deps: Dependencies, body: UiRequest) -> Response:
    """Ask the question of a page, or regenerate its answer, and stream that."""
    call = body.to_call()
    caller, chat = caller_of(request), deps.chat
    chat.check_room(caller)
    asked = Turn("user", call.text, pictures=call.pictures)
    check = partial(chat.check_may_ask, caller, call.model, begins=False)
    kept = await keep_pictures(deps.attachments, caller.owner, [asked], check)
    call = call._replace(attachments=ids_in(kept))
    exchange = await ask_for_page(chat, caller, call)
    reader = await chat.follow_exchange(caller, exchange)
    return _stream(deps, reader, exchange.answer)


@router.get(
    "/{chat_id:path}/stream",
    summary="Resume a chat's stream",
    response_class=Response,
    responses=_STREAM,
)
async def resume(request: Request, deps: Deps, chat_id: ChatId) -> Response:
    """Stream the answer that grows in a chat, from its beginning.

    So far it is one piece; the page shows it in place of what it has.
    """
    caller, chat = caller_of(request), deps.chat
    growing = await _to_resume(deps, caller.owner, chat_id)
    if growing is None:
        return Response(status_code=204)
    reader = await chat.follow(caller, growing.id, _LOST)
    return _stream(deps, reader, growing)


@router.post("/{chat_id:path}/stop", summary="Stop what grows in a chat", response_model=UiStopped)
async def stop(request: Request, deps: Deps, chat_id: ChatId) -> UiStopped:
    """Stop all answers that grow in a chat, whoever reads them. Idempotent."""
    owner, chat = caller_of(request).owner, deps.chat
    found = await find_chat(chat, owner, chat_id)
    if found is None:
        raise NotFound("There is no such chat.")
    growing = await chat.growing(owner, found.id)
    for answer_id in growing:
        await chat.stop(owner, answer_id)
    return UiStopped(stopped=growing)


async def _to_resume(deps: Dependencies, owner: str, chat_id: str) -> Answer | None:
    """Return the answer that a page which comes back has to be sent; None for none."""
    chat = deps.chat
    try:
        found = await find_chat(chat, owner, chat_id)
        if found is None or found.leaf_id is None:
            return None
        growing = await chat.growing(owner, found.id)
        shown = growing[-1] if growing and found.leaf_id not in growing else found.leaf_id
        last = await chat.answer(owner, shown)
    except (NotFound, ConversationDeleted):
        return None
    return last if not last.settled or deps.undelivered.lacks(last) else None


def _stream(deps: Dependencies, reader: Reader, answer: Answer) -> Response:
    head = Head(answer.id, int(answer.created_at.timestamp()), answer.model)
    return stream_written(
        reader,
        UiWriter(head),
        deps.pace,
        leave=partial(deps.undelivered.left, answer.id),
        headers={**HEADERS, ANSWER_HEADER: answer.id},
    )
