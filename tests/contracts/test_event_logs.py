"""Every event log keeps the contract of eventlog/base.py."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from scripts.engines import Valkey
from tests.engines import empty_valkey
from yeoul.eventlog import open_log
from yeoul.eventlog.base import EventLog
from yeoul.testing import EventLogContract, SharedEventLogContract
from yeoul.testing.event_logs import OpenLog


class TestEventLogs(EventLogContract):
    @pytest.fixture(params=["memory", "sqlite", "valkey"])
    async def log(self, request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[EventLog]:
        match request.param:
            case "memory":
                log = await open_log("memory:")
            case "sqlite":
                log = await open_log(f"sqlite:///{tmp_path / 'log.db'}")
            case _:
                valkey: Valkey = request.getfixturevalue("valkey")
                log = await open_log(empty_valkey(valkey), worker="w1")
        yield log
        await log.aclose()


class TestSharedEventLogs(SharedEventLogContract):
    @pytest.fixture
    def open_log(self, valkey: Valkey) -> OpenLog:
        url = empty_valkey(valkey)

        @asynccontextmanager
        async def opened(worker: str) -> AsyncIterator[EventLog]:
            log = await open_log(url, worker=worker)
            try:
                yield log
            finally:
                await log.aclose()

        return opened
