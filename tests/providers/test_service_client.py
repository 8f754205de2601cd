"""The SDK's client is built so that nothing goes where it should not."""

from __future__ import annotations

import gzip
import json

import httpx2
import openai
import pytest

from tests.upstreams.chat_service import open_chat_service
from yeoul.providers.service_client import (
    Body,
    direct_body,
    is_loopback,
    never_read,
    open_client,
)
from yeoul.providers.service_transport import ServiceTransport

pytestmark = pytest.mark.anyio


async def whole(body: Body) -> bytes:
    parts: list[bytes] = []

    def take(data: bytes) -> bool:
        parts.append(data)
        return len(parts) % 2 == 0

    while await body.pour(take):
        pass
    return b"".join(parts)


@pytest.mark.parametrize(
    ("base_url", "loopback"),
    [
        ("http://localhost:11434/v1", True),
        ("http://LOCALHOST./v1", True),
        ("http://me.localhost", True),
        ("http://127.8.8.8/v1", True),
        ("http://[::1]:80/v1", True),
        ("http://localhost.example.org/v1", False),
        ("http://10.0.0.1/v1", False),
        ("https://example.org/v1", False),
        (None, False),
    ],
)
def test_this_machine_is_known_by_its_names(base_url: str | None, loopback: bool) -> None:
    assert is_loopback(base_url) is loopback


async def test_no_proxy_stands_between_this_machine_and_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "")
    async with open_chat_service() as service:
        client = open_client(base_url=service.base_url, api_key=None, connect_timeout_s=30.0)
        listed = await client.models.list()
        await client.close()

    assert [model.id for model in listed.data] == ["small", "large"]


async def test_exceptions_from_no_proxy_are_not_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "http_proxy",
        "https_proxy",
        "all_proxy",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("no_proxy", "localhost")
    client = open_client(base_url="http://service.invalid/v1", api_key=None, connect_timeout_s=1)
    try:
        assert isinstance(client._client._transport, ServiceTransport)
    finally:
        await client.close()


async def test_another_machine_is_asked_through_the_proxy_of_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with open_chat_service() as proxy:
        for name in ("http_proxy", "HTTP_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        client = open_client(
            base_url="http://service.invalid/v1",
            api_key=None,
            connect_timeout_s=30.0,
        )
        await client.models.list()
        await client.close()

    assert [request.path for request in proxy.requests] == ["http://service.invalid/v1/models"]


@pytest.mark.parametrize(
    ("failure", "unread"),
    [
        (httpx2.ConnectError, True),
        (httpx2.ConnectTimeout, True),
        (httpx2.ProxyError, True),
        (httpx2.WriteError, True),
        (httpx2.ReadError, False),
        (httpx2.ReadTimeout, False),
        (httpx2.RemoteProtocolError, False),
        (httpx2.DecodingError, False),
    ],
)
def test_what_failed_before_all_was_written_was_never_read(
    failure: type[httpx2.TransportError], unread: bool
) -> None:
    inner = failure("away")
    outer = openai.APIConnectionError(request=httpx2.Request("POST", "http://x/"))
    outer.__cause__ = inner
    assert (never_read(inner), never_read(outer)) == (unread, unread)


async def test_a_body_is_read_from_the_connection_itself() -> None:
    async with open_chat_service() as service:
        client = open_client(base_url=service.base_url, api_key=None, connect_timeout_s=30.0)
        async with client.models.with_streaming_response.list() as response:
            assert direct_body(response.http_response) is not None
            content = await whole(Body(response.http_response))
        await client.close()

    assert json.loads(content)["object"] == "list"


async def test_a_body_that_is_compressed_is_decoded() -> None:
    text = "안녕 " * 1000
    reply = httpx2.Response(
        200, headers={"content-encoding": "gzip"}, content=gzip.compress(text.encode())
    )
    assert direct_body(reply) is None
    assert (await whole(Body(reply))).decode() == text
