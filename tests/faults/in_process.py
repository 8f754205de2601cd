"""The server's transports and the client's, joined without a socket, so that a life is cheap.

A `Wire` is one request: the app is called as a web server would call it, and what it sends waits
until the client takes it. The client is `yeoul.client`, from its request to its parsers; only the
sockets under it are replaced. A cut is that of a network: at any byte, and neither side is asked.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from typing import Any, cast

import httpx2
from fastapi import FastAPI
from websockets.asyncio.client import ClientConnection
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosedError, ConnectionClosedOK, InvalidStatus
from websockets.frames import Close
from websockets.http11 import Response as HandshakeReply

from yeoul.api import problems
from yeoul.api.native import follow
from yeoul.client.connections import Connections

Message = MutableMapping[str, Any]
#: Serves one ASGI scope.
Serve = Callable[[Message, Callable[[], Awaitable[Message]], Callable[[Message], Any]], Any]


def streams() -> FastAPI:
    """Return an app of the transports alone; ``state.dependencies`` is to be given to it."""
    app = FastAPI()
    problems.install(app)
    app.include_router(follow.router)
    return app


class Network:
    """What lies between one client and its server: where it is cut next, and what is open."""

    def __init__(self, serve: Serve) -> None:
        self.serve = serve
        #: Bytes that still come through, of whatever connection; None: all.
        self.left: int | None = None
        self.open: set[Wire] = set()
        self.requests: set[asyncio.Task[None]] = set()

    def carry(self, data: bytes) -> bytes:
        """Return what of ``data`` comes through; less than all of it is the cut."""
        if self.left is None:
            return data
        data, self.left = data[: self.left], self.left - len(data)
        if self.left > 0:
            return data
        self.cut()
        return data

    def cut(self) -> None:
        """Break whatever is open."""
        self.left = None
        for wire in [*self.open]:
            wire.hang_up()

    async def aclose(self) -> None:
        """Hang up everywhere, and wait until the app has noticed. Raises what failed in it."""
        self.cut()
        await asyncio.gather(*self.requests)


class Wire:
    """One request to the app."""

    def __init__(self, network: Network, scope: Message, *said: Message) -> None:
        self._network = network
        self._said = [*said]
        self._heard: asyncio.Queue[Message] = asyncio.Queue()
        self._gone = asyncio.Event()
        self._websocket = scope["type"] == "websocket"
        self._whole = False
        network.open.add(self)
        network.requests.add(asyncio.create_task(self._serve(scope)))  # noqa: TID251

    async def _serve(self, scope: Message) -> None:
        try:
            await self._network.serve(scope, self._receive, self._heard.put)
        finally:
            self._network.open.discard(self)
            self._heard.put_nowait({"type": "over"})

    async def _receive(self) -> Message:
        if self._said:
            return self._said.pop(0)
        await self._gone.wait()
        kind = "websocket.disconnect" if self._websocket else "http.disconnect"
        return {"type": kind, "code": 1006}

    def hang_up(self) -> None:
        """Be gone: nothing is heard any more, and the app is told."""
        self._gone.set()
        self._heard = asyncio.Queue()
        self._heard.put_nowait({"type": "over"})

    async def hear(self) -> Message:
        """Return the next message of the app; ``over`` for ever once it has returned."""
        message = await self._heard.get()
        if message["type"] == "over":
            self._heard.put_nowait(message)
        return message

    async def body(self) -> AsyncIterator[bytes]:
        """Give the body of an HTTP reply. Raises `httpx2.ReadError` where it breaks off."""
        while (message := await self.hear())["type"] == "http.response.body":
            data = message.get("body", b"")
            carried = self._network.carry(data)
            if carried:
                yield carried
            if len(carried) < len(data) or self._gone.is_set():
                break
            if not message.get("more_body"):
                return
        raise httpx2.ReadError("The connection was cut.")


class _Body(httpx2.AsyncByteStream):
    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for data in self._wire.body():
            yield data

    async def aclose(self) -> None:
        self._wire.hang_up()


class _Http(httpx2.AsyncBaseTransport):
    def __init__(self, network: Network) -> None:
        self._network = network

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        url = request.url
        scope = _scope("http", url.path, url.query, method=request.method, scheme="http")
        scope["headers"] = [(name.lower(), value) for name, value in request.headers.raw]
        wire = Wire(self._network, scope, {"type": "http.request", "body": b""})
        start = await wire.hear()
        if start["type"] != "http.response.start":
            raise httpx2.ReadError("The connection was cut.")
        return httpx2.Response(start["status"], headers=start["headers"], stream=_Body(wire))


class _Socket:
    """As much of a `websockets` connection as the client uses."""

    def __init__(self, wire: Wire, network: Network) -> None:
        self._wire = wire
        self._network = network
        self.transport = self

    async def recv(self, *, decode: bool) -> bytes:
        message = await self._wire.hear()
        if message["type"] == "websocket.send":
            data: bytes = message["text"].encode()
            if self._network.carry(data) == data:
                return data
        elif message["type"] == "websocket.close" and message["code"] == 1000:
            raise ConnectionClosedOK(Close(1000, ""), None)
        elif message["type"] == "websocket.close":
            raise ConnectionClosedError(Close(message["code"], ""), None)
        raise ConnectionClosedError(None, None)

    def abort(self) -> None:
        self._wire.hang_up()

    async def wait_closed(self) -> None:
        pass


class InProcess(Connections):
    """A client's connections to an app behind a `Network`."""

    def __init__(self, network: Network) -> None:
        super().__init__("http://127.0.0.1", stall_s=10.0)
        self._network = network
        self._http = httpx2.AsyncClient(base_url=f"{self.url}/", transport=_Http(network))

    async def open_websocket(self, path: str, query: str, *, max_bytes: int) -> ClientConnection:
        scope = _scope("websocket", f"/{path}", query.encode(), scheme="ws", subprotocols=[])
        scope["extensions"] = {"websocket.http.response": {}}
        wire = Wire(self._network, scope, {"type": "websocket.connect"})
        message = await wire.hear()
        if message["type"] == "websocket.http.response.start":
            body = (await wire.hear())["body"]
            headers = Headers([(k.decode(), v.decode()) for k, v in message["headers"]])
            raise InvalidStatus(HandshakeReply(message["status"], "", headers, body))
        if message["type"] != "websocket.accept":
            raise ConnectionResetError("The connection was cut.")
        socket = cast("ClientConnection", _Socket(wire, self._network))
        self._websockets.add(socket)
        return socket


def _scope(kind: str, path: str, query: bytes, **rest: Any) -> Message:
    return {
        "type": kind,
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query,
        "root_path": "",
        "headers": [],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        **rest,
    }
