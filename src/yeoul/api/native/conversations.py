"""Routes of conversations: list and search, read, change, delete, restore."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from yeoul.api.bodies import JsonRoute
from yeoul.api.dependencies import ChatDep, owner_of
from yeoul.api.fields import PathId
from yeoul.api.leaving import unless_left
from yeoul.api.native import PREFIX, schemas
from yeoul.api.native.request_schemas import ConversationPatch
from yeoul.api.native.view import show_messages
from yeoul.chat import PAGE_CURSOR_PATTERN, ConversationChanges
from yeoul.protocol.conversation import Parameters

router = APIRouter(prefix=f"{PREFIX}/conversations", tags=["conversations"], route_class=JsonRoute)


@router.get("", response_model=schemas.ConversationList, summary="List or search")
async def list_conversations(
    request: Request,
    chat: ChatDep,
    q: Annotated[str, Query(max_length=200, description="Words that must all occur.")] = "",
    deleted: Annotated[bool, Query(description="Those that can be restored instead.")] = False,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[
        str | None,
        Query(
            description="The `next_cursor` of the page before.",
            json_schema_extra={"pattern": PAGE_CURSOR_PATTERN},
        ),
    ] = None,
) -> schemas.ConversationList | Response:
    """List conversations, pinned ones and the last used first; with `q` where all words occur.

    With `deleted` those that were deleted and can be restored, the last deleted first.
    """
    finding = chat.conversations(
        owner_of(request), query=q, deleted=deleted, limit=limit, cursor=cursor
    )
    page = await (unless_left(request, finding) if q else finding)
    if page is None:
        return Response(status_code=204)  # the client has left
    return schemas.ConversationList(
        conversations=[
            schemas.ListedConversation.listed(one, page.matches.get(one.id))
            for one in page.conversations
        ],
        next_cursor=page.next_cursor,
    )


@router.get(
    "/{conversation_id}", response_model=schemas.Conversation, summary="Read a conversation"
)
async def read(request: Request, chat: ChatDep, conversation_id: PathId) -> schemas.Conversation:
    """Read a conversation with the messages of all its branches."""
    owner = owner_of(request)
    conversation = await chat.conversation(owner, conversation_id)
    messages = await chat.messages(owner, conversation_id)
    return schemas.Conversation.with_messages(conversation, show_messages(chat, messages))


@router.patch(
    "/{conversation_id}",
    response_model=schemas.ConversationSummary,
    summary="Change a conversation",
)
async def change(
    request: Request, chat: ChatDep, conversation_id: PathId, body: ConversationPatch
) -> schemas.ConversationSummary:
    """Change title, current branch (`leaf_id`), system prompt, model or parameters; pin, unpin."""
    conversation = await chat.change(owner_of(request), conversation_id, _changes(body))
    return schemas.ConversationSummary.of(conversation)


@router.delete("/{conversation_id}", status_code=204, summary="Delete a conversation")
async def delete(
    request: Request,
    chat: ChatDep,
    conversation_id: PathId,
    forever: Annotated[bool, Query(description="For good: it cannot be restored.")] = False,
) -> Response:
    """Delete a conversation and stop its answers. It can be restored for 30 days.

    With `forever` it is gone at once, also if it was deleted before.
    """
    await chat.delete(owner_of(request), conversation_id, forever=forever)
    return Response(status_code=204)


@router.post(
    "/{conversation_id}/restore",
    response_model=schemas.ConversationSummary,
    summary="Undo a deletion",
)
async def restore(
    request: Request, chat: ChatDep, conversation_id: PathId
) -> schemas.ConversationSummary:
    """Restore a deleted conversation."""
    conversation = await chat.restore(owner_of(request), conversation_id)
    return schemas.ConversationSummary.of(conversation)


def _changes(body: ConversationPatch) -> ConversationChanges:
    given: Any = body.model_fields_set
    return ConversationChanges(
        given=frozenset(given),
        title=body.title.strip(),
        leaf_id=body.leaf_id,
        system=body.system,
        model=body.model,
        parameters=body.parameters.to_domain() if body.parameters else Parameters(),
        pinned=body.pinned,
    )
