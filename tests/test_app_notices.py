"""Work that one worker does for all follows the one that leads.

What workers tell each other shows in api/native/test_several_workers.py.
"""

from __future__ import annotations

import asyncio
from functools import partial

import pytest

from tests.engines import until
from yeoul.app_notices import do_while_leading
from yeoul.tasks import Tasks
from yeoul.workers.alone import Alone

pytestmark = pytest.mark.anyio


class Led(Alone):
    """A worker that leads when it is told to."""

    is_first = False

    @property
    def leads(self) -> bool:
        return self.is_first


async def test_work_goes_on_at_the_worker_that_leads_and_nowhere_else() -> None:
    workers = [Led(), Led()]
    at_work: list[int] = []

    async def work(number: int) -> None:
        at_work.append(number)
        try:
            await asyncio.Event().wait()
        finally:
            at_work.remove(number)

    tasks = Tasks()
    for number, each in enumerate(workers):
        leading = do_while_leading(each, partial(work, number), look_s=0.005)
        tasks.start(leading, name="lead")
    for leader in (0, 1, 0):
        for number, each in enumerate(workers):
            each.is_first = number == leader
        await until(partial(at_work.__eq__, [leader]))
    await tasks.cancel()
    assert at_work == []


async def test_work_that_fails_is_not_begun_again() -> None:
    async def work() -> None:
        raise ValueError("as asked")

    with pytest.raises(ValueError, match="as asked"):
        await do_while_leading(Alone(), work)
