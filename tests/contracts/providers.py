"""Every provider there is, opened for the contract suite."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import httpx2
import pytest

from tests.providers.services import service_provider
from tests.upstreams.chat_service import Call, ChatService, echo, open_chat_service, text
from yeoul.providers.base import Prompt, Provider
from yeoul.providers.embedded.engine import Engine
from yeoul.providers.embedded.model_files import MODEL_ID, find_bundled_model
from yeoul.providers.embedded.provider import EmbeddedProvider
from yeoul.providers.scripted import Scripted
from yeoul.providers.scripts import Step
from yeoul.providers.scripts import echo as echo_script

#: A question that starts with this is answered for so long that it must be left.
ENDLESS = "Tell me a very long story"


@dataclass
class Case:
    """One provider, its model, and how many of its upstream calls are open."""

    provider: Provider
    model: str
    open_calls: Callable[[], Awaitable[int]]
    #: Whether the answer is the question.
    echoes: bool
    #: How long after control is back the other side may take to notice that its caller is gone.
    notices_within_s: float = 10.0


def bundled_model() -> Path:
    """Return the default model, which development installs."""
    path = find_bundled_model()
    assert path is not None, "uv sync installs the model package"
    return path


def scripted_steps(prompt: Prompt) -> Iterator[Step]:
    yield from echo_script(prompt)
    if prompt.turns[-1].content.startswith(ENDLESS):
        yield asyncio.Event()


@asynccontextmanager
async def scripted() -> AsyncIterator[Case]:
    provider = Scripted({"small": scripted_steps})

    async def open_calls() -> int:
        return provider.running

    yield Case(provider, "small", open_calls, echoes=True)


async def answer(call: Call) -> None:
    """Echo; an endless answer stays open behind its first words."""
    if not call.request.body["messages"][-1]["content"].startswith(ENDLESS):
        await echo(call)
        return
    await call.head()
    await call.send(text("Once "), text("upon "))
    await call.client_gone()


@asynccontextmanager
async def service() -> AsyncIterator[Case]:
    async with open_chat_service() as opened:
        opened.answer = answer
        yield asked_at(opened, opened.base_url)


@asynccontextmanager
async def service_behind_proxy() -> AsyncIterator[Case]:
    """The service through a proxy, which our own connection cannot use: the HTTP client's does."""
    async with open_chat_service() as opened:
        opened.answer = answer
        with pytest.MonkeyPatch.context() as environment:
            for name in ("http_proxy", "HTTP_PROXY"):
                environment.setenv(name, f"http://127.0.0.1:{opened.port}")
            for name in ("no_proxy", "NO_PROXY"):
                environment.delenv(name, raising=False)
            yield asked_at(opened, "http://service.invalid/v1")


def asked_at(opened: ChatService, base_url: str) -> Case:
    async def open_calls() -> int:
        return opened.open_answers

    return Case(service_provider(base_url, api_key="sk-test"), "small", open_calls, echoes=True)


@asynccontextmanager
async def embedded() -> AsyncIterator[Case]:
    provider = EmbeddedProvider(bundled_model(), model_id=MODEL_ID, slots=2, context_length=1024)

    async def open_calls() -> int:
        return provider.running

    yield Case(provider, MODEL_ID, open_calls, echoes=False)


@cache
def llama_engine() -> Engine:
    """One engine for all tests; its listener ends with the process."""
    return Engine.load(bundled_model(), alias=MODEL_ID, slots=2, context_length=1024, threads=2)


@asynccontextmanager
async def llama_server() -> AsyncIterator[Case]:
    """llama.cpp's own HTTP server: somebody else's implementation of the service."""
    engine = await asyncio.to_thread(llama_engine)
    provider = service_provider(f"{engine.address}/v1", api_key=engine.key)
    async with httpx2.AsyncClient(trust_env=False, timeout=30) as client:

        async def open_calls() -> int:
            headers = {"authorization": f"Bearer {engine.key}"}
            slots = await client.get(f"{engine.address}/slots", headers=headers)
            return sum(slot["is_processing"] for slot in slots.json())

        # It tells about its slots only between two steps of its work.
        yield Case(provider, MODEL_ID, open_calls, echoes=False)


PROVIDERS = {
    "scripted": scripted,
    "service": service,
    "service_behind_proxy": service_behind_proxy,
    "embedded": embedded,
    "llama_server": llama_server,
}
NEEDS_MODEL = {"embedded", "llama_server"}
