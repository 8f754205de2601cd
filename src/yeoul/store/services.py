"""The seam of the services that people connect, in a store that several workers share.

What a service is, the store does not know: it keeps what it is given, and lets nobody write over
what they have not read.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple


class ServiceRow(NamedTuple):
    """One service, as values of JSON."""

    id: str
    #: What may be shown of it.
    entry: Mapping[str, Any]
    #: Its key, and the other secrets of its address; None where it has none.
    secret: Any = None


class ServiceStore(ABC):
    """Keeps services, in the order in which they came. Safe for concurrent use."""

    @abstractmethod
    async def read(self) -> list[ServiceRow]:
        """Return all of them.

        Raises:
            StorageFailed
        """

    @abstractmethod
    async def write(self, before: Sequence[ServiceRow], after: Sequence[ServiceRow]) -> bool:
        """Keep ``after`` from now on, in the place of ``before``, in one transaction.

        Returns False where others are kept by now than ``before``: then nothing is changed, as one
        of them would be lost.

        Raises:
            StorageFull, StorageFailed
        """
