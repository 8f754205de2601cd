"""The seam of the workers: the server processes that share a store and a log, and who of them died.

Every guarantee is stated here. Nothing of it guards data: the fences of store and log do.

**A suspicion may be wrong.** A worker that is told gone may only be stalled, or cut off. Whoever
takes its answers over opens a later epoch, which fences it, or is fenced itself.

**A death is told.** A worker that dies is told gone to every other one, within about two seconds;
one that leaves, at once. While the workers cannot hear each other at all, nobody is suspected.

**Names.** A worker has a new name at each start, so that nothing of an earlier life is its own.

**One store.** A worker that would share the engine with workers of another store does not start: it
would take their answers for lost, and they its own. The name of the store stands in its beats.

**The first one.** `leads` is true for one worker at most times: it does what would be wasted twice.
For a moment it may be true for two, or for none.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection

from yeoul.workers.slots import Slots


class Workers(ABC):
    """The workers of an installation, seen by one of them. For one event loop."""

    @property
    @abstractmethod
    def me(self) -> str:
        """The name of this worker; never empty."""

    @property
    @abstractmethod
    def leads(self) -> bool:
        """Whether this worker does what is needed once in an installation."""

    @abstractmethod
    async def use(self, store: str) -> None:
        """Tell the others which store this worker uses, by the identity of that.

        Of two that start at once with different ones, one at least is refused.

        Raises:
            StartupError: a worker that lives uses another one, or the engine does not answer.
        """

    @abstractmethod
    def others(self) -> Collection[str]:
        """Return the names of the other workers that live, as far as is known."""

    @abstractmethod
    async def look(self) -> None:
        """Learn of the workers that have come until now, so that `others` has them.

        A worker tells that it has come before it writes anything: behind this, a writer that
        nobody has heard of is gone.

        Raises:
            StorageFailed: the workers do not hear each other.
        """

    @abstractmethod
    def on_gone(self, told: Callable[[str], None]) -> None:
        """Have ``told`` called with the name of each worker that is gone from now on.

        It is called on the loop's thread and must not raise. One that was suspected wrongly is
        among the `others` again later, and may be told gone again.
        """

    @abstractmethod
    def has_left(self, worker: str) -> bool:
        """Return whether a worker has told that it leaves, so that it did not die in its work."""

    @abstractmethod
    def slots(self, name: str, slots: int) -> Slots | None:
        """Return the slots of a service, which all workers share; None: this one is alone.

        The ``name`` is that of the service in all workers. What is said of its number of slots last
        holds.
        """

    @abstractmethod
    async def leave(self) -> None:
        """Tell the others that this worker writes nothing any more. Idempotent."""

    @abstractmethod
    async def aclose(self) -> None:
        """Leave, and close. Idempotent."""
