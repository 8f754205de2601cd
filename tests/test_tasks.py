"""Background tasks: kept until they end, and no failure of one stays unseen."""

from __future__ import annotations

import asyncio
import gc
import logging

import pytest
from anyio import wait_all_tasks_blocked

from yeoul.errors import NotFound, StorageFailed
from yeoul.tasks import Retried, Tasks

pytestmark = pytest.mark.anyio


async def fail() -> None:
    raise ValueError("the reason")


async def test_a_failure_is_reported_with_the_tasks_name_and_its_traceback(
    caplog: pytest.LogCaptureFixture,
) -> None:
    over = asyncio.Event()
    task = Tasks().start(fail(), name="sweep the yard")
    task.add_done_callback(lambda _: over.set())  # behind the one that reports
    await over.wait()

    [record] = caplog.records
    assert (record.levelno, record.name) == (logging.ERROR, "yeoul.tasks")
    assert record.getMessage() == "task sweep the yard failed"
    assert "ValueError: the reason" in caplog.text


async def test_a_failure_that_somebody_waits_for_is_theirs(
    caplog: pytest.LogCaptureFixture,
) -> None:
    task = Tasks().start(fail(), name="asked for", awaited=True)
    with pytest.raises(ValueError, match="the reason"):
        await task
    assert caplog.records == []


async def test_a_task_is_completed_for_its_caller(caplog: pytest.LogCaptureFixture) -> None:
    tasks = Tasks()
    assert await tasks.complete(asyncio.sleep(0, "done"), name="ends") == "done"
    with pytest.raises(ValueError, match="the reason"):
        await tasks.complete(fail(), name="fails")
    assert caplog.records == []


@pytest.mark.parametrize(
    ("failure", "logged"),
    [(None, []), (ValueError("the reason"), ["task work failed"]), (NotFound("gone"), [])],
)
async def test_a_task_is_completed_without_its_caller_and_only_the_unforeseen_is_logged(
    caplog: pytest.LogCaptureFixture, failure: Exception | None, logged: list[str]
) -> None:
    tasks, go_on, ended = Tasks(), asyncio.Event(), []

    async def work() -> None:
        await go_on.wait()
        ended.append(True)
        if failure is not None:
            raise failure

    caller = tasks.start(tasks.complete(work(), name="work"), name="caller")
    await wait_all_tasks_blocked()
    caller.cancel()
    await wait_all_tasks_blocked()
    assert (caller.cancelled(), ended) == (True, [])
    go_on.set()
    await tasks.wait()
    assert ended == [True]
    assert [record.getMessage() for record in caplog.records] == logged


async def test_waiting_ends_when_nothing_runs_any_more() -> None:
    tasks, ended = Tasks(), []

    async def work(left: int) -> None:
        await asyncio.sleep(0)
        ended.append(left)
        if left:
            tasks.start(work(left - 1), name="work")

    await tasks.wait()
    tasks.start(work(2), name="work")
    await tasks.wait()
    assert ended == [2, 1, 0]


async def test_an_end_and_a_cancellation_are_no_failures(caplog: pytest.LogCaptureFixture) -> None:
    tasks = Tasks()
    assert await tasks.start(asyncio.sleep(0, "done"), name="ends") == "done"
    waiting = tasks.start(asyncio.Event().wait(), name="is cancelled")
    await tasks.cancel()
    assert waiting.cancelled()
    assert caplog.records == []


async def test_a_task_that_nobody_holds_is_not_collected() -> None:
    tasks, ended = Tasks(), []

    async def wait_for_what_only_it_knows() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(True)

    tasks.start(wait_for_what_only_it_knows(), name="forgotten")
    await wait_all_tasks_blocked()
    gc.collect()
    assert ended == []
    await tasks.cancel()
    assert ended == [True]


