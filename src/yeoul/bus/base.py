"""The seam of the bus, by which tabs, devices and workers learn of changes: of ids, never contents.

Volatile: nothing is kept for an absent listener, and a slow one gets a single ``missed``. A client
that connects reads everything first; a change then names the thing to read again.

**Between workers.** The workers that share a store share a bus: a change that one of them publishes
reaches the listeners of all, and a notice the other workers themselves. Where some of it may have
been lost, listeners get ``missed``. A lost notice is repeated by nobody, so nothing may depend on
one; it only hastens what is found out anyway:

- ``stop``: the store has the Stop, and whoever writes the answer asks for it.
- ``free``: the worker leaves then, and who leaves is told gone.
- ``ended``: the rights of all streams are looked at every ten seconds, and the store says which
  sessions go on.
- ``barred``: what grows for the person ends by itself; their rights have ended.
- ``removed``: the store has noted it, and whoever keeps house goes on with it.
- ``services``: they are read again every minute.
- ``downloads``: the folder is looked at whenever they are listed or begun; and a part that nobody
  lets go of is not paused or thrown away, which is said.
- ``tries``: each worker counts those at itself, whatever others say.
- ``end``: whoever tells the product looks every minute.
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
    "assistants",
    "missed",
]


class Change(NamedTuple):
    """One change: of a conversation up to ``restored``, of an answer up to ``ended``.

    ``models`` and ``downloads`` are the server's own lists of that name, and ``assistants`` is the
    owner's: these come without an id.
    """

    what: What
    conversation_id: str | None = None
    answer_id: str | None = None


#: What a worker tells others, and what it is about:
#: - ``stop``: answers to stop, which the worker that is told may be writing;
#: - ``free``: answers that the worker has begun, writes no more, and gives away;
#: - ``ended``: an owner, and their session or token that has ended; without it all have;
#: - ``barred``, ``removed``: an owner who is let in no longer, and one whose account is deleted;
#: - ``services``: nothing; a service was connected, changed or removed;
#: - ``downloads``: to look at them, or which one to let go of, see `downloads/downloads.py`;
#: - ``tries``: what became of a try to log in, and the digests of its name and address;
#: - ``passkey``, ``provider``: a log-in has begun, and may end at any worker, or is used up; its
#:   person begins anew where that was lost;
#: - ``end``: nothing; an answer has ended, of which the product is to be told;
#: - ``call``: what has become of the readers of a program's call, its owner and its answer;
#: - ``missed``: nothing; the bus itself tells that notices may have been lost before this one.
NoticeKind = Literal[
    "stop",
    "free",
    "ended",
    "barred",
    "removed",
    "services",
    "downloads",
    "tries",
    "passkey",
    "provider",
    "end",
    "call",
    "missed",
]


class Notice(NamedTuple):
    """What one worker tells another, or all others."""

    kind: NoticeKind
    #: The worker that tells it.
    worker: str
    about: tuple[str, ...] = ()


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

    async def ready(self) -> None:  # noqa: B027  # where there is one process, it is done
        """Return once the changes of other workers are heard, too, or ``missed`` stands for them.

        Whoever reads everything after that misses nothing.
        """

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
        """Tell one other worker, or all others. Never waits, never raises; it may be lost."""

    @abstractmethod
    def on_notice(self, kind: NoticeKind, heard: Callable[[Notice], None]) -> None:
        """Have ``heard`` called with each notice of a kind that another worker tells this one.

        It is called on the loop's thread and must not raise.
        """

    @abstractmethod
    def release_listeners(self) -> None:
        """Let all listeners go (`ShuttingDown`), now and from now on. Idempotent."""

    @abstractmethod
    async def aclose(self) -> None:
        """Let all listeners go and close. Idempotent; `publish` does nothing from then on."""
