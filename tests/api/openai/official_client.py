"""The official client in its strict mode: of a server, or of bytes that are replayed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import openai


@asynccontextmanager
async def client_of(url: str, **fields: Any) -> AsyncIterator[openai.AsyncOpenAI]:
    """Yield a client of a server."""
    async with openai.AsyncOpenAI(
        base_url=f"{url}/v1", api_key="sk-any", _strict_response_validation=True, **fields
    ) as client:
        yield client


def client_reading(
    body: bytes, media_type: str = "text/event-stream", status: int = 200
) -> openai.OpenAI:
    """Return a client that gets this reply to whatever it asks."""

    def reply(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(status, headers={"content-type": media_type}, content=body)

    return openai.OpenAI(
        api_key="any",
        base_url="http://replayed/v1",
        max_retries=0,
        http_client=httpx2.Client(transport=httpx2.MockTransport(reply)),
        _strict_response_validation=True,
    )
