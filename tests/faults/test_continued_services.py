"""A service that goes on behind a text: a killed server asks it for the rest, and for no more."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.faults.followers import Follower, open_client
from tests.faults.servers import Server, server
from tests.services.chat_service import DONE, Call, ChatService, finish, open_chat_service, text

pytestmark = pytest.mark.anyio

WORDS = [f" {number}" for number in range(1, 41)]
WHOLE = "".join(WORDS)


def counting(*, hang_behind: int | None = None) -> Callable[[Call], Any]:
    """Go on counting behind the last message, if that is an answer; and hang somewhere."""

    async def plan(call: Call) -> None:
        last = call.request.body["messages"][-1]
        prefix = last["content"] if last["role"] == "assistant" else ""
        assert WHOLE.startswith(prefix)
        rest = WHOLE[len(prefix) :]
        await call.head()
        if hang_behind is not None:
            await call.send(*map(text, WORDS[:hang_behind]))
            await call.client_gone()
            return
        await call.send(text(rest), finish(), DONE)
        await call.end()

    return plan


async def begin(client: httpx2.AsyncClient, url: str, service: ChatService) -> Follower:
    """Connect the service, ask it, and return a follower that has half of the answer."""
    body = {"base_url": service.base_url, "name": "Desk", "continues": "vllm"}
    assert (await client.post(f"{url}/api/services", json=body)).status_code == 201
    question = {"content": "Count.", "model": "desk/small"}
    asked = await client.post(f"{url}/api/answers", json=question)
    assert asked.status_code == 201, asked.text
    return Follower(url, asked.json()["answer"]["id"])


async def kill_behind(follower: Follower, client: httpx2.AsyncClient, served: Server) -> None:
    """Kill the server when readers have twenty of the words."""
    reading = asyncio.gather(follower.run(client), return_exceptions=True)
    await asyncio.wait_for(follower.longer_than("".join(WORDS[:19])), 30)
    served.kill()
    reading.cancel()


async def test_a_killed_servers_answer_goes_on_where_it_was(tmp_path: Path) -> None:
    async with open_chat_service() as service, open_client() as client:
        with server(tmp_path / "data", model="scripted:echo", start=False) as served:
            service.answer = counting(hang_behind=20)
            await asyncio.to_thread(served.start)
            follower = await begin(client, served.url, service)
            await kill_behind(follower, client, served)
            service.answer = counting()
            await asyncio.to_thread(served.start)
            path = f"{served.url}/api/answers/{follower.answer_id}"
            again = Follower(served.url, follower.answer_id)
            await asyncio.wait_for(again.run(client), 30)
            answer = (await client.get(path)).json()

    assert (answer["status"], answer["text"]) == ("finished", WHOLE)
    first, second = (request.body["messages"] for request in service.questions)
    assert [message["role"] for message in first] == ["user"]
    assert second[-1] == {"role": "assistant", "content": "".join(WORDS[:20])}


async def test_an_answer_whose_service_is_away_at_the_restart_can_be_continued(
    tmp_path: Path,
) -> None:
    async with open_chat_service() as service, open_client() as client:
        with server(tmp_path / "data", model="scripted:echo", start=False) as served:
            service.answer = counting(hang_behind=20)
            lists = service.models
            await asyncio.to_thread(served.start)
            follower = await begin(client, served.url, service)
            await kill_behind(follower, client, served)

            async def loading(call: Call) -> None:
                await call.error(503, "Loading the model.", retry_after="3600")

            service.answer = service.models = loading
            await asyncio.to_thread(served.start)
            path = f"{served.url}/api/answers/{follower.answer_id}"
            again = Follower(served.url, follower.answer_id)
            await asyncio.wait_for(again.run(client), 30)
            answer = (await client.get(path)).json()
            assert answer["status"] in ("failed", "interrupted")
            assert (answer["text"], answer["continuable"]) == ("".join(WORDS[:20]), True)

            service.answer, service.models = counting(), lists
            assert (await client.post(f"{path}/continue")).status_code == 200
            last = Follower(served.url, follower.answer_id)
            await asyncio.wait_for(last.run(client), 30)
            answer = (await client.get(path)).json()
    assert (answer["status"], answer["text"]) == ("finished", WHOLE)
