"""Streams on a real server whose right ends: let go within a second, everywhere and for good."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from math import inf
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.requests import HTTPConnection
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.accounts.people import PASSWORD, log_in, serving_people
from tests.served import Served, serving
from yeoul.caller import Caller
from yeoul.eventlog.epochs import EpochReader
from yeoul.protocol.conversation import utc_now
from yeoul.providers.script_steps import Pause, Script
from yeoul.tasks import Tasks

pytestmark = pytest.mark.anyio

#: A second is promised; a busy machine needs more. What waits for a watch or a heartbeat is later.
LIMIT_S = 3.0
TRANSPORTS = ("sse", "websocket", "long-poll", "changes", "asked")
#: An answer that grows until it is stopped, in many small steps.
RIVER = ["여울", *(step for _ in range(5_000) for step in ("~", Pause(0.5)))]
#: How many turns of the loop a question is ahead of the end of the right to ask it.
MOMENTS = (inf, *range(60, -64, -4), -inf)


@dataclass
class Stream:
    """One open stream: what came over it, and how and when it ended."""

    kind: str
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    #: ``cut``, a close code, or a status.
    end: str = ""
    ended_s: float = 0.0

    async def run(self, client: httpx2.AsyncClient, answer_id: str) -> None:
        """Read until it ends. A poll asks again and again, as a client does."""
        events = f"/api/answers/{answer_id}/events"
        match self.kind:
            case "websocket":
                self.end = await self._websocket(client, events)
            case "long-poll":
                self.end = await self._polls(client, events)
            case "asked":
                self.end = await self._sse(client, "POST", "/api/answers", {"content": "?"})
            case _:
                path = "/api/changes" if self.kind == "changes" else events
                self.end = await self._sse(client, "GET", path, None)
        self.ended_s = time.monotonic()
        self.over.set()

    async def _sse(self, client: httpx2.AsyncClient, method: str, path: str, body: Any) -> str:
        headers = {"accept": "text/event-stream"}
        try:
            async with client.stream(method, path, json=body, headers=headers) as reply:
                if reply.status_code != 200:
                    return str(reply.status_code)
                async for _ in reply.aiter_raw():
                    self.begun.set()
        except httpx2.TransportError:
            return "cut"
        return "a clean end"

    async def _websocket(self, client: httpx2.AsyncClient, path: str) -> str:
        url = f"{client.base_url}".rstrip("/").replace("http", "ws") + path
        [cookie] = client.cookies.jar
        headers = {"cookie": f"{cookie.name}={cookie.value}", "origin": client.headers["origin"]}
        try:
            async with connect(url, additional_headers=headers) as websocket:
                async for _ in websocket:
                    self.begun.set()
            return "a clean end"
        except ConnectionClosed as closed:
            return str(closed.rcvd and closed.rcvd.code)
        except InvalidStatus as refused:
            return str(refused.response.status_code)

    async def _polls(self, client: httpx2.AsyncClient, path: str) -> str:
        after = "1-0"
        while True:
            query = {"after": after, "wait": "30"}
            headers = {"accept": "application/json"}
            reply = await client.get(path, params=query, headers=headers)
            if reply.status_code != 200:
                return str(reply.status_code)
            after = reply.json()["cursor"]
            self.begun.set()


@dataclass
class Watched:
    """Streams of one person over each transport, and the answer that most of them read."""

    client: httpx2.AsyncClient
    answer_id: str
    streams: list[Stream]
    tasks: Tasks

    @classmethod
    async def begin(cls, client: httpx2.AsyncClient, tasks: Tasks, *, each: int = 1) -> Watched:
        asked = await client.post("/api/answers", json={"content": "?"})
        answer_id = asked.json()["answer"]["id"]
        streams = [Stream(kind) for kind in TRANSPORTS for _ in range(each)]
        for stream in streams:
            tasks.start(stream.run(client, answer_id), name=stream.kind)
        async with asyncio.timeout(30):
            for stream in streams:
                await stream.begun.wait()
        return cls(client, answer_id, streams, tasks)

    @property
    def ends(self) -> dict[str, set[str]]:
        return {kind: {s.end for s in self.streams if s.kind == kind} for kind in TRANSPORTS}

    async def check_let_go(self, since_s: float) -> None:
        """Check that all of them end in time, as the protocol says, and that none comes again."""
        async with asyncio.timeout(10):
            for stream in self.streams:
                await stream.over.wait()
        assert self.ends == {
            "sse": {"cut"},
            "websocket": {"4401"},
            "long-poll": {"401"},
            "changes": {"cut"},
            "asked": {"cut"},
        }
        assert max(stream.ended_s for stream in self.streams) - since_s < LIMIT_S
        for kind in TRANSPORTS:
            again = Stream(kind)
            async with asyncio.timeout(10):
                await again.run(self.client, self.answer_id)
            assert again.end == "401", kind


@asynccontextmanager
async def house(
    tmp_path: Path,
) -> AsyncIterator[tuple[Served, dict[str, httpx2.AsyncClient], Tasks]]:
    """A server with accounts and endless answers, and tasks that end with it."""
    tasks = Tasks()
    async with serving_people(tmp_path, RIVER) as (served, browsers):
        try:
            yield served, browsers, tasks
        finally:
            await tasks.cancel()


async def allow(root: httpx2.AsyncClient, name: str, **limits: int) -> None:
    """Set limits of a person's own."""
    people = (await root.get("/api/accounts")).json()["accounts"]
    [account_id] = [each["id"] for each in people if each["name"] == name]
    reply = await root.patch(f"/api/accounts/{account_id}", json={"limits": limits})
    assert reply.status_code == 200, reply.text


