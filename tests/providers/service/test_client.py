"""The client is built so that nothing goes where it should not."""

from __future__ import annotations

import asyncio
import logging
from base64 import b64decode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx2
import pytest

from tests.services.chat_service import Call, list_models, open_chat_service
from yeoul.addresses import ServiceAddress
from yeoul.errors import ProviderUnavailable, StartupError
from yeoul.providers.chat_request import ChatRequest
from yeoul.providers.service.body import LayeredBody
from yeoul.providers.service.client import (
    Refused,
    account_of,
    never_read,
    open_client,
    right_address,
)
from yeoul.providers.service.models import read_models
from yeoul.providers.service.provider import ServiceProvider
from yeoul.providers.service.transport import ServiceTransport

pytestmark = pytest.mark.anyio

QUESTION: ChatRequest = {"model": "small", "messages": [{"role": "user", "content": "hello"}]}

at = ServiceAddress.parse


async def test_no_proxy_stands_between_this_machine_and_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "")
    async with open_chat_service() as service:
        client = open_client(address=at(service.base_url), api_key=None, connect_timeout_s=30.0)
        listed = await client.fetch_list()
        await client.aclose()

    assert [model.id for model in read_models(listed, provider="")] == ["small", "large"]


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
    client = open_client(address=at("http://service.invalid/v1"), api_key=None, connect_timeout_s=1)
    try:
        assert isinstance(client._http._transport, ServiceTransport)
    finally:
        await client.aclose()


async def test_another_machine_is_asked_through_the_proxy_of_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with open_chat_service() as proxy:
        for name in ("http_proxy", "HTTP_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        client = open_client(
            address=at("http://service.invalid/v1"),
            api_key=None,
            connect_timeout_s=30.0,
        )
        await client.fetch_list()
        body = await client.post_question(QUESTION)
        assert isinstance(body, LayeredBody)
        await body.aclose()
        await client.aclose()

    assert [request.path for request in proxy.requests] == [
        "http://service.invalid/v1/models",
        "http://service.invalid/v1/chat/completions",
    ]
    assert proxy.requests[1].headers["content-type"] == "application/json"
    assert proxy.requests[1].body == QUESTION


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
    assert never_read(failure("away")) is unread


# -- what leaves this machine --------------------------------------------------------------------


@pytest.fixture
def ambient(monkeypatch: pytest.MonkeyPatch) -> str:
    """Have everything that OpenAI's SDK takes from the environment hold a word, and return that."""
    word = "canary-of-the-environment"
    for name in ("ORG_ID", "PROJECT_ID", "ADMIN_KEY", "API_KEY", "WEBHOOK_SECRET", "BASE_URL"):
        monkeypatch.setenv(f"OPENAI_{name}", word)
    headers = f"authorization: Bearer {word}\nx-{word}: 1\nuser-agent: {word}"
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", headers)
    return word


async def test_a_service_is_told_nothing_of_the_environment(ambient: str) -> None:
    async with open_chat_service() as service:
        client = open_client(
            address=at(service.base_url), api_key="sk-given", connect_timeout_s=30.0
        )
        await client.fetch_list()
        body = await client.post_question(QUESTION)
        await body.aclose()
        await client.aclose()

    listing, question = service.requests
    common = {"accept", "accept-encoding", "authorization", "connection", "host", "user-agent"}
    assert set(listing.headers) == common
    assert set(question.headers) == common | {"content-type", "content-length"}
    for request in (listing, question):
        assert request.headers["authorization"] == "Bearer sk-given"
        assert ambient not in str(request)


