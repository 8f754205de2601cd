"""Connections to a service over real sockets: opened, used again, given up, closed."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import aiohappyeyeballs
import httpx2
import pytest
import trustme

from tests.services.chat_service import Call, ChatService, open_chat_service
from yeoul.addresses import keeps_cloud_secrets
from yeoul.providers.service import connection, transport
from yeoul.providers.service.transport import ServiceTransport

pytestmark = pytest.mark.anyio


@pytest.fixture(params=[False, True], ids=["asyncio", "uvloop"])
def anyio_backend(request: pytest.FixtureRequest) -> tuple[str, dict[str, bool]]:
    return "asyncio", {"use_uvloop": request.param}


@pytest.fixture
async def service() -> AsyncIterator[ChatService]:
    async with open_chat_service() as opened:
        yield opened


@pytest.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    async with a_client() as opened:
        yield opened


def a_client(tls: ssl.SSLContext | None = None) -> httpx2.AsyncClient:
    transport = ServiceTransport(tls or ssl.create_default_context())
    return httpx2.AsyncClient(transport=transport, timeout=httpx2.Timeout(None, connect=30))


async def listing(client: httpx2.AsyncClient, service: ChatService) -> list[str]:
    reply = await client.get(f"{service.base_url}/models")
    return [model["id"] for model in reply.raise_for_status().json()["data"]]


async def test_replies_come_one_after_the_other_over_one_connection(
    service: ChatService, client: httpx2.AsyncClient
) -> None:
    for _ in range(3):
        assert await listing(client, service) == ["small", "large"]
    assert service.connections == 1


async def test_a_long_list_leaves_a_connection_that_can_be_used_again(
    service: ChatService, client: httpx2.AsyncClient
) -> None:
    names = [f"a-model-of-many-{index}" for index in range(20_000)]

    async def plan(call: Call) -> None:
        await call.reply(200, {"data": [{"id": name} for name in names]})

    service.models = plan
    for _ in range(3):
        async with asyncio.timeout(60):
            assert await listing(client, service) == names
    assert service.connections == 1


async def test_replies_side_by_side_have_a_connection_each(
    service: ChatService, client: httpx2.AsyncClient
) -> None:
    together = asyncio.Barrier(3)

    async def plan(call: Call) -> None:
        await together.wait()
        await call.reply(200, {"data": []})

    service.models = plan
    async with asyncio.TaskGroup() as group:
        for _ in range(3):
            group.create_task(listing(client, service))
    assert service.connections == 3


async def test_a_connection_that_the_service_closed_meanwhile_is_not_missed(
    service: ChatService, client: httpx2.AsyncClient
) -> None:
    async def once(call: Call) -> None:
        await call.reply(200, {"data": []})
        call.keep_alive = False

    service.models = once
    for _ in range(3):
        assert await listing(client, service) == []
    assert service.connections == 3


async def test_a_question_that_a_closing_connection_swallowed_is_sent_again_and_once_only(
    service: ChatService, client: httpx2.AsyncClient
) -> None:
    async def plan(call: Call) -> None:
        if service.connections == 1 and len(service.requests) == 2:
            call.reset()  # as a service that closes what waits does, when a question crosses that
        else:
            await call.reply(200, {"data": []})

    service.models = plan
    await listing(client, service)
    await listing(client, service)
    assert service.connections == 2
    assert len(service.requests) == 3


async def test_a_question_that_a_new_connection_swallowed_is_left_to_generation(
    service: ChatService, client: httpx2.AsyncClient
) -> None:
    async def plan(call: Call) -> None:
        call.reset()

    service.models = plan
    with pytest.raises(httpx2.WriteError):
        await listing(client, service)
    assert len(service.requests) == 1


async def test_where_one_that_waited_is_gone_the_others_are_not_tried(
    service: ChatService, client: httpx2.AsyncClient
) -> None:
    together = asyncio.Barrier(3)

    async def side_by_side(call: Call) -> None:
        await together.wait()
        await call.reply(200, {"data": []})

    async def swallow(call: Call) -> None:
        call.reset()

    service.models = side_by_side
    async with asyncio.TaskGroup() as group:
        for _ in range(3):
            group.create_task(listing(client, service))
    service.models = swallow
    with pytest.raises(httpx2.WriteError):
        await listing(client, service)
    assert len(service.requests) == 3 + 2, "once where something waited, once on a new one"
    with pytest.raises(httpx2.WriteError):
        await listing(client, service)
    assert len(service.requests) == 3 + 2 + 1


@pytest.mark.parametrize("kept", [False, True])
async def test_a_question_that_was_swallowed_late_may_have_been_read(
    service: ChatService,
    client: httpx2.AsyncClient,
    kept: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connection, "UNREAD_S", 0.02)

    async def plan(call: Call) -> None:
        await asyncio.sleep(0.2)
        call.writer.close()

    if kept:
        await listing(client, service)
    service.models = plan
    with pytest.raises(httpx2.ReadError):
        await listing(client, service)
    assert len(service.requests) == 1 + kept


async def test_a_question_of_which_some_was_never_written_has_not_been_read(
    client: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "UNREAD_S", 0.02)

    async def take_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(10)
        await asyncio.sleep(0.2)
        writer.transport.abort()

    async with await asyncio.start_server(take_nothing, "127.0.0.1", 0, limit=1024) as server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(httpx2.WriteError):
            await client.post(f"http://127.0.0.1:{port}/", content=b"x" * (32 << 20))


async def test_a_question_that_was_being_answered_is_not_sent_again(
    service: ChatService, client: httpx2.AsyncClient
) -> None:
    async def plan(call: Call) -> None:
        if len(service.requests) == 2:
            call.writer.write(b"HTTP/1.1 200 OK\r\n")
            await call.writer.drain()
            call.writer.close()
        else:
            await call.reply(200, {"data": []})

    service.models = plan
    await listing(client, service)
    with pytest.raises(httpx2.ReadError):
        await listing(client, service)
    assert len(service.requests) == 2


async def test_a_connection_that_waits_too_long_is_closed(
    service: ChatService, client: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = asyncio.Event()

    async def plan(call: Call) -> None:
        await call.reply(200, {"data": []})
        await call.client_gone()
        gone.set()

    monkeypatch.setattr(transport, "IDLE_S", 0.01)
    service.models = plan
    await listing(client, service)
    await asyncio.wait_for(gone.wait(), 30)


async def test_no_more_connections_wait_than_may(
    service: ChatService, client: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "MAX_IDLE", 1)

    async def two_side_by_side() -> None:
        address = f"{service.base_url}/models"
        async with client.stream("GET", address) as one, client.stream("GET", address) as other:
            await one.aread()
            await other.aread()

    await two_side_by_side()
    await two_side_by_side()
    assert service.connections == 3, "one of the two was kept"


async def test_a_reply_that_is_left_closes_its_connection_at_once(
    service: ChatService, client: httpx2.AsyncClient
) -> None:
    gone = asyncio.Event()

    async def endless(call: Call) -> None:
        await call.head()
        await call.send(b"data: 1\n\n")
        await call.client_gone()
        gone.set()

    service.models = endless
    async with client.stream("GET", f"{service.base_url}/models") as reply:
        async for data in reply.aiter_bytes():
            assert data == b"data: 1\n\n"
            break
    await asyncio.wait_for(gone.wait(), 30)


async def test_closing_breaks_off_what_is_being_read(service: ChatService) -> None:
    async def endless(call: Call) -> None:
        await call.head()
        await call.send(b"data: 1\n\n")
        await call.client_gone()

    service.models = endless
    transport = ServiceTransport(ssl.create_default_context())
    reply = await transport.handle_async_request(
        httpx2.Request("GET", f"{service.base_url}/models")
    )
    assert isinstance(reply.stream, httpx2.AsyncByteStream)
    chunks = aiter(reply.stream)
    assert await anext(chunks) == b"data: 1\n\n"
    await transport.aclose()
    with pytest.raises(httpx2.ReadError):
        await anext(chunks)
    await reply.stream.aclose()


async def test_a_header_cannot_begin_another_one(client: httpx2.AsyncClient) -> None:
    headers = [(b"x-one", b"1\r\nx-two: 2")]
    with pytest.raises(httpx2.LocalProtocolError):
        await client.get("http://127.0.0.1:9/", headers=headers)


async def test_an_address_that_refuses_is_followed_by_the_next_one(
    service: ChatService, client: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with ``localhost``, where a service often listens on one of two families only."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.2", service.port))  # bound, so nobody else's, and not listening

        loop = asyncio.get_running_loop()
        known = loop.getaddrinfo

        async def two(host: str, port: int, **rest: Any) -> list[Any]:
            hosts = ("127.0.0.2", "127.0.0.1") if host == "two.invalid" else (host,)
            return [place for one in hosts for place in await known(one, port, **rest)]

        monkeypatch.setattr(loop, "getaddrinfo", two)
        reply = await client.get(f"http://two.invalid:{service.port}/v1/models")
        assert reply.json()["object"] == "list"


async def test_an_address_that_must_not_be_reached_is_not_wherever_a_name_leads(
    service: ChatService, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect_to = aiohappyeyeballs.start_connection
    reached: list[str] = []

    async def connect(addresses: list[Any], **rest: Any) -> socket.socket:
        reached.extend(address[4][0] for address in addresses)
        return await connect_to(addresses, **rest)

    loop = asyncio.get_running_loop()
    known = loop.getaddrinfo
    leads_to = {"two.invalid": ["169.254.169.254", "127.0.0.1"], "one.invalid": ["fe80::1"]}

    async def look_up(host: str, port: int, **rest: Any) -> list[Any]:
        return [
            place for one in leads_to.get(host, [host]) for place in await known(one, port, **rest)
        ]

    monkeypatch.setattr(transport, "start_connection", connect)
    monkeypatch.setattr(loop, "getaddrinfo", look_up)
    guarded = ServiceTransport(None, refuses=keeps_cloud_secrets)
    async with httpx2.AsyncClient(transport=guarded) as client:
        reply = await client.get(f"http://two.invalid:{service.port}/v1/models")
        assert reply.json()["object"] == "list"
        with pytest.raises(httpx2.ConnectError, match="no service's"):
            await client.get(f"http://one.invalid:{service.port}/v1/models")
    assert reached == ["127.0.0.1"]


@asynccontextmanager
async def secure(authority: trustme.CA, name: str) -> AsyncIterator[int]:
    """Serve one line of JSON over TLS; gives the port."""
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(name).configure_cert(tls)

    body = '{"text": "여울"}'.encode()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError, ssl.SSLError):
            while await reader.readuntil(b"\r\n\r\n"):
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(body) + body)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


async def test_a_service_is_spoken_to_over_tls_in_the_name_it_has() -> None:
    authority = trustme.CA()
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    async with secure(authority, "localhost") as port, a_client(trusting) as client:
        for _ in range(2):
            reply = await client.get(f"https://localhost:{port}/")
            assert reply.json() == {"text": "여울"}
        with pytest.raises(httpx2.ConnectError, match="certificate"):
            await client.get(f"https://127.0.0.1:{port}/")


async def test_a_certificate_that_nobody_vouches_for_is_refused() -> None:
    async with secure(trustme.CA(), "localhost") as port, a_client() as client:
        with pytest.raises(httpx2.ConnectError) as raised:
            await client.get(f"https://localhost:{port}/")
    assert isinstance(raised.value.__cause__, ssl.SSLCertVerificationError)
