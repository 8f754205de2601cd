"""All generations of this server: begin, stop, continue, take up after a crash, drain.

The order in which the two memories are written is the heart of it. Asking: the store has question
and answer before the log has ``started``. Ending: settling.py. A crash between two steps is mended
by recovery.py.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Literal

from yeoul import failpoints
from yeoul.changes import Change, Changes, What
from yeoul.conversation import Answer
from yeoul.errors import NotContinuable, ShuttingDown, YeoulError
from yeoul.eventlog.base import EventLog, PhaseInfo
from yeoul.events import End
from yeoul.generation.admission import Admission
from yeoul.generation.bookends import started_of
from yeoul.generation.job import Job, unforeseen
from yeoul.generation.prompt import turns_of
from yeoul.generation.runner import Limits, prepare, pull
from yeoul.generation.settling import Settler
from yeoul.providers.base import Model, Provider
from yeoul.providers.catalogue import Catalogue
from yeoul.store.base import Ask, Exchange, IdempotencyKey, Regenerate, Store
from yeoul.tasks import Tasks

logger = logging.getLogger(__name__)


class Supervisor:
    """Owns every running generation. Safe for concurrent use within one event loop."""

    def __init__(
        self,
        store: Store,
        log: EventLog,
        catalogue: Catalogue,
        *,
        limits: Limits | None = None,
        clock: Callable[[], float] = time.monotonic,
        changes: Changes | None = None,
        on_end: Callable[[End], None] = lambda end: None,
    ) -> None:
        self.store = store
        self.log = log
        self.catalogue = catalogue
        self.draining = False
        self._limits = limits or Limits()
        self._clock = clock
        self._changes = changes or Changes()
        self._on_end = on_end
        self.settler = Settler(store, log, clock, self._ended)
        self._jobs: dict[str, Job] = {}
        #: Answers between their row in the store and their job.
        self._starting: dict[str, asyncio.Event] = {}
        self._admissions: dict[str, Admission] = {}
        self._tasks = Tasks()

    def status(self, answer_id: str) -> Literal["queued", "generating", "interrupted"] | None:
        """Return what an answer is doing here and now; None if it is not being generated.

        ``interrupted`` is one that has ended and cannot be settled: the disk takes nothing.
        """
        job = self._jobs.get(answer_id)
        if job is None:
            return None
        if job.unsettled is not None:
            return "interrupted"
        return "queued" if job.admitted_at_s is None else "generating"

    @property
    def running(self) -> int:
        """Answers that are queued or growing."""
        return len(self._jobs)

    async def ask(
        self, owner: str, ask: Ask | Regenerate, key: IdempotencyKey | None = None
    ) -> Exchange:
        """Write the exchange and begin to generate its answer; ``started`` is readable on return.

        Raises:
            ShuttingDown: the server drains.
            UnknownModel: no provider offers ``ask.model``.
            YeoulError: as `Store.ask` and `Store.regenerate`.
        """
        if self.draining:
            raise ShuttingDown("The server is restarting. Ask again in a moment.", retry_after_s=2)
        provider, model = await self.catalogue.find(ask.model)
        if isinstance(ask, Ask):
            exchange = await self.store.ask(owner, ask, key)
        else:
            exchange = await self.store.regenerate(owner, ask, key)
        if exchange.replayed:
            await self._started(exchange.answer.id)
        else:
            await self._start(owner, exchange.answer, provider, model)
            if isinstance(ask, Ask) and ask.conversation_id is None:
                self._tell(owner, "created", exchange.answer)
            self._tell(owner, "asked", exchange.answer)
        return exchange

    async def _start(self, owner: str, answer: Answer, provider: Provider, model: Model) -> None:
        begun = self._starting[answer.id] = asyncio.Event()
        try:
            try:
                failpoints.reach("asked-in-store")
                writer = await self.log.create(started_of(answer))
            except Exception as error:
                why = error if isinstance(error, YeoulError) else unforeseen()
                self._tasks.start(self.settler.give_up(answer, why), name=f"give up {answer.id}")
                raise
            await self._begin_or_settle(Job(owner, answer, provider, writer, self._clock()), model)
        finally:
            del self._starting[answer.id]
            begun.set()

    async def _begin_or_settle(self, job: Job, model: Model) -> None:
        """Begin, now that the epoch is open; an open epoch is never left without anybody."""
        try:
            failpoints.reach("opened-in-log")
            self.begin(job, model)
        except Exception:
            await self.settler.insist(job, unforeseen())
            raise

    async def _started(self, answer_id: str) -> None:
        """Wait until an answer that another request has just asked for is in the log."""
        begun = self._starting.get(answer_id)
        if begun is not None:
            await begun.wait()

    def begin(self, job: Job, model: Model) -> None:
        """Start to generate the answer of ``job`` in the background."""
        self._jobs[job.answer.id] = job
        self._tasks.start(self._run(job, model), name=f"answer {job.answer.id}")

    async def stop(self, owner: str, answer_id: str) -> None:
        """Stop one answer; returns when its upstream call is closed and its text stored.

        Idempotent; does nothing to an answer that has ended.

        Raises:
            NotFound
            StorageFailed, StorageFull: the Stop, or the end, cannot be written.
        """
        answer = await self.store.request_stop(owner, answer_id)
        failpoints.reach("stop-recorded")
        await self.halt([answer.id])

    async def halt(self, answer_ids: Sequence[str]) -> None:
        """As `stop`, for answers whose Stop is recorded, or whose conversation is gone.

        Raises:
            StorageFailed, StorageFull: one has stopped, but its end cannot be written for now.
        """
        for answer_id in answer_ids:
            await self._started(answer_id)
        jobs = [job for answer_id in answer_ids if (job := self._jobs.get(answer_id))]
        for job in jobs:
            job.cut_off("stop")
        for job in jobs:
            await job.over.wait()
            if not job.done.is_set() and job.unsettled is not None:
                raise job.unsettled

    async def resume(self, owner: str, answer_id: str) -> None:
        """Go on with an answer in a new epoch. Does nothing while it is growing.

        Raises:
            NotFound
            NotContinuable: it has ended for good, or its provider cannot continue a text.
            ShuttingDown
        """
        answer = await self.store.answer(owner, answer_id)
        if answer_id in self._jobs or not answer.settled:
            return
        if self.draining:
            raise ShuttingDown("The server is restarting. Try again in a moment.", retry_after_s=2)
        if not self.continuable(answer):
            raise NotContinuable(
                "Only an answer that was stopped, interrupted or cut at its length limit can go on,"
                " and only with a model that can continue a text. Regenerate it instead."
            )
        provider, model = await self.catalogue.find(answer.model)
        reopened = await self.store.reopen(answer_id, recovery=False)
        try:
            failpoints.reach("reopened-in-store")
            await self.take_up(owner, reopened, provider, model, answer.text, answer.reasoning)
        except Exception:
            await self.settler.put_back(answer)
            raise

    async def take_up(
        self,
        owner: str,
        answer: Answer,
        provider: Provider,
        model: Model,
        text: str,
        reasoning: str,
        known_epoch: int = 0,
    ) -> None:
        """Open the next epoch of ``answer`` behind what is kept, and generate on."""
        writer = await self.log.reopen(
            started_of(answer),
            text=text,
            reasoning=reasoning,
            known_epoch=max(known_epoch, answer.cursor.epoch if answer.cursor else 0),
        )
        job = Job(owner, answer, provider, writer, self._clock(), earlier_usage=answer.usage)
        job.text, job.reasoning = [text], [reasoning]
        await self._begin_or_settle(job, model)
        self._tell(owner, "continued", answer)

    def _ended(self, job: Job, end: End) -> None:
        self._on_end(end)
        self._tell(job.owner, "ended", job.answer)

    def _tell(self, owner: str, what: What, answer: Answer) -> None:
        answer_id = None if what == "created" else answer.id
        self._changes.publish(owner, Change(what, answer.conversation_id, answer_id))

    def continuable(self, answer: Answer) -> bool:
        """Whether `resume` would take a settled answer."""
        cut = answer.status in ("stopped", "interrupted") or answer.reason == "length"
        provider = self.catalogue.known_provider(answer.model)
        return cut and bool(answer.text) and provider is not None and provider.continues

    # -- one generation --------------------------------------------------------------------------

    async def _run(self, job: Job, model: Model) -> None:
        """Queue, generate, settle. Never raises; always sets ``job.done``."""
        try:
            error: YeoulError | None = None
            job.pull = self._tasks.start(self._generate(job, model), name="pull", awaited=True)
            if job.cut is not None:
                job.pull.cancel()
            try:
                await job.pull
            except asyncio.CancelledError:
                if job.cut is None:
                    raise
            except YeoulError as failure:
                error = failure
            except Exception as failure:
                logger.exception("answer %s failed", job.answer.id, exc_info=failure)
                error = unforeseen()
            if not self._left_to_the_next_process(job):
                await self.settler.insist(job, error)
        finally:
            self._jobs.pop(job.answer.id, None)
            job.leave()

    async def _generate(self, job: Job, model: Model) -> None:
        model = await job.found(model)
        admission = self._admissions.setdefault(job.provider.name, Admission(job.provider.slots))
        async with admission.slot(
            lambda position: job.writer.set_phase(PhaseInfo("queued", position))
        ):
            job.admitted_at_s = self._clock()
            await self.store.mark_generating(job.answer.id)
            failpoints.reach("marked-generating")
            thread = await self.store.thread(job.owner, job.answer.parent_id)
            prompt = await prepare(job, model, turns_of(thread, job.answer.system))
            await pull(job, prompt, self._limits, clock=self._clock)

    def _left_to_the_next_process(self, job: Job) -> bool:
        """Whether a draining server leaves the answer open, for the next one to go on with."""
        resumable = job.provider.continues or job.admitted_at_s is None
        return job.cut == "shutdown" and resumable and job.finish is None

    # -- the server's life -----------------------------------------------------------------------

    async def drain(self, grace_s: float) -> None:
        """Take no new questions; give running answers ``grace_s`` seconds, then settle the rest.

        What its provider can continue stays open for the next process.
        """
        self.draining = True
        jobs = list(self._jobs.values())
        with suppress(TimeoutError):
            async with asyncio.timeout(grace_s):
                for job in jobs:
                    await job.done.wait()
        for job in self._jobs.copy().values():
            job.cut_off("shutdown")
        for job in jobs:
            await job.over.wait()

    async def aclose(self) -> None:
        """End at once; what is growing stays open in the log, for the next process to settle."""
        self.draining = True
        await self._tasks.cancel()
