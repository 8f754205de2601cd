"""Whether a service goes on behind a text is tried, and not believed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.services.chat_service import DONE, Call, ChatService, finish, open_chat_service, text
from tests.services.serving_services import serving_settings
from yeoul.services.continue_trial import PREFIX

pytestmark = pytest.mark.anyio


async def like_mistral(call: Call) -> None:
    """Go on behind the last message where it is marked; else answer anew."""
    last = call.request.body["messages"][-1]
    said = PREFIX + "is." if last.get("prefix") else "The capital is Paris."
    await call.stream(text(said), finish(), DONE)


async def tried(tmp_path: Path, service: ChatService, **body: Any) -> dict[str, Any]:
    async with serving_settings(tmp_path) as served:
        connected = {"base_url": service.base_url, "name": "Desk"}
        await served.client.post("/api/services", json=connected)
        reply = await served.client.post("/api/services/desk/try-continue", json=body)
        result: dict[str, Any] = reply.json() | {"status": reply.status_code}
        return result


@pytest.mark.parametrize(
    ("way", "continued"), [("mistral", True), ("deepseek", True), ("vllm", False)]
)
async def test_a_service_that_goes_on_is_told_from_one_that_begins_again(
    tmp_path: Path, way: str, continued: bool
) -> None:
    async with open_chat_service() as service:
        service.answer = like_mistral
        result = await tried(tmp_path, service, continues=way, model="desk/large")

    assert (result["status"], result["continued"]) == (200, continued)
    assert result["text"] == ("is." if continued else "The capital is Paris.")
    assert result["text"] in result["detail"]
    [asked] = service.questions
    assert asked.body["model"] == "large"
    assert asked.body["max_tokens"] <= 200


async def test_a_service_that_says_nothing_has_not_gone_on(tmp_path: Path) -> None:
    async def silent(call: Call) -> None:
        await call.stream(finish(), DONE)

    async with open_chat_service() as service:
        service.answer = silent
        result = await tried(tmp_path, service, continues="vllm")

    assert (result["continued"], result["text"]) == (False, "")
    assert "nothing" in result["detail"]


@pytest.mark.parametrize(
    ("body", "field"),
    [({}, "continues"), ({"continues": "no"}, "continues"), ({"continues": "magic"}, "continues")],
)
async def test_a_way_has_to_be_named(tmp_path: Path, body: dict[str, Any], field: str) -> None:
    async with open_chat_service() as service:
        result = await tried(tmp_path, service, **body)
    assert result["status"] == 422
    assert result["errors"][0]["field"] == field
    assert service.questions == []


async def test_a_refusal_is_the_services_own(tmp_path: Path) -> None:
    async def refuse(call: Call) -> None:
        await call.error(400, "Assistant response prefill is incompatible with enable_thinking.")

    async with open_chat_service() as service:
        service.answer = refuse
        result = await tried(tmp_path, service, continues="llama.cpp")
    assert (result["status"], result["code"]) == (502, "provider_rejected")
    assert "prefill is incompatible" in result["detail"]


@pytest.mark.parametrize(
    ("said", "continued"),
    [
        ("is.", True),
        ("is, which lies on the Seine.", True),
        ("ís.", True),  # as a small model spells the rest of the word
        (" is.", False),
        ("Paris.", False),
        ("paris", False),
        ("The capital of France is Paris.", False),
        ("…", False),
    ],
)
async def test_only_a_word_that_goes_on_counts(tmp_path: Path, said: str, continued: bool) -> None:
    async def say(call: Call) -> None:
        await call.stream(text(said), finish(), DONE)

    async with open_chat_service() as service:
        service.answer = say
        result = await tried(tmp_path, service, continues="vllm")
    assert result["continued"] is continued
