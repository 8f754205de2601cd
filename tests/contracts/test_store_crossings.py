"""Questions with keys and ids cross, with Stops and withdrawals between them, as if in a row."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contracts.conftest import OpenFolder
from yeoul.errors import IdempotencyConflict, IdTaken, NotFound
from yeoul.store.base import Ask, Exchange, IdempotencyKey, Ids, Store
from yeoul.testing.stores import OWNER, Clock

#: The ids of the two exchanges that all requests are about.
EXCHANGES = tuple(Ids(f"a{n:031x}", f"b{n:031x}", f"c{n:031x}") for n in range(2))


@dataclass(frozen=True)
class Request:
    """One request about the exchange with such ids; only asking has a key and a body."""

    what: Literal["ask", "stop", "withdraw"]
    about: int
    key: str | None = None
    body: str = "a"

    def idempotency_key(self) -> IdempotencyKey | None:
        return None if self.key is None else IdempotencyKey(self.key, self.body * 64)


Answers = frozenset[tuple[int, bool]]


@dataclass(frozen=True)
class State:
    """What the contract lets the store have: exchanges by number, and whether they are stopped."""

    exchanges: Answers = frozenset()
    #: Key, body and exchange.
    keys: frozenset[tuple[str, str, int]] = frozenset()
    waiting: frozenset[int] = frozenset()

    def after(self, request: Request, made_with: str | None) -> tuple[str, State]:
        """Return the result of a request, and the state behind it."""
        about, exchanges = request.about, dict(self.exchanges)
        if request.what == "stop":
            if about not in exchanges:
                return "kept", State(self.exchanges, self.keys, self.waiting | {about})
            return "stopped", self._with(exchanges | {about: True})
        if request.what == "withdraw":
            stopped = exchanges.pop(about, False)
            keys = frozenset(each for each in self.keys if (each[0], each[2]) != (made_with, about))
            waiting = self.waiting | ({about} if stopped else set())
            return "withdrawn", State(frozenset(exchanges.items()), keys, waiting)
        for key, body, known in self.keys:
            if key == request.key:
                if body != request.body:
                    return "conflict", self
                return (f"replay {known}" if known in exchanges else "gone"), self
        if about in exchanges:
            return "taken", self
        claimed = set() if request.key is None else {(request.key, request.body, about)}
        exchanges[about] = about in self.waiting
        return f"made {about}", State(
            frozenset(exchanges.items()), self.keys | claimed, self.waiting - {about}
        )

    def _with(self, exchanges: dict[int, bool]) -> State:
        return State(frozenset(exchanges.items()), self.keys, self.waiting)


REQUESTS = st.one_of(
    st.builds(
        Request,
        st.just("ask"),
        st.integers(0, 1),
        st.sampled_from([None, "key-1", "key-1", "key-2"]),
        st.sampled_from("aab"),
    ),
    st.builds(Request, st.sampled_from(["stop", "withdraw"]), st.integers(0, 1)),
)


@dataclass
class Client:
    """Sends requests, and remembers the exchanges that it may have to withdraw."""

    store: Store
    made: dict[int, tuple[Exchange, str | None]] = field(default_factory=dict)

    def can_send(self, request: Request) -> bool:
        return request.what != "withdraw" or request.about in self.made

    async def send(self, request: Request, made: dict[int, tuple[Exchange, str | None]]) -> str:
        """Send, and return the result in the words of `State`."""
        ids, key = EXCHANGES[request.about], request.idempotency_key()
        if request.what == "stop":
            return "stopped" if await self.store.request_stop(OWNER, ids.answer) else "kept"
        if request.what == "withdraw":
            exchange, name = made[request.about]
            await self.store.withdraw(OWNER, exchange, IdempotencyKey(name, "") if name else None)
            return "withdrawn"
        try:
            exchange = await self.store.ask(OWNER, Ask("?", "m", ids=ids), key)
        except IdempotencyConflict:
            return "conflict"
        except IdTaken:
            return "taken"
        except NotFound:
            return "gone"
        number = [each.answer for each in EXCHANGES].index(exchange.answer.id)
        if exchange.replayed:
            return f"replay {number}"
        self.made[number] = exchange, request.key
        return f"made {number}"

    async def answers(self) -> Answers:
        found = set()
        for number, ids in enumerate(EXCHANGES):
            try:
                answer = await self.store.answer(OWNER, ids.answer)
            except NotFound:
                continue
            found.add((number, answer.stop_requested))
        return frozenset(found)


def explanations(
    before: set[State], requests: Sequence[tuple[Request, str | None]], results: Sequence[str]
) -> set[State]:
    """Return the states that some order of the requests with these results leaves."""
    after = set()
    for start in before:
        for order in permutations(range(len(requests))):
            state, expected = start, [""] * len(requests)
            for index in order:
                expected[index], state = state.after(*requests[index])
            if expected == list(results):
                after.add(state)
    return after


async def _cross(store: Store, rounds: list[list[Request]]) -> None:
    client, states = Client(store), {State()}
    for drawn in rounds:
        made = dict(client.made)
        together = [request for request in drawn if client.can_send(request)]
        results = await asyncio.gather(*(client.send(request, made) for request in together))
        requests = [
            (each, made[each.about][1] if each.about in made else None) for each in together
        ]
        found = await client.answers()
        states = {
            state for state in explanations(states, requests, results) if state.exchanges == found
        }
        assert states, (requests, results, found)


@settings(deadline=None, max_examples=100, print_blob=True)
@given(st.lists(st.lists(REQUESTS, min_size=1, max_size=4), min_size=1, max_size=6))
def test_questions_that_cross_leave_what_some_order_of_them_leaves(
    open_folder: OpenFolder, rounds: list[list[Request]]
) -> None:
    async def run() -> None:
        with TemporaryDirectory() as folder:
            async with open_folder(Path(folder), Clock()) as store:
                await _cross(store, rounds)

    asyncio.run(run())
