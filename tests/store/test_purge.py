"""Forgetting: long conversations too, in portions, and nothing keeps anything else."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, text

from yeoul.errors import NotFound
from yeoul.store import purge
from yeoul.store.base import Ask, Exchange, IdempotencyKey
from yeoul.store.schema import messages
from yeoul.store.sql import SqlStore
from yeoul.store.sqlite_database import SqliteDatabase
from yeoul.store.upgrade import upgrade
from yeoul.testing.stores import OWNER, Clock, say

pytestmark = pytest.mark.anyio

LATER = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=40)
KEY = IdempotencyKey("key-1", "a" * 64)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[SqliteDatabase]:
    upgrade(tmp_path / "store.db")
    database = SqliteDatabase(tmp_path / "store.db")
    yield database
    await database.aclose()


@pytest.fixture
def store(database: SqliteDatabase) -> SqlStore:
    return SqlStore(database, now=Clock())


async def test_a_branch_of_thousands_of_messages_is_forgotten(
    store: SqlStore, database: SqliteDatabase
) -> None:
    first = await say(store, "one")
    await database.write(lambda c: _lengthen(c, first, 2_500))
    await store.delete_conversation(OWNER, first.conversation.id)

    gone = await store.purge(LATER)

    assert len(set(gone)) == 1 + 1_250
    assert await database.read(_rows) == 0
    with pytest.raises(NotFound):
        await store.delete_conversation(OWNER, first.conversation.id)


def _lengthen(connection: Connection, exchange: Exchange, count: int) -> None:
    """Hang ``count`` messages behind the answer, one below the other."""
    parent_id = exchange.answer.id
    for number in range(count):
        message_id = f"message-{number}"
        row = {
            "id": message_id,
            "conversation_id": exchange.conversation.id,
            "parent_id": parent_id,
            "role": "assistant" if number % 2 else "user",
            "created_at": exchange.answer.created_at,
            "search_text": "",
            "text": "",
        }
        connection.execute(insert(messages), row)
        parent_id = message_id


def _rows(connection: Connection) -> int:
    return int(connection.execute(text("SELECT count(*) FROM messages")).scalar_one())


async def test_a_conversation_that_cannot_be_forgotten_keeps_nothing_else(
    store: SqlStore,
    database: SqliteDatabase,
    caplog: pytest.LogCaptureFixture,
) -> None:
    stuck, other = await say(store, "stuck"), await say(store, "other")
    await store.ask(OWNER, Ask("with a key", "m"), KEY)
    for exchange in (stuck, other):
        await store.delete_conversation(OWNER, exchange.conversation.id)
    trigger = (
        "CREATE TRIGGER stuck BEFORE DELETE ON conversations "
        f"WHEN old.id = '{stuck.conversation.id}' BEGIN SELECT RAISE(ABORT, 'no'); END"
    )
    await database.write(lambda c: c.execute(text(trigger)))

    with caplog.at_level(logging.WARNING):
        assert await store.purge(LATER) == [other.answer.id]

    assert f"conversation {stuck.conversation.id} stays for now" in caplog.text
    keys = text("SELECT count(*) FROM idempotency_keys")
    assert await database.read(lambda c: c.execute(keys).scalar()) == 0
    await database.write(lambda c: c.execute(text("DROP TRIGGER stuck")))
    assert await store.purge(LATER) == [stuck.answer.id]


async def test_keys_that_cannot_be_forgotten_keep_no_conversation(
    store: SqlStore, database: SqliteDatabase
) -> None:
    deleted = await say(store, "one")
    await store.delete_conversation(OWNER, deleted.conversation.id)
    await store.ask(OWNER, Ask("with a key", "m"), KEY)
    trigger = (
        "CREATE TRIGGER stuck BEFORE DELETE ON idempotency_keys "
        "BEGIN SELECT RAISE(ABORT, 'no'); END"
    )
    await database.write(lambda c: c.execute(text(trigger)))

    assert await store.purge(LATER) == [deleted.answer.id]


async def test_what_is_half_forgotten_cannot_be_restored(
    store: SqlStore, database: SqliteDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    store = SqlStore(database, now=clock)
    exchange = await say(store, "one")
    await store.delete_conversation(OWNER, exchange.conversation.id)
    monkeypatch.setattr(purge, "PORTION", 1)
    clock.now = LATER
    place = exchange.conversation.id
    assert (await database.write(lambda c: purge.forget_portion(c, place))).more

    with pytest.raises(NotFound):
        await store.restore_conversation(OWNER, place)
    assert await store.purge(LATER) == []
    assert await database.read(_rows) == 0


async def test_stops_whose_question_never_came_are_forgotten(
    store: SqlStore, database: SqliteDatabase
) -> None:
    rows = text("SELECT count(*) FROM early_stops")
    await store.request_stop(OWNER, "a" * 32)
    await store.purge(LATER - timedelta(days=40))
    assert await database.read(lambda c: c.execute(rows).scalar()) == 1
    await store.purge(LATER)
    assert await database.read(lambda c: c.execute(rows).scalar()) == 0


async def test_the_stops_of_an_owner_take_no_more_room_than_a_hundred(
    store: SqlStore, database: SqliteDatabase
) -> None:
    for number in range(150):
        await store.request_stop(OWNER, f"{number:032x}")
    rows = text("SELECT count(*) FROM early_stops")
    assert await database.read(lambda c: c.execute(rows).scalar()) == 100
