"""The commands for generations: ask, stop, continue, recover after a crash, hand over, drain.

Each command runs to its end even if its caller is cancelled: a client that leaves in the middle of
its request leaves no answer without a job, and no Stop half done. answer_locks.py orders commands
on one answer, opener.py begins its epochs, pool.py runs them, settler.py ends them, elsewhere.py
finds what other workers write, and recovery.py repairs a crash between two steps.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any, Literal, TypeVar

from yeoul import failpoints
from yeoul.bus.base import Bus, Change, Notice, What
from yeoul.caller import UNLIMITED, Allowance
from yeoul.errors import Fenced, ShuttingDown, StorageFailed, StorageFull, TooManyAnswers
from yeoul.eventlog.base import EventLog
from yeoul.generation.answer_locks import AnswerLocks
from yeoul.generation.continuable import Continuable
from yeoul.generation.elsewhere import Elsewhere
from yeoul.generation.job import Job
from yeoul.generation.model_choice import ModelChoice, ModelNotKnown, check_sees
from yeoul.generation.opener import Opener
from yeoul.generation.pool import JobPool
from yeoul.generation.recovery import AllowanceOf, Recovery, unlimited
from yeoul.generation.runner import Limits
from yeoul.generation.settler import Settler
from yeoul.protocol.conversation import Answer, new_id
from yeoul.protocol.events import End, UnsettledStatus
from yeoul.providers.base import Model, Provider
from yeoul.providers.catalogue import Catalogue
from yeoul.store.accounts import check_used
from yeoul.store.base import Ask, Exchange, IdempotencyKey, Ids, Regenerate, Store
from yeoul.tasks import Tasks
from yeoul.workers.base import Workers

T = TypeVar("T")


class Supervisor:
    """Begins, stops and continues answers. Safe for concurrent use within one event loop."""

    def __init__(
        self,
        store: Store,
        log: EventLog,
        catalogue: Catalogue,
        *,
        workers: Workers,
        bus: Bus,
        limits: Limits | None = None,
        max_unfinished: int | None = None,
        clock: Callable[[], float] = time.monotonic,
        on_end: Callable[[End, int], None] = lambda end, tokens: None,
    ) -> None:
        self._catalogue = catalogue
        self.draining = False
        self._store = store
        self._max_unfinished = max_unfinished
        self._bus = bus
        self._on_end = on_end
        limits = limits or Limits()
        self._workers = workers
        self._locks = AnswerLocks()
        self._settler = Settler(store, log, clock, self._note_end)
        self._jobs = JobPool(store, self._settler, limits, clock, workers)
        catalogue.wait_before_closing(self._wait_until_unused)
        self._opener = Opener(store, log, self._settler, self._jobs, clock, self._note_continue)
        self._continuable = Continuable(store, catalogue, limits.max_answer_bytes)
        self._elsewhere = Elsewhere(store, log, bus, workers)
        here = self._locks, self._jobs, self._opener
        self._recovery = Recovery(store, log, catalogue, workers, *here, clock)
        #: Commands that open an epoch: the shutdown waits for them.
        self._openings = Tasks()
        #: Commands that stop answers: a recorded Stop outlives the process, and them.
        self._stops = Tasks()
        self._listen(bus)

    def _listen(self, bus: Bus) -> None:
        """Hear what other workers ask for, and what jobs leave to a later epoch."""
        take, me = self._recovery.take, self._workers.me
        self._jobs.on_lost_epoch = lambda answer_id: take(me, [answer_id])
        self._recovery.on_ended = lambda owner, answer: self._publish(owner, "ended", answer)
        self._elsewhere.on_unopened = lambda answer_id: take(me, [answer_id])
        self._catalogue.on_change(self._jobs.blind.forget)
        bus.on_notice("stop", self._hear_stop)
        bus.on_notice("free", lambda notice: take(notice.worker, notice.about))

    def status(self, answer_id: str) -> UnsettledStatus | Literal["interrupted"] | None:
        """Return an answer's status in this process; None if it is not being generated.

        See `JobPool.status`.
        """
        return self._jobs.status(answer_id)

    def grows(self, owner: str, answer_id: str) -> bool:
        """Return whether this is an answer of ``owner`` that is generated here and goes on."""
        return self._jobs.grows(owner, answer_id)

    def calls(self) -> list[tuple[str, Answer]]:
        """Return (owner, answer) of the calls that are queued or growing."""
        return self._jobs.calls()

    @property
    def running(self) -> int:
        """The number of answers that are queued or growing."""
        return len(self._jobs)

    # -- ask -------------------------------------------------------------------------------------

    async def ask(
        self,
        owner: str,
        wish: Ask | Regenerate,
        key: IdempotencyKey | None = None,
        *,
        allowance: Allowance | None = None,
    ) -> Exchange:
        """Write the exchange and begin to generate its answer; ``started`` is readable on return.

        With an ``allowance`` the question is counted, and refused where it goes beyond that.

        An answer whose Stop arrived before it is settled at once, and does not begin. A known
        ``key`` gives its exchange once that can be read, also while the server drains. A question
        that the log refuses is undone, its key included.

        Raises:
            ShuttingDown: the server drains.
            TooManyAnswers: ``max_unfinished`` answers wait or grow.
            TooManyAtOnce, QuotaExceeded: it goes beyond the ``allowance``.
            UnknownModel: no provider offers the model.
            NotContinuable: the answer is to begin with a text, behind which the model cannot go on.
            InvalidRequest: that text is as large as an answer can be.
            YeoulError: as `Store.ask` and `Catalogue.find`.
        """
        if isinstance(wish, Regenerate):
            self._continuable.check_prefix(wish.prefix)
        ids = wish.ids or Ids(new_id())
        wish = replace(wish, ids=ids)
        while True:
            asking = self._ask(owner, wish, ids.answer, key, allowance)
            try:
                exchange = await self._openings.complete(asking, name=f"ask {ids.answer}")
            except ModelNotKnown as unknown:
                await self._catalogue.find(unknown.model_id)
                continue
            answer = exchange.answer
            if not exchange.replayed or answer.settled:
                return exchange
            # An earlier request with this key may still be being answered, here if it named no ids,
            # or by another worker. It may have to undo its question: then the key is free again,
            # and this request writes it.
            if answer.id != ids.answer and self._locks.is_held(owner, answer.id):
                await self._locks.wait_until_free(owner, answer.id)
            elif answer.id in self._jobs or await self._elsewhere.is_opened(owner, answer.id):
                return exchange

    async def check_may_ask(
        self, owner: str, model_id: str | None, allowance: Allowance, *, with_model: bool
    ) -> None:
        """Check now what `ask` will check of a question with pictures, before work is done for it.

        ``with_model``: it is known which model is asked; None is the default one.

        Raises:
            ShuttingDown, TooManyAnswers, QuotaExceeded, UnknownModel: as `ask`.
            ImagesNotTaken: the model is known to see none.
        """
        self._check_accepting("Ask again in a moment.")
        if with_model:
            check_sees((await self._catalogue.find(model_id))[1], self._catalogue)
        accounts = self._store.accounts
        if accounts is not None and allowance != UNLIMITED:
            check_used(await accounts.used(owner), allowance, accounts.now())

    async def _ask(
        self,
        owner: str,
        wish: Ask | Regenerate,
        answer_id: str,
        key: IdempotencyKey | None,
        allowance: Allowance | None,
    ) -> Exchange:
        """Write the exchange and open its answer's first epoch, or return that of a known key."""
        limits = allowance or UNLIMITED
        accepting = partial(self._check_accepting, "Ask again in a moment.")
        choice = ModelChoice(self._catalogue, accepting, wish)
        # The same question, sent again while the first try is being withdrawn, waits here: it would
        # find ids that are taken by an answer that is about to be gone.
        async with self._locks.hold(owner, answer_id):
            exchange = await self._store.ask(
                owner, wish, key, choose=choice.choose, allowance=allowance
            )
            answer = exchange.answer
            if exchange.replayed:
                return exchange
            if not answer.settled and choice.found is not None:
                await self._opener.open_first(
                    owner, exchange, key, *choice.found, most_growing=limits.growing
                )
        if choice.is_default:
            # In the background: if the service's default has changed, the next question gets it.
            self._catalogue.refresh_default()
        begins = isinstance(wish, Ask) and wish.conversation_id is None
        self._tell_asked(owner, answer, begins_conversation=begins)
        return exchange

    def _tell_asked(self, owner: str, answer: Answer, *, begins_conversation: bool) -> None:
        if begins_conversation:
            self._publish(owner, "created", answer)
        self._publish(owner, "asked", answer)
        if (end := answer.end_event()) is not None:
            self._on_end(end, 0)
            self._publish(owner, "ended", answer)

    def _check_accepting(self, advice: str) -> None:
        """Check that the server takes new answers: it neither drains nor has too many."""
        if self.draining:
            raise ShuttingDown(f"The server is restarting. {advice}", retry_after_s=2)
        if self._max_unfinished is not None and len(self._jobs) >= self._max_unfinished:
            raise TooManyAnswers(
                f"{len(self._jobs)} answers wait or grow. {advice}", retry_after_s=5
            )

    async def wait_until_opened(self, owner: str, answer_id: str) -> None:
        """Wait until no epoch of the answer is being opened: the log knows it then, or never."""
        await self._locks.wait_until_free(owner, answer_id)
        if answer_id not in self._jobs:
            await self._elsewhere.is_opened(owner, answer_id)

    # -- stop ------------------------------------------------------------------------------------

    async def stop(self, owner: str, answer_id: str) -> bool:
        """Stop one answer; returns when its upstream call is closed and its text stored.

        Idempotent; does nothing to an answer that has ended. Returns False if the owner has no such
        answer: then the Stop is kept for its question, see `Store.request_stop`.

        Raises:
            NotFound: as `Store.request_stop`.
            StorageFailed, StorageFull: the Stop, or the end, cannot be written for now.
        """
        return await self.finish_stop(self._stop(owner, answer_id))

    async def _stop(self, owner: str, answer_id: str) -> bool:
        answer = await self._store.request_stop(owner, answer_id)
        failpoints.reach("stop-recorded")
        if answer is None:
            return False
        await self.stop_all(owner, [answer.id])
        return True

    async def finish_stop(self, stopping: Coroutine[Any, Any, T]) -> T:
        """Return the result of a command that stops answers, which runs on if its caller leaves."""
        return await self._stops.complete(stopping, name="stop")

    async def stop_all(self, owner: str, answer_ids: Sequence[str]) -> None:
        """Stop answers whose Stop is recorded or whose conversation is deleted, as `stop` does.

        Raises:
            StorageFailed, StorageFull: one has stopped, but its end cannot be written for now.
        """
        # A Stop may come while an epoch is being opened. The job that it must cancel exists only
        # after that, so it waits; the job, which checks the store itself, may stop sooner.
        for answer_id in answer_ids:
            await self._locks.wait_until_free(owner, answer_id)
        async with self._elsewhere.in_time():
            await self._jobs.stop(answer_ids)
        stopped = await self._elsewhere.stop(answer_ids)
        for answer_id in answer_ids:
            self._settler.check_not_refused(answer_id)
            # A shutdown or a full disk may have left it without a job, and without an end.
            # Or another worker has come first meanwhile: then that one has to end it.
            while answer_id not in stopped and not await self._recovery.stop(owner, answer_id):
                stopped |= await self._elsewhere.stop([answer_id])

    def _hear_stop(self, notice: Notice) -> None:
        """Stop answers that another worker has been asked to stop; their Stop is recorded."""
        self._stops.start(self._stop_here(notice.about), name="stop for another worker")

    async def _stop_here(self, answer_ids: Sequence[str]) -> None:
        # The other worker sees by the `end` that it is done, and nothing by an error.
        with suppress(StorageFailed, StorageFull):
            await self._jobs.stop(answer_ids)

    async def stop_owner(self, owner: str) -> None:
        """Stop all that waits or grows here for an owner, who asks no more.

        A question that was let in before has its job only when its lock is free.
        """
        await self._locks.wait_for_present(owner)
        await self.finish_stop(self.stop_all(owner, self._jobs.ids_of(owner)))

    # -- continue --------------------------------------------------------------------------------

    async def continue_answer(
        self, owner: str, answer_id: str, *, limits: Allowance = UNLIMITED
    ) -> None:
        """Continue an answer in a new epoch. Does nothing while it is growing.

        Raises:
            NotFound
            NotContinuable: it has ended for good, or its provider cannot continue a text.
            ShuttingDown, TooManyAnswers
            TooManyAtOnce: it goes beyond the ``limits``.
        """
        found = await self._find_model(owner, answer_id)
        if found is not None:
            continuing = self._continue(owner, answer_id, *found, limits)
            await self._openings.complete(continuing, name=f"continue {answer_id}")

    async def _find_model(self, owner: str, answer_id: str) -> tuple[Provider, Model] | None:
        """Return what can continue an answer; None if the answer is growing."""
        while True:
            answer = await self._read_opened(owner, answer_id)
            if not answer.settled or answer_id in self._jobs:
                return None
            self._check_accepting("Try again in a moment.")
            # Before the lock: counting tokens may take seconds, and a Stop does not wait for it.
            # Another Continue may begin the next epoch meanwhile, and have to undo it: look again.
            with suppress(Fenced):
                return await self._continuable.find_model(owner, answer)

    async def _read_opened(self, owner: str, answer_id: str) -> Answer:
        """Return an answer when none of its epochs is being opened, which may have to be undone."""
        while True:
            answer = await self._store.answer(owner, answer_id)
            self._settler.check_not_refused(answer_id)
            if answer.settled or not self._locks.is_held(owner, answer_id):
                return answer
            await self._locks.wait_until_free(owner, answer_id)

    async def _continue(
        self, owner: str, answer_id: str, provider: Provider, model: Model, limits: Allowance
    ) -> None:
        """Open the next epoch of an answer, unless another Continue has opened it meanwhile."""
        async with self._locks.hold(owner, answer_id):
            answer = await self._store.answer(owner, answer_id)
            self._settler.check_not_refused(answer_id)
            if answer.settled and answer_id not in self._jobs:
                self._check_accepting("Try again in a moment.")
                self._continuable.check(answer)
                # Its service may have been changed while the prompt was being measured.
                provider, model = self._catalogue.known(answer.model) or (provider, model)
                with suppress(Fenced):  # another worker continues it
                    await self._opener.open_next(owner, answer, provider, model, limits)

    def continuable(self, answer: Answer) -> bool:
        """Return whether `continue_answer` would accept a settled answer."""
        return self._continuable.allows(answer)

    # -- the process -----------------------------------------------------------------------------

    async def recover(self, allowance_of: AllowanceOf = unlimited) -> None:
        """Settle or continue the answers that the last process left open; see `Recovery`.

        It goes on to its end even if the caller is cancelled.
        """
        await self._openings.complete(self._recovery.run(allowance_of), name="recover")

    async def hand_over(self) -> None:
        """Take no new questions; have other workers go on with all answers that can go on there.

        Does nothing more where there is no other worker. Readers of the answers stay.
        """
        self.draining = True
        await self._recovery.aclose()
        if self._workers.others():
            # A question that was let in before has its job only after this.
            await self._openings.wait_for_present()
            given: list[str] = []
            try:
                await self._jobs.give_away(given)
            finally:
                self._elsewhere.give_away(given)

    async def drain(self, grace_s: float) -> None:
        """Take no new questions; give running answers ``grace_s`` seconds, then settle the rest.

        Answers that go on unasked (`goes_on_unasked`), or grow upstream, stay open for
        the next process.
        """
        await self.hand_over()
        with suppress(TimeoutError):
            async with asyncio.timeout(grace_s):
                # A question that was let in before the drain has its job only after this.
                await self._openings.wait()
                await self._jobs.wait()
        await self._jobs.shut_down()
        await self._workers.leave()

    async def aclose(self) -> None:
        """End at once; growing answers stay open in the log, for the next process to settle."""
        self.draining = True
        await self._stops.cancel()
        await self._recovery.aclose()
        # Cancelled in the middle, they would leave an answer that one memory has begun.
        await self._openings.wait()
        await self._jobs.aclose()
        await self._settler.aclose()

    async def _wait_until_unused(self, provider: Provider) -> None:
        # A command that found the provider before it was removed has its job only at its end. One
        # that begins later cannot find it.
        await self._openings.wait_for_present()
        await self._jobs.wait_until_unused(provider)

    # -- listeners -------------------------------------------------------------------------------

    def _note_end(self, job: Job, end: End) -> None:
        self._on_end(end, job.generated_tokens())
        self._publish(job.owner, "ended", job.answer)

    def _note_continue(self, owner: str, answer: Answer) -> None:
        self._publish(owner, "continued", answer)

    def _publish(self, owner: str, what: What, answer: Answer) -> None:
        if answer.call is not None and not answer.call.is_listed:
            return  # it is in no list that a tab shows
        answer_id = None if what == "created" else answer.id
        self._bus.publish(owner, Change(what, answer.conversation_id, answer_id))
