"""The assistants in a SQL database: each method runs a function of `assistant_rows`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from yeoul.protocol.assistants import AssistantChanges, AssistantFields
from yeoul.store import assistant_rows
from yeoul.store.assistants import AssistantStore, KeptAssistant
from yeoul.store.database import Database


class SqlAssistantStore(AssistantStore):
    """Stores in ``database``, beside the conversations; ``now`` returns the time to write."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    async def all_of(self, owner: str) -> list[KeptAssistant]:
        return await self._database.read(lambda c: assistant_rows.all_of(c, owner))

    async def find(self, owner: str, assistant_id: str) -> KeptAssistant | None:
        return await self._database.read(lambda c: assistant_rows.find(c, owner, assistant_id))

    async def add(self, owner: str, assistant_id: str, fields: AssistantFields) -> None:
        now = self._now()
        await self._database.write(
            lambda c: assistant_rows.add(c, owner, assistant_id, fields, now), of=[owner]
        )

    async def change(
        self,
        owner: str,
        assistant_id: str,
        changes: AssistantChanges,
        *,
        shipped: AssistantFields | None = None,
    ) -> AssistantFields:
        now = self._now()
        return await self._database.write(
            lambda c: assistant_rows.change(c, owner, assistant_id, changes, shipped, now),
            of=[owner],
        )

    async def remove(self, owner: str, assistant_id: str, *, shipped: bool = False) -> None:
        now = self._now()
        await self._database.write(
            lambda c: assistant_rows.remove(c, owner, assistant_id, now, shipped=shipped),
            of=[owner],
        )

    async def forget(self, owner: str, assistant_id: str) -> None:
        await self._database.write(
            lambda c: assistant_rows.forget(c, owner, assistant_id), of=[owner]
        )
