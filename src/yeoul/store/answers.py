"""What happens to an answer after it was asked for: begun, stopped, taken up again, settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection, bindparam, case, exists, select, update

from yeoul.errors import NotFound
from yeoul.protocol.conversation import Answer
from yeoul.store import lookup
from yeoul.store.base import Beginning, Settlement
from yeoul.store.rows import answer_of, settlement_values
from yeoul.store.schema import MESSAGE_COLUMNS, UNSETTLED, conversations, messages

#: Ids in one statement.
_PORTION = 500

_this = messages.c.id == bindparam("answer")
_seen_by_owner = exists().where(
    conversations.c.id == messages.c.conversation_id,
    conversations.c.owner == bindparam("owner"),
    conversations.c.deleted_at.is_(None),
)
_unsettled = messages.c.status.in_(UNSETTLED)

#: Takes a queued answer on, changes no other, and says what its generation has to know.
_BEGIN = (
    update(messages)
    .where(_this, messages.c.role == "assistant", _seen_by_owner)
    .values(status=case((messages.c.status == "queued", "generating"), else_=messages.c.status))
    .returning(messages.c.stop_requested, messages.c.parent_id)
)

_STOP = update(messages).where(_this, _unsettled).values(stop_requested=True)

_SETTLE = update(messages).where(_this)

_REOPEN = (
    update(messages)
    .where(_this)
    .values(
        status="generating",
        reason=None,
        error=None,
        sha256=None,
        stop_requested=bindparam("stop"),
        recoveries=bindparam("recovered"),
    )
)

_UNSETTLED = (
    select(conversations.c.owner, *MESSAGE_COLUMNS)
    .join(conversations, conversations.c.id == messages.c.conversation_id)
    .where(_unsettled)
    .order_by(messages.c.seq)
)

_HIDDEN = (
    select(conversations.c.deleted_at.is_not(None))
    .join(messages, conversations.c.id == messages.c.conversation_id)
    .where(_this)
)


def begin(connection: Connection, owner: str, answer_id: str) -> Beginning:
    """As `Store.begin`."""
    row = connection.execute(_BEGIN, {"answer": answer_id, "owner": owner}).first()
    if row is None:
        raise NotFound("There is no such answer.")
    return Beginning(row.stop_requested, lookup.thread(connection, row.parent_id))


def request_stop(connection: Connection, owner: str, answer_id: str) -> Answer:
    """As `Store.request_stop`; a settled answer has nothing to stop."""
    answer = lookup.answer(connection, owner, answer_id)
    if answer.settled or answer.stop_requested:
        return answer
    connection.execute(_STOP, {"answer": answer_id})
    return replace(answer, stop_requested=True)


def reopen(connection: Connection, answer_id: str, *, recovery: bool) -> Answer:
    """As `Store.reopen`.

    Text, reasoning, cursor and figures of the epochs before stay: the next epoch builds on them.
    An answer of a deleted conversation is only taken up by a recovery, which has to end it.
    """
    answer = lookup.any_answer(connection, answer_id)
    if not recovery and connection.execute(_HIDDEN, {"answer": answer_id}).scalar_one():
        raise NotFound("There is no such answer.")
    reopened = replace(
        answer,
        status="generating",
        reason=None,
        error=None,
        sha256=None,
        stop_requested=answer.stop_requested and recovery,
        recoveries=answer.recoveries + recovery,
    )
    connection.execute(
        _REOPEN,
        {
            "answer": answer_id,
            "stop": reopened.stop_requested,
            "recovered": reopened.recoveries,
        },
    )
    return reopened


def settle(connection: Connection, answer_id: str, settlement: Settlement) -> None:
    """As `Store.settle`; the last settlement holds. A purged answer has nothing to settle.

    Nothing refuses a settlement: an answer that could not be settled would be stuck for ever.
    """
    connection.execute(_SETTLE, settlement_values(settlement) | {"answer": answer_id})


def unsettled(connection: Connection) -> list[tuple[str, Answer]]:
    """As `Store.unsettled`; those of deleted conversations too, for they have to end as well."""
    return [(row.owner, answer_of(row)) for row in connection.execute(_UNSETTLED)]


def settled_among(connection: Connection, answer_ids: Sequence[str]) -> list[Answer]:
    """As `Store.settled_among`, in portions that every dialect takes as parameters."""
    found: list[Answer] = []
    for start in range(0, len(answer_ids), _PORTION):
        some = messages.c.id.in_(answer_ids[start : start + _PORTION])
        statement = select(*MESSAGE_COLUMNS).where(some, messages.c.role == "assistant")
        found += [answer_of(row) for row in connection.execute(statement)]
    return [answer for answer in found if answer.settled]
