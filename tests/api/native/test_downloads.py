"""Downloads over the wire: begun, listed, paused, gone on with, cancelled, and then asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.contracts.providers import bundled_model
from tests.downloads.hub import LoopbackHub, cut_after, model_bytes, open_hub, sha256, stall
from tests.served import Served, entries, serving_app
from yeoul.app import create_app
from yeoul.providers.scripted import Scripted
from yeoul.settings import Settings

pytestmark = pytest.mark.anyio

DATA = model_bytes(300_000)


@pytest.fixture
async def hub() -> AsyncIterator[LoopbackHub]:
    async with open_hub() as opened:
        yield opened


@asynccontextmanager
async def fetching(tmp_path: Path, **settings: Any) -> AsyncIterator[Served]:
    """A server whose models come from its settings, and not from a test."""
    app = create_app(Settings(data_dir=tmp_path, model="scripted:echo", **settings))
    async with (
        serving_app(app) as url,
        httpx2.AsyncClient(base_url=url, timeout=60, trust_env=False) as client,
    ):
        yield Served(app, url, client, Scripted())


async def listed(served: Served, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """Ask as the page does, until the one download is as it should be."""
    async with asyncio.timeout(30):
        while True:
            downloads: list[dict[str, Any]] = (await served.get("/api/downloads"))["downloads"]
            if downloads and holds(downloads[0]):
                return downloads[0]
            await asyncio.sleep(0.01)


async def begin(served: Served, hub: LoopbackHub, data: bytes = DATA) -> dict[str, Any]:
    body = {"url": hub.add("/models/tiny.gguf", data), "sha256": sha256(data)}
    reply = await served.client.post("/api/downloads", json=body)
    assert reply.status_code == 201, reply.text
    begun: dict[str, Any] = reply.json()
    return begun


async def test_the_catalogue_says_what_a_person_wants_to_know_before(tmp_path: Path) -> None:
    async with fetching(tmp_path) as served:
        told = await served.get("/api/downloads")

    assert (told["downloads"], told["files"], told["offline"]) == ([], [], None)
    small = told["catalogue"][0]
    assert {"en", "ko"} <= set(small.pop("languages"))
    assert small.pop("memory_bytes") > 639_446_688
    assert small == {
        "name": "qwen3-0.6b",
        "title": "Qwen3 0.6B",
        "bytes": 639_446_688,
        "licence": "Apache-2.0",
        "fits": True,
        "installed": False,
        "thinks": True,
    }


async def test_a_download_is_begun_paused_gone_on_with_and_cancelled(
    tmp_path: Path, hub: LoopbackHub
) -> None:
    hub.nexts = [stall, stall]
    async with fetching(tmp_path) as served:
        begun = await begin(served, hub)
        path = f"/api/downloads/{begun['id']}"
        running = await listed(served, lambda it: it["bytes"] == 1000)
        assert (running["total_bytes"], running["status"]) == (300_000, "running")

        paused = (await served.client.post(f"{path}/pause")).json()
        assert (paused["status"], paused["bytes"], paused["rate"]) == ("paused", 1000, None)
        assert (await served.client.post(f"{path}/resume")).json()["status"] == "running"
        assert (await served.client.delete(path)).status_code == 204
        assert (await served.client.delete(path)).status_code == 404
        assert (await served.get("/api/downloads"))["downloads"] == []


async def test_other_tabs_hear_of_a_download_and_of_the_model(
    tmp_path: Path, hub: LoopbackHub
) -> None:
    async with fetching(tmp_path) as served, asyncio.timeout(30):
        async with served.client.stream("GET", "/api/changes") as changes:
            chunks = changes.aiter_raw()
            await anext(chunks)
            await begin(served, hub)
            told = b""
            while told.count(b'"downloads"') < 2 or b'"models"' not in told:
                told += await anext(chunks)
        done = await listed(served, lambda it: it["status"] == "finished")

    assert done["bytes"] == 300_000


@pytest.mark.llama
async def test_a_fetched_model_answers_at_once_and_is_removed_again(
    tmp_path: Path, hub: LoopbackHub
) -> None:
    data = bundled_model().read_bytes()
    hub.nexts = [cut_after(30_000_000), cut_after(1)]
    async with fetching(tmp_path, slots=1, context_length=512) as served:
        await begin(served, hub, data)
        await listed(served, lambda it: it["status"] == "finished")
        found = {model["id"]: model for model in (await served.get("/api/models"))["models"]}
        assert (found["tiny"]["size_bytes"], found["tiny"]["continues"]) == (len(data), True)

        asked = await served.ask(model="tiny", max_tokens=3)
        path = f"/api/answers/{asked['answer']['id']}/events"
        async with served.client.stream("GET", path) as reply:
            end = (await entries(reply))[-1]["data"]
        assert (end["status"], end["error"]) == ("finished", None)

        assert (await served.client.delete("/api/models/tiny")).status_code == 204
        assert "tiny" not in str(await served.get("/api/models"))
        assert (await served.client.delete("/api/models/tiny")).status_code == 404
        told = await served.get("/api/downloads")
        assert (told["downloads"], told["files"]) == ([], [])
    assert [request.first for request in hub.requests] == [None, 30_000_000, 30_000_001]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "model"),
        ({"model": "qwen3-0.6b", "url": "https://hub.example/m.gguf"}, "model"),
        ({"url": "https://hub.example/m.gguf"}, "sha256"),
        ({"url": "https://hub.example/m.gguf", "sha256": "12"}, "sha256"),
        ({"model": "qwen3-0.6b", "more": 1}, "more"),
    ],
)
async def test_half_a_request_is_refused_by_the_field(
    tmp_path: Path, body: dict[str, Any], field: str
) -> None:
    async with fetching(tmp_path) as served:
        reply = await served.client.post("/api/downloads", json=body)

    assert reply.status_code == 422
    assert field in [error["field"] for error in reply.json()["errors"]]


async def test_an_unknown_model_and_a_wrong_address_are_refused_in_words(tmp_path: Path) -> None:
    async with fetching(tmp_path) as served:
        unknown = await served.client.post("/api/downloads", json={"model": "gpt-9"})
        wrong = await served.client.post(
            "/api/downloads", json={"url": "https://hub.example/m.bin", "sha256": "0" * 64}
        )

    assert (unknown.status_code, "qwen3-4b" in unknown.json()["detail"]) == (422, True)
    assert (wrong.status_code, ".gguf" in wrong.json()["detail"]) == (422, True)


async def test_another_sites_page_cannot_fetch_or_remove(served: Served) -> None:
    foreign = {"origin": "https://evil.example"}
    for method, path in (
        ("POST", "/api/downloads"),
        ("DELETE", "/api/models/tiny"),
        ("DELETE", "/api/downloads/1"),
    ):
        reply = await served.client.request(method, path, headers=foreign)
        assert reply.json()["code"] == "forbidden_origin"


async def test_a_server_whose_models_are_given_fetches_none(served: Served) -> None:
    assert (await served.get("/api/downloads"))["catalogue"] == []

    reply = await served.client.post("/api/downloads", json={"model": "qwen3-0.6b"})

    assert (reply.status_code, reply.json()["code"]) == (503, "model_unavailable")
