"""Every bus keeps the contract of bus/base.py."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from scripts.engines import Valkey
from yeoul.bus import open_bus, open_shared_bus
from yeoul.bus.base import Bus
from yeoul.protocol.conversation import new_id
from yeoul.testing import BusContract


class TestBuses(BusContract):
    @pytest.fixture
    async def bus(self) -> AsyncIterator[Bus]:
        bus = open_bus()
        yield bus
        await bus.aclose()


class TestSharedBuses(BusContract):
    @pytest.fixture
    async def bus(self, valkey: Valkey) -> AsyncIterator[Bus]:
        bus = await open_shared_bus(valkey.url, new_id())
        yield bus
        await bus.aclose()
