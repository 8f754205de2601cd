"""How the SQLite file is used: one writer, whole transactions, an orderly end."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from threading import Event, get_ident

import anyio
import pytest
from sqlalchemy import Connection, text

from yeoul.errors import StorageFailed
from yeoul.store.base import Ask, Store
from yeoul.store.sql import SqlStore
from yeoul.store.sqlite_database import READERS, SqliteDatabase

pytestmark = pytest.mark.anyio


async def test_the_file_is_set_up_to_be_fast_and_to_survive_the_process(
    database: SqliteDatabase,
) -> None:
    def look(connection: Connection) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys", "query_only", "busy_timeout")
        return [connection.execute(text(f"PRAGMA {name}")).scalar() for name in names]

    assert await database.write(look) == ["wal", 1, 1, 0, 200]
    assert await database.read(look) == ["wal", 1, 1, 1, 200]
    overwrites = await database.write(lambda c: c.execute(text("PRAGMA secure_delete")).scalar())
    assert overwrites == 1


async def test_exactly_one_connection_writes(database: SqliteDatabase) -> None:
    def who(connection: Connection) -> tuple[int, int]:
        return id(connection.connection.driver_connection), get_ident()

    assert len(set(await asyncio.gather(*(database.write(who) for _ in range(20))))) == 1


async def test_a_reading_connection_cannot_write(database: SqliteDatabase) -> None:
    with pytest.raises(StorageFailed):
        await database.read(lambda c: c.execute(text("DELETE FROM conversations")))


async def test_a_transaction_that_begins_with_a_select_holds_the_lock(
    database: SqliteDatabase, path: Path
) -> None:
    def select_then_look(connection: Connection) -> str:
        connection.execute(text("SELECT * FROM messages")).all()
        with closing(sqlite3.connect(path, timeout=0)) as other:
            try:
                other.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                return error.sqlite_errorname
        return "nobody holds the lock"

    assert await database.write(select_then_look) == "SQLITE_BUSY"


async def test_a_read_sees_one_state_although_others_write(
    database: SqliteDatabase, store: Store
) -> None:
    counted, written = Event(), Event()
    count = text("SELECT count(*) FROM messages")

    def count_twice(connection: Connection) -> tuple[object, object]:
        first = connection.execute(count).scalar()
        counted.set()
        assert written.wait(10)
        return first, connection.execute(count).scalar()

    async with anyio.create_task_group() as group:
        group.start_soon(_write_meanwhile, store, counted, written)
        assert await database.read(count_twice) == (0, 0)


async def _write_meanwhile(store: Store, counted: Event, written: Event) -> None:
    await asyncio.to_thread(counted.wait, 10)
    await store.ask("ann", Ask("one", "scripted"))
    written.set()


async def test_reads_do_not_wait_for_each_other(database: SqliteDatabase) -> None:
    arrived = [Event() for _ in range(READERS)]

    def meet(number: int) -> bool:
        arrived[number].set()
        return all(event.wait(10) for event in arrived)

    meetings = [database.read(lambda _, n=n: meet(n)) for n in range(READERS)]  # type: ignore[misc]
    assert all(await asyncio.gather(*meetings))


async def test_what_raises_is_not_done(database: SqliteDatabase) -> None:
    def fail(connection: Connection) -> None:
        connection.execute(text("DELETE FROM alembic_version"))
        raise LookupError

    with pytest.raises(LookupError):
        await database.write(fail)
    count = text("SELECT count(*) FROM alembic_version")
    assert await database.read(lambda c: c.execute(count).scalar()) == 1


async def test_a_statement_that_fails_leaves_the_next_transaction_alone(
    database: SqliteDatabase,
) -> None:
    def spoil(connection: Connection) -> None:
        connection.execute(text("DELETE FROM alembic_version"))
        connection.execute(text("SELECT nothing FROM nowhere"))

    count = text("SELECT count(*) FROM alembic_version")
    for run in (database.write, database.read):
        for _ in range(2 * READERS):
            with pytest.raises(StorageFailed):
                await run(spoil)
        assert await run(lambda c: c.execute(count).scalar()) == 1


async def test_a_cancelled_caller_leaves_a_whole_transaction_or_none(
    database: SqliteDatabase, store: Store
) -> None:
    begun, go_on = Event(), Event()

    def hold(_: Connection) -> None:
        begun.set()
        assert go_on.wait(10)

    async with anyio.create_task_group() as group:
        group.start_soon(database.write, hold)
        await asyncio.to_thread(begun.wait, 10)
        with anyio.move_on_after(0) as scope:
            await store.ask("ann", Ask("never begun", "scripted"))
        assert scope.cancelled_caught
        go_on.set()
    assert not (await store.conversations("ann")).conversations
    await store.ask("ann", Ask("the next one", "scripted"))


async def test_closing_finishes_what_was_begun_and_refuses_what_comes_later(path: Path) -> None:
    store = SqlStore(SqliteDatabase(path))
    asks = [asyncio.ensure_future(store.ask("ann", Ask("one", "m"))) for _ in range(20)]  # noqa: TID251
    await asyncio.gather(asks[0])
    await store.aclose()
    await store.aclose()

    for ask in asks:
        assert (await ask).answer.status == "queued"
    with pytest.raises(StorageFailed):
        await store.ask("ann", Ask("late", "m"))
    with pytest.raises(StorageFailed):
        await store.check()
    assert await asyncio.to_thread(os.listdir, path.parent) == ["store.db"]
