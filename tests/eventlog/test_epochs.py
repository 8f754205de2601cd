"""What stays in memory of answers that have ended."""

from __future__ import annotations

import pytest

from yeoul.errors import NotFound
from yeoul.eventlog.epoch import Live
from yeoul.eventlog.epochs import Registry
from yeoul.protocol.events import Cursor, Delta, End, Reset, Started, decode, encode

pytestmark = pytest.mark.anyio

END = End("finished", "stop", None, None, None, "0" * 64)


def ended(registry: Registry, name: str, size: int) -> Live:
    """Put an answer of about ``size`` bytes into the registry, ended."""
    live = Live(Started(name, "c", "q", "m", "t"), 1)
    live.publish([encode(Cursor(1, 1), live.started), encode(Cursor(1, 2), Delta("x" * size))])
    live.publish([encode(Cursor(1, 3), END)], END)
    registry.put(live)
    registry.retire(live)
    return live


async def test_the_oldest_ended_answers_leave_memory_when_there_are_too_many() -> None:
    registry = Registry()
    size = Registry.MAX_ENDED_BYTES // 4
    for number in range(6):
        ended(registry, f"a{number}", size)
    assert list(registry.lives) == ["a3", "a4", "a5"]
    with pytest.raises(NotFound):
        registry.follow("a0", None)


async def test_a_reader_on_its_way_through_an_answer_that_leaves_memory_gets_all_of_it() -> None:
    registry = Registry()
    size = Registry.MAX_ENDED_BYTES // 2
    ended(registry, "old", size)
    reader = registry.follow("old", None)
    for number in range(3):
        ended(registry, f"new{number}", size)
    assert "old" not in registry.lives
    batch = await reader.next(0)
    while not batch.ended:
        batch = await reader.next(0)
    assert batch.cursor == (1, 3)


async def test_a_reader_finds_the_next_epoch_although_that_has_left_memory_since() -> None:
    registry = Registry()
    first = Live(Started("a", "c", "q", "m", "t"), 1)
    first.publish([encode(Cursor(1, 1), first.started)])
    registry.put(first)
    reader = registry.follow("a", Cursor(1, 1))
    second = Live(first.started, 2)
    second.publish([encode(Cursor(2, 1), first.started), encode(Cursor(2, 2), Reset("kept", ""))])
    registry.put(second)
    second.publish([encode(Cursor(2, 3), END)], END)
    registry.retire(second)
    ended(registry, "huge", Registry.MAX_ENDED_BYTES * 2)
    assert list(registry.lives) == ["huge"]
    batch = await reader.next(0)
    told = [decode(frame) for frame in batch.frames]
    assert told == [(Cursor(2, 2), Reset("kept", "")), (Cursor(2, 3), END)]
    assert batch.ended


async def test_one_answer_over_the_limit_stays_until_the_next_one_ends() -> None:
    registry = Registry()
    ended(registry, "huge", Registry.MAX_ENDED_BYTES * 2)
    assert "huge" in registry.lives
    ended(registry, "small", 10)
    assert list(registry.lives) == ["small"]


async def test_what_is_dropped_no_longer_counts() -> None:
    registry = Registry()
    size = Registry.MAX_ENDED_BYTES // 2
    ended(registry, "a", size)
    registry.drop("a")
    ended(registry, "b", size)
    ended(registry, "c", size // 2)
    assert list(registry.lives) == ["b", "c"]
