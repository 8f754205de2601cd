"""The official SDK, as it is, in its strict mode: streams, whole replies, errors, retries, Stop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anthropic
import pytest

from tests.served import MODEL, Served, serving, until
from yeoul.errors import ProviderBroken
from yeoul.protocol.events import Usage
from yeoul.providers.base import Finish, Thought
from yeoul.providers.script_steps import Step

pytestmark = pytest.mark.anyio

ASKED: Any = {
    "model": MODEL,
    "max_tokens": 100,
    "messages": [{"role": "user", "content": "강은 어디로 가나요?"}],
}
SCRIPT: list[Step] = [Thought("Hm"), "To the ", '"여울".\u2028Then ', "바다", Finish("stop", Usage(9, 4))]
TEXT = 'To the "여울".\u2028Then 바다'


@asynccontextmanager
async def client_of(url: str, **fields: Any) -> AsyncIterator[anthropic.AsyncAnthropic]:
    async with anthropic.AsyncAnthropic(
        base_url=url, **{"api_key": "sk-any", **fields}, _strict_response_validation=True
    ) as client:
        yield client


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path, SCRIPT) as served:
        yield served


@pytest.fixture
async def client(served: Served) -> AsyncIterator[anthropic.AsyncAnthropic]:
    async with client_of(served.url, max_retries=0) as client:
        yield client


async def test_it_reads_a_whole_reply(client: anthropic.AsyncAnthropic) -> None:
    message = await client.messages.create(**ASKED)

    assert [block.type for block in message.content] == ["thinking", "text"]
    assert message.content[0].thinking == "Hm"
    assert message.content[1].text == TEXT


async def test_it_adds_up_a_stream(client: anthropic.AsyncAnthropic) -> None:
    async with client.messages.stream(**ASKED) as stream:
        texts = [text async for text in stream.text_stream]
        message = await stream.get_final_message()
    assert "".join(texts) == TEXT
    assert message.stop_reason == "end_turn"
    print(message)
