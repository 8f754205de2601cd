"""The bus of a server that is one process."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable

from yeoul.bus.base import MISSED, Bus, Change, Listener, Notice, NoticeKind
from yeoul.errors import ShuttingDown, YeoulError

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
            listener.add(change)

    def publish_to_all(self, change: Change) -> None:
        """Send a change to the listeners of every owner."""
        for owner in self._listeners:
            self.publish(owner, change)

    def listen(self, owner: str) -> MemoryListener:
        """Return a listener for all changes from now on.

        Raises:
            ShuttingDown: listeners have been let go.
        """
        if self._closing is not None:
            raise self._closing.copy()
        listener = MemoryListener(self, owner)
        self._listeners[owner].add(listener)
        return listener

    def forget(self, owner: str, listener: MemoryListener) -> None:
        """Take a listener off the list."""
        self._listeners[owner].discard(listener)
        if not self._listeners[owner]:
            del self._listeners[owner]

    async def ready(self, owner: str) -> None:
        """Return at once: there are no other workers."""

    def tell(self, notice: Notice, worker: str | None = None) -> None:
        """Nobody is there to be told."""

    def on_notice(self, kind: NoticeKind, heard: Callable[[Notice], None]) -> None:
        """Nobody is there who could tell."""

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
        self._closing: YeoulError | None = None
        self._changed: Callable[[], None] | None = None

    async def ready(self) -> None:
        """Return once the changes of other workers are heard, too."""
        await self._bus.ready(self._owner)

    def add(self, change: Change) -> None:
        """Add a change."""
        if len(self._pending) < MAX_PENDING:
            self._pending.append(change)
        else:
            self._pending = [MISSED]
        self._wake()

    def let_go(self, why: YeoulError) -> None:
        """Have `take` raise ``why`` from now on."""
        self._closing = why
        self._wake()

    def check(self) -> None:
        """Raise what `let_go` was given, if it was."""
        if self._closing is not None:
            raise self._closing.copy()

    def take(self) -> list[Change]:
        """Return the changes since the last call.

        Raises:
            YeoulError: what `let_go` was given.
        """
        self.check()
        pending, self._pending = self._pending, []
        return pending

    def watch(self, changed: Callable[[], None]) -> None:
        """Have ``changed`` called whenever there is something to take."""
        self._changed = changed

    def _wake(self) -> None:
        # Soon, not now: several changes of one step then go out together.
        if self._changed is not None:
            asyncio.get_running_loop().call_soon(self._changed)

    def close(self) -> None:
        """Stop listening. Idempotent."""
        self._changed = None
        self._bus.forget(self._owner, self)
