"""Carries the HTTP client's requests to a service, in place of the client's own transport.

A connection is opened to the first of the host's addresses that answers (RFC 8305), kept for the
next question for a while, and closed as soon as the rest of its reply is not wanted. There are as
many connections as exchanges, whose number generation decides. A name may lead elsewhere each time
it is looked up, so an address that must not be reached is refused here. A request that the service
may have read is never sent again, because it may cost money. Where requests go through a proxy, the
HTTP client keeps its own transport.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from typing import NamedTuple

import httpx2
from aiohappyeyeballs import start_connection

from yeoul.providers.base import Flow
from yeoul.providers.service.body import BODY
from yeoul.providers.service.connection import AcceptBytes, ReadOutcome, ServiceConnection
from yeoul.providers.service.head import Head, Unreadable

#: Seconds for which an idle connection is kept. Services close theirs after 5 or so.
IDLE_S = 30.0
#: Idle connections that are kept to one place.
MAX_IDLE = 64
#: Seconds until the host's next address is tried too.
NEXT_ADDRESS_S = 0.25


class Origin(NamedTuple):
    """The destination of a connection."""

    secure: bool
    host: str
    port: int


class ServiceBody(httpx2.AsyncByteStream):
    """The body of one reply: read once, by `read_into` or by iteration, then closed.

    Holds no part of the request: while an answer grows, question and headers would use most memory.
    """

    def __init__(self, connection: ServiceConnection, pool: ServiceTransport, at: Origin) -> None:
        self._connection = connection
        self._pool = pool
        self._origin = at
        self._closed = False

    async def read_into(self, accept: AcceptBytes) -> ReadOutcome:
        """See `Body.read_into`."""
        return await self._connection.read_into(accept)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        parts: list[bytes] = []

        def keep(data: bytes) -> Flow:
            parts.append(data)
            return Flow.WAIT

        outcome = ReadOutcome.PAUSED
        while outcome is ReadOutcome.PAUSED:
            try:
                outcome = await self._connection.read_into(keep)
            except OSError as error:
                raise httpx2.ReadError(str(error)) from error
            if parts:
                yield parts.pop()

    def as_response(self, head: Head) -> httpx2.Response:
        """Return the HTTP client's form of the reply with this body."""
        return httpx2.Response(
            head.status, headers=head.headers, stream=self, extensions={BODY: self}
        )

    async def aclose(self) -> None:
        """See `Body.aclose`."""
        if not self._closed:
            self._closed = True
            self._pool.keep_or_close(self._connection, self._origin)


