"""What one worker does for all: it goes on there while that one leads, and then at the next."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from yeoul.tasks import Tasks
from yeoul.workers.base import Workers

#: Seconds between two looks who leads.
LOOK_S = 1.0


async def do_while_leading(
    workers: Workers, work: Callable[[], Coroutine[Any, Any, None]], *, look_s: float = LOOK_S
) -> None:
    """Do endless ``work`` whenever this worker leads; until cancelled.

    For a moment two may do it, so it must do no harm twice. It is cancelled like at a shutdown.
    """
    tasks = Tasks()
    try:
        while True:
            if _leads(workers):
                task = tasks.start(work(), name="lead", awaited=True)
                done: set[asyncio.Task[None]] = set()
                while not done and _leads(workers):
                    done, _ = await asyncio.wait([task], timeout=look_s)
                for failed in done:
                    return failed.result()
                await tasks.cancel()
            await asyncio.sleep(look_s)
    finally:
        await tasks.cancel()


def _leads(workers: Workers) -> bool:
    return workers.leads
