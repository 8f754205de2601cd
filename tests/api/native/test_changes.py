"""What other tabs and devices hear over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import orjson
import pytest

from tests.served import MODEL, Served, serving
from yeoul.protocol.sse import SseParser
from yeoul.providers.scripted import Scripted
from yeoul.tasks import Tasks

pytestmark = pytest.mark.anyio


class Heard:
    """What one open ``/api/changes`` has said so far."""

    def __init__(self) -> None:
        self.changes: list[dict[str, Any]] = []
        self.beats = 0
        self._news = asyncio.Event()

    def take(self, event: str, data: bytes) -> None:
        if event == "heartbeat":
            self.beats += 1
        else:
            self.changes.append(orjson.loads(data))
        self._news.set()

    async def until(self, what: str) -> dict[str, Any]:
        """Wait for a change of a kind; returns the last one of it."""
        while not (found := [one for one in self.changes if one["what"] == what]):
            self._news.clear()
            await asyncio.wait_for(self._news.wait(), 60)
        return found[-1]

    async def connected(self) -> None:
        while not self.beats:
            self._news.clear()
            await asyncio.wait_for(self._news.wait(), 60)


@asynccontextmanager
async def listening(served: Served) -> AsyncIterator[Heard]:
    """Keep ``/api/changes`` open inside the block."""
    heard, tasks = Heard(), Tasks()

    async def listen() -> None:
        parser = SseParser()
        async with served.client.stream("GET", "/api/changes") as reply:
            assert reply.headers["content-type"] == "text/event-stream; charset=utf-8"
            async for chunk in reply.aiter_raw():
                for event in parser.feed(chunk):
                    heard.take(event.event, event.data)

    tasks.start(listen(), name="listen")
    await heard.connected()
    yield heard
    await tasks.cancel()


async def test_asking_is_heard_from_the_question_to_the_end(tmp_path: Path) -> None:
    async with serving(tmp_path, ["x"]) as served, listening(served) as heard:
        asked = await served.finished()
        conversation_id, answer_id = asked["conversation"]["id"], asked["answer"]["id"]
        await heard.until("ended")
        assert heard.changes == [
            {"what": "created", "conversation_id": conversation_id, "answer_id": None},
            {"what": "asked", "conversation_id": conversation_id, "answer_id": answer_id},
            {"what": "ended", "conversation_id": conversation_id, "answer_id": answer_id},
        ]


async def test_a_continued_answer_is_heard(tmp_path: Path) -> None:
    async with serving(tmp_path, ["ab", asyncio.Event()]) as served, listening(served) as heard:
        asked = await served.ask()
        path = f"/api/answers/{asked['answer']['id']}"
        while not (await served.get(path))["text"]:
            pass
        await served.client.post(f"{path}/stop")
        await heard.until("ended")
        await served.client.post(f"{path}/continue")
        assert (await heard.until("continued"))["answer_id"] == asked["answer"]["id"]


async def test_what_happens_to_a_conversation_is_heard(tmp_path: Path) -> None:
    async with serving(tmp_path, ["x"]) as served, listening(served) as heard:
        asked = await served.finished()
        path = f"/api/conversations/{asked['conversation']['id']}"
        await served.client.patch(path, json={"title": "new"})
        assert (await heard.until("changed"))["conversation_id"] == asked["conversation"]["id"]
        await served.client.delete(path)
        await heard.until("deleted")
        await served.client.post(f"{path}/restore")
        await heard.until("restored")


async def test_a_silent_stream_of_changes_beats(tmp_path: Path) -> None:
    async with (
        serving(tmp_path, ["x"], heartbeat_s=0.02) as served,
        listening(served) as heard,
    ):
        while heard.beats < 4:
            await heard.connected()
            await asyncio.wait_for(heard._news.wait(), 60)
            heard._news.clear()


async def test_listeners_are_let_go_with_the_followers(tmp_path: Path) -> None:
    async with serving(tmp_path, ["x"]) as served:
        async with listening(served):
            served.app.state.dependencies.chat.release_readers()
        with pytest.raises(httpx2.RemoteProtocolError):
            await served.client.get("/api/changes")


async def test_another_list_of_models_is_heard(tmp_path: Path) -> None:
    async with serving(tmp_path, ["x"]) as served, listening(served) as heard:
        catalogue = served.app.state.dependencies.chat._catalogue
        catalogue.add(Scripted({"scripted:more": ["y"]}))
        await heard.until("models")
        assert heard.changes == [{"what": "models", "conversation_id": None, "answer_id": None}]
        listed = (await served.get("/api/models"))["models"]
        assert [model["id"] for model in listed] == [MODEL, "scripted:more"]
