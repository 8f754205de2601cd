"""A whole store from one place into another: out of an archive, or from SQLite to another database.

Each is one transaction of the database that takes it, which has to be empty before: whenever the
process is killed, that one has all or nothing, and the place that it comes from is as it was.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, DateTime, MetaData

from yeoul.errors import StartupError
from yeoul.files.sqlite import create_private
from yeoul.store import service_rows
from yeoul.store.archive import Manifest, rows_of
from yeoul.store.copying import (
    check_revision,
    count_rows,
    count_unsettled,
    fill,
    fingerprints,
    insert_lots,
    read_lots,
)
from yeoul.store.database import Database
from yeoul.store.schema import HEAD, UtcDateTime
from yeoul.store.services import ServiceRow
from yeoul.store.sqlite_database import READ, WRITE, engine_of
from yeoul.store.upgrade import (
    LOCK_TIMEOUT_S,
    VERSION_TABLE,
    alembic_config,
    known_revisions,
    upgrade,
)


async def restore(
    path: Path,
    manifest: Manifest,
    database: Database,
    *,
    scratch: Path,
    services: Sequence[ServiceRow] = (),
) -> None:
    """Read the archive at ``path``, which was found whole, and ``services`` into an empty database.

    One of an older schema goes through a file in ``scratch``, which is gone behind that.

    Raises:
        StartupError: the database is not empty, or the archive is of a newer Yeoul.
        StorageFull, StorageFailed
    """
    if manifest.revision == HEAD:
        await fill(database, partial(rows_of, path, manifest), manifest.counts, services)
        return
    if manifest.revision not in known_revisions():
        raise StartupError(
            f"{path} was made by a newer Yeoul ({manifest.version}): install that one."
        )
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=scratch) as folder:
        file = Path(folder) / "store.db"
        _rebuild(file, path, manifest)
        upgrade(file)
        with reading(file) as source:
            await fill(database, partial(read_lots, source), count_rows(source), services)


async def move(
    path: Path, database: Database, services: Sequence[ServiceRow] = ()
) -> Mapping[str, int]:
    """Copy the SQLite file at ``path``, that no server uses, and ``services`` into ``database``.

    Where it has been copied already, nothing is done. Returns the number of rows of each table.

    Raises:
        StartupError: there are answers that have not ended, or the database has other data.
        StorageFull, StorageFailed
    """
    with reading(path) as source:
        check_revision(source)
        # The event log, which has the text of these, is not what the other place has for a log.
        if unsettled := count_unsettled(source):
            answers = "1 answer has" if unsettled == 1 else f"{unsettled} answers have"
            raise StartupError(
                f"{answers} not ended: start the server on this data once more, let them end or"
                " stop them, and stop it again."
            )
        counts = count_rows(source)
        there = await database.read(count_rows)
        # It was killed behind the copy, or runs once more.
        is_there = (
            counts == there
            and fingerprints(source) == await database.read(fingerprints)
            and list(services) == await database.read(service_rows.read)
        )
        if not is_there:
            await fill(database, partial(read_lots, source), counts, services)
        return counts


@contextmanager
def reading(path: Path) -> Iterator[Connection]:
    """Give one consistent state of a SQLite file, which stays as it is. Blocks."""
    engine = engine_of(path, begin=READ, timeout_s=LOCK_TIMEOUT_S, pragmas=("query_only = ON",))
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _rebuild(file: Path, path: Path, manifest: Manifest) -> None:
    """Make a file of the schema that an archive was made with, with its rows."""
    from alembic import command

    create_private(file)
    engine = engine_of(file, begin=WRITE, timeout_s=LOCK_TIMEOUT_S, pragmas=("foreign_keys = OFF",))
    try:
        with engine.begin() as connection:
            config = alembic_config()
            config.attributes["connection"] = connection
            command.upgrade(config, manifest.revision)
            tables = _tables_of(connection)
            insert_lots(connection, rows_of(path, manifest, tables), tables)
    finally:
        engine.dispose()


def _tables_of(connection: Connection) -> MetaData:
    """Return the tables of a SQLite file, whose schema may be an older one."""
    tables = MetaData()
    tables.reflect(connection)
    tables.remove(tables.tables[VERSION_TABLE])
    for table in tables.tables.values():
        for column in table.columns:
            if isinstance(column.type, DateTime):
                column.type = UtcDateTime()
    return tables
