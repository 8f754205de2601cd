"""A prepared statement does what SQLAlchemy does, for each kind of statement and of value."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from yeoul.store import prepared
from yeoul.store.prepared import Prepared
from yeoul.store.schema import conversations, early_stops, messages
from yeoul.store.sqlite_database import engine_of

NOW = datetime(2026, 1, 1, 9, tzinfo=timezone(timedelta(hours=9)))
CONVERSATION = {
    "id": "c",
    "owner": "ann",
    "title": "여울",
    "search_title": "여울",
    "created_at": NOW,
    "updated_at": NOW,
    "parameters": {"seed": 1},
}
MESSAGE = {
    "conversation_id": "c",
    "role": "assistant",
    "created_at": NOW,
    "search_text": "",
    "text": "tok",
    "parameters": None,
    "stop_requested": True,
}
ADD = Prepared(insert(messages))
MARK = Prepared(
    update(messages)
    .where(messages.c.id == bindparam("of"))
    .values(status="generating", stop_requested=bindparam("stop"))
    .returning(messages.c.stop_requested, messages.c.created_at)
)
FIND = Prepared(select(conversations).where(conversations.c.id == bindparam("of")))
TAKE = Prepared(delete(early_stops).where(early_stops.c.owner == "ann"))


@pytest.fixture(params=["sqlite3", "another driver"])
def connection(
    request: pytest.FixtureRequest, path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Connection]:
    if request.param != "sqlite3":
        monkeypatch.setattr(prepared, "_sqlite3_of", lambda connection: None)
    engine = engine_of(path, begin="BEGIN IMMEDIATE", timeout_s=1)
    with engine.begin() as connection:
        Prepared(insert(conversations)).execute(connection, CONVERSATION)
        yield connection
    engine.dispose()


def test_a_row_has_the_values_that_were_written(connection: Connection) -> None:
    row = FIND.first(connection, {"of": "c"})

    given = {**CONVERSATION, "created_at": NOW.astimezone(UTC), "updated_at": NOW.astimezone(UTC)}
    absent = {"deleted_at": None, "leaf_id": None, "system": None, "model": None, "pinned": False}
    absent |= {"call_sha256": None, "call_expires_at": None, "assistant": None}
    assert row is not None
    assert row._asdict() == given | absent
    assert (row.title, row.created_at.tzinfo) == ("여울", UTC)
    assert FIND.first(connection, {"of": "d"}) is None


def test_a_change_says_how_many_rows_it_has_changed(connection: Connection) -> None:
    assert ADD.execute(connection, {**MESSAGE, "id": "a"}) == 1
    assert TAKE.execute(connection, {}) == 0


def test_one_statement_adds_several_rows(connection: Connection) -> None:
    ADD.execute(connection, *({**MESSAGE, "id": id} for id in "ab"))

    stored = connection.execute(select(messages.c.id, messages.c.parameters, messages.c.seq))
    assert stored.all() == [("a", None, 1), ("b", None, 2)]


def test_a_change_returns_columns_with_their_own_types(connection: Connection) -> None:
    ADD.execute(connection, {**MESSAGE, "id": "a"})

    [row] = MARK.all(connection, {"of": "a", "stop": False})

    assert (row.stop_requested, row.created_at) == (False, NOW)


def test_one_statement_sets_the_columns_it_is_given(connection: Connection) -> None:
    rename = Prepared(update(conversations).where(conversations.c.id == bindparam("of")))
    rename.execute(connection, {"title": "new", "of": "c"})
    rename.execute(connection, {"model": "m", "of": "c"})

    row = FIND.first(connection, {"of": "c"})
    assert row is not None
    assert (row.title, row.model) == ("new", "m")


@pytest.mark.parametrize(
    "rows", [[{**MESSAGE, "id": "a"}] * 2, [{**MESSAGE, "id": "a", "conversation_id": "gone"}]]
)
def test_a_broken_rule_is_the_same_error(
    connection: Connection, rows: list[dict[str, Any]]
) -> None:
    with pytest.raises(IntegrityError) as refused:
        ADD.execute(connection, *rows)
    assert refused.value.orig is not None


@pytest.mark.parametrize("run", [FIND.all, FIND.first])
def test_a_value_may_not_be_left_out(
    connection: Connection, run: Callable[[Connection, dict[str, Any]], object]
) -> None:
    with pytest.raises(Exception, match="of"):
        run(connection, {})
