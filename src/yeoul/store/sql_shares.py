"""The shares in a SQL database: each method runs functions of `share_rows` in transactions.

One for each, but for a share that is made: its copy is read first, in a transaction of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from yeoul.store import share_rows
from yeoul.store.database import Database
from yeoul.store.shares import Share, Shared, SharedPicture, ShareStore, ShareWish


class SqlShareStore(ShareStore):
    """Stores in ``database``, beside the conversations; ``now`` returns the time to write."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    async def add(self, owner: str, token_sha256: str, wish: ShareWish) -> Share:
        now = self._now()
        made = await self._database.read(lambda c: share_rows.copy(c, owner, wish, now))
        return await self._database.write(
            lambda c: share_rows.add(c, owner, token_sha256, wish, made, now), of=[owner]
        )

    async def all_of(self, owner: str) -> list[Share]:
        now = self._now()
        return await self._database.read(lambda c: share_rows.of_owner(c, owner, now))

    async def find(self, token_sha256: str) -> Shared | None:
        now = self._now()
        return await self._database.read(lambda c: share_rows.find(c, token_sha256, now))

    async def picture(self, token_sha256: str, number: int) -> SharedPicture | None:
        now = self._now()
        return await self._database.read(lambda c: share_rows.picture(c, token_sha256, number, now))

    async def revoke(self, owner: str, share_id: str) -> None:
        now = self._now()
        await self._database.write(lambda c: share_rows.revoke(c, owner, share_id, now), of=[owner])

    async def revoke_all(self, owner: str) -> None:
        await self._database.write(lambda c: share_rows.revoke_all(c, owner), of=[owner])
