"""The stores that their contract is tried over."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import Connection, delete

from scripts.engines import Postgres
from tests.engines import new_database
from yeoul.store.base import Store
from yeoul.store.postgres.address import parse
from yeoul.store.postgres.database import PostgresDatabase
from yeoul.store.postgres.upgrade import prepare
from yeoul.store.schema import metadata
from yeoul.store.sql import SqlStore
from yeoul.store.sqlite_database import SqliteDatabase
from yeoul.store.sqlite_memory import MemoryDatabase
from yeoul.store.temporary import StoreWithTemporary
from yeoul.store.upgrade import upgrade
from yeoul.testing import Clock
from yeoul.testing.stores import OpenStore

#: Opens the store of a folder: one that was opened there before has what it had.
OpenFolder = Callable[[Path, Clock], AbstractAsyncContextManager[Store]]


@cache
def _new_store() -> bytes:
    """What a new store is on disk: made once, for that takes longer than most tests."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "store.db"
        upgrade(path)
        return path.read_bytes()


@asynccontextmanager
async def _sqlite(folder: Path, clock: Clock) -> AsyncIterator[Store]:
    path = folder / "store.db"
    if not path.exists():
        path.write_bytes(_new_store())
    store = SqlStore(SqliteDatabase(path), now=clock)
    try:
        yield store
    finally:
        await store.aclose()


@asynccontextmanager
async def _with_temporary(folder: Path, clock: Clock) -> AsyncIterator[Store]:
    async with _sqlite(folder, clock) as kept:
        memory = SqlStore(MemoryDatabase(), now=clock)
        try:
            yield StoreWithTemporary(kept, memory)
        finally:
            await memory.aclose()


@asynccontextmanager
async def _postgres(url: str, folder: Path, clock: Clock) -> AsyncIterator[Store]:
    database = PostgresDatabase(parse(url))
    store = SqlStore(database, now=clock)
    try:
        # All folders share one database, for a new one takes longer than most tests.
        if not (known := folder / "known").exists():
            await database.write(_empty)
            known.touch()
        yield store
    finally:
        await store.aclose()


def _empty(connection: Connection) -> None:
    for table in reversed(metadata.sorted_tables):
        connection.execute(delete(table))


@pytest.fixture(scope="session")
def postgres_store(postgres: Postgres) -> str:
    """The address of a database with the tables of the store."""
    url = new_database(postgres)
    asyncio.run(prepare(parse(url)))
    return url


#: Every implementation, by name.
KINDS: dict[str, OpenFolder | None] = {
    "sqlite": _sqlite,
    "sqlite with temporary": _with_temporary,
    "postgres": None,
}


@pytest.fixture(scope="session", params=list(KINDS))
def open_folder(request: pytest.FixtureRequest) -> OpenFolder:
    """Open the store of a folder, of each kind."""
    known = KINDS[request.param]
    return known or partial(_postgres, request.getfixturevalue("postgres_store"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def open_store(open_folder: OpenFolder, tmp_path: Path, clock: Clock) -> OpenStore:
    """Open the test's store; what it remembered is there every time."""
    return lambda: open_folder(tmp_path, clock)


@pytest.fixture
async def store(open_store: OpenStore) -> AsyncIterator[Store]:
    async with open_store() as opened:
        yield opened
