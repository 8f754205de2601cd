"""The WebSocket connection at a server that closes as the test says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from http import HTTPStatus

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response

from yeoul.client.connections import Connections
from yeoul.client.transports.base import ConnectionLost, Received
from yeoul.client.transports.websocket import WebSocketConnection
from yeoul.errors import NotFound
from yeoul.protocol.events import Cursor

pytestmark = pytest.mark.anyio

FRAME = '{"id":"1-2","event":"delta","data":{"text":"여울"}}'
DONE = b'{"events":[],"cursor":"1-2","ended":true,"phase":null}'
GROWING = b'{"events":[],"cursor":"1-2","ended":false,"phase":"generating"}'


def replies(polled: bytes, refuse: bytes) -> Callable[[ServerConnection, Request], Response | None]:
    """Answer polls, and handshakes that are refused."""

    def answer(connection: ServerConnection, request: Request) -> Response | None:
        if refuse:
            response = connection.respond(HTTPStatus.NOT_FOUND, refuse.decode())
        elif "upgrade" not in request.headers:
            response = connection.respond(HTTPStatus.OK, polled.decode())
        else:
            return None
        del response.headers["content-type"]
        response.headers["content-type"] = "application/json"
        return response

    return answer


@asynccontextmanager
async def connected_to(
    frames: Sequence[str | bytes],
    *,
    close: int | None,
    polled: bytes = DONE,
    refuse: bytes = b"",
    stall_s: float = 60,
) -> AsyncIterator[WebSocketConnection]:
    """Connect to a server that sends frames and closes; ``polled`` is its reply to a poll."""
    left = asyncio.Event()

    async def handle(websocket: ServerConnection) -> None:
        for frame in frames:
            await websocket.send(frame, text=True)
        if close is not None:
            await websocket.close(close)
        await websocket.wait_closed()
        left.set()

    async with serve(handle, "127.0.0.1", 0, process_request=replies(polled, refuse)) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        connections = Connections(f"http://127.0.0.1:{port}", stall_s=stall_s)
        try:
            connection = await WebSocketConnection.open(
                connections, "x", Cursor(1, 1), stall_s=stall_s
            )
            yield connection
            await connection.aclose()
            await asyncio.wait_for(left.wait(), 60)
        finally:
            await connections.aclose()


async def test_a_frame_is_an_entry() -> None:
    async with connected_to([FRAME], close=None) as connection:
        (entry,) = (await connection.receive(None)).entries
        assert (entry.event, entry.data, entry.id) == ("delta", {"text": "여울"}, "1-2")


async def test_a_polite_close_is_the_end_if_the_log_says_so() -> None:
    async with connected_to([], close=1000) as connection:
        assert await connection.receive(Cursor(1, 2)) == Received([], ended_at="1-2")
    async with connected_to([], close=1000, polled=GROWING) as connection:
        with pytest.raises(ConnectionLost, match="before the answer's end"):
            await connection.receive(Cursor(1, 2))


@pytest.mark.parametrize("code", [1001, 1008, 1011])
async def test_any_other_close_is_a_loss(code: int) -> None:
    async with connected_to([], close=code) as connection:
        with pytest.raises(ConnectionLost):
            await connection.receive(None)


async def test_silence_is_a_loss() -> None:
    async with connected_to([], close=None, stall_s=2) as connection:
        with pytest.raises(ConnectionLost):
            await connection.receive(None)


@pytest.mark.parametrize("frame", [b"", b"null", b'{"event":"delta"}', b"\xff"])
async def test_a_frame_that_cannot_be_read_is_a_loss(frame: bytes) -> None:
    async with connected_to([frame], close=None) as connection:
        with pytest.raises(ConnectionLost):
            await connection.receive(None)


async def test_a_refused_handshake_is_an_error() -> None:
    with pytest.raises(NotFound):
        async with connected_to([], close=None, refuse=b'{"code":"not_found","detail":"No."}'):
            pass


async def test_no_server_is_a_loss() -> None:
    connections = Connections("http://127.0.0.1:9", stall_s=60)
    with pytest.raises(ConnectionLost):
        await WebSocketConnection.open(connections, "x", None, stall_s=60)
    await connections.aclose()
