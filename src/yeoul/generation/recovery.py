"""What a starting server does with the answers that its predecessor left open.

Each of them reaches a terminal state or visibly goes on:

- A Stop was recorded: stopped.
- Asked for, but never begun: asked again. The store knows, because an answer is marked as
  generating before its provider is called.
- Its provider goes on unasked (it can continue a text, and is no service that would be paid twice):
  continued in a new epoch, at most twice per answer, so that a crash loop ends.
- Otherwise: interrupted, in its own epoch, its text kept.

Doing this twice, or dying in the middle of it, gives the same result.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from yeoul import failpoints
from yeoul.errors import NotFound, YeoulError
from yeoul.eventlog.base import EventLog, Snapshot
from yeoul.generation.job import Draft, Find, Job, Times, interruption
from yeoul.generation.jobs import Jobs
from yeoul.generation.settler import RETRY_S
from yeoul.protocol.conversation import Answer
from yeoul.providers.base import Model, Provider
from yeoul.providers.catalogue import Catalogue
from yeoul.store.base import Store
from yeoul.tasks import Tasks

logger = logging.getLogger(__name__)

#: How often restarted servers go on with one answer.
MAX_RECOVERIES = 2


class Kept(NamedTuple):
    """What an orphan has, and the highest epoch that readers can have a cursor of."""

    text: str
    reasoning: str
    known_epoch: int


#: Opens the next epoch of an answer behind what is kept, and generates on.
OpenNextEpoch = Callable[[str, Answer, Provider, Model, Kept], Awaitable[None]]


class Recovery:
    """Settles or continues orphans: answers that store and log do not both know as ended."""

    def __init__(
        self,
        store: Store,
        log: EventLog,
        catalogue: Catalogue,
        jobs: Jobs,
        clock: Callable[[], float],
        open_next_epoch: OpenNextEpoch,
    ) -> None:
        self._store = store
        self._log = log
        self._catalogue = catalogue
        self._jobs = jobs
        self._clock = clock
        self._open_next_epoch = open_next_epoch
        self._tasks = Tasks()

    async def run(self) -> None:
        """Settle every orphan, or have it go on; never raises for the sake of one of them."""
        listing = _Listing(self._catalogue)
        ending: list[Job] = []
        for owner, answer in await self._orphans():
            try:
                failpoints.reach("recovering")
                job = await self._recover(owner, answer, listing)
            except Exception as error:
                # One orphan must not keep the server from starting, nor wait for the next start.
                logger.exception("answer %s cannot go on", answer.id, exc_info=error)
                job = await self._interrupt_now_or_later(owner, answer)
            if job is not None:
                ending.append(job)
        # They end side by side: one after the other, each would wait for a commit of its own.
        for job in ending:
            await job.fate.resolved.wait()

    async def aclose(self) -> None:
        """Leave what is not settled to the next process."""
        await self._tasks.cancel()

    async def _orphans(self) -> list[tuple[str, Answer]]:
        """Return (owner, answer) of each orphan that the store has not settled.

        The others only lack their ``end``, and get it here. If the log has less than was settled
        (power was lost), it forgets the answer: the store has it.
        """
        for answer in await self._store.settled_among(await self._log.open_answers()):
            writer = await self._log.adopt(answer.id)
            end = answer.end_event()
            if writer is None or end is None or writer.next_cursor() != answer.cursor:
                await self._log.forget([answer.id])
            else:
                await writer.end(end)
        return await self._store.unsettled()

    async def _recover(self, owner: str, answer: Answer, listing: _Listing) -> Job | None:
        """Go on with an orphan, or return the job that ends it."""
        snapshot = await self._log.snapshot(answer.id)
        known = self._catalogue.known_provider(answer.model) is not None
        if not answer.stop_requested:
            if answer.status == "queued" and (snapshot is None or snapshot.end is None):
                find = self._catalogue.find if known else listing.find
                await self._ask_again(owner, answer, partial(find, answer.model))
                return None
            if known:
                provider, model = await self._catalogue.find(answer.model)
                if provider.continues_unasked and answer.recoveries < MAX_RECOVERIES:
                    kept = _kept(answer, snapshot)
                    continued = await self._store.reopen(answer.id, recovery=True)
                    await self._open_next_epoch(owner, continued, provider, model, kept)
                    return None
        return await self._interrupt(owner, answer, snapshot)

    async def _ask_again(self, owner: str, answer: Answer, find: Find) -> None:
        """Ask once more; its provider is found by the job, where a Stop does not wait for it."""
        writer = await self._log.adopt(answer.id)
        if writer is None:
            writer = await self._log.create(answer.started_event())
        self._jobs.start(Job(owner, answer, writer, Times(self._clock()), find=find))

    async def _interrupt(self, owner: str, answer: Answer, snapshot: Snapshot | None) -> Job:
        """End the answer where it stands: in its own epoch, or a new one if the log has lost it."""
        kept = _kept(answer, snapshot)
        writer = await self._log.adopt(answer.id)
        if writer is None:
            writer = await self._log.open_epoch(
                answer.started_event(),
                text=kept.text,
                reasoning=kept.reasoning,
                known_epoch=kept.known_epoch,
            )
        draft = Draft([kept.text], [kept.reasoning])
        times = Times(self._clock())
        job = Job(owner, answer, writer, times, draft=draft, earlier_usage=answer.usage)
        self._jobs.settle(job, interruption())
        if answer.stop_requested:
            job.cancel("stop")
        return job

    async def _interrupt_now_or_later(self, owner: str, answer: Answer) -> Job | None:
        try:
            return await self._interrupt(owner, answer, await self._log.snapshot(answer.id))
        except Exception as error:
            logger.warning("answer %s cannot be ended yet", answer.id, exc_info=error)
            later = self._interrupt_later(owner, answer)
            self._tasks.start(later, name=f"interrupt {answer.id}")
            return None

    async def _interrupt_later(self, owner: str, answer: Answer) -> None:
        while True:
            await asyncio.sleep(RETRY_S)
            try:
                # Readers see the answer growing while the disk refuses, and may stop it.
                answer = await self._with_new_stop(owner, answer)
                await self._interrupt(owner, answer, await self._log.snapshot(answer.id))
                return
            except Exception as error:
                logger.warning("answer %s cannot be ended yet", answer.id, exc_info=error)

    async def _with_new_stop(self, owner: str, answer: Answer) -> Answer:
        """Return an orphan with the Stop that may have been recorded since it was read."""
        with suppress(NotFound):
            return await self._store.answer(owner, answer.id)
        return replace(answer, stop_requested=True)  # its conversation was deleted: it is to end


class _Listing:
    """Has services list their models, once for all answers that wait for it."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._asking = asyncio.Lock()
        self._asked = False

    async def find(self, model_id: str) -> tuple[Provider, Model]:
        """Return a model and its provider.

        Raises:
            Interrupted: no provider offers it, or a service that may have it does not answer.
        """
        async with self._asking:
            if not self._asked:
                with suppress(YeoulError):
                    await self._catalogue.models()
                self._asked = True
        if self._catalogue.known_provider(model_id) is None:
            raise interruption()
        return await self._catalogue.find(model_id)


def _kept(answer: Answer, snapshot: Snapshot | None) -> Kept:
    """Return what is kept of an orphan: what the log has, or what the store has if it lost it.

    The store has the epoch of the last ``end``; one was open since, and one more for each recovery.
    A log that has lost the answer must begin above: its cursors would fit another text.
    """
    if snapshot is not None:
        return Kept(snapshot.text, snapshot.reasoning, snapshot.cursor.epoch)
    known_epoch = (answer.cursor.epoch if answer.cursor else 0) + 1 + answer.recoveries
    return Kept(answer.text, answer.reasoning, known_epoch)
