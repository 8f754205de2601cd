"""kill -9 of a server in the middle of deleting an account: the next one ends it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.accounts.people import PASSWORD, add_people
from tests.faults.servers import Server, server
from tests.faults.volumes import LIMIT_S, SEED
from tests.served import until

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(LIMIT_S)]

ROUNDS = 3
CONVERSATIONS = 250
CANARY = "marigold"
AT = "2026-01-01T00:00:00Z"


def conversation(number: int) -> dict[str, Any]:
    """One to import: a question and its answer, both with the text that must not stay."""
    said = {"created_at": AT, "text": f"{CANARY} {number} " + "x" * 2_000}
    return {
        "id": f"c{number}",
        "title": CANARY,
        "created_at": AT,
        "updated_at": AT,
        "messages": [
            {"id": f"q{number}", "role": "user", **said},
            {"id": f"a{number}", "parent_id": f"q{number}", "role": "assistant", **said},
        ],
    }


@asynccontextmanager
async def logged_in(served: Server, name: str) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(
        base_url=served.url, headers={"origin": served.url}, timeout=60, trust_env=False
    ) as client:
        reply = await client.post("/api/login", json={"name": name, "password": PASSWORD})
        assert reply.status_code == 200, reply.text
        yield client


def is_left(folder: Path) -> bool:
    return any(CANARY.encode() in file.read_bytes() for file in folder.glob("*.db*"))


async def fill(client: httpx2.AsyncClient) -> None:
    for start in range(0, CONVERSATIONS, 50):
        given = [conversation(number) for number in range(start, start + 50)]
        reply = await client.post("/api/imports", json={"conversations": given})
        assert reply.status_code == 200, reply.text
    await client.post("/api/answers", json={"content": CANARY})  # and one that grows


async def test_an_account_that_was_being_deleted_is_gone_after_the_restart(tmp_path: Path) -> None:
    print(f"{SEED=}")
    chance = random.Random(SEED)
    for number in range(ROUNDS):
        data = tmp_path / f"data{number}"
        data.mkdir()
        await add_people(data)
        with server(data) as served:
            async with logged_in(served, "ann") as ann:
                await fill(ann)
                body = {"name": "ann", "password": PASSWORD}
                assert (await ann.post("/api/me/delete", json=body)).status_code == 204
                await asyncio.sleep(chance.random() * 0.4)
            served.kill()
            await asyncio.to_thread(served.start)
            async with logged_in(served, "root") as root:
                listed = (await root.get("/api/accounts")).json()["accounts"]
                assert [each["name"] for each in listed] == ["root", "bob"]
                await until(lambda folder=data: not is_left(folder))  # type: ignore[misc]
