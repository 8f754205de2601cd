"""Fifty requests at once with one key: one answer, one upstream call."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx2
import pytest

from tests.faults.followers import open_client
from tests.faults.volumes import LIMIT_S, VOLUMES
from tests.served import Served, entries, serving

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(LIMIT_S)]

AT_ONCE = 50


async def ask(client: httpx2.AsyncClient, url: str, number: int, key: str) -> str:
    """Ask by JSON or by SSE, in turn; returns the id of the answer that comes."""
    stream = number % 2 == 1
    headers = {
        "accept": "text/event-stream" if stream else "application/json",
        "idempotency-key": key,
    }
    body = {"content": "one", "temperature": 0.5}
    url = f"{url}/api/answers"
    if not stream:
        reply = await client.post(url, json=body, headers=headers)
        assert reply.status_code == 201, reply.text
        answer_id: str = reply.json()["answer"]["id"]
        return answer_id
    async with client.stream("POST", url, json=body, headers=headers) as reply:
        assert reply.status_code == 200
        told = await entries(reply)
    assert [entry["event"] for entry in told] == ["started", "delta", "delta", "end"]
    started: str = told[0]["data"]["answer_id"]
    return started


async def one_round(served: Served, client: httpx2.AsyncClient, key: str) -> None:
    before = len(served.provider.prompts)
    ids = await asyncio.gather(*(ask(client, served.url, n, key) for n in range(AT_ONCE)))
    assert len(set(ids)) == 1
    assert len(served.provider.prompts) == before + 1


async def test_one_key_is_one_answer_and_one_call_however_often_it_is_sent(tmp_path: Path) -> None:
    async with serving(tmp_path, ["ab", "cd"]) as served, open_client() as client:
        for number in range(VOLUMES.idempotency_rounds):
            await one_round(served, client, f"key {number}")
        listed = await served.get("/api/conversations", limit=100)
        assert len(listed["conversations"]) == min(100, VOLUMES.idempotency_rounds)
