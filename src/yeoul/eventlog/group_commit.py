"""Group commit: the events of all answers become durable together, then visible.

At most one commit is under way. When the log is idle the next one begins at once; under load it
begins an interval after the last one began. What a commit does is the log's own.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from typing import Generic, TypeVar

from yeoul.errors import YeoulError
from yeoul.eventlog.writer import Contribution, W

#: Under load, seconds from the beginning of one commit to that of the next.
COMMIT_INTERVAL_S = 0.005


class Commit(Generic[W]):
    """One commit: the frames that it makes durable, and the futures that wait for it."""

    def __init__(
        self, contributions: list[Contribution[W]], waiting: list[asyncio.Future[None]]
    ) -> None:
        self.contributions = contributions
        self.waiting = waiting

    def wake(self, error: YeoulError | None) -> None:
        """Tell those who wait that it is done, or by what it failed."""
        for future in self.waiting:
            if not future.done():
                future.set_result(None) if error is None else future.set_exception(error.copy())


C = TypeVar("C", bound=Commit)  # type: ignore[type-arg]  # of any writer


class GroupCommit(ABC, Generic[W, C]):
    """Collects the pending frames of writers, and commits them one group after the other."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        #: For the next commit: writers with pending frames, and waiting futures.
        self._writers: set[W] = set()
        self._waiting: list[asyncio.Future[None]] = []
        self._under_way: C | None = None
        self._scheduled: asyncio.Handle | None = None
        self._last_begin_s = float("-inf")

    @abstractmethod
    def _collect(
        self, contributions: list[Contribution[W]], waiting: list[asyncio.Future[None]]
    ) -> C:
        """Return the next commit, with all that is to be in it."""

    @abstractmethod
    def _carry_out(self, commit: C) -> None:
        """Begin to make a commit durable; `_over` is called once that is decided."""

    @abstractmethod
    def _has_more(self) -> bool:
        """Return whether there is something for a next commit beside writers and futures."""

    def _interval_s(self) -> float:
        return COMMIT_INTERVAL_S

    def include(self, writer: W) -> None:
        """Include the writer's pending frames in the next commit."""
        self._writers.add(writer)
        if self._scheduled is None:
            self._schedule()

    async def next_done(self) -> None:
        """Wait for the next commit.

        Raises:
            StorageFailed, StorageFull: it failed.
        """
        future = self._loop.create_future()
        self._waiting.append(future)
        self._schedule()
        await future

    async def running_done(self) -> None:
        """Wait for the commit under way, or else the next one. Raises as `next_done`."""
        if self._under_way is None:
            return await self.next_done()
        future = self._loop.create_future()
        self._under_way.waiting.append(future)
        await future
        return None

    def _schedule(self) -> None:
        if self._under_way is not None or self._scheduled is not None:
            return
        wait_s = self._last_begin_s + self._interval_s() - self._loop.time()
        if wait_s <= 0:
            self._scheduled = self._loop.call_soon(self._begin)
        else:
            self._scheduled = self._loop.call_later(wait_s, self._begin)

    def _begin(self) -> None:
        self._scheduled = None
        self._last_begin_s = self._loop.time()
        taken = [writer.take_pending() for writer in self._writers if writer.failure is None]
        waiting = self._waiting
        self._writers, self._waiting = set(), []
        self._under_way = commit = self._collect(taken, waiting)
        self._carry_out(commit)

    def _over(self, commit: C, error: YeoulError | None) -> None:
        """Wake those who wait for a commit, and begin the next one if there is something for it."""
        commit.wake(error)
        if self._writers or self._waiting or self._has_more():
            self._schedule()
