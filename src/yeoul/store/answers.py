"""The life of an answer after it was asked for: begun, stopped, settled, begun again.

Each write names the epoch that it belongs to in its condition, so that a late one finds no row.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, case, exists, func, or_, select, update

from yeoul.caller import LOCAL_OWNER, Allowance
from yeoul.errors import TooManyAtOnce
from yeoul.protocol.conversation import Answer
from yeoul.store import early_stops, end_rows, lookup, usage_rows
from yeoul.store.prepared import Prepared
from yeoul.store.rows import answer_of, settlement_values
from yeoul.store.schema import (
    IS_UNSETTLED,
    MESSAGE_COLUMNS,
    UNSETTLED,
    conversations,
    messages,
)
from yeoul.store.values import Beginning, Settlement

_this = messages.c.id == bindparam("answer")
_in_epoch = _this & (messages.c.epoch == bindparam("of_epoch"))
_shown = exists().where(
    conversations.c.id == messages.c.conversation_id, conversations.c.deleted_at.is_(None)
)
_seen_by_owner = _shown.where(conversations.c.owner == bindparam("owner"))
_unsettled = messages.c.status.in_(UNSETTLED)
_settled = messages.c.status.not_in(UNSETTLED)

#: Marks a queued answer as generating, changes no other, and returns its generation's input.
_BEGIN = Prepared(
    update(messages)
    .where(_in_epoch, _seen_by_owner)
    .values(status=case((messages.c.status == "queued", "generating"), else_=messages.c.status))
    .returning(messages.c.stop_requested, messages.c.parent_id)
)

_STOP = (
    update(messages)
    .where(_this, _unsettled, _seen_by_owner)
    .values(stop_requested=True)
    .returning(*MESSAGE_COLUMNS)
)

_CHANGE = Prepared(update(messages).where(_in_epoch))
_FIND_UNSETTLED = Prepared(
    select(messages.c.id).where(
        _in_epoch, or_(*(messages.c.status == status for status in UNSETTLED))
    )
)

# All that the new epoch takes from the old one is computed from the row that the statement finds:
# a Stop or a settlement that was written just before it is in there.
_cursor_epoch = func.coalesce(messages.c.cursor_epoch, 0)
_BEGIN_EPOCH = (
    update(messages)
    .where(_in_epoch)
    .values(
        status="generating",
        epoch=case((_cursor_epoch > bindparam("seen"), _cursor_epoch), else_=bindparam("seen")) + 1,
        reason=None,
        error=None,
        sha256=None,
        asked_by=bindparam("owner"),
    )
    .returning(*MESSAGE_COLUMNS)
)
_TAKE_OVER = _BEGIN_EPOCH.where(_unsettled).values(
    status=messages.c.status, recoveries=messages.c.recoveries + bindparam("counted")
)
_CONTINUE = _BEGIN_EPOCH.where(_settled, _shown).values(stop_requested=False, upstream_id=None)

_OWNER = (
    select(conversations.c.owner)
    .join(messages, messages.c.conversation_id == conversations.c.id)
    .where(_this)
)

_COUNT_UNFINISHED = Prepared(
    select(func.count().label("many"))
    .select_from(messages)
    .where(messages.c.asked_by == bindparam("owner"), IS_UNSETTLED)
)

_OF_OWNERS = select(conversations.c.owner, *MESSAGE_COLUMNS).join(
    conversations, conversations.c.id == messages.c.conversation_id
)
_UNSETTLED = _OF_OWNERS.where(_unsettled).order_by(messages.c.seq)
_SETTLED = _OF_OWNERS.where(messages.c.role == "assistant", ~_unsettled)


def begin(connection: Connection, owner: str, answer_id: str, epoch: int) -> Beginning:
    """Mark a queued answer as generating; return the state that its generation needs."""
    place = {"answer": answer_id, "of_epoch": epoch, "owner": owner}
    row = _BEGIN.first(connection, place)
    if row is None:
        lookup.answer(connection, owner, answer_id)
        raise lookup.fenced()
    return Beginning(row.stop_requested, lookup.thread(connection, row.parent_id))


def request_stop(
    connection: Connection, owner: str, answer_id: str, now: datetime
) -> Answer | None:
    """Record that an answer is to stop, even if it does not exist yet."""
    row = connection.execute(_STOP, {"answer": answer_id, "owner": owner}).first()
    if row is not None:
        return answer_of(row)
    answer = lookup.answer_or_nothing(connection, owner, answer_id)
    if answer is None:
        early_stops.record(connection, owner, answer_id, now)
    return answer


def owner_of(connection: Connection, answer_id: str) -> str:
    """Return whose answer this is; nobody's name if there is none."""
    return connection.execute(_OWNER, {"answer": answer_id}).scalar() or ""


