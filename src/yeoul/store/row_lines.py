"""A row as a line of JSON, whose fields are the columns; and back.

The lines of equal rows are equal, whichever database they are read from.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Date, DateTime, LargeBinary, Table

from yeoul.store.schema import UtcDateTime


def encoder(table: Table) -> Callable[[Mapping[str, Any]], bytes]:
    """Return what makes a line of a row."""
    binary = [column.name for column in table.columns if isinstance(column.type, LargeBinary)]

    def encode(row: Mapping[str, Any]) -> bytes:
        values = {**row, **{name: _base64(row[name]) for name in binary}}
        # In ASCII: a text in JSON may have half a pair of surrogates.
        line = json.dumps(values, default=_time, sort_keys=True, separators=(",", ":"))
        return line.encode() + b"\n"

    return encode


def mender(table: Table) -> Callable[[Mapping[str, Any]], Mapping[str, Any]]:
    """Return what makes a row one that every database can hold.

    SQLite keeps JSON as a text, in which half a pair of surrogates can be written; that one becomes
    the sign for a character that is none.
    """
    names = [column.name for column in table.columns if isinstance(column.type, JSON)]

    def mend(row: Mapping[str, Any]) -> Mapping[str, Any]:
        return {**row, **{name: _whole(row[name]) for name in names}}

    return mend


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        if value.isascii():
            return value
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_whole(item) for item in value]
    if isinstance(value, dict):
        return {_whole(name): _whole(item) for name, item in value.items()}
    return value


def decoder(table: Table) -> Callable[[bytes], Mapping[str, Any]]:
    """Return what makes a row of a line."""
    readers = {
        column.name: read for column in table.columns if (read := _reader(column)) is not None
    }

    def decode(line: bytes) -> Mapping[str, Any]:
        values: dict[str, Any] = json.loads(line)
        for name, read in readers.items():
            if (value := values.get(name)) is not None:
                values[name] = read(value)
        return values

    return decode


def _reader(column: Column[Any]) -> Callable[[Any], Any] | None:
    if isinstance(column.type, UtcDateTime | DateTime):
        return datetime.fromisoformat
    if isinstance(column.type, Date):
        return date.fromisoformat
    return b64decode if isinstance(column.type, LargeBinary) else None


def _time(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a {type(value).__name__} in a row")


def _base64(value: bytes | None) -> str | None:
    return None if value is None else b64encode(value).decode()
