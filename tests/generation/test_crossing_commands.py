"""Commands in a random order and at once, on a disk that refuses some, by callers who leave.

Whatever happens before, a last Stop of each answer ends it in both memories. A failure names the
seed that reproduces it.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.generation.house import MODEL, House, house
from yeoul.caller import LOCAL_OWNER
from yeoul.errors import IdTaken, NotContinuable, NotFound, StorageFull
from yeoul.generation import recovery, settler
from yeoul.protocol.conversation import new_id
from yeoul.store.base import Ask, IdempotencyKey, Ids
from yeoul.tasks import Tasks

pytestmark = pytest.mark.anyio

SEEDS = range(1, 16)
STORE_STEPS = ["ask", "withdraw", "settle", "begin_epoch", "request_stop"]
LOG_STEPS = ["create", "open_epoch", "adopt"]
#: Refusals that a command may meet here.
REFUSED = (IdTaken, NotContinuable, NotFound, StorageFull)


class Life:
    """One server's life under random commands."""

    def __init__(self, h: House, chance: random.Random) -> None:
        self._h = h
        self._chance = chance
        self._refusing = chance.choice([0, 0, 0.1, 0.3])
        names = [(h.store, name) for name in STORE_STEPS] + [(h.log, name) for name in LOG_STEPS]
        for thing, name in names:
            setattr(thing, name, self._unreliable(getattr(thing, name)))
        self.answers = [new_id() for _ in range(3)]
        self._wishes = [Ask("?", MODEL, ids=Ids(answer_id)) for answer_id in self.answers]

    def _unreliable(self, step: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def tried(*args: Any, **kwargs: Any) -> Any:
            await self._pause()
            if self._chance.random() < self._refusing:
                raise StorageFull("The disk is full.")
            result = await step(*args, **kwargs)
            await self._pause()
            return result

        return tried

    async def _pause(self) -> None:
        for _ in range(self._chance.choice([0, 0, 1, 3, 10])):
            await asyncio.sleep(0)

    async def _command(self) -> None:
        number = self._chance.randrange(3)
        answer_id, supervisor = self.answers[number], self._h.supervisor
        key = IdempotencyKey(f"key-{number}", "a" * 64)
        commands: list[Callable[[], Awaitable[Any]]] = [
            lambda: supervisor.ask(LOCAL_OWNER, self._wishes[number], key),
            lambda: supervisor.stop(LOCAL_OWNER, answer_id),
            lambda: supervisor.continue_answer(LOCAL_OWNER, answer_id),
            supervisor.recover,
        ]
        [command] = self._chance.choices(commands, [8, 5, 6, 1])
        with suppress(*REFUSED):
            await command()

    async def run(self) -> None:
        """Give commands; some of their callers leave."""
        tasks = Tasks()
        given = []
        for _ in range(self._chance.randint(5, 40)):
            given.append(tasks.start(self._command(), name="command", awaited=True))
            await self._pause()
            if self._chance.random() < 0.4:
                self._chance.choice(given).cancel()
        for outcome in await asyncio.gather(*given, return_exceptions=True):
            assert outcome is None or isinstance(outcome, asyncio.CancelledError), outcome
        self._refusing = 0

    async def stop(self, answer_id: str) -> bool:
        """Stop an answer as a client does, which tries again; returns whether it exists."""
        while True:
            try:
                return await self._h.supervisor.stop(LOCAL_OWNER, answer_id)
            except StorageFull:
                await self._h.store.check()


async def check_ended(h: House, answer_id: str) -> None:
    answer, snapshot = await h.store.answer(LOCAL_OWNER, answer_id), await h.log.snapshot(answer_id)
    assert answer.settled
    # The log does not know an answer that was stopped before it began.
    if snapshot is not None:
        assert (snapshot.end, snapshot.content) == (answer.end_event(), answer.content)


@pytest.mark.parametrize("seed", SEEDS)
async def test_a_last_stop_ends_an_answer_whatever_came_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    for module in (recovery, settler):
        monkeypatch.setattr(module, "RETRY_S", 0.005)
    async with house(tmp_path, ["ab", asyncio.Event()]) as h:
        chance = random.Random(seed)
        h.provider.slots = chance.choice([1, 3])
        life = Life(h, chance)
        await asyncio.wait_for(life.run(), 60)
        await h.supervisor._openings.wait()
        for answer_id in life.answers:
            if await life.stop(answer_id):
                await check_ended(h, answer_id)
        assert (h.supervisor.running, h.provider.running) == (0, 0)
