"""Two logs in one: each answer is in the one that it belongs to."""

from __future__ import annotations

import pytest

from yeoul.eventlog import open_log
from yeoul.eventlog.temporary import LogWithTemporary
from yeoul.protocol.events import Started

pytestmark = pytest.mark.anyio


def started(answer_id: str) -> Started:
    return Started(answer_id, "c", "q", "m", "2026-01-01T00:00:00.000Z")


async def test_an_answer_is_written_to_its_log_and_forgotten_there_alone() -> None:
    kept, memory = await open_log("memory:"), await open_log("memory:")
    passing = {"passing"}
    log = LogWithTemporary(kept, memory, passing.__contains__)
    for name in ("passing", "staying"):
        await log.create(started(name))

    assert await kept.snapshot("passing") is None
    assert await memory.snapshot("staying") is None
    assert list(await log.open_answers()) == ["staying"]
    await log.forget(["passing"])
    assert await memory.snapshot("passing") is None
    assert await log.snapshot("staying") is not None
    await log.forget(["staying"])
    assert await kept.snapshot("staying") is None
    await log.aclose()
