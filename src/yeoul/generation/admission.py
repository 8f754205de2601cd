"""A fair queue for the slots of one provider in one process; `Slots` says how it is fair.

An owner with a thousand questions delays the first one of another by a single answer.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from yeoul.workers.slots import Slots, Waiting, in_order


class Admission(Slots):
    """Lets ``slots`` answers generate at a time. For one event loop."""

    def __init__(self, slots: int) -> None:
        self._free = slots
        #: Those who wait, by owner. The owner in front is next.
        self._queues: dict[str, deque[Waiting]] = {}
        #: The slots that each owner has.
        self._taken: Counter[str] = Counter()
        self._is_telling = False

    @asynccontextmanager
    async def slot(
        self, owner: str, tell_position: Callable[[int], None], *, most: int | None = None
    ) -> AsyncIterator[None]:
        if self._free > 0 and owner not in self._queues and self._may_have(owner, most):
            self._take(owner)
        else:
            await self._wait(owner, Waiting(tell_position, most))
        try:
            yield
        finally:
            self._release(owner)

    def _may_have(self, owner: str, most: int | None) -> bool:
        return most is None or self._taken[owner] < most

    def _take(self, owner: str) -> None:
        self._free -= 1
        self._taken[owner] += 1

    async def _wait(self, owner: str, entry: Waiting) -> None:
        queue = self._queues.setdefault(owner, deque())
        queue.append(entry)
        if len(self._queues) == 1:
            entry.tell(len(queue))  # behind its own owner's: nobody else's place changes
        else:
            self._tell_soon()
        try:
            await entry.turn
        except asyncio.CancelledError:
            # The slot may have been handed over at the same moment: pass it on to the next waiter.
            if not entry.turn.cancelled():
                self._release(owner)
            elif entry in queue:
                queue.remove(entry)
                if not queue and self._queues.get(owner) is queue:
                    del self._queues[owner]
                # It may have held up the ones behind it, of the same owner, with its own limit.
                self._hand_over()
            raise

    def _release(self, owner: str) -> None:
        self._free += 1
        # Others first: an owner at its limit would else take up its own slot again and again.
        self._hand_over()
        if self._taken[owner] > 1:
            self._taken[owner] -= 1
        else:
            del self._taken[owner]
        self._hand_over()

    def _hand_over(self) -> None:
        """Give the free slots to those whose turn it is."""
        if not self._queues:
            return
        while self._free > 0 and (owner := self._next_owner()) is not None:
            queue = self._queues.pop(owner)
            entry = queue.popleft()
            if queue:
                self._queues[owner] = queue  # behind all others
            # A waiter that was cancelled at the same moment is still in the queue until it runs: it
            # can take no slot.
            if not entry.turn.cancelled():
                self._take(owner)
                entry.turn.set_result(None)
        self._tell_soon()

    def _next_owner(self) -> str | None:
        owners = (owner for owner, queue in self._queues.items() if self._is_ready(owner, queue))
        return next(owners, None)

    def _is_ready(self, owner: str, queue: deque[Waiting]) -> bool:
        return self._may_have(owner, queue[0].most)

    def _tell_soon(self) -> None:
        # Once for all that comes and goes in one turn of the loop.
        if self._queues and not self._is_telling:
            self._is_telling = True
            asyncio.get_running_loop().call_soon(self._tell_positions)

    def _tell_positions(self) -> None:
        self._is_telling = False
        queues = [
            (self._taken[owner], [entry for entry in queue if not entry.turn.cancelled()])
            for owner, queue in self._queues.items()
        ]
        for position, entry in enumerate(in_order(queues), 1):
            entry.tell(position)
