"""A lock for each answer of an owner, held while an epoch of it is being opened.

Opening an epoch takes several steps in both memories. A Stop, a reader or a second Continue that
comes in the middle finds neither a job nor a settled answer, so it waits until the lock is free.
Asking takes the lock before the store has the answer: nobody ever finds the row without it.

The owner is part of a lock's name. An owner who names somebody else's answer gets a different lock,
and can hold up nobody but himself while the store finds out.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class AnswerLocks:
    """The locks that are held. For one event loop."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, str], asyncio.Event] = {}

    @asynccontextmanager
    async def hold(self, owner: str, answer_id: str) -> AsyncIterator[None]:
        """Hold the answer's lock inside the block; waits until it is free."""
        await self.wait_until_free(owner, answer_id)
        name = owner, answer_id
        freed = self._held[name] = asyncio.Event()
        try:
            yield
        finally:
            del self._held[name]
            freed.set()

    def is_held(self, owner: str, answer_id: str) -> bool:
        """Return whether an epoch of the answer is being opened."""
        return (owner, answer_id) in self._held

    async def wait_for_present(self, owner: str) -> None:
        """Wait until each lock that an owner holds now is free; for none that is taken later."""
        held = [freed for name, freed in self._held.items() if name[0] == owner]
        for freed in held:
            await freed.wait()

    async def wait_until_free(self, owner: str, answer_id: str) -> None:
        """Wait until no epoch of the answer is being opened."""
        # Again after each wait: another task that was woken first may hold the lock by then.
        while (freed := self._held.get((owner, answer_id))) is not None:
            await freed.wait()
