"""The connection itself: bounds on what it may cost before a request exists, and a way to cut it.

uvicorn's protocol takes header blocks of any size and waits for them for ever. This one answers 431
beyond 64 KiB, and closes a connection whose header, or body, is not complete in time, or whose
client takes nothing of a reply. What a chunked body carries besides data (trailers, extensions) is
passed over, and as bounded as a header. Beyond ASGI, each request's scope offers
``extensions["yeoul.abort"]()``, which drops the connection at once and what is unsent with it:
ending a body waits for a reader, and one that takes nothing is waited for.
"""

from __future__ import annotations

import asyncio
from enum import Enum, auto
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

ABORT_EXTENSION = "yeoul.abort"

#: Bytes of request line and headers together.
MAX_HEADER_BYTES = 64 * 1024
#: Seconds from the first byte of a header (or from the connection's beginning) to its last.
HEADER_TIMEOUT_S = 10.0
#: Seconds from a header's end to the last byte of the body.
BODY_TIMEOUT_S = 60.0
#: Seconds in which a client takes something of what waits for it, unless the app says otherwise.
SEND_TIMEOUT_S = 30.0
#: Key in the app's lifespan state: the app's own `SEND_TIMEOUT_S`.
SEND_TIMEOUT_STATE = "send_timeout_s"


class _Part(Enum):
    """What the client is in the middle of sending."""

    NOTHING = auto()
    HEADER = auto()
    BODY = auto()


class LimitedHttpProtocol(HttpToolsProtocol):
    """HTTP/1.1 with bounds. One instance per connection, made by uvicorn."""

    header_timeout_s = HEADER_TIMEOUT_S
    body_timeout_s = BODY_TIMEOUT_S

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._part = _Part.NOTHING
        self._header_bytes = 0
        self._refused = False
        self._timed: _Part | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._send_timeout_s: float = self.app_state.get(SEND_TIMEOUT_STATE, SEND_TIMEOUT_S)
        self._unsent_bytes = 0
        self._unsent_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first header."""
        super().connection_made(transport)
        self._time(_Part.HEADER)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the timers."""
        self._time(None)
        self._forget_unsent()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse within the bounds."""
        if self._refused:
            return
        self._header_bytes += len(data)
        super().data_received(data)
        if self._header_bytes > MAX_HEADER_BYTES:
            if self._part is _Part.HEADER:
                self._refuse()
            elif self._part is _Part.BODY:
                self._late()  # the app may be answering
        self._time(self._awaited())

    def on_message_begin(self) -> None:
        """Note that a header begins."""
        self._part = _Part.HEADER
        super().on_message_begin()
        _offer_abort(self.scope, self.transport)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header, but no trailer: nobody here needs one, and the app has begun already."""
        if self._part is _Part.HEADER:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Start the request, unless its header came in one piece that is too large."""
        self._part = _Part.BODY
        received, self._header_bytes = self._header_bytes, 0
        if received > MAX_HEADER_BYTES and self._parsed_bytes() > MAX_HEADER_BYTES:
            self._refuse()
        else:
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Pass the body on."""
        self._header_bytes = 0
        if not self._refused:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """Note that the request is complete."""
        self._part = _Part.NOTHING
        self._header_bytes = 0
        if not self._refused:
            super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        """Hand the connection over, without the timer."""
        if not self._refused:
            self._time(None)
            self._forget_unsent()
            super().handle_websocket_upgrade()

    def _awaited(self) -> _Part | None:
        """Return what has to arrive in time now."""
        if self._refused or self.transport.is_closing():
            return None
        if self._part is not _Part.NOTHING:
            return self._part
        cycle = cast("RequestResponseCycle | None", self.cycle)
        if cycle is None or (cycle.response_complete and self.timeout_keep_alive_task is None):
            # Stray line ends between requests: uvicorn dropped its timer for them.
            return _Part.HEADER
        return None

    def _parsed_bytes(self) -> int:
        return len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)

    def _time(self, part: _Part | None) -> None:
        """Give ``part`` its time, from now on unless it is running already; None stops it."""
        if part is self._timed:
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timed, self._timer = part, None
        if part is not None:
            after_s = self.header_timeout_s if part is _Part.HEADER else self.body_timeout_s
            self._timer = self.loop.call_later(after_s, self._late)

    def _late(self) -> None:
        # Not close(): that would wait until a client that reads nothing has taken everything.
        self.transport.abort()

    # -- what the client is sent -----------------------------------------------------------------

    def pause_writing(self) -> None:
        """Have the app wait, and the client take something in time."""
        super().pause_writing()
        self._watch_unsent()

    def resume_writing(self) -> None:
        """Let the app go on."""
        super().resume_writing()
        self._watch_unsent()

    def on_response_complete(self) -> None:
        """Have the client take the rest in time."""
        super().on_response_complete()
        self._watch_unsent()

    def _watch_unsent(self) -> None:
        """Look later whether the client has taken anything of what waits for it now."""
        self._forget_unsent()
        self._unsent_bytes = self.transport.get_write_buffer_size()
        if self._unsent_bytes:
            self._unsent_timer = self.loop.call_later(self._send_timeout_s, self._look_at_unsent)

    def _look_at_unsent(self) -> None:
        if self.transport.get_write_buffer_size() < self._unsent_bytes:
            self._watch_unsent()
        elif self.flow.write_paused or self.cycle.response_complete:
            self._late()
        # Otherwise a response is growing, and no sign that nothing was taken meanwhile.

    def _forget_unsent(self) -> None:
        if self._unsent_timer is not None:
            self._unsent_timer.cancel()
            self._unsent_timer = None

    def _refuse(self) -> None:
        self._refused = True
        self._time(None)
        self.transport.write(STATUS_LINE[431] + b"content-length: 0\r\nconnection: close\r\n\r\n")
        self.transport.close()


class AbortableWebSocketProtocol(WebSocketsSansIOProtocol):
    """WebSocket with the same way out."""

    def handle_connect(self, event: Request) -> None:
        """Begin the handshake."""
        super().handle_connect(event)
        if hasattr(self, "scope"):  # not where the handshake was refused
            _offer_abort(self.scope, self.transport)

    async def send(self, message: Any) -> None:
        """Send, or raise an OSError if the client left before its handshake was answered.

        uvicorn passes over an accept that is too late, and takes what follows for a fault.
        """
        if message["type"] == "websocket.send" and not self.handshake_complete:
            raise ClientDisconnected
        await super().send(message)

    def shutdown(self) -> None:
        """Take leave of a client, but drop one whose handshake is not answered: it comes again.

        uvicorn answers that one with 500, which a client has to take for the server's last word.
        """
        if self.handshake_complete or self.close_sent:
            super().shutdown()
        else:
            self.transport.abort()


def _offer_abort(scope: Any, transport: asyncio.Transport) -> None:
    scope.setdefault("extensions", {})[ABORT_EXTENSION] = transport.abort
