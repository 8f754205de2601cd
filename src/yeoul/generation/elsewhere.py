"""What other workers write: waiting until they have opened it, and having them stop it.

A worker knows its own jobs. Of the others it asks the log who writes an answer, tells that worker,
and believes nothing but what store and log have: a message may be lost, and its reader may die.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress

from yeoul.bus.base import Bus, Notice
from yeoul.errors import NotFound, StorageFailed
from yeoul.eventlog.base import EventLog
from yeoul.store.base import Store
from yeoul.workers.base import Workers

#: Seconds in which an answer has to end that is to stop. A worker that dies meanwhile is found out,
#: and another one ends the answer; an engine that is away takes longer.
STOP_S = 10.0
#: Seconds until a worker is told once more: the word may have been lost.
TELL_AGAIN_S = 1.0
#: Seconds in which another worker opens an answer that the store has.
OPENING_S = 3.0
#: Seconds between two looks whether it has.
LOOK_S = 0.05


class Elsewhere:
    """The answers that other workers of the same store and log write. For one event loop."""

    def __init__(self, store: Store, log: EventLog, bus: Bus, workers: Workers) -> None:
        self._store = store
        self._log = log
        self._bus = bus
        self._workers = workers
        #: Told of each answer that nobody opens; replaced by who can take it over.
        self.on_unopened: Callable[[str], None] = lambda answer_id: None

    async def is_opened(self, owner: str, answer_id: str) -> bool:
        """Return whether an answer that the store has is no longer being opened by another worker.

        Waits until the log knows it, or it has ended. False: its question was undone. After three
        seconds its worker has died between the two, or was not told that the store has it. Then
        this one takes it over, by which one that is only slow is fenced.

        Raises:
            StorageFailed: nobody has opened it by then, either.
        """
        if not self._log.shared:
            return True
        for _ in range(2):
            with suppress(TimeoutError):
                async with asyncio.timeout(OPENING_S):
                    return await self._wait_for_opening(owner, answer_id)
            self.on_unopened(answer_id)
        raise StorageFailed(
            "The question is kept, but its answer has not begun yet. Try again in a moment.",
            retry_after_s=2,
        )

    async def _wait_for_opening(self, owner: str, answer_id: str) -> bool:
        while await self._log.writer_of(answer_id) is None:
            try:
                if (await self._store.answer(owner, answer_id)).settled:
                    break
            except NotFound:
                return False
            await asyncio.sleep(LOOK_S)
        return True

    async def stop(self, answer_ids: Sequence[str]) -> set[str]:
        """Have other workers stop those of these answers that they write; returns them, ended.

        That they are to stop is in the store: whoever writes an answer by then ends it.

        Raises:
            StorageFailed: one does not end. The Stop is recorded, and is carried out.
        """
        if not self._log.shared:
            return set()
        stopped = await self._tell_to_stop(answer_ids)
        if stopped:
            await self._wait_for_ends([*stopped])
        return stopped

    async def _tell_to_stop(self, answer_ids: Sequence[str]) -> set[str]:
        """Tell the other workers that write some of these answers; returns which."""
        told = set()
        for answer_id in answer_ids:
            writer = await self._log.writer_of(answer_id)
            if writer is not None and writer in self._workers.others():
                self._bus.tell(Notice("stop", self._workers.me, (answer_id,)), writer)
                told.add(answer_id)
        return told

    async def _wait_for_ends(self, answer_ids: Sequence[str]) -> None:
        clock = asyncio.get_running_loop().time
        again_s = clock() + TELL_AGAIN_S
        async with self.in_time():
            while not await self._have_ended(answer_ids):
                await asyncio.sleep(LOOK_S)
                if clock() > again_s:
                    await self._tell_to_stop(answer_ids)
                    again_s = clock() + TELL_AGAIN_S

    @asynccontextmanager
    async def in_time(self) -> AsyncIterator[None]:
        """Wait for ten seconds at most inside the block, where an engine is shared.

        Raises:
            StorageFailed: it took longer. The Stop is recorded, and is carried out.
        """
        try:
            async with asyncio.timeout(STOP_S if self._log.shared else None):
                yield
        except TimeoutError:
            raise StorageFailed(
                "The Stop is recorded, but the answer has not ended yet. Try again in a moment.",
                retry_after_s=2,
            ) from None

    async def _have_ended(self, answer_ids: Sequence[str]) -> bool:
        """Return whether answers have ended in both memories, or are gone."""
        if await self._store.orphans(answer_ids):
            return False
        writers = [await self._log.writer_of(answer_id) for answer_id in answer_ids]
        return all(writer is None for writer in writers)

    def give_away(self, answer_ids: Sequence[str]) -> None:
        """Tell the other workers to take over what this one has begun, and writes no more."""
        if answer_ids:
            self._bus.tell(Notice("free", self._workers.me, tuple(answer_ids)))
