"""The statements of assistants; each function is in a transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select, update

from yeoul.errors import NotFound, TooManyAssistants
from yeoul.protocol.assistants import MAX_ASSISTANTS, AssistantChanges, AssistantFields
from yeoul.store import usage_rows
from yeoul.store.assistants import KeptAssistant
from yeoul.store.rows import parameters_of, parameters_values
from yeoul.store.schema import assistants

#: What is left of one that ships with the server, once it is deleted.
_NOTHING = AssistantFields("")


def all_of(connection: Connection, owner: str) -> list[KeptAssistant]:
    """Return what is kept for an owner."""
    statement = (
        select(assistants)
        .where(assistants.c.owner == owner)
        .order_by(assistants.c.created_at, assistants.c.id)
    )
    return [_kept(row) for row in connection.execute(statement)]


def find(connection: Connection, owner: str, assistant_id: str) -> KeptAssistant | None:
    """Return what is kept under an id."""
    row = connection.execute(select(assistants).where(_this(owner, assistant_id))).first()
    return None if row is None else _kept(row)


def add(
    connection: Connection, owner: str, assistant_id: str, fields: AssistantFields, now: datetime
) -> None:
    """Write an assistant, if the owner may have one more."""
    usage_rows.check_let_in(connection, owner)
    theirs = (assistants.c.owner == owner) & assistants.c.deleted_at.is_(None)
    count = connection.execute(select(func.count()).select_from(assistants).where(theirs))
    if count.scalar_one() >= MAX_ASSISTANTS:
        raise TooManyAssistants(
            f"You have {MAX_ASSISTANTS} assistants, which is the most: delete one first."
        )
    _write(connection, owner, assistant_id, fields, now)


def change(
    connection: Connection,
    owner: str,
    assistant_id: str,
    changes: AssistantChanges,
    shipped: AssistantFields | None,
    now: datetime,
) -> AssistantFields:
    """Write what is changed of an assistant; all of one that ships with the server."""
    usage_rows.check_let_in(connection, owner)
    kept = find(connection, owner, assistant_id)
    before = shipped if kept is None else kept.fields
    if before is None:
        raise NotFound.assistant()
    after = replace(before, **changes)
    if kept is None:
        _write(connection, owner, assistant_id, after, now)
    else:
        changed = update(assistants).where(_this(owner, assistant_id))
        connection.execute(changed.values(**_values(after), updated_at=now))
    return after


def remove(
    connection: Connection, owner: str, assistant_id: str, now: datetime, *, shipped: bool
) -> None:
    """Delete an assistant; of one that ships with the server, write that it is deleted."""
    usage_rows.check_let_in(connection, owner)
    kept = find(connection, owner, assistant_id)
    if (kept is not None and kept.fields is None) or (kept is None and not shipped):
        raise NotFound.assistant()
    forget(connection, owner, assistant_id)
    if shipped:
        _write(connection, owner, assistant_id, _NOTHING, now, deleted_at=now)


def forget(connection: Connection, owner: str, assistant_id: str) -> None:
    """Delete what is kept under an id."""
    connection.execute(delete(assistants).where(_this(owner, assistant_id)))


def _this(owner: str, assistant_id: str) -> ColumnElement[bool]:
    return (assistants.c.owner == owner) & (assistants.c.id == assistant_id)


def _write(
    connection: Connection,
    owner: str,
    assistant_id: str,
    fields: AssistantFields,
    now: datetime,
    *,
    deleted_at: datetime | None = None,
) -> None:
    row = {"owner": owner, "id": assistant_id, "created_at": now, "updated_at": now}
    connection.execute(insert(assistants), {**row, **_values(fields), "deleted_at": deleted_at})


def _values(fields: AssistantFields) -> dict[str, Any]:
    return {
        "name": fields.name,
        "description": fields.description,
        "instructions": fields.instructions,
        "model": fields.model,
        "parameters": parameters_values(fields.parameters),
        "starters": list(fields.starters),
    }


def _kept(row: Row[Any]) -> KeptAssistant:
    if row.deleted_at is not None:
        return KeptAssistant(row.id, None)
    fields = AssistantFields(
        name=row.name,
        description=row.description,
        instructions=row.instructions,
        model=row.model,
        parameters=parameters_of(row.parameters),
        starters=tuple(row.starters),
    )
    return KeptAssistant(row.id, fields)
