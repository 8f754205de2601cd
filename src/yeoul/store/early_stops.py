"""Stops of answers whose question has not arrived yet: it finds its Stop when it does.

A client that makes an answer's id can stop it before its question has arrived. Such a Stop is kept
for ten minutes, for its owner alone. Each function runs inside one transaction.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, insert, select

from yeoul.store.prepared import Prepared
from yeoul.store.schema import early_stops

#: The time that a Stop waits for its question.
STOP_LIFE = timedelta(minutes=10)
#: Most waiting Stops of one owner; beyond that the oldest are deleted, so that no disk fills up.
MAX_WAITING = 100

_of_owner = early_stops.c.owner == bindparam("of_owner")
_ADD = insert(early_stops)
_TAKE = Prepared(
    delete(early_stops)
    .where(_of_owner, early_stops.c.answer_id == bindparam("of_answer"))
    .returning(early_stops.c.created_at)
)
_DUE = delete(early_stops).where(early_stops.c.created_at <= bindparam("before"))
_BEYOND = (
    select(early_stops.c.answer_id)
    .where(_of_owner, early_stops.c.answer_id != bindparam("newest"))
    .order_by(early_stops.c.created_at.desc(), early_stops.c.answer_id)
    .offset(MAX_WAITING - 1)
)


def record(connection: Connection, owner: str, answer_id: str, now: datetime) -> None:
    """Keep a Stop until its question arrives. Recording it again restarts its time."""
    forget_due(connection, now)
    take(connection, owner, answer_id, now)
    row = {"owner": owner, "answer_id": answer_id, "created_at": now}
    connection.execute(_ADD, row)
    # The newest is kept by name: a clock that was set back makes it look like the oldest.
    beyond = connection.execute(_BEYOND, {"of_owner": owner, "newest": answer_id})
    for oldest in beyond.scalars().all():
        _TAKE.all(connection, {"of_owner": owner, "of_answer": oldest})


def take(connection: Connection, owner: str, answer_id: str, now: datetime) -> bool:
    """Return whether a Stop waits for the answer, and delete it."""
    taken = _TAKE.first(connection, {"of_owner": owner, "of_answer": answer_id})
    return taken is not None and taken.created_at > now - STOP_LIFE


def forget_due(connection: Connection, now: datetime) -> None:
    """Delete the Stops, of all owners, whose question has not arrived in time."""
    connection.execute(_DUE, {"before": now - STOP_LIFE})
