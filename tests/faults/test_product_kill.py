"""kill -9 of a product between its decision and the first token, and while it is told of an end."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.faults.product import SECRET
from tests.faults.servers import Server
from tests.faults.volumes import LIMIT_S
from tests.served import until

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(LIMIT_S)]

PROGRAM = "tests.faults.product"


def noted(folder: Path, name: str) -> list[dict[str, Any]]:
    file = folder / f"{name}.jsonl"
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    return [json.loads(line) for line in text.splitlines()]


@asynccontextmanager
async def product(folder: Path) -> AsyncIterator[tuple[Server, httpx2.AsyncClient]]:
    served = Server(folder, model=None)
    try:
        served.start(program=PROGRAM)
        async with httpx2.AsyncClient(base_url=served.url, timeout=60, trust_env=False) as client:
            yield served, client
    finally:
        served.close()


async def ask(client: httpx2.AsyncClient, text: str = "one") -> str:
    reply = await client.post(
        "/api/answers", json={"content": text}, headers={"idempotency-key": text}
    )
    assert reply.status_code == 201, reply.text
    answer: str = reply.json()["answer"]["id"]
    return answer


async def test_what_was_decided_holds_after_a_crash_and_is_not_decided_again(
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "hold").touch()
    async with product(data) as (served, client):
        begun = await ask(client)
        await until(lambda: len(noted(data, "prompted")) == 1)
        waiting = await ask(client, "two")  # the one slot is taken
        served.kill()
        (data / "hold").unlink()
        await asyncio.to_thread(served.start, program=PROGRAM)
        # The same keys: asked once.
        assert (await ask(client), await ask(client, "two")) == (begun, waiting)
        await until(lambda: len(noted(data, "ended")) == 2)

    assert [asked["text"] for asked in noted(data, "asked")] == ["one", "two"]
    assert noted(data, "prompted") == [
        {"text": text, "system": SECRET, "plan": "gold"} for text in ("one", "two")
    ]
    ends = {end.pop("answer"): end for end in noted(data, "ended")}
    assert ends == {
        begun: {"status": "interrupted", "plan": "gold"},
        waiting: {"status": "finished", "plan": "gold"},
    }
    assert "marigold" not in served.log.read_text()


async def test_an_end_that_a_product_had_not_taken_is_told_by_the_next_process(
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "deaf").touch()
    async with product(data) as (served, client):
        answer = await ask(client)
        await until(lambda: len(noted(data, "ended")) == 1)
        served.kill()
        (data / "deaf").unlink()
        await asyncio.to_thread(served.start, program=PROGRAM)
        await until(lambda: len(noted(data, "ended")) == 2)
        assert (await client.get(f"/api/answers/{answer}")).json()["status"] == "finished"

    assert [each["answer"] for each in noted(data, "ended")] == [answer, answer]
