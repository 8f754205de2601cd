"""Every event log keeps the contract of eventlog/base.py."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from yeoul.eventlog import open_log
from yeoul.eventlog.base import EventLog
from yeoul.testing import EventLogContract


class TestEventLogs(EventLogContract):
    @pytest.fixture(params=["memory", "sqlite"])
    async def log(self, request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[EventLog]:
        url = "memory:" if request.param == "memory" else f"sqlite:///{tmp_path / 'log.db'}"
        log = await open_log(url)
        yield log
        await log.aclose()
