"""The seam of shares: snapshots of branches of conversations, for all who have the link.

A snapshot is of one moment, and never changed: what is asked later, and what stands in other
branches, is not in it. Whatever ends a share deletes it, in the transaction of
its cause: the revocation, the deletion of its conversation, the end of its owner's account.

Of a link's token the store is given and keeps only the digest (SHA-256, as hex).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

#: Shares of one owner at the same time.
MAX_SHARES = 100
#: Bytes of the largest snapshot, as JSON in UTF-8.
MAX_SNAPSHOT_BYTES = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ShareWish:
    """What somebody wants to share."""

    conversation_id: str
    #: For how long.
    life: timedelta
    #: The end of the branch; None is the conversation's leaf.
    leaf_id: str | None = None
    #: Whether what the models thought is in it, and the instructions.
    reasoning: bool = False
    system: bool = False


class Share(NamedTuple):
    """A share, without its snapshot."""

    id: str
    conversation_id: str
    #: That of the snapshot: the conversation's, unless it was made of another branch's words.
    title: str
    #: How many messages it has.
    messages: int
    #: Whether there is thinking in it, and whether there are instructions.
    reasoning: bool
    system: bool
    created_at: datetime
    expires_at: datetime


class Shared(NamedTuple):
    """What a link leads to."""

    share: Share
    #: As `yeoul.protocol.shared.write_branch` wrote it.
    snapshot: str


class SharedPicture(NamedTuple):
    """A picture that a link shows."""

    media_type: str
    content: bytes


class ShareStore(ABC):
    """Stores shares. The times that it returns are aware and in UTC.

    A share that has expired is answered like one that does not exist. Raises `StorageFailed`, and
    where it writes `StorageFull` too.
    """

    @abstractmethod
    async def add(self, owner: str, token_sha256: str, wish: ShareWish) -> Share:
        """Take the snapshot of a branch as it is now, and keep it.

        Raises:
            NotFound: no such conversation of the owner, or the leaf is not a message of it.
            ConversationDeleted: it can be restored, and then be shared.
            AnswerInProgress: an answer of the branch is not settled.
            NotShareable: the branch has no message, or more than `MAX_SNAPSHOT_BYTES`.
            TooManyShares: the owner has `MAX_SHARES`.
            Unauthenticated: the owner has no account, or one that is disabled; perhaps since the
                caller was identified.
        """

    @abstractmethod
    async def all_of(self, owner: str) -> list[Share]:
        """Return the shares of an owner, the newest first."""

    @abstractmethod
    async def find(self, token_sha256: str) -> Shared | None:
        """Return what the link with this token leads to."""

    @abstractmethod
    async def picture(self, token_sha256: str, number: int) -> SharedPicture | None:
        """Return one of the pictures that the link with this token shows, from 0."""

    @abstractmethod
    async def revoke(self, owner: str, share_id: str) -> None:
        """Delete a share. Raises `NotFound` if the owner has none of this id."""

    @abstractmethod
    async def revoke_all(self, owner: str) -> None:
        """Delete all shares of an owner."""
