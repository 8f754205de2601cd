"""Moves a stream's content from its source into its connection, at the moment it becomes visible.

No task is woken for a token: the log calls the pump, which writes to the connection at once. Where
the connection is full, the source's position waits, and nothing is buffered: the connection calls
when it takes more, and only then is the source asked again. Under a server that offers nothing
beyond ASGI, a `SendOutlet` takes the place of the connection.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, Protocol, TypeVar

import anyio
from starlette.types import Receive

from yeoul.deadlines import Deadline

#: The bytes of a body, or a list of messages.
Payload = TypeVar("Payload", bytes, list[bytes])
#: The same, as what a source gives and as what an outlet takes.
Given = TypeVar("Given", covariant=True)
Taken = TypeVar("Taken", contravariant=True)


class Source(Protocol[Given]):
    """The content of a stream."""

    def take(self) -> tuple[Given, bool] | None:
        """Return new content, and whether it is the last; None while there is none.

        Empty content sends nothing. A `YeoulError` cuts the stream.
        """

    def check(self) -> None:
        """Raise the error, if there is one, that cuts even a client which takes nothing.

        Called whenever there may be something new, and no room for it.
        """

    def heartbeat(self) -> Given:
        """Return what is sent into a silence; empty where the format has nothing for it."""

    def watch(self, changed: Callable[[], None]) -> None:
        """Have ``changed`` called whenever `take` has something new, once it has returned None."""

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
        """Send ``content``; only while the outlet is neither full nor closed."""

    def on_change(self, changed: Callable[[], None] | None) -> None:
        """Have ``changed`` called whenever the outlet is no longer full, and when it is closed."""


class Pump(Generic[Payload]):
    """Moves the content of one source into one outlet until its end."""

    def __init__(
        self,
        source: Source[Payload],
        outlet: Outlet[Payload],
        *,
        preamble: Payload,
        heartbeat_s: float,
    ) -> None:
        self._source: Source[Payload] = source
        self._outlet: Outlet[Payload] = outlet
        #: What goes out before the first content, or with it.
        self._preamble: Payload = preamble
        self._heartbeat_s = heartbeat_s
        #: Whether the last content has been written.
        self._is_last_written = False
        #: Whether something has been written since the last look of `_beat`.
        self._has_written = False
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._over: asyncio.Future[bool] = self._loop.create_future()

    async def run(self) -> bool:
        """Run to the end. Returns whether the client stayed.

        True comes once the last content is written and the outlet has room again.

        Raises:
            YeoulError: the source's.
        """
        self._look_later()
        self._outlet.on_change(self._move)
        # In one turn of the loop: no change falls between the first look and the watch.
        self._move()
        self._source.watch(self._move)
        try:
            return await self._over
        finally:
            self._outlet.on_change(None)
            if self._timer is not None:
                self._timer.cancel()

    def _move(self) -> None:
        """Write what is new, as far as there is room. Called by the source and by the outlet."""
        if self._over.done():
            return
        outlet = self._outlet
        try:
            if outlet.is_closed:
                self._over.set_result(False)
                return
            while not outlet.is_full:
                if self._is_last_written:
                    self._over.set_result(True)
                    return
                taken = self._source.take()
                if taken is None and not self._preamble:
                    return
                self._write(taken)
            self._source.check()
        except Exception as error:
            self._over.set_exception(error)

    def _write(self, taken: tuple[Payload, bool] | None) -> None:
        content, self._is_last_written = taken or (self._preamble[:0], False)
        if self._preamble:
            content, self._preamble = self._preamble + content, self._preamble[:0]
        if content:
            self._outlet.write(content)
            self._has_written = True

    def _beat(self) -> None:
        """Write a heartbeat into a silence, unless the client is slow: it has enough to read.

        To look twice in ``heartbeat_s`` costs less than to move a timer with every token.
        """
        self._look_later()
        if self._is_last_written or self._over.done():
            return
        if self._has_written:
            self._has_written = False
            return
        if self._outlet.is_full or self._outlet.is_closed:
            return
        try:
            if heartbeat := self._source.heartbeat():
                self._outlet.write(heartbeat)
                self._has_written = True
        except Exception as error:
            self._over.set_exception(error)

    def _look_later(self) -> None:
        self._timer = self._loop.call_later(self._heartbeat_s / 2, self._beat)


class SendOutlet(Generic[Payload]):
    """Sends by a coroutine function, one after the other; full while one is under way."""

    def __init__(self, send: Callable[[Payload], Awaitable[None]], timeout_s: float) -> None:
        self.is_full = False
        self.is_closed = False
        self._send: Callable[[Payload], Awaitable[None]] = send
        self._timeout_s = timeout_s
        self._filled = asyncio.Event()
        self._content: Payload | None = None
        self._changed: Callable[[], None] | None = None

    def write(self, content: Payload) -> None:
        """Have `run` send ``content``."""
        self._content, self.is_full = content, True
        self._filled.set()

    def on_change(self, changed: Callable[[], None] | None) -> None:
        """Have ``changed`` called whenever something has been sent."""
        self._changed = changed

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
                if self._changed is not None:
                    self._changed()


async def pump_by_sending(
    pump: Callable[[Outlet[Payload]], Pump[Payload]],
    send: Callable[[Payload], Awaitable[None]],
    receive: Receive,
    timeout_s: float,
) -> bool:
    """Run a pump whose outlet is ``send``, until the client leaves; returns as `Pump.run`.

    ``receive`` is the ASGI function that tells when that happens.

    Raises:
        ExceptionGroup: of what `Pump.run` and `SendOutlet.run` raise.
    """
    outlet: SendOutlet[Payload] = SendOutlet(send, timeout_s)
    is_complete = False
    async with anyio.create_task_group() as group:
        group.start_soon(_cancel_when_left, receive, group.cancel_scope)
        group.start_soon(outlet.run)
        is_complete = await pump(outlet).run()
        group.cancel_scope.cancel()
    return is_complete


async def _cancel_when_left(receive: Receive, scope: anyio.CancelScope) -> None:
    """Drop a client's messages until it leaves, by HTTP or WebSocket; then cancel ``scope``."""
    while not (await receive())["type"].endswith(".disconnect"):
        pass
    scope.cancel()
