"""Temporary conversations over HTTP: streamed like any other, in no list and no file."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.served import Served, serving

pytestmark = pytest.mark.anyio


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path, ["marigold"]) as served:
        yield served


def files_with(folder: Path, text: str) -> list[str]:
    return [
        file.name
        for file in folder.rglob("*")
        if file.is_file() and text.encode() in file.read_bytes()
    ]


async def test_it_is_streamed_and_asked_further_and_never_in_a_file(
    served: Served, tmp_path: Path
) -> None:
    asked = await served.finished("periwinkle", temporary=True)
    place = asked["conversation"]["id"]
    assert asked["conversation"]["temporary"] is True
    events = await served.client.get(f"/api/answers/{asked['answer']['id']}/events")
    assert "marigold" in events.text
    await served.finished("cornflower", conversation_id=place)
    read = await served.get(f"/api/conversations/{place}")
    assert [each["text"] for each in read["messages"]] == [
        "periwinkle",
        "marigold",
        "cornflower",
        "marigold",
    ]
    for word in ("periwinkle", "marigold", "cornflower"):
        assert files_with(tmp_path, word) == []
        assert (await served.get("/api/conversations", q=word))["conversations"] == []
    assert (await served.get("/api/conversations"))["conversations"] == []
    assert (await served.get("/api/storage"))["conversations"] == 0

    gone = await served.client.delete(f"/api/conversations/{place}?forever=true")
    assert gone.status_code == 204
    for path in (f"/api/conversations/{place}", f"/api/answers/{asked['answer']['id']}"):
        assert (await served.client.get(path)).status_code == 404


async def test_only_a_new_conversation_can_be_temporary(served: Served) -> None:
    asked = await served.finished("periwinkle")
    assert "temporary" not in asked["conversation"]
    body = {
        "content": "?",
        "conversation_id": asked["conversation"]["id"],
        "temporary": True,
    }
    refused = await served.client.post("/api/answers", json=body)
    assert refused.status_code == 422
    assert "temporary" in refused.text
