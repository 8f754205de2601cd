"""What both kinds of connection share: the app's direct way into them, and the watch on a client.

By a `TransportOutlet` an app writes the content of a stream, and cuts its own connection, so that
no client takes a partial body for the whole answer. `UnsentWatch` cuts a client that takes none of
the data waiting for it. Cutting means dropping the connection at once with everything unsent:
ending the body, or closing the connection, would wait until the client has taken it all.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from array import array
from collections.abc import Callable
from typing import Any

import uvicorn

from yeoul.defaults import SEND_TIMEOUT_S
from yeoul.transports.connection import EXTENSION

if sys.platform != "win32":
    from fcntl import ioctl
    from termios import TIOCOUTQ


class ServerConfig(uvicorn.Config):
    """uvicorn's configuration, which every connection has, and the time limit for its client."""

    send_timeout_s: float = SEND_TIMEOUT_S


class TransportOutlet:
    """The part of `yeoul.transports.connection.Connection` that both protocols share.

    ``has_begun`` says whether the head of the reply has been sent.
    """

    def __init__(self, transport: asyncio.Transport, has_begun: Callable[[], bool]) -> None:
        self.is_full = False
        self._is_lost = False
        self._transport = transport
        self._has_begun = has_begun
        self._changed: Callable[[], None] | None = None

    @property
    def has_begun(self) -> bool:
        """Whether the head of the reply has been sent."""
        return self._has_begun()

    @property
    def is_closed(self) -> bool:
        """Whether nothing may be written any more. What was written may still be on its way."""
        return self._is_lost or self._transport.is_closing()

    def on_change(self, changed: Callable[[], None] | None) -> None:
        """Have ``changed`` called whenever the outlet is no longer full, and when it is closed."""
        self._changed = changed

    def abort(self) -> None:
        """Drop the connection at once, with everything that is unsent."""
        self._transport.abort()

    def set_full(self, is_full: bool) -> None:
        """Note whether the transport takes more."""
        self.is_full = is_full
        if not is_full:
            # Not from here: a transport does not expect to be closed by what it calls.
            asyncio.get_running_loop().call_soon(self._call_back)

    def close(self) -> None:
        """Note that the client has left, or that the WebSocket is closing. Idempotent."""
        self._is_lost = True
        self._call_back()
        # Without the ways back to its owner and to the stream, all three are freed at once, and
        # need not wait for the garbage collector.
        self._changed, self._has_begun = None, _never

    def _call_back(self) -> None:
        if self._changed is not None:
            self._changed()


def offer(scope: Any, outlet: TransportOutlet) -> None:
    """Let the app write to the connection, and cut it."""
    scope.setdefault("extensions", {})[EXTENSION] = outlet


class UnsentWatch:
    """Cuts a connection whose client takes none of the waiting data in ``timeout_s`` seconds.

    ``is_waiting`` says whether the writer waits for the client, or has written everything. Only
    then does a buffer that has not shrunk prove that the client took nothing: while the app writes
    on, the buffer may stay as large although the client reads.
    """

    def __init__(
        self, transport: asyncio.Transport, timeout_s: float, is_waiting: Callable[[], bool]
    ) -> None:
        self._transport = transport
        self._timeout_s = timeout_s
        self._is_waiting = is_waiting
        self._unsent_bytes = 0
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Check in ``timeout_s`` seconds whether the client has taken any of the waiting data."""
        self.stop()
        if self._transport.get_write_buffer_size():  # after most replies there is nothing
            self._unsent_bytes = self._count_unsent()
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(self._timeout_s, self._check)

    def stop(self) -> None:
        """Cancel the check until the next `start`. Idempotent."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def close(self) -> None:
        """Stop for good, and release the writer. Idempotent."""
        self.stop()
        # Without the way back to its owner, both are freed at once (see `TransportOutlet.close`).
        self._is_waiting = _never

    def _check(self) -> None:
        if self._count_unsent() < self._unsent_bytes:
            self.start()
        elif self._is_waiting():
            self._transport.abort()

    def _count_unsent(self) -> int:
        """Return the bytes that the client has not taken, those that the system holds included.

        The system asks for more only when it has sent a large part of what it holds, which takes a
        slow client longer than the limit.
        """
        held = array("i", [0])
        if sys.platform != "win32":
            with contextlib.suppress(AttributeError, OSError):  # the connection is lost already
                ioctl(self._transport.get_extra_info("socket").fileno(), TIOCOUTQ, held)
        return self._transport.get_write_buffer_size() + held[0]


def _never() -> bool:
    return False
