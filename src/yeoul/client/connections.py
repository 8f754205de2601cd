"""The client's HTTP and WebSocket connections, each closed explicitly.

The garbage collector closes an abandoned asynchronous generator late and in no order. An HTTP
library's streams are nested generators, and then fail to close at all.
"""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING, Any

import httpx2

from yeoul.addresses import is_this_machine

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection


class StreamedResponse:
    """An open response, read chunk by chunk."""

    def __init__(self, response: httpx2.Response) -> None:
        self.response = response
        self._chunks = response.aiter_bytes()

    async def next_chunk(self) -> bytes:
        """Return the next bytes of the body, b"" at its end."""
        return await anext(self._chunks, b"")

    async def aclose(self) -> None:
        """Close the response, its outer layer first."""
        try:
            async with aclosing(self._chunks):
                pass
        finally:
            await self.response.aclose()


class Connections:
    """All connections of a client to one server."""

    def __init__(self, url: str, *, stall_s: float) -> None:
        self.url = url.rstrip("/")
        self._streams: set[StreamedResponse] = set()
        self._websockets: set[ClientConnection] = set()
        # The proxies that the environment names are for other machines.
        self._through_proxy = not is_this_machine(httpx2.URL(url).host)
        self._http = httpx2.AsyncClient(
            base_url=self.url + "/",
            trust_env=self._through_proxy,
            # Loading the certificates takes longer than a whole answer, and plain http needs none.
            verify=httpx2.URL(url).scheme != "http",
            timeout=httpx2.Timeout(10.0, read=stall_s),
            # The caller decides how many streams there are; none may wait for another to end.
            limits=httpx2.Limits(max_connections=None, max_keepalive_connections=20),
            headers={"accept-encoding": "identity"},
        )

    def request(self, method: str, path: str, **fields: Any) -> httpx2.Request:
        """Return a request; ``fields`` are those of `httpx2.AsyncClient.build_request`."""
        return self._http.build_request(method, path, **fields)

    async def open_stream(self, request: httpx2.Request) -> StreamedResponse:
        """Send a request and return its response; the caller closes it.

        Raises:
            httpx2.TransportError
        """
        stream = StreamedResponse(await self._http.send(request, stream=True))
        self._streams.add(stream)
        return stream

    async def close_stream(self, stream: StreamedResponse) -> None:
        """Close a streamed response. Idempotent."""
        self._streams.discard(stream)
        await stream.aclose()

    async def send(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request and return its whole reply. Raises `httpx2.TransportError`."""
        return await self._http.send(request)

    async def open_websocket(self, path: str, query: str, *, max_bytes: int) -> ClientConnection:
        """Open a WebSocket; the caller drops it. ``max_bytes`` bounds one message.

        Raises:
            OSError, websockets.exceptions.WebSocketException: the handshake failed.
        """
        from websockets.asyncio.client import connect

        url = f"ws{self.url.removeprefix('http')}/{path}{'?' if query else ''}{query}"
        websocket = await connect(
            url,
            proxy=True if self._through_proxy else None,
            compression=None,
            ping_interval=None,  # the server's own heartbeats show that it is alive
            close_timeout=1.0,
            max_size=max_bytes,
        )
        self._websockets.add(websocket)
        return websocket

    async def drop_websocket(self, websocket: ClientConnection) -> None:
        """Close a WebSocket without a closing handshake, which a lost server would not answer."""
        self._websockets.discard(websocket)
        websocket.transport.abort()
        await websocket.wait_closed()

    async def aclose(self) -> None:
        """Close everything that is open."""
        for stream in list(self._streams):
            await self.close_stream(stream)
        for websocket in list(self._websockets):
            await self.drop_websocket(websocket)
        await self._http.aclose()
