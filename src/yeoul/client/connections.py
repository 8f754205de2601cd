"""The client's HTTP and WebSocket connections, each closed explicitly.

The garbage collector closes an abandoned asynchronous generator late and in no order. An HTTP
library's streams are nested generators, and then fail to close at all.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, TypeVar

import httpx2
import orjson

from yeoul.addresses import is_this_machine
from yeoul.protocol.problems import read_problem

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection

T = TypeVar("T")

#: As for `httpx2.AsyncClient`: name and password, a function of a request, or an `httpx2.Auth`.
Auth = tuple[str, str] | Callable[[httpx2.Request], httpx2.Request] | httpx2.Auth

#: Headers of an HTTP request that a WebSocket handshake replaces or omits.
_OF_HTTP = {"accept", "accept-encoding", "connection", "host", "user-agent"}


#: At most of info: what the library tells of each handshake to debug it has the token in it.
_websocket_logger = logging.getLogger("yeoul.client.websocket")
_websocket_logger.setLevel(logging.INFO)


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
    """All connections of a client to one server.

    ``headers`` and ``auth`` are used for each of them, WebSockets included. An ``http_client`` that
    is given is used as it is, with its own limits, proxies and certificates, and is not closed.
    """

    def __init__(
        self,
        url: str,
        *,
        stall_s: float,
        headers: Mapping[str, str] | None = None,
        auth: Auth | None = None,
        http_client: httpx2.AsyncClient | None = None,
    ) -> None:
        self.url = url.rstrip("/")
        self._timeout = httpx2.Timeout(10.0, read=stall_s)
        self._headers = {"accept-encoding": "identity", **(headers or {})}
        self._auth = auth
        self._streams: set[StreamedResponse] = set()
        self._websockets: set[ClientConnection] = set()
        # The proxies that the environment names are for other machines.
        self._through_proxy = not is_this_machine(httpx2.URL(url).host)
        self._is_ours = http_client is None
        self._http = http_client or httpx2.AsyncClient(
            trust_env=self._through_proxy,
            # Loading the certificates takes longer than a whole answer, and plain http needs none.
            verify=httpx2.URL(url).scheme != "http",
            # The caller decides how many streams there are; none may wait for another to end.
            limits=httpx2.Limits(max_connections=None, max_keepalive_connections=20),
        )

    def request(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        timeout: httpx2.Timeout | None = None,
        **fields: Any,
    ) -> httpx2.Request:
        """Return a request; ``fields`` are those of `httpx2.AsyncClient.build_request`."""
        return self._http.build_request(
            method,
            f"{self.url}/{path}",
            headers={**self._headers, **(headers or {})},
            timeout=timeout or self._timeout,
            **fields,
        )

    async def open_stream(self, request: httpx2.Request) -> StreamedResponse:
        """Send a request and return its response; the caller closes it.

        Raises:
            httpx2.TransportError
        """
        stream = StreamedResponse(await self._send(request, stream=True))
        self._streams.add(stream)
        return stream

    async def close_stream(self, stream: StreamedResponse) -> None:
        """Close a streamed response. Idempotent."""
        self._streams.discard(stream)
        await stream.aclose()

    async def send(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request and return its whole reply. Raises `httpx2.TransportError`."""
        return await self._send(request, stream=False)

    async def read(
        self,
        reader: Callable[[Any], T],
        method: str,
        path: str,
        *,
        status: int = 200,
        **fields: Any,
    ) -> T:
        """Return what ``reader`` makes of the JSON of a reply; None is given to it without any.

        ``fields`` are as those of `request`. The ``reader`` raises ValueError where that is broken.

        Raises:
            YeoulError: the server refuses.
            httpx2.TransportError
        """
        content = await self.fetch(method, path, status=status, **fields)
        try:
            return reader(orjson.loads(content) if content else None)
        except ValueError as error:
            # For example the sign-in page that a network shows instead of the server.
            raise read_problem(status, b"") from error

    async def fetch(self, method: str, path: str, *, status: int = 200, **fields: Any) -> bytes:
        """Return the body of a reply. ``fields`` and errors are as those of `read`."""
        response = await self.send(self.request(method, path, **fields))
        if response.status_code != status:
            raise read_problem(
                response.status_code, response.content, response.headers.get("retry-after", "")
            )
        return response.content

    async def _send(self, request: httpx2.Request, *, stream: bool) -> httpx2.Response:
        auth = httpx2.USE_CLIENT_DEFAULT if self._auth is None else self._auth
        return await self._http.send(request, stream=stream, auth=auth)

    async def open_websocket(self, path: str, query: str, *, max_bytes: int) -> ClientConnection:
        """Open a WebSocket; the caller drops it. ``max_bytes`` bounds one message.

        Raises:
            OSError, websockets.exceptions.WebSocketException: the handshake failed.
        """
        from websockets.asyncio.client import connect

        url = f"ws{self.url.removeprefix('http')}/{path}{'?' if query else ''}{query}"
        websocket = await connect(
            url,
            additional_headers=await self._handshake_headers(path),
            proxy=True if self._through_proxy else None,
            compression=None,
            ping_interval=None,  # the server's own heartbeats show that it is alive
            close_timeout=1.0,
            max_size=max_bytes,
            logger=_websocket_logger,
        )
        self._websockets.add(websocket)
        return websocket

    async def _handshake_headers(self, path: str) -> list[tuple[str, str]]:
        """Return the headers of an HTTP request to ``path``, without those of HTTP itself.

        An authentication in several steps takes only the first: a handshake has no second.
        """
        request = self.request("GET", path)
        auth = self._http.auth if self._auth is None else self._auth
        if isinstance(auth, tuple):
            auth = httpx2.BasicAuth(*auth)
        if isinstance(auth, httpx2.Auth):
            async with aclosing(auth.async_auth_flow(request)) as steps:
                request = await anext(steps)
        elif auth is not None:
            request = auth(request)
        return [(name, value) for name, value in request.headers.items() if name not in _OF_HTTP]

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
        if self._is_ours:
            await self._http.aclose()
