"""Imports: conversations that were had elsewhere, or here before, written as they were.

To import the same twice changes nothing: each conversation and message has an id that follows from
the one in its file. That of an export of Yeoul is kept where nothing else has it, so that what is
still here is found; every other one is made from the owner and the ids of the file. A conversation
that has grown since, in a later file, gets the messages that it lacks.

Whoever knows an owner and a file can compute its ids, and have made something of their own under
one. An id that is another conversation's is therefore passed over, for the next one of a row.

Files have impossible times, too: lists are in the order of times, so one before 1970 or in the
future becomes the nearest that is neither.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from yeoul.errors import IdTaken, InvalidRequest, NotFound
from yeoul.protocol.content import Content, QuestionContent
from yeoul.protocol.conversation import Answer, Conversation, Question, is_free_id, is_id
from yeoul.protocol.events import Cursor, End, Reason
from yeoul.store import attachment_rows, lookup, usage_rows
from yeoul.store.prepared import Prepared
from yeoul.store.purge import DELETED_LIFE
from yeoul.store.rows import (
    answer_values,
    conversation_values,
    question_values,
    settlement_values,
)
from yeoul.store.schema import conversations, messages
from yeoul.store.values import Imported, ImportedConversation, ImportedMessage, Settlement

#: The position of the end of an answer that never grew here: behind ``started`` and its text.
_END = Cursor(1, 3)
_ADD_MESSAGE = Prepared(insert(messages))
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
#: Ids that are tried for one thing of a file.
_MAX_TRIES = 8


def bring(
    connection: Connection, owner: str, given: ImportedConversation, now: datetime
) -> Imported:
    """Write what is missing of a conversation and return what that was.

    Raises:
        InvalidRequest: its messages are no tree of questions and answers.
        NotFound: it was deleted for good a moment ago, and is not gone yet; or a picture of a
            question is not here.
        IdTaken: everything that it could be called here is another's.
        Unauthenticated: the owner's account is disabled or removed.
    """
    usage_rows.check_let_in(connection, owner)
    given = _in_time(given, now)
    place = _place(connection, owner, given.id)
    row = connection.execute(select(conversations).where(conversations.c.id == place)).first()
    if row is None:
        _add_conversation(connection, owner, place, given)
    elif row.deleted_at is not None:
        if row.deleted_at <= now - DELETED_LIFE:
            raise NotFound.conversation()
        _set(connection, place, {"deleted_at": None})
    roles = _known_roles(connection, place)
    ids = _message_ids(connection, owner, place, given, roles)
    before = len(roles)
    for message in given.messages:
        message_id = ids[message.id]
        if message_id not in roles:
            parent_id = None if message.parent_id is None else ids[message.parent_id]
            _check_parent(message, roles.get(parent_id) if parent_id else None)
            _add_message(connection, owner, message, place=place, id=message_id, behind=parent_id)
            roles[message_id] = message.role
    added = len(roles) - before
    if added:
        leaf = _leaf(connection, place, given.leaf_id and ids[given.leaf_id], roles)
        newest = given.updated_at if row is None else max(row.updated_at, given.updated_at)
        _set(connection, place, {"leaf_id": leaf, "updated_at": newest})
    return Imported(place, added, new=row is None)


def _place(connection: Connection, owner: str, conversation_id: str) -> str:
    """Return the id that a conversation of a file has here: the owner's own, or a free one."""
    names = _names(f"{owner}\0", conversation_id, keeps=True)
    found = select(conversations.c.id, conversations.c.owner).where(conversations.c.id.in_(names))
    owners = {row.id: row.owner for row in connection.execute(found)}
    for name in names:
        if owners.get(name) == owner:
            return name
    for name in names:
        if name not in owners and is_free_id(name):
            return name
    raise _all_taken()


def _message_ids(
    connection: Connection,
    owner: str,
    place: str,
    given: ImportedConversation,
    here: Collection[str],
) -> dict[str, str]:
    """Return the id that each message of a file has here: one of those ``here``, or a free one."""
    named = {given.leaf_id, *(id for each in given.messages for id in (each.id, each.parent_id))}
    seed, keeps = f"{owner}\0{given.id}\0", place == given.id
    left = {id: _names(seed, id, keeps=keeps) for id in named if id is not None}
    ids = {id: name for id, names in left.items() for name in reversed(names) if name in here}
    left = {id: [*filter(is_free_id, names)] for id, names in left.items()}
    while left := {id: names for id, names in left.items() if id not in ids}:
        if not all(left.values()):
            raise _all_taken()
        tried = {id: names.pop(0) for id, names in left.items()}
        places = lookup.places_of(connection, list(tried.values()))
        ids |= {id: name for id, name in tried.items() if places.get(name, place) == place}
    return ids


