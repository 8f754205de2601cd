"""What routes work with is the app's own, wherever the app is mounted."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI

from yeoul.api.dependencies import Dependencies
from yeoul.app import create_app
from yeoul.providers.catalogue import Catalogue
from yeoul.providers.scripted import Scripted
from yeoul.settings import Settings

pytestmark = pytest.mark.anyio


def chat_app(data_dir: Path, model: str) -> FastAPI:
    return create_app(Settings(data_dir=data_dir), catalogue=Catalogue([Scripted({model: ["x"]})]))


async def test_two_mounted_apps_need_nothing_passed_on_and_keep_apart(tmp_path: Path) -> None:
    one, two = chat_app(tmp_path / "1", "scripted:one"), chat_app(tmp_path / "2", "scripted:two")

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with one.router.lifespan_context(one), two.router.lifespan_context(two):
            yield

    host = FastAPI(lifespan=lifespan)
    host.mount("/one", one)
    host.mount("/two", two)
    transport = httpx2.ASGITransport(host)
    async with (
        host.router.lifespan_context(host),
        httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client,
    ):
        assert isinstance(one.state.dependencies, Dependencies)
        for path in ("one", "two"):
            models = (await client.get(f"/{path}/api/models")).json()["models"]
            assert [model["id"] for model in models] == [f"scripted:{path}"]
            asked = (await client.post(f"/{path}/api/answers", json={"content": "?"})).json()
            events = await client.get(f"/{path}/api/answers/{asked['answer']['id']}/events")
            assert "event: end" in events.text
