"""Every bus keeps the contract of bus/base.py."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from yeoul.bus import open_bus
from yeoul.bus.base import Bus
from yeoul.testing import BusContract


class TestBuses(BusContract):
    @pytest.fixture
    async def bus(self) -> AsyncIterator[Bus]:
        bus = open_bus()
        yield bus
        await bus.aclose()
