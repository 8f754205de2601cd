"""A lane runs functions in their order, and gives each result to the one who waits for it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from functools import partial

import pytest

from yeoul.store.lane import Lane

pytestmark = pytest.mark.anyio


def close(lane: Lane) -> None:
    lane.end()
    lane.join()


@pytest.fixture
def lane() -> Iterator[Lane]:
    lane = Lane(1, name="test")
    yield lane
    close(lane)


async def test_functions_run_one_after_the_other_in_a_thread_of_the_lane(lane: Lane) -> None:
    ran: list[int] = []

    def note(n: int) -> str:
        ran.append(n)
        return threading.current_thread().name

    names = await asyncio.gather(*(lane.run(partial(note, n)) for n in range(50)))

    assert ran == list(range(50))
    assert set(names) == {"test_0"}


async def test_a_lane_of_several_threads_runs_several_functions_at_a_time() -> None:
    lane, both_run = Lane(2, name="test"), threading.Barrier(2)
    try:
        await asyncio.gather(*(lane.run(lambda: both_run.wait(10)) for _ in range(2)))
    finally:
        close(lane)


async def test_an_error_is_that_of_its_own_caller(lane: Lane) -> None:
    def fail() -> None:
        raise ValueError("mine")

    failing, fine = lane.run(fail), lane.run(lambda: 1)
    with pytest.raises(ValueError, match="mine"):
        await failing
    assert await fine == 1


async def test_an_error_that_no_future_takes_reaches_its_caller_all_the_same(lane: Lane) -> None:
    with pytest.raises(RuntimeError, match="StopIteration"):
        await lane.run(partial(next, iter([])))


async def test_work_whose_caller_has_gone_does_not_begin(lane: Lane) -> None:
    go_on, ran = threading.Event(), list[str]()
    running = lane.run(go_on.wait)
    forsaken = lane.run(lambda: ran.append("forsaken"))
    forsaken.cancel()
    go_on.set()
    await running
    await lane.run(lambda: ran.append("next"))

    assert ran == ["next"]


async def test_a_caller_may_go_while_its_work_runs(lane: Lane) -> None:
    begun, go_on, ran = threading.Event(), threading.Event(), list[str]()

    def work() -> None:
        begun.set()
        go_on.wait(10)
        ran.append("done")

    running = lane.run(work)
    await asyncio.to_thread(begun.wait, 10)
    running.cancel()
    go_on.set()
    assert await lane.run(lambda: list(ran)) == ["done"]


async def test_a_closing_lane_finishes_what_has_come_and_takes_no_more() -> None:
    lane, ran = Lane(1, name="test"), list[int]()
    coming = [lane.run(partial(ran.append, n)) for n in range(20)]
    lane.end()
    await asyncio.to_thread(lane.join)

    assert ran == list(range(20))
    await asyncio.gather(*coming)
    with pytest.raises(RuntimeError):
        lane.run(lambda: None)
    close(lane)


def test_work_may_outlive_its_event_loop() -> None:
    lane, go_on = Lane(1, name="test"), threading.Event()

    async def leave() -> None:
        lane.run(lambda: go_on.wait(10))

    asyncio.run(leave())
    go_on.set()

    async def come() -> int:
        return await lane.run(lambda: 1)

    assert asyncio.run(come()) == 1
    close(lane)
