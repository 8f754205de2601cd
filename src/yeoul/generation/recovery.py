"""Recovery: the answers that a server has left open, by its death or its end, end or go on.

A server that is alone looks for them when it starts. Of several workers each looks all the time:
for those of a worker that is gone, and for those that nobody writes. All of them try, and the fence
of store and log lets one of them succeed.

Each such answer reaches a terminal state or visibly goes on:

- A Stop was recorded: stopped.
- Asked for, but never begun: asked again. The store knows, because an answer is marked as
  generating before its provider is called.
- It grows upstream without this server (`Answer.upstream_id`): read there from its beginning, in a
  new epoch. Nothing is asked again, so this may happen often.
- Its provider goes on unasked (`goes_on_unasked`): continued in a new epoch, at most twice per
  answer, so that a crash loop ends. What a worker has handed over in good order is not counted.
- Otherwise: interrupted, its text kept; in its own epoch, unless another worker may still write
  there.

Doing this twice, or dying in the middle of it, gives the same result.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from typing import NamedTuple

from yeoul import failpoints
from yeoul.caller import LOCAL_OWNER, UNLIMITED, Allowance
from yeoul.errors import Fenced, UnknownModel, YeoulError
from yeoul.eventlog.base import EventLog, Snapshot
from yeoul.generation.answer_locks import AnswerLocks
from yeoul.generation.continuable import goes_on_unasked
from yeoul.generation.job import AnswerSoFar, Find, Job, Times, interruption
from yeoul.generation.opener import Opener, kept_content
from yeoul.generation.pool import JobPool
from yeoul.generation.prompt import size_of, turns_for
from yeoul.generation.settler import RETRY_S
from yeoul.protocol.content import Content
from yeoul.protocol.conversation import Answer
from yeoul.protocol.events import Cursor
from yeoul.providers.base import Model, Provider
from yeoul.providers.catalogue import Catalogue
from yeoul.store.base import Settlement, Store
from yeoul.tasks import Bell, Tasks
from yeoul.workers.base import Workers

logger = logging.getLogger(__name__)

#: Returns what an owner may use.
AllowanceOf = Callable[[str], Awaitable[Allowance]]

#: Most times that a restarted server goes on with one answer.
MAX_RECOVERIES = 2
#: Most times that a restarted server reads one answer upstream, which costs nothing there.
MAX_REJOINS = 20
#: Seconds between two looks for answers that other workers have left.
LOOK_S = 10.0
#: Seconds after which an answer is nobody's that the store has, and no worker writes: until then
#: one may be opening it.
OPENING_S = 10.0
#: Seconds by which a worker lets the others come first to answers beyond its own share.
SHARE_PAUSE_S = 0.1
#: Answers that are taken over side by side.
AT_ONCE = 20
#: Seconds for which an answer that grows upstream waits for its service to list its models.
LISTING_PATIENCE_S = 120.0


class _Listed(NamedTuple):
    """An orphan as it was found."""

    owner: str
    answer: Answer


class _Orphan(NamedTuple):
    """An orphan whose lock is held."""

    owner: str
    answer: Answer
    #: None if the log does not know it.
    snapshot: Snapshot | None
    #: Whether its worker died in its work.
    is_counted: bool


class Recovery:
    """Settles or continues orphans: answers that store and log do not both know as ended."""

    def __init__(
        self,
        store: Store,
        log: EventLog,
        catalogue: Catalogue,
        workers: Workers,
        locks: AnswerLocks,
        jobs: JobPool,
        opener: Opener,
        clock: Callable[[], float],
    ) -> None:
        self._store = store
        self._log = log
        self._catalogue = catalogue
        self._workers = workers
        self._locks = locks
        self._jobs = jobs
        self._opener = opener
        self._clock = clock
        self._tasks = Tasks()
        self._allowance_of: AllowanceOf = unlimited
        #: Told of each answer whose end was missing in the log; replaced by who tells the tabs.
        self.on_ended: Callable[[str, Answer], None] = lambda owner, answer: None
        #: Rings when there may be something to take over.
        self._bell = Bell()
        #: Answers that workers have given away which live, and by whom; and those of them that are
        #: being taken over.
        self._given: dict[str, str] = {}
        self._taken: dict[str, str] = {}
        #: Answers that nobody writes, with the epoch and the time in which each was met first.
        self._unwritten: dict[str, tuple[int, float]] = {}

    async def run(self, allowance_of: AllowanceOf) -> None:
        """Settle or continue every orphan; a failure of one of them is logged, never raised.

        What goes on keeps within the allowance of its owner, as what is asked. Where other workers
        can come, this goes on in the background from now on.
        """
        self._allowance_of = allowance_of
        await self._take_over_all()
        if self._log.shared:
            self._workers.on_gone(lambda worker: self._bell.ring())
            self._tasks.start(self._watch(), name="take over")

    def take(self, worker: str, answer_ids: Iterable[str]) -> None:
        """Take over answers, in the background, that ``worker`` gives away while it lives.

        That may be this one itself, which has lost their epochs.
        """
        self._given.update(dict.fromkeys(answer_ids, worker))
        self._bell.ring()

    async def _watch(self) -> None:
        while True:
            await self._bell.sleep(LOOK_S)
            try:
                await self._take_over_all()
            except YeoulError as error:  # an engine is away; the next look is soon
                self._given = self._taken | self._given
                logger.warning("nothing can be taken over: %s", error.detail)
            except Exception as error:  # one that is not foreseen must not end the watch
                logger.exception("nothing was taken over", exc_info=error)

    async def _take_over_all(self) -> None:
        self._taken, self._given = self._given, {}
        listing = _Listing(self._catalogue, self._allowance_of)
        orphans = await self._orphans()
        if not self._log.shared:
            ending = [job for each in orphans if (job := await self._take_over(each, listing))]
        else:
            # Each worker takes its share, and the rest if nobody else does.
            random.shuffle(orphans)
            share = -(-len(orphans) // (len(self._workers.others()) + 1))
            ending = await self._take_over_some(orphans[:share], listing)
            if rest := orphans[share:]:
                await asyncio.sleep(SHARE_PAUSE_S)
                ending += await self._take_over_some(rest, listing)
        # They end side by side: one after the other, each would wait for its own commit. And
        # nothing waits for a service that has to end an answer, too.
        for job in ending:
            if job.upstream_id is None:
                await job.fate.resolved.wait()

    async def _take_over_some(self, orphans: Sequence[_Listed], listing: _Listing) -> list[Job]:
        found: list[Job] = []
        for start in range(0, len(orphans), AT_ONCE):
            some = orphans[start : start + AT_ONCE]
            taken = await asyncio.gather(*(self._take_over(each, listing) for each in some))
            found += [job for job in taken if job is not None]
        return found

    async def stop(self, owner: str, answer_id: str) -> bool:
        """End an answer whose Stop is recorded and that no job of this process will end.

        Its job may have ended without settling it: left to the next process by a shutdown, or
        fenced. Or it is an orphan whose end the disk has refused since the start.

        Returns False if it has not ended: another worker has come first, and writes it.

        Raises:
            StorageFailed, StorageFull: its end cannot be written for now.
        """
        async with self._locks.hold(owner, answer_id):
            if not await self._has_to_stop(answer_id):
                return True
            with suppress(Fenced):
                await self._interrupt_orphan(answer_id)
        await self._jobs.stop([answer_id])
        return not await self._has_to_stop(answer_id)

    async def _has_to_stop(self, answer_id: str) -> bool:
        # Without a recorded Stop it is growing in a later epoch: a Continue came behind the Stop,
        # and cleared it.
        unsettled = await self._store.orphans([answer_id])
        return any(answer.stop_requested for _, answer in unsettled)

    async def aclose(self) -> None:
        """Take nothing over any more; leave unsettled answers to another process."""
        await self._tasks.cancel()

    async def _orphans(self) -> list[_Listed]:
        """Return each orphan that the store has not settled.

        A settled orphan only lacks its ``end``, and gets it here. If the log has less than was
        settled (power was lost), it forgets the answer: the store has it.
        """
        # The log first: an answer that it has open was in the store before, or is there no more.
        open_answers = await self._log.open_answers()
        await self._workers.look()  # behind the log: whoever writes there is known then
        await self._jobs.let_go_but(open_answers, self._log)
        unsettled = await self._store.orphans()
        # An engine that has lost what it had knows nothing of what ended here just then.
        lost = {answer_id: me for answer_id, me in self._taken.items() if me == self._workers.me}
        left = [
            answer_id
            for answer_id, writer in (lost | open_answers).items()
            if answer_id not in self._jobs and not self._is_elsewhere(answer_id, writer)
        ]
        settled = await self._store.settled_among(left)
        for owner, answer in settled:
            await self._end_in_log(answer)
            self.on_ended(owner, answer)  # perhaps once more, which does no harm
        known = {answer.id for _, answer in (*settled, *unsettled)}
        if unknown := [answer_id for answer_id in left if answer_id not in known]:
            await self._log.forget(unknown)
        return self._unwritten_among(unsettled, open_answers)

    async def _end_in_log(self, answer: Answer) -> None:
        """Append the ``end`` of an answer that was settled."""
        end = answer.end_event()
        if self._log.shared and end is not None and answer.cursor is not None:
            # The log may have an undone Continue, without having said so: its end goes behind that.
            is_undone = answer.cursor.epoch < answer.epoch
            cursor = Cursor(answer.epoch, 3) if is_undone else answer.cursor
            await self._log.restore(answer.started_event(), answer.content, end=end, cursor=cursor)
            return
        writer = await self._log.adopt(answer.id)
        if writer is None or end is None or writer.next_cursor() != answer.cursor:
            await self._log.forget([answer.id])
        else:
            await writer.end(end)

    def _unwritten_among(
        self, unsettled: Sequence[tuple[str, Answer]], open_answers: dict[str, str]
    ) -> list[_Listed]:
        """Return the unsettled answers that no process writes, or is opening."""
        now_s = asyncio.get_running_loop().time()
        before, self._unwritten = self._unwritten, {}
        found = []
        for owner, answer in unsettled:
            writer = open_answers.get(answer.id)
            if answer.id in self._jobs or self._is_elsewhere(answer.id, writer):
                continue
            if writer is None and self._workers.others() and answer.id not in self._taken:
                since = before.get(answer.id)
                if since is None or since[0] != answer.epoch:
                    since = answer.epoch, now_s
                self._unwritten[answer.id] = since
                if now_s - since[1] < OPENING_S:
                    continue
            found.append(_Listed(owner, answer))
        return found

    def _is_elsewhere(self, answer_id: str, writer: str | None) -> bool:
        """Return whether another worker, which lives as far as is known, writes an answer."""
        return writer in self._workers.others() and self._taken.get(answer_id) != writer

    async def _take_over(self, listed: _Listed, listing: _Listing) -> Job | None:
        """Return the job that ends an orphan; None if it goes on, has ended or must wait."""
        owner, answer_id = listed.owner, listed.answer.id
        async with self._locks.hold(owner, answer_id):
            try:
                failpoints.reach("recovering")
                orphan = await self._orphan(answer_id)
                # Another worker that has begun the next epoch is about to open it.
                if orphan is not None and orphan.answer.epoch == listed.answer.epoch:
                    return await self._recover(orphan, listing)
            except Fenced:
                logger.info("another worker has taken answer %s over", answer_id)
            except Exception as error:
                logger.exception("answer %s cannot go on", answer_id, exc_info=error)
                if self._log.shared:
                    return None  # it is tried at the next look, here or by another worker
                # One orphan must not keep the server from starting, nor wait for the next start.
                return await self._interrupt_now_or_later(owner, answer_id)
        return None

    async def _recover(self, orphan: _Orphan, listing: _Listing) -> Job | None:
        """Return the job that ends an orphan; None if it goes on instead.

        Raises:
            Fenced: another worker was quicker.
        """
        owner, answer, snapshot, _ = orphan
        kept = kept_content(answer, snapshot)
        known = self._catalogue.known_provider(answer.model) is not None
        if answer.stop_requested:
            return await self._interrupt(orphan)
        # A text in the log says that the answer had begun, even if the store has lost that: another
        # answer must not come behind it.
        is_unbegun = answer.status == "queued" and kept in (Content(), Content(answer.prefix))
        if is_unbegun:
            find = self._catalogue.find if known else listing.find
        elif self._goes_on(answer, kept):
            upstream = answer.upstream_id is not None
            find = listing.find_patiently if upstream else self._catalogue.find
        else:
            return await self._interrupt(orphan)
        find_model = partial(find, answer.model)
        growing = await listing.most_growing(owner, answer)
        if is_unbegun and not self._log.shared:
            await self._ask_again(orphan, kept, find_model, growing)
        else:
            await self._opener.take_over(
                owner,
                answer,
                snapshot,
                find_model,
                most_growing=growing,
                is_counted=orphan.is_counted and not is_unbegun,
            )
        return None

    def _goes_on(self, answer: Answer, kept: Content) -> bool:
        """Return whether an answer that has begun goes on by itself."""
        if answer.upstream_id is not None:
            return answer.recoveries < MAX_REJOINS
        provider = self._catalogue.known_provider(answer.model)
        unasked = provider is not None and goes_on_unasked(provider, answer, kept)
        return unasked and answer.recoveries < MAX_RECOVERIES

    async def _ask_again(
        self, orphan: _Orphan, kept: Content, find: Find, most_growing: int | None
    ) -> None:
        """Ask once more; the job finds the provider, so that a Stop does not wait for it."""
        answer = orphan.answer
        writer = await self._log.adopt(answer.id) or await self._log.create(answer.started_event())
        job = Job(orphan.owner, answer, writer, Times(self._clock()), find=find)
        job.so_far, job.most_growing = AnswerSoFar(kept), most_growing
        job.write_prefix()
        self._jobs.start(job)

    async def _interrupt(self, orphan: _Orphan) -> Job:
        """Return the job that ends an answer.

        It ends in its own epoch, or in a new one: if the log has lost it, or another worker may
        still write there.
        """
        owner, answer, snapshot, is_counted = orphan
        kept = kept_content(answer, snapshot)
        prompt_bytes = await self._prompt_bytes(owner, answer)
        writer = None if self._log.shared else await self._log.adopt(answer.id)
        if writer is None:
            answer, writer, kept = await self._opener.open_behind(
                answer, snapshot, is_counted=is_counted
            )
        times, so_far = Times(self._clock()), AnswerSoFar(kept)
        job = Job(owner, answer, writer, times, so_far=so_far, earlier_usage=answer.usage)
        job.write_prefix()
        job.note_spent_before(kept, prompt_bytes)
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
        return size_of(turns_for(answer, beginning.thread)) + len(answer.prefix.encode())

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
        return None if orphan is None else await self._interrupt(orphan)

    async def _orphan(self, answer_id: str) -> _Orphan | None:
        """Return an orphan whose lock is held, as it is now; None if it is not one.

        Where readers have seen its end, and the store has lost that with its last commits, the
        store gets it here.
        """
        # A job may have been started, or an end stored, while this waited for the lock.
        if answer_id in self._jobs:
            return None
        # Before the store: a worker that opens an epoch has it there first.
        writer = await self._log.writer_of(answer_id)
        if self._is_elsewhere(answer_id, writer):
            return None
        has_left = writer is not None and self._workers.has_left(writer)
        is_counted = not has_left and answer_id not in self._taken
        for owner, answer in await self._store.orphans([answer_id]):
            snapshot = await self._log.snapshot(answer_id)
            # An end of an earlier epoch is only left from before a Continue that a crash cut off.
            if snapshot and snapshot.end and snapshot.cursor.epoch >= answer.epoch:
                settlement = Settlement(snapshot.end, snapshot.content, snapshot.cursor)
                await self._store.settle(answer_id, answer.epoch, settlement)
                return None
            return _Orphan(owner, answer, snapshot, is_counted)
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