async def me(client: httpx2.AsyncClient) -> str:
    account = (await client.get("/api/me")).json()["account"]
    return str(account["id"])


async def log_out(client: httpx2.AsyncClient, root: httpx2.AsyncClient) -> None:
    # The cookie is kept, as by somebody who has copied it.
    [cookie] = client.cookies.jar
    await client.post("/api/logout")
    client.cookies.jar.set_cookie(cookie)


async def end_elsewhere(client: httpx2.AsyncClient, root: httpx2.AsyncClient) -> None:
    other = httpx2.AsyncClient(
        base_url=client.base_url, trust_env=False, headers=client.headers, timeout=60
    )
    async with other:
        await log_in(other, "ann")
        assert (await other.delete("/api/sessions")).status_code == 204


async def change_password(client: httpx2.AsyncClient, root: httpx2.AsyncClient) -> None:
    [cookie] = client.cookies.jar
    body = {"current": PASSWORD, "new": "the river runs fast here"}
    assert (await client.post("/api/me/password", json=body)).status_code == 200
    client.cookies.jar.set_cookie(cookie)


async def demote(client: httpx2.AsyncClient, root: httpx2.AsyncClient) -> None:
    reply = await root.patch(f"/api/accounts/{await me(client)}", json={"role": "admin"})
    assert reply.status_code == 200, reply.text


async def disable(client: httpx2.AsyncClient, root: httpx2.AsyncClient) -> None:
    reply = await root.patch(f"/api/accounts/{await me(client)}", json={"disabled": True})
    assert reply.status_code == 200, reply.text


async def remove(client: httpx2.AsyncClient, root: httpx2.AsyncClient) -> None:
    reply = await root.delete(f"/api/accounts/{await me(client)}")
    assert reply.status_code == 204, reply.text


ENDS = {
    "logged out": log_out,
    "ended elsewhere": end_elsewhere,
    "password changed": change_password,
    "role changed": demote,
    "disabled": disable,
    "removed": remove,
}


@pytest.mark.parametrize("how", list(ENDS))
async def test_every_stream_ends_with_its_session_and_the_answer_goes_on(
    tmp_path: Path, how: str
) -> None:
    async with house(tmp_path) as (served, browsers, tasks):
        ann, root = browsers["ann"], browsers["root"]
        watched = await Watched.begin(ann, tasks)
        other = await Watched.begin(browsers["bob"], tasks)

        owner, since_s = await me(ann), time.monotonic()
        await ENDS[how](ann, root)
        await watched.check_let_go(since_s)

        assert other.ends == {kind: {""} for kind in TRANSPORTS}, "another's were let go"
        grows = served.app.state.dependencies.chat._supervisor.grows
        assert grows(await me(browsers["bob"]), other.answer_id)
        if how == "disabled":
            store = served.app.state.dependencies.chat._store
            [(_, stopped)] = await store.settled_among([watched.answer_id])
            assert (stopped.status, stopped.reason) == ("stopped", "stopped")
        elif how == "removed":
            assert not grows(owner, watched.answer_id)
        else:
            await log_in(
                ann, "ann", PASSWORD if how != "password changed" else "the river runs fast here"
            )
            answer = (await ann.get(f"/api/answers/{watched.answer_id}")).json()
            assert answer["status"] == "generating"
            again = Stream("sse")
            tasks.start(again.run(ann, watched.answer_id), name="again")
            await asyncio.wait_for(again.begun.wait(), 10)


