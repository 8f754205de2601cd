"""The body of a reply is the same, read from its connection or through the HTTP client."""

from __future__ import annotations

import gzip

import httpx2
import pytest

from tests.services.chat_service import open_chat_service
from yeoul.addresses import ServiceAddress
from yeoul.providers.base import Flow
from yeoul.providers.chat_request import ChatRequest
from yeoul.providers.service.body import Body, LayeredBody, body_of
from yeoul.providers.service.client import open_client
from yeoul.providers.service.connection import ReadOutcome
from yeoul.providers.service.transport import ServiceBody

pytestmark = pytest.mark.anyio

QUESTION: ChatRequest = {"model": "small", "messages": [{"role": "user", "content": "hello"}]}


async def whole(body: Body) -> bytes:
    parts: list[bytes] = []

    def accept(data: bytes) -> Flow:
        parts.append(data)
        return Flow.MORE if len(parts) % 2 else Flow.WAIT

    while await body.read_into(accept) is ReadOutcome.PAUSED:
        pass
    return b"".join(parts)


async def test_a_body_is_read_from_the_connection_itself() -> None:
    async with open_chat_service() as service:
        address = ServiceAddress.parse(service.base_url)
        client = open_client(address=address, api_key=None, connect_timeout_s=30.0)
        body = await client.post_question(QUESTION)
        assert isinstance(body, ServiceBody)
        content = await whole(body)
        await body.aclose()
        await client.aclose()

    assert content.endswith(b"data: [DONE]\n\n")


async def test_a_body_that_is_compressed_is_decoded() -> None:
    text = "안녕 " * 1000
    reply = httpx2.Response(
        200, headers={"content-encoding": "gzip"}, content=gzip.compress(text.encode())
    )
    body = body_of(reply)
    assert isinstance(body, LayeredBody)
    assert (await whole(body)).decode() == text
