"""The network between workers and their engines is cut, stalls, and loses the replies of commits.

All the time people ask, over whatever worker replies, and send a question again with its key until
it has a reply. In the end each question has one answer, whole, and each reader has seen it.
"""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections.abc import Iterator

import httpx2
import pytest

from tests.faults.followers import check_kept, open_client
from tests.faults.installation import Installation, Roaming, installed
from tests.faults.links import Link
from tests.faults.volumes import LIMIT_S, VOLUMES, rounds

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(LIMIT_S)]

#: Questions of a round, and harms that are done while they are asked and answered.
QUESTIONS, HARMS = 24, 4
#: Seconds for which a harm lasts, at least and at most: others are suspected, or nobody is.
SHORT_S, LONG_S = 0.3, 3.0
#: Seconds behind the last harm until everything has ended.
ENDED_S = 60.0
#: What is sent to store and log when something becomes durable.
COMMIT = re.compile(rb"COMMIT|EVALSHA")


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installed(tmp_path_factory.mktemp("links"), 3, has_links=True) as installation:
        yield installation


class Round:
    """Questions, their readers, and a network that fails."""

    def __init__(
        self, installation: Installation, client: httpx2.AsyncClient, chance: random.Random
    ) -> None:
        self.installation, self.client, self.chance = installation, client, chance
        self.readers: list[Roaming] = []
        self.refusals: list[int] = []

    async def ask(self, group: asyncio.TaskGroup, number: int, after_s: float) -> None:
        """Ask until there is a reply, and follow the answer."""
        await asyncio.sleep(after_s)
        answer_id = await self.asked(f"question {number}")
        transport = self.chance.choice(("sse", "websocket", "long-poll"))
        reader = Roaming(self.installation, answer_id, transport, self.chance)
        self.readers.append(reader)
        group.create_task(reader.run(self.client))

    async def asked(self, content: str) -> str:
        headers = {"idempotency-key": f"{content} of {id(self)}"}
        while True:
            url = self.chance.choice(self.installation.urls)
            reply = await self.client.post(
                f"{url}/api/answers", json={"content": content}, headers=headers
            )
            if reply.status_code in (200, 201):
                answer_id: str = reply.json()["answer"]["id"]
                return answer_id
            assert reply.status_code in (503, 507), reply.text
            self.refusals.append(reply.status_code)
            await asyncio.sleep(0.1)

    async def harm(self, links: list[Link]) -> None:
        """Do one harm after the other, each to a link that is drawn."""
        for _ in range(HARMS):
            link = self.chance.choice(links)
            kind = self.chance.choice(("requests", "replies", "both", "cut", "lost"))
            seconds = self.chance.choice((SHORT_S, self.chance.uniform(SHORT_S, LONG_S)))
            print(f"{kind} for {seconds:.1f} s", flush=True)
            match kind:
                case "requests" | "replies":
                    link.stall(kind)
                case "both":
                    link.stall("requests", "replies")
                case "cut":
                    link.cut()
                case _:
                    link.lose_replies(self.loses)
            await asyncio.sleep(seconds)
            if self.chance.random() < 0.5:
                link.cut()  # what was stalled is lost, or comes late
            link.mend()

    def loses(self, request: bytes) -> bool:
        return COMMIT.search(request) is not None and self.chance.random() < 0.3

    async def check(self, whole: str) -> None:
        """See that each question has one answer, the whole of it, wherever one looks."""
        for reader in self.readers:
            assert reader.end is not None
            assert 404 not in reader.statuses
            assert (reader.end["status"], reader.text) == ("finished", whole)
        for url in self.installation.urls:
            await check_kept(self.client, url, list(self.readers))
        again = [await self.asked(f"question {number}") for number in range(QUESTIONS)]
        assert sorted(again) == sorted(reader.answer_id for reader in self.readers)


@pytest.mark.parametrize("engine", ["log", "store"])
async def test_whatever_the_network_loses_each_question_has_one_whole_answer(
    installation: Installation, engine: str
) -> None:
    links = [getattr(worker, engine) for worker in installation.links]
    for chance, _ in rounds(VOLUMES.worker_networks):
        async with open_client() as client:
            round = Round(installation, client, chance)
            whole = await undisturbed(installation, client)
            begin_s = time.monotonic()
            async with asyncio.timeout(HARMS * LONG_S + ENDED_S), asyncio.TaskGroup() as group:
                for number in range(QUESTIONS):
                    group.create_task(round.ask(group, number, chance.uniform(0, 4)))
                await round.harm(links)
            print(f"all ended after {time.monotonic() - begin_s:.1f} s, refused {round.refusals}")
            await round.check(whole)


async def undisturbed(installation: Installation, client: httpx2.AsyncClient) -> str:
    """Return the text of an answer that nothing happens to."""
    asked = await client.post(f"{installation.urls[0]}/api/answers", json={"content": "question"})
    chance = random.Random(0)
    reader = Roaming(installation, asked.json()["answer"]["id"], "sse", chance)
    await reader.run(client)
    return reader.text
