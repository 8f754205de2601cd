"""Whether a folded text has a word in it, in the words of each database.

SQLite looks through the text (``instr``). PostgreSQL first asks an index for the texts that have
all pairs of neighbouring letters of the word, so that two Korean syllables are found without
reading anything else; its own trigrams begin at three. Very long texts are not in that index.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, ColumnElement, Connection, String, Table, func
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
            SELECT coalesce(array_agg(DISTINCT letter || next), ARRAY[]::text[])
            FROM (
                SELECT letter, lead(letter) OVER (ORDER BY place) AS next
                FROM unnest(string_to_array(content, NULL)) WITH ORDINALITY AS l(letter, place)
            ) AS pairs
            WHERE letter <> ' ' AND next <> ' '
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


def bigrams(text: ColumnElement[str]) -> ColumnElement[Any]:
    """Return the pairs of neighbouring letters of a text; for PostgreSQL alone."""
    return func.yeoul_bigrams(text, type_=ARRAY(String))


def is_long(text: ColumnElement[str]) -> ColumnElement[bool]:
    """Return whether a text is too long for the index; for PostgreSQL alone."""
    return func.length(text) > LONGEST_INDEXED


def contains(text: ColumnElement[str], word: str) -> ColumnElement[bool]:
    """Return the condition that a folded text has the word in it."""
    return _Contains(text, word)


def message_contains(text: ColumnElement[str], word: str) -> ColumnElement[bool]:
    """Return the condition of `contains` for the column that has an index."""
    return _Contains(text, word) if len(word) < 2 else _IndexedContains(text, word)


class _Contains(FunctionElement[bool]):
    name = "contains"
    type = Boolean()
    inherit_cache = True


class _IndexedContains(FunctionElement[bool]):
    name = "indexed_contains"
    type = Boolean()
    inherit_cache = True


@compiles(_Contains)
@compiles(_IndexedContains)
def _look_through(element: FunctionElement[bool], compiler: SQLCompiler, **options: Any) -> str:
    text, word = element.clauses
    return compiler.process(func.instr(text, word) > 0, **options)


@compiles(_Contains, "postgresql")
def _look_through_on_postgres(
    element: FunctionElement[bool], compiler: SQLCompiler, **options: Any
) -> str:
    text, word = element.clauses
    return compiler.process(func.strpos(text, word) > 0, **options)


@compiles(_IndexedContains, "postgresql")
def _ask_the_index(element: FunctionElement[bool], compiler: SQLCompiler, **options: Any) -> str:
    text, word = element.clauses
    may = bigrams(text).contains(bigrams(word)) | is_long(text)
    return compiler.process(may & (func.strpos(text, word) > 0), **options)
