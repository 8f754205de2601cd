"""What the bus of one process keeps; its contract is in tests/contracts/test_buses.py."""

from __future__ import annotations

import pytest

from yeoul.bus.base import MISSED, Change
from yeoul.bus.memory import MAX_PENDING, MemoryBus

pytestmark = pytest.mark.anyio

CREATED = Change("created", "c1")
ASKED = Change("asked", "c1", "a1")


async def test_a_listener_that_is_too_slow_has_to_read_everything_again() -> None:
    bus = MemoryBus()
    listener = bus.listen("me")
    for _ in range(MAX_PENDING):
        bus.publish("me", ASKED)
    assert await listener.next(0) == [ASKED] * MAX_PENDING
    for _ in range(MAX_PENDING + 1):
        bus.publish("me", ASKED)
    assert await listener.next(0) == [MISSED]
    bus.publish("me", CREATED)
    assert await listener.next(0) == [CREATED]


async def test_a_closed_listener_costs_nothing_more() -> None:
    bus = MemoryBus()
    listener = bus.listen("me")
    listener.close()
    assert not bus._listeners
