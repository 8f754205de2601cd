"""The statements of services; each function is in a transaction of its caller."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select, update

from yeoul.store.schema import services
from yeoul.store.services import ServiceRow


def read(connection: Connection) -> list[ServiceRow]:
    """Return all services, in the order in which they came."""
    query = select(services.c.id, services.c.entry, services.c.secret).order_by(services.c.seq)
    return [ServiceRow(*row) for row in connection.execute(query)]


def add(connection: Connection, rows: Sequence[ServiceRow]) -> None:
    """Insert services behind those that are there."""
    for row in rows:
        connection.execute(insert(services), row._asdict())


def replace(
    connection: Connection, before: Sequence[ServiceRow], after: Sequence[ServiceRow]
) -> bool:
    """Write what has changed from ``before`` to ``after``; False if ``before`` is not there."""
    if read(connection) != list(before):
        return False
    old, new = ({row.id: row for row in rows} for rows in (before, after))
    for id in old.keys() - new.keys():
        connection.execute(delete(services).where(services.c.id == id))
    for id in old.keys() & new.keys():
        if new[id] != old[id]:
            changed = update(services).where(services.c.id == id)
            connection.execute(changed.values(entry=new[id].entry, secret=new[id].secret))
    add(connection, [row for row in after if row.id not in old])
    return True
