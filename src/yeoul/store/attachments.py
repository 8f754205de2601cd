"""The seam of attachments: pictures that belong to questions.

A picture is uploaded first, and waits for a question that has it, for a day at most. From then on
it is there as long as the last of its questions is: a later version of a question may have the same
pictures. `Store.ask` and imports write which question has which. `Store.forget_conversation`, and
all else by which questions go for good, takes their pictures along.

An id of another owner is answered like one that does not exist, and so is that of a picture all of
whose questions are in deleted conversations.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from yeoul.protocol.attachments import Attachment

#: Pictures of one owner that wait for a question, and their bytes in all.
MAX_WAITING = 200
MAX_WAITING_BYTES = 128 << 20
#: The time for which one waits.
WAITING_LIFE = timedelta(days=1)


class NewAttachment(NamedTuple):
    """A picture to keep: decoded, found to be sound, and written anew where that was needed."""

    media_type: str
    width: int
    height: int
    content: bytes | bytearray
    #: Of the file as it was sent, as hex.
    source_sha256: str
    name: str = ""
    #: The one that its client has made for it; None: the store makes one.
    id: str | None = None
    #: Whether it is for a temporary conversation, so that it may be in no file.
    temporary: bool = False


class AttachmentStore(ABC):
    """Stores pictures. Raises `StorageFailed`, and where it writes `StorageFull` too."""

    @abstractmethod
    async def add(self, owner: str, given: NewAttachment) -> Attachment:
        """Keep a picture until a question has it. Idempotent by its id; it waits for a day anew.

        Of one owner `MAX_WAITING` wait at most, with `MAX_WAITING_BYTES`: beyond that the oldest
        are deleted, and never this one.

        Raises:
            IdTaken: something else has its id: a picture of another owner, or of another file. Or
                all questions that have it are in deleted conversations.
            Unauthenticated: the owner's account is disabled or removed.
            InvalidRequest: its name is not valid Unicode.
        """

    @abstractmethod
    async def total_bytes(self) -> int:
        """Return the bytes of all pictures, of all owners."""

    @abstractmethod
    async def find(self, owner: str, attachment_id: str) -> Attachment:
        """Return the description of a picture. Raises `NotFound`."""

    @abstractmethod
    async def of_conversation(self, owner: str, conversation_id: str) -> Sequence[Attachment]:
        """Return the descriptions of all pictures of a conversation, each once.

        There are none of one that is deleted, or another owner's.
        """

    @abstractmethod
    async def content(self, owner: str, attachment_id: str) -> bytes:
        """Return the bytes of a picture. Raises `NotFound`."""

    @abstractmethod
    async def forget_waiting(self, owner: str, attachment_id: str) -> None:
        """Delete a picture of the owner, unless a question has it."""
