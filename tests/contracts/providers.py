"""Every provider there is, opened for the contract suite."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import cache
from itertools import repeat
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.providers.services import responses_provider, service_provider
from tests.services.chat_service import Call, ChatService, echo, open_chat_service, text
from tests.services.responses_service import open_responses_service
from yeoul.providers import Prompt, provider
from yeoul.providers.embedded.engine import Engine
from yeoul.providers.embedded.model_files import MODEL_ID, find_bundled_model, model_file
from yeoul.providers.embedded.provider import EmbeddedProvider
from yeoul.providers.script_steps import Step
from yeoul.providers.script_steps import echo as echo_script
from yeoul.providers.scripted import Scripted
from yeoul.testing import ENDLESS, ProviderCase

#: One thread computes: several would wait for each other in loops, which takes the processor from
#: all else that runs.
THREADS = 1


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
async def scripted() -> AsyncIterator[ProviderCase]:
    provider = Scripted({"small": scripted_steps})

    async def open_calls() -> int:
        return provider.running

    yield ProviderCase(provider, "small", open_calls, echoes=True, tells_candidates=True)


@asynccontextmanager
async def function() -> AsyncIterator[ProviderCase]:
    growing = 0

    @provider("small")
    async def words(prompt: Prompt) -> AsyncGenerator[str, None]:
        nonlocal growing
        growing += 1
        try:
            for word in re.findall(r"\s*\S+", prompt.turns[-1].content):
                yield word
            if prompt.turns[-1].content.startswith(ENDLESS):
                await asyncio.Event().wait()
        finally:
            growing -= 1

    async def open_calls() -> int:
        return growing

    yield ProviderCase(words, "small", open_calls, echoes=True, counts=False, limits=False)


async def answer(call: Call) -> None:
    """Echo; an endless answer stays open behind its first words."""
    if not call.request.body["messages"][-1]["content"].startswith(ENDLESS):
        await echo(call)
        return
    await call.head()
    await call.send(text("Once "), text("upon "))
    await call.client_gone()


@asynccontextmanager
async def service() -> AsyncIterator[ProviderCase]:
    async with open_chat_service() as opened:
        opened.answer = answer
        yield asked_at(opened, opened.base_url)


def words_of_response(asked: dict[str, Any]) -> Iterator[str]:
    """Echo; an endless answer goes on and on."""
    question = asked["input"][-1]["content"]
    yield from re.findall(r"\s*\S+", question)
    if question.startswith(ENDLESS):
        yield from repeat(" word")


@asynccontextmanager
async def responses() -> AsyncIterator[ProviderCase]:
    async with open_responses_service() as opened:
        opened.words, opened.pause_s = words_of_response, 0.001

        async def open_calls() -> int:
            return opened.open_streams

        provider = responses_provider(opened.base_url, api_key="sk-test")
        yield ProviderCase(
            provider, "small", open_calls, echoes=True, limits=False, tells_candidates=True
        )


@asynccontextmanager
async def service_behind_proxy() -> AsyncIterator[ProviderCase]:
    """The service through a proxy, which our own connection cannot use: the HTTP client's does."""
    async with open_chat_service() as opened:
        opened.answer = answer
        with pytest.MonkeyPatch.context() as environment:
            for name in ("http_proxy", "HTTP_PROXY"):
                environment.setenv(name, f"http://127.0.0.1:{opened.port}")
            for name in ("no_proxy", "NO_PROXY"):
                environment.delenv(name, raising=False)
            yield asked_at(opened, "http://service.invalid/v1")


def asked_at(opened: ChatService, base_url: str) -> ProviderCase:
    async def open_calls() -> int:
        return opened.open_answers

    provider = service_provider(base_url, api_key="sk-test")
    return ProviderCase(
        provider, "small", open_calls, echoes=True, limits=False, tells_candidates=True
    )


@asynccontextmanager
async def embedded() -> AsyncIterator[ProviderCase]:
    file = model_file(bundled_model())
    provider = EmbeddedProvider(file, slots=2, context_length=1024, threads=THREADS)

    async def open_calls() -> int:
        return provider.running

    yield ProviderCase(provider, MODEL_ID, open_calls, tells_candidates=True)


@cache
def llama_engine() -> Engine:
    """One engine for all tests; its listener ends with the process."""
    return Engine.load(
        bundled_model(), alias=MODEL_ID, slots=2, context_length=1024, threads=THREADS
    )


@asynccontextmanager
async def llama_server() -> AsyncIterator[ProviderCase]:
    """llama.cpp's own HTTP server: somebody else's implementation of the service."""
    engine = await asyncio.to_thread(llama_engine)
    provider = service_provider(f"{engine.address}/v1", api_key=engine.key)
    async with httpx2.AsyncClient(trust_env=False, timeout=30) as client:

        async def open_calls() -> int:
            headers = {"authorization": f"Bearer {engine.key}"}
            slots = await client.get(f"{engine.address}/slots", headers=headers)
            return sum(slot["is_processing"] for slot in slots.json())

        # It tells about its slots only between two steps of its work.
        yield ProviderCase(provider, MODEL_ID, open_calls, tells_candidates=True)


PROVIDERS = {
    "scripted": scripted,
    "function": function,
    "service": service,
    "responses": responses,
    "service_behind_proxy": service_behind_proxy,
    "embedded": embedded,
    "llama_server": llama_server,
}
NEEDS_MODEL = {"embedded", "llama_server"}
