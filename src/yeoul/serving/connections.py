"""The two ways in which a connection is cut, for HTTP and WebSocket alike.

`UnsentWatch` cuts a client that takes none of the data waiting for it. `offer_abort` lets an app
cut its own connection, so that no client takes a partial body for the whole answer. Cutting means
dropping the connection at once with everything unsent: ending the body, or closing the connection,
would wait until the client has taken it all.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import uvicorn

from yeoul.defaults import SEND_TIMEOUT_S
from yeoul.transports.abort import EXTENSION


class ServerConfig(uvicorn.Config):
    """uvicorn's configuration, which every connection has, and the time limit for its client."""

    send_timeout_s: float = SEND_TIMEOUT_S


def offer_abort(scope: Any, transport: asyncio.Transport) -> None:
    """Let the app cut ``transport`` by `yeoul.transports.abort.abort` with this ASGI scope."""
    scope.setdefault("extensions", {})[EXTENSION] = transport.abort


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
        self._unsent_bytes = self._transport.get_write_buffer_size()
        if self._unsent_bytes:
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
        # The callback mostly belongs to the object that holds this one: without the cycle both are
        # freed at once, not by the collector.
        self._is_waiting = _never

    def _check(self) -> None:
        if self._transport.get_write_buffer_size() < self._unsent_bytes:
            self.start()
        elif self._is_waiting():
            self._transport.abort()


def _never() -> bool:
    return False
