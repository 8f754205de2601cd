"""Following by WebSocket, with a client library that is not ours."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.served import Served, serving

pytestmark = pytest.mark.anyio

TOKENS = ["여울", "은 ", "빠르다", "\r\n", "👍🏽", "\u2028"]


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path, TOKENS) as served:
        yield served


@asynccontextmanager
async def socket(
    served: Served, answer_id: str, query: str = "", **options: Any
) -> AsyncIterator[ClientConnection]:
    url = f"{served.url.replace('http', 'ws')}/api/answers/{answer_id}/events{query}"
    async with connect(url, proxy=None, **options) as websocket:
        yield websocket


async def received(websocket: ClientConnection) -> list[dict[str, Any]]:
    """Everything until the server closes, without heartbeats."""
    entries = []
    try:
        while True:
            entry = json.loads(await websocket.recv())
            if entry["event"] != "heartbeat":
                entries.append(entry)
    except ConnectionClosed:
        return entries


async def test_the_same_events_come_as_by_sse_and_then_1000(served: Served) -> None:
    asked = await served.ask()
    answer_id = asked["answer"]["id"]
    async with socket(served, answer_id) as websocket:
        entries = await received(websocket)
        assert websocket.close_code == 1000
    assert entries == await served.events(answer_id)


async def test_every_cursor_gives_exactly_the_rest(served: Served) -> None:
    asked = await served.finished()
    answer_id = asked["answer"]["id"]
    whole = await served.events(answer_id)
    for seq in range(len(whole) + 1):
        async with socket(served, answer_id, f"?after=1-{seq}") as websocket:
            assert await received(websocket) == whole[seq:]
            assert websocket.close_code == 1000


async def test_a_cursor_that_cannot_be_served_gets_a_reset(served: Served) -> None:
    asked = await served.finished()
    async with socket(served, asked["answer"]["id"], "?after=4-4") as websocket:
        entries = await received(websocket)
    assert [entry["event"] for entry in entries] == ["reset", "end"]
    assert entries[0]["data"]["text"] == "".join(TOKENS)


async def test_tokens_come_while_they_are_made_and_heartbeats_between(tmp_path: Path) -> None:
    gate = asyncio.Event()
    async with serving(tmp_path, ["ab", gate, "cd"], heartbeat_s=0.05) as served:
        asked = await served.ask()
        async with socket(served, asked["answer"]["id"], "?after=1-1") as websocket:
            while json.loads(await websocket.recv())["event"] != "delta":
                pass
            for _ in range(2):
                beat = json.loads(await websocket.recv())
                assert beat == {"event": "heartbeat", "data": {"phase": "generating"}}
            gate.set()
            assert [entry["event"] for entry in await received(websocket)] == ["delta", "end"]


async def refusal(served: Served, answer_id: str, query: str = "", **options: Any) -> InvalidStatus:
    with pytest.raises(InvalidStatus) as caught:
        async with socket(served, answer_id, query, **options):
            pass
    return caught.value


async def test_an_unknown_answer_is_404_at_the_handshake(served: Served) -> None:
    reply = (await refusal(served, "nobody")).response
    assert reply.status_code == 404
    assert json.loads(reply.body or b"")["code"] == "not_found"


async def test_a_bad_cursor_is_400_at_the_handshake(served: Served) -> None:
    asked = await served.finished()
    reply = (await refusal(served, asked["answer"]["id"], "?after=x")).response
    assert reply.status_code == 400
    assert json.loads(reply.body or b"")["code"] == "invalid_cursor"


@pytest.mark.parametrize("origin", ["https://evil.test", "null", "http://127.0.0.1:1"])
async def test_another_sites_page_is_refused_at_the_handshake(served: Served, origin: str) -> None:
    asked = await served.finished()
    reply = (
        await refusal(served, asked["answer"]["id"], additional_headers={"origin": origin})
    ).response
    assert reply.status_code == 403
    assert json.loads(reply.body or b"")["code"] == "forbidden_origin"


async def test_the_own_page_is_let_in(served: Served) -> None:
    asked = await served.finished()
    headers = {"origin": served.url}
    async with socket(served, asked["answer"]["id"], additional_headers=headers) as websocket:
        assert len(await received(websocket)) == len(TOKENS) + 2


async def test_readers_are_let_go_with_1001(tmp_path: Path) -> None:
    async with serving(tmp_path, ["ab", asyncio.Event()]) as served:
        asked = await served.ask()
        async with socket(served, asked["answer"]["id"]) as websocket:
            while json.loads(await websocket.recv())["event"] != "delta":
                pass
            served.app.state.dependencies.chat.release_readers()
            await received(websocket)
            assert websocket.close_code == 1001


async def test_what_the_client_says_is_ignored(served: Served) -> None:
    asked = await served.ask()
    async with socket(served, asked["answer"]["id"]) as websocket:
        await websocket.send("hello")
        await websocket.send(b"\x00")
        assert (await received(websocket))[-1]["event"] == "end"


async def test_a_client_that_leaves_disturbs_nobody(tmp_path: Path) -> None:
    gate = asyncio.Event()
    async with serving(tmp_path, ["ab", gate, "cd"]) as served:
        asked = await served.ask()
        for _ in range(3):
            async with socket(served, asked["answer"]["id"]) as websocket:
                await websocket.recv()
        gate.set()
        events = await served.events(asked["answer"]["id"])
        assert events[-1]["data"]["status"] == "finished"
