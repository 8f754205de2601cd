"""Answers whose next epoch is being opened: between their row in the store and their job.

Opening takes several steps in both memories. Of one answer they happen once at a time; a Stop or a
second Continue that comes in the middle waits until there is a job that it can see.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Openings:
    """One opening at a time for each answer. For one event loop."""

    def __init__(self) -> None:
        self._under_way: dict[str, asyncio.Event] = {}

    @asynccontextmanager
    async def of(self, answer_id: str) -> AsyncIterator[None]:
        """Hold the answer's opening inside the block; waits for one that is under way."""
        await self.over(answer_id)
        over = self._under_way[answer_id] = asyncio.Event()
        try:
            yield
        finally:
            del self._under_way[answer_id]
            over.set()

    def under_way(self, answer_id: str) -> bool:
        """Whether the answer is being opened."""
        return answer_id in self._under_way

    async def over(self, answer_id: str) -> None:
        """Return when the answer is not being opened."""
        while (under_way := self._under_way.get(answer_id)) is not None:
            await under_way.wait()
