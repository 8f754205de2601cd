from __future__ import annotations

import asyncio
import threading

import pytest

from yeoul.downloads.fetch_thread import FetchThread
from yeoul.tasks import Tasks

pytestmark = pytest.mark.anyio


async def test_work_runs_beside_the_caller_and_gives_its_result_or_its_error() -> None:
    thread = FetchThread()

    async def name() -> str:
        return threading.current_thread().name

    async def fail() -> None:
        raise ValueError("as asked")

    assert await thread.run(name()) == "downloads"
    with pytest.raises(ValueError, match="as asked"):
        await thread.run(fail())
    thread.close()
    thread.close()


async def test_cancelling_waits_until_the_work_has_ended() -> None:
    thread, tasks = FetchThread(), Tasks()
    loop, begun, ended = asyncio.get_running_loop(), asyncio.Event(), threading.Event()

    async def work() -> None:
        loop.call_soon_threadsafe(begun.set)
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.set()

    tasks.start(thread.run(work()), name="work", awaited=True)
    await begun.wait()
    await tasks.cancel()

    assert ended.is_set()
    thread.close()


async def test_work_that_is_cancelled_before_it_begins_never_does() -> None:
    thread, tasks = FetchThread(), Tasks()

    async def work() -> None:
        raise AssertionError

    running = tasks.start(thread.run(work()), name="work", awaited=True)
    await asyncio.sleep(0)
    running.cancel()
    await asyncio.wait([running])

    assert running.cancelled() or isinstance(running.exception(), AssertionError)
    thread.close()
