"""At every named point between two steps one of three workers is killed, or hangs and is fenced.

The readers roam, and the questions go to another worker where the first one does not reply.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import httpx2
import pytest

from tests.faults.armed import PLAN_ENV
from tests.faults.followers import Follower, check_kept, open_client
from tests.faults.installation import Installation, Roaming, installed
from tests.faults.test_failpoints import CASES
from tests.faults.volumes import SEED, VOLUMES

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(300)]

#: Points that a worker reaches when it takes over what another one has left.
OF_TAKERS = ("recovering", "taken-over-in-store")
#: Seconds until everything has ended, on a machine with other work.
ENDED_S = 60.0


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installed(tmp_path_factory.mktemp("workers"), 3, model="scripted:river@200") as workers:
        yield workers


class Wanderer:
    """Somebody who asks, stops, continues and deletes: at the first worker, while it replies."""

    def __init__(self, installation: Installation, client: httpx2.AsyncClient, plan: str) -> None:
        self.installation, self.client = installation, client
        self.chance = random.Random(f"{SEED} {plan}")
        self.readers: list[Roaming] = []
        self.following: list[asyncio.Task[None]] = []
        self.deleted: set[str] = set()

    async def request(self, method: str, path: str, **rest: Any) -> httpx2.Response:
        """Return the reply of the first worker that gives one which is no passing refusal."""
        while True:
            for url in self.installation.urls:
                with suppress(httpx2.TransportError):
                    reply = await self.client.request(method, url + path, **rest)
                    if reply.status_code < 500:
                        return reply
            await asyncio.sleep(0.1)

    async def ask(self, group: asyncio.TaskGroup) -> Roaming:
        headers = {"idempotency-key": f"key-{self.chance.random()}"}
        reply = await self.request("POST", "/api/answers", json={"content": "?"}, headers=headers)
        assert reply.status_code in (200, 201), reply.text
        transport = self.chance.choice(("sse", "websocket", "long-poll"))
        answer_id = reply.json()["answer"]["id"]
        reader = Roaming(self.installation, answer_id, transport, self.chance)
        self.readers.append(reader)
        self.following.append(group.create_task(reader.run(self.client)))
        return reader

    async def visit(self, group: asyncio.TaskGroup) -> None:
        """Take every way through the server that a point lies on."""
        await self.ask(group)
        stopped = await self.ask(group)
        await stopped.until(3)
        await self.request("POST", f"/api/answers/{stopped.answer_id}/stop")
        await self.request("POST", f"/api/answers/{stopped.answer_id}/continue")
        for how in ("", "?forever=true"):
            gone = await self.ask(group)
            await gone.until(3)
            self.deleted.add(gone.answer_id)
            answer = (await self.request("GET", f"/api/answers/{gone.answer_id}")).json()
            await self.request("DELETE", f"/api/conversations/{answer['conversation_id']}{how}")

    async def until_ended(self) -> None:
        """Wait until every reader has its end, and no answer grows that was not deleted."""
        for reader in self.readers:
            while reader.end is None and not self._is_gone(reader):
                reader.progress.clear()
                with suppress(TimeoutError):
                    await asyncio.wait_for(reader.progress.wait(), 0.1)
            # A Continue that was cut off goes on, or ends, in an epoch that this one has not seen.
            while reader.answer_id not in self.deleted and await self._grows(reader):  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        for task in self.following:
            task.cancel()

    async def _grows(self, reader: Roaming) -> bool:
        answer = (await self.request("GET", f"/api/answers/{reader.answer_id}")).json()
        return answer["status"] in ("queued", "generating")

    def _is_gone(self, reader: Roaming) -> bool:
        return reader.answer_id in self.deleted and 404 in reader.statuses

    async def check(self) -> None:
        """See that every worker has the same, that nothing seen is missing, and that all works."""
        kept: list[Follower] = [r for r in self.readers if r.answer_id not in self.deleted]
        for url in self.installation.urls:
            await check_kept(self.client, url, kept)
        async with asyncio.TaskGroup() as group:
            again = await self.ask(group)
        assert again.end is not None
        assert again.end["status"] == "finished"


def plans() -> list[str]:
    """Every point with a kill; and with a worker that hangs some of them, or all in a soak."""
    kills = [f"{point}=kill:{count}" for point, count in CASES.items()]
    hangs = [f"{point}=hang:{count}" for point, count in CASES.items()]
    return kills + random.Random(SEED).sample(hangs, min(len(hangs), VOLUMES.hangs))


@pytest.mark.parametrize("plan", plans())
async def test_nothing_is_lost_or_stuck_whatever_happens_to_a_worker_at(
    plan: str, installation: Installation
) -> None:
    first, second, third = installation.workers
    first.close()  # it is to be started with a plan
    installation.restore(without=first)
    point = plan.partition("=")[0]
    async with (
        open_client() as client,
        asyncio.timeout(120 + ENDED_S),
        asyncio.TaskGroup() as group,
    ):
        wanderer = Wanderer(installation, client, plan)
        armed = plan.replace(":2", ":1") if point in OF_TAKERS else plan
        await asyncio.to_thread(first.start, {PLAN_ENV: armed}, program="tests.faults.armed")
        if point in OF_TAKERS:
            first.process, mine = None, first.process  # it is to take over, and is not asked
            left = [await wanderer.ask(group) for _ in range(4)]
            for reader in left:
                await reader.until(3)
            os.kill(third.pid, signal.SIGSTOP)  # or it could be quicker with all of them
            second.kill()
            first.process = mine
        else:
            await wanderer.visit(group)
        if "=kill" in plan:
            assert first.process is not None
            assert await asyncio.to_thread(first.process.wait, 60) == -9, "it was not reached"
        os.kill(third.pid, signal.SIGCONT)
        async with asyncio.timeout(ENDED_S):
            await wanderer.until_ended()
        await wanderer.check()
