"""The connections to PostgreSQL, each of which is in a transaction or unused.

A pooler such as PgBouncer may give every transaction another connection to the server. So all that
is done on a connection is done inside of a transaction, the look-ups of a new one too, and nothing
is set for longer than that. A statement that was prepared by name is not there in the next one:
behind a pooler, or where the address says so, each is prepared anew and without a name.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from itertools import count
from time import monotonic
from typing import Any

import asyncpg
from sqlalchemy import event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from yeoul.store.any_text import dump_json, load_json
from yeoul.store.postgres.address import Address
from yeoul.store.postgres.clock import ServerClock
from yeoul.store.postgres.errors import ERRORS
from yeoul.tasks import Tasks

#: Statements that a connection keeps prepared: more than there are.
_PREPARED = 500


async def connect(address: Address, *, patience_s: float) -> asyncpg.Connection:
    """Return a new connection; what takes longer than ``patience_s`` is given up."""
    return await asyncpg.connect(
        address.dsn, timeout=patience_s, command_timeout=patience_s, statement_cache_size=0
    )


class Connections:
    """At most ``many`` connections to the database at ``address``."""

    def __init__(self, address: Address, *, many: int, patience_s: float) -> None:
        self.clock = ServerClock()
        self._address = address
        self._patience_s = patience_s
        self._opening = Tasks()
        self._drop_before_s = -math.inf
        self._engine = create_async_engine(
            "postgresql+asyncpg://",
            creator=self._create,
            isolation_level="AUTOCOMMIT",
            pool_size=many,
            max_overflow=0,
            pool_timeout=patience_s,
            json_serializer=dump_json,
            json_deserializer=load_json,
            # Errors tell the statement, and the log shows them: never what somebody has written.
            hide_parameters=True,
        )
        numbers = count()
        self._statements = (
            {"prepared_statement_cache_size": 0, "prepared_statement_name_func": lambda: ""}
            if address.unnamed
            else {
                "prepared_statement_cache_size": _PREPARED,
                "prepared_statement_name_func": lambda: f"yeoul_{next(numbers)}",
            }
        )
        event.listen(self._engine.sync_engine, "connect", _end_look_ups)
        event.listen(self._engine.sync_engine, "checkout", self._check_usable)

    @asynccontextmanager
    async def begun(self, begin: str) -> AsyncIterator[tuple[AsyncConnection, Any]]:
        """Yield a connection in a transaction, and its driver, which has to commit it.

        What is not committed is undone.
        """
        async with self._engine.connect() as connection:
            driver = (await connection.get_raw_connection()).driver_connection
            assert driver is not None
            try:
                await driver.execute(begin)
                await self.clock.look(driver)
                yield connection, driver
            except BaseException as error:
                await _undo(connection, driver, error)
                raise

    def drop(self) -> None:
        """Have all connections made anew: they lead to a server that is not the one any more."""
        self._drop_before_s = monotonic()

    async def aclose(self) -> None:
        """Close all connections; none is in use."""
        await self._opening.wait()
        await self._engine.dispose()

    def _check_usable(self, connection: Any, record: Any, _fairy: Any) -> None:
        made_s = record.info.setdefault("made_s", monotonic())
        if connection.driver_connection.is_closed() or made_s < self._drop_before_s:
            raise DisconnectionError

    def _create(self) -> Any:
        driver: Any = self._engine.dialect.dbapi
        return driver.connect(async_creator_fn=self._open, **self._statements)

    async def _open(self) -> asyncpg.Connection:
        """Return a new connection, in a transaction for all that SQLAlchemy looks up.

        A caller that leaves does not break it off: the driver would complain of the half of it.
        """
        made: list[asyncpg.Connection] = []
        has_left = False

        async def make() -> None:
            try:
                connection = await connect(self._address, patience_s=self._patience_s)
                made.append(connection)
                await connection.execute("BEGIN")
            except ERRORS:
                if not has_left:
                    raise
            if has_left:
                for connection in made:
                    connection.terminate()

        try:
            await self._opening.complete(make(), name="connect to the database")
        except BaseException:
            has_left = True
            for connection in made:
                connection.terminate()
            raise
        return made[0]


def _end_look_ups(connection: Any, _record: Any) -> None:
    connection.run_async(lambda driver: driver.execute("COMMIT"))


async def _undo(connection: AsyncConnection, driver: Any, error: BaseException) -> None:
    """Undo what has begun on a connection, or close it where nobody knows what that is doing."""
    if connection.invalidated:
        return
    if not driver.is_closed() and not isinstance(error, asyncio.CancelledError | TimeoutError):
        with suppress(*ERRORS):
            await driver.execute("ROLLBACK")
            return
    await connection.invalidate()
