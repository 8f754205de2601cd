"""Limits of time that a busy machine keeps as well as an idle one."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fail if the block takes longer than a process that sleeps so long.

    The sleeper has to be started and run as what is measured has to, so both are late together.
    """
    sleeper = subprocess.Popen([sys.executable, "-c", f"import time; time.sleep({seconds})"])
    try:
        yield
        assert sleeper.poll() is None, f"took longer than {seconds} s"
    finally:
        sleeper.kill()
        sleeper.wait()


class LoopTime:
    """Seconds in which the event loop ran: it stands still while the loop does not get to."""

    TICK_S = 0.01

    def __init__(self) -> None:
        self.now_s = 0.0

    async def run(self) -> None:
        """Tick for ever."""
        while True:
            await asyncio.sleep(self.TICK_S)
            self.now_s += self.TICK_S


@asynccontextmanager
async def loop_time() -> AsyncIterator[LoopTime]:
    """A clock that ticks inside the block."""
    time = LoopTime()
    async with asyncio.TaskGroup() as group:
        ticking = group.create_task(time.run())
        yield time
        ticking.cancel()
