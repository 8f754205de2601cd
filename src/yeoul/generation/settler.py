"""The end of an answer, written into both memories: first the store, then the log's ``end``.

In this order every reader of ``end`` finds the text in each later read. While the disk refuses
writes the end is tried again and again; the text that readers had seen is kept.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress

from yeoul import failpoints
from yeoul.errors import Fenced, Internal, StorageFailed, StorageFull, YeoulError
from yeoul.eventlog.base import EventLog
from yeoul.generation.job import Job
from yeoul.protocol.conversation import Answer
from yeoul.protocol.events import End
from yeoul.store.base import Settlement, Store
from yeoul.tasks import Tasks

logger = logging.getLogger(__name__)

#: Seconds between tries while the disk refuses the end.
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
        #: Answers without a job whose end the store refuses for now, each with the error.
        self.refused: dict[str, YeoulError] = {}
        self._tasks = Tasks()

    def check_not_refused(self, answer_id: str) -> None:
        """Check that no error keeps the answer's end from being stored; raises the error."""
        if (refusal := self.refused.get(answer_id)) is not None:
            raise refusal.copy()

    async def settle(self, job: Job, error: YeoulError | None) -> None:
        """Write the final state of ``job``, ended by ``error`` or as its fate says.

        Raises:
            StorageFailed, StorageFull: the store or the log refused it.
            Fenced: another writer has taken over.
        """
        end = job.end_event(error, self._clock())
        settlement = Settlement(
            end=end,
            content=job.so_far.whole(),
            cursor=job.writer.next_cursor(),
            spent=job.spent(),
        )
        # The store first: its fence keeps a late end out of the log as well.
        await self._store.settle(job.answer.id, job.answer.epoch, settlement)
        failpoints.reach("settled-in-store")
        if job.fate.log_failed:
            await self._log.adopt(job.answer.id)
        # Another worker that has found it settled meanwhile has ended it there, or continued it.
        with suppress(Fenced):
            await job.writer.end(end)
        failpoints.reach("ended-in-log")
        try:
            self._on_end(job, end)
        except Exception:  # a listener failed, but the answer has ended
            logger.exception("the end of answer %s was not noted everywhere", job.answer.id)

    async def settle_until_taken(self, job: Job, error: YeoulError | None) -> bool:
        """Settle, however long the disk refuses; meanwhile ``job.fate.unsettled`` has the error.

        Returns False if another writer has taken over instead, or a later epoch has to.
        """
        while True:
            try:
                lost = await self._drain(job)
                error = error or lost
                await self.settle(job, error)
                return True
            except Fenced:
                return False
            except (StorageFailed, StorageFull) as failure:
                logger.warning("answer %s cannot be settled: %s", job.answer.id, failure.detail)
                if await self.has_lost_epoch(job, failure):
                    return False
                job.fate.postpone(failure)
                error = error or failure
            except Exception as failure:
                logger.exception("answer %s is not settled", job.answer.id, exc_info=failure)
                job.fate.postpone(Internal.unforeseen())
            await asyncio.sleep(RETRY_S)

    async def has_lost_epoch(self, job: Job, error: YeoulError | None) -> bool:
        """Return whether a job's epoch takes nothing any more: only a later one goes on.

        An engine that workers share may have lost what readers have seen, or may still be about to
        take what it was given.
        """
        if not self._log.shared or not isinstance(error, StorageFailed | StorageFull):
            return False
        try:
            job.fate.has_lost_epoch = await self._log.adopt(job.answer.id) is None
        except (StorageFailed, StorageFull):  # who looks for orphans looks again and again
            job.fate.has_lost_epoch = True
        return job.fate.has_lost_epoch

    async def _drain(self, job: Job) -> YeoulError | None:
        """Make the rest durable, or cut the content back to the text that readers have seen.

        Returns the error of the log by which some of it is lost.
        """
        try:
            await job.writer.drain()
        except (StorageFailed, StorageFull) as failure:
            job.fate.log_failed = True
            snapshot = await self._log.snapshot(job.answer.id)
            if snapshot is not None and snapshot.content != job.so_far.whole():
                # The provider may have finished meanwhile, but part of its answer is lost.
                job.so_far.replace(snapshot.content)
                job.fate.finish = None
                return failure
        return None

    async def undo_continue(self, before: Answer, epoch: int) -> None:
        """End ``epoch``, which the log refused, with the answer as it was ``before``."""
        end = before.end_event()
        if end is not None and before.cursor is not None:
            settlement = Settlement(end, before.content, before.cursor)
            await self._settle_in_store(before.id, epoch, settlement)

    async def settle_unbegun(self, answer: Answer, error: YeoulError) -> None:
        """Settle an answer that the log never had."""
        settlement = Settlement.unbegun(answer, "failed", "error", error.info)
        await self._settle_in_store(answer.id, answer.epoch, settlement)

    async def _settle_in_store(self, answer_id: str, epoch: int, settlement: Settlement) -> None:
        """Settle in the store alone: now, or in the background until the disk accepts it."""
        try:
            with suppress(Fenced):
                await self._store.settle(answer_id, epoch, settlement)
        except (StorageFailed, StorageFull) as failure:
            self.refused[answer_id] = failure
            retrying = self._retry_in_store(answer_id, epoch, settlement)
            self._tasks.start(retrying, name=f"settle {answer_id}")

    async def _retry_in_store(self, answer_id: str, epoch: int, settlement: Settlement) -> None:
        while answer_id in self.refused:
            await asyncio.sleep(RETRY_S)
            with suppress(StorageFailed, StorageFull):
                with suppress(Fenced):
                    await self._store.settle(answer_id, epoch, settlement)
                del self.refused[answer_id]

    async def aclose(self) -> None:
        """Leave unsettled answers to the next process."""
        await self._tasks.cancel()
