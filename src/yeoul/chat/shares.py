"""Links to conversations: made for their owner, and followed by people whom nobody knows.

A link shows a snapshot of one branch, as it was when the link was made. Its token is all that it
takes to read that, so only the link's owner is ever given it, once.
"""

from __future__ import annotations

import hashlib
import secrets

from yeoul.errors import NotShareable
from yeoul.store.base import Store
from yeoul.store.shares import Share, Shared, SharedPicture, ShareStore, ShareWish


class Shares:
    """The links of all owners. For one event loop. Errors of the store are as in `ShareStore`."""

    def __init__(self, store: Store, shares: ShareStore) -> None:
        self._store = store
        self._shares = shares

    async def make(self, owner: str, wish: ShareWish) -> tuple[Share, str]:
        """Share a branch; returns the share, and the token of its link (256 random bits).

        Raises:
            NotShareable: the conversation is temporary, too, or as `ShareStore.add` says.
            YeoulError: see `ShareStore.add`.
        """
        conversation = await self._store.conversation(owner, wish.conversation_id)
        if conversation.temporary:
            raise NotShareable("A temporary chat is kept nowhere, so no link can lead to it.")
        token = secrets.token_urlsafe(32)
        return await self._shares.add(owner, _digest_of(token), wish), token

    async def all_of(self, owner: str) -> list[Share]:
        """Return the links of an owner that work, the newest first."""
        return await self._shares.all_of(owner)

    async def revoke(self, owner: str, share_id: str) -> None:
        """Have a link lead nowhere from now on. Raises `NotFound`."""
        await self._shares.revoke(owner, share_id)

    async def find(self, token: str) -> Shared | None:
        """Return what a link leads to; None if it has expired, was revoked, or never was."""
        return await self._shares.find(_digest_of(token))

    async def picture(self, token: str, number: int) -> SharedPicture | None:
        """Return one of the pictures of what a link leads to; None as `find`, or of no such one."""
        return await self._shares.picture(_digest_of(token), number)


def _digest_of(token: str) -> str:
    """Return what is stored of a token: it is random, so a fast digest is enough (ASVS 6.5.2)."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
