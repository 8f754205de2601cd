"""Many reads of one thing at once are two, and none of them is older than who asked."""

from __future__ import annotations

import asyncio

import pytest

from yeoul.chat.shared_reads import SharedReads
from yeoul.errors import NotFound
from yeoul.tasks import Tasks

pytestmark = pytest.mark.anyio


class Shelf:
    """Values by name, whose reads wait until they are let go."""

    def __init__(self) -> None:
        self.values = {"a": 1, "b": 2}
        self.reads: list[str] = []
        self.gate = asyncio.Event()

    async def read(self, name: str) -> int:
        self.reads.append(name)
        if name not in self.values:
            await self.gate.wait()
            raise NotFound.answer()
        value = self.values[name]
        await self.gate.wait()
        return value


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


async def begun(shared: SharedReads[str, int], *names: str) -> list[asyncio.Task[int]]:
    """Reads that wait, one behind the other."""
    tasks = Tasks()
    found = [tasks.start(shared.read(name), name="read", awaited=True) for name in names]
    for _ in range(3):
        await asyncio.sleep(0)
    return found


async def test_a_crowd_reads_twice_and_each_thing_by_itself(shelf: Shelf) -> None:
    shared = SharedReads(shelf.read)

    first = await begun(shared, "a", "b")
    crowd = await begun(shared, *"a" * 50, *"b" * 50)
    shelf.gate.set()

    assert await asyncio.gather(*first, *crowd) == [1, 2] + [1] * 50 + [2] * 50
    assert sorted(shelf.reads) == ["a", "a", "b", "b"]
    assert await shared.read("a") == 1
    assert len(shelf.reads) == 5


async def test_who_comes_while_a_read_waits_for_room_shares_it(shelf: Shelf) -> None:
    shared = SharedReads(shelf.read, at_once=1)

    first = await begun(shared, "b")
    crowd = await begun(shared, *"a" * 50)
    shelf.gate.set()

    assert await asyncio.gather(*first, *crowd) == [2] + [1] * 50
    assert shelf.reads == ["b", "a"]


async def test_who_comes_behind_a_change_never_gets_what_was_before_it(shelf: Shelf) -> None:
    shared = SharedReads(shelf.read)

    [early] = await begun(shared, "a")
    shelf.values["a"] = 10
    late = await begun(shared, "a", "a")
    shelf.gate.set()

    assert await early == 1
    assert await asyncio.gather(*late) == [10, 10]


async def test_one_who_leaves_takes_nothing_from_the_others(shelf: Shelf) -> None:
    shared = SharedReads(shelf.read)

    first, second, third = await begun(shared, "a", "a", "a")
    first.cancel()
    second.cancel()
    await asyncio.sleep(0)
    shelf.gate.set()

    assert await third == 1
    assert first.cancelled()
    assert second.cancelled()


async def test_a_failure_is_told_to_all_and_the_next_one_reads_anew(shelf: Shelf) -> None:
    shared = SharedReads(shelf.read)

    crowd = await begun(shared, "c", "c", "c")
    shelf.gate.set()
    failures = await asyncio.gather(*crowd, return_exceptions=True)
    shelf.values["c"] = 3

    assert [type(failure) for failure in failures] == [NotFound] * 3
    assert await shared.read("c") == 3