def _names(seed: str, file_id: str, *, keeps: bool) -> list[str]:
    """Return the ids that a thing may have here, the same each time, the preferred one first.

    ``keeps``: its own, if that is of our form, comes before those that are made.
    """
    made = [_digest(seed + file_id)]
    while len(made) < _MAX_TRIES:
        made.append(_digest(seed + made[-1]))
    return [file_id, *made] if keeps and is_id(file_id) else made


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _all_taken() -> IdTaken:
    return IdTaken("All ids that this conversation could have here are taken.")


def _in_time(given: ImportedConversation, now: datetime) -> ImportedConversation:
    """Return a conversation whose times are possible ones."""

    def possible(at: datetime) -> datetime:
        return min(max(at, _BEGINNING), now)

    return replace(
        given,
        created_at=possible(given.created_at),
        updated_at=possible(given.updated_at),
        messages=[replace(each, created_at=possible(each.created_at)) for each in given.messages],
    )


def _known_roles(connection: Connection, place: str) -> dict[str, str]:
    """Return the role of each message of a conversation, by its id."""
    found = select(messages.c.id, messages.c.role).where(messages.c.conversation_id == place)
    return {row.id: row.role for row in connection.execute(found)}


def _check_parent(message: ImportedMessage, role: str | None) -> None:
    """Check that a message follows one of the other kind, or is a question that begins."""
    begins = message.parent_id is None and message.role == "user"
    follows = role is not None and role != message.role
    if not begins and not follows:
        raise InvalidRequest(
            f"Message {message.id} follows none of the messages before it: a question follows an"
            " answer or nothing, an answer follows a question."
        )


def _add_conversation(
    connection: Connection, owner: str, place: str, given: ImportedConversation
) -> None:
    conversation = Conversation(
        id=place,
        title=given.title,
        created_at=given.created_at,
        updated_at=given.updated_at,
        leaf_id=None,
        system=given.system,
        model=given.model,
        parameters=given.parameters,
        pinned=given.pinned,
        assistant=given.assistant,
    )
    connection.execute(insert(conversations), conversation_values(owner, conversation))


def _add_message(
    connection: Connection,
    owner: str,
    message: ImportedMessage,
    *,
    place: str,
    id: str,
    behind: str | None,
) -> None:
    """Write a message with the ids that it has here."""
    if message.role == "assistant":
        _ADD_MESSAGE.execute(connection, _answer_row(owner, message, place, id, behind or ""))
        return
    pictures = attachment_rows.wished(connection, owner, message.attachments)
    content = QuestionContent(message.text)
    question = Question(id, place, behind, content, message.created_at, pictures)
    _ADD_MESSAGE.execute(connection, question_values(question))
    attachment_rows.link(connection, question)


def _answer_row(
    owner: str, message: ImportedMessage, place: str, message_id: str, question_id: str
) -> dict[str, Any]:
    answer = Answer(
        message_id,
        place,
        question_id,
        message.model,
        message.created_at,
        candidates=message.asked_candidates,
    )
    digest = hashlib.sha256(message.text.encode()).hexdigest()
    finished: Reason = "tool_calls" if message.tool_calls else "stop"
    reason = finished if message.status == "finished" else message.status
    end = End(message.status, reason, None, None, None, digest)
    said = Content(message.text, message.reasoning, message.tool_calls, message.candidates)
    settled = Settlement(end, said, _END)
    return answer_values(answer, owner) | settlement_values(settled)


def _leaf(
    connection: Connection, place: str, leaf_id: str | None, roles: Mapping[str, str]
) -> str | None:
    """Return the answer that ends the branch: the given one, else the last one written."""
    if leaf_id is not None and roles.get(leaf_id) == "assistant":
        return leaf_id
    here = (messages.c.conversation_id == place) & (messages.c.role == "assistant")
    newest = select(messages.c.id).where(here).order_by(messages.c.seq.desc()).limit(1)
    return connection.execute(newest).scalar()


def _set(connection: Connection, place: str, values: dict[str, Any]) -> None:
    connection.execute(update(conversations).where(conversations.c.id == place).values(values))
