"""The PostgreSQL and the Valkey of a test process: started once, when a test first asks."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator

import pytest
from redis import Redis

from scripts.engines import Postgres, Valkey, running_postgres, running_valkey
from tests.ports import free_port


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A server on which every test makes databases of its own; see `new_database`."""
    with running_postgres(free_port()) as engine:
        yield engine


@pytest.fixture(scope="session")
def valkey() -> Iterator[Valkey]:
    """A server that every test finds as the one before left it: names have to be new."""
    with running_valkey(free_port()) as engine:
        yield engine


def new_database(postgres: Postgres) -> str:
    """Return the address of a database that is empty."""
    name = f"t{os.urandom(8).hex()}"
    postgres.run(f"CREATE DATABASE {name}")
    return postgres.url(name)


def empty_valkey(valkey: Valkey, database: int = 1) -> str:
    """Return the address of a database of the engine, emptied."""
    url = f"{valkey.url.removesuffix('/0')}/{database}"
    with Redis.from_url(url) as engine:
        engine.flushdb()
    return url


async def until(holds: Callable[[], object]) -> None:
    """Wait until something holds that comes by an engine."""
    async with asyncio.timeout(30):
        while not holds():  # noqa: ASYNC110
            await asyncio.sleep(0.005)
