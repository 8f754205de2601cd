"""The seam of the slots that workers share: how many answers a service gives at a time, to whom.

Owners take turns, each in its own order: a slot that becomes free goes to the owner whose turn it
is, whose next turn comes after everybody else's. An owner may be limited to a number of slots; what
is beyond it waits for that owner's own answers, and holds nobody up.

Of several workers, all together have the slots, and take turns as one. The slots of one that is
told gone are free again. If it lives after all, its answers go on beside those that were let in.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeVar


class Slots(ABC):
    """The slots of one service. For one event loop."""

    @abstractmethod
    def slot(
        self, owner: str, tell_position: Callable[[int], None], *, most: int | None = None
    ) -> AbstractAsyncContextManager[None]:
        """Hold a slot inside the block; until then ``tell_position`` gets new places, from 1.

        The place counts the turns that come before, of all owners. It grows when an owner comes who
        did not wait before. An owner gets no more than ``most`` slots. Cancelling the wait gives up
        the place.
        """


class Waiting:
    """An answer that waits for a slot."""

    __slots__ = ("_tell", "_told", "most", "turn")

    def __init__(self, tell: Callable[[int], None], most: int | None) -> None:
        self.turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        #: Most slots that its owner may have.
        self.most = most
        self._tell = tell
        self._told = 0

    def tell(self, position: int) -> None:
        """Tell its place, if that is another one than it was told last."""
        if position != self._told:
            self._told = position
            self._tell(position)


class _Limited(Protocol):
    @property
    def most(self) -> int | None: ...


W = TypeVar("W", bound=_Limited)


def in_order(queues: Sequence[tuple[int, Sequence[W]]]) -> Iterator[W]:
    """Yield those who wait in the order of their turns, if nobody else comes or leaves.

    A queue is an owner's: the slots that they have, and who waits; the owner in front is next. What
    is beyond its owner's limit comes behind all others: when one of that owner's answers will end,
    nobody knows.
    """
    if len(queues) == 1:  # alone, an owner is in its own order, whatever its limit
        yield from queues[0][1]
        return
    limited: list[W] = []
    for turn in range(max((len(entries) for _, entries in queues), default=0)):
        for taken, entries in queues:
            if turn < len(entries):
                entry = entries[turn]
                if entry.most is None or taken + turn < entry.most:
                    yield entry
                else:
                    limited.append(entry)
    yield from limited
