"""The end of an answer, written into both memories: first the store, then the log's ``end``.

In this order whoever has seen ``end`` finds its text in every later read. While the disk takes
nothing the end is tried again and again; what readers had seen is what is kept.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable
from contextlib import suppress

from yeoul import failpoints
from yeoul.errors import Fenced, StorageFailed, StorageFull, YeoulError
from yeoul.eventlog.base import EventLog
from yeoul.generation.bookends import end_of
from yeoul.generation.job import Job, unforeseen
from yeoul.protocol.conversation import Answer
from yeoul.protocol.events import Cursor, End
from yeoul.store.base import Settlement, Store
from yeoul.tasks import Tasks

logger = logging.getLogger(__name__)

#: Seconds between tries while the disk does not take it.
RETRY_S = 2.0


class Settler:
    """Settles answers."""

    def __init__(
        self,
        store: Store,
        log: EventLog,
        clock: Callable[[], float],
        on_end: Callable[[Job, End], None],
    ) -> None:
        self._store = store
        self._log = log
        self._clock = clock
        self._on_end = on_end
        #: Answers that have no job, and whose end the store does not take for now: why.
        self.refused: dict[str, YeoulError] = {}
        self._tasks = Tasks()

    async def settle(self, job: Job, error: YeoulError | None) -> None:
        """Write the final state of ``job``, ended by ``error`` or by what the job says.

        Raises:
            StorageFailed, StorageFull: store or log took it not, or only the store did.
            Fenced: another writer has taken over.
        """
        end = job.end(error, self._clock())
        settlement = Settlement(
            end=end,
            text=job.whole_text(),
            reasoning="".join(job.reasoning),
            cursor=job.writer.next_cursor(),
        )
        await self._store.settle(job.answer.id, settlement)
        failpoints.reach("settled-in-store")
        if job.log_failed:
            await self._log.adopt(job.answer.id)
        await job.writer.end(end)
        failpoints.reach("ended-in-log")
        try:
            self._on_end(job, end)
        except Exception:  # who is told can no longer change that it has ended
            logger.exception("the end of answer %s was not taken note of", job.answer.id)

    async def insist(self, job: Job, error: YeoulError | None) -> None:
        """As `settle`, however long the disk refuses it; ``job.unsettled`` says why meanwhile."""
        while True:
            try:
                await self._drain(job)
                return await self.settle(job, error)
            except Fenced:
                return None
            except (StorageFailed, StorageFull) as failure:
                logger.warning("answer %s cannot be settled: %s", job.answer.id, failure.detail)
                job.refused(failure)
                error = error or failure
            except Exception as failure:
                logger.exception("answer %s is not settled", job.answer.id, exc_info=failure)
                job.refused(unforeseen())
            await asyncio.sleep(RETRY_S)

    async def _drain(self, job: Job) -> None:
        """Make the rest durable, or take the job back to what readers have seen."""
        try:
            await job.writer.drain()
        except (StorageFailed, StorageFull):
            job.log_failed = True
            snapshot = await self._log.snapshot(job.answer.id)
            if snapshot is not None and snapshot.text != job.whole_text():
                job.text, job.reasoning, job.finish = [snapshot.text], [snapshot.reasoning], None

    async def put_back(self, answer: Answer) -> None:
        """Undo the store's half of a continuation that the log would not begin."""
        end = end_of(answer)
        if end is not None and answer.cursor is not None:
            settlement = Settlement(end, answer.text, answer.reasoning, answer.cursor)
            await self._in_store(answer.id, settlement)

    async def give_up(self, answer: Answer, error: YeoulError) -> None:
        """Settle an answer that never came into the log."""
        digest = hashlib.sha256(b"").hexdigest()
        end = End("failed", "error", error.info, None, None, digest)
        await self._in_store(answer.id, Settlement(end, "", "", Cursor(1, 2)))

    async def _in_store(self, answer_id: str, settlement: Settlement) -> None:
        """Settle in the store alone: now, or in the background until the disk takes it."""
        try:
            await self._store.settle(answer_id, settlement)
        except (StorageFailed, StorageFull) as failure:
            self.refused[answer_id] = failure
            again = self._in_store_at_last(answer_id, settlement)
            self._tasks.start(again, name=f"settle {answer_id}")

    async def _in_store_at_last(self, answer_id: str, settlement: Settlement) -> None:
        while answer_id in self.refused:
            await asyncio.sleep(RETRY_S)
            with suppress(StorageFailed, StorageFull):
                await self._store.settle(answer_id, settlement)
                del self.refused[answer_id]

    async def aclose(self) -> None:
        """Leave what is not settled to the next process."""
        await self._tasks.cancel()
