"""The generations that run in this process: each is pulled, perhaps cancelled, always settled.

An answer leaves the pool when it has ended in both memories, the store and the log, when another
writer has taken it over, or when a shutdown leaves it to the next process.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any, Literal, TypeVar

from yeoul import failpoints
from yeoul.errors import Fenced, Internal, NotFound, StorageFailed, YeoulError
from yeoul.eventlog.base import EventLog
from yeoul.generation.admission import Admission
from yeoul.generation.continuable import goes_on_unasked
from yeoul.generation.job import Job
from yeoul.generation.pictures import BlindModels
from yeoul.generation.prompt import turns_for
from yeoul.generation.runner import Limits, generate
from yeoul.generation.settler import RETRY_S, Settler
from yeoul.generation.upstream import cancel_upstream, forget_upstream
from yeoul.generation.veil import veiled
from yeoul.protocol.conversation import Answer
from yeoul.protocol.events import PhaseInfo, UnsettledStatus
from yeoul.providers.base import Provider
from yeoul.store.base import Store
from yeoul.tasks import Tasks
from yeoul.workers.base import Workers
from yeoul.workers.slots import Slots

T = TypeVar("T")
logger = logging.getLogger(__name__)

#: Seconds until a store that has failed is tried again; doubles, up to the settler's pause.
FIRST_RETRY_S = 0.1
#: Seconds for which an answer that grows upstream waits for a store that does not note its id.
NOTE_PATIENCE_S = 15.0
#: Seconds for which a shutdown waits until services have deleted what has ended here.
FORGET_GRACE_S = 0.5


class JobPool:
    """Owns every running generation, one for an answer. For one event loop."""

    def __init__(
        self,
        store: Store,
        settler: Settler,
        limits: Limits,
        clock: Callable[[], float],
        workers: Workers,
    ) -> None:
        self._store = store
        self._settler = settler
        self._limits = limits
        self._clock = clock
        self._running: dict[str, Job] = {}
        self._workers = workers
        self._slots: dict[str, Slots] = {}
        self._tasks = Tasks()
        #: Deletions of upstream copies.
        self._forgetting = Tasks()
        self._shutting_down = False
        self.blind = BlindModels()
        #: Told of each answer that has to go on in a later epoch; replaced by who can open it.
        self.on_lost_epoch: Callable[[str], None] = lambda answer_id: None

    def __len__(self) -> int:
        return len(self._running)

    def __contains__(self, answer_id: str) -> bool:
        return answer_id in self._running

    def ids_of(self, owner: str) -> list[str]:
        """Return the answers of ``owner`` that wait or grow here."""
        return [answer_id for answer_id, job in self._running.items() if job.owner == owner]

    def calls(self) -> list[tuple[str, Answer]]:
        """Return (owner, answer) of the calls that wait or grow here."""
        jobs = self._running.values()
        return [(job.owner, job.answer) for job in jobs if job.answer.call is not None]

    def grows(self, owner: str, answer_id: str) -> bool:
        """Return whether this is an answer of ``owner`` that is generated here and goes on."""
        job = self._running.get(answer_id)
        return job is not None and job.owner == owner and job.fate.cancelled is None

    def status(self, answer_id: str) -> UnsettledStatus | Literal["interrupted"] | None:
        """Return an answer's status in this process; None if it is not being generated.

        ``interrupted`` means that it has ended and cannot be settled: the disk refuses writes.
        """
        if answer_id in self._settler.refused:
            return "interrupted"
        job = self._running.get(answer_id)
        if job is None:
            return None
        if job.fate.unsettled is not None:
            return "interrupted"
        return "queued" if job.times.admitted_at_s is None else "generating"

    def start(self, job: Job) -> None:
        """Generate the answer of ``job`` in the background, and settle it."""
        self._start(job, self._generate(job))

    def settle(self, job: Job, error: YeoulError) -> None:
        """Settle a job that generates nothing, in the background; see ``job.fate``."""
        self._start(job, _fail(error))

    async def stop(self, answer_ids: Iterable[str]) -> None:
        """Stop the answers that are running here; returns when they are settled.

        Raises:
            StorageFailed, StorageFull: one has stopped, but its end cannot be written for now.
        """
        jobs = [job for answer_id in answer_ids if (job := self._running.get(answer_id))]
        for job in jobs:
            job.cancel("stop")
        for job in jobs:
            await job.fate.resolved.wait()
            if not job.fate.closed.is_set() and job.fate.unsettled is not None:
                raise job.fate.unsettled

    async def let_go_but(self, open_answers: Mapping[str, str], log: EventLog) -> None:
        """Let go what this worker does not write any more, by the log's own `open_answers`.

        While its provider is silent nothing else tells a job. But it has the text that readers have
        seen: if an engine has lost it, another worker would go on without that in ten seconds.
        """
        for job in list(self._running.values()):
            if open_answers.get(job.answer.id) == self._workers.me:
                continue
            # It may have been opened since, or be one that only this process knows.
            if await log.writer_of(job.answer.id) not in ("", self._workers.me):
                job.lose_epoch()

    async def wait_until_unused(self, provider: Provider) -> None:
        """Wait until ``provider`` generates no answer, has none waiting, and none to forget."""
        while using := [job for job in self._running.values() if job.provider is provider]:
            for job in using:
                await job.fate.closed.wait()
        await self._forgetting.wait_for_present()

    async def wait(self) -> None:
        """Wait until nothing runs, those jobs included that are started meanwhile."""
        while self._running:
            for job in list(self._running.values()):
                await job.fate.closed.wait()

    async def give_away(self, given: list[str]) -> None:
        """End here what can go on elsewhere, with all that readers have seen.

        ``given`` gets each answer of which this process writes nothing any more, also where the
        caller is cancelled because one of them takes too long.
        """
        jobs = [job for job in self._running.values() if self._can_go_on_elsewhere(job)]
        for job in jobs:
            job.cancel("shutdown")
        await asyncio.gather(*(self._give_away(job, given) for job in jobs))

    async def _give_away(self, job: Job, given: list[str]) -> None:
        await job.fate.resolved.wait()
        if _left_to_the_next_process(job):
            with suppress(YeoulError):  # what is not durable then, nobody has seen
                await job.writer.drain()
            given.append(job.answer.id)

    def _can_go_on_elsewhere(self, job: Job) -> bool:
        return not job.temporary and job.fate.cancelled in (None, "shutdown") and _goes_on(job)

    async def shut_down(self) -> None:
        """Cancel all jobs, now and from now on; returns when each has ended, or cannot for now.

        Answers that go on unasked (`goes_on_unasked`), or grow upstream, stay open for
        the next process.
        """
        self._shutting_down = True
        for job in list(self._running.values()):
            job.cancel("shutdown")
        for job in list(self._running.values()):
            await job.fate.resolved.wait()
        with suppress(TimeoutError):
            async with asyncio.timeout(FORGET_GRACE_S):
                await self._forgetting.wait()

    async def aclose(self) -> None:
        """End at once; growing answers stay open in the log, for the next process to settle."""
        await self._tasks.cancel()
        await self._forgetting.cancel()

    # -- one generation --------------------------------------------------------------------------

    def _start(self, job: Job, work: Coroutine[Any, Any, None]) -> None:
        self._running[job.answer.id] = job
        # Before `_run` has its turn: a Stop may come first, and must find something to cancel.
        job.pull = self._tasks.start(work, name="pull", awaited=True)
        self._tasks.start(self._run(job, job.pull), name=f"answer {job.answer.id}")
        if self._shutting_down:
            # It was being opened when the others were cancelled, or is there to settle an answer.
            job.cancel("shutdown")

    async def _run(self, job: Job, pull: asyncio.Task[None]) -> None:
        """Wait for the pull, then settle. Never raises; always closes ``job.fate``."""
        try:
            await self._end(job, await self._failure_of(job, pull))
        finally:
            self._drop(job)
            job.fate.close()
            if job.fate.has_lost_epoch:
                self.on_lost_epoch(job.answer.id)

    async def _failure_of(self, job: Job, pull: asyncio.Task[None]) -> YeoulError | None:
        """Return the error by which a pull ends; None if it has finished or is cancelled."""
        error: YeoulError | None = None
        try:
            await pull
        except asyncio.CancelledError:
            if job.fate.cancelled is None:
                raise
        except YeoulError as failure:
            error = veiled(failure, job.answer)
        except Exception as failure:
            if job.answer.has_secrets:
                logger.error("answer %s failed: %s", job.answer.id, type(failure).__name__)
            else:
                logger.exception("answer %s failed", job.answer.id, exc_info=failure)
            error = Internal.unforeseen()
            _forget_traces(failure)
        if error is not None:
            logger.info("answer %s failed: %s (%s)", job.answer.id, error.detail, error.code)
            _forget_traces(error)
        return error

    async def _end(self, job: Job, error: YeoulError | None) -> None:
        """Settle an answer, unless another process or a later epoch goes on with it."""
        if job.fate.has_lost_epoch or await self._settler.has_lost_epoch(job, error):
            logger.warning("answer %s goes on in another epoch", job.answer.id)
        elif not _left_to_the_next_process(job):
            # First upstream: an end tells readers that nothing more is generated, or paid.
            if not isinstance(error, Fenced):
                await cancel_upstream(job)
            settled = await self._settler.settle_until_taken(job, error)
            if settled and job.upstream_id is not None:
                forgetting = forget_upstream(job)
                self._forgetting.start(forgetting, name=f"forget {job.answer.id} upstream")

    def _drop(self, job: Job) -> None:
        # A Continue may have begun the next job of this answer as soon as it was settled.
        if self._running.get(job.answer.id) is job:
            del self._running[job.answer.id]

    async def _generate(self, job: Job) -> None:
        """Wait for a slot, then pull the answer from its provider."""
        provider, model = await job.found()
        async with self._slots_of(provider).slot(
            job.owner,
            lambda position: job.writer.set_phase(PhaseInfo("queued", position)),
            most=job.most_growing,
        ):
            job.times.admitted_at_s = self._clock()
            place = job.owner, job.answer.id, job.answer.epoch
            beginning = await _until_stored(partial(self._store.begin, *place))
            failpoints.reach("marked-generating")
            if beginning.stop_requested:
                # The answer was stopped before there was a job to cancel.
                job.cancel("stop")
                await asyncio.sleep(0)
            job.temporary = beginning.temporary
            turns = turns_for(job.answer, beginning.thread)

            async def note(upstream_id: str) -> None:
                place = job.answer.id, job.answer.epoch, upstream_id
                await _until_stored(
                    partial(self._store.note_upstream, *place), patience_s=NOTE_PATIENCE_S
                )

            await generate(
                job,
                provider,
                model,
                turns,
                self._limits,
                clock=self._clock,
                read_picture=partial(self._read_picture, job.owner),
                note_upstream=note,
                blind=self.blind,
            )

    async def _read_picture(self, owner: str, attachment_id: str) -> bytes:
        pictures = self._store.attachments
        if pictures is None:
            raise NotFound.attachment(attachment_id)
        return await _until_stored(partial(pictures.content, owner, attachment_id))

    def _slots_of(self, provider: Provider) -> Slots:
        """Return the slots of a provider, which all workers share if they are a service's."""
        name = provider.name
        if name not in self._slots:
            shared = self._workers.slots(name, provider.slots) if provider.shares_slots else None
            self._slots[name] = shared or Admission(provider.slots)
        return self._slots[name]


