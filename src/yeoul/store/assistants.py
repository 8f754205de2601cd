"""The seam of assistants: what a person begins conversations with.

Those that ship with the server are not here, as long as an owner has them as they are. Once one is
changed, the owner's own one is here under its id; once it is deleted, a mark that it is.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import NamedTuple

from yeoul.protocol.assistants import AssistantChanges, AssistantFields


class KeptAssistant(NamedTuple):
    """What is kept under the id of an assistant."""

    id: str
    #: None: it ships with the server, and the owner has deleted it.
    fields: AssistantFields | None


class AssistantStore(ABC):
    """Keeps assistants. What is another owner's is answered like what does not exist.

    Each method is one transaction. Raises `StorageFailed`, and where it writes `StorageFull` too.
    Those that write raise `Unauthenticated` if the owner's account has been disabled or removed
    since the caller was identified, and `InvalidRequest` if a text is not valid Unicode.
    """

    @abstractmethod
    async def all_of(self, owner: str) -> list[KeptAssistant]:
        """Return what is kept for an owner, the oldest first."""

    @abstractmethod
    async def find(self, owner: str, assistant_id: str) -> KeptAssistant | None:
        """Return what is kept under an id."""

    @abstractmethod
    async def add(self, owner: str, assistant_id: str, fields: AssistantFields) -> None:
        """Keep a new assistant, under an id that nothing else has.

        Raises:
            TooManyAssistants: the owner has `MAX_ASSISTANTS`.
        """

    @abstractmethod
    async def change(
        self,
        owner: str,
        assistant_id: str,
        changes: AssistantChanges,
        *,
        shipped: AssistantFields | None = None,
    ) -> AssistantFields:
        """Change an assistant and return what it is now.

        ``shipped`` is what ships with the server under this id: changed where nothing is kept.

        Raises:
            NotFound: nothing is kept under this id and nothing ships with it, or it is deleted.
        """

    @abstractmethod
    async def remove(self, owner: str, assistant_id: str, *, shipped: bool = False) -> None:
        """Delete an assistant. Of one that is ``shipped`` it is kept that it is deleted.

        Raises:
            NotFound: nothing is kept under this id and nothing ships with it, or it is deleted.
        """

    @abstractmethod
    async def forget(self, owner: str, assistant_id: str) -> None:
        """Keep nothing under an id: what ships under it is as it was. Idempotent."""
