"""Texts as PostgreSQL can hold them: its own have no NUL, neither in a column nor in JSON.

NUL is written as two characters, the first of which no text has that somebody means: the last code
point of Unicode, which stands for nothing. Where a text has that one, it is written as two as well,
so that every text is read as it was written.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

_MARK = "\U0010ffff"
_NUL, _MARKED = f"{_MARK}0", f"{_MARK}1"


def escape(text: str) -> str:
    """Return a text without NUL that stands for ``text``."""
    if "\0" in text or _MARK in text:
        return text.replace(_MARK, _MARKED).replace("\0", _NUL)
    return text


def unescape(text: str) -> str:
    """Return the text that `escape` was given."""
    return text.replace(_NUL, "\0").replace(_MARKED, _MARK) if _MARK in text else text


class AnyText(TypeDecorator[str]):
    """A text that may have NUL."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return the text as it is stored."""
        return None if value is None else escape(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Return a stored text as it was given."""
        return None if value is None else unescape(value)


def dump_json(value: Any) -> str:
    """Return a value as JSON that is stored."""
    return json.dumps(_each(value, escape), ensure_ascii=False, separators=(",", ":"))


def load_json(stored: str) -> Any:
    """Return the value of stored JSON."""
    value = json.loads(stored)
    return _each(value, unescape) if _MARK in stored else value


def _each(value: Any, change: Any) -> Any:
    """Return a value of JSON with each of its texts changed, names of fields too."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list | tuple):
        return [_each(item, change) for item in value]
    if isinstance(value, dict):
        return {change(name): _each(item, change) for name, item in value.items()}
    return value
