"""The store: conversations and their messages. `base` is the seam."""

from __future__ import annotations

import asyncio
import importlib.util
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from yeoul.errors import StartupError, StorageFailed
from yeoul.store.base import Store

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from yeoul.store.audit import Entry
    from yeoul.store.database import Database
    from yeoul.store.postgres.database import PostgresDatabase
    from yeoul.store.services import ServiceRow


#: Seconds that a copy of a whole store waits for a turn, for a statement, and for its own disk.
COPY_PATIENCE_S = 600.0


async def open_store(url: str, *, backup_dir: Path | None = None) -> Store:
    """Open the store at ``url`` and bring its schema up to date.

    ``memory:`` is an empty one in this process's memory.
    ``sqlite:///data/store.db`` is a file relative to the working directory, ``sqlite:////data/…``
    an absolute one; its folder exists and is used by this server alone. Before an older schema is
    changed, a copy is put into ``backup_dir`` (default: beside the file).
    ``postgresql://user:password@host/database`` is a database that several servers may share, with
    the parameters that libpq knows, such as ``sslmode``; it needs ``yeoul[workers]``. Of it no copy
    is made.

    Raises:
        StartupError: the URL names no store known to this build, or the data cannot be used.
    """
    if url == "memory:":
        return _open_memory()
    from yeoul.store.sql import SqlStore

    if is_postgres(url):
        database = await _open_postgres(url)
        return SqlStore(database, now=await database.clock())
    return SqlStore(await _open_sqlite(_file_of(url), backup_dir))


async def open_database(
    url: str, *, backup_dir: Path | None = None, as_it_is: bool = False
) -> Database:
    """Open what the store at ``url`` is in, to copy the whole of it.

    ``as_it_is`` makes nothing that is missing, and changes no schema: servers may be using it.

    Raises:
        StartupError: as `open_store`.
    """
    if is_postgres(url):
        return await _open_postgres(url, patience_s=COPY_PATIENCE_S, as_it_is=as_it_is)
    return await _open_sqlite(_file_of(url), backup_dir, as_it_is=as_it_is)


def is_postgres(url: str) -> bool:
    """Return whether ``url`` is that of a PostgreSQL."""
    return url.partition("://")[0] in ("postgresql", "postgres", "postgresql+asyncpg")


@asynccontextmanager
async def database_of(
    url: str, *, backup_dir: Path | None = None, as_it_is: bool = False
) -> AsyncIterator[Database]:
    """Give the database of a store until the end of the block; see `open_database`."""
    database = await open_database(url, backup_dir=backup_dir, as_it_is=as_it_is)
    try:
        yield database
    finally:
        await database.aclose()


def place_of(url: str) -> str:
    """Return where the store at ``url`` is, for a person to read: without a password.

    Raises:
        StartupError: the URL names no store known to this build.
    """
    if is_postgres(url):
        from yeoul.store.postgres.address import parse

        return parse(url).place
    return str(_file_of(url))


def _file_of(url: str) -> Path:
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        place = make_url(url)
    except ArgumentError as error:
        raise StartupError("The store's address looks like sqlite:///data/store.db.") from error
    if (backend := place.get_backend_name()) != "sqlite":
        raise StartupError(
            f"There is no store for {backend}; use sqlite:///data/store.db, or"
            " postgresql://user@host/database."
        )
    if place.database in (None, "", ":memory:"):
        raise StartupError("The store needs a file: sqlite:///data/store.db.")
    return Path(place.database)


def _open_memory() -> Store:
    from yeoul.store.sql import SqlStore
    from yeoul.store.sqlite_memory import MemoryDatabase

    return SqlStore(MemoryDatabase())


async def _open_sqlite(path: Path, backup_dir: Path | None, *, as_it_is: bool = False) -> Database:
    from yeoul.store.sqlite_database import SqliteDatabase
    from yeoul.store.upgrade import upgrade

    check_not_moved(path)
    if as_it_is:
        _check_file(path)
    else:
        await asyncio.to_thread(upgrade, path, backup_dir=backup_dir)
    return SqliteDatabase(path)