async def test_two_hundred_streams_end_together(tmp_path: Path) -> None:
    async with house(tmp_path) as (_, browsers, tasks):
        ann = browsers["ann"]
        await allow(browsers["root"], "ann", streams=400, unfinished=400, growing=400)
        many = httpx2.AsyncClient(
            base_url=ann.base_url,
            cookies=ann.cookies,
            headers=ann.headers,
            limits=httpx2.Limits(max_connections=None),
            timeout=60,
            trust_env=False,
        )
        async with many:
            watched = await Watched.begin(many, tasks, each=40)
            since_s = time.monotonic()
            await log_out(many, browsers["root"])
            await watched.check_let_go(since_s)
            await tasks.cancel()


async def test_a_products_caller_is_let_go_at_the_time_it_gives_and_may_come_again(
    tmp_path: Path,
) -> None:
    tasks = Tasks()

    async def identify(connection: HTTPConnection) -> Caller | None:
        name = connection.headers.get("x-user")
        life = timedelta(seconds=float(connection.headers.get("x-life", "60")))
        return None if name is None else Caller(name, expires=utc_now() + life)

    async with serving(tmp_path, RIVER, identify=identify) as served:
        client = served.client
        client.headers["x-user"] = "ann"
        asked = await client.post("/api/answers", json={"content": "?"})
        answer_id = asked.json()["answer"]["id"]
        client.headers["x-life"] = "0.5"
        for kind, end in (("sse", "cut"), ("changes", "cut"), ("asked", "cut")):
            stream, since_s = Stream(kind), time.monotonic()
            await asyncio.wait_for(stream.run(client, answer_id), 10)
            assert stream.end == end
            assert 0.4 < stream.ended_s - since_s < 0.5 + LIMIT_S
        client.headers["x-life"] = "60"
        again = Stream("sse")
        tasks.start(again.run(client, answer_id), name="again")
        await asyncio.wait_for(again.begun.wait(), 10)
        served.app.state.dependencies.chat.end_right("bob")
        served.app.state.dependencies.chat.end_right("ann", "a session of before")
        assert not again.over.is_set()
        served.app.state.dependencies.chat.end_right("ann")
        await asyncio.wait_for(again.over.wait(), LIMIT_S)
        assert again.end == "cut"
        await tasks.cancel()


async def test_a_product_ends_a_right_without_session_or_time_by_word_alone(tmp_path: Path) -> None:
    tasks = Tasks()

    async def identify(connection: HTTPConnection) -> Caller | None:
        name = connection.headers.get("x-user")
        return None if name is None else Caller(name)

    async with serving(tmp_path, RIVER, identify=identify) as served:
        client = served.client
        client.headers["x-user"] = "ann"
        asked = await client.post("/api/answers", json={"content": "?"})
        answer_id = asked.json()["answer"]["id"]
        streams = [Stream(kind) for kind in ("sse", "changes", "asked")]
        for stream in streams:
            tasks.start(stream.run(client, answer_id), name=stream.kind)
            await asyncio.wait_for(stream.begun.wait(), 10)
        served.app.state.dependencies.chat.end_right("ann")
        for stream in streams:
            await asyncio.wait_for(stream.over.wait(), LIMIT_S)
        assert {stream.end for stream in streams} == {"cut"}
        await tasks.cancel()


async def overlap(
    turns: float,
    end: Coroutine[Any, Any, httpx2.Response],
    *asking: Coroutine[Any, Any, httpx2.Response],
) -> list[httpx2.Response]:
    """Send ``asking`` so many turns of the loop ahead of ``end``; below 0, that many behind.

    Infinitely many turns end when what went ahead is answered. Replies come as the arguments do.
    """
    async with asyncio.TaskGroup() as group:
        first, second = (asking, [end]) if turns > 0 else ([end], asking)
        sent = [group.create_task(request) for request in first]
        ahead = abs(turns)
        while ahead > 0 and not all(task.done() for task in sent):
            ahead -= 1
            await asyncio.sleep(0)
        sent += [group.create_task(request) for request in second]
    replies = [task.result() for task in sent]
    return replies if turns <= 0 else [*replies[-1:], *replies[:-1]]


