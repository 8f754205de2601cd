"""Tells an owner's other tabs and devices that something has changed: ids only, never contents.

Volatile: nothing is kept for who is not there, and who is too slow is told that it has missed some.
Whoever connects reads everything anew first; what comes here says what to read again.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import Literal, NamedTuple

from yeoul.errors import ShuttingDown

What = Literal["created", "changed", "deleted", "restored", "asked", "continued", "ended", "missed"]

#: Changes that wait for one listener; beyond, they become one ``missed``.
MAX_PENDING = 256


class Change(NamedTuple):
    """One change: of a conversation up to ``restored``, of an answer from ``asked`` on."""

    what: What
    conversation_id: str | None = None
    answer_id: str | None = None


MISSED = Change("missed")


class Changes:
    """All listeners of this server, by owner. Runs on the event loop's thread."""

    def __init__(self) -> None:
        self._listeners: defaultdict[str, set[Listener]] = defaultdict(set)
        self._closing: ShuttingDown | None = None

    def publish(self, owner: str, change: Change) -> None:
        """Tell everybody who listens for ``owner``."""
        for listener in self._listeners.get(owner, ()):
            listener.take(change)

    def listen(self, owner: str) -> Listener:
        """Return a listener for what changes from now on.

        Raises:
            ShuttingDown: listeners have been let go.
        """
        if self._closing is not None:
            raise self._closing
        listener = Listener(self, owner)
        self._listeners[owner].add(listener)
        return listener

    def forget(self, owner: str, listener: Listener) -> None:
        """Take a listener off the list."""
        self._listeners[owner].discard(listener)
        if not self._listeners[owner]:
            del self._listeners[owner]

    def release(self) -> None:
        """Let all listeners go (`ShuttingDown`), now and from now on."""
        self._closing = ShuttingDown("The server is restarting.", retry_after_s=1)
        for listeners in self._listeners.values():
            for listener in listeners:
                listener.let_go(self._closing)


class Listener:
    """What one tab or device has still to be told."""

    def __init__(self, changes: Changes, owner: str) -> None:
        self._changes = changes
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
        """Return what has changed, as soon as something has; nothing after ``timeout_s`` seconds.

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
        self._changes.forget(self._owner, self)