def _check_file(path: Path) -> None:
    from yeoul.files.private import StrangeFile, check_regular

    try:
        check_regular(path)
    except StrangeFile as error:
        raise StartupError(error.sentence) from error
    if not path.exists():
        raise StartupError(f"There is no {path}: name the data directory by --data-dir.")


def moved_mark(path: Path) -> Path:
    """Return the file that says where the data of a store's file are now, once they are there."""
    return path.with_name(f"{path.name}.moved")


def check_not_moved(path: Path) -> None:
    """Check that the data of a store's file have not gone on elsewhere.

    Raises:
        StartupError: they have; the sentence says where.
    """
    mark = moved_mark(path)
    if mark.exists():
        raise StartupError(
            f"The data of {path} are at {mark.read_text(encoding='utf-8').strip()} now: use those"
            f" (--store-url). Who wants to go on with the old ones here deletes {mark}."
        )


async def _open_postgres(
    url: str, *, patience_s: float | None = None, as_it_is: bool = False
) -> PostgresDatabase:
    _check_driver()
    from yeoul.store.postgres.address import parse
    from yeoul.store.postgres.database import PATIENCE_S, PostgresDatabase
    from yeoul.store.postgres.upgrade import inspect, prepare

    address = parse(url)
    if as_it_is:
        state = await inspect(address)
        if state.revision is None:
            raise StartupError(f"{address.place} has no data of Yeoul.")
        address = address._replace(unnamed=address.unnamed or state.pooled)
    else:
        address = await prepare(address)
    return PostgresDatabase(address, patience_s=patience_s or PATIENCE_S)


def _check_driver() -> None:
    for name in ("asyncpg", "greenlet"):
        if importlib.util.find_spec(name) is None:
            raise StartupError("PostgreSQL needs its driver: pip install 'yeoul[workers]'.")


async def count_shared_accounts(url: str) -> tuple[int, int] | None:
    """Return how many accounts a PostgreSQL has, and how many of them may manage the others.

    One that has no tables yet has none. None where it cannot be read, of which `inspect_store`
    tells.
    """
    from yeoul.store.audit_file import COUNTED

    try:
        if not await _has_tables(url):
            return 0, 0
        async with database_of(url, as_it_is=True) as database:
            people, admins = await database.read(lambda sql: sql.exec_driver_sql(COUNTED).one())
    except (StartupError, StorageFailed):
        return None
    return people, admins


async def _has_tables(url: str) -> bool:
    _check_driver()
    from yeoul.store.postgres.address import parse
    from yeoul.store.postgres.upgrade import inspect

    return (await inspect(parse(url))).revision is not None


async def read_shared_audit(url: str) -> list[Entry]:
    """Return what was noted in a PostgreSQL, the oldest first; see `audit_file.read_audit`.

    Raises:
        StartupError, StorageFailed
    """
    from yeoul.store.audit_rows import read_named

    async with database_of(url, as_it_is=True) as database:
        return await database.read(read_named)


async def read_services(url: str) -> list[ServiceRow]:
    """Return the services that are kept in a PostgreSQL, without changing it.

    One that has no tables yet, or is older than services, has none.

    Raises:
        StartupError, StorageFailed
    """
    from sqlalchemy import inspect

    from yeoul.store import service_rows
    from yeoul.store.schema import services

    def read(connection: Connection) -> list[ServiceRow]:
        is_there = inspect(connection).has_table(services.name)
        return service_rows.read(connection) if is_there else []

    if not await _has_tables(url):
        return []
    async with database_of(url, as_it_is=True) as database:
        return await database.read(read)


async def inspect_store(url: str, *, whole: bool) -> str:
    """Return the state of a store in a few words, without changing it.

    ``whole`` reads every page of a file.

    Raises:
        StartupError: it cannot be used; the sentence says how to mend it.
    """
    if is_postgres(url):
        _check_driver()
        from yeoul.store.postgres.address import parse
        from yeoul.store.postgres.upgrade import describe, inspect

        address = parse(url)
        return describe(address, await inspect(address))
    from yeoul.store.upgrade import inspect_file

    return await asyncio.to_thread(inspect_file, _file_of(url), whole=whole)
