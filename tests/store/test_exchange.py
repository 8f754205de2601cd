"""A question's transaction: its order, and the errors of the database that it understands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert
from sqlalchemy.exc import IntegrityError

from tests.store.tracing import traced
from yeoul.errors import IdTaken
from yeoul.store import exchange
from yeoul.store.base import Ask, IdempotencyKey, Ids, as_wished
from yeoul.store.database import is_unique_violation
from yeoul.store.rows import question_values
from yeoul.store.schema import conversations, messages
from yeoul.store.sqlite_database import engine_of

NOW = datetime(2026, 1, 1, tzinfo=UTC)
IDS = Ids(answer="a" * 32, question="b" * 32, conversation="c" * 32)
KEY = IdempotencyKey("key-1", "a" * 64)


@pytest.fixture
def connection(path: Path) -> Iterator[Connection]:
    engine = engine_of(path, begin="BEGIN IMMEDIATE", timeout_s=1)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def test_the_key_is_written_before_anything_else_is_read_or_written(connection: Connection) -> None:
    with traced(connection) as statements:
        exchange.ask(connection, "ann", Ask("one", "m", ids=IDS), KEY, as_wished, NOW)

    assert statements[0].startswith("INSERT INTO idempotency_keys")
    assert len(statements) > 2


def test_only_a_row_that_exists_makes_an_id_taken(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchange.ask(connection, "ann", Ask("one", "m", ids=IDS), None, as_wished, NOW)
    with pytest.raises(IdTaken):
        exchange.ask(connection, "ann", Ask("one", "m", ids=IDS), None, as_wished, NOW)

    monkeypatch.setattr(
        "yeoul.store.exchange.question_values",
        lambda question: question_values(question) | {"conversation_id": "gone"},
    )
    with pytest.raises(IntegrityError, match="FOREIGN KEY"):
        exchange.ask(connection, "ann", Ask("two", "m"), None, as_wished, NOW)


def test_a_row_that_lacks_a_value_is_no_row_that_exists(connection: Connection) -> None:
    for table in (conversations, messages):
        with pytest.raises(IntegrityError) as refused:
            connection.execute(insert(table).values(id="a"))
        assert not is_unique_violation(refused.value)
