"""Stop at a random moment of an answer, the queue and the time before its first token included."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest

from tests.faults.volumes import LIMIT_S, SEED, VOLUMES, spread
from tests.providers.services import service_provider
from tests.served import Served, serving
from tests.services.chat_service import Call, open_chat_service, text
from tests.stopwatch import LoopTime, loop_time
from yeoul.providers.catalogue import Catalogue

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(LIMIT_S)]

SLOTS, AT_ONCE = 8, 10
#: Seconds until the service must have seen the close; 0.2 on an idle machine. All are in this
#: process, so the time in which it did not run is nobody's.
CLOSED_S = 1.0


class Closings:
    """A service that streams for ever, some answers after a silence, and notes each close."""

    def __init__(self, chance: random.Random, time: LoopTime) -> None:
        self.chance, self.time = chance, time
        #: Question -> when its connection was seen closed.
        self.closed_at_s: dict[str, float] = {}
        self.begun: set[str] = set()
        self.closing = asyncio.Event()

    async def closed(self, question: str) -> None:
        """Wait until a question's connection was seen closed."""
        while question not in self.closed_at_s:
            self.closing.clear()
            await self.closing.wait()

    async def plan(self, call: Call) -> None:
        question = call.request.body["messages"][-1]["content"]
        self.begun.add(question)
        gone = asyncio.ensure_future(call.client_gone())  # noqa: TID251
        try:
            if "silent" not in question:
                await call.head()
                while not gone.done():
                    await call.send(text("물 "))
                    await asyncio.wait([gone], timeout=0.005)
            await gone
        finally:
            self.closed_at_s[question] = self.time.now_s
            self.closing.set()
            gone.cancel()


async def stop_one(served: Served, closings: Closings, number: int) -> float | None:
    """Ask, stop at a random moment; returns the seconds until the close, None if none was open."""
    chance = closings.chance
    question = f"{number} {chance.choice(['silent', 'talking', 'talking'])}"
    asked = await served.ask(question)
    answer_id = asked["answer"]["id"]
    following = asyncio.ensure_future(served.events(answer_id))  # noqa: TID251
    await asyncio.sleep(chance.choice([0, 0, 0.01, 0.1, 0.3]) * chance.random())
    begin_s = closings.time.now_s
    replies = await asyncio.gather(
        *(served.client.post(f"/api/answers/{answer_id}/stop") for _ in range(2))
    )
    again = await served.client.post(f"/api/answers/{answer_id}/stop")
    assert {reply.status_code for reply in (*replies, again)} == {200}
    assert {reply.json()["status"] for reply in (*replies, again)} == {"stopped"}
    assert len({reply.content for reply in (*replies, again)}) == 1
    told = await asyncio.wait_for(following, 60)
    assert [entry["event"] for entry in told].count("end") == 1
    assert told[-1]["data"]["status"] == "stopped"
    assert "".join(e["data"]["text"] for e in told if e["event"] == "delta") == again.json()["text"]
    if question not in closings.begun:
        return None
    async with asyncio.timeout(60):
        await closings.closed(question)
    return max(0.0, closings.closed_at_s[question] - begin_s)


async def test_a_stop_closes_the_upstream_call_at_any_moment(tmp_path: Path) -> None:
    async with open_chat_service() as service, loop_time() as time:
        closings = Closings(random.Random(SEED), time)
        service.answer = closings.plan
        provider = service_provider(service.base_url, default_model="m", slots=SLOTS)
        catalogue = Catalogue([provider], default_provider=provider, default_model="m")
        async with serving(tmp_path, catalogue=catalogue) as served:
            took: list[float | None] = []
            for first in range(0, VOLUMES.stops, AT_ONCE):
                numbers = range(first, first + AT_ONCE)
                took += await asyncio.gather(*(stop_one(served, closings, n) for n in numbers))
            assert service.open_answers == 0
    closed = [seconds for seconds in took if seconds is not None]
    print(f"the service's socket was closed after {spread(closed)}")
    assert max(closed) <= CLOSED_S
    assert None in took, "no answer was stopped before its call"


@pytest.mark.parametrize("talking", [False, True])
async def test_a_stop_does_not_wait_for_a_service_that_ignores_the_close(
    tmp_path: Path, talking: bool
) -> None:
    begun = asyncio.Event()

    async def deaf(call: Call) -> None:
        await call.head()
        await call.send(text("물 "))
        begun.set()
        while talking:  # into a closed connection, as long as the system takes it
            call.writer.write(b"1\r\n:\r\n")
            await asyncio.sleep(0.001)
        await asyncio.Event().wait()

    async with open_chat_service() as service:
        service.answer = deaf
        provider = service_provider(service.base_url, default_model="m", slots=1)
        catalogue = Catalogue([provider], default_provider=provider, default_model="m")
        async with serving(tmp_path, catalogue=catalogue) as served:
            answer_id = (await served.ask())["answer"]["id"]
            await begun.wait()
            async with asyncio.timeout(10 * CLOSED_S):
                reply = await served.client.post(f"/api/answers/{answer_id}/stop")
                assert reply.json()["status"] == "stopped"
                # Its place is free for the next question.
                begun.clear()
                await served.ask()
                await begun.wait()
