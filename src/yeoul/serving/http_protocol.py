"""The HTTP connection: bounds on what a client may cost before its request is complete.

uvicorn's protocol accepts headers of any size and waits for them for ever. This one answers 431
beyond 64 KiB, and closes a connection whose header or body is not complete in time, or whose client
reads nothing of a reply. Trailers and chunk extensions are dropped, and bounded like a header. A
few pipelined requests are parsed; others wait unparsed, and the bytes after them stay unread. No
limit runs against a client while it is being answered, so a stream outlives all of them.

Beyond ASGI, each request's scope offers the `yeoul.transports.connection.Connection`.
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

from yeoul.serving.connections import ServerConfig, TransportOutlet, UnsentWatch, offer
from yeoul.serving.repeated_requests import RepeatedRequests
from yeoul.serving.websocket_protocol import is_handshake
from yeoul.transports.connection import NextReply, Series

#: Bytes of request line and headers together.
MAX_HEADER_BYTES = 64 * 1024
#: Seconds from a header's first byte, or the connection's beginning, to its last byte.
HEADER_TIMEOUT_S = 10.0
#: Seconds for a body, or for the next so many bytes of one that is larger.
BODY_TIMEOUT_S = 60.0
BODY_PART_BYTES = 1 << 20
#: Bytes that are parsed at a time: a request of 40 bytes becomes objects of some thousand.
PART_BYTES = 16 * 1024
#: Bytes and seconds that a refused client may go on sending until it reads the refusal.
LINGER_BYTES = 8 << 20
LINGER_S = 5.0


class _Part(Enum):
    """The part of a request that the client is sending."""

    NOTHING = auto()
    HEADER = auto()
    BODY = auto()


class _Flow(FlowControl):
    """Flow control that can be held: then nothing is read, even if uvicorn resumes reading."""

    held = False

    def hold(self, held: bool) -> None:
        """Begin or end holding."""
        if held is not self.held:
            self.held = held
            if held:
                self.pause_reading()
            else:
                self.resume_reading()

    def resume_reading(self) -> None:
        if not self.held and not self._transport.is_closing():
            super().resume_reading()


class _BodyOutlet(TransportOutlet):
    """Writes parts of a chunked body (RFC 9112, 7.1)."""

    offer_series: Callable[[bytes, bytes, NextReply, Series], bool]

    def write(self, content: bytes) -> None:
        """Write one chunk."""
        self._transport.write(b"%x\r\n%b\r\n" % (len(content), content))


class LimitedHttpProtocol(HttpToolsProtocol):
    """HTTP/1.1 with bounds. One instance per connection, made by uvicorn."""

    header_timeout_s = HEADER_TIMEOUT_S
    body_timeout_s = BODY_TIMEOUT_S
    body_part_bytes = BODY_PART_BYTES

    config: ServerConfig
    flow: _Flow

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._part = _Part.NOTHING
        self._header_bytes = 0
        self._unparsed = b""
        self._timed_part: _Part | None = None
        #: Bytes of a body that have come in the time of its timer.
        self._timed_bytes = 0
        self._timer: asyncio.TimerHandle | None = None
        #: The request being answered, or the last one that was; `cycle` is the one parsed last.
        self._answered: RequestResponseCycle | None = None
        #: The step that ends parsing, taken once all earlier requests are answered.
        self._last_step: Callable[[], None] | None = None
        self._upgrades = False
        #: Bytes still to come of a body that the parser takes for the upgraded protocol.
        self._raw_bytes = 0
        #: Bytes that may still be dropped after a refusal; None if nothing was refused.
        self._linger_bytes: int | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the timer of the first header."""
        super().connection_made(transport)
        self.flow = _Flow(transport)
        self._repeated = RepeatedRequests(self)
        self._outlet = _BodyOutlet(transport, self._is_sending_chunks)
        self._outlet.offer_series = self._repeated.offer
        self._unsent = UnsentWatch(
            transport, self.config.send_timeout_s, self._is_waiting_for_client
        )
        self._set_timer(_Part.HEADER)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the timers and wake the request being answered; uvicorn wakes the last one."""
        self._set_timer(None)
        self._unset_keepalive_if_required()  # uvicorn leaves it running after a reset
        self._repeated.close()
        self._unsent.close()
        self._outlet.close()
        self._unparsed, self._last_step = b"", None
        self.pipeline.clear()
        if self._answered is not None and not self._answered.response_complete:
            self._answered.disconnected = True
            self._answered.message_event.set()
        super().connection_lost(exc)

    # -- input of the client ---------------------------------------------------------------------

    def data_received(self, data: bytes) -> None:
        """Parse the received bytes, within the limits."""
        if self._linger_bytes is not None:
            self._linger_bytes -= len(data)
            if self._linger_bytes < 0:
                self._cut()
            return
        if unanswered := self._repeated.receive(data):
            self.receive(unanswered)

    def receive(self, data: bytes) -> None:
        """Have the app answer."""
        self._unparsed += data
        self._parse_more()

    def _parse_more(self) -> None:
        """Parse until a reply is due first; the bytes after that wait unparsed."""
        if self._unparsed:
            self._unset_keepalive_if_required()
        while self._unparsed and not self._must_wait() and not self.transport.is_closing():
            part, self._unparsed = self._unparsed[:PART_BYTES], self._unparsed[PART_BYTES:]
            self._parse(part)
        if self.transport.is_closing():
            return
        if self._last_step is not None and not self._is_answering():
            self._last_step()
            return
        self.flow.hold(self._must_wait())
        self._set_timer(self._awaited_part())

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
                self._last_step = self.handle_websocket_upgrade
        except httptools.HttpParserError:
            if self._last_step is None:
                self._last_step = partial(self._refuse, 400)
                if self._part is _Part.BODY:
                    self._drop_request()
        if self._header_bytes > MAX_HEADER_BYTES and self._last_step is None:
            if self._part is _Part.HEADER:
                self._last_step = partial(self._refuse, 431)
            elif self._part is _Part.BODY:
                self._cut()  # the app may be answering

    def _pass_raw(self, part: bytes) -> None:
        """Pass on the body of a request whose upgrade is declined."""
        body, rest = part[: self._raw_bytes], part[self._raw_bytes :]
        self._unparsed = rest + self._unparsed
        self._raw_bytes -= len(body)
        self.on_body(body)
        if not self._raw_bytes:
            self.on_message_complete()

    def _drop_request(self) -> None:
        """Drop the request whose body is malformed: the app must not wait for the rest of it."""
        if self.pipeline and self.pipeline[0][0] is self.cycle:
            self.pipeline.popleft()
        elif self.cycle is self._answered and self._is_answering():
            if self.cycle.response_started:
                self._cut()
            self.cycle.disconnected = True
            self.cycle.message_event.set()

    def _must_wait(self) -> bool:
        """Return whether a parsed request must be answered before more is parsed."""
        return self._last_step is not None or bool(self.pipeline)

    def _is_answering(self) -> bool:
        cycle = self._answered
        return cycle is not None and not (cycle.response_complete or cycle.disconnected)

    def is_idle(self) -> bool:
        """Return whether the app has nothing to answer, and the client may be written to."""
        is_between = self._part is _Part.NOTHING and not self._unparsed
        return is_between and not self._is_answering() and not self.flow.write_paused

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._answered = cycle
        super()._start_asgi_task(cycle, self._repeated.observe(app))

    def on_message_begin(self) -> None:
        """Note that a header begins."""
        self._part = _Part.HEADER
        super().on_message_begin()
        offer(self.scope, self._outlet)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header but drop a trailer, which comes when the app has already begun."""
        if self._part is _Part.HEADER:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Start the request, unless its header came in one piece that is too large."""
        if self._last_step is not None:
            return
        received, self._header_bytes, self._timed_bytes = self._header_bytes, 0, 0
        if received > MAX_HEADER_BYTES and self._parsed_bytes() > MAX_HEADER_BYTES:
            self._last_step = partial(self._refuse, 431)
            return
        if self.parser.should_upgrade():
            self._upgrades = self._asks_for_websocket()
            headers = dict(self.headers)
            if b"transfer-encoding" in headers:
                # Only the parser would know where such a body ends.
                self._last_step = partial(self._refuse, 400)
                return
            self._raw_bytes = int(headers.get(b"content-length", b"0"))
        super().on_headers_complete()
        self._part = _Part.BODY  # only now: if this fails, the bytes belong to the request before

    def on_body(self, body: bytes) -> None:
        """Pass the body on."""
        self._header_bytes = 0
        self._timed_bytes += len(body)
        if self._timed_bytes >= self.body_part_bytes and self._is_answering():
            # A large picture comes over slow lines as well: the next part has all the time again.
            self._timed_bytes = 0
            self._set_timer(None)
        if self._last_step is None:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """Note that the request is complete."""
        if self._raw_bytes:
            return
        self._part = _Part.NOTHING
        self._header_bytes = 0
        if self._last_step is None:
            super().on_message_complete()

    def _parsed_bytes(self) -> int:
        return len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)

    # -- the WebSocket ---------------------------------------------------------------------------

    def _should_upgrade(self) -> bool:
        return self._upgrades

    def _asks_for_websocket(self) -> bool:
        """Return whether this is a valid handshake; the app refuses a faulty one, as a request."""
        if not super()._should_upgrade():
            return False
        version = self.parser.get_http_version().encode()
        head = [b"%b %b HTTP/%b" % (self.parser.get_method(), self.url, version)]
        head += [b"%b: %b" % header for header in self.headers]
        return is_handshake(b"\r\n".join([*head, b"", b""]))

    def handle_websocket_upgrade(self) -> None:
        """Hand the connection over with the bytes after the request, and without the timers."""
        self._set_timer(None)
        self._repeated.close()
        self._unsent.close()
        self._outlet.close()
        self._last_step = None
        self._unset_keepalive_if_required()
        self.flow.hold(False)
        early, self._unparsed = self._unparsed, b""
        super().handle_websocket_upgrade()
        self.parser = None  # type: ignore[assignment]  # as uvicorn does when a connection is lost
        if early:
            self.transport.get_protocol().data_received(early)  # type: ignore[attr-defined]

    def shutdown(self) -> None:
        """Close the connection once it is idle."""
        # uvicorn takes it for idle while a repeated request waits: the app answers that one.
        if waiting := self._repeated.end_series():
            self.receive(waiting)
        super().shutdown()

    # -- time limits -----------------------------------------------------------------------------

    def _awaited_part(self) -> _Part | None:
        """Return the part that has to arrive in time now, if any."""
        if self._is_answering() or self._last_step is not None:
            unread = self._answered is self.cycle and self.cycle.more_body
            return _Part.BODY if unread else None
        if self._part is not _Part.NOTHING:
            return self._part
        # Either no request came yet, or stray line ends made uvicorn drop its keep-alive timer.
        return _Part.HEADER if self.timeout_keep_alive_task is None else None

    def stop_watching(self) -> None:
        """Stop the timers of a connection that is idle: its client has just sent something."""
        self._unset_keepalive_if_required()
        self._unsent.stop()

    def _set_timer(self, part: _Part | None) -> None:
        """Start the timer of ``part`` unless it is running already; None stops the timer."""
        if part is self._timed_part and part is not None:
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timed_part, self._timer = part, None
        if part is not None:
            after_s = self.header_timeout_s if part is _Part.HEADER else self.body_timeout_s
            self._timer = self.loop.call_later(after_s, self._cut)

    def _cut(self) -> None:
        # Not close(): it waits for the client to take everything, even for one that never reads.
        self.transport.abort()

    # -- output of the server --------------------------------------------------------------------

    def _is_sending_chunks(self) -> bool:
        cycle = self._answered
        return (
            cycle is not None
            and cycle.response_started
            and not cycle.response_complete
            and bool(cycle.chunked_encoding)
        )

    def pause_writing(self) -> None:
        """Make the app wait, and watch whether the client takes data."""
        super().pause_writing()
        self._outlet.set_full(True)
        self._unsent.start()

    def resume_writing(self) -> None:
        """Let the app go on."""
        super().resume_writing()
        self._outlet.set_full(False)
        self._unsent.start()

    def on_response_complete(self) -> None:
        """Watch whether the client takes the rest, and go on to its next request."""
        super().on_response_complete()
        self._unsent.start()
        if not self.transport.is_closing():
            self._parse_more()

    def _is_waiting_for_client(self) -> bool:
        return self.flow.write_paused or not self._is_answering()

    def _refuse(self, status: int) -> None:
        """Answer without the app, then linger: closing at once would lose the answer."""
        self._set_timer(None)
        self._unparsed, self._linger_bytes = b"", LINGER_BYTES
        self.flow.hold(False)
        self.transport.write(
            STATUS_LINE[status] + b"content-length: 0\r\nconnection: close\r\n\r\n"
        )
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._timer = self.loop.call_later(LINGER_S, self.close)

    def close(self) -> None:
        """Close the connection once the client has taken what was written, or takes no more."""
        self.transport.close()
        self._unsent.start()
