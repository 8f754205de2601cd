"""Two workers' buses over one engine; the contract of each is in tests/contracts/test_buses.py."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator

import pytest

from scripts.engines import Valkey, running_valkey
from tests.engines import until
from tests.ports import free_port
from yeoul.bus import open_shared_bus
from yeoul.bus.base import MISSED, Bus, Change, Listener, Notice
from yeoul.bus.valkey import ALL, OWNER, ValkeyBus
from yeoul.engine_channels import MAX_UNSAID
from yeoul.errors import StartupError

pytestmark = pytest.mark.anyio

ANN, BOB = "ann", "bob"
ASKED = Change("asked", "c1", "a1")
LAST = Change("ended", "c1", "a1")


@pytest.fixture(scope="module")
def engine() -> Iterator[Valkey]:
    """An engine that the tests of this file may kill."""
    with running_valkey(free_port()) as engine:
        yield engine


@pytest.fixture
async def buses(engine: Valkey) -> AsyncIterator[tuple[ValkeyBus, ValkeyBus]]:
    here, there = [await ValkeyBus.open(engine.url, worker) for worker in ("here", "there")]
    yield here, there
    await here.aclose()
    await there.aclose()


Buses = tuple[ValkeyBus, ValkeyBus]


async def listening(bus: Bus, owner: str = ANN) -> Listener:
    listener = bus.listen(owner)
    await listener.ready()
    return listener


async def changes(listener: Listener, last: Change) -> list[Change]:
    told: list[Change] = []
    async with asyncio.timeout(30):
        while last not in told:
            told += await listener.next(5)
    return told


async def test_a_change_reaches_the_listeners_of_both_workers_once(buses: Buses) -> None:
    here, there = buses
    listeners = [await listening(bus) for bus in buses]
    stranger = await listening(there, BOB)

    here.publish(ANN, ASKED)
    here.publish_to_all(Change("models"))
    for owner in (ANN, BOB):
        here.publish(owner, LAST)

    for listener in listeners:
        assert await changes(listener, LAST) == [ASKED, Change("models"), LAST]
    assert await changes(stranger, LAST) == [Change("models"), LAST]


async def test_a_worker_hears_an_owner_while_it_has_a_listener_of_theirs(buses: Buses) -> None:
    here, there = buses
    first, second = await listening(there), await listening(there)
    first.close()
    here.publish(ANN, ASKED)
    assert await changes(second, ASKED) == [ASKED]
    second.close()
    assert OWNER + ANN not in there._channels._heard
    again = await listening(there)
    here.publish(ANN, LAST)
    assert await changes(again, LAST) == [LAST]


async def test_notices_reach_all_others_or_the_one_they_are_for(buses: Buses) -> None:
    here, there = buses
    heard: list[tuple[str, Notice]] = []
    here.on_notice("stop", lambda notice: heard.append(("here", notice)))
    there.on_notice("stop", lambda notice: heard.append(("there", notice)))
    here.tell(Notice("stop", "here", ("a1",)))
    here.tell(Notice("stop", "here", ("a2", "a3")), "there")
    there.tell(Notice("stop", "there", ("a4",)), "here")
    there.tell(Notice("stop", "there", ("a5",)), "nobody")
    await until(lambda: len(heard) == 3)
    assert sorted(heard) == [
        ("here", Notice("stop", "there", ("a4",))),
        ("there", Notice("stop", "here", ("a1",))),
        ("there", Notice("stop", "here", ("a2", "a3"))),
    ]


def kill(engine: Valkey) -> Callable[[], None]:
    engine.kill()
    return engine.start


def pause(engine: Valkey) -> Callable[[], None]:
    engine.pause()
    return engine.go_on


async def test_who_may_have_missed_something_is_told_so_and_hears_what_comes_then(
    buses: Buses, engine: Valkey
) -> None:
    here, there = buses
    own, far = await listening(here), await listening(there)
    missed: list[Notice] = []
    there.on_notice("missed", missed.append)
    back = kill(engine)
    await until(lambda: not there._channels.is_heard(OWNER + ANN))
    here.publish(ANN, ASKED)
    assert await changes(own, ASKED) == [ASKED]  # its own are told at once
    late = await listening(there, BOB)  # who comes while nobody hears anything
    back()
    for listener in (far, late):
        assert MISSED in await changes(listener, MISSED)
    assert {notice.kind for notice in missed} == {"missed"}
    await until(lambda: here._channels.is_heard(OWNER + ANN))
    here.publish(ANN, LAST)
    assert (await changes(far, LAST))[-1] == LAST


async def test_a_worker_that_has_lost_what_it_said_has_the_others_read_again(
    buses: Buses, engine: Valkey
) -> None:
    here, there = buses
    far = await listening(there)
    missed: list[Notice] = []
    there.on_notice("missed", missed.append)
    back = pause(engine)
    for _ in range(MAX_UNSAID + 1):
        here.publish(BOB, ASKED)
    here.publish(ANN, LAST)
    back()
    assert await changes(far, LAST) == [MISSED, LAST]
    assert missed == [Notice("missed", "here")]


async def test_a_change_that_only_a_later_version_knows_says_to_read_again(buses: Buses) -> None:
    here, there = buses
    far = await listening(there)
    here._channels.say(OWNER + ANN, b'["here", "folded", "c1", null]')
    here._channels.say(ALL, b"not even an array")
    here.publish(ANN, LAST)
    assert await changes(far, LAST) == [MISSED, LAST]


async def test_what_is_said_last_is_said_before_the_bus_is_closed(buses: Buses) -> None:
    here, there = buses
    far = await listening(there)
    here.publish(ANN, LAST)
    await here.aclose()
    assert await changes(far, LAST) == [LAST]


async def test_a_start_without_an_engine_says_so() -> None:
    with pytest.raises(StartupError, match="engine of the workers does not answer"):
        await open_shared_bus(f"redis://127.0.0.1:{free_port()}/0", "here")
