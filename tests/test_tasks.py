"""Background tasks: kept until they end, and no failure of one stays unseen."""

from __future__ import annotations

import asyncio
import gc
import logging

import pytest
from anyio import wait_all_tasks_blocked

from yeoul.errors import NotFound
from yeoul.tasks import Tasks

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
