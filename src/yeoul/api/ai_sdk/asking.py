"""Asks what a page with the AI SDK asks, in the conversation that its chat is here.

A chat is looked for by its own id first, which may be that of a conversation: so a page goes on
with one that was begun elsewhere.
"""

from __future__ import annotations

from yeoul.api.ai_sdk import page_ids
from yeoul.api.ai_sdk.ui_request import UiCall
from yeoul.caller import Caller
from yeoul.chat import LEAF, Ask, Chat, Exchange, IdempotencyKey, Ids, Regenerate
from yeoul.errors import AnswerInProgress, IdTaken, NotFound
from yeoul.protocol.conversation import Conversation, is_id


async def find_chat(chat: Chat, owner: str, chat_id: str) -> Conversation | None:
    """Return the conversation of a page's chat; None if the owner has none.

    Raises:
        ConversationDeleted
    """
    made = page_ids.conversation_id(owner, chat_id)
    for id in (chat_id, made) if is_id(chat_id) else (made,):
        try:
            return await chat.conversation(owner, id)
        except NotFound:
            continue
    return None


async def ask_for_page(chat: Chat, caller: Caller, call: UiCall) -> Exchange:
    """Return the exchange that a page asks for; the same request, sent again, gets the same one.

    Raises as `Chat.ask`.
    """
    found = await find_chat(chat, caller.owner, call.chat_id)
    if call.regenerates and found is not None:
        again = await _ask_again(chat, caller, call)
        if again is not None:
            return again
    try:
        return await _ask_new(chat, caller, call, found)
    except IdTaken:
        # Another window has begun the chat at the same time, or the question is known.
        found = await find_chat(chat, caller.owner, call.chat_id)
        if found is None:
            raise
        return await _ask_known(chat, caller, call, found)


async def _ask_again(chat: Chat, caller: Caller, call: UiCall) -> Exchange | None:
    """Return an exchange with another answer to a question; None if that was never asked.

    The first try may have been refused: pages offer the same button for that.
    """
    asked = call.question_id
    made = _question_id(caller.owner, call)
    for id in (asked, made) if is_id(asked) else (made,):
        # Once for each message that another one is wanted for, if the page names it.
        key = _key(id, call, call.message_id) if call.message_id else None
        try:
            return await chat.ask(caller, Regenerate(id, call.model, call.system), key)
        except NotFound:
            continue
    return None


async def _ask_new(
    chat: Chat, caller: Caller, call: UiCall, found: Conversation | None
) -> Exchange:
    question_id = _question_id(caller.owner, call)
    key = _key(question_id, call)
    ids = Ids(page_ids.first_answer_id(question_id), question_id)
    if found is None:
        ids = Ids(ids.answer, question_id, page_ids.conversation_id(caller.owner, call.chat_id))
        wish = Ask(call.text, call.model, system=call.system, ids=ids, attachments=call.attachments)
        return await chat.ask(caller, wish, key)
    parent_id = call.follows or (None if call.is_first else LEAF)
    wish = Ask(
        call.text,
        call.model,
        found.id,
        parent_id,
        call.system,
        ids=ids,
        attachments=call.attachments,
    )
    try:
        return await chat.ask(caller, wish, key)
    except AnswerInProgress:
        if call.follows is None:
            raise
        # The page has left that answer in the middle, and goes on: its user has stopped it.
        await chat.stop(caller.owner, call.follows)
        return await chat.ask(caller, wish, key)


async def _ask_known(chat: Chat, caller: Caller, call: UiCall, found: Conversation) -> Exchange:
    """Ask in a chat that another window has begun; or again what was asked long ago."""
    try:
        return await _ask_new(chat, caller, call, found)
    except IdTaken:
        question_id = _question_id(caller.owner, call)
        wish = Regenerate(question_id, call.model, call.system)
        return await chat.ask(caller, wish, _key(question_id, call))


def _question_id(owner: str, call: UiCall) -> str:
    # Another picture makes it another question, as another text does.
    said = "\0".join((call.text, *call.attachments))
    return page_ids.question_id(owner, call.chat_id, call.question_id, said)


def _key(question_id: str, call: UiCall, message_id: str | None = None) -> IdempotencyKey:
    wishes = call.model, call.system, message_id
    return IdempotencyKey(page_ids.request_key(question_id, *wishes), question_id)
