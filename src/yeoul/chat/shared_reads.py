"""Reads of one thing that come at once share one: a thousand readers who come back ask twice."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

from yeoul.tasks import Tasks

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


class SharedReads(Generic[K, T]):
    """Reads of what stands at a key, at most one of which is under way. For one event loop.

    Who comes meanwhile shares the next one, and not the one that is under way: that may have been
    answered before they came, and they would miss what was written in between.
    """

    def __init__(self, read: Callable[[K], Awaitable[T]]) -> None:
        self._read = read
        self._tasks = Tasks()
        self._current: dict[K, asyncio.Task[T]] = {}
        self._next: dict[K, asyncio.Task[T]] = {}

    async def read(self, key: K) -> T:
        """Return what is read from now on, or raise why it cannot be."""
        current = self._current.get(key)
        if current is None:
            task = self._current[key] = self._start(key, None)
        elif key in self._next:
            task = self._next[key]
        else:
            task = self._next[key] = self._start(key, current)
        # Others wait for it, too: one who leaves does not end it.
        return await asyncio.shield(task)

    def _start(self, key: K, before: asyncio.Task[T] | None) -> asyncio.Task[T]:
        task = self._tasks.start(self._take_turn(key, before), name="read for many", awaited=True)
        task.add_done_callback(_forget_failure)
        return task

    async def _take_turn(self, key: K, before: asyncio.Task[T] | None) -> T:
        if before is not None:
            await asyncio.wait([before])
            self._current[key] = self._next.pop(key)
        try:
            return await self._read(key)
        finally:
            if key not in self._next:
                del self._current[key]


def _forget_failure(task: asyncio.Task[T]) -> None:
    """Note that a failure is known: all who wait for it get it, and those who left need not."""
    if not task.cancelled():
        task.exception()
