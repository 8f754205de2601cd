"""What people do at several workers at once, whose answers come from a service that counts calls.

A Stop is pressed at one worker for an answer of another, which may die over it; one question, or
one place in a conversation, is wanted by fifty at a time.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from itertools import cycle

import httpx2
import pytest

from tests.faults.followers import Follower, ask, check_kept, open_client
from tests.faults.installation import Installation, Roaming, installed
from tests.faults.volumes import LIMIT_S, VOLUMES, rounds, spread
from tests.ports import free_port
from tests.services.chat_service import DONE, Call, finish, open_chat_service, text

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(LIMIT_S)]

ANSWERS, AT_ONCE = 12, 50
#: Seconds from a Stop until the service sees the close: for half of all, and for each. A worker
#: that was killed over it has closed the connection by its death.
USUALLY_CLOSED_S, CLOSED_S = 1.0, 5.0
#: Seconds until a Stop is confirmed, on a machine with other work.
CONFIRMED_S = 15.0
JSON = {"accept": "application/json"}
SERVICE_PORT = free_port()


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("commands")
    service = ("--base-url", f"http://127.0.0.1:{SERVICE_PORT}/v1", "--api-key", "none")
    with installed(folder, 3, *service, model="small") as installation:
        yield installation


class Talking:
    """A service that talks until nobody listens, or it is to finish; counts its calls."""

    def __init__(self) -> None:
        self.finishes = asyncio.Event()
        #: Question -> calls for it, and when the last of them was seen closed.
        self.calls: Counter[str] = Counter()
        self.closed_s: dict[str, float] = {}

    async def plan(self, call: Call) -> None:
        question = call.request.body["messages"][-1]["content"]
        self.calls[question] += 1
        gone = asyncio.ensure_future(call.client_gone())  # noqa: TID251
        try:
            await call.head(connection="close")
            while not gone.done() and not self.finishes.is_set():
                await call.send(text("물 "))
                await asyncio.wait([gone], timeout=0.02)
            if not gone.done():
                await call.send(finish(), DONE)
                await call.end()
                call.keep_alive = False  # the next request would be read by two
        finally:
            self.closed_s[question] = time.monotonic()
            gone.cancel()


@pytest.fixture
async def talking() -> AsyncIterator[Talking]:
    async with open_chat_service(SERVICE_PORT) as service:
        talking = Talking()
        service.answer = talking.plan
        yield talking
        assert service.open_answers == 0


class Stopping:
    """One answer, its reader, and the Stop that it gets."""

    def __init__(
        self, installation: Installation, client: httpx2.AsyncClient, chance: random.Random
    ) -> None:
        self.installation, self.client, self.chance = installation, client, chance
        self.question = f"question {chance.random()}"
        self.begin_s = 0.0

    async def ask(self, group: asyncio.TaskGroup) -> None:
        """Ask any worker, and follow at any."""
        worker = self.chance.choice(self.installation.urls)
        self.answer_id = (await ask(self.client, worker, self.question))["answer"]["id"]
        transport = self.chance.choice(("sse", "websocket", "long-poll"))
        self.reader = Roaming(self.installation, self.answer_id, transport, self.chance)
        self.following = group.create_task(self.reader.run(self.client))

    async def stop(self, dead: str) -> None:
        """Press Stop at a worker that lives, until it is confirmed; then see the end at another."""
        await asyncio.sleep(self.chance.random())
        self.begin_s = time.monotonic()
        living = [url for url in self.installation.urls if url != dead]
        path = f"/api/answers/{self.answer_id}"
        async with asyncio.timeout(CONFIRMED_S):
            while True:
                at, other = self.chance.sample(living, 2)
                reply = await self.client.post(f"{at}{path}/stop")
                if reply.status_code == 200:
                    break
                assert reply.status_code == 503, reply.text
        assert reply.json()["status"] == "stopped"
        found = (await self.client.get(f"{other}{path}")).json()
        told = (await self.client.get(f"{other}{path}/events", headers=JSON)).json()["events"]
        assert (found["status"], found["text"]) == ("stopped", reply.json()["text"])
        assert (told[-1]["event"], told[-1]["data"]["status"]) == ("end", "stopped")


async def test_a_stop_ends_what_another_worker_writes_even_if_that_one_dies_over_it(
    installation: Installation, talking: Talking
) -> None:
    closed: list[float] = []
    for hangs, (chance, _) in zip(cycle((False, True)), rounds(VOLUMES.worker_stops), strict=False):
        installation.restore()
        dying = chance.choice(installation.workers)
        async with open_client() as client, asyncio.TaskGroup() as group:
            stops = [Stopping(installation, client, chance) for _ in range(ANSWERS)]
            for each in stops:
                await each.ask(group)
            stopping = [group.create_task(each.stop(dying.url)) for each in stops]
            if hangs:  # first, so that it hears of no Stop
                os.kill(dying.pid, signal.SIGSTOP)
            await asyncio.sleep(chance.random())
            os.kill(dying.pid, signal.SIGKILL)
            await asyncio.wait(stopping)
            assert dying.process is not None
            await asyncio.to_thread(dying.process.wait)
        async with open_client() as client:
            for url in installation.urls:
                await check_kept(client, url, [each.reader for each in stops])
        begun = [each for each in stops if each.question in talking.calls]
        closed += [max(0.0, talking.closed_s[each.question] - each.begin_s) for each in begun]
        assert set(talking.calls.values()) == {1}
    print(f"the service's socket was closed after {spread(closed)}")
    assert sorted(closed)[len(closed) // 2] <= USUALLY_CLOSED_S
    assert max(closed) <= CLOSED_S


async def test_one_question_sent_to_all_workers_at_once_is_one_answer_and_one_call(
    installation: Installation, talking: Talking
) -> None:
    installation.restore()
    talking.finishes.set()
    async with open_client() as client:
        for chance, _ in rounds(VOLUMES.worker_keys):
            question = f"question {chance.random()}"
            replies = await asyncio.gather(
                *(
                    client.post(
                        f"{chance.choice(installation.urls)}/api/answers",
                        json={"content": question},
                        headers={"idempotency-key": question},
                    )
                    for _ in range(AT_ONCE)
                )
            )
            assert {reply.status_code for reply in replies} <= {200, 201}, replies
            answers = {reply.json()["answer"]["id"] for reply in replies}
            assert len(answers) == 1
            await Follower(chance.choice(installation.urls), answers.pop()).run(client)
            assert talking.calls[question] == 1


async def test_of_fifty_questions_behind_one_answer_one_is_asked(
    installation: Installation, talking: Talking
) -> None:
    installation.restore()
    async with open_client() as client:
        for chance, _ in rounds(VOLUMES.worker_keys):
            talking.calls.clear()
            talking.finishes.set()
            first = await ask(client, chance.choice(installation.urls), "the first one")
            await Follower(chance.choice(installation.urls), first["answer"]["id"]).run(client)
            talking.finishes.clear()
            place = {"conversation_id": first["conversation"]["id"]}
            replies = await asyncio.gather(
                *(
                    client.post(
                        f"{chance.choice(installation.urls)}/api/answers",
                        json={"content": f"question {number}", **place},
                    )
                    for number in range(AT_ONCE)
                )
            )
            told = Counter(reply.status_code for reply in replies)
            assert told == {201: 1, 409: AT_ONCE - 1}, told
            refused = {r.json()["code"] for r in replies if r.status_code == 409}
            assert refused == {"answer_in_progress"}
            talking.finishes.set()
            [asked] = [reply.json() for reply in replies if reply.status_code == 201]
            await Follower(chance.choice(installation.urls), asked["answer"]["id"]).run(client)
            assert sorted(talking.calls.values()) == [1, 1]
