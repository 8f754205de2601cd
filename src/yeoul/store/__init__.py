"""The store: conversations and their messages. `base` is the seam."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from yeoul.errors import StartupError
from yeoul.store.base import Store

if TYPE_CHECKING:
    from yeoul.store.database import Database


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
    from yeoul.store.sql import SqlStore

    return SqlStore(await open_database(url, backup_dir=backup_dir))


async def open_database(
    url: str, *, backup_dir: Path | None = None, as_it_is: bool = False
) -> Database:
    """Open what the store at ``url`` is in, as `open_store` does.

    ``as_it_is`` leaves an older schema as it is, and does not make a file that is missing: another
    server may be using it.

    Raises:
        StartupError: the URL names no store known to this build, or the data cannot be used.
    """
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
    return await _open_sqlite(Path(place.database), backup_dir, as_it_is=as_it_is)


def _open_memory() -> Store:
    from yeoul.store.sql import SqlStore
    from yeoul.store.sqlite_memory import MemoryDatabase

    return SqlStore(MemoryDatabase())


async def _open_sqlite(path: Path, backup_dir: Path | None, *, as_it_is: bool) -> Database:
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


def inspect_store(path: Path, *, whole: bool) -> str:
    """Return the state of a store's file in a few words, without changing it. Blocks.

    ``whole`` reads every page of it.

    Raises:
        StartupError: it cannot be used; the sentence says how to mend it.
    """
    from yeoul.store.upgrade import inspect_file

    return inspect_file(path, whole=whole)
