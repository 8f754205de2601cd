"""Telling other tabs what has changed."""

from __future__ import annotations

import asyncio

import pytest
from anyio import wait_all_tasks_blocked

from yeoul.bus.base import MISSED, Change
from yeoul.bus.memory import MAX_PENDING, MemoryBus
from yeoul.errors import ShuttingDown

pytestmark = pytest.mark.anyio

CREATED = Change("created", "c1")
ASKED = Change("asked", "c1", "a1")


async def test_a_listener_hears_what_happens_from_now_on_in_order() -> None:
    bus = MemoryBus()
    bus.publish("me", CREATED)
    listener = bus.listen("me")
    assert await listener.next(0) == []
    bus.publish("me", CREATED)
    bus.publish("me", ASKED)
    assert await listener.next(30) == [CREATED, ASKED]
    assert await listener.next(0) == []


async def test_a_waiting_listener_is_told_at_once() -> None:
    bus = MemoryBus()
    listener = bus.listen("me")
    waiting = asyncio.gather(listener.next(30))
    await wait_all_tasks_blocked()
    bus.publish("me", ASKED)
    [told] = await asyncio.wait_for(waiting, 60)
    assert told == [ASKED]


async def test_nobody_hears_of_another_owner() -> None:
    bus = MemoryBus()
    mine, theirs = bus.listen("me"), bus.listen("you")
    bus.publish("you", ASKED)
    assert await mine.next(0) == []
    assert await theirs.next(0) == [ASKED]


async def test_who_is_too_slow_is_told_to_read_everything_again() -> None:
    bus = MemoryBus()
    listener = bus.listen("me")
    for _ in range(MAX_PENDING + 1):
        bus.publish("me", ASKED)
    assert await listener.next(0) == [MISSED]
    bus.publish("me", CREATED)
    assert await listener.next(0) == [CREATED]


async def test_a_closed_listener_costs_nothing_more() -> None:
    bus = MemoryBus()
    listener = bus.listen("me")
    listener.close()
    listener.close()
    bus.publish("me", ASKED)
    assert await listener.next(0) == []
    assert not bus._listeners


async def test_listeners_are_let_go_now_and_from_now_on() -> None:
    bus = MemoryBus()
    listener = bus.listen("me")
    waiting = asyncio.gather(listener.next(30), return_exceptions=True)
    await wait_all_tasks_blocked()
    bus.release_listeners()
    [outcome] = await asyncio.wait_for(waiting, 60)
    assert isinstance(outcome, ShuttingDown)
    with pytest.raises(ShuttingDown):
        bus.listen("me")
