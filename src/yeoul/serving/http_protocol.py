"""The connection itself: bounds on what it may cost before a request exists, and a way to cut it.

uvicorn's protocol takes header blocks of any size and waits for them for ever. This one answers 431
beyond 64 KiB, and closes a connection whose header, or body, is not complete in time, or whose
client takes nothing of a reply. What a chunked body carries besides data (trailers, extensions) is
passed over, and as bounded as a header. Of requests that a client sends without waiting for the
replies, a few are parsed; the others wait unparsed, and what is behind them unread. No time runs
against a client while it is being answered: a stream lives longer than each of these limits.

Beyond ASGI, each request's scope offers what `yeoul.abort` calls.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from enum import Enum, auto
from functools import partial
from typing import Any

import httptools
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

from yeoul.serving.websocket_protocol import is_handshake
from yeoul.transports.abort import SEND_TIMEOUT_S, SEND_TIMEOUT_STATE, UnsentWatch, offer_abort

#: Bytes of request line and headers together.
MAX_HEADER_BYTES = 64 * 1024
#: Seconds from the first byte of a header (or from the connection's beginning) to its last.
HEADER_TIMEOUT_S = 10.0
#: Seconds from a header's end to the last byte of the body.
BODY_TIMEOUT_S = 60.0
#: Bytes that are parsed at a time: a request of forty of them becomes objects of some thousand.
PART_BYTES = 16 * 1024
#: Bytes and seconds that a refused client may go on sending, so that it comes to read the refusal.
LINGER_BYTES = 8 << 20
LINGER_S = 5.0


class _Part(Enum):
    """What the client is in the middle of sending."""

    NOTHING = auto()
    HEADER = auto()
    BODY = auto()


class _Flow(FlowControl):
    """Reads nothing more while it is told to hold, whoever else wants to go on reading."""

    held = False

    def hold(self, held: bool) -> None:
        """Hold, or let go."""
        if held is not self.held:
            self.held = held
            if held:
                self.pause_reading()
            else:
                self.resume_reading()

    def resume_reading(self) -> None:
        if not self.held and not self._transport.is_closing():
            super().resume_reading()


class LimitedHttpProtocol(HttpToolsProtocol):
    """HTTP/1.1 with bounds. One instance per connection, made by uvicorn."""

    header_timeout_s = HEADER_TIMEOUT_S
    body_timeout_s = BODY_TIMEOUT_S

    flow: _Flow

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._part = _Part.NOTHING
        self._header_bytes = 0
        self._unparsed = b""
        self._timed: _Part | None = None
        self._timer: asyncio.TimerHandle | None = None
        #: The request that is answered, or was the last to be; `cycle` is the last that was parsed.
        self._answered: RequestResponseCycle | None = None
        #: What happens instead of parsing on, once all that came before is answered.
        self._last: Callable[[], None] | None = None
        self._upgrades = False
        #: Bytes to come of a body that the parser takes for what is upgraded to.
        self._raw_bytes = 0
        #: Bytes that may still be passed over behind a refusal; None: there was none.
        self._linger_bytes: int | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first header."""
        super().connection_made(transport)
        self.flow = _Flow(transport)
        timeout_s = self.app_state.get(SEND_TIMEOUT_STATE, SEND_TIMEOUT_S)
        self._unsent = UnsentWatch(transport, timeout_s, self._is_told)
        self._time(_Part.HEADER)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the timers, and tell the request that is answered; uvicorn tells the last one."""
        self._time(None)
        self._unsent.close()
        self._unparsed, self._last = b"", None
        self.pipeline.clear()
        if self._answered is not None and not self._answered.response_complete:
            self._answered.disconnected = True
            self._answered.message_event.set()
        super().connection_lost(exc)

    # -- what the client sends -------------------------------------------------------------------

    def data_received(self, data: bytes) -> None:
        """Parse within the bounds."""
        if self._linger_bytes is not None:
            self._linger_bytes -= len(data)
            if self._linger_bytes < 0:
                self._cut()
            return
        self._unparsed += data
        self._parse_on()

    def _parse_on(self) -> None:
        """Parse what has come; from where something has to be answered first, it waits."""
        if self._unparsed:
            self._unset_keepalive_if_required()
        while self._unparsed and not self._is_held() and not self.transport.is_closing():
            part, self._unparsed = self._unparsed[:PART_BYTES], self._unparsed[PART_BYTES:]
            self._parse(part)
        if self.transport.is_closing():
            return
        if self._last is not None and not self._is_answering():
            self._last()
            return
        self.flow.hold(self._is_held())
        self._time(self._awaited())

    def _parse(self, part: bytes) -> None:
        if self._raw_bytes:
            self._pass_raw(part)
            return
        self._header_bytes += len(part)
        try:
            self.parser.feed_data(part)
        except httptools.HttpParserUpgrade as upgrade:
            self._unparsed = part[upgrade.args[0] :] + self._unparsed
            if self._upgrades:
                self._last = self.handle_websocket_upgrade
        except httptools.HttpParserError:
            if self._last is None:
                self._last = partial(self._refuse, 400)
                if self._part is _Part.BODY:
                    self._give_up()
        if self._header_bytes > MAX_HEADER_BYTES and self._last is None:
            if self._part is _Part.HEADER:
                self._last = partial(self._refuse, 431)
            elif self._part is _Part.BODY:
                self._cut()  # the app may be answering

    def _pass_raw(self, part: bytes) -> None:
        """Pass on the body of a request that asked for an upgrade and is answered without one."""
        body, rest = part[: self._raw_bytes], part[self._raw_bytes :]
        self._unparsed = rest + self._unparsed
        self._raw_bytes -= len(body)
        self.on_body(body)
        if not self._raw_bytes:
            self.on_message_complete()

    def _give_up(self) -> None:
        """Let go of the request whose body cannot be read: nobody may wait for the rest of it."""
        if self.pipeline and self.pipeline[0][0] is self.cycle:
            self.pipeline.popleft()
        elif self.cycle is self._answered and self._is_answering():
            if self.cycle.response_started:
                self._cut()
            self.cycle.disconnected = True
            self.cycle.message_event.set()

    def _is_held(self) -> bool:
        """Whether what was parsed has to be answered before anything more is."""
        return self._last is not None or bool(self.pipeline)

    def _is_answering(self) -> bool:
        cycle = self._answered
        return cycle is not None and not (cycle.response_complete or cycle.disconnected)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._answered = cycle
        super()._start_asgi_task(cycle, app)

    def on_message_begin(self) -> None:
        """Note that a header begins."""
        self._part = _Part.HEADER
        super().on_message_begin()
        offer_abort(self.scope, self.transport)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header, but no trailer: nobody here needs one, and the app has begun already."""
        if self._part is _Part.HEADER:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Start the request, unless its header came in one piece that is too large."""
        if self._last is not None:
            return
        received, self._header_bytes = self._header_bytes, 0
        if received > MAX_HEADER_BYTES and self._parsed_bytes() > MAX_HEADER_BYTES:
            self._last = partial(self._refuse, 431)
            return
        if self.parser.should_upgrade():
            self._upgrades = self._asks_for_websocket()
            headers = dict(self.headers)
            if b"transfer-encoding" in headers:
                self._last = partial(self._refuse, 400)  # where it ends, only the parser knows
                return
            self._raw_bytes = int(headers.get(b"content-length", b"0"))
        super().on_headers_complete()
        self._part = _Part.BODY  # not before: it is the last one's body if this cannot be begun

    def on_body(self, body: bytes) -> None:
        """Pass the body on."""
        self._header_bytes = 0
        if self._last is None:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """Note that the request is complete."""
        if self._raw_bytes:
            return
        self._part = _Part.NOTHING
        self._header_bytes = 0
        if self._last is None:
            super().on_message_complete()

    def _parsed_bytes(self) -> int:
        return len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)

    # -- the WebSocket ---------------------------------------------------------------------------

    def _should_upgrade(self) -> bool:
        return self._upgrades

    def _asks_for_websocket(self) -> bool:
        """Whether this is a handshake; one that is faulty is the app's to refuse, as a request."""
        if not super()._should_upgrade():
            return False
        version = self.parser.get_http_version().encode()
        head = [b"%b %b HTTP/%b" % (self.parser.get_method(), self.url, version)]
        head += [b"%b: %b" % header for header in self.headers]
        return is_handshake(b"\r\n".join([*head, b"", b""]))

    def handle_websocket_upgrade(self) -> None:
        """Hand the connection over, with what came behind the request and without the timers."""
        self._time(None)
        self._unsent.close()
        self._last = None
        self._unset_keepalive_if_required()
        self.flow.hold(False)
        early, self._unparsed = self._unparsed, b""
        super().handle_websocket_upgrade()
        self.parser = None  # type: ignore[assignment]  # as uvicorn does when a connection is lost
        if early:
            self.transport.get_protocol().data_received(early)  # type: ignore[attr-defined]

    # -- what has to come in time ----------------------------------------------------------------

    def _awaited(self) -> _Part | None:
        """Return what has to arrive in time now."""
        if self._is_answering() or self._last is not None:
            unread = self._answered is self.cycle and self.cycle.more_body
            return _Part.BODY if unread else None
        if self._part is not _Part.NOTHING:
            return self._part
        # Nothing was asked yet; or stray line ends came, and uvicorn dropped its timer for them.
        return _Part.HEADER if self.timeout_keep_alive_task is None else None

    def _time(self, part: _Part | None) -> None:
        """Give ``part`` its time, from now on unless it is running already; None stops it."""
        if part is self._timed and part is not None:
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timed, self._timer = part, None
        if part is not None:
            after_s = self.header_timeout_s if part is _Part.HEADER else self.body_timeout_s
            self._timer = self.loop.call_later(after_s, self._cut)

    def _cut(self) -> None:
        # Not close(): that would wait until a client that reads nothing has taken everything.
        self.transport.abort()

    # -- what the client is sent -----------------------------------------------------------------

    def pause_writing(self) -> None:
        """Have the app wait, and the client take something in time."""
        super().pause_writing()
        self._unsent.begin()

    def resume_writing(self) -> None:
        """Let the app go on."""
        super().resume_writing()
        self._unsent.begin()

    def on_response_complete(self) -> None:
        """Have the client take the rest in time, and go on to what it asks next."""
        super().on_response_complete()
        self._unsent.begin()
        if not self.transport.is_closing():
            self._parse_on()

    def _is_told(self) -> bool:
        return self.flow.write_paused or not self._is_answering()

    def _refuse(self, status: int) -> None:
        """Answer without the app, and wait a while: at once closed, the answer would be lost."""
        self._time(None)
        self._unparsed, self._linger_bytes = b"", LINGER_BYTES
        self.flow.hold(False)
        self.transport.write(
            STATUS_LINE[status] + b"content-length: 0\r\nconnection: close\r\n\r\n"
        )
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._timer = self.loop.call_later(LINGER_S, self._leave)

    def _leave(self) -> None:
        self.transport.close()
        self._unsent.begin()
