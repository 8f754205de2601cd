"""The stores that their contract is tried over."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from yeoul.store.base import Store
from yeoul.store.sql import SqlStore
from yeoul.store.sqlite_database import SqliteDatabase
from yeoul.store.sqlite_memory import MemoryDatabase
from yeoul.store.temporary import StoreWithTemporary
from yeoul.store.upgrade import upgrade
from yeoul.testing import Clock
from yeoul.testing.stores import OpenStore


@asynccontextmanager
async def _sqlite(folder: Path, clock: Clock) -> AsyncIterator[Store]:
    path = folder / "store.db"
    upgrade(path)
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
async def _postgres(folder: Path, clock: Clock) -> AsyncIterator[Store]:
    import os

    from sqlalchemy import text
    from sqlalchemy.engine import make_url
    from sqlalchemy.ext.asyncio import create_async_engine

    from yeoul.store.postgres_database import PostgresDatabase
    from yeoul.store.schema import metadata

    note = folder / "database"
    if not note.exists():
        note.write_text("t" + os.urandom(10).hex())
    name = note.read_text()
    base = make_url("postgresql+asyncpg://yeoul@127.0.0.1:54329/postgres")
    admin = create_async_engine(base, isolation_level="AUTOCOMMIT")
    async with admin.connect() as c:
        new = (
            await c.execute(text("select 1 from pg_database where datname=:n"), {"n": name})
        ).first() is None
        if new:
            await c.execute(text(f"create database {name}"))
    await admin.dispose()
    database = PostgresDatabase(f"postgresql://yeoul@127.0.0.1:54329/{name}")
    if new:
        async with database._engine.begin() as c:
            await c.run_sync(metadata.create_all)
    store = SqlStore(database, now=clock)
    try:
        yield store
    finally:
        await store.aclose()


#: Every implementation, by name: opens the store of a folder, the same one every time.
STORES: dict[str, Callable[[Path, Clock], AbstractAsyncContextManager[Store]]] = {
    "sqlite": _sqlite,
    "postgres": _postgres,
    "sqlite with temporary": _with_temporary,
}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=list(STORES))
def open_store(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> OpenStore:
    """Open the test's store; what it remembered is there every time."""
    return lambda: STORES[request.param](tmp_path, clock)


@pytest.fixture
async def store(open_store: OpenStore) -> AsyncIterator[Store]:
    async with open_store() as opened:
        yield opened
