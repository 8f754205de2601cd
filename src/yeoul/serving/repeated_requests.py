"""Requests that a client repeats on its connection, each with the value of the last reply.

A client that polls sends the same bytes again and again; only a cursor in the query differs. The
first requests go through the whole app. Then the app may offer a `Series`, which replies to the
next ones from here, past the parser, the guard and the routes: all that these decide by is equal,
byte for byte. The next request is known beforehand, so one comparison recognizes it.

Everything else ends the series and goes the general way, through the app: other bytes, a request
that comes before the last one's reply, an error, a shutdown. So nothing is refused in two places.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import Any, Protocol

from uvicorn.protocols.http.httptools_impl import STATUS_LINE
from uvicorn.server import ServerState

from yeoul.deadlines import MovableTimer
from yeoul.transports.connection import NextReply, Series

#: Bytes of a request that may be repeated: a connection that polls keeps one.
MAX_REQUEST_BYTES = 4096
#: A segment that is one request. A body, if there is one, comes in another segment.
_ONE_REQUEST = re.compile(rb"GET [^\r\n]+ HTTP/1\.1\r\n(?:[^\r\n]+\r\n)+\r\n")
_NONE = NextReply(None, b"")


class HttpConnection(Protocol):
    """The connection, as its repeated requests see it."""

    transport: asyncio.Transport
    server_state: ServerState
    timeout_keep_alive: int

    def is_idle(self) -> bool:
        """Return whether the app has nothing to answer, and the client may be written to."""

    def stop_watching(self) -> None:
        """Stop the timers of a connection that is idle: its client has just sent something."""

    def receive(self, data: bytes) -> None:
        """Have the app answer."""

    def close(self) -> None:
        """Close the connection."""


class RepeatedRequests:
    """The repeated requests of one connection. For the event loop's thread."""

    __slots__ = (
        "_connection",
        "_expected",
        "_first",
        "_head",
        "_is_waiting",
        "_noted",
        "_request",
        "_series",
        "_timer",
    )

    def __init__(self, connection: HttpConnection) -> None:
        self._connection: HttpConnection | None = connection
        #: The request that the app answers, if it can be repeated; None until there is an offer.
        self._noted: bytes | None = None
        self._series: Series | None = None
        #: The app's own reply to the noted request.
        self._first = _NONE
        #: The request before and behind its value, and the reply's head around the body's length.
        self._request = self._head = (b"", b"")
        #: The next request of the series; empty until the first reply is sent.
        self._expected = b""
        self._is_waiting = False
        #: One timer for the wait and for the silence between two requests: moving it costs little.
        self._timer = MovableTimer(self._time_out)

    # -- requests that the app answers -----------------------------------------------------------

    def offer(self, field: bytes, value: bytes, first: NextReply, series: Series) -> bool:
        """Take ``series`` over, as `yeoul.transports.connection.offer_series` says.

        Not the first one of a connection: from then on requests are noted.
        """
        self._noted = self._noted or b""
        target = self._noted.partition(b"\r\n")[0]
        values = list(re.finditer(rb"(?<=[?&]%b=)[^& ]*" % field, target))
        if b"%" in target or [each[0] for each in values] != [value]:
            return False
        self._request = self._noted[: values[0].start()], self._noted[values[0].end() :]
        self._series, self._first = series, first
        return True

    def observe(self, app: Any) -> Any:
        """Return ``app`` (ASGI): its reply to the noted request begins the series it offers."""

        async def serve(scope: Any, receive: Any, send: Any) -> None:
            start: Any = None

            async def begin_and_send(message: Any) -> None:
                nonlocal start
                if message["type"] == "http.response.start":
                    start = message
                elif self._series is not None:
                    self._begin(self._series, start, message)
                await send(message)

            await app(scope, receive, begin_and_send)

        return serve if self._noted else app

    def _begin(self, series: Series, start: Any, body: Any) -> None:
        """Begin a series, unless a middleware sends another reply than the app has made."""
        (value, own), self._first = self._first, _NONE
        fields = [b"%b: %b\r\n" % (name.lower(), text) for name, text in start["headers"]]
        length = b"content-length: %d\r\n" % len(own)
        sent = (start["status"], body.get("body"), body.get("more_body", False))
        is_personal = any(field.startswith(b"set-cookie:") for field in fields)
        if value is None or sent != (200, own, False) or length not in fields or is_personal:
            self.end_series()
            return
        before, _, after = b"".join(fields).partition(length)
        self._head = before + b"content-length: ", b"\r\n" + after + b"\r\n"
        self._expected = value.join(self._request)
        series.watch(self._look)

    # -- requests that are answered here ---------------------------------------------------------

    def receive(self, data: bytes) -> bytes:
        """Reply, now or later, if ``data`` is the next request of the series.

        Returns what the app has to answer: nothing then, else all that has no reply yet.
        """
        if self._noted is None or self._connection is None:
            return data
        is_idle = self._connection.is_idle()
        if data == self._expected and is_idle and self._series and not self._is_waiting:
            self._is_waiting = True
            self._connection.stop_watching()
            self._timer.set(self._series.wait_s)
            self._look()
            return b""
        # What came while a request waits is a pipelined one: only the app keeps their order.
        data = self.end_series() + data
        is_one = len(data) <= MAX_REQUEST_BYTES and _ONE_REQUEST.fullmatch(data)
        self._noted = data if is_idle and is_one else b""
        return data

    def end_series(self) -> bytes:
        """End the series; returns the request that still waits, which the app has to answer."""
        waiting = self._expected if self._is_waiting else b""
        self._is_waiting, self._expected = False, b""
        self._timer.clear()
        if self._series is not None:
            self._series.close()
            self._series = None
        return waiting

    def close(self) -> None:
        """End for good: the client has left, or speaks another protocol now. Idempotent."""
        self.end_series()
        self._timer.close()
        # The app may still be answering, and offer a series that nobody would close any more.
        self._connection, self._noted = None, b""

    def _look(self) -> None:
        """Reply if a request waits and there is something to say.

        Called in the middle of a publish, also between two requests: what is new then is taken by
        the next one.
        """
        if self._is_waiting and self._series is not None:
            self._try(self._series.take)

    def _time_out(self) -> None:
        if self._is_waiting and self._series is not None:
            self._try(self._series.idle)
        elif self._connection is not None:
            self._connection.close()

    def _try(self, next_reply: Callable[[], NextReply | None]) -> None:
        connection = self._connection
        if connection is None or connection.transport.is_closing():
            return  # the client has left; `connection_lost` comes in the loop's next round
        try:
            reply = next_reply()
        except Exception:
            # The app meets it too, and tells the client: that readers are let go, for example. Its
            # task begins in a later round of the loop, so nothing of it runs within the publish.
            connection.receive(self.end_series())
            return
        if reply is not None:
            self._reply(connection, *reply)

    def _reply(self, connection: HttpConnection, value: bytes | None, body: bytes) -> None:
        own = b"".join([b"%b: %b\r\n" % field for field in connection.server_state.default_headers])
        before, after = self._head
        head = b"%b%b%b%d%b" % (STATUS_LINE[200], own, before, len(body), after)
        # One write. Whether the client takes it is watched once the transport is full, and when it
        # is closed for silence: its next request shows that it has.
        connection.transport.write(head + body)
        self._is_waiting = False
        if value is None:
            self.end_series()
        else:
            self._expected = value.join(self._request)
        self._timer.set(connection.timeout_keep_alive)