async def test_openai_itself_is_told_whose_account_it_is(
    ambient: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_chat_service() as proxy:
        for name in ("http_proxy", "HTTP_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        for host in ("api.openai.com", "eu.api.openai.com", "api.openai.com.example.org"):
            address = at(f"http://{host}/v1")
            client = open_client(
                address=address,
                api_key="sk-given",
                connect_timeout_s=30.0,
                account=account_of(address),
            )
            await client.fetch_list()
            await client.aclose()

    told = [request.headers.get("openai-organization") for request in proxy.requests]
    assert told == [ambient, ambient, None]
    assert all(asked.headers["authorization"] == "Bearer sk-given" for asked in proxy.requests)


# -- where a request goes ------------------------------------------------------------------------


async def test_the_query_of_an_address_goes_behind_every_path(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    query = "api-version=2024-06-01&sig=a%2Bb+c=canary"
    async with open_chat_service() as service:
        address = at(f"http://127.0.0.1:{service.port}/openai/deployments/d/?{query}")
        client = open_client(address=address, api_key=None, connect_timeout_s=30.0)
        await client.fetch_list()
        body = await client.post_question(QUESTION)
        await body.aclose()
        await client.aclose()

    assert [request.path for request in service.requests] == [
        f"/openai/deployments/d/models?{query}",
        f"/openai/deployments/d/chat/completions?{query}",
    ]
    assert "HTTP Request: GET" in caplog.text
    assert "canary" not in caplog.text


async def test_a_query_in_letters_of_any_language_is_sent_in_those_of_a_request() -> None:
    async with open_chat_service() as service:
        address = at(f"http://127.0.0.1:{service.port}/v1?deployment=여울&api-version=1")
        client = open_client(address=address, api_key=None, connect_timeout_s=30.0)
        await client.fetch_list()
        await client.aclose()

    [request] = service.requests
    assert request.path == "/v1/models?deployment=%EC%97%AC%EC%9A%B8&api-version=1"


async def test_a_user_and_a_password_in_an_address_are_sent_as_such_and_not_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    async with open_chat_service() as service:
        address = at(f"http://me:can%40ary@127.0.0.1:{service.port}/v1")
        client = open_client(address=address, api_key=None, connect_timeout_s=30.0)
        await client.fetch_list()
        await client.aclose()

    [request] = service.requests
    sent = request.headers["authorization"]
    assert b64decode(sent.removeprefix("Basic ")) == b"me:can@ary"
    assert request.headers["host"] == f"127.0.0.1:{service.port}"
    assert not any(secret in caplog.text for secret in ("can%40ary", "can@ary", sent))


async def refuse(call: Call) -> None:
    await call.error(404, "page not found")


@pytest.mark.parametrize(
    ("path", "right"),
    [("", "/v1"), ("/", "/v1"), ("/api", "/v1"), ("/proxy/llm", "/proxy/llm/v1"), ("/v1", None)],
)
async def test_the_address_that_was_meant_is_found_by_what_answers_there(
    path: str, right: str | None
) -> None:
    found_at = "/proxy/llm/v1/models" if "proxy" in path else "/v1/models"

    async def list_there(call: Call) -> None:
        await (list_models(call) if call.request.path == found_at else refuse(call))

    async with open_chat_service() as service:
        service.models = list_there
        root = f"http://127.0.0.1:{service.port}"
        address = at(root + path)
        client = open_client(address=address, api_key=None, connect_timeout_s=30.0)
        found = await right_address(client, address, timeout_s=30.0)
        await client.aclose()

    assert (found.base if found else None) == (root + right if right else None)


async def test_nothing_is_made_out_of_a_page_or_of_silence() -> None:
    async def page(call: Call) -> None:
        await call.reply(200, "<html>welcome</html>")

    async with open_chat_service() as service:
        service.models = page
        address = at(f"http://127.0.0.1:{service.port}")
        client = open_client(address=address, api_key=None, connect_timeout_s=30.0)
        assert await right_address(client, address, timeout_s=30.0) is None
        await client.aclose()


# -- what is given up ----------------------------------------------------------------------------


@asynccontextmanager
async def answering(replies: list[bytes]) -> AsyncIterator[tuple[ServiceAddress, list[bytes]]]:
    """A service that gives these replies, one for each request, and then none; and what it got."""
    requests: list[bytes] = []
    writers: list[asyncio.StreamWriter] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                requests.append((await reader.readuntil(b"\r\n\r\n")).split(b" ")[0])
                if replies:
                    writer.write(replies.pop(0))

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        yield at(f"http://127.0.0.1:{port}/v1"), requests
        for writer in writers:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()


async def test_a_refusal_that_cannot_be_read_gives_its_connection_back() -> None:
    refusal = b"HTTP/1.1 503 Busy\r\ncontent-encoding: br\r\ncontent-length: 5\r\n\r\nabcde"
    async with answering([refusal, refusal]) as (address, _):
        client = open_client(address=address, api_key=None, connect_timeout_s=30.0)
        for ask in (client.fetch_list, lambda: client.post_question(QUESTION)):
            with pytest.raises(Refused):
                await ask()
        assert client._direct is not None
        assert not client._direct._busy
        await client.aclose()


async def test_a_question_is_not_sent_again_by_a_client_that_is_closed() -> None:
    listed = b'HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n{"data":[]}'
    async with answering([listed]) as (address, requests):
        client = open_client(address=address, api_key=None, connect_timeout_s=30.0)
        await client.fetch_list()
        asking = asyncio.gather(client.post_question(QUESTION), return_exceptions=True)
        while len(requests) < 2:  # noqa: ASYNC110  # the loop's next rounds
            await asyncio.sleep(0)
        await client.aclose()
        async with asyncio.timeout(10):
            (failure,) = await asking
        assert isinstance(failure, httpx2.TransportError)
        assert requests == [b"GET", b"POST"]


@pytest.mark.parametrize("wrong", ["org\n", "조직", "a b"])
def test_an_account_that_cannot_be_sent_is_refused_at_the_start(
    wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_PROJECT_ID", wrong)
    with pytest.raises(StartupError, match="OPENAI_PROJECT_ID has"):
        ServiceProvider(api_key="sk-given", connect_timeout_s=30.0, slots=1)
    ServiceProvider(base_url="http://127.0.0.1:1/v1", connect_timeout_s=30.0, slots=1)


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_certificates_that_cannot_be_read_are_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None
) -> None:
    authorities = tmp_path / "authorities.pem"
    if content is not None:
        authorities.write_text(content)
    monkeypatch.setenv("SSL_CERT_FILE", str(authorities))

    with pytest.raises(ProviderUnavailable, match="SSL_CERT_FILE"):
        open_client(address=at("https://h.example/v1"), api_key=None, connect_timeout_s=1.0)
