"""Many who come back at once read a thing together, and not each for themselves."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

from yeoul.tasks import Tasks

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")

#: Reads at the same time: fewer than a store has connections, so that a storm of readers leaves
#: some to those who ask.
AT_ONCE = 8


class SharedReads(Generic[K, T]):
    """Reads of what stands at a key. For one event loop.

    Who comes shares the read that has not begun yet, and never one that is under way: that may have
    been answered before they came, and they would miss what was written in between.
    """

    def __init__(self, read: Callable[[K], Awaitable[T]], *, at_once: int = AT_ONCE) -> None:
        self._read = read
        self._room = asyncio.Semaphore(at_once)
        self._tasks = Tasks()
        #: At most one for each key, of either.
        self._waiting: dict[K, asyncio.Task[T]] = {}
        self._under_way: dict[K, asyncio.Task[T]] = {}

    async def read(self, key: K) -> T:
        """Return what is read from now on, or raise why it cannot be."""
        task = self._waiting.get(key)
        if task is None:
            turn = self._take_turn(key, self._under_way.get(key))
            task = self._tasks.start(turn, name="read for many", awaited=True)
            task.add_done_callback(_forget_failure)
            self._waiting[key] = task
        # Others wait for it, too: one who leaves does not end it.
        return await asyncio.shield(task)

    async def _take_turn(self, key: K, before: asyncio.Task[T] | None) -> T:
        if before is not None:
            await asyncio.wait([before])
        async with self._room:
            # From here on, whoever comes needs another one.
            self._under_way[key] = self._waiting.pop(key)
            try:
                return await self._read(key)
            finally:
                del self._under_way[key]


def _forget_failure(task: asyncio.Task[T]) -> None:
    """Note that a failure is known: all who wait for it get it, and those who left need not."""
    if not task.cancelled():
        task.exception()
