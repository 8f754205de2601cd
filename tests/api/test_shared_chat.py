"""One address for two formats: each body reaches its own, and each is refused in its own form."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.served import Served, serving

pytestmark = pytest.mark.anyio

PART = {"type": "text", "text": "Why?"}
OF_PAGE = {"id": "c", "messages": [{"id": "q", "role": "user", "parts": [PART]}]}
OF_OLLAMA = {"model": "scripted:test", "messages": [{"role": "user", "content": "Why?"}]}
JSON, TEXT = "application/json", "text/plain; charset=utf-8"


async def refused(served: Served, **sent: Any) -> tuple[int, str, str]:
    reply = await served.client.post("/api/chat", **sent)
    return reply.status_code, reply.headers["content-type"], reply.text


async def test_a_refusal_has_the_form_of_the_body_or_one_that_both_show(tmp_path: Path) -> None:
    head = {"content-type": JSON}
    async with serving(tmp_path, ["ab"]) as served:
        assert await refused(served, json={"trigger": "submit-message"}) == (
            *(400, TEXT),
            "id: field required; messages: field required.",
        )
        assert await refused(served, json={**OF_PAGE, "messages": [{"parts": 1}]}) == (
            *(400, TEXT),
            "messages.0.id: field required; messages.0.role: field required; messages.0.parts: "
            "input should be a valid list.",
        )
        assert await refused(served, json={"messages": []}) == (
            *(400, JSON),
            '{"error":"model: field required."}',
        )
        assert await refused(served, json=[OF_PAGE]) == (
            *(400, JSON),
            '{"error":"The body must be a JSON object."}',
        )
        for content in (b"{", b"", b"\xff", b"[" * 3_000_000):
            status, media_type, told = await refused(served, content=content, headers=head)
            assert (status, media_type) == (400, JSON)
            assert told.startswith('{"error":"The body is not valid JSON')
        too_long = await refused(served, content=b" " * (33 << 20), headers=head)
        assert (too_long[0], too_long[1]) == (413, JSON)


@pytest.mark.parametrize(("doors", "is_there"), [("native", False), ("native,ai_sdk", True)])
async def test_pages_are_answered_where_their_door_is_open(
    tmp_path: Path, doors: str, is_there: bool
) -> None:
    async with serving(tmp_path, ["ab"], doors=doors) as served:
        reply = await served.client.post("/api/chat", json=OF_PAGE)
        assert reply.status_code == (200 if is_there else 404)
        assert (await served.client.get("/api/chat/c/stream")).status_code == (
            204 if is_there else 404
        )


async def test_a_body_for_a_door_that_is_closed_is_told_which_one_to_open(tmp_path: Path) -> None:
    async with serving(tmp_path, ["ab"], doors="native,ai_sdk") as served:
        told = await refused(served, json=OF_OLLAMA)
        assert told[:2] == (404, JSON)
        assert "ollama among its --doors" in told[2]
    async with serving(tmp_path, ["ab"], doors="native,ollama") as served:
        told = await refused(served, json=OF_PAGE)
        assert told[:2] == (404, TEXT)
        assert "ai_sdk among its --doors" in told[2]
