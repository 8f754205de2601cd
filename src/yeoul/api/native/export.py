"""All that a caller has, as JSON Lines: made page by page, so that its size does not matter.

Each line is an object. The first tells whose it is; each further one has one field with a list, of
the shape that the API's own reply has there. A conversation has a line, in the form of the page's
exports, so that what imports those imports this. Its pictures have lines of their own before it.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing, suppress
from datetime import date, datetime
from functools import partial
from typing import Any, Literal

import orjson
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from yeoul.accounts import Accounts
from yeoul.api.bodies import JsonRoute
from yeoul.api.dependencies import Deps
from yeoul.api.identity import caller_of
from yeoul.api.native import (
    PREFIX,
    assistant_schemas,
    passkey_schemas,
    schemas,
    share_schemas,
    sign_in_schemas,
    token_schemas,
)
from yeoul.api.native import account_schemas as shapes
from yeoul.api.native.view import show_messages
from yeoul.api.replies import ReplyBody
from yeoul.api.visits import visit_of
from yeoul.caller import Caller
from yeoul.chat import Attachments, Chat
from yeoul.errors import ConversationDeleted, NotFound, TooManyAtOnce
from yeoul.protocol.content import is_told_of, utf16_length
from yeoul.protocol.conversation import Answer, Conversation, Message, utc_now
from yeoul.transports.paged import PagedBody

#: Conversations that are listed at a time.
PAGE = 100
MEDIA_TYPE = "application/jsonl"

router = APIRouter(prefix=f"{PREFIX}/export", tags=["conversations"], route_class=JsonRoute)


class ExportHead(ReplyBody):
    """The first line of an export."""

    format: Literal["yeoul-export"] = "yeoul-export"
    version: Literal[1] = 1
    exported_at: datetime
    #: None where nobody logs in.
    account: shapes.Person | None


class UsedDay(ReplyBody):
    """What the caller has used on a day."""

    day: date
    questions: int
    prompt_tokens: int
    completion_tokens: int


_LINES: dict[str, Any] = {
    "description": "JSON Lines: an `ExportHead`, then objects with one list each.",
    "content": {MEDIA_TYPE: {"schema": {"type": "string"}}},
}


@router.post("", summary="Export everything", response_class=Response, responses={200: _LINES})
async def export(request: Request, deps: Deps) -> Response:
    """Return all that the caller has: account, log-ins, usage, and conversations with all branches.

    Secrets are not among it, nor is what was deleted. With accounts it needs a log-in of the last
    15 minutes. A body that breaks off is not the whole of it.
    """
    caller, accounts = caller_of(request), deps.accounts
    if accounts is None or accounts.mode == "local":
        accounts = None
    else:
        accounts.sessions.check_fresh(caller)
    if caller.owner in deps.exporting:
        raise TooManyAtOnce("You are being given an export already.", retry_after_s=5)
    if accounts is not None:
        accounts.audit.note("exported", visit_of(request).by(caller.owner), caller.owner)
    deps.exporting.add(caller.owner)
    return PagedBody(
        _while_right(deps.chat, caller, _pieces(deps, caller, accounts)),
        media_type=MEDIA_TYPE,
        timeout_s=deps.pace.send_timeout_s,
        headers={"content-disposition": 'attachment; filename="yeoul.jsonl"'},
        on_close=partial(deps.exporting.discard, caller.owner),
    )


async def _while_right(
    chat: Chat, caller: Caller, pieces: AsyncGenerator[bytes]
) -> AsyncGenerator[bytes]:
    """Yield ``pieces`` as long as the caller's right holds.

    A session may end, and an account be removed, while its export is read, however slowly.

    Raises:
        Unauthenticated
    """
    async with aclosing(pieces):
        async for piece in pieces:
            await chat.check_right(caller)
            yield piece


async def _pieces(deps: Deps, caller: Caller, accounts: Accounts | None) -> AsyncGenerator[bytes]:
    chat = deps.chat
    person = None if accounts is None else shapes.Person(id=caller.owner, name=caller.account or "")
    yield _line(ExportHead(exported_at=utc_now(), account=person))
    if accounts is not None:
        async for name, items in _of_account(accounts, caller):
            yield _list_line(name, items)
    if deps.sharing is not None:
        shared = await deps.sharing.all_of(caller.owner)
        yield _list_line("shares", [share_schemas.Share.of(each) for each in shared])
    if deps.assistants is not None:
        own = await deps.assistants.own(caller.owner)
        yield _list_line("assistants", [assistant_schemas.Assistant.of(each) for each in own])
    for conversation_id in await _all_ids(chat, caller.owner):
        # Deleted since it was listed.
        with suppress(NotFound, ConversationDeleted):
            conversation = await chat.conversation(caller.owner, conversation_id)
            async for line in _pictures(deps.attachments, caller.owner, conversation):
                yield line
            async for piece in _conversation(chat, caller.owner, conversation):
                yield piece


async def _of_account(
    accounts: Accounts, caller: Caller
) -> AsyncIterator[tuple[str, Sequence[BaseModel]]]:
    """Yield what an account has besides conversations, list by list. New kinds come here."""
    sessions = await accounts.sessions.living(caller.owner)
    yield "sessions", [shapes.Session.of(one, caller) for one in sessions]
    ways = await accounts.ways(caller.owner)
    yield "credentials", [sign_in_schemas.Credential.of(one) for one in ways]
    passkeys = await accounts.passkeys.all_of(caller.owner)
    yield "passkeys", [passkey_schemas.Passkey.of(one) for one in passkeys]
    tokens = await accounts.tokens.all_of(caller.owner)
    yield "tokens", [token_schemas.Token.of(one) for one in tokens]
    yield (
        "usage",
        [
            UsedDay(
                day=day,
                questions=used.questions,
                prompt_tokens=used.prompt_tokens,
                completion_tokens=used.completion_tokens,
            )
            for day, used in await accounts.used_days(caller.owner)
        ],
    )


async def _all_ids(chat: Chat, owner: str) -> list[str]:
    """Return the ids of all conversations, the last used first.

    One that is used while they are listed moves to the front, past the place where it would have
    come: so the first page is read until it has nothing new.
    """

    async def page(cursor: str | None) -> tuple[list[str], str | None]:
        found = await chat.conversations(owner, query="", deleted=False, limit=PAGE, cursor=cursor)
        return [one.id for one in found.conversations], found.next_cursor

    ids, cursor = await page(None)
    while cursor is not None:
        more, cursor = await page(cursor)
        ids += more
    while new := set((await page(None))[0]).difference(ids):
        ids += new
    return list(dict.fromkeys(ids))


async def _pictures(
    attachments: Attachments | None, owner: str, conversation: Conversation
) -> AsyncIterator[bytes]:
    """Yield a line for each picture of a conversation: they come before it, as an import needs."""
    if attachments is None:
        return
    for each in await attachments.of_conversation(owner, conversation.id):
        content = await attachments.content(owner, each.id)
        about = _json(schemas.Attachment.of(each)).removesuffix(b"}")
        yield b'{"attachments":[%s,"content":"%s"}]}\n' % (about, b64encode(content))


async def _conversation(chat: Chat, owner: str, conversation: Conversation) -> AsyncIterator[bytes]:
    """Yield the line of a conversation, some messages at a time."""
    head = schemas.ConversationSummary.of(conversation).model_dump_json().encode()
    yield b'{"conversations":[' + head.removesuffix(b"}") + b',"messages":['
    after, begun = None, False
    # What is deleted meanwhile has no more messages: its line is ended like any other.
    with suppress(NotFound, ConversationDeleted):
        while page := await chat.message_page(owner, conversation.id, after=after):
            after = page[-1].id
            shown = map(_json, show_messages(chat, page))
            lines = list[bytes]()
            for message, line in zip(page, shown, strict=True):
                told = await _told(chat, owner, message)
                lines.append(line.removesuffix(b"}") + told + b"}")
                if told or message is page[-1]:
                    yield (b"," if begun else b"") + b",".join(lines)
                    lines, begun = [], True
    yield b"]}]}\n"


async def _told(chat: Chat, owner: str, message: Message) -> bytes:
    """Return an answer's candidates, as one more field; nothing where none were asked for.

    One answer's at a time: they can be as large as a hundred texts. So they are read later than the
    text, which may have grown since, or be another: what is told beyond it would make the import of
    this conversation fail.
    """
    if not isinstance(message, Answer) or not message.candidates:
        return b""
    text = message.content.text
    end = utf16_length(text)
    now = (await chat.answer(owner, message.id)).content
    told = [each for each in now.candidates if each.end <= end]
    if not is_told_of(text, told):
        return b""
    return b',"token_candidates":' + orjson.dumps([each._asdict() for each in told])


def _list_line(name: str, items: Sequence[BaseModel]) -> bytes:
    return b'{"%s":[%s]}\n' % (name.encode(), b",".join(map(_json, items)))


def _line(item: BaseModel) -> bytes:
    return _json(item) + b"\n"


def _json(item: BaseModel) -> bytes:
    return item.model_dump_json().encode()
