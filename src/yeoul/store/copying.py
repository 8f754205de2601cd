"""All rows of a store, from one database into another one that is empty.

They go in lots, in the order in which the tables need each other, and as the values of the schema:
what a database cannot hold as it is, its own types write in another way. So it makes no difference
which two databases these are.

Services are left out: of a store that one process has, they are in files. Whoever copies it takes
them along, from where they are to where they belong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, MetaData, Table, func, insert, select, text, tuple_

from yeoul.errors import StartupError
from yeoul.store import service_rows
from yeoul.store.database import Database
from yeoul.store.row_lines import encoder, mender
from yeoul.store.schema import HEAD, UNSETTLED, attachments, messages, metadata, services
from yeoul.store.services import ServiceRow
from yeoul.store.upgrade import VERSION_TABLE

#: Rows that are in memory at the same time: an answer may have megabytes, and a picture most often
#: has some.
ROWS_AT_ONCE: Final = 100
PICTURES_AT_ONCE: Final = 4

Row = Mapping[str, Any]


class Lot(NamedTuple):
    """Some rows of one table; those of a table come one lot after the other."""

    table: str
    rows: Sequence[Row]


def read_lots(connection: Connection, tables: MetaData = metadata) -> Iterator[Lot]:
    """Yield all rows, those that others refer to before them."""
    for table in copied(tables):
        key = list(table.primary_key.columns)
        query = select(table).order_by(*key).limit(rows_at_once(table.name))
        further = query
        while rows := [dict(row) for row in connection.execute(further).mappings()]:
            yield Lot(table.name, rows)
            last = [rows[-1][column.name] for column in key]
            further = query.where(tuple_(*key) > tuple_(*last))


def rows_at_once(table: str) -> int:
    """Return how many rows of a table are in memory at the same time."""
    return PICTURES_AT_ONCE if table == attachments.name else ROWS_AT_ONCE


def copied(tables: MetaData = metadata) -> list[Table]:
    """Return the tables whose rows are copied, those that others refer to before them."""
    return [table for table in tables.sorted_tables if table.name != services.name]


async def fill(
    database: Database,
    lots: Callable[[], Iterable[Lot]],
    counts: Mapping[str, int],
    kept: Sequence[ServiceRow] = (),
) -> None:
    """Write all rows in one transaction, and the services that are ``kept``.

    ``lots`` is called by each try of it. ``counts`` has the number of rows of each table, which
    have to be there in the end.

    Raises:
        StartupError: the database has rows already, or others in the end; it is as it was.
        StorageFull, StorageFailed
    """

    def change(connection: Connection) -> None:
        check_empty(connection)
        insert_lots(connection, lots())
        service_rows.add(connection, kept)
        if (there := count_rows(connection)) != Counter(counts):
            raise StartupError(f"Not all rows have arrived: {_difference(there, counts)}.")

    await database.write(change)


def insert_lots(connection: Connection, lots: Iterable[Lot], tables: MetaData = metadata) -> None:
    """Insert rows, and have numbers that a database gives begin behind theirs."""
    for name, rows in lots:
        table = tables.tables[name]
        connection.execute(insert(table), list(map(mender(table), rows)))
    if connection.dialect.name == "postgresql":
        for table in tables.sorted_tables:
            _go_on_counting(connection, table)


def _go_on_counting(connection: Connection, table: Table) -> None:
    column = table.autoincrement_column
    if column is None:
        return
    last = connection.execute(select(func.max(column))).scalar()
    if last is not None:
        sequence = {"table": table.name, "column": column.name, "last": last}
        statement = "SELECT setval(pg_get_serial_sequence(:table, :column), :last)"
        connection.execute(text(statement), sequence)


def check_revision(connection: Connection) -> None:
    """Check that the database has the schema of this build.

    Raises:
        StartupError: it has another one.
    """
    stored = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()
    if stored != HEAD:
        raise StartupError(
            f"The data has the schema {stored}, and this Yeoul knows {HEAD}: use the version that"
            " wrote it, or start the server once."
        )


def check_empty(connection: Connection) -> None:
    """Check that no table has a row.

    Raises:
        StartupError: one has.
    """
    for table in metadata.sorted_tables:
        if connection.execute(select(*table.primary_key.columns).limit(1)).first() is not None:
            raise StartupError(
                f"There is data already (in the table {table.name}), and nothing is written over"
                " it: take a store that is empty."
            )


def count_rows(connection: Connection, tables: MetaData = metadata) -> Counter[str]:
    """Return how many rows each table has that has any."""
    count = select(func.count())
    rows = {
        table.name: int(connection.execute(count.select_from(table)).scalar_one())
        for table in copied(tables)
    }
    return Counter({name: number for name, number in rows.items() if number})


def fingerprints(connection: Connection) -> dict[str, int]:
    """Return a number for each table that has rows, which equal rows have in any database.

    Their order counts for nothing: databases sort texts in ways of their own.
    """
    sums: Counter[str] = Counter()
    for name, rows in read_lots(connection):
        encode, mend = encoder(metadata.tables[name]), mender(metadata.tables[name])
        for row in rows:
            sums[name] += int.from_bytes(sha256(encode(mend(row))).digest(), "big")
    return dict(sums)


def count_unsettled(connection: Connection) -> int:
    """Return how many answers have not ended: of these, the log has what the store has not."""
    query = select(func.count()).where(messages.c.status.in_(UNSETTLED))
    return int(connection.execute(query).scalar_one())


def _difference(there: Mapping[str, int], expected: Mapping[str, int]) -> str:
    names = sorted(name for name in {*there, *expected} if there.get(name) != expected.get(name))
    told = (f"{name} has {there.get(name, 0)} of {expected.get(name, 0)}" for name in names)
    return ", ".join(told)
