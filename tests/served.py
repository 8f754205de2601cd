"""The real app on a real socket, inside the test's own event loop."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import orjson
import uvicorn
from fastapi import FastAPI

from yeoul.api.identity import ProductIdentify
from yeoul.app import create_app
from yeoul.chat import BeforeAsk, OnEnd
from yeoul.process_hooks import hooks_of
from yeoul.protocol.sse import SseParser
from yeoul.providers.catalogue import Catalogue
from yeoul.providers.script_steps import Script
from yeoul.providers.scripted import Scripted
from yeoul.serving.connections import ServerConfig
from yeoul.serving.http_protocol import LimitedHttpProtocol
from yeoul.serving.sockets import bound, url_of
from yeoul.serving.websocket_protocol import LimitedWebSocketProtocol
from yeoul.settings import Settings
from yeoul.tasks import Tasks

MODEL = "scripted:test"


@dataclass
class Served:
    """A running server and a client for it."""

    app: FastAPI
    url: str
    client: httpx2.AsyncClient
    provider: Scripted

    async def ask(self, content: str = "What is a river?", **fields: Any) -> dict[str, Any]:
        """Ask by JSON; returns the reply."""
        reply = await self.client.post("/api/answers", json={"content": content, **fields})
        assert reply.status_code == 201, reply.text
        asked: dict[str, Any] = reply.json()
        return asked

    async def events(self, answer_id: str, after: str | None = None) -> list[dict[str, Any]]:
        """Follow by SSE to the end; returns the entries without heartbeats."""
        params = {"after": after} if after else {}
        path = f"/api/answers/{answer_id}/events"
        async with self.client.stream("GET", path, params=params) as reply:
            assert reply.status_code == 200
            return await entries(reply)

    async def ask_until(self, text: str) -> dict[str, Any]:
        """Ask and read until a piece is ``text``; returns the reply to the question."""
        asked = await self.ask()
        path = f"/api/answers/{asked['answer']['id']}/events"
        async with self.client.stream("GET", path) as reply:
            await read_until(reply, text)
        return asked

    async def finished(self, content: str = "What is a river?", **fields: Any) -> dict[str, Any]:
        """Ask and wait for the end; returns the reply to the question."""
        asked = await self.ask(content, **fields)
        await self.events(asked["answer"]["id"])
        return asked

    async def get(self, path: str, **params: Any) -> Any:
        """GET some JSON that must be there."""
        reply = await self.client.get(path, params=params)
        assert reply.status_code == 200, reply.text
        return reply.json()


async def entries(reply: httpx2.Response) -> list[dict[str, Any]]:
    """Read an event stream to its end; returns ``{"id","event","data"}`` without heartbeats."""
    parser = SseParser()
    found = []
    async for chunk in reply.aiter_raw():
        for event in parser.feed(chunk):
            if event.event != "heartbeat":
                found.append(
                    {"id": event.id, "event": event.event, "data": orjson.loads(event.data)}
                )
    return found


async def read_until(reply: httpx2.Response, text: str) -> None:
    """Read an event stream until a piece is ``text``."""
    async for chunk in reply.aiter_raw():
        if orjson.dumps(text) in chunk:
            return
    raise AssertionError(f"The stream ended before {text!r} came.")


async def until(check: Callable[[], bool], *, limit_s: float = 60.0) -> None:
    """Wait until ``check`` is true, of what comes by itself and tells nobody."""
    async with asyncio.timeout(limit_s):
        while not check():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


class _Server(uvicorn.Server):
    """Tells when it has started, or failed to."""

    def __init__(self, config: uvicorn.Config, ready: asyncio.Event) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        finally:
            self._ready.set()


@asynccontextmanager
async def serving(
    data_dir: Path,
    scripts: Mapping[str, Script] | Script = (),
    *,
    catalogue: Catalogue | None = None,
    identify: ProductIdentify | None = None,
    before_ask: BeforeAsk | None = None,
    on_end: OnEnd | None = None,
    **settings: Any,
) -> AsyncIterator[Served]:
    """Serve the app with scripted answers; ``scripts`` may be the one script of `MODEL`."""
    provider = Scripted(scripts if isinstance(scripts, Mapping) else {MODEL: scripts})
    app = create_app(
        Settings(data_dir=data_dir, **settings),
        catalogue=catalogue or Catalogue([provider]),
        identify=identify,
        before_ask=before_ask,
        on_end=on_end,
    )
    async with (
        serving_app(app) as url,
        httpx2.AsyncClient(base_url=url, timeout=60, trust_env=False, verify=False) as client,
    ):
        yield Served(app, url, client, provider)


@asynccontextmanager
async def serving_app(app: FastAPI) -> AsyncIterator[str]:
    """Serve an app, with what is mounted in it; yields its address."""
    ready = asyncio.Event()
    config = ServerConfig(
        app,
        lifespan="on",
        http=LimitedHttpProtocol,
        ws=LimitedWebSocketProtocol,
        ws_per_message_deflate=False,
        proxy_headers=False,
        log_level="critical",
    )
    server = _Server(config, ready)
    tasks = Tasks()
    with bound("127.0.0.1", 0) as sockets:
        running = tasks.start(server.serve(sockets), name="server")
        await ready.wait()
        try:
            yield url_of(sockets)
        finally:
            for hooks in hooks_of(app):
                if hooks.release is not None:
                    hooks.release()
            server.should_exit = True
            await running
