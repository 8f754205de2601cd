"""An app that opens its models by its settings, so that services can be connected to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2

from tests.served import Served, serving_app
from yeoul.app import create_app
from yeoul.providers.scripted import Scripted
from yeoul.settings import Settings


@asynccontextmanager
async def serving_settings(data_dir: Path, **settings: Any) -> AsyncIterator[Served]:
    """Serve an app whose default model repeats the question, unless ``settings`` name another."""
    app = create_app(Settings(data_dir=data_dir, **({"model": "scripted:echo"} | settings)))
    async with (
        serving_app(app) as url,
        httpx2.AsyncClient(base_url=url, timeout=60, trust_env=False) as client,
    ):
        yield Served(app, url, client, Scripted({}))


async def connect(served: Served, base_url: str, **fields: Any) -> dict[str, Any]:
    """Connect a service; returns it as the API tells it."""
    reply = await served.client.post("/api/services", json={"base_url": base_url, **fields})
    assert reply.status_code == 201, reply.text
    connected: dict[str, Any] = reply.json()
    return connected


async def refused(served: Served, method: str, path: str, body: Any = None) -> dict[str, Any]:
    """Send a request below /api/services that is refused; returns the problem."""
    sent = {} if body is None else {"json": body}
    reply = await served.client.request(method, f"/api/services{path}", **sent)
    assert reply.status_code >= 400, reply.text
    problem: dict[str, Any] = reply.json()
    return problem
