"""Recovery: a starting server settles or continues the answers that its predecessor left open.

Each of them reaches a terminal state or visibly goes on:

- A Stop was recorded: stopped.
- Asked for, but never begun: asked again. The store knows, because an answer is marked as
  generating before its provider is called.
- It grows upstream without this server (`Answer.upstream_id`): read there from its beginning, in a
  new epoch. Nothing is asked again, so this may happen often.
- Its provider goes on unasked (`goes_on_unasked`): continued in a new epoch, at most twice per
  answer, so that a crash loop ends.
- Otherwise: interrupted, in its own epoch, its text kept.

Doing this twice, or dying in the middle of it, gives the same result.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial

from yeoul import failpoints
from yeoul.caller import LOCAL_OWNER, UNLIMITED, Allowance
from yeoul.errors import UnknownModel, YeoulError
from yeoul.eventlog.base import EventLog, Snapshot
from yeoul.generation.answer_locks import AnswerLocks
from yeoul.generation.continuable import goes_on_unasked
from yeoul.generation.job import (
    AnswerSoFar,
    Find,
    Job,
    Times,
    estimated_tokens,
    interruption,
)
from yeoul.generation.opener import Opener
from yeoul.generation.pool import JobPool
from yeoul.generation.prompt import size_of, turns_for
from yeoul.generation.settler import RETRY_S
from yeoul.protocol.content import Content
from yeoul.protocol.conversation import Answer
from yeoul.providers.base import Model, Provider
from yeoul.providers.catalogue import Catalogue
from yeoul.store.base import Settlement, Store
from yeoul.tasks import Tasks

logger = logging.getLogger(__name__)

#: Returns what an owner may use.
AllowanceOf = Callable[[str], Awaitable[Allowance]]

#: Most times that a restarted server goes on with one answer.
MAX_RECOVERIES = 2
#: Most times that a restarted server reads one answer upstream, which costs nothing there.
MAX_REJOINS = 20
#: Seconds for which an answer that grows upstream waits for its service to list its models.
LISTING_PATIENCE_S = 120.0


class Recovery:
    """Settles or continues orphans: answers that store and log do not both know as ended."""

    def __init__(
        self,
        store: Store,
        log: EventLog,
        catalogue: Catalogue,
        locks: AnswerLocks,
        jobs: JobPool,
        opener: Opener,
        clock: Callable[[], float],
    ) -> None:
        self._store = store
        self._log = log
        self._catalogue = catalogue
        self._locks = locks
        self._jobs = jobs
        self._opener = opener
        self._clock = clock
        self._tasks = Tasks()

    async def run(self, allowance_of: AllowanceOf) -> None:
        """Settle or continue every orphan; a failure of one of them is logged, never raised.

        What goes on keeps within the allowance of its owner, as what is asked.
        """
        listing = _Listing(self._catalogue, allowance_of)
        ending: list[Job] = []
        for owner, answer in await self._orphans():
            job = await self._take_over(owner, answer.id, listing)
            # The start does not wait for a service that has to end an answer, too.
            if job is not None and job.upstream_id is None:
                ending.append(job)
        # They end side by side: one after the other, each would wait for its own commit.
        for job in ending:
            await job.fate.resolved.wait()

    async def stop(self, owner: str, answer_id: str) -> None:
        """End an answer whose Stop is recorded and that no job of this process will end.

        Its job may have ended without settling it: left to the next process by a shutdown, or
        fenced. Or it is an orphan whose end the disk has refused since the start.

        Raises:
            StorageFailed, StorageFull: its end cannot be written for now.
        """
        async with self._locks.hold(owner, answer_id):
            unsettled = await self._store.orphans([answer_id])
            # Without a recorded Stop it is growing in a later epoch: a Continue came behind the
            # Stop, and cleared it.
            if not any(answer.stop_requested for _, answer in unsettled):
                return
            await self._interrupt_orphan(answer_id)
        await self._jobs.stop([answer_id])

    async def aclose(self) -> None:
        """Leave unsettled answers to the next process."""
        await self._tasks.cancel()

    async def _orphans(self) -> list[tuple[str, Answer]]:
        """Return (owner, answer) of each orphan that the store has not settled.

        No other process uses the store, so these are all unsettled answers except its own. A
        settled orphan only lacks its ``end``, and gets it here. If the log has less than was
        settled (power was lost), it forgets the answer: the store has it.
        """
        # The log first: an answer that it has open was in the store before, or is there no more.
        open_answers = await self._log.open_answers()
        unsettled = await self._store.orphans()
        settled = await self._store.settled_among(list(open_answers))
        for answer in settled:
            writer = await self._log.adopt(answer.id)
            end = answer.end_event()
            if writer is None or end is None or writer.next_cursor() != answer.cursor:
                await self._log.forget([answer.id])
            else:
                await writer.end(end)
        known = {answer.id for answer in settled} | {answer.id for _, answer in unsettled}
        if unknown := [answer_id for answer_id in open_answers if answer_id not in known]:
            await self._log.forget(unknown)
        return [(owner, answer) for owner, answer in unsettled if answer.id not in self._jobs]

    async def _take_over(self, owner: str, answer_id: str, listing: _Listing) -> Job | None:
        """Return the job that ends an orphan; None if it goes on, has ended or must wait."""
        async with self._locks.hold(owner, answer_id):
            try:
                failpoints.reach("recovering")
                if (orphan := await self._orphan(answer_id)) is not None:
                    return await self._recover(*orphan, listing)
            except Exception as error:
                # One orphan must not keep the server from starting, nor wait for the next start.
                logger.exception("answer %s cannot go on", answer_id, exc_info=error)
                return await self._interrupt_now_or_later(owner, answer_id)
        return None

    async def _recover(
        self, owner: str, answer: Answer, snapshot: Snapshot | None, listing: _Listing
    ) -> Job | None:
        """Return the job that ends an orphan; None if it goes on instead."""
        kept = _kept(answer, snapshot)
        known = self._catalogue.known_provider(answer.model) is not None
        if not answer.stop_requested:
            # A text in the log says that the answer had begun, even if the store has lost that:
            # another answer must not come behind it.
            if answer.status == "queued" and kept == Content():
                find = self._catalogue.find if known else listing.find
                growing = await listing.most_growing(owner, answer)
                await self._ask_again(owner, answer, partial(find, answer.model), growing)
                return None
            if self._goes_on(answer, kept):
                upstream = answer.upstream_id is not None
                find = listing.find_patiently if upstream else self._catalogue.find
                find_model = partial(find, answer.model)
                seen = _seen_epoch(snapshot)
                growing = await listing.most_growing(owner, answer)
                await self._opener.take_over(
                    owner, answer, seen, find_model, kept, most_growing=growing
                )
                return None
        return await self._interrupt(owner, answer, snapshot)

    def _goes_on(self, answer: Answer, kept: Content) -> bool:
        """Return whether an answer that has begun goes on by itself."""
        if answer.upstream_id is not None:
            return answer.recoveries < MAX_REJOINS
        provider = self._catalogue.known_provider(answer.model)
        unasked = provider is not None and goes_on_unasked(provider, kept)
        return unasked and answer.recoveries < MAX_RECOVERIES

    async def _ask_again(
        self, owner: str, answer: Answer, find: Find, most_growing: int | None
    ) -> None:
        """Ask once more; the job finds the provider, so that a Stop does not wait for it."""
        writer = await self._log.adopt(answer.id)
        if writer is None:
            writer = await self._log.create(answer.started_event())
        job = Job(owner, answer, writer, Times(self._clock()), find=find)
        job.most_growing = most_growing
        self._jobs.start(job)

    async def _interrupt(self, owner: str, answer: Answer, snapshot: Snapshot | None) -> Job:
        """Return the job that ends an answer: in its own epoch, or a new one if the log lost it."""
        kept = _kept(answer, snapshot)
        prompt_bytes = await self._prompt_bytes(owner, answer)
        writer = await self._log.adopt(answer.id)
        if writer is None:
            answer = await self._store.begin_epoch(
                answer.id, answer.epoch, recovery=True, beyond=_seen_epoch(snapshot)
            )
            writer = await self._log.open_epoch(answer.started_event(), answer.epoch, kept)
        so_far = AnswerSoFar(kept)
        times = Times(self._clock())
        job = Job(owner, answer, writer, times, so_far=so_far, earlier_usage=answer.usage)
        _note_spent(job, kept, prompt_bytes)
        if answer.upstream_id is not None:  # it has to end there as well
            job.upstream_id = answer.upstream_id
            job.find = partial(self._catalogue.find, answer.model)
        if answer.stop_requested:
            # Before it starts: the first reason counts, and a shutdown gives its own to each start.
            job.cancel("stop")
        self._jobs.settle(job, interruption())
        return job

    async def _prompt_bytes(self, owner: str, answer: Answer) -> int:
        """Return the bytes that an orphan's provider was given at most; 0 if it was given none."""
        if owner == LOCAL_OWNER or answer.status == "queued":
            return 0
        try:
            beginning = await self._store.begin(owner, answer.id, answer.epoch)
        except YeoulError:  # it is deleted, or the disk fails: it ends all the same
            return 0
        return size_of(turns_for(answer, beginning.thread))

    async def _interrupt_now_or_later(self, owner: str, answer_id: str) -> Job | None:
        try:
            return await self._interrupt_orphan(answer_id)
        except Exception as error:
            logger.warning("answer %s cannot be ended yet", answer_id, exc_info=error)
            later = self._interrupt_later(owner, answer_id)
            self._tasks.start(later, name=f"interrupt {answer_id}")
            return None

    async def _interrupt_later(self, owner: str, answer_id: str) -> None:
        while True:
            await asyncio.sleep(RETRY_S)
            try:
                async with self._locks.hold(owner, answer_id):
                    await self._interrupt_orphan(answer_id)
                return
            except Exception as error:
                logger.warning("answer %s cannot be ended yet", answer_id, exc_info=error)

    async def _interrupt_orphan(self, answer_id: str) -> Job | None:
        """Return the job that ends an orphan as the store has it now; None if it has ended.

        An earlier try may have begun its next epoch. Readers see it growing while the disk refuses
        writes, and may have stopped it or deleted its conversation.
        """
        orphan = await self._orphan(answer_id)
        return None if orphan is None else await self._interrupt(*orphan)

    async def _orphan(self, answer_id: str) -> tuple[str, Answer, Snapshot | None] | None:
        """Return owner, answer and log of an orphan whose lock is held; None if it is not one.

        Where readers have seen its end, and the store has lost that with its last commits, the
        store gets it here.
        """
        # A job may have been started, or an end stored, while this waited for the lock.
        if answer_id in self._jobs:
            return None
        for owner, answer in await self._store.orphans([answer_id]):
            snapshot = await self._log.snapshot(answer_id)
            # An end of an earlier epoch is only left from before a Continue that a crash cut off.
            if snapshot and snapshot.end and snapshot.cursor.epoch >= answer.epoch:
                settlement = Settlement(snapshot.end, snapshot.content, snapshot.cursor)
                await self._store.settle(answer_id, answer.epoch, settlement)
                return None
            return owner, answer, snapshot
        return None


