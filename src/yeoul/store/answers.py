"""The life of an answer after it was asked for: begun, stopped, settled, begun again.

Each write names the epoch that it belongs to in its condition, so that a late one finds no row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, case, exists, select, update

from yeoul.errors import NotFound
from yeoul.protocol.conversation import Answer
from yeoul.store import early_stops, lookup
from yeoul.store.base import Beginning, Settlement
from yeoul.store.rows import answer_of, settlement_values
from yeoul.store.schema import MESSAGE_COLUMNS, UNSETTLED, conversations, messages

#: Ids in one statement: as many parameters as every dialect accepts.
_PORTION = 500

_this = messages.c.id == bindparam("answer")
_in_epoch = _this & (messages.c.epoch == bindparam("of_epoch"))
_seen_by_owner = exists().where(
    conversations.c.id == messages.c.conversation_id,
    conversations.c.owner == bindparam("owner"),
    conversations.c.deleted_at.is_(None),
)
_unsettled = messages.c.status.in_(UNSETTLED)

#: Marks a queued answer as generating, changes no other, and returns its generation's input.
_BEGIN = (
    update(messages)
    .where(_in_epoch, _seen_by_owner)
    .values(status=case((messages.c.status == "queued", "generating"), else_=messages.c.status))
    .returning(messages.c.stop_requested, messages.c.parent_id)
)

_STOP = update(messages).where(_this, _unsettled).values(stop_requested=True)

_SETTLE = update(messages).where(_in_epoch)

_BEGIN_EPOCH = (
    update(messages)
    .where(_in_epoch)
    .values(
        status="generating",
        epoch=bindparam("next_epoch"),
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


def begin(connection: Connection, owner: str, answer_id: str, epoch: int) -> Beginning:
    """Mark a queued answer as generating; return the state that its generation needs."""
    place = {"answer": answer_id, "of_epoch": epoch, "owner": owner}
    row = connection.execute(_BEGIN, place).first()
    if row is None:
        lookup.answer(connection, owner, answer_id)
        raise lookup.fenced()
    return Beginning(row.stop_requested, lookup.thread(connection, row.parent_id))


def request_stop(
    connection: Connection, owner: str, answer_id: str, now: datetime
) -> Answer | None:
    """Record that an answer is to stop, even if it does not exist yet."""
    try:
        answer = lookup.answer(connection, owner, answer_id)
    except NotFound:
        early_stops.record(connection, owner, answer_id, now)
        return None
    if answer.settled or answer.stop_requested:
        return answer
    connection.execute(_STOP, {"answer": answer_id})
    return replace(answer, stop_requested=True)


def begin_epoch(
    connection: Connection, answer_id: str, epoch: int, *, recovery: bool, beyond: int
) -> Answer:
    """Begin the epoch after ``epoch``, with the content that the earlier ones have left.

    In a deleted conversation only a recovery may, because it has to end the answer.
    """
    answer = lookup.any_answer(connection, answer_id)
    if not recovery and connection.execute(_HIDDEN, {"answer": answer_id}).scalar_one():
        raise NotFound.answer()
    begun = replace(
        answer,
        status="generating",
        epoch=max(epoch, beyond, answer.cursor.epoch if answer.cursor else 0) + 1,
        reason=None,
        error=None,
        sha256=None,
        stop_requested=answer.stop_requested and recovery,
        recoveries=answer.recoveries + recovery,
    )
    values = {
        "answer": answer_id,
        "of_epoch": epoch,
        "next_epoch": begun.epoch,
        "stop": begun.stop_requested,
        "recovered": begun.recoveries,
    }
    if not connection.execute(_BEGIN_EPOCH, values).rowcount:
        raise lookup.fenced()
    return begun


def settle(connection: Connection, answer_id: str, epoch: int, settlement: Settlement) -> None:
    """Write the end of an answer's epoch; does nothing if the answer is gone."""
    values = settlement_values(settlement) | {"answer": answer_id, "of_epoch": epoch}
    if not connection.execute(_SETTLE, values).rowcount:
        lookup.check_unfenced(connection, answer_id, epoch)


def orphans(connection: Connection, among: Sequence[str] | None) -> list[tuple[str, Answer]]:
    """Return the unsettled answers in ``among``, or all; deleted conversations are included."""
    if among is None:
        return [(row.owner, answer_of(row)) for row in connection.execute(_UNSETTLED)]
    rows = [
        row
        for ids in _portions(among)
        for row in connection.execute(_UNSETTLED.where(messages.c.id.in_(ids)))
    ]
    return [(row.owner, answer_of(row)) for row in sorted(rows, key=_in_order)]


def settled_among(connection: Connection, answer_ids: Sequence[str]) -> list[Answer]:
    """Return the existing, settled ones of these answers."""
    found: list[Answer] = []
    for ids in _portions(answer_ids):
        these = messages.c.id.in_(ids)
        statement = select(*MESSAGE_COLUMNS).where(these, messages.c.role == "assistant")
        found += [answer_of(row) for row in connection.execute(statement)]
    return [answer for answer in found if answer.settled]


def _portions(answer_ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(answer_ids), _PORTION):
        yield answer_ids[start : start + _PORTION]


def _in_order(row: Any) -> int:
    seq: int = row.seq
    return seq
