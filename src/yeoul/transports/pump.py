"""Moves a stream's content from its source into its connection, at the moment it becomes visible.

No task is woken for a token: the log calls the pump, which writes to the connection at once. Where
the connection is full, the source's position waits, and nothing is buffered; the connection calls
when it takes more. `SendOutlet` is the connection of a server that offers nothing beyond ASGI.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, Protocol, TypeVar

from yeoul.deadlines import Deadline, MovableTimer

#: The bytes of a body, or a list of messages.
Content = TypeVar("Content", bytes, list[bytes])
Given = TypeVar("Given", covariant=True)
Taken = TypeVar("Taken", contravariant=True)


class Source(Protocol[Given]):
    """The content of a stream."""

    def take(self) -> tuple[Given, bool] | None:
        """Return new content, and whether it is the last; None while there is none.

        Empty content sends nothing. A `YeoulError` cuts the stream.
        """

    def heartbeat(self) -> Given:
        """Return what is sent into a silence; empty where the format has nothing for it."""

    def watch(self, changed: Callable[[], None]) -> None:
        """Have ``changed`` called once, as soon as `take` has something to return or to raise."""

    def close(self) -> None:
        """Release the resources of the source. Idempotent."""


class Outlet(Protocol[Taken]):
    """The way into one client's connection. For the event loop's thread."""

    @property
    def is_full(self) -> bool:
        """Whether the client has to take something before more is written."""

    @property
    def is_closed(self) -> bool:
        """Whether the client has left."""

    def write(self, content: Taken) -> None:
        """Send ``content``; only while the outlet is not full. Dropped if the client has left."""

    def watch(self, changed: Callable[[], None] | None) -> None:
        """Have ``changed`` called whenever the outlet is no longer full, and when it is closed."""


class Pump(Generic[Content]):
    """Moves the content of one source into one outlet until its end."""

    def __init__(
        self,
        source: Source[Content],
        outlet: Outlet[Content],
        *,
        preamble: Content,
        heartbeat_s: float,
    ) -> None:
        self._source: Source[Content] = source
        self._outlet: Outlet[Content] = outlet
        #: What goes out before the first content, or with it.
        self._preamble: Content = preamble
        self._heartbeat_s = heartbeat_s
        self._timer = MovableTimer(self._beat)
        self._over: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    async def run(self) -> bool:
        """Return True when the last content is written, False when the client has left.

        Raises:
            YeoulError: the source's.
        """
        self._outlet.watch(self._move)
        self._timer.set(self._heartbeat_s)
        self._move()
        try:
            return await self._over
        finally:
            self._over.cancel()
            self._outlet.watch(None)
            self._timer.close()

    def _move(self) -> None:
        """Write what is new, then wait to be called. Called by source, outlet and timer."""
        if self._over.done():
            return
        try:
            if self._outlet.is_closed:
                self._over.set_result(False)
            elif not self._outlet.is_full:
                self._write(self._source.take())
        except Exception as error:
            self._over.set_exception(error)

    def _write(self, taken: tuple[Content, bool] | None) -> None:
        if self._preamble:
            content, last = taken or (self._preamble[:0], False)
            taken, self._preamble = (self._preamble + content, last), self._preamble[:0]
        if taken is not None:
            content, last = taken
            if content:
                self._outlet.write(content)
                self._timer.set(self._heartbeat_s)
            if last:
                self._over.set_result(True)
                return
        self._source.watch(self._move)

    def _beat(self) -> None:
        """Write a heartbeat, unless the client is slow: it has enough to read."""
        self._timer.set(self._heartbeat_s)
        if not (self._outlet.is_full or self._outlet.is_closed) and (
            heartbeat := self._source.heartbeat()
        ):
            self._outlet.write(heartbeat)


class SendOutlet(Generic[Content]):
    """Sends by a coroutine function, one after the other; full while one is under way."""

    def __init__(self, send: Callable[[Content], Awaitable[None]], timeout_s: float) -> None:
        self.is_full = False
        self.is_closed = False
        self._send: Callable[[Content], Awaitable[None]] = send
        self._timeout_s = timeout_s
        self._filled, self._empty = asyncio.Event(), asyncio.Event()
        self._content: Content | None = None
        self._changed: Callable[[], None] | None = None

    def write(self, content: Content) -> None:
        """Have `run` send ``content``."""
        self._content, self.is_full = content, True
        self._empty.clear()
        self._filled.set()

    def watch(self, changed: Callable[[], None] | None) -> None:
        """Have ``changed`` called whenever something has been sent."""
        self._changed = changed

    async def flush(self) -> None:
        """Wait until `run` has sent everything."""
        if self.is_full:
            await self._empty.wait()

    async def run(self) -> None:
        """Send, until it is cancelled.

        Raises:
            TimeoutError: the client took nothing for ``timeout_s`` seconds.
        """
        async with Deadline() as deadline:
            while True:
                await self._filled.wait()
                self._filled.clear()
                assert self._content is not None
                deadline.set(self._timeout_s)
                await self._send(self._content)
                deadline.clear()
                self.is_full = False
                self._empty.set()
                if self._changed is not None:
                    self._changed()
