"""Slots of one service for two workers; that they are fair is in generation/test_admission.py."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sized
from functools import partial

import pytest

from scripts.engines import Valkey, running_valkey
from tests.engines import until
from tests.ports import free_port
from yeoul.protocol.conversation import new_id
from yeoul.tasks import Tasks
from yeoul.workers import valkey_slots
from yeoul.workers.valkey import ValkeyWorkers
from yeoul.workers.valkey_slots import ValkeySlots

pytestmark = pytest.mark.anyio

BEAT_S = 0.02


@pytest.fixture(scope="module")
def engine() -> Iterator[Valkey]:
    """An engine that the tests of this file may kill."""
    with running_valkey(free_port()) as engine:
        yield engine


class Worker:
    """A worker, and the answers that wait at it or have a slot."""

    def __init__(self, workers: ValkeyWorkers, name: str, slots: int) -> None:
        self.workers = workers
        self.slots: ValkeySlots = workers.slots(name, slots)
        self.tasks = Tasks()
        self.inside: list[str] = []
        self.places: dict[str, list[int]] = {}
        self._leave: dict[str, asyncio.Event] = {}

    def ask(self, question: str, owner: str) -> asyncio.Task[None]:
        return self.tasks.start(self._answer(question, owner), name=question)

    async def _answer(self, question: str, owner: str) -> None:
        leave = self._leave[question] = asyncio.Event()
        places = self.places[question] = []
        async with self.slots.slot(owner, places.append):
            self.inside.append(question)
            try:
                await leave.wait()
            finally:
                self.inside.remove(question)

    def has(self, question: str) -> bool:
        return question in self.inside

    def is_told(self, question: str, place: int) -> bool:
        return self.places.get(question, [])[-1:] == [place]

    def end(self, question: str) -> None:
        self._leave[question].set()


@pytest.fixture
async def two(engine: Valkey, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[list[Worker]]:
    """Two workers, and a service of two slots."""
    monkeypatch.setattr(valkey_slots, "LOOK_S", 0.02)
    name = new_id()
    workers = [await ValkeyWorkers.open(engine.url, beat_s=BEAT_S) for _ in range(2)]
    yield [Worker(each, name, 2) for each in workers]
    for each in workers:
        await each.aclose()


async def fill(two: list[Worker]) -> None:
    """One answer grows at each, and three wait."""
    here, there = two
    for worker, question, owner in [(here, "a1", "ann"), (there, "b1", "bob")]:
        worker.ask(question, owner)
        await until(partial(worker.has, question))
    for worker, question, owner, place in [
        (here, "a2", "ann", 1),
        (here, "a3", "ann", 2),
        (there, "c1", "cid", 2),
    ]:
        worker.ask(question, owner)
        await until(partial(worker.is_told, question, place))


def are(number: int, *groups: Sized) -> bool:
    return sum(map(len, groups)) == number


async def test_all_workers_together_have_the_slots_and_take_turns(two: list[Worker]) -> None:
    here, there = two
    await fill(two)
    assert (here.inside, there.inside) == (["a1"], ["b1"])
    await until(lambda: here.places["a3"][-1] == 3)  # whoever came later has a turn before it

    there.end("b1")
    await until(lambda: here.inside == ["a1", "a2"])
    here.end("a1")
    await until(lambda: there.inside == ["c1"])
    here.end("a2")
    await until(lambda: here.inside == ["a3"])


async def test_the_slots_and_the_places_of_a_worker_that_died_are_free(two: list[Worker]) -> None:
    here, there = two
    await fill(two)
    there.ask("d1", "dan")
    await until(lambda: there.places.get("d1", [])[-1:] == [3])
    await here.workers._tasks.cancel()  # it beats no more, and says nothing

    await until(lambda: there.inside == ["b1", "c1"])
    await until(lambda: there.places["d1"][-1] == 1)


async def test_a_worker_that_was_suspected_wrongly_keeps_its_answers_and_waits_on(
    two: list[Worker],
) -> None:
    here, there = two
    await fill(two)
    await here.workers._tasks.cancel()
    await until(lambda: there.inside == ["b1", "c1"])
    here.workers._tasks.start(here.workers._beat_on(), name="beat")
    await until(lambda: here.workers.me in there.workers.others())

    here.slots.repair()  # as it does every ten seconds
    await until(lambda: here.places["a3"][-1] == 2)
    assert here.inside == ["a1"]  # beside the two that were let in meanwhile
    for worker, question in [(there, "b1"), (there, "c1")]:
        worker.end(question)
    await until(lambda: here.inside == ["a1", "a2"])


@pytest.mark.parametrize("trouble", ["emptied", "killed", "paused"])
async def test_what_the_engine_loses_or_delays_lets_in_neither_too_many_nor_too_few(
    two: list[Worker], engine: Valkey, trouble: str
) -> None:
    here, there = two
    await fill(two)
    if trouble == "emptied":
        await here.workers._client.flushall()
    elif trouble == "killed":
        engine.kill()
    else:
        engine.pause()
    there.end("b1")  # nobody can be told now
    here.ask("a4", "ann")
    await asyncio.sleep(0)
    if trouble == "killed":
        engine.start()
    elif trouble == "paused":
        await asyncio.sleep(1.2)  # longer than a reply may take
        engine.go_on()
    else:
        for each in two:
            each.slots.repair()  # as they do every ten seconds
    await until(lambda: "b1" not in there.inside)
    for left in range(5, 0, -1):
        await until(partial(are, min(2, left), here.inside, there.inside))
        worker = here if here.inside else there
        worker.end(worker.inside[0])
        await until(partial(are, left - 1, here.tasks._running, there.tasks._running))
    for each in two:
        each.slots.repair()
    await until(lambda: not any(each.slots._is_unsure or each.slots._orders for each in two))
    assert await here.workers._client.keys(f"{here.slots._queue}[^l]*") == []


async def test_a_place_is_told_at_most_once_in_a_while(
    two: list[Worker], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = two
    monkeypatch.setattr(valkey_slots, "LOOK_S", 60.0)
    for number in range(3):
        there.ask(f"b{number}", "bob")
    await until(lambda: there.places.get("b2") == [1])
    here.ask("a1", "ann")
    await until(lambda: here.places.get("a1") == [2])
    there.end("b0")
    await until(lambda: there.inside == ["b1", "b2"])
    here.slots._has_work.set()
    await asyncio.sleep(0.05)
    assert here.places["a1"] == [2]
