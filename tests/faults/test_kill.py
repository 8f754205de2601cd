"""kill -9 of a server whose answers are growing, with readers over every transport."""

from __future__ import annotations

import asyncio
import random
import time
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.faults.followers import Follower, ask, check_kept, followers, open_client
from tests.faults.servers import Server, server
from tests.faults.volumes import LIMIT_S, SEED, VOLUMES, spread
from tests.services.chat_service import Call, open_chat_service

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(LIMIT_S)]

LIVE_ANSWERS = 8
QUESTION = "Describe a river from its spring to the sea."
#: Seconds until a killed server accepts requests again (1 on an idle machine, for one that is
#: forked), and until each orphan is then settled or goes on (1 there too).
READY_S, SETTLED_S = 60.0, 60.0


class Watch:
    """Followers of the answers of one server, over all its lives."""

    def __init__(self, served: Server, client: httpx2.AsyncClient) -> None:
        self.served, self.client = served, client
        self.readers: list[Follower] = []
        self.running: list[asyncio.Task[None]] = []
        #: Seconds from each start until requests were accepted, and from then until each orphan
        #: was settled or went on.
        self.ready_s: list[float] = []
        self.settled_s: list[float] = []

    async def fill(
        self, group: asyncio.TaskGroup, live: int = LIVE_ANSWERS, **fields: Any
    ) -> list[Follower]:
        """Ask until so many answers grow as shall; returns the followers of those."""
        growing = [reader for reader in self.readers if reader.end is None]
        missing = live - len(growing)
        asked = [await ask(self.client, self.served.url, **fields) for _ in range(missing)]
        new = followers(self.served.url, [one["answer"]["id"] for one in asked])
        for reader in new:
            self.running.append(group.create_task(reader.run(self.client)))
        self.readers += new
        return growing + new


async def live_and_die(watch: Watch, chance: random.Random, **fields: Any) -> None:
    """Let answers grow, kill the server at a random moment, start it, see that they all go on."""
    async with asyncio.TaskGroup() as group:
        growing = await watch.fill(group, **fields)
        await max(growing, key=lambda reader: len(reader.seen)).until(chance.randint(1, 150))
        watch.served.kill()
        texts = {reader: reader.text for reader in growing}
        await asyncio.to_thread(watch.served.start)
        watch.ready_s.append(watch.served.ready_s)
        assert watch.served.ready_s < READY_S
        begin_s = time.monotonic()
        async with asyncio.timeout(SETTLED_S):
            for reader in growing:
                await until_told(watch, reader)
                watch.settled_s.append(time.monotonic() - begin_s)
        await asyncio.gather(*watch.running)
        for reader, text in texts.items():
            assert reader.text.startswith(text), "what was seen is not there any more"


async def until_told(watch: Watch, reader: Follower) -> None:
    """Wait until an answer is known to have ended, or to be in somebody's hands again."""
    address = f"{watch.served.url}/api/answers/{reader.answer_id}"
    while (answer := (await watch.client.get(address)).json())["status"] == "generating":
        if answer["cursor"].split("-")[0] != "1":
            return
        await asyncio.sleep(0.02)


async def test_nothing_that_a_reader_saw_is_missing_after_a_kill(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    model = "scripted:river@300"
    async with open_client() as client:
        with server(tmp_path / "data", model=model) as served:
            watch = Watch(served, client)
            for _ in range(VOLUMES.kills):
                await live_and_die(watch, chance)
            print(f"started and ready after {spread(watch.ready_s)}")
            print(f"orphans settled or going on, from then, after {spread(watch.settled_s)}")
            assert all(
                reader.end and reader.end["status"] == "finished" for reader in watch.readers
            )
            await check_kept(client, served.url, watch.readers)


async def test_answers_survive_a_crash_loop_and_then_end(tmp_path: Path) -> None:
    async with open_client() as client:
        with server(tmp_path / "data", model="scripted:river@200") as served:
            watch = Watch(served, client)
            async with asyncio.TaskGroup() as group:
                readers = await watch.fill(group)
                for _ in range(3):
                    for reader in readers:
                        await reader.until(len(reader.seen) + 2)
                    served.kill()
                    await asyncio.to_thread(served.start)
            for reader in readers:
                assert reader.end is not None
                assert reader.end["status"] == "interrupted"
                assert reader.text
            await check_kept(client, served.url, readers)


@pytest.mark.llama
async def test_the_embedded_models_answers_go_on_after_a_kill(tmp_path: Path) -> None:
    async with open_client() as client:
        with server(tmp_path / "data", model=None) as served:
            for _ in range(VOLUMES.embedded_kills):
                watch = Watch(served, client)
                async with asyncio.TaskGroup() as group:
                    # Too long to end before the kill, even if nobody looks for seconds.
                    [first] = await watch.fill(group, 1, content=QUESTION, max_tokens=1_000)
                    readers = await watch.fill(group, content=QUESTION, max_tokens=16)
                    await first.until(4)
                    served.kill()
                    seen = {reader: reader.text for reader in readers}
                    await asyncio.to_thread(served.start)
                    print(f"ready {served.ready_s:.2f} s after the kill")
                    await first.longer_than(seen[first])
                    stop = f"{served.url}/api/answers/{first.answer_id}/stop"
                    assert (await client.post(stop)).status_code == 200
                for reader, text in seen.items():
                    assert reader.text.startswith(text)
                assert len(first.text) > len(seen[first]), "it did not go on"
                assert first.cursor is not None
                assert first.cursor.startswith("2-")
                await check_kept(client, served.url, readers)


async def test_a_log_that_was_lost_is_told_by_a_reset(tmp_path: Path) -> None:
    model = "scripted:river@100"
    async with open_client() as client:
        with server(tmp_path / "data", "--log", "memory", model=model) as served:
            watch = Watch(served, client)
            async with asyncio.TaskGroup() as group:
                readers = await watch.fill(group)
                for reader in readers:
                    await reader.until(20)
                served.kill()
                await asyncio.to_thread(served.start)
            for reader in readers:
                assert reader.faults == [], (reader.transport, reader.faults)
                assert reader.resets
            await check_kept(client, served.url, readers)


async def test_a_silent_service_holds_up_neither_a_start_nor_a_stop(tmp_path: Path) -> None:
    async def silent(call: Call) -> None:
        await call.client_gone()

    async with open_client() as client, open_chat_service() as service:
        service.answer = silent
        arguments = ("--base-url", service.base_url, "--max-answers", "1")
        with server(tmp_path / "data", *arguments, model=None) as served:
            asked = [await ask(client, served.url, model="small") for _ in range(4)]
            first, *others = [f"{served.url}/api/answers/{one['answer']['id']}" for one in asked]
            served.kill()
            service.models = silent
            service.requests.clear()
            await asyncio.to_thread(served.start)
            queued = [(await client.get(address)).json()["status"] for address in others]
            assert queued == ["queued"] * 3, "they wait for the service, and the server does not"
            assert (await client.post(f"{others[0]}/stop")).json()["status"] == "stopped"
            ends = [(await client.get(f"{address}/events")).text for address in (first, *others)]
            assert ['"status":"interrupted"' in end for end in ends] == [True, False, True, True]
            assert [request.method for request in service.requests] == ["GET"]