async def unlimited(owner: str) -> Allowance:
    """Return that an owner may use as much as there is."""
    return UNLIMITED


class _Listing:
    """Makes services list their models, once for all waiting answers; knows how many may grow."""

    def __init__(self, catalogue: Catalogue, allowance_of: AllowanceOf) -> None:
        self._catalogue = catalogue
        self._allowance_of = allowance_of
        self._asking = asyncio.Lock()
        self._asked = False

    async def most_growing(self, owner: str, answer: Answer) -> int | None:
        """Return how many answers of an owner may grow at the same time at one provider.

        Where a product has decided that for this answer, it is not asked again.
        """
        if answer.terms is not None:
            return answer.terms.growing
        return (await self._allowance_of(owner)).growing

    async def find(self, model_id: str) -> tuple[Provider, Model]:
        """Return a model and its provider.

        Raises:
            Interrupted: no provider offers it, or a service that may have it does not answer.
        """
        async with self._asking:
            if not self._asked:
                await self._catalogue.refresh_all()
                self._asked = True
        if self._catalogue.known_provider(model_id) is None:
            raise interruption()
        return await self._catalogue.find(model_id)

    async def find_patiently(self, model_id: str) -> tuple[Provider, Model]:
        """Return a model and its provider, even if its service is away for the moment.

        Raises:
            Interrupted: no provider offers it, or a service that may have it stays away.
        """
        now_s = asyncio.get_running_loop().time
        until_s = now_s() + LISTING_PATIENCE_S
        while True:
            async with self._asking:
                try:
                    return await self._catalogue.find(model_id)
                except YeoulError as error:
                    if isinstance(error, UnknownModel) or now_s() > until_s:
                        raise interruption() from error
            await asyncio.sleep(RETRY_S)


def _kept(answer: Answer, snapshot: Snapshot | None) -> Content:
    """Return the kept content of an orphan: the log's, or the store's if the log has lost it."""
    return (snapshot or answer).content


def _note_spent(job: Job, kept: Content, prompt_bytes: int) -> None:
    """Note what the dead process has spent on an answer, which nobody has counted."""
    text, reasoning = kept.text, kept.reasoning
    counted, stored = job.earlier_usage, job.answer.content
    if counted is not None:
        text, reasoning = text[len(stored.text) :], reasoning[len(stored.reasoning) :]
    earlier = counted.completion_tokens if counted is not None else 0
    job.used_tokens = earlier + estimated_tokens(reasoning + text)
    job.prompt_bytes, job.is_takeover = prompt_bytes, True


def _seen_epoch(snapshot: Snapshot | None) -> int:
    """Return the highest epoch of which readers can have a cursor; 0 if there is none."""
    return snapshot.cursor.epoch if snapshot else 0
