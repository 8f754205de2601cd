"""The one way to start a background task: named, referenced until it ends, its failure reported.

The event loop holds tasks only weakly, and an exception in a forgotten task goes unseen. Therefore
``asyncio.create_task`` is banned elsewhere.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any, TypeVar

from yeoul.errors import YeoulError

T = TypeVar("T")

logger = logging.getLogger(__name__)


class Tasks:
    """A group of background tasks that end together."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[Any]] = set()

    def start(
        self, coro: Coroutine[Any, Any, T], *, name: str, awaited: bool = False
    ) -> asyncio.Task[T]:
        """Start ``coro``; its failure is logged unless the caller awaits the task (``awaited``)."""
        task = asyncio.create_task(coro, name=name)  # noqa: TID251
        self._running.add(task)
        task.add_done_callback(self._running.discard if awaited else self._done)
        return task

    async def complete(self, coro: Coroutine[Any, Any, T], *, name: str) -> T:
        """Return the result of ``coro``, which runs to its end even if the caller is cancelled.

        A failure is the caller's. If the caller has been cancelled before it, an unforeseen one is
        logged; an error that a client would have been told has nobody to tell it to.
        """
        task = self.start(coro, name=name, awaited=True)
        try:
            await asyncio.wait([task])
            return task.result()
        except asyncio.CancelledError:
            task.add_done_callback(_report_unforeseen)
            raise
        finally:
            # A failure holds this frame by its traceback, and the task holds the failure: a cycle.
            del task

    async def wait(self) -> None:
        """Wait until no task runs, those included that are started meanwhile."""
        while self._running:
            await asyncio.wait(self._running)

    async def wait_for_present(self) -> None:
        """Wait until each task that runs now has ended, and for none that is started meanwhile."""
        if self._running:
            await asyncio.wait(list(self._running))

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _report(task, error)

    async def cancel(self) -> None:
        """Cancel all tasks and wait until each has ended. Their errors are not raised."""
        tasks = list(self._running)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class Retried:
    """Work that cannot always be done at once: it is then tried again until it is.

    ``work`` returns whether it was done. The first try comes after a second, each further one after
    twice as long as the one before, up to half a minute. A `YeoulError` is logged, once in a row.
    """

    FIRST_PAUSE_S = 1.0
    MAX_PAUSE_S = 30.0

    def __init__(
        self,
        work: Callable[[], Awaitable[bool]],
        *,
        name: str,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._work = work
        self._name = name
        self._sleep = sleep
        self._tasks = Tasks()
        self._later: asyncio.Task[None] | None = None
        self._is_over = False

    async def do(self) -> None:
        """Do the work, or leave it for later. Raises its failure, and leaves it for later too."""
        done = False
        try:
            # Also while it is tried again: that try may have begun before there was more to do.
            done = await self._work()
        finally:
            if not done:
                self.do_later()

    def do_later(self) -> None:
        """Have the work done, a second from now at the earliest; nothing after `cancel`."""
        # A `do` that is under way during `cancel` comes here behind it, and nobody would cancel
        # what it starts.
        if not self._is_over and (self._later is None or self._later.done()):
            self._later = self._tasks.start(self._try_again(), name=self._name)

    async def _try_again(self) -> None:
        done, told, pause_s = False, "", self.FIRST_PAUSE_S
        while not done:
            await self._sleep(pause_s)
            pause_s = min(2 * pause_s, self.MAX_PAUSE_S)
            try:
                done = await self._work()
            except YeoulError as error:
                if error.detail != told:
                    logger.warning("not done yet: %s: %s", self._name, error.detail)
                told = error.detail

    async def cancel(self) -> None:
        """Try no more, now and from now on."""
        self._is_over = True
        await self._tasks.cancel()


class Bell:
    """Wakes who sleeps by it; one that rings while nobody does wakes the next one."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Wake who sleeps."""
        self._rung.set()

    async def sleep(self, seconds: float) -> None:
        """Sleep so long, or until it rings."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        self._rung.clear()


def _report_unforeseen(task: asyncio.Task[Any]) -> None:
    if task.cancelled() or isinstance(error := task.exception(), YeoulError | None):
        return
    _report(task, error)


def _report(task: asyncio.Task[Any], error: BaseException) -> None:
    logger.error("task %s failed", task.get_name(), exc_info=error)
