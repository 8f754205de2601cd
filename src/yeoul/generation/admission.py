"""A fair queue for the slots of one provider: first come, first served."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager


class Admission:
    """Lets ``slots`` answers generate at a time. For one event loop."""

    def __init__(self, slots: int) -> None:
        self._free = slots
        self._queue: deque[tuple[asyncio.Future[None], Callable[[int], None]]] = deque()

    @asynccontextmanager
    async def slot(self, tell_position: Callable[[int], None]) -> AsyncIterator[None]:
        """Hold a slot inside the block; until then ``tell_position`` gets each new place, from 1.

        Cancelling the wait gives up the place.
        """
        if self._free > 0:
            self._free -= 1
        else:
            await self._wait(tell_position)
        try:
            yield
        finally:
            self._free_slot()

    async def _wait(self, tell_position: Callable[[int], None]) -> None:
        turn = asyncio.get_running_loop().create_future()
        entry = (turn, tell_position)
        self._queue.append(entry)
        tell_position(len(self._queue))
        try:
            await turn
        except asyncio.CancelledError:
            # The slot may have been handed over at the same moment: pass it on to the next waiter.
            if not turn.cancelled():
                self._free_slot()
            elif entry in self._queue:
                self._queue.remove(entry)
                self._tell_positions()
            raise

    def _free_slot(self) -> None:
        while self._queue:
            turn, _ = self._queue.popleft()
            # A waiter that was cancelled at the same moment is still in the queue until it runs: it
            # can take no slot.
            if not turn.cancelled():
                turn.set_result(None)
                self._tell_positions()
                return
        self._free += 1

    def _tell_positions(self) -> None:
        for position, (_, tell) in enumerate(self._queue, 1):
            tell(position)
