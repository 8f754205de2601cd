"""One connection to a service: HTTP/1.1 exchanges, one after the other, read as the bytes come.

The way of every token, so nothing stands on it but the parser: what comes in one segment of the
network is handed over in one piece, without a task that has to be woken. Everything runs on the
event loop's thread.

HTTP/1.1: RFC 9112; when a body is at its end, §6.3.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import cast

from httptools import HttpParserError, HttpResponseParser

from yeoul.providers.service.head import Head, HeadReader, Unreadable

#: Bytes of a head, and of all else that is neither head nor body, before the reply is refused.
MAX_HEAD_BYTES = 1 << 16
#: Bytes of a body that nobody takes, before the service is made to wait.
MAX_WAITING_BYTES = 1 << 16
#: Seconds behind a request in which its connection, if it ends without a byte, is taken for one
#: that was ending already: nobody has read what was written to it.
UNREAD_S = 0.5

#: Takes what came of a body; True: no more for now.
Take = Callable[[bytes], bool]


class ConnectionBroken(ConnectionError):
    """Raised when the connection, or what came over it, ended in the middle of a reply."""


class ServiceConnection(asyncio.Protocol):
    """Sends a request with `exchange`, and gives the reply's body with `pour`, to its end.

    Then, if it is `reusable`, the next one. `close` ends it at any time.
    """

    __slots__ = (
        "_complete",
        "_failure",
        "_head",
        "_heads",
        "_keep_alive",
        "_loop",
        "_lost",
        "_parser",
        "_parts",
        "_paused",
        "_take",
        "_transport",
        "_unread_bytes",
        "_waiter",
        "_written_at_s",
    )

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        #: Of bodies; the heads that it sees are ours.
        self._parser: HttpResponseParser | None = HttpResponseParser(self)
        self._parser.set_dangerous_leniencies(lenient_spaces_after_chunk_size=True)
        self._transport: asyncio.Transport | None = None
        self._waiter: asyncio.Future[bool] | None = None
        self._head: Head | None = None
        self._heads = HeadReader()
        #: Pieces of the body that nobody has taken yet.
        self._parts: list[bytes] = []
        self._take: Take | None = None
        #: Bytes since the last piece of a body: of heads, trailers, and what frames the pieces.
        self._unread_bytes = 0
        #: The reply is at its end; so it is before the first one.
        self._complete = True
        self._keep_alive = True
        #: When the last byte of the request had left; None: it has not yet.
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
    def unread(self) -> bool:
        """Whether nobody can have read the request of an exchange that has just failed.

        Not all of it was written, or the connection ended right behind it, without a byte of a
        reply.
        """
        if self._head is not None or self._unread_bytes:
            return False
        written_at_s = self._written_at_s
        return written_at_s is None or self._loop.time() - written_at_s <= UNREAD_S

    async def exchange(self, request: bytes) -> Head:
        """Send a whole request, and return the head of its reply; interim replies are passed over.

        Raises:
            ConnectionBroken: the connection ended before, or this is no HTTP.
        """
        self._begin()
        if self._lost or self._transport is None or self._transport.is_closing():
            raise ConnectionBroken("The connection is closed.")
        self._written_at_s = self._loop.time()
        self._transport.write(request)  # `pause_writing` comes from in here if some of it stays
        while self._head is None:
            await self._change()
        return self._head

    async def pour(self, take: Take) -> bool:
        """Have ``take`` called with the body as it comes; returns whether it said to wait.

        False: the body is over. May be called again, and goes on with what came meanwhile.

        Raises:
            ConnectionBroken: the body was cut off, behind all that was taken.
            Exception: what ``take`` raised.
        """
        if self._parts and take(self._gathered()):
            return True
        self._resume()
        if self._complete:
            return False
        self._take = take
        try:
            return await self._change()
        finally:
            self._take = None

    def close(self) -> None:
        """End the connection now, whatever is under way. Idempotent."""
        self._keep_alive = False
        if self._transport is not None:
            self._transport.abort()

    # -- what the event loop calls -----------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way to write."""
        self._transport = cast("asyncio.Transport", transport)
        self._transport.set_write_buffer_limits(high=1)  # to be told of every byte that waits

    def pause_writing(self) -> None:
        """Note that some of the request waits to be written. TLS takes all of it at once."""
        self._written_at_s = None

    def resume_writing(self) -> None:
        """Note that all of the request has left."""
        self._written_at_s = self._loop.time()

    def data_received(self, data: bytes) -> None:
        """Parse, and hand over what came of a body to whoever waits for it."""
        if self._parser is None:
            return
        if self._complete:  # the next question would take it for its own reply
            self._keep_alive = False
            return
        try:
            if self._head is not None:
                self._parser.feed_data(data)
            else:
                self._read_heads(data)
        except (HttpParserError, Unreadable) as error:
            self._keep_alive = False
            if not self._complete:  # what follows a whole reply does no harm to it
                self._broken("what came is no HTTP", error)
        if self._parts:
            self._unread_bytes = 0
            if self._hand_over():
                return
        elif not self._complete:
            self._unread_bytes += len(data)
            if self._unread_bytes > MAX_HEAD_BYTES:
                self._broken("what comes is neither a head nor a body")
        self._tell()

    def connection_lost(self, error: Exception | None) -> None:
        """Tell whoever waits: the body is over, or cut off."""
        self._lost = True
        if self._head is not None and not self._head.is_delimited and error is None:
            self._complete = True
        if not self._complete:
            self._broken("the connection ended in the middle of a reply", error)
        self._tell()
        self._parser = None  # it refers to this

    # -- what the parser calls ---------------------------------------------------------------------

    def on_message_begin(self) -> None:
        """Refuse what follows a whole reply."""
        if self._complete:
            raise ConnectionBroken("A reply came that nobody has asked for.")

    def on_body(self, body: bytes) -> None:
        """Keep a piece of the body; what came in one segment is handed over together."""
        self._parts.append(body)

    def on_message_complete(self) -> None:
        """Note that the reply is whole."""
        self._complete = True

    # -- inside ------------------------------------------------------------------------------------

    def _read_heads(self, data: bytes) -> None:
        """Read on to the head of the reply proper, and what came of its body; else none of it."""
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
        """Give what came to whoever takes; returns whether they were woken."""
        take = self._take
        if take is None:
            if not self._complete and sum(map(len, self._parts)) > MAX_WAITING_BYTES:
                self._pause()
            return False
        try:
            enough = take(self._gathered())
        except Exception as error:
            self._throw(error)
            return True
        if enough:
            self._wake(True)
        return enough

    def _begin(self) -> None:
        self._complete, self._head, self._written_at_s = False, None, None
        self._parts.clear()
        self._unread_bytes = 0
        self._resume()  # a reply that was whole before all of it was taken may have left it so

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

    async def _change(self) -> bool:
        if self._failure is not None:
            raise self._failure
        self._waiter = self._loop.create_future()
        try:
            return await self._waiter
        finally:
            self._waiter = None

    def _tell(self) -> None:
        """Wake whoever waits, if there is something to tell."""
        if self._take is None and self._head is not None:
            self._wake(True)  # what went wrong behind the head is told when the body is read
        elif self._failure is not None:
            self._throw(self._failure)
        elif self._complete:
            self._wake(False)

    def _wake(self, result: bool) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._take = None
            self._waiter.set_result(result)

    def _throw(self, error: Exception) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._take = None
            self._waiter.set_exception(error)

    def _broken(self, why: str, cause: Exception | None = None) -> None:
        """Note that nothing more comes, and why; what came before is still handed over."""
        if self._failure is None:
            self._failure = ConnectionBroken(why)
            self._failure.__cause__ = cause
        self.close()
