"""One connection to a service: HTTP/1.1 exchanges, one after the other, read as the bytes come.

Every token comes this way, so nothing but the parser is in between: the bytes of one network
segment are handed over in one piece, in the callback that delivers them, and no task is woken for
them. Everything runs on the event loop's thread.

HTTP/1.1: RFC 9112; §6.3 says when a body is at its end.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from enum import Enum, auto
from typing import cast

from httptools import HttpParserError, HttpResponseParser

from yeoul.providers.base import Flow
from yeoul.providers.service.head import Head, HeadReader, Unreadable

#: Bytes of heads and framing, since the last piece of a body, at which a reply is refused.
MAX_HEAD_BYTES = 1 << 16
#: Bytes of a body that wait for a consumer, at which the service is made to wait too.
MAX_WAITING_BYTES = 1 << 16
#: A connection that ends within this many seconds after a request, without a byte of a reply, was
#: already ending: the service closed it while the request was on its way, and has not read it.
UNREAD_S = 0.5

#: Looked up once: an enum's attribute costs a call, and every token passes here.
_MORE = Flow.MORE

#: Keeps some bytes of a body. Runs in a callback of the event loop, so it must not block.
AcceptBytes = Callable[[bytes], Flow]


class ReadOutcome(Enum):
    """The reason why a read has returned."""

    #: Its consumer asked to wait. There may be more bytes: read again.
    PAUSED = auto()
    #: Nothing more comes.
    FINISHED = auto()


class ConnectionBroken(ConnectionError):
    """Raised when the connection, or the data on it, ended in the middle of a reply."""


class ServiceConnection(asyncio.Protocol):
    """Sends a request with `exchange`, and reads the reply's body with `read_into`, to its end.

    Another exchange may follow while it is `reusable`. `close` ends it at any time.
    """

    __slots__ = (
        "_accept",
        "_complete",
        "_failure",
        "_framing_bytes",
        "_head",
        "_heads",
        "_keep_alive",
        "_loop",
        "_lost",
        "_parser",
        "_parts",
        "_paused",
        "_transport",
        "_waiter",
        "_written_at_s",
    )

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        #: Parses bodies. It never sees the service's head, only one that `_read_heads` makes.
        self._parser: HttpResponseParser | None = HttpResponseParser(self)
        self._parser.set_dangerous_leniencies(lenient_spaces_after_chunk_size=True)
        self._transport: asyncio.Transport | None = None
        self._waiter: asyncio.Future[ReadOutcome] | None = None
        self._head: Head | None = None
        self._heads = HeadReader()
        #: Pieces of the body that no consumer has accepted yet.
        self._parts: list[bytes] = []
        #: The consumer of the body, while it waits for more.
        self._accept: AcceptBytes | None = None
        #: Bytes of heads, trailers and framing since the last piece of a body.
        self._framing_bytes = 0
        #: Whether the reply is at its end. Also True before the first exchange.
        self._complete = True
        self._keep_alive = True
        #: When the last byte of the request left; None until it has.
        self._written_at_s: float | None = None
        self._paused = False
        self._lost = False
        self._failure: Exception | None = None

    @property
    def reusable(self) -> bool:
        """Whether another exchange can begin."""
        transport = self._transport
        open_ = not self._lost and transport is not None and not transport.is_closing()
        return open_ and self._complete and self._keep_alive

    @property
    def request_unread(self) -> bool:
        """Whether the request of an exchange that has just failed counts as never read.

        Either part of it was never written, or the connection ended right after it, without a byte
        of a reply.
        """
        if self._head is not None or self._framing_bytes:
            return False
        written_at_s = self._written_at_s
        return written_at_s is None or self._loop.time() - written_at_s <= UNREAD_S

    async def exchange(self, request: bytes) -> Head:
        """Send a whole request and return the head of its reply. Skips interim replies.

        Raises:
            ConnectionBroken: the connection ended before, or the reply is not HTTP.
        """
        self._begin()
        if self._lost or self._transport is None or self._transport.is_closing():
            raise ConnectionBroken("The connection is closed.")
        self._written_at_s = self._loop.time()
        self._transport.write(request)  # calls `pause_writing` if some of it is left
        while self._head is None:
            await self._wait()
        return self._head

    async def read_into(self, accept: AcceptBytes) -> ReadOutcome:
        """Pass the body to ``accept`` as it arrives, until it asks to wait or the body ends.

        The next call begins with the bytes that arrived meanwhile.

        Raises:
            ConnectionBroken: the body was cut off; all bytes before that have been accepted.
            Exception: ``accept`` raised it.
        """
        if self._parts and accept(self._gathered()) is Flow.WAIT:
            return ReadOutcome.PAUSED
        self._resume()
        if self._complete:
            return ReadOutcome.FINISHED
        self._accept = accept
        try:
            return await self._wait()
        finally:
            self._accept = None

    def close(self) -> None:
        """End the connection now, in the middle of an exchange too. Idempotent."""
        self._keep_alive = False
        if self._transport is not None:
            self._transport.abort()

    # -- callbacks of the event loop ---------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport, to write to it."""
        self._transport = cast("asyncio.Transport", transport)
        # Two unsent bytes call `pause_writing`. With 0, a TLS transport would call it for none.
        self._transport.set_write_buffer_limits(high=1)

    def pause_writing(self) -> None:
        """Note that part of the request is still unsent. Not under TLS, which takes it at once."""
        self._written_at_s = None

    def resume_writing(self) -> None:
        """Note that the whole request has been sent."""
        self._written_at_s = self._loop.time()

    def data_received(self, data: bytes) -> None:
        """Parse ``data`` and hand its part of the body to the consumer."""
        if self._parser is None:
            return
        if self._complete:  # unrequested: the next exchange would take it for its own reply
            self._keep_alive = False
            return
        try:
            if self._head is not None:
                self._parser.feed_data(data)
            else:
                self._read_heads(data)
        except (HttpParserError, Unreadable) as error:
            self._keep_alive = False
            if not self._complete:  # nothing after a whole reply can damage it
                self._break("the reply is not HTTP", error)
        if self._parts:
            self._framing_bytes = 0
            if self._hand_over():
                return
        elif not self._complete:
            self._framing_bytes += len(data)
            if self._framing_bytes > MAX_HEAD_BYTES:
                self._break("the data is neither a head nor a body")
        self._settle()

    def connection_lost(self, error: Exception | None) -> None:
        """End the waiting read: the body is at its end, or was cut off."""
        self._lost = True
        if self._head is not None and not self._head.is_delimited and error is None:
            self._complete = True
        if not self._complete:
            self._break("the connection ended in the middle of a reply", error)
        self._settle()
        self._parser = None  # the two refer to each other

    # -- callbacks of the parser -------------------------------------------------------------------

    def on_message_begin(self) -> None:
        """Refuse a second reply after a whole one."""
        if self._complete:
            raise ConnectionBroken("A reply arrived that was not requested.")

    def on_body(self, body: bytes) -> None:
        """Keep a piece of the body; the pieces of one segment are handed over together."""
        self._parts.append(body)

    def on_message_complete(self) -> None:
        """Note that the reply is complete."""
        self._complete = True

    # -- inside ------------------------------------------------------------------------------------

    def _read_heads(self, data: bytes) -> None:
        """Read on to the head of the final reply, and give the parser the bytes after it.

        The parser gets a plain head in place of the service's own: `HeadReader` understands heads
        that the parser refuses.
        """
        assert self._parser is not None
        while (found := self._heads.feed(data)) is not None:
            head, data = found
            if head.status == 101:
                raise Unreadable("it answers in another protocol than it was asked in")
            if not head.is_interim:
                self._head = head
                self._keep_alive = self._keep_alive and head.keeps_alive
                plain = b"HTTP/1.1 %d OK\r\n%b\r\n" % (head.status, head.framing)
                self._parser.feed_data(plain + data)
                return

    def _hand_over(self) -> bool:
        """Hand the body to its consumer. Returns whether that ended the read."""
        accept = self._accept
        if accept is None:
            if not self._complete and sum(map(len, self._parts)) > MAX_WAITING_BYTES:
                self._pause()
            return False
        try:
            flow = accept(self._gathered())
        except Exception as error:
            self._throw(error)
            return True
        if flow is _MORE:
            return False
        self._wake(ReadOutcome.PAUSED)
        return True

    def _begin(self) -> None:
        self._complete, self._head, self._written_at_s = False, None, None
        self._parts.clear()
        self._framing_bytes = 0

    def _pause(self) -> None:
        if not self._paused and self._transport is not None:
            self._paused = True
            self._transport.pause_reading()

    def _resume(self) -> None:
        if self._paused and self._transport is not None:
            self._paused = False
            self._transport.resume_reading()

    def _gathered(self) -> bytes:
        parts, self._parts = self._parts, []
        return parts[0] if len(parts) == 1 else b"".join(parts)

    async def _wait(self) -> ReadOutcome:
        """Wait for `_wake` or `_throw`, in a callback of the event loop."""
        if self._failure is not None:
            raise self._failure
        self._waiter = self._loop.create_future()
        try:
            return await self._waiter
        finally:
            self._waiter = None

    def _settle(self) -> None:
        """Wake the task that waits for a head, or for more of a body, if its wait is over.

        A failure after the head is raised when the body is read: the task that waits for the head
        can then still see the status, and read everything that came before the failure.
        """
        if self._accept is None and self._head is not None:
            self._wake(ReadOutcome.PAUSED)  # meaningless to `exchange`
        elif self._failure is not None:
            self._throw(self._failure)
        elif self._complete:
            self._wake(ReadOutcome.FINISHED)

    def _wake(self, outcome: ReadOutcome) -> None:
        # The consumer is dropped here, not when its task runs: bytes that arrive in between wait
        # for the next read, because the task has not seen yet why this one ended.
        if self._waiter is not None and not self._waiter.done():
            self._accept = None
            self._waiter.set_result(outcome)

    def _throw(self, error: Exception) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._accept = None
            self._waiter.set_exception(error)

    def _break(self, why: str, cause: Exception | None = None) -> None:
        """Note that nothing more comes, and why. Earlier bytes are still handed over."""
        if self._failure is None:
            self._failure = ConnectionBroken(why)
            self._failure.__cause__ = cause
        self.close()
