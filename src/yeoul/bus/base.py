"""The seam by which tabs, devices and workers hear of each other. It carries ids, never contents.

Volatile: nothing is kept for an absent listener, and a slow one gets a single ``missed``. A client
that connects reads everything first; what comes here says what to read again.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Literal, NamedTuple

What = Literal["created", "changed", "deleted", "restored", "asked", "continued", "ended", "missed"]


class Change(NamedTuple):
    """One change: of a conversation up to ``restored``, of an answer from ``asked`` on."""

    what: What
    conversation_id: str | None = None
    answer_id: str | None = None


#: Some changes were dropped: everything is to be read again.
MISSED = Change("missed")


class Listener(ABC):
    """The changes that one tab or device has still to hear of."""

    @abstractmethod
    async def next(self, timeout_s: float) -> list[Change]:
        """Wait for changes; returns none after ``timeout_s`` seconds.

        Raises:
            ShuttingDown: listeners have been let go.
        """

    @abstractmethod
    def close(self) -> None:
        """Stop listening. Idempotent."""


class Bus(ABC):
    """Tells the listeners of an owner what has changed. Runs on the event loop's thread."""

    @abstractmethod
    def publish(self, owner: str, change: Change) -> None:
        """Tell everybody who listens for ``owner``. Never waits, never raises."""

    @abstractmethod
    def listen(self, owner: str) -> Listener:
        """Return a listener for what changes from now on.

        Raises:
            ShuttingDown: listeners have been let go.
        """

    @abstractmethod
    def release_listeners(self) -> None:
        """Let all listeners go (`ShuttingDown`), now and from now on."""
