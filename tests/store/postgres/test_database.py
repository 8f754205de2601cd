"""What breaks between a server and its database is mended, or told as something that passes."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import time

import asyncpg
import pytest
from sqlalchemy import Connection, text

from scripts.engines import Postgres
from yeoul.errors import StorageFailed, StorageFull
from yeoul.store.base import Ask
from yeoul.store.postgres.address import Address
from yeoul.store.postgres.database import CONNECTIONS, PostgresDatabase
from yeoul.store.sql import SqlStore
from yeoul.testing.stores import OWNER, say

pytestmark = pytest.mark.anyio


async def run(address: Address, statement: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(address.dsn)
    try:
        rows: list[asyncpg.Record] = await connection.fetch(statement)
        return rows
    finally:
        await connection.close()


async def test_a_server_that_was_away_is_used_again_at_once(
    postgres: Postgres, store: SqlStore
) -> None:
    await asyncio.gather(*(say(store, "one") for _ in range(CONNECTIONS)))
    postgres.kill()
    try:
        for _ in range(3):
            began_s = time.monotonic()
            for failing in (store.count(OWNER), store.ask(OWNER, Ask("two", "m"))):
                with pytest.raises(StorageFailed, match="cannot be reached") as failed:
                    await failing
                assert failed.value.retryable
            assert time.monotonic() - began_s < 1
    finally:
        postgres.start()
    together = [store.ask(OWNER, Ask("two", "m")) for _ in range(CONNECTIONS)]
    await asyncio.gather(*together)
    assert await store.count(OWNER) == (2 * CONNECTIONS, 0)


async def test_a_server_that_answers_no_more_is_given_up(
    postgres: Postgres, address: Address, store: SqlStore
) -> None:
    await say(store, "one")
    rows = await run(
        address,
        "SELECT pid FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )
    [connected] = [row["pid"] for row in rows]
    postgres.pause()
    os.kill(connected, signal.SIGSTOP)
    try:
        began_s = time.monotonic()
        works = [store.count(OWNER), store.ask(OWNER, Ask("two", "m")), store.check()]
        failed = await asyncio.gather(*works, return_exceptions=True)
        assert [type(each) for each in failed] == [StorageFailed] * 3
        assert time.monotonic() - began_s < 10
    finally:
        postgres.go_on()
        os.kill(connected, signal.SIGCONT)
    await store.ask(OWNER, Ask("three", "m"))
    assert await store.count(OWNER) == (2, 0)


async def test_a_transaction_whose_connection_breaks_is_run_again(
    database: PostgresDatabase, store: SqlStore
) -> None:
    tries = 0

    def change(connection: Connection) -> int:
        nonlocal tries
        tries += 1
        connection.execute(text("INSERT INTO removed_accounts VALUES ('ann', now())"))
        if tries < 3:
            connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        return tries

    assert await database.write(change) == 3
    assert await store.accounts.removed() == ["ann"]


async def test_a_commit_whose_answer_is_lost_is_not_repeated_and_can_be_asked_again(
    address: Address, store: SqlStore
) -> None:
    await run(
        address,
        "CREATE FUNCTION dies() RETURNS trigger LANGUAGE plpgsql AS"
        " 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END'",
    )
    await run(
        address,
        "CREATE CONSTRAINT TRIGGER dies AFTER INSERT ON conversations"
        " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION dies()",
    )
    with pytest.raises(StorageFailed, match="may be there or not") as failed:
        await store.ask(OWNER, Ask("one", "m"))
    assert failed.value.retryable
    await run(address, "DROP TRIGGER dies ON conversations")
    await store.ask(OWNER, Ask("one", "m"))


@pytest.mark.parametrize(
    ("code", "error"),
    [("53100", StorageFull), ("57014", StorageFailed), ("25006", StorageFailed)],
    ids=["full disk", "timeout", "read only"],
)
async def test_what_the_server_refuses_leaves_nothing_and_is_told(
    address: Address, store: SqlStore, code: str, error: type[Exception]
) -> None:
    await run(
        address,
        "CREATE FUNCTION fails() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{code}'; END$$",
    )
    await run(
        address,
        "CREATE TRIGGER fails BEFORE INSERT ON messages FOR EACH ROW EXECUTE FUNCTION fails()",
    )
    with pytest.raises(error):
        await store.ask(OWNER, Ask("one", "m"))
    assert await store.count(OWNER) == (0, 0)
    await run(address, "DROP TRIGGER fails ON messages")
    await store.ask(OWNER, Ask("one", "m"))


async def test_a_server_that_takes_no_writes_any_more_is_looked_for_anew(
    database: PostgresDatabase, store: SqlStore
) -> None:
    def which(connection: Connection) -> object:
        return connection.execute(text("SELECT pg_backend_pid()")).scalar()

    before = await database.read(which)
    assert await database.read(which) == before

    def write_to_replica(connection: Connection) -> None:
        connection.execute(text("SET TRANSACTION READ ONLY"))
        connection.execute(text("DELETE FROM audit"))

    with pytest.raises(StorageFailed):
        await database.write(write_to_replica)
    assert await database.read(which) != before
    await store.ask(OWNER, Ask("one", "m"))


async def test_who_leaves_at_any_moment_leaves_no_transaction_open(
    address: Address, store: SqlStore
) -> None:
    seed = random.randrange(2**32)
    print("seed", seed)
    drawn = random.Random(seed)
    await say(store, "one")
    for _ in range(8):
        works = [
            asyncio.ensure_future(work)  # noqa: TID251
            for number in range(CONNECTIONS)
            for work in (store.ask(f"{OWNER}{number % 3}", Ask("two", "m")), store.count(OWNER))
        ]
        await asyncio.sleep(drawn.random() * 0.05)
        for work in works:
            work.cancel()
        await asyncio.gather(*works, return_exceptions=True)
    await asyncio.gather(*(say(store, "three", owner=f"{OWNER}{n}") for n in range(CONNECTIONS)))
    busy = "SELECT state, query FROM pg_stat_activity WHERE datname = current_database()"
    others = f"{busy} AND state <> 'idle' AND pid <> pg_backend_pid()"
    assert await run(address, others) == []


async def test_who_is_gone_without_a_word_holds_up_nobody_for_long(
    database: PostgresDatabase, store: SqlStore
) -> None:
    """As a process that is stopped in the middle of its transaction, or has lost its network."""

    def stop(connection: Connection) -> None:
        connection.execute(text("SELECT 1"))
        time.sleep(1.5)  # the loop stands still, and with it all of this process

    with pytest.raises(StorageFailed):
        await database.write(stop)
    await store.ask(OWNER, Ask("one", "m"))
