"""Two syllables are found by an index, although titles are searched as well."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, select, text

from yeoul.store.postgres.database import PostgresDatabase
from yeoul.store.schema import conversations
from yeoul.store.search import matches, words_of

pytestmark = pytest.mark.anyio

FILL = """
    INSERT INTO conversations (id, owner, title, search_title, created_at, updated_at)
    SELECT 'c' || n, 'ann', '', '', now(), now() FROM generate_series(1, 200) AS n;
    INSERT INTO messages (id, conversation_id, role, created_at, text, search_text)
    SELECT 'm' || n, 'c' || 1 + n % 200, 'user', now(), '', md5(n::text) || '강물 ' || n
    FROM generate_series(1, 2000) AS n;
    UPDATE messages SET search_text = '한강의 여울' WHERE id = 'm7';
    ANALYZE
"""


def plan(connection: Connection, query: str) -> str:
    found = select(conversations.c.id).where(
        conversations.c.owner == "ann", matches(words_of(query), "postgresql")
    )
    compiled = found.compile(connection, compile_kwargs={"literal_binds": True})
    rows = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, COSTS OFF) {compiled}")
    return "\n".join(row[0] for row in rows)


@pytest.mark.parametrize("query", ["여울", "강의", "한강의 여울"])
async def test_syllables_are_found_by_the_index(database: PostgresDatabase, query: str) -> None:
    def fill(connection: Connection) -> None:
        for statement in FILL.split(";"):
            connection.execute(text(statement))

    await database.write(fill)
    planned = await database.read(lambda c: plan(c, query))
    assert "ix_messages_bigrams" in planned
    assert "Seq Scan on messages" not in planned
