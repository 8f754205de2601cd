"""WebSocket: one text frame per event."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Self

from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException

from yeoul.client.connections import Connections
from yeoul.client.transports.base import Connection, ConnectionLost, Received, loss_from, refusal
from yeoul.client.transports.polling import poll
from yeoul.protocol.entries import read_entry
from yeoul.protocol.events import Cursor
from yeoul.protocol.sse import MAX_EVENT_BYTES

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection

#: Close code after ``end``.
_ENDED = 1000


class WebSocketConnection(Connection):
    """An open WebSocket; ``stall_s`` seconds of silence count as a loss."""

    def __init__(
        self, connections: Connections, websocket: ClientConnection, path: str, *, stall_s: float
    ) -> None:
        self._connections = connections
        self._websocket = websocket
        self._path = path
        self._stall_s = stall_s

    @classmethod
    async def open(
        cls, connections: Connections, path: str, after: Cursor | None, *, stall_s: float
    ) -> Self:
        """Return an open WebSocket at ``path``, behind ``after``.

        Raises:
            ConnectionLost, YeoulError: see `Connection.receive`.
        """
        try:
            async with asyncio.timeout(stall_s):
                websocket = await connections.open_websocket(
                    path, f"after={after}" if after else "", max_bytes=MAX_EVENT_BYTES
                )
        except InvalidStatus as error:
            reply = error.response
            raise refusal(reply.status_code, reply.headers, bytes(reply.body or b"")) from error
        except (OSError, EOFError, WebSocketException) as error:
            raise loss_from(error) from error
        return cls(connections, websocket, path, stall_s=stall_s)

    async def receive(self, behind: Cursor | None) -> Received:
        try:
            async with asyncio.timeout(self._stall_s):
                text = await self._websocket.recv(decode=False)
            return Received([read_entry(text)])
        except ConnectionClosed as error:
            if error.rcvd is None or error.rcvd.code != _ENDED:
                raise loss_from(error) from error
            return await self._ended(behind)
        except (TimeoutError, ValueError) as error:
            raise loss_from(error) from error

    async def _ended(self, behind: Cursor | None) -> Received:
        """Check that this was the end: any proxy in between can close a WebSocket with 1000."""
        received = await poll(
            self._connections, self._path, behind, wait_s=0, silence_s=self._stall_s
        )
        if received.ended_at is None:
            raise ConnectionLost("the WebSocket was closed before the answer's end")
        return received

    async def aclose(self) -> None:
        await self._connections.drop_websocket(self._websocket)
