"""The ends that a product has not been told, in a SQL database: one transaction per method."""

from __future__ import annotations

from datetime import datetime

from yeoul.store import end_rows
from yeoul.store.database import Database
from yeoul.store.ends import Ended, EndStore, Untold


class SqlEndStore(EndStore):
    """Stores in ``database``, beside the answers."""

    def __init__(self, database: Database) -> None:
        self._database = database
        #: Whether the ends of answers are noted.
        self.notes = False

    def begin(self) -> None:
        self.notes = True

    async def due(self, now: datetime, limit: int) -> list[Untold]:
        return await self._database.read(lambda c: end_rows.due(c, now, limit))

    async def tell_later(self, ended: Ended, until: datetime) -> None:
        await self._database.write(
            lambda c: end_rows.tell_later(c, ended, until), of=[ended.answer_id]
        )

    async def forget(self, ended: Ended) -> None:
        await self._database.write(lambda c: end_rows.forget(c, ended), of=[ended.answer_id])
