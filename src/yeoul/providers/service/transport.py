"""Carries the SDK's requests to a service: the SDK's client speaks to it as to any transport.

Connections are opened to whichever of the host's addresses answers first (RFC 8305), kept open for
the next question for a while, and closed as soon as nobody wants the rest of a reply. There are as
many as there are exchanges; how many those are is generation's business. No proxies. A request that
somebody may have read is never sent again: it may cost.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from typing import NamedTuple

import httpx2
from aiohappyeyeballs import start_connection

from yeoul.providers.service.connection import ServiceConnection, Take
from yeoul.providers.service.head import Head

#: Seconds for which a connection waits for the next question; services close theirs after 5 or so.
IDLE_S = 30.0
#: Connections that wait at the most.
MAX_IDLE = 64
#: Seconds until the next address of a host is tried too.
NEXT_ADDRESS_S = 0.25

#: Where in a response's extensions its `ServiceBody` is.
BODY = "yeoul_body"


class Origin(NamedTuple):
    """Where a connection leads."""

    secure: bool
    host: str
    port: int


class ServiceBody(httpx2.AsyncByteStream):
    """The body of one reply. Read once, in one of two ways, then `aclose`."""

    def __init__(self, connection: ServiceConnection, pool: ServiceTransport, at: Origin) -> None:
        self._connection = connection
        self._pool = pool
        self._origin = at
        self._closed = False

    async def pour(self, take: Take) -> bool:
        """As `ServiceConnection.pour`."""
        return await self._connection.pour(take)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        parts: list[bytes] = []

        def take(data: bytes) -> bool:
            parts.append(data)
            return True

        while True:
            try:
                more = await self._connection.pour(take)
            except OSError as error:
                raise httpx2.ReadError(str(error)) from error
            if parts:
                yield parts.pop()
            elif not more:
                return

    async def aclose(self) -> None:
        """Close the connection, or keep it for the next question if the body is at its end."""
        if not self._closed:
            self._closed = True
            self._pool.release(self._connection, self._origin)


class ServiceTransport(httpx2.AsyncBaseTransport):
    """See the module. ``tls`` is for the secure ones."""

    def __init__(self, tls: ssl.SSLContext) -> None:
        self._tls = tls
        #: Connections that carry an exchange.
        self._busy: set[ServiceConnection] = set()
        #: Those that wait, the one used last at the end, each with what will close it.
        self._idle: dict[Origin, list[tuple[ServiceConnection, asyncio.TimerHandle]]] = {}
        self._closed = False

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request, and return as soon as the head of its reply is here.

        Raises:
            httpx2.ConnectTimeout, httpx2.ConnectError: there is no way to the service.
            httpx2.WriteError: the connection ended so soon that nobody can have read the request.
            httpx2.ReadError: the connection ended later, before there was a reply.
        """
        message = _head_of(request) + await request.aread()
        origin = _origin_of(request.url)
        connection = self._waiting(origin)
        head = await self._again(connection, message, origin) if connection else None
        if connection is None or head is None:
            connection = await self._connect(origin, _patience(request))
            head = await self._exchange(connection, message)
        body = ServiceBody(connection, self, origin)
        return httpx2.Response(
            head.status, headers=head.headers, stream=body, extensions={BODY: body}
        )

    async def _again(
        self, connection: ServiceConnection, message: bytes, origin: Origin
    ) -> Head | None:
        """As `_exchange`, on a connection that has waited; None if nobody was there any more.

        Services close what waits, now and then at the very moment of the next request. What else
        waits there will hardly fare better.
        """
        try:
            return await self._exchange(connection, message)
        except httpx2.WriteError:
            self._close_waiting(origin)
            return None

    async def _exchange(self, connection: ServiceConnection, message: bytes) -> Head:
        self._busy.add(connection)
        try:
            return await connection.exchange(message)
        except BaseException as error:
            self._end(connection)
            if isinstance(error, OSError):
                kind = httpx2.WriteError if connection.unread else httpx2.ReadError
                raise kind(str(error)) from error
            raise

    async def _connect(self, origin: Origin, patience_s: float | None) -> ServiceConnection:
        try:
            async with asyncio.timeout(patience_s):
                return await self._open(origin)
        except TimeoutError as error:
            raise httpx2.ConnectTimeout("no connection in time") from error
        except (OSError, RuntimeError) as error:  # of TLS, too; uvloop says RuntimeError at times
            raise httpx2.ConnectError(str(error)) from error

    async def _open(self, origin: Origin) -> ServiceConnection:
        loop = asyncio.get_running_loop()
        addresses = await loop.getaddrinfo(origin.host, origin.port, type=socket.SOCK_STREAM)
        found = await start_connection(
            addresses, happy_eyeballs_delay=NEXT_ADDRESS_S, interleave=1, loop=loop
        )
        try:
            _, connection = await loop.create_connection(
                ServiceConnection,
                sock=found,
                ssl=self._tls if origin.secure else None,
                server_hostname=origin.host if origin.secure else None,
            )
        except BaseException:
            found.close()
            raise
        return connection

    def _waiting(self, origin: Origin) -> ServiceConnection | None:
        """Return a connection that can be used again, if there is one."""
        waiting = self._idle.get(origin, [])
        while waiting:
            connection, timer = waiting.pop()
            timer.cancel()
            if connection.reusable:
                return connection
            connection.close()
        return None

    def release(self, connection: ServiceConnection, origin: Origin) -> None:
        """Keep a connection for the next question to the same place, or close it."""
        waiting = self._idle.setdefault(origin, [])
        if self._closed or not connection.reusable or len(waiting) >= MAX_IDLE:
            self._end(connection)
            return
        self._busy.discard(connection)
        timer = asyncio.get_running_loop().call_later(IDLE_S, self._drop, origin, connection)
        waiting.append((connection, timer))

    def _drop(self, origin: Origin, connection: ServiceConnection) -> None:
        self._idle[origin] = [entry for entry in self._idle[origin] if entry[0] is not connection]
        connection.close()

    def _close_waiting(self, origin: Origin) -> None:
        for connection, timer in self._idle.pop(origin, []):
            timer.cancel()
            connection.close()

    def _end(self, connection: ServiceConnection) -> None:
        self._busy.discard(connection)
        connection.close()

    async def aclose(self) -> None:
        """Close all connections; replies that are still being read break off."""
        self._closed = True
        for origin in list(self._idle):
            self._close_waiting(origin)
        for connection in self._busy.copy():
            self._end(connection)


def _origin_of(url: httpx2.URL) -> Origin:
    secure = url.scheme == "https"
    return Origin(secure, url.raw_host.decode(), url.port or (443 if secure else 80))


def _patience(request: httpx2.Request) -> float | None:
    patience_s: float | None = request.extensions.get("timeout", {}).get("connect")
    return patience_s


def _head_of(request: httpx2.Request) -> bytes:
    """Return the head of a request as it is sent.

    Raises:
        httpx2.LocalProtocolError: a header would break it in two.
    """
    lines = [b"%s %s HTTP/1.1" % (request.method.encode(), request.url.raw_path)]
    lines += [b"%s: %s" % header for header in request.headers.raw]
    if any(b"\n" in line or b"\r" in line for line in lines):
        raise httpx2.LocalProtocolError("A header has a line break in it.")
    return b"\r\n".join([*lines, b"", b""])