def count_unfinished(connection: Connection, owner: str) -> int:
    """Return how many answers of an owner are not settled."""
    row = _COUNT_UNFINISHED.first(connection, {"owner": owner})
    return int(row.many) if row is not None else 0


def check_unfinished(connection: Connection, owner: str, allowance: Allowance) -> None:
    """Check that an owner may have one more answer that waits or grows.

    Raises:
        TooManyAtOnce
    """
    most = allowance.unfinished
    if most is not None and count_unfinished(connection, owner) >= most:
        raise TooManyAtOnce(
            "As many of your answers wait or grow as you may have: ask again when one has ended.",
            retry_after_s=5,
        )


def begin_epoch(
    connection: Connection,
    answer_id: str,
    epoch: int,
    *,
    recovery: bool,
    beyond: int,
    counted: bool,
    allowance: Allowance | None = None,
) -> Answer:
    """Begin the epoch after ``epoch``, with the content that the earlier ones have left.

    Takes an orphan over, or continues a settled answer. In a deleted conversation, or for a
    disabled person, only a takeover may, because it has to end the answer.
    """
    owner = owner_of(connection, answer_id)
    if not recovery:
        usage_rows.check_let_in(connection, owner)
    if allowance is not None:
        check_unfinished(connection, owner, allowance)
    place = {"answer": answer_id, "of_epoch": epoch, "seen": max(epoch, beyond), "owner": owner}
    if recovery:
        row = connection.execute(_TAKE_OVER, place | {"counted": int(counted)}).first()
    else:
        row = connection.execute(_CONTINUE, place).first()
    if row is None:
        lookup.check_answer(connection, answer_id, hidden=recovery)
        raise lookup.fenced()
    return answer_of(row)


def note_upstream(connection: Connection, answer_id: str, epoch: int, upstream_id: str) -> None:
    """Write the id under which a service keeps an answer; does nothing if the answer is gone."""
    values = {"upstream_id": upstream_id, "answer": answer_id, "of_epoch": epoch}
    if not _CHANGE.execute(connection, values):
        lookup.check_unfenced(connection, answer_id, epoch)


def settle(
    connection: Connection,
    answer_id: str,
    epoch: int,
    settlement: Settlement,
    now: datetime,
    *,
    notes_end: bool = False,
) -> None:
    """Write the end of an answer's epoch; does nothing if the answer is gone."""
    place = {"answer": answer_id, "of_epoch": epoch}
    spent = settlement.spent
    # Before the change: a settlement that is repeated finds the answer settled.
    counted = spent if spent is not None and spent.owner != LOCAL_OWNER else None
    if counted is not None and _FIND_UNSETTLED.first(connection, place) is not None:
        usage_rows.count_tokens(connection, counted, now)
    if not _CHANGE.execute(connection, settlement_values(settlement) | place):
        lookup.check_unfenced(connection, answer_id, epoch)
    elif notes_end:
        end_rows.note(connection, answer_id, epoch, settlement, now)


def orphans(connection: Connection, among: Sequence[str] | None) -> list[tuple[str, Answer]]:
    """Return the unsettled answers in ``among``, or all; deleted conversations are included."""
    if among is None:
        return [(row.owner, answer_of(row)) for row in connection.execute(_UNSETTLED)]
    rows = [
        row
        for ids in lookup.in_portions(among)
        for row in connection.execute(_UNSETTLED.where(messages.c.id.in_(ids)))
    ]
    return [(row.owner, answer_of(row)) for row in sorted(rows, key=_in_order)]


def settled_among(connection: Connection, answer_ids: Sequence[str]) -> list[tuple[str, Answer]]:
    """Return the existing, settled ones of these answers, each with its owner."""
    return [
        (row.owner, answer_of(row))
        for ids in lookup.in_portions(answer_ids)
        for row in connection.execute(_SETTLED.where(messages.c.id.in_(ids)))
    ]


def _in_order(row: Any) -> int:
    seq: int = row.seq
    return seq
