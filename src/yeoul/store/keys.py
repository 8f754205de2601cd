"""Idempotency keys: each stands for one exchange, for 24 hours, and is written before it.

Two requests with one key may cross. A database makes the second one wait at the row of the key
until the first is committed or undone: then it finds the key, or may have it. Each function runs
inside one transaction.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, select, text

from yeoul.errors import IdempotencyConflict
from yeoul.store.prepared import Prepared
from yeoul.store.schema import idempotency_keys
from yeoul.store.values import IdempotencyKey

#: The time that a key is kept.
KEY_LIFE = timedelta(hours=24)

# SQLAlchemy has no insertion of its own that passes over a known row on every database.
_ADD = Prepared(
    text(
        "INSERT INTO idempotency_keys (owner, key, body_sha256, question_id, answer_id, created_at)"
        " VALUES (:owner, :key, :body_sha256, :question_id, :answer_id, :created_at)"
        " ON CONFLICT DO NOTHING"
    ).bindparams(bindparam("created_at", type_=idempotency_keys.c.created_at.type))
)
_of_owner = idempotency_keys.c.owner == bindparam("of_owner")
_this = _of_owner & (idempotency_keys.c.key == bindparam("of_key"))
_FIND = select(idempotency_keys).where(_this)
_FREE = delete(idempotency_keys).where(
    _this, idempotency_keys.c.answer_id == bindparam("of_answer")
)
_expired = idempotency_keys.c.created_at <= bindparam("before")
_FORGET = delete(idempotency_keys).where(_this, _expired)
_FORGET_ALL = delete(idempotency_keys).where(_expired)


class Known(NamedTuple):
    """The ids of the exchange that a key stands for."""

    question_id: str
    answer_id: str


def claim(
    connection: Connection, owner: str, key: IdempotencyKey, ids: Known, now: datetime
) -> Known | None:
    """Write the key for a new exchange with these ids; or return those that it stands for already.

    Raises:
        IdempotencyConflict: it stands for another request.
    """
    place = {"of_owner": owner, "of_key": key.key, "before": now - KEY_LIFE}
    while not _add(connection, owner, key, ids, now):
        if (known := find(connection, owner, key, now)) is not None:
            return known
        # It has expired, or was deleted since the insertion: it is free for the next try.
        connection.execute(_FORGET, place)
    return None


def find(connection: Connection, owner: str, key: IdempotencyKey, now: datetime) -> Known | None:
    """Return the ids of the exchange that the key stands for already; None if it is free.

    Raises:
        IdempotencyConflict: it stands for another request.
    """
    known = connection.execute(_FIND, {"of_owner": owner, "of_key": key.key}).first()
    if known is None or known.created_at <= now - KEY_LIFE:
        return None
    if known.body_sha256 != key.body_sha256:
        raise IdempotencyConflict("Use a new Idempotency-Key for another request.")
    return Known(known.question_id, known.answer_id)


def free(connection: Connection, owner: str, key: IdempotencyKey, answer_id: str) -> None:
    """Delete the key if it stands for the exchange with this answer."""
    place = {"of_owner": owner, "of_key": key.key, "of_answer": answer_id}
    connection.execute(_FREE, place)


def forget_expired(connection: Connection, now: datetime) -> None:
    """Delete the expired keys of all owners."""
    connection.execute(_FORGET_ALL, {"before": now - KEY_LIFE})


def _add(
    connection: Connection, owner: str, key: IdempotencyKey, ids: Known, now: datetime
) -> bool:
    """Insert the key; return whether it was new."""
    row = {
        "owner": owner,
        "key": key.key,
        "body_sha256": key.body_sha256,
        "question_id": ids.question_id,
        "answer_id": ids.answer_id,
        "created_at": now,
    }
    return _ADD.execute(connection, row) > 0
