"""A whole store goes into another place in one piece, or not at all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, insert, select

from tests.engines import new_database
from tests.store.full_store import fill_every_table
from tests.store.old_stores import make
from yeoul.errors import StartupError
from yeoul.store import open_database
from yeoul.store.archive import check_archive, write_archive
from yeoul.store.copying import (
    check_empty,
    count_rows,
    fill,
    fingerprints,
    read_lots,
)
from yeoul.store.database import Database
from yeoul.store.schema import messages, metadata
from yeoul.store.sql import SqlStore
from yeoul.store.sqlite_database import SqliteDatabase
from yeoul.store.transfers import move, reading, restore
from yeoul.store.upgrade import upgrade
from yeoul.testing.stores import OWNER, say

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["sqlite", "postgres"])
async def target(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database, that everything goes into."""
    url = f"sqlite:///{tmp_path}/target.db"
    if request.param == "postgres":
        url = new_database(request.getfixturevalue("postgres"))
    database = await open_database(url)
    yield database
    await database.aclose()


async def test_a_backup_comes_back_with_every_row(
    database: SqliteDatabase, target: Database, tmp_path: Path
) -> None:
    await database.write(fill_every_table)
    archive = tmp_path / "made.zip"
    await write_archive(archive, database, {})

    await restore(archive, check_archive(archive), target, scratch=tmp_path)

    assert await target.read(fingerprints) == await database.read(fingerprints)
    with pytest.raises(StartupError, match="data already"):
        await restore(archive, check_archive(archive), target, scratch=tmp_path)


async def test_what_was_brought_back_goes_on(
    database: SqliteDatabase, target: Database, tmp_path: Path
) -> None:
    said = await say(SqlStore(database), "What is a yeoul?")
    archive = tmp_path / "made.zip"
    await write_archive(archive, database, {})
    await restore(archive, check_archive(archive), target, scratch=tmp_path)

    store = SqlStore(target)
    await say(store, "And a ford?", conversation_id=said.conversation.id)

    found = await store.messages(OWNER, said.conversation.id)
    assert [message.text for message in found][::2] == ["What is a yeoul?", "And a ford?"]
    assert await target.read(count_rows) == {"conversations": 1, "messages": 4}


@pytest.mark.parametrize("revision", ["0001", "0008"])
async def test_a_backup_of_an_older_schema_is_upgraded_as_a_file_would_be(
    revision: str, target: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "old.db"
    make(old, revision)
    archive = tmp_path / "made.zip"
    await _write_as_it_was_then(archive, old, revision, monkeypatch)
    upgrade(old)

    await restore(archive, check_archive(archive), target, scratch=tmp_path)

    with reading(old) as source:
        assert await target.read(fingerprints) == fingerprints(source)
    assert not await asyncio.to_thread(lambda: list(tmp_path.glob(".restore-*")))


async def _write_as_it_was_then(
    archive: Path, file: Path, revision: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Write an archive as the Yeoul of an older schema would have."""
    from yeoul.store import archive as archives
    from yeoul.store import copying, transfers

    with reading(file) as source:
        tables = transfers._tables_of(source)
    with monkeypatch.context() as then:
        then.setattr(copying, "HEAD", revision)
        then.setattr(archives, "HEAD", revision)
        then.setattr(archives, "metadata", tables)
        then.setattr(archives, "read_lots", lambda connection: read_lots(connection, tables))
        database = SqliteDatabase(file)
        await write_archive(archive, database, {})
        await database.aclose()


async def test_a_backup_of_a_newer_schema_is_refused(
    database: SqliteDatabase, target: Database, tmp_path: Path
) -> None:
    await write_archive(tmp_path / "made.zip", database, {})
    manifest = check_archive(tmp_path / "made.zip")._replace(revision="9999")
    with pytest.raises(StartupError, match="newer Yeoul"):
        await restore(tmp_path / "made.zip", manifest, target, scratch=tmp_path)


async def test_a_store_is_moved_once_and_found_there_the_next_time(
    path: Path, database: SqliteDatabase, target: Database
) -> None:
    await database.write(fill_every_table)
    before = await database.read(fingerprints)
    counts = await move(path, target)

    assert counts == await target.read(count_rows)
    assert await move(path, target) == counts
    assert await target.read(fingerprints) == before == await database.read(fingerprints)


async def test_a_store_is_not_moved_into_one_that_has_other_data(
    path: Path, database: SqliteDatabase, target: Database
) -> None:
    await say(SqlStore(database), "What is a yeoul?")
    await say(SqlStore(target), "What is a ford?")
    before = await target.read(fingerprints)
    with pytest.raises(StartupError, match="data already"):
        await move(path, target)
    assert await target.read(fingerprints) == before


async def test_a_store_whose_answers_have_not_ended_is_not_moved(
    path: Path, database: SqliteDatabase, target: Database
) -> None:
    await say(SqlStore(database), "What is a yeoul?")
    await database.write(
        lambda connection: connection.execute(
            messages.update().where(messages.c.role == "assistant").values(status="generating")
        )
    )
    with pytest.raises(StartupError, match="1 answer has not ended"):
        await move(path, target)
    await target.read(check_empty)


async def test_rows_that_do_not_all_arrive_leave_nothing(
    database: SqliteDatabase, target: Database
) -> None:
    await database.write(fill_every_table)
    lots = await database.read(lambda connection: list(read_lots(connection)))
    counts = await database.read(count_rows)
    with pytest.raises(StartupError, match="audit has 0 of 5"):
        await fill(target, lambda: [lot for lot in lots if lot.table != "audit"], counts)
    await target.read(check_empty)


async def test_new_rows_come_behind_those_that_were_copied(
    path: Path, database: SqliteDatabase, target: Database
) -> None:
    await database.write(fill_every_table)
    await move(path, target)
    highest = select(func.max(messages.c.seq))

    def add(connection: Connection) -> tuple[int, int]:
        before = connection.execute(highest).scalar_one()
        row = dict(connection.execute(select(messages).limit(1)).mappings().one())
        row = {**row, "id": "new", "parent_id": None}
        del row["seq"]
        connection.execute(insert(metadata.tables["messages"]), row)
        return before, connection.execute(highest).scalar_one()

    before, after = await target.write(add)
    assert after > before
