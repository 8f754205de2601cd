"""Connections to an app of a few lines behind the server's own protocol, spoken to byte by byte."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from uvicorn.server import ServerState

from yeoul.serving.connections import ServerConfig
from yeoul.serving.http_protocol import LimitedHttpProtocol
from yeoul.serving.websocket_protocol import LimitedWebSocketProtocol

#: Still without the empty line that ends it.
REQUEST = b"GET / HTTP/1.1\r\nhost: localhost\r\n"
#: What makes it a WebSocket's handshake.
UPGRADE = (
    b"connection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n"
    b"sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
)
HANDSHAKE = REQUEST + UPGRADE + b"\r\n"


class HastyProtocol(LimitedHttpProtocol):
    header_timeout_s = 0.2
    body_timeout_s = 0.2


def watch_the_loss() -> tuple[type[LimitedHttpProtocol], asyncio.Event]:
    """Return a protocol, and what is set once its connection is lost."""
    lost = asyncio.Event()

    class Watched(LimitedHttpProtocol):
        def connection_lost(self, exc: Exception | None) -> None:
            super().connection_lost(exc)
            lost.set()

    return Watched, lost


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
    config = ServerConfig(
        app,
        interface="asgi3",
        ws=LimitedWebSocketProtocol,
        log_config=None,
        timeout_keep_alive=keep_alive_s,
    )
    config.send_timeout_s = send_timeout_s
    config.load()
    state = ServerState()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: protocol(config, state, {}), "127.0.0.1", 0)
    async with server, asyncio.timeout(60):
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        try:
            yield reader, writer
        finally:
            writer.transport.abort()
            for each in list(state.connections):
                each.transport.abort()
            while state.connections:  # noqa: ASYNC110  # they go in the next rounds of the loop
                await asyncio.sleep(0)


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


def frame(opcode: int, data: bytes = b"", *, first_bits: int = 0x80) -> bytes:
    """Return a WebSocket frame of a client; ``first_bits`` are FIN and what is reserved."""
    assert len(data) < 126
    return bytes([first_bits | opcode, 0x80 | len(data)]) + b"\0\0\0\0" + data
