"""The client's connections, each closed by its name: none is left to the garbage collector.

An abandoned asynchronous generator is closed late and in no order; one inside another, as an HTTP
library's streams are, then fails to close at all.
"""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING, Any

import httpx2

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection

_THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}


class Connection:
    """An open response, read chunk by chunk."""

    def __init__(self, response: httpx2.Response) -> None:
        self.response = response
        self._chunks = response.aiter_bytes()

    async def chunk(self) -> bytes:
        """Return what comes next, b"" at the end of the body."""
        return await anext(self._chunks, b"")

    async def aclose(self) -> None:
        """Close the response, in the order in which its layers lie."""
        try:
            async with aclosing(self._chunks):
                pass
        finally:
            await self.response.aclose()


class Connections:
    """All connections of a client to one server."""

    def __init__(self, url: str, *, stall_s: float) -> None:
        self.url = url.rstrip("/")
        self._open: set[Connection] = set()
        self._sockets: set[ClientConnection] = set()
        # A proxy that the environment names is for other machines.
        self._through_proxy = httpx2.URL(url).host not in _THIS_MACHINE
        self._http = httpx2.AsyncClient(
            base_url=self.url + "/",
            trust_env=self._through_proxy,
            # Loading the certificates takes longer than a whole answer, and http has none.
            verify=httpx2.URL(url).scheme != "http",
            timeout=httpx2.Timeout(10.0, read=stall_s),
            # How many streams there are is the caller's choice; none must wait for another's end.
            limits=httpx2.Limits(max_connections=None, max_keepalive_connections=20),
            headers={"accept-encoding": "identity"},
        )

    def request(self, method: str, path: str, **fields: Any) -> httpx2.Request:
        """Return a request; ``fields`` are as of `httpx2.AsyncClient.build_request`."""
        return self._http.build_request(method, path, **fields)

    async def open(self, request: httpx2.Request) -> Connection:
        """Send a request; the caller closes what it gets. Raises `httpx2.TransportError`."""
        connection = Connection(await self._http.send(request, stream=True))
        self._open.add(connection)
        return connection

    async def close(self, connection: Connection) -> None:
        """Close a connection. Idempotent."""
        self._open.discard(connection)
        await connection.aclose()

    async def whole(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request and return its whole reply. Raises `httpx2.TransportError`."""
        return await self._http.send(request)

    async def open_socket(self, path: str, query: str, *, max_bytes: int) -> ClientConnection:
        """Open a WebSocket; the caller drops it. ``max_bytes`` bounds one message.

        Raises:
            OSError, websockets.exceptions.WebSocketException: if it does not come about.
        """
        from websockets.asyncio.client import connect

        url = f"ws{self.url.removeprefix('http')}/{path}{'?' if query else ''}{query}"
        websocket = await connect(
            url,
            proxy=True if self._through_proxy else None,
            compression=None,
            ping_interval=None,  # silence is judged by the server's heartbeats, as elsewhere
            close_timeout=1.0,
            max_size=max_bytes,
        )
        self._sockets.add(websocket)
        return websocket

    async def drop_socket(self, websocket: ClientConnection) -> None:
        """Drop a WebSocket without taking leave: who is no longer there need not be waited for."""
        self._sockets.discard(websocket)
        websocket.transport.abort()
        await websocket.wait_closed()

    async def aclose(self) -> None:
        """Close all that is open."""
        for connection in list(self._open):
            await self.close(connection)
        for websocket in list(self._sockets):
            await self.drop_socket(websocket)
        await self._http.aclose()
