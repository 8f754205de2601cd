"""Whether folded texts have words in them, in the terms of each database.

SQLite looks through the texts (``instr``). PostgreSQL has an index of all pairs of neighbouring
letters, by which it finds the texts that may have the longest word: so two Korean syllables are
found without reading anything else; its own trigrams begin at three. Very long texts are not in
that index.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, ColumnElement, Connection, String, Table, func, literal_column
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

#: Characters of the longest text whose pairs are in the index.
LONGEST_INDEXED = 100_000

# Spaces are left out, as no word has one. The cost keeps the planner from computing the pairs of
# each row where it can read the index.
_BIGRAMS = f"""
    CREATE OR REPLACE FUNCTION yeoul_bigrams(content text) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 10000 AS $$
        SELECT CASE WHEN length(content) > {LONGEST_INDEXED} THEN ARRAY[]::text[] ELSE (
            SELECT array(
                SELECT letter || next FROM unnest(letters, letters[2:]) AS pairs(letter, next)
                WHERE letter <> ' ' AND next <> ' '
            )
            FROM string_to_array(content, NULL) AS letters
        ) END
    $$
"""
_INDEXES = (
    "CREATE INDEX ix_messages_bigrams ON messages USING gin (yeoul_bigrams(search_text))",
    "CREATE INDEX ix_messages_long ON messages (seq)"
    f" WHERE length(search_text) > {LONGEST_INDEXED}",
)


def make_indexes(messages: Table, connection: Connection, **_options: Any) -> None:
    """Make the indexes of new messages; migrations know nothing of them, as SQLite has none."""
    if connection.dialect.name == "postgresql":
        for statement in (_BIGRAMS, *_INDEXES):
            connection.exec_driver_sql(statement)


def contains(text: ColumnElement[str], word: ColumnElement[str] | str) -> ColumnElement[bool]:
    """Return the condition that a folded text has the word in it."""
    return _Contains(text, word)


def may_contain(text: ColumnElement[str], word: str) -> ColumnElement[bool]:
    """Return what is true of each text with the word, and told by an index; for PostgreSQL alone.

    Every text may contain a single letter.
    """
    has_pairs = _bigrams(text).contains(_bigrams(word))
    return has_pairs | (func.length(text) > literal_column(str(LONGEST_INDEXED)))


def _bigrams(text: ColumnElement[str] | str) -> ColumnElement[Any]:
    return func.yeoul_bigrams(text, type_=ARRAY(String))


class _Contains(FunctionElement[bool]):
    name = "contains"
    type = Boolean()
    inherit_cache = True


@compiles(_Contains)
def _look_through(element: FunctionElement[bool], compiler: SQLCompiler, **options: Any) -> str:
    text, word = element.clauses
    return compiler.process(func.instr(text, word) > 0, **options)


@compiles(_Contains, "postgresql")
def _look_through_on_postgres(
    element: FunctionElement[bool], compiler: SQLCompiler, **options: Any
) -> str:
    text, word = element.clauses
    return compiler.process(func.strpos(text, word) > 0, **options)
