"""The services in a SQL database: each method runs a function of `service_rows`."""

from __future__ import annotations

from collections.abc import Sequence

from yeoul.store import service_rows
from yeoul.store.database import Database
from yeoul.store.services import ServiceRow, ServiceStore

#: Whose turn a change of services takes: they are compared with all there are.
_TURN = "services"


class SqlServiceStore(ServiceStore):
    """Stores in ``database``, beside the conversations."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self) -> list[ServiceRow]:
        return await self._database.read(service_rows.read)

    async def write(self, before: Sequence[ServiceRow], after: Sequence[ServiceRow]) -> bool:
        return await self._database.write(
            lambda c: service_rows.replace(c, before, after), of=[_TURN]
        )
