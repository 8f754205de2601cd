"""The store: conversations and their messages. `base` is the seam."""

from __future__ import annotations

import asyncio
import importlib.util
from pathlib import Path

from yeoul.errors import StartupError
from yeoul.store.base import Store


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
    if is_postgres(url):
        return await _open_postgres(url)
    return await _open_sqlite(_file_of(url), backup_dir)


def is_postgres(url: str) -> bool:
    """Return whether ``url`` is that of a PostgreSQL."""
    return url.partition("://")[0] in ("postgresql", "postgres", "postgresql+asyncpg")


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


async def _open_sqlite(path: Path, backup_dir: Path | None) -> Store:
    from yeoul.store.sql import SqlStore
    from yeoul.store.sqlite_database import SqliteDatabase
    from yeoul.store.upgrade import upgrade

    await asyncio.to_thread(upgrade, path, backup_dir=backup_dir)
    return SqlStore(SqliteDatabase(path))


async def _open_postgres(url: str) -> Store:
    from yeoul.store.sql import SqlStore

    _check_driver()
    from yeoul.store.postgres.address import parse
    from yeoul.store.postgres.database import PostgresDatabase
    from yeoul.store.postgres.upgrade import prepare

    return SqlStore(PostgresDatabase(await prepare(parse(url))))


def _check_driver() -> None:
    for name in ("asyncpg", "greenlet"):
        if importlib.util.find_spec(name) is None:
            raise StartupError("PostgreSQL needs its driver: pip install 'yeoul[workers]'.")


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
