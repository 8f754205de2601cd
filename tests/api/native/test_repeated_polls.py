"""Long polls of the real server that repeat: what the app does not see must not be seen either."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from starlette.requests import HTTPConnection

from tests.served import Served, serving
from yeoul.api.identity import Identify
from yeoul.caller import Caller
from yeoul.chat import Chat
from yeoul.eventlog.base import Reader
from yeoul.protocol.events import Cursor

pytestmark = pytest.mark.anyio

STEPS = 6


class Poller:
    """A client that polls one answer over one connection, each time behind what it has."""

    def __init__(
        self, answer_id: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.path = f"/api/answers/{answer_id}/events"
        self.reader, self.writer = reader, writer
        self.after = "1-0"
        self.host = "localhost"
        self.more = ""

    async def ask(self, *, wait: int = 30) -> None:
        target = f"{self.path}?after={self.after}&wait={wait}"
        fields = f"host: {self.host}\r\naccept: application/json\r\n{self.more}"
        self.writer.write(f"GET {target} HTTP/1.1\r\n{fields}\r\n".encode())
        for _ in range(50):
            await asyncio.sleep(0)

    async def reply(self) -> tuple[list[bytes], Any]:
        """Return the lines of the head, without the body's length, and the body."""
        head = (await self.reader.readuntil(b"\r\n\r\n")).split(b"\r\n")
        [length] = [line for line in head if line.startswith(b"content-length: ")]
        head.remove(length)
        body = orjson.loads(await self.reader.readexactly(int(length.split()[1])))
        self.after = body.get("cursor", self.after)
        return head, body

    async def poll(self) -> tuple[list[bytes], Any]:
        await self.ask()
        return await self.reply()


@asynccontextmanager
async def poller(served: Served, answer_id: str) -> AsyncIterator[Poller]:
    host, port = served.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        async with asyncio.timeout(60):
            yield Poller(answer_id, reader, writer)
    finally:
        writer.transport.abort()


@asynccontextmanager
async def polled(
    tmp_path: Path, identify: Identify | None = None
) -> AsyncIterator[tuple[Served, Poller, list[asyncio.Event]]]:
    """Serve an answer whose pieces come at a gate each; it is polled up to its second piece."""
    gates = [asyncio.Event() for _ in range(STEPS)]
    script = [step for n, gate in enumerate(gates) for step in (gate, f"{n} ")]
    async with serving(tmp_path, script, identify=identify) as served:
        asked = await served.ask()
        async with poller(served, asked["answer"]["id"]) as client:
            await client.poll()
            for gate in gates[:2]:
                gate.set()
                await client.poll()
            yield served, client, gates


@pytest.fixture
def follows(monkeypatch: pytest.MonkeyPatch) -> list[Cursor | None]:
    """The cursors for which the app was asked for a reader."""
    found: list[Cursor | None] = []
    follow = Chat.follow

    async def noted(chat: Chat, caller: Caller, answer_id: str, after: Cursor | None) -> Reader:
        found.append(after)
        return await follow(chat, caller, answer_id, after)

    monkeypatch.setattr(Chat, "follow", noted)
    return found


async def test_every_piece_comes_once_with_the_same_head_and_a_date_that_is_right(
    tmp_path: Path, follows: list[Cursor | None]
) -> None:
    async with polled(tmp_path) as (_, client, gates):
        follows.clear()
        heads = []
        for number, gate in enumerate(gates[2:], 2):
            await client.ask()
            gate.set()
            head, body = await client.reply()
            heads.append(head)
            assert [entry["data"]["text"] for entry in body["events"]] == [f"{number} "]
        # As long as the answer grows, the app is asked for nothing more.
        assert follows == []
        body = (await client.poll())[1]
        assert (body["events"][-1]["event"], body["ended"]) == ("end", True)
        client.writer.write(b"\r\n")  # which ends a series, and asks for nothing
        own, body = await client.poll()
        assert (body["events"], body["ended"], len(follows)) == ([], True, 1)
        for head in heads:
            date = next(line for line in head if line.startswith(b"date: "))
            told = parsedate_to_datetime(date[6:].decode())
            assert abs((datetime.now(UTC) - told).total_seconds()) < 30
            head.remove(date)
        del own[next(n for n, line in enumerate(own) if line.startswith(b"date: "))]
        assert heads == [own] * len(heads)
        assert b"x-content-type-options: nosniff" in own


