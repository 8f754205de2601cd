"""Telling other tabs what has changed."""

from __future__ import annotations

import asyncio

import pytest
from anyio import wait_all_tasks_blocked

from yeoul.changes import MAX_PENDING, MISSED, Change, Changes
from yeoul.errors import ShuttingDown

pytestmark = pytest.mark.anyio

CREATED = Change("created", "c1")
ASKED = Change("asked", "c1", "a1")


async def test_a_listener_hears_what_happens_from_now_on_in_order() -> None:
    changes = Changes()
    changes.publish("me", CREATED)
    listener = changes.listen("me")
    assert await listener.next(0) == []
    changes.publish("me", CREATED)
    changes.publish("me", ASKED)
    assert await listener.next(30) == [CREATED, ASKED]
    assert await listener.next(0) == []


async def test_a_waiting_listener_is_told_at_once() -> None:
    changes = Changes()
    listener = changes.listen("me")
    waiting = asyncio.gather(listener.next(30))
    await wait_all_tasks_blocked()
    changes.publish("me", ASKED)
    [told] = await asyncio.wait_for(waiting, 60)
    assert told == [ASKED]


async def test_nobody_hears_of_another_owner() -> None:
    changes = Changes()
    mine, theirs = changes.listen("me"), changes.listen("you")
    changes.publish("you", ASKED)
    assert await mine.next(0) == []
    assert await theirs.next(0) == [ASKED]


async def test_who_is_too_slow_is_told_to_read_everything_again() -> None:
    changes = Changes()
    listener = changes.listen("me")
    for _ in range(MAX_PENDING + 1):
        changes.publish("me", ASKED)
    assert await listener.next(0) == [MISSED]
    changes.publish("me", CREATED)
    assert await listener.next(0) == [CREATED]


async def test_a_closed_listener_costs_nothing_more() -> None:
    changes = Changes()
    listener = changes.listen("me")
    listener.close()
    listener.close()
    changes.publish("me", ASKED)
    assert await listener.next(0) == []
    assert not changes._listeners


async def test_listeners_are_let_go_now_and_from_now_on() -> None:
    changes = Changes()
    listener = changes.listen("me")
    waiting = asyncio.gather(listener.next(30), return_exceptions=True)
    await wait_all_tasks_blocked()
    changes.release()
    [outcome] = await asyncio.wait_for(waiting, 60)
    assert isinstance(outcome, ShuttingDown)
    with pytest.raises(ShuttingDown):
        changes.listen("me")
