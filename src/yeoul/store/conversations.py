"""Conversations as a whole: listed and searched, changed, deleted, restored.

``updated_at`` changes when a question is asked, not with a new title or another leaf.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Column, ColumnElement, Connection, Row, func, select, tuple_, update

from yeoul.errors import InvalidCursor, NotFound
from yeoul.protocol.conversation import Conversation
from yeoul.store import lookup, share_rows, snippets
from yeoul.store.purge import DELETED_LIFE
from yeoul.store.rows import conversation_of, parameters_values
from yeoul.store.schema import UNSETTLED, conversations, messages
from yeoul.store.search import fold, matches
from yeoul.store.values import PAGE_CURSOR_PATTERN, ConversationChanges, ConversationPage

_PAGE_CURSOR = re.compile(PAGE_CURSOR_PATTERN)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: The precision of times.
_STEP = timedelta(microseconds=1)


class Which(NamedTuple):
    """Conversations that are listed together, and their order: the highest values come first."""

    condition: ColumnElement[bool]
    by: tuple[Column[Any], ...]


_LISTED = conversations.c.call_sha256.is_(None)

LIVING = Which(
    conversations.c.deleted_at.is_(None) & _LISTED,
    (conversations.c.pinned, conversations.c.updated_at),
)


def restorable(now: datetime) -> Which:
    """Return the filter for deleted conversations that can still be restored."""
    deleted = conversations.c.deleted_at > now - DELETED_LIFE
    return Which(deleted & _LISTED, (conversations.c.deleted_at,))


def page(
    connection: Connection,
    owner: str,
    which: Which,
    words: list[str],
    limit: int,
    cursor: str | None,
) -> ConversationPage:
    """Return one page of the list, with the folded words of its query."""
    limit = max(1, limit)
    place = (*which.by, conversations.c.id)
    statement = (
        select(conversations)
        .where(conversations.c.owner == owner, which.condition)
        .order_by(*(column.desc() for column in place))
        .limit(limit + 1)
    )
    if words:
        statement = statement.where(matches(words, connection.dialect.name))
    if cursor is not None:
        # A list without pinned ones has no such column.
        position = _position(cursor)[-len(place) :]
        statement = statement.where(tuple_(*place) < position)
    rows = connection.execute(statement).all()
    shown = [conversation_of(row) for row in rows[:limit]]
    following = _cursor(rows[limit - 1], which) if len(rows) > limit else None
    found = snippets.matches_in(connection, [each.id for each in shown], words) if words else {}
    return ConversationPage(shown, following, found)


def change(
    connection: Connection, owner: str, conversation_id: str, changes: ConversationChanges
) -> Conversation:
    """Change the given fields. A leaf of None makes the next question a new root."""
    lookup.conversation(connection, owner, conversation_id)
    values: dict[str, Any] = {}
    if "title" in changes.given:
        values |= {"title": changes.title, "search_title": fold(changes.title)}
    if "leaf_id" in changes.given:
        values["leaf_id"] = _leaf(connection, conversation_id, changes.leaf_id)
    if "system" in changes.given:
        values["system"] = changes.system
    if "model" in changes.given:
        values["model"] = changes.model
    if "parameters" in changes.given:
        values["parameters"] = parameters_values(changes.parameters)
    if "pinned" in changes.given:
        values["pinned"] = changes.pinned
    if values:
        _set(connection, conversation_id, values)
    return lookup.conversation(connection, owner, conversation_id)


def count(connection: Connection, owner: str) -> tuple[int, int]:
    """Return how many conversations there are, and how many can be restored."""
    every = select(func.count(), func.count(conversations.c.deleted_at))
    theirs = every.where(conversations.c.owner == owner, _LISTED)
    total, deleted = connection.execute(theirs).one()
    return total - deleted, deleted


def hide(
    connection: Connection,
    owner: str,
    conversation_id: str,
    now: datetime,
    *,
    forever: bool = False,
) -> list[str]:
    """Hide a conversation, end its shares, stop its unsettled answers; return the ids of these.

    One that is deleted ``forever`` is due for the purge at once: should the server die before it
    is gone, the next purge takes it. Of that one the ids of all answers are returned.
    """
    row = lookup.conversation_row(connection, owner, conversation_id)
    if forever:
        _set(connection, conversation_id, {"deleted_at": lookup.FOREVER})
    elif row.deleted_at is None:
        _set(connection, conversation_id, {"deleted_at": now})
    share_rows.revoke_of(connection, conversation_id)
    of_it = messages.c.conversation_id == conversation_id
    growing = of_it & messages.c.status.in_(UNSETTLED)
    wanted = of_it & (messages.c.role == "assistant") if forever else growing
    found = connection.execute(select(messages.c.id).where(wanted).order_by(messages.c.seq))
    answer_ids = list(found.scalars())
    if answer_ids:
        connection.execute(update(messages).where(growing).values(stop_requested=True))
    return answer_ids


def restore(
    connection: Connection, owner: str, conversation_id: str, now: datetime
) -> Conversation:
    """Undo `hide`. Refuses a conversation due to be purged: half of it may be gone already."""
    row = lookup.conversation_row(connection, owner, conversation_id)
    if row.deleted_at is not None and row.deleted_at <= now - DELETED_LIFE:
        raise NotFound.conversation()
    _set(connection, conversation_id, {"deleted_at": None})
    return lookup.conversation(connection, owner, conversation_id)


def _set(connection: Connection, conversation_id: str, values: dict[str, Any]) -> None:
    statement = update(conversations).where(conversations.c.id == conversation_id)
    connection.execute(statement.values(values))


def _leaf(connection: Connection, conversation_id: str, message_id: str | None) -> str | None:
    """Return the message that ends the branch: a question stands for its newest answer.

    A branch cannot end with a question: no question could follow it.
    """
    if message_id is None:
        return None
    here = messages.c.conversation_id == conversation_id
    message = connection.execute(
        select(messages.c.role).where(messages.c.id == message_id, here)
    ).first()
    if message is None:
        raise NotFound("The message to show is not in this conversation.")
    if message.role == "assistant":
        return message_id
    answers = select(messages.c.id).where(messages.c.parent_id == message_id)
    newest = answers.order_by(messages.c.seq.desc()).limit(1)
    answer_id: str = connection.execute(newest).scalar_one()
    return answer_id


def _cursor(last: Row[Any], which: Which) -> str:
    """Return the cursor behind the last row of a page."""
    pinned = "p" if conversations.c.pinned in which.by and last.pinned else ""
    at: datetime = getattr(last, which.by[-1].key)
    return f"{pinned}{(at - _EPOCH) // _STEP}-{last.id}"


def _position(cursor: str) -> tuple[bool, datetime, str]:
    if not _PAGE_CURSOR.fullmatch(cursor):
        raise InvalidCursor("Use the next_cursor of the page before, unchanged.")
    steps, _, conversation_id = cursor.partition("-")
    at = _EPOCH + int(steps.removeprefix("p")) * _STEP
    return steps.startswith("p"), at, conversation_id
