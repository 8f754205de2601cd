"""The commands for generations: ask, stop, continue, recover after a crash, drain.

They write store and log in a fixed order. Asking: the store has question and answer before the log
has ``started``. Ending: settler.py. recovery.py repairs a crash between two steps; jobs.py holds
the running generations.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

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
from yeoul.generation.recovery import Recovery
from yeoul.generation.runner import Limits
from yeoul.generation.settler import Settler
from yeoul.protocol.content import Content
from yeoul.protocol.conversation import Answer
from yeoul.protocol.events import End, Status
from yeoul.providers.base import Model, Provider
from yeoul.providers.catalogue import Catalogue
from yeoul.store.base import Ask, Exchange, IdempotencyKey, Regenerate, Store


class _NotKnownYet(Exception):
    """Undoes a transaction that needs a model for which the providers have to be asked first."""

    def __init__(self, model_id: str | None) -> None:
        self.model_id = model_id


class _Choice:
    """Chooses the model that answers a question, in the transaction that writes it."""

    def __init__(self, catalogue: Catalogue, check_accepting: Callable[[str], None]) -> None:
        self._catalogue = catalogue
        self._check_accepting = check_accepting
        self.found: tuple[Provider, Model] | None = None
        self.is_default = False

    def choose(self, model_id: str | None) -> str:
        """Return the model's id (`ChooseModel`). Runs in the store's thread and only reads.

        Raises:
            ShuttingDown, TooManyAnswers: no answer can begin at present.
            _NotKnownYet: the providers have to be asked for their models first.
        """
        self._check_accepting("Ask again in a moment.")
        self.found, self.is_default = self._catalogue.known(model_id), model_id is None
        if self.found is None:
            raise _NotKnownYet(model_id)
        return self.found[1].id


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
        self._recovery = Recovery(store, log, catalogue, self._jobs, clock, self._open_epoch)

    def status(self, answer_id: str) -> Status | None:
        """Return an answer's status in this process; None if it is not being generated.

        See `Jobs.status`.
        """
        return self._jobs.status(answer_id)

    @property
    def running(self) -> int:
        """The number of answers that are queued or growing."""
        return len(self._jobs)

    async def ask(
        self, owner: str, wish: Ask | Regenerate, key: IdempotencyKey | None = None
    ) -> Exchange:
        """Write the exchange and begin to generate its answer; ``started`` is readable on return.

        An answer whose Stop arrived before it is settled at once, and does not begin. A known
        ``key`` gives its exchange once that can be read, also while the server drains. A question
        that the log refuses is undone, its key included.

        Raises:
            ShuttingDown: the server drains.
            TooManyAnswers: ``max_unfinished`` answers wait or grow.
            UnknownModel: no provider offers the model.
            YeoulError: as `Store.ask` and `Catalogue.find`.
        """
        while True:
            exchange, found = await self._write_exchange(owner, wish, key)
            if found is not None:
                break
            if not self._locks.is_held(exchange.answer.id):
                return exchange
            # Another request is asking this question now, and may still have to undo it: then the
            # key is free again, and this request writes it.
            await self._locks.wait_until_free(exchange.answer.id)
        answer = exchange.answer
        if not answer.settled:
            await self._begin(owner, exchange, key, *found)
        if isinstance(wish, Ask) and wish.conversation_id is None:
            self._publish(owner, "created", answer)
        self._publish(owner, "asked", answer)
        if (end := answer.end_event()) is not None:
            self._on_end(end, 0)
            self._publish(owner, "ended", answer)
        return exchange

    def _check_accepting(self, advice: str) -> None:
        """Check that the server takes new answers: it neither drains nor has too many."""
        if self.draining:
            raise ShuttingDown(f"The server is restarting. {advice}", retry_after_s=2)
        if self._max_unfinished is not None and len(self._jobs) >= self._max_unfinished:
            raise TooManyAnswers(
                f"{len(self._jobs)} answers wait or grow. {advice}", retry_after_s=5
            )

    async def opened(self, answer_id: str) -> None:
        """Wait until no epoch of the answer is being opened: the log knows it then, or never."""
        await self._locks.wait_until_free(answer_id)

    async def _write_exchange(
        self, owner: str, wish: Ask | Regenerate, key: IdempotencyKey | None
    ) -> tuple[Exchange, tuple[Provider, Model] | None]:
        """Return the exchange and, if it is new, the model chosen in its transaction.

        A service is not asked for its models in the middle of a transaction: the first try is
        undone then, and the second one knows them.
        """
        choice = _Choice(self._catalogue, self._check_accepting)
        while True:
            try:
                exchange = await self._store.ask(owner, wish, key, choose=choice.choose)
            except _NotKnownYet as unknown:
                await self._catalogue.find(unknown.model_id)
            else:
                break
        if exchange.replayed:
            return exchange, None
        if choice.is_default:
            # In the background: if the service's default has changed, the next question gets it.
            self._catalogue.refresh_default()
        return exchange, choice.found

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
        """Withdraw a question that the log refused; settle its answer if the store refuses that."""
        try:
            await self._store.withdraw(owner, exchange, key)
        except (StorageFailed, StorageFull):
            why = error if isinstance(error, YeoulError) else unforeseen()
            await self._settler.settle_unstarted(exchange.answer, why)

    async def _start_or_settle(self, job: Job) -> None:
        """Start a job whose epoch is open; if that fails, settle it."""
        try:
            failpoints.reach("opened-in-log")
            self._jobs.start(job)
        except Exception:
            await self._settler.settle_until_taken(job, unforeseen())
            raise

    async def stop(self, owner: str, answer_id: str) -> bool:
        """Stop one answer; returns when its upstream call is closed and its text stored.

        Idempotent; does nothing to an answer that has ended. Returns False if the owner has no such
        answer: then the Stop is kept for its question, see `Store.request_stop`.

        Raises:
            StorageFailed, StorageFull: the Stop, or the end, cannot be written.
        """
        answer = await self._store.request_stop(owner, answer_id)
        failpoints.reach("stop-recorded")
        if answer is None:
            return False
        await self.stop_all([answer.id])
        return True

    async def stop_all(self, answer_ids: Sequence[str]) -> None:
        """Stop answers whose Stop is recorded or whose conversation is deleted, as `stop` does.

        Raises:
            StorageFailed, StorageFull: one has stopped, but its end cannot be written for now.
        """
        # A Stop may come while an epoch is being opened. The job that it must cancel exists only
        # after that, so it waits; the job, which checks the store itself, may stop sooner.
        for answer_id in answer_ids:
            await self._locks.wait_until_free(answer_id)
        await self._jobs.stop(answer_ids)
        for answer_id in answer_ids:
            self._check_settled(answer_id)

    def _check_settled(self, answer_id: str) -> None:
        """Check that no error keeps the answer's end from being stored; raises the error."""
        if (refusal := self._settler.refused.get(answer_id)) is not None:
            raise refusal

    async def continue_answer(self, owner: str, answer_id: str) -> None:
        """Continue an answer in a new epoch. Does nothing while it is growing.

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
        # This changes nothing in a settled answer.
        thread = (await self._store.begin(owner, answer.id, answer.epoch)).thread
        await check_window(answer, provider, model, turns_of(thread, answer.system))
        continued = await self._store.begin_epoch(answer.id, answer.epoch, recovery=False)
        try:
            failpoints.reach("continued-in-store")
            await self._open_epoch(owner, continued, provider, model, answer.content)
        except Exception:
            await self._settler.undo_continue(answer, continued.epoch)
            raise

    async def _open_epoch(
        self, owner: str, answer: Answer, provider: Provider, model: Model, kept: Content
    ) -> None:
        """Open the epoch that the store has begun, with the kept content, and generate on."""
        writer = await self._log.open_epoch(answer.started_event(), answer.epoch, kept)
        job = Job(owner, answer, writer, Times(self._clock()), provider, model)
        job.draft = Draft(kept)
        job.earlier_usage = answer.usage
        await self._start_or_settle(job)
        self._publish(owner, "continued", answer)

    async def recover(self) -> None:
        """Settle or continue the answers that the last process left open; see `Recovery`."""
        await self._recovery.run()

    def _note_end(self, job: Job, end: End) -> None:
        self._on_end(end, job.generated_tokens())
        self._publish(job.owner, "ended", job.answer)

    def _publish(self, owner: str, what: What, answer: Answer) -> None:
        answer_id = None if what == "created" else answer.id
        self._bus.publish(owner, Change(what, answer.conversation_id, answer_id))

    def continuable(self, answer: Answer) -> bool:
        """Return whether `continue_answer` would accept a settled answer."""
        return self._may_continue(answer) and not self._is_full(answer)

    def _may_continue(self, answer: Answer) -> bool:
        unfinished = answer.status in ("stopped", "interrupted") or answer.reason == "length"
        provider = self._catalogue.known_provider(answer.model)
        can_continue = provider is not None and provider.can_continue
        # A model goes on behind a text, not behind a tool call.
        text, _, calls = answer.content
        return unfinished and bool(text) and not calls and can_continue

    def _is_full(self, answer: Answer) -> bool:
        return is_full(bytes_left(answer.content, self._limits.max_answer_bytes))

    async def drain(self, grace_s: float) -> None:
        """Take no new questions; give running answers ``grace_s`` seconds, then settle the rest.

        Answers that go on unasked (`Provider.continues_unasked`) stay open for the next process.
        """
        self.draining = True
        await self._jobs.drain(grace_s)

    async def aclose(self) -> None:
        """End at once; growing answers stay open in the log, for the next process to settle."""
        self.draining = True
        await self._recovery.aclose()
        await self._jobs.aclose()
        await self._settler.aclose()
