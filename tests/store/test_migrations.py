"""What the revisions do to the data that earlier ones left."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, text

from tests.store import old_stores
from yeoul.protocol.content import Content
from yeoul.protocol.conversation import Answer, Parameters
from yeoul.protocol.events import Cursor, Timings, Usage
from yeoul.store import open_store
from yeoul.store.base import Ask, IdempotencyKey, Ids
from yeoul.store.schema import HEAD
from yeoul.store.sql import SqlStore
from yeoul.store.sqlite_database import SqliteDatabase, engine_of
from yeoul.store.upgrade import alembic_config, known_revisions, upgrade
from yeoul.testing.stores import OWNER, STRANGER, Clock, settlement

pytestmark = pytest.mark.anyio

_CONVERSATION = text(
    "INSERT INTO conversations (id, owner, title, search_title, created_at, updated_at) "
    "VALUES (:id, :owner, :title, :folded, :at, :at)"
)
_MESSAGE = text(
    "INSERT INTO messages (id, conversation_id, role, created_at, search_text, text) "
    "VALUES (:id, :of, 'user', :at, :folded, :text)"
)
_AT = "2026-01-01 00:00:00.000000"


def _at_revision(path: Path, revision: str) -> None:
    """Make a file of an earlier revision, with texts folded as they were then."""
    engine = engine_of(path, begin="BEGIN IMMEDIATE", timeout_s=1)
    config = alembic_config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        _fill(connection)
    engine.dispose()


def _fill(connection: Connection) -> None:
    for number in range(1_200):
        wide = "ＲＩＶＥＲ" if number == 7 else "River"
        row = {"id": f"c{number}", "owner": OWNER, "at": _AT}
        connection.execute(_CONVERSATION, row | {"title": wide, "folded": wide.casefold()})
        wide = "ＦＯＲＤ" if number == 1_100 else "ford, café"
        row = {"id": f"m{number}", "of": f"c{number}", "at": _AT}
        connection.execute(_MESSAGE, row | {"text": wide, "folded": wide.casefold()})


async def test_texts_from_before_are_found_whatever_their_width(tmp_path: Path) -> None:
    _at_revision(tmp_path / "store.db", "0001")

    store = await open_store(f"sqlite:///{tmp_path / 'store.db'}")
    found = {}
    for query in ("river", "ford", "café", "ＣＡＦＥ"):
        page = await store.conversations(OWNER, query=query, limit=2_000)
        found[query] = {each.id for each in page.conversations}
    await store.aclose()

    assert found["river"] == found["ford"] == {f"c{number}" for number in range(1_200)}
    assert found["café"] == found["river"] - {"c1100"}
    assert found["ＣＡＦＥ"] == set()


#: Every schema that ever was in anybody's hands.
OLDER = sorted(known_revisions() - {HEAD})


def _rows(path: Path, table: str) -> list[dict[str, Any]]:
    """Return all rows, without the texts for searching, which are folded again."""
    with closing(sqlite3.connect(path)) as plain:
        plain.row_factory = sqlite3.Row
        found = [dict(row) for row in plain.execute(f"SELECT * FROM {table}")]
    return [{name: row[name] for name in row if not name.startswith("search_")} for row in found]


@pytest.mark.parametrize("revision", OLDER)
def test_nothing_that_an_older_file_holds_is_lost_or_changed(tmp_path: Path, revision: str) -> None:
    path = tmp_path / "store.db"
    old_stores.make(path, revision)
    tables = ("conversations", "messages", "idempotency_keys")
    before = {table: _rows(path, table) for table in tables}
    upgrade(path)

    for table, rows in before.items():
        after = zip(rows, _rows(path, table), strict=True)
        assert [{name: now[name] for name in then} for then, now in after] == rows
    assert [len(rows) for rows in before.values()] == [3, 13, 1]


@pytest.mark.parametrize("revision", OLDER)
async def test_every_answer_of_an_older_file_stands_in_an_epoch_that_no_reader_is_beyond(
    tmp_path: Path, revision: str
) -> None:
    path = tmp_path / "store.db"
    old_stores.make(path, revision)
    store = await open_store(f"sqlite:///{path}")
    orphans = [answer for _, answer in await store.orphans()]
    settled = [answer for _, answer in await store.settled_among(list(old_stores.EPOCHS))]
    await store.aclose()

    assert {answer.id: answer.epoch for answer in orphans + settled} == old_stores.EPOCHS
    with closing(sqlite3.connect(path)) as plain:
        asked = "SELECT count(*) FROM messages WHERE role = 'user' AND epoch IS NOT NULL"
        assert plain.execute(asked).fetchone() == (0,)


@pytest.mark.parametrize("revision", OLDER)
async def test_a_store_goes_on_with_the_answers_of_an_older_file(
    tmp_path: Path, revision: str
) -> None:
    old_stores.make(tmp_path / "store.db", revision)
    upgrade(tmp_path / "store.db")
    store = SqlStore(SqliteDatabase(tmp_path / "store.db"), now=Clock())

    again = await store.ask(OWNER, Ask("?", "m1"), IdempotencyKey("key-1", "a" * 64))
    assert (again.replayed, again.answer.id) == (True, "a-settled")
    later = await store.answer(OWNER, "a-settled-later")
    assert (later.content, later.cursor) == (Content("여울", "Hm"), Cursor(4, 5))
    assert (later.system, later.parameters) == ("Rhyme.", Parameters(seed=7))
    assert again.answer.usage == Usage(3, 7)
    assert again.answer.timings == Timings(0, 41, 180, 50.5, 29)
    for owner, orphan in await store.orphans():
        taken_over = await store.begin_epoch(orphan.id, orphan.epoch, recovery=True)
        assert taken_over.epoch == orphan.epoch + 1
        await store.settle(orphan.id, taken_over.epoch, settlement("told"))
        if orphan.conversation_id != "c2":
            assert (await store.answer(owner, orphan.id)).text == "told"
    assert await store.orphans() == []
    continued = await store.begin_epoch("a-failed", 2, recovery=False)
    assert (continued.epoch, continued.error) == (3, None)
    restored = await store.restore_conversation(OWNER, "c2")
    assert restored.deleted_at is None
    [asked] = [m for m in await store.messages(STRANGER, "c3") if isinstance(m, Answer)]
    assert asked == continued
    assert await store.request_stop(OWNER, "f" * 32) is None
    early = await store.ask(OWNER, Ask("?", "m1", ids=Ids("f" * 32)))
    assert early.answer.status == "stopped"
    await store.aclose()
