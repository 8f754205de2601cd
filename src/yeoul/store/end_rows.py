"""The statements of ends that a product has not been told; each function is in a transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from yeoul.store.ends import Ended, Untold
from yeoul.store.schema import conversations, messages, untold_ends
from yeoul.store.values import Settlement, Spent

_this = (untold_ends.c.answer_id == bindparam("of_answer")) & (
    untold_ends.c.epoch == bindparam("of_epoch")
)
_FORGET = delete(untold_ends).where(_this)
_LATER = (
    update(untold_ends)
    .where(_this)
    .values(tries=untold_ends.c.tries + 1, due_at=bindparam("until"))
)
_OF_ANSWER = (
    select(
        conversations.c.owner,
        messages.c.conversation_id,
        messages.c.parent_id,
        messages.c.model,
        messages.c.metadata,
        messages.c.created_at,
    )
    .join(conversations, conversations.c.id == messages.c.conversation_id)
    .where(messages.c.id == bindparam("answer"))
)


def note(
    connection: Connection, answer_id: str, epoch: int, settlement: Settlement, now: datetime
) -> None:
    """Note the end of an answer that is being settled; does nothing if the answer is gone."""
    row = connection.execute(_OF_ANSWER, {"answer": answer_id}).first()
    if row is None:
        return
    end, spent = settlement.end, settlement.spent or _spent(settlement)
    ended = {
        "owner": row.owner,
        "conversation_id": row.conversation_id,
        "question_id": row.parent_id,
        "model": row.model,
        "status": end.status,
        "reason": end.reason,
        "error_code": end.error and end.error.code,
        "prompt_tokens": spent.prompt_tokens,
        "completion_tokens": spent.completion_tokens,
        "estimated": spent.estimated,
        "asked_at": row.created_at.isoformat(),
        "ended_at": now.isoformat(),
        "metadata": row.metadata or {},
    }
    place = {"of_answer": answer_id, "of_epoch": epoch}
    connection.execute(_FORGET, place)  # a settlement that is repeated: the last one counts
    values = {"answer_id": answer_id, "epoch": epoch, "ended": ended, "tries": 0, "due_at": now}
    connection.execute(insert(untold_ends), values)


def _spent(settlement: Settlement) -> Spent:
    """Return the tokens of an end whose settlement was lost, or that no model has begun."""
    usage = settlement.end.usage
    return Spent("", *usage) if usage else Spent("", 0, 0, estimated=True)


def due(connection: Connection, now: datetime, limit: int) -> list[Untold]:
    """Return ends that are to be told."""
    these = select(untold_ends).where(untold_ends.c.due_at <= now)
    rows = connection.execute(these.order_by(untold_ends.c.due_at).limit(limit))
    return [Untold(_ended(row), row.tries) for row in rows]


def _ended(row: Row[Any]) -> Ended:
    times = {name: datetime.fromisoformat(row.ended[name]) for name in ("asked_at", "ended_at")}
    return Ended(answer_id=row.answer_id, epoch=row.epoch, **(row.ended | times))


def tell_later(connection: Connection, ended: Ended, until: datetime) -> None:
    """Count a try that has failed."""
    connection.execute(_LATER, _place(ended) | {"until": until})


def forget(connection: Connection, ended: Ended) -> None:
    """Delete the note of an end."""
    connection.execute(_FORGET, _place(ended))


def _place(ended: Ended) -> dict[str, Any]:
    return {"of_answer": ended.answer_id, "of_epoch": ended.epoch}
