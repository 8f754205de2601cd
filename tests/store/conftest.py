"""A store on a file that its test can also reach by itself."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from yeoul.store.base import Store
from yeoul.store.sql import SqlStore
from yeoul.store.sqlite_database import SqliteDatabase
from yeoul.store.upgrade import upgrade


@pytest.fixture
def path(tmp_path: Path) -> Path:
    upgrade(tmp_path / "store.db")
    return tmp_path / "store.db"


@pytest.fixture
async def database(path: Path) -> AsyncIterator[SqliteDatabase]:
    database = SqliteDatabase(path, busy_timeout_s=0.2)
    yield database
    await database.aclose()


@pytest.fixture
def store(database: SqliteDatabase) -> Store:
    return SqlStore(database)
