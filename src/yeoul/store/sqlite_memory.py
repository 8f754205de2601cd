"""The store's database in this process's memory: nothing of it is ever in a file.

One connection in one thread, with the statements of the file's; what is held is small and short.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection

from yeoul.store.database import Database
from yeoul.store.lane import Lane
from yeoul.store.sqlite_database import (
    WRITE,
    ThreadConnections,
    create_tables,
    engine_of,
    run_in,
)

T = TypeVar("T")


class MemoryDatabase(Database):
    """Opens an empty database with the current schema."""

    def __init__(self) -> None:
        # Temporary tables and the like would be files otherwise.
        pragmas = ("temp_store = MEMORY",)
        path = Path(":memory:")
        engine = engine_of(path, begin=WRITE, timeout_s=0, pragmas=pragmas)
        self._connections = ThreadConnections(engine, begin=WRITE, folder=path.parent)
        self._lane = Lane(1, name="store-memory")
        self._made = False

    async def read(self, query: Callable[[Connection], T]) -> T:
        return await self.write(query)

    async def search(self, query: Callable[[Connection], T], *, limit_s: float) -> T:
        return await self.write(query)

    async def write(
        self, change: Callable[[Connection], T], *, of: Sequence[str] | None = None
    ) -> T:
        return await run_in(self._lane, lambda: self._transact(change))

    def _transact(self, work: Callable[[Connection], T]) -> T:
        if not self._made:
            self._connections.transact(create_tables)
            self._made = True
        return self._connections.transact(work)

    async def scrub(self) -> None:
        """There is no file."""

    async def aclose(self) -> None:
        self._lane.end()
        await asyncio.to_thread(self._lane.join)
        self._connections.close()
