"""A query is broken off, and never what its connection does before or behind it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from yeoul.errors import SearchTimeout
from yeoul.store.interruptible import Interruptible
from yeoul.store.sqlite_database import engine_of

pytestmark = pytest.mark.anyio

ENDLESS = text(
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
)


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    engine = engine_of(tmp_path / "a.db", begin="BEGIN", timeout_s=1)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def _endless(connection: Connection) -> object:
    return connection.execute(ENDLESS).scalar()


def _one(connection: Connection) -> object:
    return connection.execute(text("SELECT 1")).scalar()


async def test_what_was_interrupted_before_it_began_never_begins(connection: Connection) -> None:
    search = Interruptible(_endless)
    search.interrupt(asyncio.get_running_loop())

    with pytest.raises(SearchTimeout):
        search.run(connection)


async def test_an_interruption_just_before_the_statement_begins_is_not_lost(
    connection: Connection,
) -> None:
    ready, interrupted = Event(), Event()

    def late(connection: Connection) -> object:
        ready.set()
        assert interrupted.wait(10)
        return _endless(connection)

    search = Interruptible(late)
    running = asyncio.get_running_loop().run_in_executor(None, search.run, connection)
    await asyncio.to_thread(ready.wait, 10)
    search.interrupt(asyncio.get_running_loop())
    interrupted.set()

    with pytest.raises(OperationalError, match="interrupted"):
        await running


async def test_what_has_ended_is_not_interrupted_and_neither_is_what_follows(
    connection: Connection,
) -> None:
    search = Interruptible(_one)
    assert search.run(connection) == 1
    search.interrupt(asyncio.get_running_loop())

    assert _one(connection) == 1
