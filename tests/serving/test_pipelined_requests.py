"""Requests that a client sends without waiting for the replies."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest

from tests.raw_connections import HANDSHAKE, REQUEST, connection, status
from yeoul.serving.http_protocol import PART_BYTES, LimitedHttpProtocol

pytestmark = pytest.mark.anyio

MANY = 500


def numbered(number: int) -> bytes:
    """Return a request with a body, which makes it a bit longer than the one before, or shorter."""
    body = b"x" * (number % 97)
    return (
        b"POST /%d HTTP/1.1\r\nhost: localhost\r\ncontent-length: %d\r\n\r\n" % (number, len(body))
        + body
    )


async def echo_path(scope: Any, receive: Any, send: Any) -> None:
    """Reply with the path and the length of the body."""
    length, more = 0, True
    while more:
        message = await receive()
        length += len(message.get("body", b""))
        more = message.get("more_body", False)
    body = f"{scope['path']} {length}".encode()
    headers = [(b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await asyncio.sleep(0)
    await send({"type": "http.response.body", "body": body})


async def reply(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 ")
    return await reader.readexactly(int(head.partition(b"content-length: ")[2].split()[0]))


@pytest.mark.parametrize("piece_bytes", [1 << 20, 4099, 61])
async def test_every_reply_comes_in_order(piece_bytes: int) -> None:
    sent = b"".join(map(numbered, range(MANY)))
    async with connection(app=echo_path) as (reader, writer):
        for begin in range(0, len(sent), piece_bytes):
            writer.write(sent[begin : begin + piece_bytes])
            await asyncio.sleep(0)
        for number in range(MANY):
            assert await reply(reader) == b"/%d %d" % (number, number % 97)


async def test_large_bodies_behind_one_another_arrive_whole() -> None:
    body = b"b" * 300_000
    large = REQUEST.replace(b"GET", b"POST") + b"content-length: %d\r\n\r\n" % len(body) + body
    async with connection(app=echo_path) as (reader, writer):
        writer.write(large * 5)
        for _ in range(5):
            assert await reply(reader) == b"/ 300000"


async def test_few_of_them_are_parsed_at_a_time() -> None:
    parsed: list[int] = []

    class Watched(LimitedHttpProtocol):
        def on_headers_complete(self) -> None:
            super().on_headers_complete()
            parsed.append(len(self.pipeline))

    request = REQUEST + b"\r\n"
    async with connection(Watched, app=echo_path) as (reader, writer):
        writer.write(request * 20_000)
        for _ in range(20_000):
            await reply(reader)
    assert len(parsed) == 20_000
    assert max(parsed) <= PART_BYTES / len(request) + 1


async def test_a_client_that_leaves_meanwhile_is_no_news(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    answered = 0
    released, lost = asyncio.Event(), asyncio.Event()

    async def late(scope: Any, receive: Any, send: Any) -> None:
        nonlocal answered
        await released.wait()
        await echo_path(scope, receive, send)
        answered += 1

    class Watched(LimitedHttpProtocol):
        def connection_lost(self, exc: Exception | None) -> None:
            super().connection_lost(exc)
            lost.set()

    async with connection(Watched, app=late) as (_, writer):
        writer.transport.set_write_buffer_limits(0)
        writer.write((REQUEST + b"\r\n") * 2_000)
        await writer.drain()
        writer.transport.abort()
        asyncio.get_running_loop().call_later(0.1, released.set)
        await lost.wait()
        await asyncio.wait([asyncio.Future()], timeout=0.1)
    # Nobody waits for the replies to the others, so nobody works on them.
    assert answered < 10
    assert caplog.records == []


async def test_a_handshake_waits_until_what_came_before_it_is_answered() -> None:
    released = asyncio.Event()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.send", "text": "hello"})
            await receive()
        else:
            await released.wait()
            await echo_path(scope, receive, send)

    async with connection(app=app) as (reader, writer):
        writer.write((REQUEST + b"\r\n") * 2 + HANDSHAKE)
        asyncio.get_running_loop().call_later(0.1, released.set)
        assert await reply(reader) == b"/ 0"
        assert await reply(reader) == b"/ 0"
        assert await status(reader) == b"101"
        assert await reader.readexactly(7) == b"\x81\x05hello"
