"""A WebSocket's connection: bounds on what its client may cost, and a way to cut it.

The client has nothing to say on it but its pings, its pongs and its close. So what else it sends is
parsed, for a fault in it ends the connection, and dropped where it arrives. It is parsed by turns:
frames of two bytes cost a hundred times what they weigh, and must not take the other connections'
time. While a client does not take its pongs, nothing more is read from it.
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

from yeoul.transports.abort import SEND_TIMEOUT_S, SEND_TIMEOUT_STATE, UnsentWatch, offer_abort

#: Bytes of a client's frames that are parsed in a turn, and the seconds that a turn takes.
TURN_BYTES = 4096
TURN_S = 0.1

_utf8_decoder = codecs.getincrementaldecoder("utf-8")


def is_handshake(head: bytes) -> bool:
    """Whether a request's head asks for a WebSocket in a form that `websockets` takes."""
    probe = ServerProtocol()
    probe.receive_data(head)
    return any(
        isinstance(request, Request) and probe.accept(request).status_code == 101
        for request in probe.events_received()
    )


class AbortableWebSocketProtocol(WebSocketsSansIOProtocol):
    """One WebSocket with bounds. Made for a connection whose request passed `is_handshake`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._unparsed = b""
        self._parsed_bytes = 0
        self._turn: asyncio.TimerHandle | None = None
        #: Of the message whose frames arrive; None for one that is no text.
        self._decoder: codecs.IncrementalDecoder | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to watch what the client takes."""
        super().connection_made(transport)
        timeout_s = self.app_state.get(SEND_TIMEOUT_STATE, SEND_TIMEOUT_S)
        self._unsent = UnsentWatch(self.transport, timeout_s, self._is_told)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the timers."""
        self._unparsed = b""
        self._unsent.close()
        if self._turn is not None:
            self._turn.cancel()
        super().connection_lost(exc)

    # -- the handshake ---------------------------------------------------------------------------

    def handle_connect(self, event: Request) -> None:
        """Begin the handshake."""
        super().handle_connect(event)
        if hasattr(self, "scope"):  # not where the handshake was refused
            offer_abort(self.scope, self.transport)

    async def send(self, message: Any) -> None:
        """Send, or raise an OSError if nothing can be any more.

        A client may leave before its handshake is answered, or be closed for a fault, while the app
        is on its way to here. uvicorn takes that for a fault of the app.
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
            # Refused, and answered; uvicorn would report an app that forgot to answer.
            self.handshake_complete = True
        self._unsent.begin()
        self._parse()

    def shutdown(self) -> None:
        """Take leave of a client, but drop one whose handshake is not answered: it comes again.

        uvicorn answers that one with 500, which a client has to take for the server's last word.
        """
        if self.handshake_complete or self.close_sent:
            super().shutdown()
        else:
            self.transport.abort()

    # -- what the client says --------------------------------------------------------------------

    def data_received(self, data: bytes) -> None:
        """Take in the request, and then frames: not before it is answered, and by turns."""
        if not self.handshake_initiated:
            super().data_received(data)
            return
        self._unparsed += data
        self._parse()

    def _parse(self) -> None:
        """Parse what has come, as far as this turn goes; what is beyond it waits, read or not."""
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
            self._unsent.begin()
        elif self._unparsed:
            self.transport.pause_reading()
        else:
            self.transport.resume_reading()

    def _begin_turn(self) -> None:
        self._turn, self._parsed_bytes = None, 0
        if self._unparsed:
            self._parse()

    def handle_text(self, event: Frame) -> None:
        """Drop the beginning of a text."""
        self._decoder = _utf8_decoder()
        self.handle_cont(event)

    def handle_bytes(self, event: Frame) -> None:
        """Drop the beginning of what is no text."""
        self._decoder = None

    def handle_cont(self, event: Frame) -> None:
        """Drop what belongs to a message, unless it is to be text and is none."""
        if self._decoder is None or self.close_sent:
            return
        try:
            self._decoder.decode(bytes(event.data), event.fin)
        except UnicodeDecodeError:
            self.conn.fail(CloseCode.INVALID_DATA, "text is UTF-8")
            self.handle_parser_exception()

    # -- what the client is sent -----------------------------------------------------------------

    def pause_writing(self) -> None:
        """Have the app wait, and the client take something in time."""
        super().pause_writing()
        self._unsent.begin()

    def resume_writing(self) -> None:
        """Let the app go on, and the client be heard."""
        super().resume_writing()
        self._unsent.begin()
        self._parse()

    def _is_told(self) -> bool:
        return self.close_sent or self.transport.is_closing() or not self.writable.is_set()
