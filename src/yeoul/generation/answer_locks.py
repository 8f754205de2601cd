"""A lock for each answer: held from its row in the store until its job runs.

Opening an epoch takes several steps in both memories. A Stop or a second Continue that comes in the
middle finds neither a job nor a settled answer, so it waits until the lock is free.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class AnswerLocks:
    """A lock for each answer: held from its row in the store until its job runs.

    Opening an epoch takes several steps in both memories. A Stop or a second Continue that comes in
    the middle finds neither a job nor a settled answer, so it waits until the lock is free. For one
    event loop.
    """

    def __init__(self) -> None:
        self._held: dict[str, asyncio.Event] = {}

    @asynccontextmanager
    async def hold(self, answer_id: str) -> AsyncIterator[None]:
        """Hold the answer's lock inside the block; waits until it is free."""
        await self.wait_until_free(answer_id)
        freed = self._held[answer_id] = asyncio.Event()
        try:
            yield
        finally:
            del self._held[answer_id]
            freed.set()

    def is_held(self, answer_id: str) -> bool:
        """Return whether an epoch of the answer is being opened."""
        return answer_id in self._held

    async def wait_until_free(self, answer_id: str) -> None:
        """Wait until no epoch of the answer is being opened."""
        # Again after each wait: another task that was woken first may hold the lock by then.
        while (freed := self._held.get(answer_id)) is not None:
            await freed.wait()
