"""Sees the statements that SQLite executes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection


@contextmanager
def traced(connection: Connection) -> Iterator[list[str]]:
    """Give a list of the statements that are executed inside the block, with their values."""
    statements: list[str] = []
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    driver.set_trace_callback(statements.append)
    yield statements
    driver.set_trace_callback(None)
