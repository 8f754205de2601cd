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
