"""What is there after a restart."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.api.tokens import KOREAN
from tests.served import serving

pytestmark = pytest.mark.anyio


async def test_an_answer_is_there_after_a_restart(tmp_path: Path) -> None:
    async with serving(tmp_path, KOREAN) as served:
        asked = await served.finished()
        before = await served.get(f"/api/conversations/{asked['conversation']['id']}")
        events = await served.events(asked["answer"]["id"])
    async with serving(tmp_path, KOREAN) as served:
        assert await served.get(f"/api/conversations/{asked['conversation']['id']}") == before
        assert await served.events(asked["answer"]["id"]) == events


async def test_an_orphan_goes_on_by_itself_where_its_provider_can(tmp_path: Path) -> None:
    async with serving(tmp_path, ["ab", asyncio.Event(), "cd"]) as served:
        answer_id = (await served.ask_until("ab"))["answer"]["id"]
    async with serving(tmp_path, ["ab", "cd"]) as served:
        await served.events(answer_id)
        answer = await served.get(f"/api/answers/{answer_id}")
        assert (answer["status"], answer["text"]) == ("finished", "abcd")
        assert answer["cursor"].startswith("2-")
