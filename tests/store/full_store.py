"""A store with rows in every table, of values that are hard to carry from one place to another."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    Integer,
    LargeBinary,
    Table,
    insert,
)

from yeoul.store.copying import ROWS_AT_ONCE
from yeoul.store.schema import UtcDateTime, metadata

#: Of the largest tables: more than go at once, and not a multiple of it.
ROWS = 2 * ROWS_AT_ONCE + 17

TEXTS = (
    "여울",
    "",
    "a\0b",
    "\U0010ffff",
    "\U0010ffff0",
    "👩‍👩‍👧",
    "line\r\n\u2028end",
    "'\"\\",
    "e\u0301",
)
#: JSON keeps what no text can be: half a pair of surrogates.
VALUES: tuple[Any, ...] = (
    None,
    {"b": 1, "a": [1.5, -0.25, True, None, {}]},
    ["여울\0", "\ud83d"],
    {"여울": 12345678901234567890, "": ""},
    {"tokens_per_s": 50.0},
)
#: What has to be one of a few words.
CHOICES = {"role": ("user", "assistant"), "kind": ("password", "passkey", "oidc")}
_START = datetime(2026, 1, 1, 12, 30, 15, 987654, tzinfo=UTC)


def fill_every_table(connection: Connection) -> None:
    """Insert rows into every table of the schema, none of which is an unsettled answer."""
    chance = random.Random(1)
    for table in metadata.sorted_tables:
        number = ROWS if table.name in ("conversations", "messages") else 5
        connection.execute(insert(table), list(_rows(table, number, chance)))


def _rows(table: Table, number: int, chance: random.Random) -> Iterator[dict[str, Any]]:
    for index in range(number):
        yield {
            column.name: _value(table, column, index, chance)
            for column in table.columns
            if column.computed is None
        }


def _value(table: Table, column: Column[Any], index: int, chance: random.Random) -> Any:
    if column.foreign_keys:
        return _reference(table, column, index, chance)
    if column.primary_key or column.unique or column.name == "external_id":
        return _key(column, index)
    if column.nullable and chance.random() < 0.2:
        return None
    if column.name == "role" and table.name == "accounts":
        return chance.choice(("admin", "user"))
    if column.name == "status":
        return chance.choice((None, "finished", "stopped", "failed"))
    if column.name in CHOICES:
        return chance.choice(CHOICES[column.name])
    return _any(column, chance)


def _any(column: Column[Any], chance: random.Random) -> Any:
    kind = column.type
    if isinstance(kind, JSON):
        return chance.choice(VALUES if column.nullable else VALUES[1:])
    if isinstance(kind, UtcDateTime):
        return _START + timedelta(microseconds=chance.randrange(10**15))
    if isinstance(kind, Boolean):
        return chance.random() < 0.5
    if isinstance(kind, BigInteger):
        return chance.randrange(2**53, 2**62)
    if isinstance(kind, Integer):
        return chance.randrange(2**31)
    if isinstance(kind, LargeBinary):
        return chance.randbytes(99)
    length = getattr(kind, "length", None)
    # Only what people write has characters that databases differ about.
    return f"w{chance.randrange(99)}" if length else " ".join(chance.choices(TEXTS, k=4))


def _reference(table: Table, column: Column[Any], index: int, chance: random.Random) -> Any:
    [foreign] = column.foreign_keys
    other = foreign.column
    if other.table is table:
        # A parent is always before its children.
        return None if index == 0 else _key(other, chance.randrange(index))
    # Where they are the key, no two rows have the same.
    return _key(other, index if column.primary_key else chance.randrange(5))


def _key(column: Column[Any], index: int) -> Any:
    if isinstance(column.type, Date):
        return date(2026, 1, 1) + timedelta(days=index)
    # With holes, as deleted rows leave them.
    return 3 * index + 1 if isinstance(column.type, Integer) else f"{column.name}-{index}"
