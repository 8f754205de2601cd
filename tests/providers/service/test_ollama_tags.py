"""Ollama tells by a second list who sees and who thinks; whatever it says, the first is read."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.providers.services import service_provider
from tests.services.chat_service import Call, ChatService
from yeoul.providers.service.models import read_models
from yeoul.providers.service.ollama_tags import is_ollamas, with_abilities

pytestmark = pytest.mark.anyio

LIST = {
    "object": "list",
    "data": [
        {"id": name, "object": "model", "created": 1, "owned_by": "library"}
        for name in ("llava:7b", "qwen3:8b", "old:1b")
    ],
}
TAGS: dict[str, Any] = {
    "models": [
        {"name": "llava:7b", "capabilities": ["completion", "vision"]},
        {"name": "qwen3:8b", "capabilities": ["completion", "tools", "thinking"]},
        {"name": "another:1b", "capabilities": ["completion"]},
    ]
}
ABILITIES = {
    "llava:7b": (True, None),
    "qwen3:8b": (False, True),
    "old:1b": (None, None),
}


def abilities_of(listed: bytes) -> dict[str, tuple[bool | None, bool | None]]:
    models = read_models(listed, provider="openai")
    return {model.id: (model.images, model.thinks) for model in models}


def test_each_model_says_what_it_can_do() -> None:
    listed = json.dumps(LIST).encode()
    assert is_ollamas(listed)
    assert not is_ollamas(b'{"data":[{"id":"m","owned_by":"openai"}]}')
    assert abilities_of(with_abilities(listed, json.dumps(TAGS).encode())) == ABILITIES


@pytest.mark.parametrize(
    "tags",
    [
        "",
        "{}",
        "[]",
        '{"models":null}',
        '{"models":[{"name":"llava:7b"}]}',
        '{"models":[7]}',
        "<p>",
    ],
)
def test_a_list_that_cannot_be_read_changes_nothing(tags: str) -> None:
    listed = json.dumps(LIST).encode()
    assert with_abilities(listed, tags.encode()) == listed


@pytest.mark.parametrize("tells", [True, False])
async def test_one_more_request_is_made_of_ollama_alone(service: ChatService, tells: bool) -> None:
    asked: list[str] = []

    async def answer(call: Call) -> None:
        asked.append(call.request.path)
        if call.request.path.endswith("/models"):
            await call.reply(200, LIST)
        elif tells:
            await call.reply(200, TAGS)
        else:
            await call.reply(404, {})

    service.models = answer
    provider = service_provider(service.base_url)
    try:
        found = {model.id: model.images for model in await provider.models()}
    finally:
        await provider.aclose()
    assert asked == ["/v1/models", "/api/tags"]
    assert found == {name: sees if tells else None for name, (sees, _) in ABILITIES.items()}
