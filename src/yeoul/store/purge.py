"""The purge: deletes conversations that were deleted long ago, and expired keys, Stops, shares.

Each function is one transaction, and a long conversation takes many, so that other writers
do not wait for all of it. The newest messages go first, so that none deletes others through the
foreign key ``parent_id``: SQLite follows such a chain no further than 1 000 messages.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, delete, exists, select, update

from yeoul.errors import NotFound
from yeoul.store import attachment_rows, early_stops, keys, share_rows
from yeoul.store.schema import UNSETTLED, conversations, messages

#: The time for which a deleted conversation can be restored.
DELETED_LIFE = timedelta(days=30)

#: The time for which a call can be read when its answer has ended: that of the log.
CALL_LIFE = timedelta(minutes=10)

#: Messages that one transaction deletes.
PORTION = 500


class Portion(NamedTuple):
    """The part of a conversation that one transaction has deleted."""

    answer_ids: list[str]
    #: Whether more of it is left.
    more: bool


def forget_expired(connection: Connection, now: datetime) -> None:
    """Delete the expired idempotency keys, waiting Stops and shares."""
    early_stops.forget_due(connection, now)
    keys.forget_expired(connection, now)
    share_rows.forget_expired(connection, now)


def due(connection: Connection, now: datetime) -> list[str]:
    """Return the conversations that can no longer be restored."""
    gone = conversations.c.deleted_at <= now - DELETED_LIFE
    return list(connection.execute(select(conversations.c.id).where(gone)).scalars())


def due_calls(connection: Connection, now: datetime) -> list[str]:
    """Return the calls that have expired, and date the others whose answers have ended."""
    is_call, has_no_date = (
        conversations.c.call_sha256.is_not(None),
        conversations.c.call_expires_at.is_(None),
    )
    of_it = messages.c.conversation_id == conversations.c.id
    has_ended = ~exists().where(of_it, messages.c.status.in_(UNSETTLED))
    dated = update(conversations).where(is_call, has_no_date, has_ended)
    connection.execute(dated.values(call_expires_at=now + CALL_LIFE))
    expired = is_call & (conversations.c.call_expires_at <= now)
    return list(connection.execute(select(conversations.c.id).where(expired, has_ended)).scalars())


def check_due(connection: Connection, owner: str, conversation_id: str, now: datetime) -> None:
    """Check that a conversation of the owner can no longer be restored."""
    row = connection.execute(
        select(conversations.c.deleted_at).where(
            conversations.c.id == conversation_id, conversations.c.owner == owner
        )
    ).first()
    if row is None or row.deleted_at is None or row.deleted_at > now - DELETED_LIFE:
        raise NotFound.conversation()


def owner_of(connection: Connection, conversation_id: str) -> str:
    """Return whose conversation this is; nobody's name if it is gone."""
    this = select(conversations.c.owner).where(conversations.c.id == conversation_id)
    return connection.execute(this).scalar() or ""


def forget_portion(connection: Connection, conversation_id: str) -> Portion:
    """Delete some pictures of an expired conversation, then the newest messages, then itself."""
    if attachment_rows.forget_some_of(connection, conversation_id):
        return Portion([], more=True)
    newest = (
        select(messages.c.seq, messages.c.id, messages.c.role)
        .where(messages.c.conversation_id == conversation_id)
        .order_by(messages.c.seq.desc())
        .limit(PORTION)
    )
    rows = connection.execute(newest).all()
    if rows:
        # Messages are written after those they follow, so all later ones are in here, or gone.
        of_it = messages.c.conversation_id == conversation_id
        connection.execute(delete(messages).where(of_it, messages.c.seq >= rows[-1].seq))
    more = len(rows) == PORTION
    if not more:
        connection.execute(delete(conversations).where(conversations.c.id == conversation_id))
    return Portion([row.id for row in rows if row.role == "assistant"], more)