async def _until_stored(write: Callable[[], Awaitable[T]], *, patience_s: float = math.inf) -> T:
    """Return the result of a write that may be done twice, if need be when the store is back.

    An answer that was let in does not fail by a restart of the database, nor by a COMMIT that got
    no reply. It could not be settled meanwhile anyway, and a Stop ends the wait.

    Raises:
        StorageFailed: the store is away for longer than ``patience_s``.
    """
    now_s = asyncio.get_running_loop().time
    until_s, pause_s = now_s() + patience_s, FIRST_RETRY_S
    while True:
        try:
            return await write()
        except StorageFailed as failure:
            if now_s() + pause_s > until_s:
                raise
            logger.warning("an answer waits for the store: %s", failure.detail)
        await asyncio.sleep(pause_s)
        pause_s = min(2 * pause_s, RETRY_S)


async def _fail(error: YeoulError) -> None:
    raise error


def _forget_traces(error: BaseException | None) -> None:
    """Release the stack frames that an error, and the errors before it, came through.

    They hold the job, which holds the pull, which holds the error: a cycle that only the garbage
    collector would end, and it runs seldom.
    """
    if error is not None and error.__traceback__ is not None:
        error.__traceback__ = None
        _forget_traces(error.__cause__)
        _forget_traces(error.__context__)


def _left_to_the_next_process(job: Job) -> bool:
    """Return whether a draining server leaves the answer open for the next one to continue."""
    return job.fate.cancelled == "shutdown" and _goes_on(job)


def _goes_on(job: Job) -> bool:
    """Return whether another process can go on with an answer: ask it, read it or continue it."""
    if job.fate.finish is not None:
        return False
    if job.times.admitted_at_s is None or job.noted_upstream_id is not None:
        return True
    if job.provider is None:
        return False
    return goes_on_unasked(job.provider, job.answer, job.so_far.whole())
