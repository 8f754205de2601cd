"""What answers on this machine's usual ports, when a person asks for it."""

from __future__ import annotations

import asyncio

import pytest

from tests.services.chat_service import Call, open_chat_service
from yeoul.services import nearby
from yeoul.services.nearby import find_nearby

pytestmark = pytest.mark.anyio


async def silent(call: Call) -> None:
    await call.client_gone()


async def page(call: Call) -> None:
    await call.reply(200, "<html>Hello</html>")


async def wants_key(call: Call) -> None:
    await call.error(401, "Give a key.")


async def test_those_that_answer_are_found_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearby, "TIMEOUT_S", 0.5)
    async with (
        open_chat_service() as ollama,
        open_chat_service() as mute,
        open_chat_service() as website,
        open_chat_service() as vllm,
        open_chat_service() as own,
    ):
        mute.models, website.models, vllm.models = silent, page, wants_key
        ports = [
            ("Ollama", ollama.port),
            ("LM Studio", mute.port),
            ("llama.cpp", website.port),
            ("vLLM", vllm.port),
            ("Jan", own.port),
            ("Nobody", 9),
        ]
        monkeypatch.setattr(nearby, "USUAL_PORTS", ports)
        async with asyncio.timeout(30):
            found = await find_nearby(own_port=own.port)

    told = [(one.name, one.base_url, [m.id for m in one.models], one.needs_key) for one in found]
    assert told == [
        ("Ollama", f"http://localhost:{ollama.port}/v1", ["small", "large"], False),
        ("vLLM", f"http://localhost:{vllm.port}/v1", [], True),
    ]
    assert own.requests == []
    assert {one.headers.get("authorization") for one in ollama.requests} == {"Bearer none"}
