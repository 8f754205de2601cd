"""The seam of the bus, by which tabs and devices learn of changes: of their ids, never contents.

Volatile: nothing is kept for an absent listener, and a slow one gets a single ``missed``. A client
that connects reads everything first; a change then names the thing to read again.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Literal, NamedTuple

from yeoul.deadlines import wait_for_change
from yeoul.errors import YeoulError

What = Literal[
    "created",
    "changed",
    "deleted",
    "restored",
    "asked",
    "continued",
    "ended",
    "models",
    "downloads",
    "missed",
]


class Change(NamedTuple):
    """One change: of a conversation up to ``restored``, of an answer up to ``ended``.

    ``models`` and ``downloads`` are the server's own lists of that name, and come without an id.
    """

    what: What
    conversation_id: str | None = None
    answer_id: str | None = None


NoticeKind = Literal["stop", "free"]


class Notice(NamedTuple):
    """What one worker tells another, or all others."""

    kind: NoticeKind
    #: The worker that tells it.
    worker: str
    #: Those that it is about.
    ids: tuple[str, ...] = ()


#: Some changes were dropped: the listener has to read everything again.
MISSED = Change("missed")


class Listener(ABC):
    """The changes that one tab or device has not received yet. Not for concurrent use."""

    @abstractmethod
    def take(self) -> list[Change]:
        """Return the changes since the last call; never waits.

        Raises:
            ShuttingDown: listeners have been let go.
            YeoulError: what `let_go` was given.
        """

    @abstractmethod
    def watch(self, changed: Callable[[], None]) -> None:
        """Have ``changed`` called whenever `take` has something new, until `close`.

        Changes from now on count: call it where `take` has returned none.
        """

    @abstractmethod
    def let_go(self, why: YeoulError) -> None:
        """Have `take` raise ``why`` from now on, and tell what watches. Idempotent."""

    @abstractmethod
    def check(self) -> None:
        """Raise what `let_go` was given, if it was; takes nothing."""

    @abstractmethod
    def close(self) -> None:
        """Stop listening. Idempotent."""

    async def next(self, timeout_s: float) -> list[Change]:
        """Return what `take` returns, as soon as there is something, and raise what it raises.

        Returns no change after ``timeout_s`` seconds, at once if they are 0.
        """
        changes = self.take()
        if not changes and timeout_s > 0:
            await wait_for_change(self.watch, timeout_s)
            changes = self.take()
        return changes


class Bus(ABC):
    """Sends changes to the listeners of an owner, to each in the order in which it got them.

    Runs on the event loop's thread. It keeps nothing on a disk, so it raises no storage errors.
    """

    @abstractmethod
    def publish(self, owner: str, change: Change) -> None:
        """Send a change to all listeners of ``owner``. Never waits, never raises."""

    @abstractmethod
    def publish_to_all(self, change: Change) -> None:
        """Send a change that concerns the whole server to every listener, whoever its owner is.

        Never waits, never raises.
        """

    @abstractmethod
    def listen(self, owner: str) -> Listener:
        """Return a listener for all changes from now on.

        Raises:
            ShuttingDown: listeners have been let go.
        """

    @abstractmethod
    def tell(self, notice: Notice, worker: str | None = None) -> None:
        """Tell another worker, or all others. Never waits, never raises; may be lost."""

    @abstractmethod
    def on_notice(self, kind: NoticeKind, heard: Callable[[Notice], None]) -> None:
        """Have ``heard`` called with each notice of a kind that another worker tells."""

    @abstractmethod
    def release_listeners(self) -> None:
        """Let all listeners go (`ShuttingDown`), now and from now on. Idempotent."""

    @abstractmethod
    async def aclose(self) -> None:
        """Let all listeners go and close. Idempotent; `publish` does nothing from then on."""
