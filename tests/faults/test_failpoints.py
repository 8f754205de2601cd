"""Every named point between two steps, with each action: killed, raising, stalling."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.faults.armed import PLAN_ENV
from tests.faults.followers import Follower, check_kept, open_client
from tests.faults.servers import Server, server
from tests.faults.test_upstream import POINTS as UPSTREAM
from yeoul import failpoints

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

#: Point -> which time of reaching it counts. A new point must be given its line here.
CASES = {
    "asked-in-store": 1,
    "opened-in-log": 1,
    "marked-generating": 2,
    "before-commit": 9,
    "after-commit": 9,
    "settled-in-store": 1,
    "ended-in-log": 1,
    "stop-recorded": 1,
    "continued-in-store": 1,
    "hidden-in-store": 1,
    "gone-from-log": 1,
    "taken-over-in-store": 1,
    "recovering": 2,
}
ACTIONS = ("kill", "raise", "stall")
#: Further commits that fail: of a first question, of an end, of many answers at once.
MORE = [
    f"{point}-commit={action}:{count}"
    for point in ("before", "after")
    for action in ACTIONS[:2]
    for count in (3, 30)
]
#: Seconds until everything is settled.
SETTLED_S = 20.0


class Visitor:
    """Somebody who asks, stops, continues and deletes, whatever the server says to it."""

    def __init__(self, served: Server, client: httpx2.AsyncClient) -> None:
        self.served, self.client = served, client
        self.readers: list[Follower] = []
        self.deleted: set[str] = set()
        self.following: list[asyncio.Task[None]] = []

    async def request(self, method: str, path: str, **rest: Any) -> httpx2.Response | None:
        """Return the reply, or None if there was none."""
        with suppress(httpx2.TransportError):
            return await self.client.request(method, self.served.url + path, **rest)
        return None

    async def ask(self, group: asyncio.TaskGroup, key: str) -> Follower | None:
        """Ask as a client that is not put off: again with the same key, until there is a reply."""
        for _ in range(3):
            headers = {"idempotency-key": key}
            body = {"content": "?"}
            reply = await self.request("POST", "/api/answers", json=body, headers=headers)
            if reply is not None and reply.status_code == 201:
                reader = Follower(self.served.url, reply.json()["answer"]["id"])
                self.readers.append(reader)
                self.following.append(group.create_task(reader.run(self.client)))
                return reader
        return None

    async def visit(self, group: asyncio.TaskGroup) -> None:
        """Take every way through the server that a failpoint lies on."""
        first = await self.ask(group, "first")
        stopped = await self.ask(group, "stopped")
        if stopped is not None:
            await self.at_least(stopped, 5)
            await self.request("POST", f"/api/answers/{stopped.answer_id}/stop")
            await self.request("POST", f"/api/answers/{stopped.answer_id}/continue")
        await self.delete(await self.ask(group, "gone"))
        await self.delete(await self.ask(group, "gone for ever"), "?forever=true")
        if first is not None:
            await self.at_least(first, 100)

    async def delete(self, gone: Follower | None, how: str = "") -> None:
        """Delete the conversation of an answer that grows."""
        if gone is None:
            return
        await self.at_least(gone, 5)
        answer = await self.request("GET", f"/api/answers/{gone.answer_id}")
        if answer is not None and answer.status_code == 200:
            conversation = answer.json()["conversation_id"]
            self.deleted.add(gone.answer_id)
            await self.request("DELETE", f"/api/conversations/{conversation}{how}")

    async def at_least(self, reader: Follower, events: int) -> None:
        """Wait until a reader has so many events; in vain if the server is gone."""
        process = self.served.process
        assert process is not None
        while len(reader.seen) < events and reader.end is None and process.poll() is None:
            reader.progress.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(reader.progress.wait(), 0.1)

    async def check(self) -> None:
        """See that all is settled, that nothing seen is missing, and that everything works."""
        listed = await self.client.get(f"{self.served.url}/api/conversations")
        assert listed.status_code == 200
        for summary in listed.json()["conversations"]:
            path = f"{self.served.url}/api/conversations/{summary['id']}"
            for message in (await self.client.get(path)).json()["messages"]:
                if message["role"] == "assistant":
                    reader = Follower(self.served.url, message["id"])
                    await reader.run(self.client)
                    assert reader.faults == []
            await self.asks_more(summary["id"])
        kept = [reader for reader in self.readers if reader.answer_id not in self.deleted]
        await check_kept(self.client, self.served.url, kept)

    async def asks_more(self, conversation_id: str) -> None:
        body = {"content": "And then?", "conversation_id": conversation_id}
        reply = await self.client.post(f"{self.served.url}/api/answers", json=body)
        assert reply.status_code == 201, reply.text
        reader = Follower(self.served.url, reply.json()["answer"]["id"])
        await reader.run(self.client)
        assert reader.end is not None
        assert reader.end["status"] == "finished"


async def leave_orphans(visitor: Visitor, group: asyncio.TaskGroup) -> None:
    """Kill the server while two answers grow."""
    await asyncio.to_thread(visitor.served.start)
    readers = [await visitor.ask(group, key) for key in ("one", "two")]
    for reader in readers:
        assert reader is not None
        await visitor.at_least(reader, 3)
    visitor.served.kill()


async def survive(visitor: Visitor, plan: str) -> None:
    """Follow a plan of failpoints through a visit, and see that nothing is lost or stuck."""
    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        if plan.startswith(("recovering", "taken-over")):
            await leave_orphans(visitor, group)
        armed = "tests.faults.armed"
        await asyncio.to_thread(visitor.served.start, {PLAN_ENV: plan}, program=armed)
        await visitor.visit(group)
        if "=kill" in plan:
            assert visitor.served.process is not None
            await asyncio.to_thread(visitor.served.process.wait, 10)
            assert visitor.served.process.returncode == -9, "the point was not reached"
            await asyncio.to_thread(visitor.served.start)
        async with asyncio.timeout(SETTLED_S):
            await settled(visitor)
            for task in visitor.following:
                task.cancel()
    await visitor.check()


async def settled(visitor: Visitor) -> None:
    """Wait until every reader has its end, or its answer was deleted."""
    for reader in visitor.readers:
        while reader.end is None and 404 not in reader.statuses:
            reader.progress.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(reader.progress.wait(), 0.1)
        if reader.end is None:
            assert reader.answer_id in visitor.deleted, "an answer that was seen is not there"


def plans() -> list[str]:
    every = [f"{point}={action}:{n}" for point, n in CASES.items() for action in ACTIONS]
    return every + MORE


def test_every_point_has_its_case() -> None:
    assert CASES.keys() | UPSTREAM == failpoints.POINTS


@pytest.mark.parametrize("plan", plans())
async def test_nothing_is_lost_or_stuck_whatever_happens_at(plan: str, tmp_path: Path) -> None:
    async with open_client() as client:
        with server(tmp_path / "data", model="scripted:river@1000", start=False) as served:
            await survive(Visitor(served, client), plan)


def test_no_environment_arms_an_installed_server(tmp_path: Path) -> None:
    """Not even at a point that every question reaches, nor at one that a start does.

    It is started for real: what reads the environment while it is loaded must find it.
    """
    plan = dict.fromkeys((PLAN_ENV, "YEOUL_FAILPOINTS"), "recovering=kill,asked-in-store=kill")
    with server(tmp_path / "data", model="scripted:echo@1000", start=False) as served:
        served.start(plan, afresh=True)
        for _ in range(2):
            asked = httpx2.post(
                f"{served.url}/api/answers", json={"content": "?"}, timeout=60, trust_env=False
            )
            assert asked.status_code == 201
            served.kill()
            served.start(plan, afresh=True)
        assert served.process is not None
        assert served.process.poll() is None
