"""Calls of programs: joined by a retry, and stopped when nobody reads them any more.

The clients of some doors know no other Stop than to close the connection. So an answer that nobody
reads is stopped, after a grace: a client whose connection was cut sends its request again, and a
reader that comes in time finds the answer growing.

Of several workers any may have a reader, so each tells the others of its first and its last one. A
word that is lost costs what a late retry costs: another answer, or one that nobody reads.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol

from yeoul.caller import Caller
from yeoul.errors import NotContinuable
from yeoul.protocol.conversation import Answer, utc_now
from yeoul.store.base import Ask as Wish
from yeoul.store.base import Exchange, IdempotencyKey
from yeoul.tasks import Tasks

#: The time within which a retry finds the request that it repeats.
RETRY_LIFE = timedelta(minutes=10)
#: Seconds that an answer grows on without a reader.
GRACE_S = 10.0
#: The same where a server has just started: clients wait longer before they try again.
RESTART_GRACE_S = 60.0
#: Most calls of which it is known that their client has the whole reply.
MAX_DELIVERED = 10_000

#: Why an answer ended of which a client that asks again gets the rest. Another end is one that a
#: client hopes to do better with another try.
_WHOLE = frozenset({"stop", "length", "repetition", "content_filter", "tool_calls"})

Ask = Callable[[Caller, Wish, IdempotencyKey | None], Coroutine[Any, Any, Exchange]]
Stop = Callable[[str, str], Coroutine[Any, Any, object]]


class Find(Protocol):
    """Finds the calls of an owner with a digest; see `Store.find_calls`."""

    async def __call__(self, owner: str, sha256: str, *, since: datetime) -> list[Exchange]:
        """Return the latest ones made ``since`` then."""


#: An answer has its first reader at a worker; has none there any more; or has been delivered there.
Word = Literal["read", "left", "delivered"]


class Calls:
    """Who reads which call. For one event loop."""

    def __init__(self, ask: Ask, stop: Stop, find: Find) -> None:
        self._ask = ask
        self._stop = stop
        self._find = find
        #: How many read an answer, by its id.
        self._readers: dict[str, int] = {}
        self._timers: dict[str, asyncio.TimerHandle] = {}
        #: Answers that are being stopped because nobody reads them.
        self._given_up: set[str] = set()
        #: Tells other workers: what has become of whose answer; see `hear`.
        self.tell: Callable[[Word, str, str], None] = lambda word, owner, answer_id: None
        #: Whether another worker is there, as far as is known: one may be gone for a moment.
        self.lives: Callable[[str], bool] = lambda worker: True
        #: The other workers at which an answer is read, and its owner.
        self._elsewhere: dict[str, tuple[str, set[str]]] = {}
        #: Used as an ordered set.
        self._delivered: dict[str, None] = {}
        #: The calls that are being written, by owner and digest.
        self._written: dict[tuple[str, str], list[asyncio.Future[None]]] = {}
        self._tasks = Tasks()
        self._closed = False

    async def ask(
        self, caller: Caller, wish: Wish, key: IdempotencyKey | None = None, *, is_retry: bool
    ) -> Exchange:
        """Ask what a program has brought with it (`Ask.call`); see `Chat.ask`.

        A retry gets the answer of the same request, made a moment ago, unless its reply is known to
        have arrived: so a cut connection costs no second answer.

        Raises:
            NotContinuable: the request with this ``key`` was stopped; half an answer is none.
            YeoulError: see `Chat.ask`.
        """
        assert wish.call is not None
        owner, sha256 = caller.owner, wish.call.sha256
        if is_retry and key is None:
            # The first try may have been cut while it was being written.
            await self.wait_until_written(owner, sha256)
            found = self.to_join(await self._find(owner, sha256, since=utc_now() - RETRY_LIFE))
            if found is not None:
                return found
        exchange = await self.write(owner, sha256, self._ask(caller, wish, key))
        if exchange.replayed and exchange.answer.reason == "stopped":
            raise NotContinuable("This answer was stopped. Ask again with a new Idempotency-Key.")
        return exchange

    # -- retries -----------------------------------------------------------------------------------

    async def write(self, owner: str, sha256: str, asking: Awaitable[Exchange]) -> Exchange:
        """Return what ``asking`` does; a retry that comes meanwhile waits for it."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        written = self._written.setdefault((owner, sha256), [])
        written.append(done)
        try:
            return await asking
        finally:
            done.set_result(None)
            written.remove(done)
            if not written:
                del self._written[owner, sha256]

    async def wait_until_written(self, owner: str, sha256: str) -> None:
        """Wait until the calls with this digest are written that are being written now."""
        if written := self._written.get((owner, sha256)):
            await asyncio.wait([*written])

    def to_join(self, found: Sequence[Exchange]) -> Exchange | None:
        """Return that of these calls, the latest first, which a retry means; None for none.

        Where several are alike, it is most likely one that nobody reads. But a server can take a
        while to see that a client has left.
        """
        joinable = [each for each in found if self._can_join(each.answer)]
        unread = (each for each in joinable if each.answer.id not in self._readers)
        return next(unread, joinable[0] if joinable else None)

    def _can_join(self, answer: Answer) -> bool:
        if answer.id in self._delivered or answer.id in self._given_up:
            return False
        return not answer.settled or answer.reason in _WHOLE

    # -- readers -----------------------------------------------------------------------------------

    def join_answer(self, owner: str, answer: Answer) -> Callable[[bool], None]:
        """Count one more reader of an answer, if it is that of a call which ends with them.

        When the last one has left, it is stopped, in a while. Returns what `join` does.
        """
        if answer.call is None or answer.call.outlives_readers:
            return lambda has_all: None
        return self.join(owner, answer.id)

    def join(self, owner: str, answer_id: str) -> Callable[[bool], None]:
        """Count one more reader of an answer.

        Returns what must be called once when that reader has left, with whether it has had all.
        """
        self._readers[answer_id] = self._readers.get(answer_id, 0) + 1
        if self._readers[answer_id] == 1:
            self.tell("read", owner, answer_id)
        self._forget_timer(answer_id)

        def leave(has_all: bool) -> None:
            self._leave(owner, answer_id, has_all=has_all)

        return leave

    def _leave(self, owner: str, answer_id: str, *, has_all: bool) -> None:
        left = self._readers.pop(answer_id) - 1
        if left:
            self._readers[answer_id] = left
        else:
            self.tell("left", owner, answer_id)
        if has_all:
            self._note_delivered(answer_id)
            self.tell("delivered", owner, answer_id)
        elif not left:
            self._await_reader(owner, answer_id, GRACE_S)

    def _note_delivered(self, answer_id: str) -> None:
        self._elsewhere.pop(answer_id, None)  # it has ended, whoever reads it
        self._delivered[answer_id] = None
        if len(self._delivered) > MAX_DELIVERED:
            del self._delivered[next(iter(self._delivered))]

    def await_recovered(self, owner: str, answer: Answer) -> None:
        """Stop a call that goes on after a restart, unless somebody comes in time to read it."""
        if answer.call is not None and not answer.call.outlives_readers:
            self._await_reader(owner, answer.id, RESTART_GRACE_S)

    def _await_reader(self, owner: str, answer_id: str, grace_s: float) -> None:
        if self._closed or answer_id in self._readers or answer_id in self._given_up:
            return
        self._forget_timer(answer_id)
        loop = asyncio.get_running_loop()
        self._timers[answer_id] = loop.call_later(grace_s, self._give_up, owner, answer_id)

    def _give_up(self, owner: str, answer_id: str) -> None:
        del self._timers[answer_id]
        if any(map(self.lives, self._readers_elsewhere(answer_id))):
            return  # whoever has its last reader waits for the next one
        self._elsewhere.pop(answer_id, None)
        self._given_up.add(answer_id)
        self._tasks.start(self._stop_given_up(owner, answer_id), name=f"stop {answer_id}")

    async def _stop_given_up(self, owner: str, answer_id: str) -> None:
        try:
            await self._stop(owner, answer_id)
        finally:
            # From here on its end says that it was stopped.
            self._given_up.discard(answer_id)

    # -- other workers -----------------------------------------------------------------------------

    def hear(self, worker: str, word: Word, owner: str, answer_id: str) -> None:
        """Note what another worker tells."""
        if word == "read":
            self._elsewhere.setdefault(answer_id, (owner, set()))[1].add(worker)
            self._forget_timer(answer_id)
        elif word == "left":
            self._forget_elsewhere(worker, answer_id)
        else:
            self._note_delivered(answer_id)

    def note_gone(self, worker: str) -> None:
        """Wait for the readers of a worker that is gone, which come to another one.

        It may only have been stalled: then they are still there.
        """
        for answer_id, (owner, workers) in self._elsewhere.items():
            if worker in workers:
                self._await_reader(owner, answer_id, RESTART_GRACE_S)

    def _readers_elsewhere(self, answer_id: str) -> set[str]:
        return self._elsewhere.get(answer_id, ("", set[str]()))[1]

    def _forget_elsewhere(self, worker: str, answer_id: str) -> None:
        workers = self._readers_elsewhere(answer_id)
        workers.discard(worker)
        if not any(map(self.lives, workers)):
            self._elsewhere.pop(answer_id, None)

    # -- the end of the server ---------------------------------------------------------------------

    def let_all_be(self) -> None:
        """Stop nothing any more: the readers are sent away because the server ends."""
        self._closed = True
        for answer_id in list(self._timers):
            self._forget_timer(answer_id)

    async def aclose(self) -> None:
        """Stop nothing any more, and wait for nothing."""
        self.let_all_be()
        await self._tasks.cancel()

    def _forget_timer(self, answer_id: str) -> None:
        if (timer := self._timers.pop(answer_id, None)) is not None:
            timer.cancel()