@pytest.mark.parametrize("temporary", [False, True], ids=["kept", "temporary"])
async def test_whenever_an_answer_is_continued_nothing_of_it_grows_for_a_disabled_person(
    tmp_path: Path, *, temporary: bool
) -> None:
    """The end comes at each of many moments: before, while and after answers are continued."""
    async with house(tmp_path) as (served, browsers, _):
        ann, root = browsers["ann"], browsers["root"]
        path = f"/api/accounts/{await me(ann)}"
        jobs = served.app.state.dependencies.chat._supervisor._jobs
        asked = await ann.post("/api/answers", json={"content": "?", "temporary": temporary})
        answer = f"/api/answers/{asked.json()['answer']['id']}"
        statuses = set()
        for turns in MOMENTS:
            async with ann.stream("GET", f"{answer}/events") as reply:
                async for chunk in reply.aiter_raw():
                    if b"~" in chunk:
                        break
            assert (await ann.post(f"{answer}/stop")).status_code == 200
            barred, went_on = await overlap(
                turns,
                root.patch(path, json={"disabled": True}),
                ann.post(f"{answer}/continue"),
            )
            assert barred.status_code == 200
            statuses.add(went_on.status_code)
            async with asyncio.timeout(10):
                for job in [*jobs._running.values()]:
                    await job.fate.closed.wait()
            await root.patch(path, json={"disabled": False})
            assert (await log_in(ann, "ann")).status_code == 200
            assert (await ann.post(f"{answer}/continue")).status_code == 200
        assert statuses == {200, 401}


@pytest.mark.parametrize("temporary", [False, True], ids=["kept", "temporary"])
async def test_whenever_a_person_is_disabled_nothing_goes_on_growing_for_them(
    tmp_path: Path, *, temporary: bool
) -> None:
    """The end comes at each of many moments: before, while and after questions are asked."""
    async with house(tmp_path) as (served, browsers, _):
        ann, root = browsers["ann"], browsers["root"]
        owner = await me(ann)
        path = f"/api/accounts/{owner}"
        jobs = served.app.state.dependencies.chat._supervisor._jobs
        statuses = set()
        for turns in MOMENTS:
            body = {"content": "?", "temporary": temporary}
            barred, *asked = await overlap(
                turns,
                root.patch(path, json={"disabled": True}),
                *[ann.post("/api/answers", json=body) for _ in range(4)],
            )
            assert barred.status_code == 200
            statuses |= {reply.status_code for reply in asked}
            async with asyncio.timeout(10):
                for job in [each for each in jobs._running.values() if each.owner == owner]:
                    await job.fate.closed.wait()
            await root.patch(path, json={"disabled": False})
            assert (await log_in(ann, "ann")).status_code == 200
        assert statuses == {201, 401}


async def test_a_client_that_reads_nothing_is_let_go_as_soon(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script: Script = ["여울", *("x" * 100_000 for _ in range(300)), asyncio.Event()]
    async with serving_people(tmp_path, script, max_answer_bytes=1 << 30) as (served, browsers):
        ann = browsers["ann"]
        asked = await ann.post("/api/answers", json={"content": "?"})
        path = f"/api/answers/{asked.json()['answer']['id']}/events"
        [cookie] = ann.cookies.jar
        port = int(served.url.rpartition(":")[2])
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 10)
        head = f"host: localhost:{port}\r\ncookie: {cookie.name}={cookie.value}\r\n"
        writer.write(f"GET {path} HTTP/1.1\r\n{head}\r\n".encode())
        assert b"200" in await reader.readline()
        [held] = served.app.state.dependencies.chat._rights._held[await me(ann)].values()
        [stuck], gone = held.streams, asyncio.Event()
        close = EpochReader.close

        def closing(reader: EpochReader) -> None:
            close(reader)
            if reader is stuck:
                gone.set()

        monkeypatch.setattr(EpochReader, "close", closing)
        async with ann.stream("GET", path) as reply:  # another one reads all of it
            read = 0
            async for part in reply.aiter_raw():
                read += len(part)
                if read > 30_000_000:
                    break
        assert stuck._index < 300
        await ann.post("/api/logout")
        await asyncio.wait_for(gone.wait(), LIMIT_S)
        writer.close()


async def test_a_new_password_lets_go_of_no_stream_of_a_token(tmp_path: Path) -> None:
    """It does not end the token; and a program that is refused once does not come again."""
    async with house(tmp_path) as (served, browsers, _):
        ann = browsers["ann"]
        wish = {"name": "a script", "scopes": ["ask", "read"]}
        token = (await ann.post("/api/tokens", json=wish)).json()["token"]
        headers = {"authorization": f"Bearer {token}"}
        async with (
            httpx2.AsyncClient(
                base_url=served.url, headers=headers, trust_env=False, timeout=60
            ) as program,
            program.stream("GET", "/api/changes") as changes,
        ):
            told = changes.aiter_lines()
            own = ann.stream("GET", "/api/changes")
            reply = await own.__aenter__()
            await change_password(ann, browsers["root"])
            with pytest.raises(httpx2.TransportError):
                await reply.aread()
            await own.__aexit__(None, None, None)
            asked = await program.post("/api/answers", json={"content": "?"})
            place = asked.json()["conversation"]["id"]
            async with asyncio.timeout(10):
                assert await anext(line async for line in told if place in line)