class ServiceTransport(httpx2.AsyncBaseTransport):
    """Opens, keeps and closes the connections of one client.

    ``tls`` secures those of https; None if there are none. A connection must be open within
    ``connect_timeout_s``; None sets no limit. It goes to no IP address that ``refuses`` is true of.
    """

    def __init__(
        self,
        tls: ssl.SSLContext | None,
        *,
        connect_timeout_s: float | None = None,
        refuses: Callable[[str], bool] = lambda address: False,
    ) -> None:
        self._tls = tls
        self._refuses = refuses
        self._connect_timeout_s = connect_timeout_s
        #: Connections that carry an exchange.
        self._busy: set[ServiceConnection] = set()
        #: Idle connections, the one used last at the end, each with the timer that will close it.
        self._idle: dict[Origin, list[tuple[ServiceConnection, asyncio.TimerHandle]]] = {}
        self._closed = False

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Return the reply to a request as soon as its head has arrived.

        Raises:
            httpx2.ConnectTimeout, httpx2.ConnectError: no connection was made.
            httpx2.WriteError: the connection ended before the service can have read the request.
            httpx2.ReadError: the connection ended later, but before the reply.
        """
        message = b"%b\r\n%b" % (write_head(request), await request.aread())
        head, body = await self.exchange(message, origin_of(request.url))
        return body.as_response(head)

    async def exchange(self, message: bytes, origin: Origin) -> tuple[Head, ServiceBody]:
        """Return the reply to a whole request. Raises as `handle_async_request`."""
        connection = self._take_idle(origin)
        head = await self._exchange_on_idle(connection, message, origin) if connection else None
        if connection is None or head is None:
            connection = await self._connect(origin)
            head = await self._exchange(connection, message)
        return head, ServiceBody(connection, self, origin)

    async def _exchange_on_idle(
        self, connection: ServiceConnection, message: bytes, origin: Origin
    ) -> Head | None:
        """Return the head of the reply; None if the service had closed the idle connection.

        Services close idle connections, sometimes just as the next request is on its way. The other
        idle ones to the same place are then most likely closed as well.
        """
        try:
            return await self._exchange(connection, message)
        except httpx2.WriteError:
            self._close_idle(origin)
            return None

    async def _exchange(self, connection: ServiceConnection, message: bytes) -> Head:
        self._busy.add(connection)
        try:
            return await connection.exchange(message)
        except BaseException as error:
            self._close(connection)
            if isinstance(error, OSError):
                kind = httpx2.WriteError if connection.request_unread else httpx2.ReadError
                raise kind(str(error)) from error
            raise

    async def _connect(self, origin: Origin) -> ServiceConnection:
        self._check_open()
        try:
            async with asyncio.timeout(self._connect_timeout_s):
                connection = await self._open(origin)
        except TimeoutError as error:
            raise httpx2.ConnectTimeout("no connection in time") from error
        except (OSError, RuntimeError) as error:  # TLS errors too; uvloop's are RuntimeErrors
            raise httpx2.ConnectError(str(error)) from error
        try:
            self._check_open()  # `aclose` may have come meanwhile
        except httpx2.ConnectError:
            connection.close()
            raise
        return connection

    def _check_open(self) -> None:
        if self._closed:
            raise httpx2.ConnectError("The connections are closed.")

    async def _open(self, origin: Origin) -> ServiceConnection:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(origin.host, origin.port, type=socket.SOCK_STREAM)
        addresses = [address for address in found if not self._refuses(str(address[4][0]))]
        if not addresses:
            raise Unreadable("its name leads to a place that is no service's")
        connected = await start_connection(
            addresses, happy_eyeballs_delay=NEXT_ADDRESS_S, interleave=1, loop=loop
        )
        try:
            _, connection = await loop.create_connection(
                ServiceConnection,
                sock=connected,
                ssl=self._tls if origin.secure else None,
                server_hostname=origin.host if origin.secure else None,
            )
        except BaseException:
            connected.close()
            raise
        return connection

    def _take_idle(self, origin: Origin) -> ServiceConnection | None:
        """Return an idle connection that can be used again; None if there is none."""
        idle = self._idle.get(origin, [])
        while idle:
            connection, timer = idle.pop()
            timer.cancel()
            if connection.reusable:
                return connection
            connection.close()
        return None

    def keep_or_close(self, connection: ServiceConnection, origin: Origin) -> None:
        """Keep a connection for the next question to the same place if it can carry one."""
        idle = self._idle.setdefault(origin, [])
        if self._closed or not connection.reusable or len(idle) >= MAX_IDLE:
            self._close(connection)
            return
        self._busy.discard(connection)
        timer = asyncio.get_running_loop().call_later(IDLE_S, self._drop, origin, connection)
        idle.append((connection, timer))

    def _drop(self, origin: Origin, connection: ServiceConnection) -> None:
        self._idle[origin] = [entry for entry in self._idle[origin] if entry[0] is not connection]
        connection.close()

    def _close_idle(self, origin: Origin) -> None:
        for connection, timer in self._idle.pop(origin, []):
            timer.cancel()
            connection.close()

    def _close(self, connection: ServiceConnection) -> None:
        self._busy.discard(connection)
        connection.close()

    async def aclose(self) -> None:
        """Close all connections. Replies that are still being read break off."""
        self._closed = True
        for origin in list(self._idle):
            self._close_idle(origin)
        for connection in self._busy.copy():
            self._close(connection)


def origin_of(url: httpx2.URL) -> Origin:
    """Return the place that an address leads to."""
    secure = url.scheme == "https"
    return Origin(secure, url.raw_host.decode(), url.port or (443 if secure else 80))


def write_head(request: httpx2.Request) -> bytes:
    """Return the bytes of a request's head, without the blank line at its end.

    Raises:
        httpx2.LocalProtocolError: a header has a line break, which would begin another header.
    """
    lines = [b"%s %s HTTP/1.1" % (request.method.encode(), request.url.raw_path)]
    lines += [b"%s: %s" % header for header in request.headers.raw]
    if any(b"\n" in line or b"\r" in line for line in lines):
        raise httpx2.LocalProtocolError("A header has a line break in it.")
    return b"\r\n".join([*lines, b""])
