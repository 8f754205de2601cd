"""A WebSocket's handshake that meets the end of its server, or of its client."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from tests.faults.restartable import StoppableServer
from yeoul.serving.connections import ServerConfig
from yeoul.serving.http_protocol import LimitedHttpProtocol
from yeoul.serving.websocket_protocol import LimitedWebSocketProtocol
from yeoul.tasks import Tasks
from yeoul.transports.connection import EXTENSION

pytestmark = pytest.mark.anyio

HANDSHAKE = (
    b"GET / HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
    b"sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 13\r\n\r\n"
)


@asynccontextmanager
async def websocket_server(app: Any) -> AsyncIterator[tuple[StoppableServer, tuple[str, int]]]:
    """Serve ``app`` until it is stopped; gives its address."""
    config = ServerConfig(
        app,
        lifespan="off",
        http=LimitedHttpProtocol,
        ws=LimitedWebSocketProtocol,
        log_config=None,
    )
    server, tasks = StoppableServer(config), Tasks()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        running = tasks.start(server.serve([listener]), name="server")
        await server.ready.wait()
        try:
            yield server, listener.getsockname()
        finally:
            server.should_exit = True
            await running


async def shaken(address: tuple[str, int]) -> bytes:
    """Send a handshake; returns all that comes until the connection ends."""
    reader, writer = await asyncio.open_connection(*address)
    writer.write(HANDSHAKE)
    try:
        return await reader.read()
    except ConnectionResetError:
        return b""
    finally:
        writer.close()


async def test_a_handshake_that_the_shutdown_meets_is_dropped_not_refused() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        server.should_exit = True
        while (await receive())["type"] != "websocket.disconnect":
            pass

    async with websocket_server(app) as (server, address):
        # An error would be taken for the server's last word; who is cut off comes again.
        assert await shaken(address) == b""


async def test_a_client_that_leaves_during_its_handshake_is_a_client_that_left() -> None:
    raised: list[Exception] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        scope["extensions"][EXTENSION].abort()
        try:
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.send", "text": "too late"})
        except OSError as error:
            raised.append(error)

    async with websocket_server(app) as (_, address):
        assert await shaken(address) == b""
    assert len(raised) == 1
