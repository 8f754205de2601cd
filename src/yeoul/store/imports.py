"""Imports: conversations that were had elsewhere, or here before, written as they were.

To import the same twice changes nothing: each conversation and message has an id that follows from
the one in its file. That of an export of Yeoul is kept where nothing else has it, so that what is
still here is found; every other one is made from the owner and the ids of the file. A conversation
that has grown since, in a later file, gets the messages that it lacks.

Files have impossible times, too: lists are in the order of times, so one before 1970 or in the
future becomes the nearest that is neither.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from yeoul.errors import InvalidRequest, NotFound
from yeoul.protocol.content import Content, QuestionContent
from yeoul.protocol.conversation import Answer, Conversation, Question, is_id
from yeoul.protocol.events import Cursor, End, Reason
from yeoul.store import lookup
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


def bring(
    connection: Connection, owner: str, given: ImportedConversation, now: datetime
) -> Imported:
    """Write what is missing of a conversation and return what that was.

    Raises:
        InvalidRequest: its messages are no tree of questions and answers.
        NotFound: it was deleted for good a moment ago, and is not gone yet.
    """
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
    kept = _free(connection, place, given) if place == given.id else frozenset()
    ids = _Ids(owner, given.id, kept, frozenset(roles))
    before = len(roles)
    for message in given.messages:
        message_id = ids.of(message.id)
        if message_id not in roles:
            parent_id = None if message.parent_id is None else ids.of(message.parent_id)
            _check_parent(message, roles.get(parent_id) if parent_id else None)
            _ADD_MESSAGE.execute(connection, _row(place, message_id, parent_id, message))
            roles[message_id] = message.role
    added = len(roles) - before
    if added:
        leaf = _leaf(connection, place, given.leaf_id and ids.of(given.leaf_id), roles)
        newest = given.updated_at if row is None else max(row.updated_at, given.updated_at)
        _set(connection, place, {"leaf_id": leaf, "updated_at": newest})
    return Imported(place, added, new=row is None)


class _Ids:
    """The ids that messages of a file have here.

    ``kept`` are those that they may keep, ``here`` those of the messages that are here already.
    """

    def __init__(self, owner: str, place: str, kept: frozenset[str], here: frozenset[str]) -> None:
        self._seed = f"{owner}\0{place}\0"
        self._kept = kept
        self._here = here

    def of(self, message_id: str) -> str:
        """Return the id of a message, the same each time."""
        made = _digest(self._seed + message_id)
        # One whose id was taken at first has the made one for good.
        return message_id if message_id in self._kept and made not in self._here else made


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _place(connection: Connection, owner: str, conversation_id: str) -> str:
    """Return the id that a conversation of a file has here."""
    if is_id(conversation_id):
        found = select(conversations.c.owner).where(conversations.c.id == conversation_id)
        if connection.execute(found).scalar() in (None, owner):
            return conversation_id
    return _digest(f"{owner}\0{conversation_id}")


def _free(connection: Connection, place: str, given: ImportedConversation) -> frozenset[str]:
    """Return the ids in a file that are of our form, and that no other conversation has."""
    named = {given.leaf_id, *(id for each in given.messages for id in (each.id, each.parent_id))}
    ours = [id for id in named if id is not None and is_id(id)]
    places = lookup.places_of(connection, ours)
    return frozenset(id for id in ours if places.get(id, place) == place)


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
    )
    connection.execute(insert(conversations), conversation_values(owner, conversation))


def _row(
    place: str, message_id: str, parent_id: str | None, message: ImportedMessage
) -> dict[str, Any]:
    if message.role == "user":
        content = QuestionContent(message.text)
        return question_values(Question(message_id, place, parent_id, content, message.created_at))
    answer = Answer(message_id, place, parent_id or "", message.model, message.created_at)
    digest = hashlib.sha256(message.text.encode()).hexdigest()
    reason: Reason = "stop" if message.status == "finished" else message.status
    end = End(message.status, reason, None, None, None, digest)
    settled = Settlement(end, Content(message.text, message.reasoning), _END)
    return answer_values(answer) | settlement_values(settled)


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
