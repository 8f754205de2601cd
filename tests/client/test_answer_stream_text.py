"""The text that a follower holds, and a change of transport in the middle of it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.client.patience import EVENTS, follow, stream
from tests.client.unreliable_server import (
    END,
    FRAMES,
    reply,
    unreliable,
)
from tests.served import serving
from yeoul.client import Client, Transcript
from yeoul.client.transports import TRANSPORTS
from yeoul.protocol.content import Content
from yeoul.protocol.entries import write_entry
from yeoul.protocol.events import Cursor, Delta, End, Reset, Started, encode

pytestmark = pytest.mark.anyio


SPOILED = encode(Cursor(1, 3), Delta("불"))


async def test_a_text_that_is_not_the_servers_is_fetched_again_before_its_end() -> None:
    spoiled = stream(*FRAMES[:2], SPOILED, *FRAMES[3:])
    again = stream(encode(Cursor(1, 4), Reset("빠른 물살", "")), FRAMES[4])
    updates, paths = await follow([spoiled, again])
    assert updates == [*EVENTS[:2], Delta("불"), Delta("살"), Reset("빠른 물살", ""), END]
    assert paths[1] == "/api/answers/a1/events?after=1-100000000000000000"


async def test_a_text_that_stays_wrong_is_never_shown_as_the_answer() -> None:
    spoiled = stream(*FRAMES[:2], SPOILED, *FRAMES[3:])
    again = stream(encode(Cursor(1, 4), Reset("빠른 불살", "")), FRAMES[4])
    async with unreliable([spoiled, again]) as server, Client(server.url) as client:
        answer = client.follow("a1")
        assert [await anext(answer) for _ in range(5)][-1] == Reset("빠른 불살", "")
        with pytest.raises(ConnectionError, match="not the text"):
            await anext(answer)
        assert answer.transcript.ended is None


async def test_a_transcript_is_followed_from_its_cursor_and_grows_along() -> None:
    transcript = Transcript(Content("빠른 "), Cursor(1, 2))
    async with unreliable([stream(*FRAMES[2:])]) as server, Client(server.url) as client:
        answer = client.follow("a1", transcript=transcript)
        assert [update async for update in answer] == EVENTS[2:]
        assert (transcript.text, transcript.ended) == ("빠른 물살", END)
        assert answer.transcript is transcript
        with pytest.raises(ValueError, match="its own cursor"):
            client.follow("a1", "1-2", transcript=transcript)


async def test_a_switch_takes_effect_while_a_stream_is_silent() -> None:
    rest = b"".join(write_entry(frame) + b"," for frame in FRAMES[1:])[:-1]
    polled = b'{"events":[%b],"cursor":"1-5","ended":true}' % rest
    replies = [None, reply("200 OK", polled, "content-type: application/json")]
    async with unreliable(replies) as server, Client(server.url) as client:
        answer = client.follow("a1", "1-1")

        async def switch() -> None:
            await server.asked()
            answer.switch("poll")

        async with asyncio.TaskGroup() as group:
            group.create_task(switch())
            assert [update async for update in answer] == EVENTS[1:]
        assert server.line(1) == "GET /api/answers/a1/events?after=1-1 HTTP/1.1"
        assert server.header(1, "accept") == "application/json"


async def test_a_switch_loses_nothing_of_what_was_received() -> None:
    async with unreliable([stream(*FRAMES)]) as server, Client(server.url) as client:
        answer = client.follow("a1")
        updates = [await anext(answer)]
        answer.switch("long-poll")
        assert [*updates, *[update async for update in answer]] == EVENTS


async def test_there_are_four_transports_and_no_other() -> None:
    async with Client("http://127.0.0.1:9") as client:
        with pytest.raises(ValueError, match="no transport 'pigeon'"):
            client.follow("a1", transport="pigeon")  # type: ignore[arg-type]


async def test_switches_in_quick_succession_end_in_the_last(tmp_path: Path) -> None:
    async with serving(tmp_path, ["빠른 물살"]) as served, Client(served.url) as client:
        answer_id = (await served.finished())["answer"]["id"]
        answer = client.follow(answer_id)

        def switch() -> None:
            for _ in range(2):
                for transport in TRANSPORTS:
                    answer.switch(transport)
            answer.switch("websocket")

        asyncio.get_running_loop().call_soon(switch)
        updates = [update async for update in answer]
        assert [type(update) for update in updates] == [Started, Delta, End]
        assert answer.transport == "websocket"
