"""Writers of one answer race: whatever the order, it is as if they had come one after the other."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contracts.conftest import OpenFolder
from yeoul.errors import Fenced
from yeoul.protocol.events import Cursor
from yeoul.store.base import Ask, Store
from yeoul.testing.stores import OWNER, Clock, settlement


@dataclass(frozen=True)
class Write:
    """What one writer does that believes in an epoch ``age`` before the present one."""

    what: str
    age: int
    text: str


@dataclass(frozen=True)
class State:
    """An answer as the contract has it."""

    epoch: int = 1
    status: str = "queued"
    text: str = ""

    def after(self, write: Write, epoch: int) -> State | None:
        """Return the state behind a write for ``epoch``; None if that is refused."""
        if epoch != self.epoch:
            return None
        match write.what:
            case "begin":
                return replace(self, status="generating") if self.status == "queued" else self
            case "settle":
                return replace(self, status="finished", text=write.text)
            case _:
                if (self.status == "finished") == (write.what == "take over"):
                    return None
                status = self.status if write.what == "take over" else "generating"
                return replace(self, status=status, epoch=epoch + 1)


WRITES = st.builds(
    Write,
    st.sampled_from(["begin", "settle", "take over", "continue"]),
    st.integers(0, 1),
    st.sampled_from("ab"),
)


async def carry_out(store: Store, answer_id: str, write: Write, epoch: int) -> bool:
    """Write, and return whether it was taken."""
    try:
        match write.what:
            case "begin":
                await store.begin(OWNER, answer_id, epoch)
            case "settle":
                made = settlement(write.text, cursor=Cursor(epoch, 5))
                await store.settle(answer_id, epoch, made)
            case _:
                await store.begin_epoch(answer_id, epoch, recovery=write.what == "take over")
    except Fenced:
        return False
    return True


def explained(
    before: State, writes: Sequence[tuple[Write, int]], taken: Sequence[bool], found: State
) -> bool:
    """Whether some order of the writes has these results."""
    for order in permutations(range(len(writes))):
        state, results = before, [False] * len(writes)
        for index in order:
            after = state.after(*writes[index])
            results[index] = after is not None
            state = after or state
        if state == found and results == list(taken):
            return True
    return False


async def _race(store: Store, rounds: list[list[Write]]) -> None:
    answer_id = (await store.ask(OWNER, Ask("?", "scripted"))).answer.id
    state = State()
    for together in rounds:
        writes = [(each, max(1, state.epoch - each.age)) for each in together]
        taken = await asyncio.gather(*(carry_out(store, answer_id, *each) for each in writes))
        answer = await store.answer(OWNER, answer_id)
        found = State(answer.epoch, answer.status, answer.text)
        assert explained(state, writes, taken, found), (state, writes, taken, found)
        state = found


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(WRITES, min_size=1, max_size=4), min_size=1, max_size=8))
def test_writes_of_many_epochs_at_once_leave_what_some_order_of_them_leaves(
    open_folder: OpenFolder, rounds: list[list[Write]]
) -> None:
    async def run() -> None:
        with TemporaryDirectory() as folder:
            async with open_folder(Path(folder), Clock()) as store:
                await _race(store, rounds)

    asyncio.run(run())
