"""The store: conversations and their messages. `base` is the seam."""

from __future__ import annotations

import asyncio
from pathlib import Path

from yeoul.errors import StartupError
from yeoul.store.base import Store


async def open_store(url: str, *, backup_dir: Path | None = None) -> Store:
    """Open the store at ``url`` and bring its schema up to date.

    ``memory:`` is an empty one in this process's memory.
    ``sqlite:///data/store.db`` is a file relative to the working directory, ``sqlite:////data/…``
    an absolute one; its folder exists and is used by this server alone. Before an older schema is
    changed, a copy is put into ``backup_dir`` (default: beside the file).

    Raises:
        StartupError: the URL names no store known to this build, or the data cannot be used.
    """
    if url == "memory:":
        return _open_memory()
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        place = make_url(url)
    except ArgumentError as error:
        raise StartupError("The store's address looks like sqlite:///data/store.db.") from error
    backend = place.get_backend_name()
    if backend == "postgresql":
        raise StartupError(
            "PostgreSQL is not supported yet: yeoul.store.database has an implementation for "
            "SQLite only. Use sqlite:///data/store.db."
        )
    if backend != "sqlite":
        raise StartupError(f"There is no store for {backend}; use sqlite:///data/store.db.")
    if place.database in (None, "", ":memory:"):
        raise StartupError("The store needs a file: sqlite:///data/store.db.")
    return await _open_sqlite(Path(place.database), backup_dir)


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


def inspect_store(path: Path, *, whole: bool) -> str:
    """Return the state of a store's file in a few words, without changing it. Blocks.

    ``whole`` reads every page of it.

    Raises:
        StartupError: it cannot be used; the sentence says how to mend it.
    """
    from yeoul.store.upgrade import inspect_file

    return inspect_file(path, whole=whole)
