"""The bus of a server that is one process."""

from __future__ import annotations

import asyncio
from collections import defaultdict

from yeoul.bus.base import MISSED, Bus, Change, Listener
from yeoul.errors import ShuttingDown

#: Most changes that wait for one listener; one more turns all of them into a single ``missed``.
MAX_PENDING = 256


class MemoryBus(Bus):
    """The bus of one process: all its listeners, by owner."""

    def __init__(self) -> None:
        self._listeners: defaultdict[str, set[MemoryListener]] = defaultdict(set)
        self._closing: ShuttingDown | None = None

    def publish(self, owner: str, change: Change) -> None:
        """Send a change to all listeners of ``owner``."""
        for listener in self._listeners.get(owner, ()):
            listener.take(change)

    def listen(self, owner: str) -> MemoryListener:
        """Return a listener for all changes from now on.

        Raises:
            ShuttingDown: listeners have been let go.
        """
        if self._closing is not None:
            raise self._closing
        listener = MemoryListener(self, owner)
        self._listeners[owner].add(listener)
        return listener

    def forget(self, owner: str, listener: MemoryListener) -> None:
        """Take a listener off the list."""
        self._listeners[owner].discard(listener)
        if not self._listeners[owner]:
            del self._listeners[owner]

    def release_listeners(self) -> None:
        """Let all listeners go (`ShuttingDown`), now and from now on."""
        self._closing = ShuttingDown("The server is restarting.", retry_after_s=1)
        for listeners in self._listeners.values():
            for listener in listeners:
                listener.let_go(self._closing)

    async def aclose(self) -> None:
        """Let all listeners go. Idempotent; they are all that there is to close."""
        self.release_listeners()


class MemoryListener(Listener):
    """The changes that one tab or device has not received yet."""

    def __init__(self, bus: MemoryBus, owner: str) -> None:
        self._bus = bus
        self._owner = owner
        self._pending: list[Change] = []
        self._arrived = asyncio.Event()
        self._closing: ShuttingDown | None = None

    def take(self, change: Change) -> None:
        """Add a change."""
        if len(self._pending) < MAX_PENDING:
            self._pending.append(change)
        else:
            self._pending = [MISSED]
        self._arrived.set()

    def let_go(self, reason: ShuttingDown) -> None:
        """Have `next` raise ``reason``."""
        self._closing = reason
        self._arrived.set()

    async def next(self, timeout_s: float) -> list[Change]:
        """Return the next changes as soon as there are any; none after ``timeout_s`` seconds.

        Raises:
            ShuttingDown
        """
        if not self._pending and self._closing is None:
            try:
                async with asyncio.timeout(timeout_s):
                    await self._arrived.wait()
            except TimeoutError:
                return []
        if self._closing is not None:
            raise self._closing
        pending, self._pending = self._pending, []
        self._arrived.clear()
        return pending

    def close(self) -> None:
        """Stop listening. Idempotent."""
        self._bus.forget(self._owner, self)
