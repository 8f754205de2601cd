"""Dropping a connection at once, and what is unsent with it.

Its app may ask for that, so that nobody takes what was sent for a whole answer; and it happens to a
client that takes nothing of what waits for it. Ending a body, or closing a connection, waits until
all is taken.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Final

#: Key in the ASGI scope's extensions under which the server offers it: a function of no arguments.
EXTENSION: Final = "yeoul.abort"
#: Seconds in which a client takes something of what waits for it, unless the app says otherwise.
SEND_TIMEOUT_S: Final = 30.0
#: Key in the app's lifespan state: the app's own `SEND_TIMEOUT_S`.
SEND_TIMEOUT_STATE: Final = "send_timeout_s"


def offer_abort(scope: Any, transport: asyncio.Transport) -> None:
    """Have `abort` drop ``transport`` when it is called with this ASGI scope."""
    scope.setdefault("extensions", {})[EXTENSION] = transport.abort


async def abort(scope: Any) -> None:
    """Drop the connection without ending what is being sent, whether or not anybody reads it.

    Under a server that does not offer it nothing happens here; such a server closes the connection
    when the app returns before its reply is complete.
    """
    drop = scope.get("extensions", {}).get(EXTENSION)
    if drop is not None:
        drop()
        await asyncio.sleep(0)


class UnsentWatch:
    """Drops a connection whose client takes nothing of what waits for it in ``timeout_s`` seconds.

    ``is_told`` says whether all is written that was to be, or whoever writes waits: only then does
    a buffer that has not shrunk show that nothing was taken.
    """

    def __init__(
        self, transport: asyncio.Transport, timeout_s: float, is_told: Callable[[], bool]
    ) -> None:
        self._transport = transport
        self._timeout_s = timeout_s
        self._is_told = is_told
        self._unsent_bytes = 0
        self._timer: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        """Look later whether the client has taken anything of what waits for it now."""
        self.end()
        self._unsent_bytes = self._transport.get_write_buffer_size()
        if self._unsent_bytes:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(self._timeout_s, self._look)

    def end(self) -> None:
        """Look no more, until it begins again. Idempotent."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def close(self) -> None:
        """Look no more, and hold nothing. Idempotent."""
        self.end()
        self._is_told = _never  # it mostly belongs to what holds this: both would outlive their use

    def _look(self) -> None:
        if self._transport.get_write_buffer_size() < self._unsent_bytes:
            self.begin()
        elif self._is_told():
            self._transport.abort()


def _never() -> bool:
    return False