async def test_a_series_does_not_open_a_door_for_another_host(tmp_path: Path) -> None:
    async with polled(tmp_path) as (_, client, gates):
        gates[2].set()
        client.host = "evil.example"
        head, body = await client.poll()
        assert (head[0], body["code"]) == (b"HTTP/1.1 403 Forbidden", "forbidden_host")


async def test_where_last_event_id_wins_the_app_answers_every_poll(
    tmp_path: Path, follows: list[Cursor | None]
) -> None:
    async with polled(tmp_path) as (_, client, _):
        follows.clear()
        client.more = "last-event-id: 1-1\r\n"
        client.after = "1-1"
        for _ in range(3):
            _, body = await client.poll()
            assert body["events"][0]["id"] == "1-2"
        assert follows == [Cursor(1, 1)] * 3


async def test_a_repeated_poll_is_empty_at_its_deadline_and_tells_the_phase(
    tmp_path: Path, follows: list[Cursor | None]
) -> None:
    gate = asyncio.Event()
    async with serving(tmp_path, ["a", gate]) as served:
        asked = await served.ask()
        async with poller(served, asked["answer"]["id"]) as client:
            await client.ask(wait=1)
            await client.reply()
            while client.after < "1-2":
                await client.ask(wait=1)
                await client.reply()
            for _ in range(3):
                await client.ask(wait=1)
                _, body = await client.reply()
                assert body == {
                    "events": [],
                    "cursor": "1-2",
                    "ended": False,
                    "phase": "generating",
                    "queue_position": None,
                }
            assert follows.count(Cursor(1, 2)) <= 1
            gate.set()


async def test_a_repeated_poll_that_waits_is_refused_when_the_server_lets_its_readers_go(
    tmp_path: Path,
) -> None:
    async with polled(tmp_path) as (served, client, _):
        await client.ask()
        served.app.state.dependencies.chat.release_readers()
        head, body = await client.reply()
        assert (head[0], body["code"]) == (b"HTTP/1.1 503 Service Unavailable", "shutting_down")
        assert b"retry-after: 1" in head
        head, body = await client.poll()
        assert (head[0], body["code"]) == (b"HTTP/1.1 503 Service Unavailable", "shutting_down")


async def test_a_repeated_poll_whose_caller_may_read_no_longer_is_refused_by_the_app(
    tmp_path: Path,
) -> None:
    known: list[Caller | None] = [Caller("ann")]

    async def identify(connection: HTTPConnection) -> Caller | None:
        return known[0]

    async with polled(tmp_path, identify) as (served, client, gates):
        await client.ask()
        known[0] = None
        served.app.state.dependencies.chat.end_right("ann")
        for _ in range(2):
            head, body = await client.reply()
            assert (head[0], body["code"]) == (b"HTTP/1.1 401 Unauthorized", "unauthenticated")
            gates[2].set()
            await client.ask()


async def test_a_repeated_poll_goes_on_in_the_next_epoch_by_a_reset(tmp_path: Path) -> None:
    async with polled(tmp_path) as (served, client, _):
        answer_id = client.path.split("/")[3]
        await client.ask()
        await served.client.post(f"/api/answers/{answer_id}/stop")
        _, body = await client.reply()
        assert (body["events"][-1]["event"], body["ended"]) == ("end", True)
        assert body["events"][-1]["data"]["status"] == "stopped"
        reply = await served.client.post(f"/api/answers/{answer_id}/continue")
        assert reply.status_code == 200, reply.text
        _, body = await client.poll()
        assert body["cursor"].startswith("2-")
        assert "reset" in {entry["event"] for entry in body["events"]}


async def test_a_repeated_poll_of_a_deleted_conversation_ends(tmp_path: Path) -> None:
    async with polled(tmp_path) as (served, client, _):
        await client.ask()
        answer = await served.get(f"/api/answers/{client.path.split('/')[3]}")
        await served.client.delete(f"/api/conversations/{answer['conversation_id']}")
        _, body = await client.reply()
        assert body["events"][-1]["data"]["status"] == "stopped"
        head, body = await client.poll()
        assert (head[0], body["code"]) == (b"HTTP/1.1 404 Not Found", "not_found")
