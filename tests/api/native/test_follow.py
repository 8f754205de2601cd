"""The one address of an answer's events: SSE, long polling and polling of the same log."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from fastapi.routing import APIRoute

from tests.served import Served, serving
from yeoul.api.native.follow import FollowRoute
from yeoul.caller import Caller
from yeoul.chat import Chat
from yeoul.eventlog.base import Reader, Writer
from yeoul.eventlog.epochs import EpochReader
from yeoul.eventlog.sqlite.log import SqliteLog
from yeoul.protocol.events import Cursor, Started

pytestmark = pytest.mark.anyio

TOKENS = ["여울", "은 ", "빠르다", "\r\n", "👍🏽"]


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path, TOKENS) as served:
        yield served


async def test_every_cursor_gives_exactly_the_rest(served: Served) -> None:
    asked = await served.finished()
    answer_id = asked["answer"]["id"]
    whole = await served.events(answer_id)
    for seq in range(len(whole) - 1):
        assert await served.events(answer_id, after=f"1-{seq}") == whole[seq:]


async def test_last_event_id_wins_over_after(served: Served) -> None:
    asked = await served.finished()
    path = f"/api/answers/{asked['answer']['id']}/events?after=1-1"
    reply = await served.client.get(path, headers={"last-event-id": "1-5"})
    assert b"id: 1-2\n" not in reply.content
    assert b"id: 1-6\n" in reply.content


async def test_a_client_that_has_the_end_is_told_to_stop(served: Served) -> None:
    asked = await served.finished()
    path = f"/api/answers/{asked['answer']['id']}/events"
    last = f"1-{len(TOKENS) + 2}"
    assert (await served.client.get(path, params={"after": last})).status_code == 204
    reply = await served.client.get(path, headers={"last-event-id": last})
    assert (reply.status_code, reply.content) == (204, b"")


async def test_the_reader_of_a_client_that_has_the_end_is_closed(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = await served.finished()
    chat: Chat = served.app.state.dependencies.chat
    follow = chat.follow
    readers: list[Reader] = []
    closed: list[Reader] = []

    async def noted(caller: Caller, answer_id: str, after: Cursor | None) -> Reader:
        readers.append(await follow(caller, answer_id, after))
        return readers[-1]

    monkeypatch.setattr(chat, "follow", noted)
    monkeypatch.setattr(EpochReader, "close", lambda reader: closed.append(reader))
    path = f"/api/answers/{asked['answer']['id']}/events?after=1-{len(TOKENS) + 2}"
    assert (await served.client.get(path)).status_code == 204
    assert readers[0] in closed


QUERIES = [
    "",
    *(f"after={after}" for after in ("1-2", "1-99", "0-1", "01-1", "9-9", "", "-", "1-x", "١-١")),
    *(f"wait={wait}" for wait in ("0", "00", "1", "030", "31", "-1", "", "x", "1.0", "٣")),
    "after=1-2&wait=1",
    "after=1-2&after=1-3",
    "wait=1&after=1-2",
    "after=1-2wait=1",
    "&wait=1",
    "after=1-2&",
]


async def test_a_usual_request_gets_what_the_framework_would_give_it(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = await served.finished()

    async def replies() -> list[tuple[int, dict[str, str], bytes]]:
        found = []
        for answer_id, query, accept in itertools.product(
            (asked["answer"]["id"], "0" * 32, "x"),
            QUERIES,
            ("application/json", "text/event-stream", "*/*"),
        ):
            address = f"/api/answers/{answer_id}/events?{query}"
            reply = await served.client.get(address, headers={"accept": accept})
            del reply.headers["date"]
            found.append((reply.status_code, dict(reply.headers), reply.content))
        return found

    ours = await replies()
    monkeypatch.setattr(FollowRoute, "handle", APIRoute.handle)
    assert await replies() == ours


@pytest.mark.parametrize("after", ["", "1", "0-1", "1-x", "01-1", "1-2-3", "-1-1", "1-٣"])
async def test_a_bad_after_is_refused(served: Served, after: str) -> None:
    asked = await served.finished()
    path = f"/api/answers/{asked['answer']['id']}/events"
    reply = await served.client.get(path, params={"after": after})
    assert (reply.status_code, reply.json()["code"]) == (400, "invalid_cursor")


@pytest.mark.parametrize("cursor", ["nonsense", "1-99", "7-1"])
async def test_a_last_event_id_that_cannot_be_served_gets_a_reset(
    served: Served, cursor: str
) -> None:
    asked = await served.finished()
    path = f"/api/answers/{asked['answer']['id']}/events"
    reply = await served.client.get(path, headers={"last-event-id": cursor})
    assert b"event: reset\n" in reply.content
    assert b"event: delta\n" not in reply.content
    assert b"event: end\n" in reply.content


async def test_head_gives_the_status_and_headers_of_get(served: Served) -> None:
    asked = await served.finished()
    path = f"/api/answers/{asked['answer']['id']}/events"
    head, get = await served.client.head(path), await served.client.get(path)
    assert head.status_code == get.status_code == 200
    assert head.content == b""
    for name in ("content-type", "cache-control", "x-accel-buffering", "x-content-type-options"):
        assert head.headers[name] == get.headers[name]


async def test_a_poll_gives_what_is_there_as_json(served: Served) -> None:
    asked = await served.finished()
    path = f"/api/answers/{asked['answer']['id']}/events"
    stream = await served.events(asked["answer"]["id"])
    headers = {"accept": "application/json"}
    reply = (await served.client.get(path, headers=headers)).json()
    assert reply["events"] == stream
    assert (reply["cursor"], reply["ended"]) == (stream[-1]["id"], True)
    rest = (await served.client.get(path, params={"after": "1-5"}, headers=headers)).json()
    assert rest["events"] == stream[5:]


async def test_a_poll_behind_the_end_is_empty_and_ended(served: Served) -> None:
    asked = await served.finished()
    last = f"1-{len(TOKENS) + 2}"
    reply = await served.client.get(
        f"/api/answers/{asked['answer']['id']}/events",
        params={"after": last, "wait": 30},
        headers={"accept": "application/json"},
    )
    assert reply.json()["events"] == []
    assert (reply.json()["cursor"], reply.json()["ended"]) == (last, True)


async def test_a_long_poll_waits_for_the_next_event(tmp_path: Path) -> None:
    gate = asyncio.Event()
    async with serving(tmp_path, ["ab", gate, "cd"]) as served:
        asked = await served.ask()
        path = f"/api/answers/{asked['answer']['id']}/events"
        headers = {"accept": "application/json"}
        cursor = None
        texts: list[str] = []
        ended = False
        while not ended:
            params = {"wait": "30"} | ({"after": cursor} if cursor else {})
            reply = (await served.client.get(path, params=params, headers=headers)).json()
            texts += [e["data"]["text"] for e in reply["events"] if e["event"] == "delta"]
            cursor, ended = reply["cursor"], reply["ended"]
            if texts:
                gate.set()
        assert texts == ["ab", "cd"]


async def test_a_long_poll_is_empty_at_its_deadline(tmp_path: Path) -> None:
    async with serving(tmp_path, [asyncio.Event()]) as served:
        asked = await served.ask()
        reply = await served.client.get(
            f"/api/answers/{asked['answer']['id']}/events",
            params={"after": "1-1", "wait": 1},
            headers={"accept": "application/json"},
        )
        body = reply.json()
        assert (body["events"], body["cursor"], body["ended"]) == ([], "1-1", False)
        assert body["phase"] == "connecting"


async def test_a_silent_stream_beats_and_the_beat_moves_no_cursor(tmp_path: Path) -> None:
    async with serving(tmp_path, [asyncio.Event()], heartbeat_s=0.05) as served:
        asked = await served.ask()
        path = f"/api/answers/{asked['answer']['id']}/events"
        received = b""
        async with served.client.stream("GET", path) as reply:
            async for chunk in reply.aiter_raw():
                received += chunk
                if received.count(b"event: heartbeat\n") >= 4:
                    break
        assert received.startswith(b"retry: 1000\n\nid: 1-1\nevent: started\n")
        beats = [block for block in received.split(b"\n\n") if b"event: heartbeat" in block]
        assert b'event: heartbeat\ndata: {"phase":"connecting"}' in beats
        assert not any(b"id:" in beat for beat in beats)


async def test_the_queue_is_told_with_its_position(tmp_path: Path) -> None:
    gate = asyncio.Event()
    async with serving(tmp_path, [gate, "x"]) as served:
        served.provider.slots = 1
        first, second, third = [await served.ask() for _ in range(3)]
        reply = await served.client.get(
            f"/api/answers/{third['answer']['id']}/events",
            params={"after": "1-1", "wait": 1},
            headers={"accept": "application/json"},
        )
        assert (reply.json()["phase"], reply.json()["queue_position"]) == ("queued", 2)
        answer = await served.get(f"/api/answers/{second['answer']['id']}")
        assert answer["status"] == "queued"
        gate.set()
        for asked in (first, second, third):
            assert (await served.events(asked["answer"]["id"]))[-1]["data"]["status"] == "finished"


async def release_behind_the_first_token(served: Served, path: str) -> None:
    async with served.client.stream("GET", path) as reply:
        async for chunk in reply.aiter_raw():
            if b'"ab"' in chunk:
                served.app.state.dependencies.chat.release_readers()


async def test_a_released_stream_is_cut_not_ended(tmp_path: Path) -> None:
    async with serving(tmp_path, ["ab", asyncio.Event()]) as served:
        asked = await served.ask()
        path = f"/api/answers/{asked['answer']['id']}/events"
        with pytest.raises(httpx2.RemoteProtocolError):
            await release_behind_the_first_token(served, path)
        refused = await served.client.get(path, headers={"accept": "application/json"})
        assert refused.status_code == 503
        assert refused.json()["code"] == "shutting_down"


async def read_all(served: Served, path: str, into: list[bytes]) -> None:
    async with served.client.stream("GET", path) as reply:
        assert reply.status_code == 200
        async for chunk in reply.aiter_raw():
            into.append(chunk)


async def test_a_stream_begun_while_the_server_drains_is_cut_behind_its_beginning(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path, ["ab", asyncio.Event()]) as served:
        asked = await served.ask()
        served.app.state.dependencies.chat.release_readers()
        for path in (f"/api/answers/{asked['answer']['id']}/events", "/api/changes"):
            begun: list[bytes] = []
            with pytest.raises(httpx2.RemoteProtocolError):
                await read_all(served, path, begun)
            assert b"".join(begun) == b"retry: 1000\n\n: come again\n\n"


async def test_who_knows_of_an_answer_before_the_log_does_waits_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening, gate = asyncio.Event(), asyncio.Event()
    create = SqliteLog.create

    async def slowly(log: SqliteLog, started: Started) -> Writer:
        opening.set()
        await gate.wait()
        return await create(log, started)

    monkeypatch.setattr(SqliteLog, "create", slowly)
    async with serving(tmp_path, ["ab"]) as served:
        asking = asyncio.ensure_future(served.ask())  # noqa: TID251
        await opening.wait()
        [listed] = (await served.get("/api/conversations"))["conversations"]
        following = asyncio.ensure_future(served.events(listed["leaf_id"]))  # noqa: TID251
        await served.get(f"/api/answers/{listed['leaf_id']}")
        gate.set()
        events = await following
        assert events[-1]["data"]["status"] == "finished"
        assert (await asking)["answer"]["id"] == listed["leaf_id"]
