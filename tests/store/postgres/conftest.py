"""A store in a database of its own, and the database below it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from scripts.engines import Postgres
from tests.engines import new_database
from yeoul.store.postgres.address import Address, parse
from yeoul.store.postgres.database import PostgresDatabase
from yeoul.store.postgres.upgrade import prepare
from yeoul.store.sql import SqlStore
from yeoul.testing import Clock


@pytest.fixture
async def address(postgres: Postgres) -> Address:
    return await prepare(parse(new_database(postgres)))


@pytest.fixture
async def database(address: Address) -> AsyncIterator[PostgresDatabase]:
    database = PostgresDatabase(address, patience_s=1)
    yield database
    await database.aclose()


@pytest.fixture
async def store(database: PostgresDatabase) -> SqlStore:
    return SqlStore(database, now=Clock())
