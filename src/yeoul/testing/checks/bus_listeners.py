"""The contract of the bus (bus/base.py): order, owners, slow listeners, letting go, notices."""

from __future__ import annotations

import asyncio

import pytest
from anyio import wait_all_tasks_blocked

from yeoul.bus.base import MISSED, Bus, Change, Listener, Notice
from yeoul.errors import ShuttingDown, Unauthenticated

ANN, BOB = "ann", "bob"
CREATED = Change("created", "c1")
ASKED = Change("asked", "c1", "a1")
LAST = Change("ended", "c1", "a1")
#: More changes than any listener should have to keep.
MANY = 10_000


async def _until(listener: Listener, last: Change) -> list[Change]:
    """Return a listener's changes up to ``last``, or up to the `MISSED` that stands for it."""
    told: list[Change] = []
    async with asyncio.timeout(60):
        while not told or told[-1] not in (last, MISSED):
            told += await listener.next(5)
    return told


async def test_a_listener_gets_what_happens_from_now_on_in_order(bus: Bus) -> None:
    bus.publish(ANN, LAST)
    listener = bus.listen(ANN)
    for change in (CREATED, ASKED, LAST):
        bus.publish(ANN, change)
    assert await _until(listener, LAST) == [CREATED, ASKED, LAST]


async def test_every_listener_of_an_owner_gets_each_change_once(bus: Bus) -> None:
    listeners = [bus.listen(ANN) for _ in range(3)]
    for change in (ASKED, LAST):
        bus.publish(ANN, change)
    for listener in listeners:
        assert await _until(listener, LAST) == [ASKED, LAST]
        assert await listener.next(0) == []


async def test_changes_of_another_owner_are_not_given(bus: Bus) -> None:
    listener = bus.listen(ANN)
    bus.publish(BOB, ASKED)
    bus.publish(ANN, LAST)
    assert await _until(listener, LAST) == [LAST]


async def test_a_waiting_listener_gets_a_change_when_it_comes(bus: Bus) -> None:
    listener = bus.listen(ANN)
    waiting = asyncio.gather(listener.next(60))
    await wait_all_tasks_blocked()
    bus.publish(ANN, ASKED)
    [told] = await asyncio.wait_for(waiting, 30)
    assert told == [ASKED]


async def test_a_wait_ends_without_changes_at_its_time(bus: Bus) -> None:
    assert await bus.listen(ANN).next(0.01) == []


async def test_a_slow_listener_loses_nothing_without_being_told(bus: Bus) -> None:
    listener = bus.listen(ANN)
    published = [Change("changed", f"c{number}") for number in range(MANY)]
    for change in published:
        bus.publish(ANN, change)
    told = await _until(listener, published[-1])
    if MISSED in told:
        assert told.count(MISSED) == 1
        kept = told[told.index(MISSED) + 1 :]
        assert kept == published[len(published) - len(kept) :]
    else:
        assert told == published


async def test_a_listener_that_missed_something_gets_what_comes_afterwards(bus: Bus) -> None:
    listener = bus.listen(ANN)
    for _ in range(MANY):
        bus.publish(ANN, ASKED)
    bus.publish(ANN, CREATED)
    await _until(listener, CREATED)
    bus.publish(ANN, LAST)
    assert await _until(listener, LAST) == [LAST]


async def test_a_slow_listener_costs_the_others_nothing(bus: Bus) -> None:
    slow, quick = bus.listen(ANN), bus.listen(ANN)
    for number in range(MANY):
        change = Change("changed", f"c{number}")
        bus.publish(ANN, change)
        assert await _until(quick, change) == [change]
    slow.close()


async def test_a_closed_listener_gets_nothing_and_others_go_on(bus: Bus) -> None:
    closed, other = bus.listen(ANN), bus.listen(ANN)
    closed.close()
    closed.close()
    bus.publish(ANN, LAST)
    assert await _until(other, LAST) == [LAST]
    assert await closed.next(0) == []


async def test_listeners_are_let_go_now_and_from_now_on(bus: Bus) -> None:
    waiting = asyncio.gather(bus.listen(ANN).next(60), return_exceptions=True)
    idle = bus.listen(BOB)
    await wait_all_tasks_blocked()
    bus.release_listeners()
    bus.release_listeners()
    [outcome] = await asyncio.wait_for(waiting, 30)
    assert isinstance(outcome, ShuttingDown)
    with pytest.raises(ShuttingDown):
        await idle.next(60)
    with pytest.raises(ShuttingDown):
        bus.listen(ANN)
    bus.publish(ANN, ASKED)


async def test_closing_lets_all_listeners_go(bus: Bus) -> None:
    listener = bus.listen(ANN)
    await bus.aclose()
    with pytest.raises(ShuttingDown):
        await listener.next(60)
    with pytest.raises(ShuttingDown):
        bus.listen(ANN)
    bus.publish(ANN, ASKED)
    await bus.aclose()


async def test_a_change_of_the_server_is_given_to_every_owner(bus: Bus) -> None:
    listeners = [bus.listen(ANN), bus.listen(BOB)]
    bus.publish_to_all(Change("models"))
    for owner in (ANN, BOB):
        bus.publish(owner, LAST)
    for listener in listeners:
        assert await _until(listener, LAST) == [Change("models"), LAST]


async def test_one_listener_is_let_go_for_a_reason_and_others_go_on(bus: Bus) -> None:
    gone, other = bus.listen(ANN), bus.listen(ANN)
    waiting = asyncio.gather(gone.next(60), return_exceptions=True)
    await wait_all_tasks_blocked()
    gone.let_go(Unauthenticated("as asked"))
    [told] = await asyncio.wait_for(waiting, 30)
    assert isinstance(told, Unauthenticated)
    bus.publish(ANN, LAST)
    other.check()
    assert await _until(other, LAST) == [LAST]
    for ask in (gone.take, gone.check):
        with pytest.raises(Unauthenticated, match="as asked"):
            ask()
    gone.close()


async def test_a_listener_is_ready_soon_and_misses_nothing_by_it(bus: Bus) -> None:
    listener = bus.listen(ANN)
    bus.publish(ANN, ASKED)
    await asyncio.wait_for(listener.ready(), 30)
    bus.publish(ANN, LAST)
    assert await _until(listener, LAST) == [ASKED, LAST]


async def test_a_notice_is_for_other_workers(bus: Bus) -> None:
    heard: list[Notice] = []
    bus.on_notice("stop", heard.append)
    listener = bus.listen(ANN)
    await listener.ready()
    for worker in (None, "another worker"):
        bus.tell(Notice("stop", "me", ("a1",)), worker)
    bus.publish(ANN, LAST)
    assert await _until(listener, LAST) == [LAST]
    await bus.aclose()
    bus.tell(Notice("stop", "me", ("a1",)))
    assert heard == []
