"""Telling other tabs what has changed."""

from __future__ import annotations

import asyncio

import pytest

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
    assert listener.take() == []
    bus.publish("me", CREATED)
    bus.publish("me", ASKED)
    assert listener.take() == [CREATED, ASKED]
    assert listener.take() == []


async def test_a_waiting_listener_is_told_at_once() -> None:
    bus = MemoryBus()
    listener = bus.listen("me")
    changed = asyncio.Event()
    listener.watch(changed.set)
    bus.publish("me", CREATED)
    bus.publish("me", ASKED)
    await asyncio.wait_for(changed.wait(), 60)
    assert listener.take() == [CREATED, ASKED]


async def test_what_came_before_a_listener_watches_is_told_too() -> None:
    bus = MemoryBus()
    listener = bus.listen("me")
    bus.publish("me", ASKED)
    changed = asyncio.Event()
    listener.watch(changed.set)
    await asyncio.wait_for(changed.wait(), 60)
    assert listener.take() == [ASKED]


async def test_nobody_hears_of_another_owner() -> None:
    bus = MemoryBus()
    mine, theirs = bus.listen("me"), bus.listen("you")
    bus.publish("you", ASKED)
    assert mine.take() == []
    assert theirs.take() == [ASKED]


async def test_who_is_too_slow_is_told_to_read_everything_again() -> None:
    bus = MemoryBus()
    listener = bus.listen("me")
    for _ in range(MAX_PENDING + 1):
        bus.publish("me", ASKED)
    assert listener.take() == [MISSED]
    bus.publish("me", CREATED)
    assert listener.take() == [CREATED]


async def test_a_closed_listener_costs_nothing_more() -> None:
    bus = MemoryBus()
    listener = bus.listen("me")
    listener.close()
    listener.close()
    bus.publish("me", ASKED)
    assert listener.take() == []
    assert not bus._listeners


async def test_listeners_are_let_go_now_and_from_now_on() -> None:
    bus = MemoryBus()
    listener = bus.listen("me")
    changed = asyncio.Event()
    listener.watch(changed.set)
    bus.release_listeners()
    await asyncio.wait_for(changed.wait(), 60)
    with pytest.raises(ShuttingDown):
        listener.take()
    with pytest.raises(ShuttingDown):
        bus.listen("me")
