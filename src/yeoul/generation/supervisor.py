"""All that is asked of generations: ask, stop, continue, recover after a crash, drain.

The order in which the two memories are written is the heart of it. Asking: the store has question
and answer before the log has ``started``. Ending: settler.py. A crash between two steps is mended
by recovery.py. What runs is in jobs.py.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Literal

from yeoul import failpoints
from yeoul.bus import open_bus
from yeoul.bus.base import Bus, Change, What
from yeoul.errors import (
    NotContinuable,
    ShuttingDown,
    StorageFailed,
    StorageFull,
    TooManyAnswers,
    YeoulError,
)
from yeoul.eventlog.base import EventLog
from yeoul.generation.job import Draft, Job, Times, unforeseen
from yeoul.generation.jobs import AnswerLocks, Jobs
from yeoul.generation.prompt import answer_full, bytes_left, check_window, is_full, turns_of
from yeoul.generation.recovery import Kept, Recovery
from yeoul.generation.runner import Limits
from yeoul.generation.settler import Settler
from yeoul.protocol.conversation import Answer
from yeoul.protocol.events import End
from yeoul.providers.base import Model, Provider
from yeoul.providers.catalogue import Catalogue
from yeoul.store.base import Ask, Exchange, IdempotencyKey, Regenerate, Store


class Supervisor:
    """Begins, stops and continues answers. Safe for concurrent use within one event loop."""

    def __init__(
        self,
        store: Store,
        log: EventLog,
        catalogue: Catalogue,
        *,
        limits: Limits | None = None,
        max_unfinished: int | None = None,
        clock: Callable[[], float] = time.monotonic,
        bus: Bus | None = None,
        on_end: Callable[[End, int], None] = lambda end, tokens: None,
    ) -> None:
        self._catalogue = catalogue
        self.draining = False
        self._store = store
        self._log = log
        self._max_unfinished = max_unfinished
        self._clock = clock
        self._bus = bus or open_bus()
        self._on_end = on_end
        self._locks = AnswerLocks()
        self._settler = Settler(store, log, clock, self._note_end)
        self._limits = limits or Limits()
        self._jobs = Jobs(store, self._settler, self._limits, clock)
        self._recovery = Recovery(store, log, catalogue, self._jobs, clock, self._open_next_epoch)

    def status(self, answer_id: str) -> Literal["queued", "generating", "interrupted"] | None:
        """Return what an answer is doing here and now; None if it is not being generated.

        ``interrupted`` is one that has ended and cannot be settled: the disk takes nothing.
        """
        return self._jobs.status(answer_id)

    @property
    def running(self) -> int:
        """Answers that are queued or growing."""
        return len(self._jobs)

    async def ask(
        self, owner: str, ask: Ask | Regenerate, key: IdempotencyKey | None = None
    ) -> Exchange:
        """Write the exchange and begin to generate its answer; ``started`` is readable on return.

        What the log does not take is taken back, its key included.

        Raises:
            ShuttingDown: the server drains.
            TooManyAnswers: ``max_unfinished`` answers wait or grow.
            UnknownModel: no provider offers ``ask.model``.
            YeoulError: as `Store.ask` and `Store.regenerate`.
        """
        self._check_accepting("Ask again in a moment.")
        provider, model = await self._catalogue.find(ask.model)
        while True:
            exchange = await self._write_exchange(owner, ask, key)
            if not exchange.replayed:
                await self._begin(owner, exchange, key, provider, model)
                break
            if not self._locks.is_held(exchange.answer.id):
                return exchange
            # Another request is asking this question now, and may yet have to take it back: then
            # the key is free again, and this request writes it.
            await self._locks.wait_until_free(exchange.answer.id)
        if isinstance(ask, Ask) and ask.conversation_id is None:
            self._publish(owner, "created", exchange.answer)
        self._publish(owner, "asked", exchange.answer)
        return exchange

    def _check_accepting(self, advice: str) -> None:
        """Refuse when the server drains or has too many answers."""
        if self.draining:
            raise ShuttingDown(f"The server is restarting. {advice}", retry_after_s=2)
        if self._max_unfinished is not None and len(self._jobs) >= self._max_unfinished:
            raise TooManyAnswers(
                f"{len(self._jobs)} answers wait or grow. {advice}", retry_after_s=5
            )

    async def replay(self, owner: str, key: IdempotencyKey) -> Exchange | None:
        """Return the earlier exchange with this key, if any; waits while it is being opened.

        Raises as `Store.replay`.
        """
        while (exchange := await self._store.replay(owner, key)) is not None:
            if not self._locks.is_held(exchange.answer.id):
                break
            # It may be taken back meanwhile, so the store is asked once more.
            await self.opened(exchange.answer.id)
        return exchange

    async def opened(self, answer_id: str) -> None:
        """Wait until no epoch of the answer is being opened: the log knows it then, or never."""
        await self._locks.wait_until_free(answer_id)

    async def _write_exchange(
        self, owner: str, ask: Ask | Regenerate, key: IdempotencyKey | None
    ) -> Exchange:
        if isinstance(ask, Ask):
            return await self._store.ask(owner, ask, key)
        return await self._store.regenerate(owner, ask, key)

    async def _begin(
        self,
        owner: str,
        exchange: Exchange,
        key: IdempotencyKey | None,
        provider: Provider,
        model: Model,
    ) -> None:
        """Open the first epoch of an answer that the store has, and generate it."""
        answer = exchange.answer
        async with self._locks.hold(answer.id):
            try:
                failpoints.reach("asked-in-store")
                writer = await self._log.create(answer.started_event())
            except Exception as error:
                await self._undo_ask(owner, exchange, key, error)
                raise
            times = Times(self._clock())
            await self._start_or_settle(Job(owner, answer, writer, times, provider, model))

    async def _undo_ask(
        self, owner: str, exchange: Exchange, key: IdempotencyKey | None, error: Exception
    ) -> None:
        """Leave nothing of a question that the log did not take."""
        try:
            await self._store.withdraw(owner, exchange, key)
        except (StorageFailed, StorageFull):
            why = error if isinstance(error, YeoulError) else unforeseen()
            await self._settler.settle_unstarted(exchange.answer, why)

    async def _start_or_settle(self, job: Job) -> None:
        """Start a job whose epoch is open; if that fails, its epoch does not stay open."""
        try:
            failpoints.reach("opened-in-log")
            self._jobs.start(job)
        except Exception:
            await self._settler.settle_until_taken(job, unforeseen())
            raise

    async def stop(self, owner: str, answer_id: str) -> None:
        """Stop one answer; returns when its upstream call is closed and its text stored.

        Idempotent; does nothing to an answer that has ended.

        Raises:
            NotFound
            StorageFailed, StorageFull: the Stop, or the end, cannot be written.
        """
        answer = await self._store.request_stop(owner, answer_id)
        failpoints.reach("stop-recorded")
        await self.stop_all([answer.id])

    async def stop_all(self, answer_ids: Sequence[str]) -> None:
        """Stop answers as `stop` does, whose Stop is recorded or whose conversation is deleted.

        Raises:
            StorageFailed, StorageFull: one has stopped, but its end cannot be written for now.
        """
        # A Stop may come while an epoch is being opened. The job that it must cancel comes at the
        # end of that, so it waits; the job's own look at the store may stop it sooner.
        for answer_id in answer_ids:
            await self._locks.wait_until_free(answer_id)
        await self._jobs.stop(answer_ids)
        for answer_id in answer_ids:
            self._check_settled(answer_id)

    def _check_settled(self, answer_id: str) -> None:
        """Raise the error that keeps the answer's end from being stored, if there is one."""
        if (refusal := self._settler.refused.get(answer_id)) is not None:
            raise refusal

    async def continue_answer(self, owner: str, answer_id: str) -> None:
        """Go on with an answer in a new epoch. Does nothing while it is growing.

        Raises:
            NotFound
            NotContinuable: it has ended for good, or its provider cannot continue a text.
            ShuttingDown, TooManyAnswers
        """
        async with self._locks.hold(answer_id):
            answer = await self._store.answer(owner, answer_id)
            self._check_settled(answer_id)
            if answer_id not in self._jobs and answer.settled:
                await self._continue_settled(owner, answer)

    async def _continue_settled(self, owner: str, answer: Answer) -> None:
        """Continue a settled answer whose lock is held."""
        self._check_accepting("Try again in a moment.")
        if not self._may_continue(answer):
            raise NotContinuable(
                "Only an answer that was stopped, interrupted or cut at its length limit can go on,"
                " and only with a model that can continue a text. Regenerate it instead."
            )
        if self._is_full(answer):
            raise answer_full()
        provider, model = await self._catalogue.find(answer.model)
        # Nothing of a settled answer is changed by this.
        thread = (await self._store.begin(owner, answer.id)).thread
        await check_window(answer, provider, model, turns_of(thread, answer.system))
        continued = await self._store.reopen(answer.id, recovery=False)
        kept = Kept(answer.text, answer.reasoning, answer.cursor.epoch if answer.cursor else 0)
        try:
            failpoints.reach("continued-in-store")
            await self._open_next_epoch(owner, continued, provider, model, kept)
        except Exception:
            await self._settler.undo_continue(answer)
            raise

    async def _open_next_epoch(
        self, owner: str, answer: Answer, provider: Provider, model: Model, kept: Kept
    ) -> None:
        """Open the next epoch of ``answer`` behind what is kept, and generate on."""
        writer = await self._log.open_epoch(
            answer.started_event(),
            text=kept.text,
            reasoning=kept.reasoning,
            known_epoch=max(kept.known_epoch, answer.cursor.epoch if answer.cursor else 0),
        )
        job = Job(owner, answer, writer, Times(self._clock()), provider, model)
        job.draft = Draft([kept.text], [kept.reasoning])
        job.earlier_usage = answer.usage
        await self._start_or_settle(job)
        self._publish(owner, "continued", answer)

    async def recover(self) -> None:
        """Settle or continue what the process before left open; see `Recovery`."""
        await self._recovery.run()

    def _note_end(self, job: Job, end: End) -> None:
        self._on_end(end, job.generated_tokens())
        self._publish(job.owner, "ended", job.answer)

    def _publish(self, owner: str, what: What, answer: Answer) -> None:
        answer_id = None if what == "created" else answer.id
        self._bus.publish(owner, Change(what, answer.conversation_id, answer_id))

    def continuable(self, answer: Answer) -> bool:
        """Whether `continue_answer` would take a settled answer."""
        return self._may_continue(answer) and not self._is_full(answer)

    def _may_continue(self, answer: Answer) -> bool:
        unfinished = answer.status in ("stopped", "interrupted") or answer.reason == "length"
        provider = self._catalogue.known_provider(answer.model)
        can_continue = provider is not None and provider.can_continue
        return unfinished and bool(answer.text) and can_continue

    def _is_full(self, answer: Answer) -> bool:
        return is_full(bytes_left(answer.text, answer.reasoning, self._limits.max_answer_bytes))

    async def drain(self, grace_s: float) -> None:
        """Take no new questions; give running answers ``grace_s`` seconds, then settle the rest.

        What goes on unasked (`Provider.continues_unasked`) stays open for the next process.
        """
        self.draining = True
        await self._jobs.drain(grace_s)

    async def aclose(self) -> None:
        """End at once; what is growing stays open in the log, for the next process to settle."""
        self.draining = True
        await self._recovery.aclose()
        await self._jobs.aclose()
        await self._settler.aclose()
