"""All that is asked of generations: ask, stop, continue, take up after a crash, drain.

The order in which the two memories are written is the heart of it. Asking: the store has question
and answer before the log has ``started``. Ending: settling.py. A crash between two steps is mended
by recovery.py. What runs is in jobs.py.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Literal

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
from yeoul.generation.bookends import started_of
from yeoul.generation.job import Job, unforeseen
from yeoul.generation.jobs import Jobs
from yeoul.generation.openings import Openings
from yeoul.generation.prompt import turns_of
from yeoul.generation.room import bytes_left, check_room, is_full, too_large
from yeoul.generation.runner import Limits
from yeoul.generation.settler import Settler
from yeoul.protocol.conversation import Answer
from yeoul.protocol.events import End
from yeoul.providers.base import Model, Provider
from yeoul.providers.catalogue import Catalogue
from yeoul.store.base import Ask, Exchange, IdempotencyKey, Regenerate, Store
from yeoul.tasks import Tasks


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
        self.store = store
        self.log = log
        self.catalogue = catalogue
        self.draining = False
        self._max_unfinished = max_unfinished
        self._clock = clock
        self._bus = bus or open_bus()
        self._on_end = on_end
        self._openings = Openings()
        self._tasks = Tasks()
        self._settler = Settler(store, log, clock, self._ended)
        self._limits = limits or Limits()
        self._jobs = Jobs(store, self._settler, self._limits, clock)

    def status(self, answer_id: str) -> Literal["queued", "generating", "interrupted"] | None:
        """As `Jobs.status`."""
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
        self._check_open("Ask again in a moment.")
        provider, model = await self.catalogue.find(ask.model)
        while True:
            exchange = await self._write(owner, ask, key)
            if not exchange.replayed:
                await self._start(owner, exchange, key, provider, model)
                break
            if not self._openings.under_way(exchange.answer.id):
                return exchange
            # Another request is asking it at this moment, and may yet have to take it back.
            await self._openings.over(exchange.answer.id)
        if isinstance(ask, Ask) and ask.conversation_id is None:
            self._tell(owner, "created", exchange.answer)
        self._tell(owner, "asked", exchange.answer)
        return exchange

    def _check_open(self, advice: str) -> None:
        """Raise why no further answer is begun, if that is so."""
        if self.draining:
            raise ShuttingDown(f"The server is restarting. {advice}", retry_after_s=2)
        if self._max_unfinished is not None and len(self._jobs) >= self._max_unfinished:
            raise TooManyAnswers(
                f"{len(self._jobs)} answers wait or grow. {advice}", retry_after_s=5
            )

    async def replay(self, owner: str, key: IdempotencyKey) -> Exchange | None:
        """Return what was asked with the key before, once it can be read; None if it is new.

        Raises as `Store.replay`.
        """
        while (exchange := await self.store.replay(owner, key)) is not None:
            if not self._openings.under_way(exchange.answer.id):
                break
            await self.opened(exchange.answer.id)
        return exchange

    async def opened(self, answer_id: str) -> None:
        """Return when no epoch of the answer is being opened: the log then knows it, or never."""
        await self._openings.over(answer_id)

    async def _write(
        self, owner: str, ask: Ask | Regenerate, key: IdempotencyKey | None
    ) -> Exchange:
        if isinstance(ask, Ask):
            return await self.store.ask(owner, ask, key)
        return await self.store.regenerate(owner, ask, key)

    async def _start(
        self,
        owner: str,
        exchange: Exchange,
        key: IdempotencyKey | None,
        provider: Provider,
        model: Model,
    ) -> None:
        answer = exchange.answer
        async with self._openings.of(answer.id):
            try:
                failpoints.reach("asked-in-store")
                writer = await self.log.create(started_of(answer))
            except Exception as error:
                await self._take_back(owner, exchange, key, error)
                raise
            await self._begin_or_settle(Job(owner, answer, provider, writer, self._clock()), model)

    async def _take_back(
        self, owner: str, exchange: Exchange, key: IdempotencyKey | None, error: Exception
    ) -> None:
        """Leave nothing of a question that the log did not take."""
        try:
            await self.store.withdraw(owner, exchange, key)
        except (StorageFailed, StorageFull):
            why = error if isinstance(error, YeoulError) else unforeseen()
            await self._settler.give_up(exchange.answer, why)

    async def _begin_or_settle(self, job: Job, model: Model) -> None:
        """Begin, now that the epoch is open; an open epoch is never left without anybody."""
        try:
            failpoints.reach("opened-in-log")
            self.begin(job, model)
        except Exception:
            await self._settler.insist(job, unforeseen())
            raise

    def begin(self, job: Job, model: Model) -> None:
        """As `Jobs.begin`."""
        self._jobs.begin(job, model)

    def end(self, job: Job, error: YeoulError) -> None:
        """As `Jobs.end`."""
        self._jobs.end(job, error)

    def see_to(self, work: Coroutine[Any, Any, None], *, name: str) -> None:
        """Do some work in the background, until the server ends."""
        self._tasks.start(work, name=name)

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
            await self._openings.over(answer_id)
        await self._jobs.halt(answer_ids)
        for answer_id in answer_ids:
            self._check_taken(answer_id)

    def _check_taken(self, answer_id: str) -> None:
        """Raise why the answer's end cannot be written at present, if that is so."""
        if (refusal := self._settler.refused.get(answer_id)) is not None:
            raise refusal

    async def resume(self, owner: str, answer_id: str) -> None:
        """Go on with an answer in a new epoch. Does nothing while it is growing.

        Raises:
            NotFound
            NotContinuable: it has ended for good, or its provider cannot continue a text.
            ShuttingDown, TooManyAnswers
        """
        async with self._openings.of(answer_id):
            answer = await self.store.answer(owner, answer_id)
            self._check_taken(answer_id)
            if answer_id not in self._jobs and answer.settled:
                await self._reopen(owner, answer)

    async def _reopen(self, owner: str, answer: Answer) -> None:
        """Continue a settled answer, of which nothing else is being opened."""
        self._check_open("Try again in a moment.")
        if not self._may_go_on(answer):
            raise NotContinuable(
                "Only an answer that was stopped, interrupted or cut at its length limit can go on,"
                " and only with a model that can continue a text. Regenerate it instead."
            )
        if self._is_full(answer):
            raise too_large()
        provider, model = await self.catalogue.find(answer.model)
        # Nothing of a settled answer is changed by this.
        thread = (await self.store.begin(owner, answer.id)).thread
        await check_room(answer, provider, model, turns_of(thread, answer.system))
        reopened = await self.store.reopen(answer.id, recovery=False)
        try:
            failpoints.reach("reopened-in-store")
            await self.take_up(owner, reopened, provider, model, answer.text, answer.reasoning)
        except Exception:
            await self._settler.put_back(answer)
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
        writer = await self.log.open_epoch(
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
        self._on_end(end, job.generated_tokens())
        self._tell(job.owner, "ended", job.answer)

    def _tell(self, owner: str, what: What, answer: Answer) -> None:
        answer_id = None if what == "created" else answer.id
        self._bus.publish(owner, Change(what, answer.conversation_id, answer_id))

    def continuable(self, answer: Answer) -> bool:
        """Whether `resume` would take a settled answer."""
        return self._may_go_on(answer) and not self._is_full(answer)

    def _may_go_on(self, answer: Answer) -> bool:
        cut = answer.status in ("stopped", "interrupted") or answer.reason == "length"
        provider = self.catalogue.known_provider(answer.model)
        return cut and bool(answer.text) and provider is not None and provider.continues

    def _is_full(self, answer: Answer) -> bool:
        return is_full(bytes_left(answer.text, answer.reasoning, self._limits.max_answer_bytes))

    async def drain(self, grace_s: float) -> None:
        """Take no new questions; give running answers ``grace_s`` seconds, then settle the rest.

        What goes on unasked (`Provider.goes_on_unasked`) stays open for the next process.
        """
        self.draining = True
        await self._jobs.drain(grace_s)

    async def aclose(self) -> None:
        """End at once; what is growing stays open in the log, for the next process to settle."""
        self.draining = True
        await self._tasks.cancel()
        await self._jobs.aclose()
        await self._settler.aclose()
