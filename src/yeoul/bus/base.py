"""The seam of the bus, by which tabs and devices learn of changes: of their ids, never contents.

Volatile: nothing is kept for an absent listener, and a slow one gets a single ``missed``. A client
that connects reads everything first; a change then names the thing to read again.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Literal, NamedTuple

What = Literal["created", "changed", "deleted", "restored", "asked", "continued", "ended", "missed"]


class Change(NamedTuple):
    """One change: of a conversation up to ``restored``, of an answer from ``asked`` on."""

    what: What
    conversation_id: str | None = None
    answer_id: str | None = None


#: Some changes were dropped: the listener has to read everything again.
MISSED = Change("missed")


class Listener(ABC):
    """The changes that one tab or device has not received yet."""

    @abstractmethod
    def take(self) -> list[Change]:
        """Return the changes since the last call; never waits.

        Raises:
            ShuttingDown: listeners have been let go.
        """

    @abstractmethod
    def watch(self, changed: Callable[[], None]) -> None:
        """Have ``changed`` called once, when `take` has something to return or to raise."""

    @abstractmethod
    def close(self) -> None:
        """Stop listening. Idempotent."""


class Bus(ABC):
    """Sends changes to the listeners of an owner. Runs on the event loop's thread."""

    @abstractmethod
    def publish(self, owner: str, change: Change) -> None:
        """Send a change to all listeners of ``owner``. Never waits, never raises."""

    @abstractmethod
    def listen(self, owner: str) -> Listener:
        """Return a listener for all changes from now on.

        Raises:
            ShuttingDown: listeners have been let go.
        """

    @abstractmethod
    def release_listeners(self) -> None:
        """Let all listeners go (`ShuttingDown`), now and from now on."""
