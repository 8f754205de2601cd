"""The purge: conversations deleted long ago and keys whose time is over are forgotten.

Each function is one transaction, and a long conversation takes many, so that other writers
do not wait for the whole of it. The newest messages go first, so that none takes others with it by
the foreign key ``parent_id``: SQLite follows such a chain no further than 1 000 messages.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, delete, select

from yeoul.store import early_stops
from yeoul.store.exchange import KEY_LIFE
from yeoul.store.schema import conversations, idempotency_keys, messages

#: How long a deleted conversation can be restored.
DELETED_LIFE = timedelta(days=30)

#: Messages that one transaction deletes.
PORTION = 500


class Portion(NamedTuple):
    """What one transaction has forgotten of a conversation."""

    answer_ids: list[str]
    #: Whether there is more of it.
    more: bool


def forget_expired(connection: Connection, now: datetime) -> None:
    """Forget the idempotency keys and the waiting Stops whose time is over."""
    early_stops.forget_due(connection, now)
    connection.execute(
        delete(idempotency_keys).where(idempotency_keys.c.created_at <= now - KEY_LIFE)
    )


def due(connection: Connection, now: datetime) -> list[str]:
    """Return the conversations that nobody can restore any more."""
    gone = conversations.c.deleted_at <= now - DELETED_LIFE
    return list(connection.execute(select(conversations.c.id).where(gone)).scalars())


def forget_portion(connection: Connection, conversation_id: str) -> Portion:
    """Delete the newest messages of a conversation that is due; with the last ones, itself."""
    newest = (
        select(messages.c.seq, messages.c.id, messages.c.role)
        .where(messages.c.conversation_id == conversation_id)
        .order_by(messages.c.seq.desc())
        .limit(PORTION)
    )
    rows = connection.execute(newest).all()
    if rows:
        # What follows a message was written after it: all of that is in this portion, or gone.
        of_it = messages.c.conversation_id == conversation_id
        connection.execute(delete(messages).where(of_it, messages.c.seq >= rows[-1].seq))
    more = len(rows) == PORTION
    if not more:
        connection.execute(delete(conversations).where(conversations.c.id == conversation_id))
    return Portion([row.id for row in rows if row.role == "assistant"], more)
