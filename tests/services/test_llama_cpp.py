"""A real llama.cpp server as a service: connected, asked, tried, and continued."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.contracts.providers import bundled_model
from tests.services.serving_services import serving_settings
from yeoul.providers.embedded.engine import Engine, load_engine

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def llama_cpp() -> AsyncIterator[dict[str, Any]]:
    """Run a server of llama.cpp; yields its address and key as the API takes them."""
    load = partial(
        Engine.load, bundled_model(), alias="river", slots=1, context_length=2048, threads=1
    )
    engine = await load_engine(load)
    try:
        yield {"base_url": engine.address, "api_key": engine.key}
    finally:
        await asyncio.to_thread(engine.close)


async def test_a_llama_cpp_server_is_connected_and_goes_on_behind_a_text(tmp_path: Path) -> None:
    async with llama_cpp() as place, serving_settings(tmp_path) as served:
        refused = await served.client.post(
            "/api/services/test", json={"base_url": place["base_url"], "api_key": "wrong"}
        )
        assert refused.json()["code"] == "provider_unauthorized"
        tested = (await served.client.post("/api/services/test", json=place)).json()
        assert tested["models"][0]["id"] == "river"
        assert tested["models"][0]["context_length"] == 2048

        way = {"continues": "llama.cpp"}
        body = place | way | {"base_url": tested["base_url"], "name": "Here"}
        connected = await served.client.post("/api/services", json=body)
        assert (connected.status_code, connected.json()["status"]) == (201, None)
        tried = await served.client.post("/api/services/here/try-continue", json={})
        assert tried.json()["continued"], tried.text

        question = "Count from one to twenty in words."
        asked = await served.finished(question, model="here/river", max_tokens=12, temperature=0)
        path = f"/api/answers/{asked['answer']['id']}"
        answer = await served.get(path)
        assert (answer["reason"], answer["continuable"]) == ("length", True)
        await served.client.post(f"{path}/continue")
        await served.events(asked["answer"]["id"])
        longer = await served.get(path)
        whole = await served.finished(question, model="here/river", max_tokens=20, temperature=0)
        text = (await served.get(f"/api/answers/{whole['answer']['id']}"))["text"]
        assert longer["text"].startswith(answer["text"])
        assert longer["text"].startswith(text) or text.startswith(longer["text"])
