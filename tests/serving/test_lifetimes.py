"""A reader stays as long as there is something to wait for, beyond each timer of its connection."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from websockets.asyncio.client import connect

from tests.served import Served, serving
from yeoul.serving.http_protocol import LimitedHttpProtocol

pytestmark = pytest.mark.anyio

TIMER_S = 0.1
#: So long is waited for the rest of the answer.
WAIT_S = 10 * TIMER_S


@pytest.fixture
async def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Served]:
    monkeypatch.setattr(LimitedHttpProtocol, "header_timeout_s", TIMER_S)
    monkeypatch.setattr(LimitedHttpProtocol, "body_timeout_s", TIMER_S)
    gate = asyncio.Event()
    async with serving(tmp_path, ["ab", gate, "cd"], heartbeat_s=TIMER_S / 2) as served:
        asyncio.get_running_loop().call_later(WAIT_S, gate.set)
        yield served


async def test_an_event_stream_outlives_every_timer(served: Served) -> None:
    asked = await served.ask()
    events = await served.events(asked["answer"]["id"])
    assert [event["event"] for event in events] == ["started", "delta", "delta", "end"]


async def test_a_question_that_is_answered_by_its_stream_outlives_every_timer(
    served: Served,
) -> None:
    headers = {"accept": "text/event-stream"}
    reply = await served.client.post("/api/answers", json={"content": "?"}, headers=headers)
    assert "event: end" in reply.text


@pytest.mark.parametrize("says", [False, True])
async def test_a_websocket_outlives_every_timer(served: Served, says: bool) -> None:
    asked = await served.ask()
    url = f"{served.url.replace('http', 'ws')}/api/answers/{asked['answer']['id']}/events"
    seen = []
    async with connect(url, proxy=None, ping_interval=None) as websocket:
        async for message in websocket:  # ends with 1000, and raises otherwise
            seen.append(message)
            if says and "heartbeat" in str(message):
                await websocket.send("still here")
                await websocket.ping()
    assert '"event":"end"' in str(seen[-1])


async def test_a_long_poll_outlives_every_timer(served: Served) -> None:
    asked = await served.ask()
    path = f"/api/answers/{asked['answer']['id']}/events"
    headers, cursor, told = {"accept": "application/json"}, "1-1", list[str]()
    for _ in range(2):
        params = {"after": cursor, "wait": "30"}
        reply = (await served.client.get(path, params=params, headers=headers)).json()
        told.append(reply["events"][0]["data"]["text"])
        cursor = reply["cursor"]
    assert told == ["ab", "cd"]


async def test_plain_text_outlives_every_timer(served: Served) -> None:
    assert (await served.client.get("/completion", params={"query": "?"})).text == "abcd"


async def test_the_stream_of_changes_outlives_every_timer(served: Served) -> None:
    begin_s = asyncio.get_running_loop().time()
    async with served.client.stream("GET", "/api/changes") as reply:
        async for _ in reply.aiter_raw():
            if asyncio.get_running_loop().time() - begin_s > WAIT_S:
                break
        else:
            pytest.fail("the stream ended")
