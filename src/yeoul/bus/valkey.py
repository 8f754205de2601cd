"""The bus of several workers, over the channels of an engine.

A worker's own listeners get a change at once, whatever the engine does. Those of others get it by a
channel of the owner, which a worker hears while that owner listens there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any, cast, get_args

import orjson
from redis.asyncio import Redis

from yeoul.bus.base import MISSED, Change, Notice, NoticeKind, What
from yeoul.bus.memory import MemoryBus, MemoryListener
from yeoul.engine_channels import Channels, open_client
from yeoul.errors import StartupError

#: Channel of all workers, that of one worker, and that of one owner's changes.
ALL, WORKER, OWNER = "y1:all", "y1:w:", "y1:o:"
_CHANGE = "change"
_WHATS = frozenset(get_args(What))


class ValkeyBus(MemoryBus):
    """The bus of one worker among several. Messages are arrays, of which its name is the first."""

    def __init__(self, client: Redis, worker: str) -> None:
        """Use `open`."""
        super().__init__()
        self._client = client
        self._worker = worker
        self._heard: defaultdict[str, list[Callable[[Notice], None]]] = defaultdict(list)
        lost = self._message(_CHANGE, *MISSED)
        self._channels = Channels(client, missed=self._missed, after_loss=(ALL, lost))
        for channel in (ALL, WORKER + worker):
            self._channels.hear(channel, self._take)

    @classmethod
    async def open(cls, url: str, worker: str) -> ValkeyBus:
        """Return the bus of ``worker`` over the engine at ``url``.

        Raises:
            StartupError: the engine does not answer.
        """
        bus = cls(open_client(url), worker)
        bus._channels.start()
        if not await bus._channels.join(ALL):
            await bus.aclose()
            raise StartupError("The engine of the workers does not answer.")
        return bus

    # -- changes ---------------------------------------------------------------------------------

    def publish(self, owner: str, change: Change) -> None:
        """Send a change to all listeners of ``owner``."""
        super().publish(owner, change)
        self._channels.say(OWNER + owner, self._message(*change))

    def publish_to_all(self, change: Change) -> None:
        """Send a change to the listeners of every owner."""
        self._publish_here(change)
        self._channels.say(ALL, self._message(_CHANGE, *change))

    def _publish_here(self, change: Change) -> None:
        for owner in self._listeners:
            super().publish(owner, change)

    def _missed(self, sender: str | None = None) -> None:
        self._publish_here(MISSED)
        self._tell_here(Notice("missed", sender or self._worker))

    def listen(self, owner: str) -> MemoryListener:
        """Return a listener for all changes from now on.

        Raises:
            ShuttingDown: listeners have been let go.
        """
        is_first = owner not in self._listeners
        listener = super().listen(owner)
        if is_first:
            self._channels.hear(OWNER + owner, lambda message: self._take_change(owner, message))
        return listener

    def forget(self, owner: str, listener: MemoryListener) -> None:
        """Take a listener off the list."""
        super().forget(owner, listener)
        if owner not in self._listeners:
            self._channels.leave(OWNER + owner)

    async def ready(self, owner: str) -> None:
        """Return once the changes of an owner who listens are heard, or ``missed`` will come."""
        await self._channels.join(OWNER + owner)

    def _take_change(self, owner: str, message: bytes) -> None:
        sender, *change = orjson.loads(message)
        if sender != self._worker:
            super().publish(owner, _change_of(change))

    # -- notices ---------------------------------------------------------------------------------

    def tell(self, notice: Notice, worker: str | None = None) -> None:
        """Tell one other worker, or all others."""
        channel = ALL if worker is None else WORKER + worker
        self._channels.say(channel, self._message(notice.kind, *notice.about))

    def on_notice(self, kind: NoticeKind, heard: Callable[[Notice], None]) -> None:
        """Have ``heard`` called with each notice of a kind."""
        self._heard[kind].append(heard)

    def _take(self, message: bytes) -> None:
        sender, kind, *about = orjson.loads(message)
        if sender == self._worker:
            return
        if kind == _CHANGE and (change := _change_of(about)) == MISSED:
            # The sender has lost what it was to say.
            self._missed(sender)
        elif kind == _CHANGE:
            self._publish_here(change)
        self._tell_here(Notice(cast("NoticeKind", kind), sender, tuple(about)))

    def _tell_here(self, notice: Notice) -> None:
        for heard in self._heard.get(notice.kind, ()):
            heard(notice)

    def _message(self, *parts: str | None) -> bytes:
        return orjson.dumps((self._worker, *parts))

    async def aclose(self) -> None:
        """Let all listeners go, say what is not said yet, and close. Idempotent."""
        await super().aclose()
        await self._channels.aclose()
        await self._client.aclose()


def _change_of(parts: list[Any]) -> Change:
    """Return a change; one that only a later version knows says to read everything again."""
    return Change(*parts) if parts[0] in _WHATS else MISSED
