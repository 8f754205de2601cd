"""``/v1/conversations``: a person's conversations, in the branch that ends with their leaf.

What the tree does not carry is refused: notes on a conversation, and deleting one item of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import Field

from yeoul.api.bodies import HistoryRoute
from yeoul.api.calls import LenientBody
from yeoul.api.dependencies import ChatDep, owner_of
from yeoul.api.fields import PathId
from yeoul.api.openai import PREFIX
from yeoul.api.openai.item_lists import After, Limit, Order, page_of
from yeoul.api.openai.kept_responses import CONVERSATION, find_conversation, items_of_branch
from yeoul.api.openai.response_request import Item, read_items
from yeoul.api.replies import OBJECT_CONTENT, json_reply
from yeoul.chat import Chat, ImportedConversation, ImportedMessage, Turn, read_branch
from yeoul.errors import AnswerInProgress, InvalidRequest, NotFound
from yeoul.protocol.conversation import Conversation, new_id, title_from, utc_now

#: Most items that one request brings, as the format has it.
MAX_ITEMS = 20


def _told(description: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"description": description, "content": OBJECT_CONTENT}}


router = APIRouter(prefix=f"{PREFIX}/conversations", tags=["OpenAI"], route_class=HistoryRoute)


class ConversationBody(LenientBody):
    """Body of ``POST /v1/conversations``, and of a change."""

    items: list[Item] | None = Field(default=None, max_length=MAX_ITEMS)
    metadata: dict[str, str] | None = None

    def check(self) -> None:
        """Check that it asks for nothing that is not kept. Raises `InvalidRequest`."""
        if self.metadata:
            raise InvalidRequest.of(
                "metadata",
                "cannot be kept with a conversation here: leave it out, or give it with responses",
            )


class ItemsBody(LenientBody):
    """Body of ``POST /v1/conversations/{id}/items``."""

    items: list[Item] = Field(min_length=1, max_length=MAX_ITEMS)


@router.post(
    "",
    summary="Begin a conversation",
    response_class=Response,
    responses=_told("The conversation."),
)
async def create(request: Request, chat: ChatDep, body: ConversationBody) -> Response:
    """Begin a conversation, with what was said elsewhere or with nothing. It is in the list."""
    body.check()
    system, turns = read_items(body.items or [], "items")
    now = utc_now()
    conversation = ImportedConversation(
        id=new_id(),
        title=title_from(turns[0].content if turns else ""),
        created_at=now,
        updated_at=now,
        messages=_messages(turns, None),
        system="\n\n".join(filter(None, system)) or None,
    )
    owner = owner_of(request)
    imported = await chat.import_conversation(owner, conversation)
    return _shown(await chat.conversation(owner, imported.conversation_id))


@router.get(
    "/{conversation_id}",
    summary="Read what a conversation is",
    response_class=Response,
    responses=_told("The conversation."),
)
async def read(request: Request, chat: ChatDep, conversation_id: PathId) -> Response:
    """Read a conversation, without its items."""
    return _shown(await find_conversation(chat, owner_of(request), conversation_id))


@router.post(
    "/{conversation_id}",
    summary="Change a conversation's notes",
    response_class=Response,
    responses=_told("The conversation."),
)
async def change(
    request: Request, chat: ChatDep, conversation_id: PathId, body: ConversationBody
) -> Response:
    """Refuse any notes: none are kept. Without any, return the conversation as it is."""
    conversation = await find_conversation(chat, owner_of(request), conversation_id)
    body.check()
    return _shown(conversation)


@router.delete(
    "/{conversation_id}",
    summary="Delete a conversation with its responses",
    response_class=Response,
    responses=_told("It is deleted."),
)
async def delete(request: Request, chat: ChatDep, conversation_id: PathId) -> Response:
    """Delete a conversation and stop its answers. On the page it can be restored for 30 days."""
    owner = owner_of(request)
    conversation = await find_conversation(chat, owner, conversation_id)
    await chat.delete(owner, conversation.id)
    return json_reply({"id": conversation_id, "object": "conversation.deleted", "deleted": True})


@router.get(
    "/{conversation_id}/items",
    summary="List the items of a conversation",
    response_class=Response,
    responses=_told("A page of items."),
)
async def list_items(
    request: Request,
    chat: ChatDep,
    conversation_id: PathId,
    after: After = None,
    limit: Limit = 20,
    order: Order = "desc",
) -> Response:
    """List what was said in the branch that is shown: messages, thinking, calls of tools."""
    owner = owner_of(request)
    items = await _items(chat, owner, await find_conversation(chat, owner, conversation_id))
    return json_reply(page_of(items, after, limit, order))


@router.post(
    "/{conversation_id}/items",
    summary="Add items to a conversation",
    response_class=Response,
    responses=_told("The items."),
)
async def add_items(
    request: Request, chat: ChatDep, conversation_id: PathId, body: ItemsBody
) -> Response:
    """Add what was said elsewhere: a message of the user, its answer, the next message, …."""
    owner = owner_of(request)
    conversation = await find_conversation(chat, owner, conversation_id)
    leaf_id = conversation.leaf_id
    if leaf_id is not None and not (await chat.answer(owner, leaf_id)).settled:
        raise AnswerInProgress("Wait until the response before is complete, or cancel it.")
    if conversation.temporary:
        raise InvalidRequest("A temporary conversation takes only what is said in it.")
    system, turns = read_items(body.items, "items")
    if any(system):
        raise InvalidRequest.of("items", "cannot change the instructions of a conversation")
    if not turns:
        raise InvalidRequest.of("items", "must have a message of the user")
    before = await _items(chat, owner, conversation)
    now = utc_now()
    messages = _messages(turns, leaf_id)
    given = ImportedConversation(
        conversation.id, conversation.title, now, now, messages, messages[-1].id
    )
    await chat.import_conversation(owner, given)
    items = await _items(chat, owner, replace(conversation, leaf_id=messages[-1].id))
    return json_reply(page_of(items[len(before) :], None, len(items), "asc"))


@router.get(
    "/{conversation_id}/items/{item_id}",
    summary="Read an item of a conversation",
    response_class=Response,
    responses=_told("The item."),
)
async def read_item(
    request: Request, chat: ChatDep, conversation_id: PathId, item_id: PathId
) -> Response:
    """Read one item of the branch that is shown."""
    owner = owner_of(request)
    items = await _items(chat, owner, await find_conversation(chat, owner, conversation_id))
    for item in items:
        if item["id"] == item_id:
            return json_reply(item)
    raise NotFound("There is no such item in this conversation.")


@router.delete(
    "/{conversation_id}/items/{item_id}",
    summary="Delete an item of a conversation",
    response_class=Response,
    responses=_told("Never."),
)
async def delete_item(
    request: Request, chat: ChatDep, conversation_id: PathId, item_id: PathId
) -> Response:
    """Refuse: what was said leads to what was answered, so it stays or goes as a whole."""
    await find_conversation(chat, owner_of(request), conversation_id)
    raise InvalidRequest("One item cannot be deleted here. Delete the conversation as a whole.")


async def _items(chat: Chat, owner: str, conversation: Conversation) -> list[dict[str, Any]]:
    if conversation.leaf_id is None:
        return []
    return items_of_branch(await read_branch(chat, owner, conversation.leaf_id))


def _messages(turns: Sequence[Turn], parent_id: str | None) -> list[ImportedMessage]:
    """Return turns as messages that follow one another.

    Raises:
        InvalidRequest: they are not a message of the user, an answer to it, and so on.
    """
    messages, now = list[ImportedMessage](), utc_now()
    for place, turn in enumerate(turns):
        role: Literal["user", "assistant"] = "assistant" if place % 2 else "user"
        if turn.role != role or not turn.is_text or not turn.content.strip():
            raise InvalidRequest.of(
                f"items[{place}]",
                "does not fit: items are a message of the user, its answer, and so on, in text",
            )
        messages.append(ImportedMessage(new_id(), parent_id, role, turn.content, now, "unknown"))
        parent_id = messages[-1].id
    if len(turns) % 2:
        raise InvalidRequest.of(
            "items", "cannot end with a message of the user: ask it by a response"
        )
    return messages


def _shown(conversation: Conversation) -> Response:
    return json_reply(
        {
            "id": f"{CONVERSATION}{conversation.id}",
            "object": "conversation",
            "created_at": int(conversation.created_at.timestamp()),
            "metadata": {},
        }
    )
