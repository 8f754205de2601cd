"""The stores and logs that the contract suites run over."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from tests.contracts.stores import STORES, Clock
from yeoul.eventlog import open_log
from yeoul.eventlog.base import EventLog
from yeoul.store.base import Store

OpenStore = Callable[[], AbstractAsyncContextManager[Store]]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=list(STORES))
def open_again(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> OpenStore:
    """Open the test's store; what it remembered is there every time."""
    return lambda: STORES[request.param](tmp_path, clock)


@pytest.fixture
async def store(open_again: OpenStore) -> AsyncIterator[Store]:
    async with open_again() as opened:
        yield opened


@pytest.fixture(params=["memory", "sqlite"])
async def log(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[EventLog]:
    url = "memory:" if request.param == "memory" else f"sqlite:///{tmp_path / 'log.db'}"
    log = await open_log(url)
    yield log
    await log.aclose()
