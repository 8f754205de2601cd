"""The generations that run in this process: each is pulled, cut off, and always settled."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable
from contextlib import suppress
from typing import Any, Literal

from yeoul import failpoints
from yeoul.errors import YeoulError
from yeoul.eventlog.base import PhaseInfo
from yeoul.generation.admission import Admission
from yeoul.generation.job import Job, unforeseen
from yeoul.generation.prompt import turns_of
from yeoul.generation.runner import Limits, generate
from yeoul.generation.settler import Settler
from yeoul.providers.base import Model
from yeoul.store.base import Store
from yeoul.tasks import Tasks

logger = logging.getLogger(__name__)

#: Generates an answer into its job.
Generate = Callable[[], Coroutine[Any, Any, None]]


class Jobs:
    """Owns every running generation, one for an answer. For one event loop."""

    def __init__(
        self, store: Store, settler: Settler, limits: Limits, clock: Callable[[], float]
    ) -> None:
        self._store = store
        self._settler = settler
        self._limits = limits
        self._clock = clock
        self._running: dict[str, Job] = {}
        self._admissions: dict[str, Admission] = {}
        self._tasks = Tasks()

    def __len__(self) -> int:
        return len(self._running)

    def __contains__(self, answer_id: str) -> bool:
        return answer_id in self._running

    def status(self, answer_id: str) -> Literal["queued", "generating", "interrupted"] | None:
        """Return what an answer is doing here and now; None if it is not being generated.

        ``interrupted`` is one that has ended and cannot be settled: the disk takes nothing.
        """
        if answer_id in self._settler.refused:
            return "interrupted"
        job = self._running.get(answer_id)
        if job is None:
            return None
        if job.unsettled is not None:
            return "interrupted"
        return "queued" if job.admitted_at_s is None else "generating"

    def begin(self, job: Job, model: Model) -> None:
        """Generate the answer of ``job`` in the background, and settle it."""
        self._start(job, lambda: self._generate(job, model))

    def end(self, job: Job, error: YeoulError) -> None:
        """Settle a job that generates nothing, in the background; ``job.over`` tells when."""
        self._start(job, lambda: _fail(error))

    async def halt(self, answer_ids: Iterable[str]) -> None:
        """Stop those of the answers that run; returns when they are settled.

        Raises:
            StorageFailed, StorageFull: one has stopped, but its end cannot be written for now.
        """
        jobs = [job for answer_id in answer_ids if (job := self._running.get(answer_id))]
        for job in jobs:
            job.cut_off("stop")
        for job in jobs:
            await job.over.wait()
            if not job.done.is_set() and job.unsettled is not None:
                raise job.unsettled

    async def drain(self, grace_s: float) -> None:
        """Give all jobs ``grace_s`` seconds, then settle the rest.

        What goes on unasked (`Provider.continues_unasked`) stays open for the next process.
        """
        jobs = list(self._running.values())
        with suppress(TimeoutError):
            async with asyncio.timeout(grace_s):
                for job in jobs:
                    await job.done.wait()
        for job in self._running.copy().values():
            job.cut_off("shutdown")
        for job in jobs:
            await job.over.wait()

    async def aclose(self) -> None:
        """End at once; what is growing stays open in the log, for the next process to settle."""
        await self._tasks.cancel()

    # -- one generation --------------------------------------------------------------------------

    def _start(self, job: Job, generate: Generate) -> None:
        self._running[job.answer.id] = job
        self._tasks.start(self._run(job, generate), name=f"answer {job.answer.id}")

    async def _run(self, job: Job, generate: Generate) -> None:
        """Generate, settle. Never raises; always sets ``job.done``."""
        try:
            error: YeoulError | None = None
            job.pull = self._tasks.start(generate(), name="pull", awaited=True)
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
                _forget_traces(failure)
            if error is not None:
                logger.info("answer %s failed: %s (%s)", job.answer.id, error.detail, error.code)
                _forget_traces(error)
            if not _left_to_the_next_process(job):
                await self._settler.insist(job, error)
        finally:
            if self._running.get(job.answer.id) is job:
                del self._running[job.answer.id]
            job.leave()

    async def _generate(self, job: Job, model: Model) -> None:
        """Queue, and pull the answer from its provider."""
        model = await job.found(model)
        admission = self._admissions.setdefault(job.provider.name, Admission(job.provider.slots))
        async with admission.slot(
            lambda position: job.writer.set_phase(PhaseInfo("queued", position))
        ):
            job.admitted_at_s = self._clock()
            beginning = await self._store.begin(job.owner, job.answer.id)
            failpoints.reach("marked-generating")
            if beginning.stop_requested:
                # By somebody who knew of the answer before there was a job to cut off.
                job.cut_off("stop")
                await asyncio.sleep(0)
            turns = turns_of(beginning.thread, job.answer.system)
            await generate(job, model, turns, self._limits, clock=self._clock)


async def _fail(error: YeoulError) -> None:
    raise error


def _forget_traces(error: BaseException | None) -> None:
    """Let go of the frames that an error came through, and those before it.

    They hold the job, which holds the pull, which holds the error: only the collector would end
    that, and it comes seldom.
    """
    if error is not None and error.__traceback__ is not None:
        error.__traceback__ = None
        _forget_traces(error.__cause__)
        _forget_traces(error.__context__)


def _left_to_the_next_process(job: Job) -> bool:
    """Whether a draining server leaves the answer open, for the next one to go on with."""
    resumable = job.provider.continues_unasked or job.admitted_at_s is None
    return job.cut == "shutdown" and resumable and job.finish is None
