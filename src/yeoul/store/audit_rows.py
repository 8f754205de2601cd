"""The statements of the audit; each function is in a transaction: that of what it notes, if any."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, case, delete, func, insert, select

from yeoul.store.audit import By, Entry, Note, Noted
from yeoul.store.schema import accounts, audit

#: In the details, beside those of the note.
ADDRESS = "address"


def write(connection: Connection, note: Note, at: datetime) -> None:
    """Write a note."""
    detail = dict(note.detail)
    if note.by.address:
        detail[ADDRESS] = note.by.address
    row = {
        "at": at,
        "actor": note.by.account,
        "action": note.action,
        "target": note.target,
        "detail": detail or None,
    }
    connection.execute(insert(audit), row)


def read(connection: Connection, limit: int) -> list[Noted]:
    """Return the last notes, the newest first."""
    statement = select(audit).order_by(audit.c.seq.desc()).limit(limit)
    return [
        noted_of(row.at, row.actor, row.action, row.target, row.detail)
        for row in connection.execute(statement)
    ]


def read_named(connection: Connection) -> list[Entry]:
    """Return all notes with the names of the accounts in them, the oldest first."""
    doer, aim = accounts.alias(), accounts.alias()
    joined = audit.outerjoin(doer, doer.c.id == audit.c.actor).outerjoin(
        aim, aim.c.id == audit.c.target
    )
    statement = (
        select(audit, doer.c.name.label("doer"), aim.c.name.label("aim"))
        .select_from(joined)
        .order_by(audit.c.seq)
    )
    return [
        Entry(noted_of(row.at, row.actor, row.action, row.target, row.detail), row.doer, row.aim)
        for row in connection.execute(statement)
    ]


def noted_of(
    at: datetime, actor: str | None, action: str, target: str | None, detail: dict[str, object]
) -> Noted:
    """Return the note in a row."""
    found = dict(detail or {})
    by = By(actor, str(found.pop(ADDRESS, "")))
    return Noted(at, Note(action, by, target, found))  # type: ignore[arg-type]


def beyond(connection: Connection, most: int) -> list[int]:
    """Return the notes of each person but the ``most`` newest, by their numbers.

    What strangers do is counted apart, for each account that they do it to. So nobody pushes out
    what another one has done, or what was done to them.
    """
    if connection.execute(select(func.count()).select_from(audit)).scalar_one() <= most:
        return []
    aim = case((audit.c.actor.is_(None), audit.c.target))
    place = func.row_number().over(partition_by=(audit.c.actor, aim), order_by=audit.c.seq.desc())
    ranked = select(audit.c.seq, place.label("place")).subquery()
    return list(connection.execute(select(ranked.c.seq).where(ranked.c.place > most)).scalars())


def forget(connection: Connection, numbers: Sequence[int]) -> None:
    """Delete notes by their numbers."""
    connection.execute(delete(audit).where(audit.c.seq.in_(numbers)))


def forget_old(connection: Connection, before: datetime) -> None:
    """Delete the notes from before a time."""
    connection.execute(delete(audit).where(audit.c.at < before))