async def test_cancelling_waits_for_every_end_and_raises_no_failure(
    caplog: pytest.LogCaptureFixture,
) -> None:
    tasks, ended = Tasks(), []

    async def tidy_up(name: str) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.append(name)
            raise OSError(name)

    for name in ("one", "two"):
        tasks.start(tidy_up(name), name=name)
    await wait_all_tasks_blocked()
    await tasks.cancel()

    assert sorted(ended) == ["one", "two"]
    assert sorted(record.getMessage() for record in caplog.records) == [
        "task one failed",
        "task two failed",
    ]
    await tasks.cancel()  # there is nothing left


class Pauses:
    """Lets a test end each pause of a `Retried`, and keeps their lengths."""

    def __init__(self) -> None:
        self.lengths_s: list[float] = []
        self._end = asyncio.Event()

    async def sleep(self, length_s: float) -> None:
        self.lengths_s.append(length_s)
        self._end.clear()
        await self._end.wait()

    async def end(self) -> None:
        """End the pause, and wait until the next one begins or nothing runs any more."""
        self._end.set()
        await wait_all_tasks_blocked()


def retried(outcomes: list[bool | Exception], pauses: Pauses) -> Retried:
    """Return work that has these outcomes, the last one first."""

    async def work() -> bool:
        if isinstance(outcome := outcomes.pop(), Exception):
            raise outcome
        return outcome

    return Retried(work, name="empty the bin", sleep=pauses.sleep)


async def test_what_cannot_be_done_yet_is_tried_again_ever_more_rarely_until_it_is() -> None:
    outcomes: list[bool | Exception] = [True, *[False] * 7]
    pauses = Pauses()
    bin = retried(outcomes, pauses)
    await bin.do()
    await wait_all_tasks_blocked()
    for _ in range(7):
        await pauses.end()
    assert (outcomes, pauses.lengths_s) == ([], [1, 2, 4, 8, 16, 30, 30])

    outcomes += [True, False]
    await bin.do()
    await wait_all_tasks_blocked()
    await pauses.end()
    assert (outcomes, pauses.lengths_s[7:]) == ([], [1])


async def test_what_is_to_be_done_while_it_is_tried_again_is_tried_at_once_too() -> None:
    outcomes: list[bool | Exception] = [True, False, False]
    pauses = Pauses()
    bin = retried(outcomes, pauses)
    for _ in range(2):
        await bin.do()
        await wait_all_tasks_blocked()
    assert (outcomes, pauses.lengths_s) == ([True], [1])
    await pauses.end()
    assert (outcomes, pauses.lengths_s) == ([], [1])


async def test_what_fails_is_tried_again_and_told_once_in_a_row(
    caplog: pytest.LogCaptureFixture,
) -> None:
    full, busy = StorageFailed("The disk is full."), StorageFailed("The data is busy.")
    outcomes: list[bool | Exception] = [True, busy, full, full, full]
    pauses = Pauses()
    bin = retried(outcomes, pauses)
    with pytest.raises(StorageFailed, match="full"):
        await bin.do()
    await wait_all_tasks_blocked()
    for _ in range(4):
        await pauses.end()
    assert outcomes == []
    assert [record.getMessage() for record in caplog.records] == [
        "not done yet: empty the bin: The disk is full.",
        "not done yet: empty the bin: The data is busy.",
    ]


async def test_what_is_cancelled_is_tried_no_more() -> None:
    outcomes: list[bool | Exception] = [True, False]
    pauses = Pauses()
    bin = retried(outcomes, pauses)
    await bin.do()
    await wait_all_tasks_blocked()
    await bin.cancel()
    await pauses.end()
    assert outcomes == [True]


async def test_what_is_under_way_when_it_is_cancelled_is_not_tried_again() -> None:
    pauses, go_on = Pauses(), asyncio.Event()

    async def work() -> bool:
        await go_on.wait()
        return False

    bin, tasks = Retried(work, name="empty the bin", sleep=pauses.sleep), Tasks()
    tasks.start(bin.do(), name="do it")
    await wait_all_tasks_blocked()
    await bin.cancel()
    go_on.set()
    await tasks.wait()
    await wait_all_tasks_blocked()
    assert pauses.lengths_s == []
