"""kill -9 of a server, twice within one answer, under the official SDK as it is."""

from __future__ import annotations

import asyncio
import hashlib
import signal
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx2
import openai
import pytest

from tests.api.openai.official_client import client_of
from tests.faults.servers import Server, server
from tests.faults.volumes import LIMIT_S
from yeoul.providers.script_steps import RIVER

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(LIMIT_S)]

ASKED: Any = [{"role": "user", "content": "Describe a river."}]


async def grown(client: httpx2.AsyncClient, served: Server, answer_id: str) -> tuple[int, str]:
    """Return the epoch of an answer and the length of its text."""
    answer = (await client.get(f"{served.url}/api/answers/{answer_id}")).json()
    return int(answer["cursor"].split("-")[0]), answer["text"]


async def call_id(data_dir: Path) -> str:
    """Return the id of the one answer that the store has, once it has it."""
    while True:
        with sqlite3.connect(f"file:{data_dir / 'store.db'}?mode=ro", uri=True) as store:
            rows = store.execute("SELECT id FROM messages WHERE role = 'assistant'").fetchall()
        if rows:
            [[answer_id]] = rows
            return str(answer_id)
        await asyncio.sleep(0.02)


async def kill_in_the_middle(client: httpx2.AsyncClient, served: Server, epoch: int) -> None:
    """Kill the server while the answer grows in ``epoch``, and start it again."""
    answer_id, (before, text) = await call_id(served.data_dir), (0, "")
    while before < epoch or len(text) < 120 * epoch:
        await asyncio.sleep(0.05)
        before, text = await grown(client, served, answer_id)
    assert before == epoch
    served.kill()
    await asyncio.to_thread(served.start)


async def test_a_whole_reply_survives_two_kills_of_its_server(tmp_path: Path) -> None:
    with server(tmp_path / "data", model="scripted:river@60") as served:
        async with (
            httpx2.AsyncClient(trust_env=False) as watcher,
            client_of(served.url, max_retries=10) as client,
            asyncio.TaskGroup() as group,
        ):
            replying = group.create_task(
                client.chat.completions.create(model="scripted:river@60", messages=ASKED)
            )
            for epoch in (1, 2):
                await kill_in_the_middle(watcher, served, epoch)
            reply = await replying
            told = await watcher.get(f"{served.url}/api/answers/{reply.id.partition('-')[2]}")

    text = reply.choices[0].message.content
    assert text == RIVER
    assert reply.choices[0].finish_reason == "stop"
    extra: Any = (reply.model_extra or {})["yeoul"]
    assert extra["sha256"] == hashlib.sha256(RIVER.encode()).hexdigest()
    assert told.json()["cursor"].startswith("3-")


async def test_a_response_is_read_on_behind_its_last_event_over_two_kills(tmp_path: Path) -> None:
    """Nothing is lost and nothing comes twice, although leaving would stop this one in a while."""
    with server(tmp_path / "data", model="scripted:river@120") as served:
        async with (
            httpx2.AsyncClient(trust_env=False) as watcher,
            client_of(served.url, max_retries=10) as client,
            asyncio.TaskGroup() as group,
        ):
            events, stream = list[Any](), await client.responses.create(input=ASKED, stream=True)
            for epoch in (1, 2):
                killing = group.create_task(kill_in_the_middle(watcher, served, epoch))
                with suppress(openai.APIConnectionError):
                    async for event in stream:
                        events.append(event)
                await killing
                stream = await client.responses.retrieve(
                    events[0].response.id, stream=True, starting_after=events[-1].sequence_number
                )
            events += [event async for event in stream]
            kept = await client.responses.retrieve(events[0].response.id)
            told = await watcher.get(f"{served.url}/api/answers/{kept.id.partition('_')[2]}")

    deltas = [each.delta for each in events if each.type == "response.output_text.delta"]
    numbers = [each.sequence_number for each in events]
    assert "".join(deltas) == kept.output_text == RIVER
    assert numbers == sorted(set(numbers))
    assert kept == events[-1].response
    assert told.json()["cursor"].startswith("3-")


async def test_a_server_that_ends_in_order_stops_no_call(tmp_path: Path) -> None:
    with server(tmp_path / "data", model="scripted:river@60") as served:
        async with (
            httpx2.AsyncClient(trust_env=False) as watcher,
            client_of(served.url, max_retries=10) as client,
            asyncio.TaskGroup() as group,
        ):
            replying = group.create_task(
                client.chat.completions.create(model="scripted:river@60", messages=ASKED)
            )
            answer_id = await call_id(served.data_dir)
            while len((await grown(watcher, served, answer_id))[1]) < 40:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
            await asyncio.to_thread(served.end, signal.SIGINT)
            await asyncio.to_thread(served.start)
            reply = await replying

    assert reply.choices[0].message.content == RIVER
    assert reply.id.partition("-")[2] == answer_id
