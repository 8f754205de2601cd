"""kill -9 in the middle of the arguments of a call that a program has asked for."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.faults.followers import TRANSPORTS, Follower, check_kept, epoch_of, open_client
from tests.faults.servers import Server, server
from tests.faults.volumes import LIMIT_S
from tests.services.chat_service import Call, chunk, open_chat_service
from tests.services.responses_service import open_responses_service
from yeoul.protocol.content import ToolCall

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(LIMIT_S)]

TOOLS: Any = [{"type": "function", "function": {"name": "chart"}}]
BODY: Any = {
    "model": "small",
    "messages": [{"role": "user", "content": "Chart the river."}],
    "tools": TOOLS,
    "stream": True,
}
#: Arguments that show a loss, a repetition or a change of order of any piece.
PIECES = ['{"places": [', *(f'"여울 {number}", ' for number in range(200)), '"the sea"]}']
ARGUMENTS = "".join(PIECES)


@asynccontextmanager
async def followed(
    served: Server, client: httpx2.AsyncClient, group: asyncio.TaskGroup
) -> AsyncIterator[list[Follower]]:
    """Ask by the door, and follow the answer natively, over all transports."""
    async with client.stream("POST", f"{served.url}/v1/chat/completions", json=BODY) as reply:
        assert reply.status_code == 200
        answer_id = reply.headers["x-yeoul-answer"]
        readers = [Follower(served.url, answer_id, transport) for transport in TRANSPORTS]
        for reader in readers:
            group.create_task(reader.run(client))
        yield readers


async def seen(reader: Follower, characters: int) -> str:
    """Wait until a reader has so many characters of arguments, or the end; returns them."""
    while True:
        calls = reader.calls.whole().tool_calls
        arguments = "".join(call.arguments or "" for call in calls)
        if len(arguments) > characters or reader.end is not None:
            return arguments
        reader.progress.clear()
        await reader.progress.wait()


async def test_a_call_that_grows_at_its_service_goes_on_exactly(tmp_path: Path) -> None:
    async with open_responses_service() as service, open_client() as client:
        service.words = lambda asked: ["Let me chart it."]
        service.calls = lambda asked: [("chart", PIECES), ("chart", ["{", "}"])]
        service.pause_s = 0.01
        given = ("--base-url", service.base_url, "--service-api", "responses")
        with server(tmp_path / "data", *given, model="small") as served:
            async with asyncio.TaskGroup() as group, followed(served, client, group) as readers:
                for characters in (100, 600):
                    await asyncio.gather(*(seen(reader, characters) for reader in readers))
                    served.kill()
                    service.pause_s = 0.2  # it goes on, but not to the end
                    await asyncio.to_thread(served.start)
                    service.pause_s = 0.01
                service.pause_s = 0.0
            await check_kept(client, served.url, readers)
            address = f"{served.url}/api/answers/{readers[0].answer_id}"
            answer = (await client.get(address)).json()

    calls = ToolCall(0, "call_1", "chart", ARGUMENTS), ToolCall(1, "call_2", "chart", "{}")
    for reader in readers:
        assert reader.calls.whole().tool_calls == calls
        assert reader.end is not None
        assert (reader.end["status"], reader.end["reason"]) == ("finished", "tool_calls")
        assert epoch_of(reader.cursor) == 3
    assert (answer["text"], answer["reason"]) == ("Let me chart it.", "tool_calls")
    assert [call["arguments"] for call in answer["tool_calls"]] == [ARGUMENTS, "{}"]
    [asked] = service.asked
    assert asked["tools"][0]["name"] == "chart"


async def test_a_call_that_dies_with_its_server_is_kept_as_readers_saw_it(tmp_path: Path) -> None:
    async def plan(call: Call) -> None:
        await call.head()
        for at, piece in enumerate(PIECES):
            begins = {"id": "c1", "function": {"name": "chart", "arguments": piece}}
            goes_on = {"function": {"arguments": piece}}
            await call.send(chunk({"tool_calls": [{"index": 0, **(goes_on if at else begins)}]}))
            await asyncio.sleep(0.02)

    async with open_chat_service() as service, open_client() as client:
        service.answer = plan
        with server(tmp_path / "data", "--base-url", service.base_url, model="small") as served:
            async with asyncio.TaskGroup() as group, followed(served, client, group) as readers:
                had = await asyncio.gather(*(seen(reader, 300) for reader in readers))
                served.kill()
                await asyncio.to_thread(served.start)
            await check_kept(client, served.url, readers)
            again = await client.get(f"{served.url}/api/answers/{readers[0].answer_id}")

    [kept] = again.json()["tool_calls"]
    assert ARGUMENTS.startswith(kept["arguments"])
    assert (kept["id"], kept["name"]) == ("c1", "chart")
    for reader, before in zip(readers, had, strict=True):
        [call] = reader.calls.whole().tool_calls
        assert call == ToolCall(0, "c1", "chart", kept["arguments"])
        assert kept["arguments"].startswith(before)
        assert reader.end is not None
        assert reader.end["status"] == "interrupted", "a call is not gone on with: nobody can"
    assert len(service.questions) == 1
    with pytest.raises(json.JSONDecodeError):
        json.loads(kept["arguments"])
