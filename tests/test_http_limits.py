"""The bounds of a connection, over real sockets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from yeoul.http_limits import (
    ABORT_EXTENSION,
    MAX_HEADER_BYTES,
    SEND_TIMEOUT_STATE,
    AbortableWebSocketProtocol,
    LimitedHttpProtocol,
)

pytestmark = pytest.mark.anyio

REQUEST = b"GET / HTTP/1.1\r\nhost: localhost\r\n"


class HastyProtocol(LimitedHttpProtocol):
    header_timeout_s = 0.2
    body_timeout_s = 0.2


class PatientProtocol(LimitedHttpProtocol):
    header_timeout_s = 1.0


async def echo_length(scope: Any, receive: Any, send: Any) -> None:
    """Reply with the number of body bytes."""
    length, more = 0, True
    while more:
        message = await receive()
        length += len(message.get("body", b""))
        more = message.get("more_body", False)
    body = str(length).encode()
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@asynccontextmanager
async def connection(
    protocol: type[LimitedHttpProtocol] = LimitedHttpProtocol,
    *,
    app: Any = echo_length,
    keep_alive_s: int = 60,
    send_timeout_s: float = 30.0,
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    config = uvicorn.Config(
        app,
        interface="asgi3",
        ws=AbortableWebSocketProtocol,
        log_config=None,
        timeout_keep_alive=keep_alive_s,
    )
    config.load()
    state = ServerState()
    loop = asyncio.get_running_loop()
    app_state = {SEND_TIMEOUT_STATE: send_timeout_s}
    server = await loop.create_server(lambda: protocol(config, state, app_state), "127.0.0.1", 0)
    async with server, asyncio.timeout(60):
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        try:
            yield reader, writer
        finally:
            writer.transport.abort()


async def status(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    return head.split(b" ", 2)[1]


async def closed(reader: asyncio.StreamReader) -> bool:
    """Wait until the server has ended the connection."""
    try:
        return await reader.read() == b""
    except ConnectionResetError:
        return True


async def rest(reader: asyncio.StreamReader) -> bytes:
    """Read until the connection has ended, cleanly or not."""
    parts = []
    with suppress(ConnectionResetError):
        while part := await reader.read(65_536):
            parts.append(part)
    return b"".join(parts)


async def test_a_header_of_ordinary_size_passes() -> None:
    async with connection() as (reader, writer):
        writer.write(REQUEST + b"x: " + b"a" * 60_000 + b"\r\n\r\n")
        assert await status(reader) == b"200"


@pytest.mark.parametrize("whole", [True, False])
async def test_a_header_block_over_the_limit_is_refused(whole: bool) -> None:
    async with connection() as (reader, writer):
        writer.write(REQUEST + b"x: " + b"a" * MAX_HEADER_BYTES + b"\r\n\r\n" * whole)
        assert await status(reader) == b"431"
        assert await closed(reader)


async def test_many_small_headers_over_the_limit_are_refused() -> None:
    async with connection() as (reader, writer):
        writer.write(REQUEST + b"".join(b"x%d: y\r\n" % n for n in range(8000)))
        assert await status(reader) == b"431"


async def test_an_endless_request_line_is_refused() -> None:
    async with connection() as (reader, writer):
        writer.write(b"GET /" + b"a" * (MAX_HEADER_BYTES + 1))
        assert await status(reader) == b"431"


async def test_a_large_body_does_not_count_as_header() -> None:
    async with connection() as (reader, writer):
        for _ in range(2):
            body = b"b" * 300_000
            writer.write(REQUEST + b"content-length: %d\r\n\r\n" % len(body) + body)
            assert await status(reader) == b"200"
            assert await reader.readexactly(6) == b"300000"


CHUNKED = REQUEST + b"connection: close\r\ntransfer-encoding: chunked\r\n\r\n"


@pytest.mark.parametrize("line", [b"x: " + b"y" * 1000 + b"\r\n", b"y" * 1000])
async def test_endless_trailers_are_cut(line: bytes) -> None:
    async with connection() as (reader, writer):
        writer.write(CHUNKED + b"2\r\nhi\r\n0\r\nx: ")
        with suppress(ConnectionError):
            while True:
                writer.write(line)
                await writer.drain()
        assert await rest(reader) == b""


async def test_a_trailer_does_not_become_a_header() -> None:
    async def headers_behind_body(scope: Any, receive: Any, send: Any) -> None:
        while (await receive())["more_body"]:
            pass
        body = b" ".join(name for name, _ in scope["headers"])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})

    async with connection(app=headers_behind_body) as (reader, writer):
        writer.write(CHUNKED + b"2\r\nhi\r\n0\r\norigin: x\r\n\r\n")
        assert b"\nhost connection transfer-encoding\r\n" in await rest(reader)


async def test_a_body_of_many_small_chunks_passes() -> None:
    async with connection() as (reader, writer):
        writer.write(CHUNKED + b"1\r\nx\r\n" * 40_000 + b"0\r\n\r\n")
        assert (await rest(reader)).endswith(b"\r\n\r\n40000")


@pytest.mark.parametrize("sent", [b"", b"GET / HT", REQUEST])
async def test_a_header_that_does_not_come_is_not_waited_for(sent: bytes) -> None:
    async with connection(HastyProtocol) as (reader, writer):
        writer.write(sent)
        assert await closed(reader)


async def test_dripping_bytes_do_not_buy_time() -> None:
    async with connection(PatientProtocol) as (reader, writer):
        ended = asyncio.create_task(closed(reader))  # noqa: TID251
        drips = 0
        while not ended.done():
            writer.write(b"GET / HTTP/1.1\r\n" if drips == 0 else b"x: y\r\n")
            drips += 1
            await asyncio.wait([ended], timeout=0.02)
        assert drips > 3


async def test_a_body_that_stalls_is_not_waited_for() -> None:
    async with connection(HastyProtocol) as (reader, writer):
        writer.write(REQUEST + b"content-length: 10\r\n\r\nhalf")
        assert await closed(reader)


@pytest.mark.parametrize("sent", [b"", b"\r\n", b"\r\nGET"])
async def test_a_kept_connection_is_closed_when_no_request_follows(sent: bytes) -> None:
    async with connection(HastyProtocol, keep_alive_s=0) as (reader, writer):
        writer.write(REQUEST + b"\r\n")
        assert await status(reader) == b"200"
        assert await reader.readexactly(1) == b"0"
        writer.write(sent)
        assert await closed(reader)


async def test_a_slow_answer_is_not_a_slow_request() -> None:
    released = asyncio.Event()

    async def slow(scope: Any, receive: Any, send: Any) -> None:
        await released.wait()
        await echo_length(scope, receive, send)

    async with connection(HastyProtocol, app=slow) as (reader, writer):
        writer.write(REQUEST + b"\r\n")
        asyncio.get_running_loop().call_later(0.4, released.set)
        assert await status(reader) == b"200"


async def test_an_app_can_drop_a_connection_whose_reader_takes_nothing() -> None:
    stuck = asyncio.Event()

    async def flood(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        try:
            async with asyncio.timeout(0.1):
                while True:
                    body = {"type": "http.response.body", "body": b"x" * 65_536, "more_body": True}
                    await send(body)
        except TimeoutError:
            stuck.set()
        scope["extensions"][ABORT_EXTENSION]()
        assert (await receive())["type"] == "http.disconnect"

    async with connection(app=flood) as (reader, writer):
        writer.write(REQUEST + b"\r\n")
        await stuck.wait()
        assert not (await rest(reader)).endswith(b"0\r\n\r\n")


async def test_an_app_can_drop_a_websocket() -> None:
    async def drop(scope: Any, receive: Any, send: Any) -> None:
        assert scope["type"] == "websocket"
        scope["extensions"][ABORT_EXTENSION]()

    async with connection(HastyProtocol, app=drop) as (reader, writer):
        upgrade = b"connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n"
        writer.write(REQUEST + upgrade + b"sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
        assert await closed(reader)


#: More than the system's own buffers take from a server whose client reads nothing.
LARGE_BYTES = 32 << 20


async def reply_at_length(scope: Any, receive: Any, send: Any) -> None:
    headers = [(b"content-length", b"%d" % LARGE_BYTES)]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"x" * LARGE_BYTES})


@pytest.mark.parametrize("end", [b"\r\n", b"connection: close\r\n\r\n"])
async def test_a_client_that_takes_nothing_of_a_reply_is_cut_off(end: bytes) -> None:
    lost = asyncio.Event()

    class Watched(LimitedHttpProtocol):
        def connection_lost(self, exc: Exception | None) -> None:
            super().connection_lost(exc)
            lost.set()

    async with connection(Watched, app=reply_at_length, send_timeout_s=0.2) as (_, writer):
        writer.write(REQUEST + end)
        await lost.wait()


async def test_a_client_that_takes_a_reply_slowly_gets_it_all() -> None:
    async with connection(app=reply_at_length, send_timeout_s=1.5) as (reader, writer):
        writer.write(REQUEST + b"\r\n")
        assert await status(reader) == b"200"
        for _ in range(LARGE_BYTES >> 20):
            await asyncio.wait([asyncio.Future()], timeout=0.06)
            await reader.readexactly(1 << 20)


async def test_a_connection_goes_on_behind_a_large_reply() -> None:
    async with connection(app=reply_at_length, send_timeout_s=0.5) as (reader, writer):
        for _ in range(3):
            writer.write(REQUEST + b"\r\n")
            assert await status(reader) == b"200"
            await reader.readexactly(LARGE_BYTES)
