"""The WebSocket connection: bounds on what its client may cost.

A client sends only pings, pongs and its close. Messages are parsed, because a malformed one ends
the connection, and dropped at once. Frames are parsed in turns: a frame of two bytes costs a
hundred times its size, and must not take time from other connections. While a client does not read
its pongs, nothing more is read from it.
"""

from __future__ import annotations

import asyncio
import codecs
from typing import Any

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode, Frame
from websockets.http11 import Request
from websockets.server import ServerProtocol

from yeoul.serving.connections import ServerConfig, TransportOutlet, UnsentWatch, offer

#: Bytes of a client's frames that are parsed in a turn, and the seconds of a turn.
TURN_BYTES = 4096
TURN_S = 0.1

_utf8_decoder = codecs.getincrementaldecoder("utf-8")


def is_handshake(head: bytes) -> bool:
    """Return whether a request's head is a WebSocket handshake that `websockets` accepts."""
    probe = ServerProtocol()
    probe.debug = False
    probe.receive_data(head)
    return any(
        isinstance(request, Request) and probe.accept(request).status_code == 101
        for request in probe.events_received()
    )


class _MessageOutlet(TransportOutlet):
    """Writes text messages, each a frame of its own (RFC 6455, 5.2), unmasked and uncompressed."""

    def write(self, content: list[bytes]) -> None:
        """Write messages, in one go."""
        parts: list[bytes] = []
        for message in content:
            size = len(message)
            if size < 126:
                head = b"\x81%c" % size
            elif size < 1 << 16:
                head = b"\x81\x7e" + size.to_bytes(2)
            else:
                head = b"\x81\x7f" + size.to_bytes(8)
            parts += (head, message)
        self._transport.write(b"".join(parts))


class LimitedWebSocketProtocol(WebSocketsSansIOProtocol):
    """A WebSocket with bounds. Made for a connection whose request passed `is_handshake`."""

    config: ServerConfig

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # It would tell the head of each handshake, with its cookies and tokens.
        self.conn.debug = False
        self._unparsed = b""
        self._parsed_bytes = 0
        self._turn: asyncio.TimerHandle | None = None
        #: Checks the text message whose frames arrive; None for a binary one.
        self._decoder: codecs.IncrementalDecoder | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Prepare to watch whether the client takes data."""
        super().connection_made(transport)
        self._outlet = _MessageOutlet(self.transport, lambda: self.handshake_complete)
        self._unsent = UnsentWatch(
            self.transport, self.config.send_timeout_s, self._is_waiting_for_client
        )

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the timers."""
        self._unparsed = b""
        self._unsent.close()
        self._outlet.close()
        if self._turn is not None:
            self._turn.cancel()
        super().connection_lost(exc)

    # -- the handshake ---------------------------------------------------------------------------

    @property
    def close_sent(self) -> bool:
        """Whether the server has begun to close: nothing may be sent any more."""
        return self._close_sent

    @close_sent.setter
    def close_sent(self, close_sent: bool) -> None:
        # uvicorn sets it in several places, before it tells the app; the outlet must know at once.
        self._close_sent = close_sent
        if close_sent:
            self._outlet.close()

    def handle_connect(self, event: Request) -> None:
        """Begin the handshake, and let the app cut the connection."""
        super().handle_connect(event)
        if hasattr(self, "scope"):  # there is none if the handshake was refused
            offer(self.scope, self._outlet)

    async def send(self, message: Any) -> None:
        """Send, or raise an OSError if the connection is closed or closing.

        The client may leave before its handshake is answered, or be closed for a malformed message,
        just before the app sends. uvicorn would report that as an error of the app.
        """
        if message["type"] == "websocket.send":
            if not self.handshake_complete or self.close_sent:
                raise ClientDisconnected
            await super().send(message)
            return
        if message["type"] == "websocket.close" and self.close_sent:
            raise ClientDisconnected
        await super().send(message)
        if self.initial_response is not None and self.close_sent:
            # Refused and answered; otherwise uvicorn reports an app that forgot to answer.
            self.handshake_complete = True
        self._unsent.start()
        self._parse()

    def shutdown(self) -> None:
        """Close the WebSocket; drop the connection if its handshake is not answered yet.

        A dropped client reconnects. uvicorn would answer 500, which is final.
        """
        if self.handshake_complete or self.close_sent:
            super().shutdown()
        else:
            self.transport.abort()

    # -- input of the client ---------------------------------------------------------------------

    def data_received(self, data: bytes) -> None:
        """Parse the request, then frames: in turns, and only once the handshake is answered."""
        if not self.handshake_initiated:
            super().data_received(data)
            return
        self._unparsed += data
        self._parse()

    def _parse(self) -> None:
        """Parse up to the end of this turn; the rest waits, in memory or unread."""
        if self.transport.is_closing():
            return
        left = TURN_BYTES - self._parsed_bytes
        if self._unparsed and left > 0 and self.handshake_complete and self.writable.is_set():
            part, self._unparsed = self._unparsed[:left], self._unparsed[left:]
            self._parsed_bytes += len(part)
            if self._turn is None:
                self._turn = self.loop.call_later(TURN_S, self._begin_turn)
            super().data_received(part)
        if self.transport.is_closing():
            self._unsent.start()
        elif self._unparsed:
            self.transport.pause_reading()
        else:
            self.transport.resume_reading()

    def _begin_turn(self) -> None:
        self._turn, self._parsed_bytes = None, 0
        if self._unparsed:
            self._parse()

    def handle_text(self, event: Frame) -> None:
        """Drop the first frame of a text message."""
        self._decoder = _utf8_decoder()
        self.handle_cont(event)

    def handle_bytes(self, event: Frame) -> None:
        """Drop the first frame of a binary message."""
        self._decoder = None

    def handle_cont(self, event: Frame) -> None:
        """Drop a further frame; end the connection if a text message is not UTF-8."""
        if self._decoder is None or self.close_sent:
            return
        try:
            self._decoder.decode(bytes(event.data), event.fin)
        except UnicodeDecodeError:
            self.conn.fail(CloseCode.INVALID_DATA, "text is UTF-8")
            self.handle_parser_exception()

    # -- output of the server --------------------------------------------------------------------

    def pause_writing(self) -> None:
        """Make the app wait, and watch whether the client takes data."""
        super().pause_writing()
        self._outlet.set_full(True)
        self._unsent.start()

    def resume_writing(self) -> None:
        """Parse the bytes that waited meanwhile, and let the app go on."""
        super().resume_writing()
        self._unsent.start()
        # The app comes second: it may fill the connection again, and a client that reads slowly
        # would never be heard. And neither comes from here: parsing may close the transport, which
        # does not expect it from what it calls.
        self.loop.call_soon(self._parse)
        self._outlet.set_full(False)

    def _is_waiting_for_client(self) -> bool:
        return self.close_sent or self.transport.is_closing() or not self.writable.is_set()
