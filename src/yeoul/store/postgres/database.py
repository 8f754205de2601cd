"""The store's database in PostgreSQL, which several servers share.

A write is a transaction of its own on an asynchronous driver. It sees what was committed before
each of its statements (``READ COMMITTED``), and takes its turn by advisory locks, which one message
to the server takes together with the ``BEGIN``. ``SERIALIZABLE`` would need no locks, but of ten
questions asked at once it runs each one three times.

A transaction goes on to its end where its caller leaves; only a search is broken off, which costs
its connection. One that broke before it was to be committed is run again, at once, on another
connection. A server that is away is not waited for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, text

from yeoul.errors import SearchTimeout, YeoulError
from yeoul.store.database import Database
from yeoul.store.postgres.address import Address
from yeoul.store.postgres.connections import Connections
from yeoul.store.postgres.errors import ERRORS, Lost, Undone, away, busy, is_elsewhere, translate
from yeoul.store.postgres.turns import Turns, take_turn
from yeoul.store.postgres.upgrade import READ_ID
from yeoul.store.values import StoreReport
from yeoul.tasks import Tasks

T = TypeVar("T")

#: Connections that a server holds at most.
CONNECTIONS = 10
#: Searches at the same time: the others of a server's connections are for all other work.
SEARCHERS = 2
#: Seconds to wait for a connection, for a turn, and for a statement.
PATIENCE_S = 10.0
#: How often a transaction is run that the database has undone for the sake of another one.
MAX_TRIES = 5


class PostgresDatabase(Database):
    """Opens the database at ``address``, which has a schema that this Yeoul knows."""

    def __init__(self, address: Address, *, patience_s: float = PATIENCE_S) -> None:
        # The server gives up first, and says why.
        self._connections = Connections(address, many=CONNECTIONS, patience_s=1.2 * patience_s)
        self._transactions = Tasks()
        self._patience_s = patience_s
        self._searchers = asyncio.Semaphore(SEARCHERS)
        self._turns = Turns()
        # Whoever is gone without a word, as a machine that loses its network, holds no lock for
        # longer than that.
        limit = f"'{1000 * patience_s:.0f}ms'"
        limits = f"SET LOCAL idle_in_transaction_session_timeout = {limit}"
        self._begin_read = f"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; {limits}"
        # A search is not worth the time of compiling it, nor more than one core.
        one_core = "SET LOCAL jit = off; SET LOCAL max_parallel_workers_per_gather = 0"
        self._begin_search = f"{self._begin_read}; {one_core}"
        self._begin_write = f"BEGIN; {limits}; SET LOCAL lock_timeout = {limit}; "

    async def clock(self) -> Callable[[], datetime]:
        """Return what tells the time of the database's server.

        Raises:
            StorageFailed: it cannot be reached.
        """
        await self.read(lambda connection: None)  # asks for it
        return self._connections.clock.now

    async def read(self, query: Callable[[Connection], T]) -> T:
        reading = self._transact(self._begin_read, query)
        return await self._transactions.complete(reading, name="read the store")

    async def search(self, query: Callable[[Connection], T], *, limit_s: float) -> T:
        # The driver cancels the statement of a task that is cancelled; nobody waits for that.
        searching = self._transactions.start(self._search(query), name="search", awaited=True)
        searching.add_done_callback(_forget_failure)
        try:
            async with asyncio.timeout(limit_s):
                await asyncio.wait([searching])
        except TimeoutError:
            raise SearchTimeout.after(limit_s) from None
        finally:
            searching.cancel()
        return searching.result()

    async def _search(self, query: Callable[[Connection], T]) -> T:
        async with self._searchers:
            return await self._transact(self._begin_search, query)

    async def write(
        self, change: Callable[[Connection], T], *, of: Sequence[str] | None = None
    ) -> T:
        writing = self._write(change, of)
        return await self._transactions.complete(writing, name="write the store")

    async def _write(self, change: Callable[[Connection], T], of: Sequence[str] | None) -> T:
        try:
            async with asyncio.timeout(2 * self._patience_s) as waiting, self._turns.of(of):
                waiting.reschedule(None)
                return await self._transact(self._begin_write + take_turn(of), change)
        except TimeoutError as error:
            raise busy() from error

    async def scrub(self) -> None:
        """PostgreSQL frees the space of deleted rows itself, some time later (``autovacuum``)."""

    async def report(self) -> StoreReport:
        return await self.read(_report)

    async def identity(self) -> str | None:
        return await self.read(lambda c: c.execute(text(READ_ID)).scalar())

    async def aclose(self) -> None:
        await self._transactions.wait()
        await self._connections.aclose()

    async def _transact(self, begin: str, work: Callable[[Connection], T]) -> T:
        """Run ``work`` as one transaction, again where it was undone."""
        for _ in range(MAX_TRIES - 1):
            try:
                return await self._try(begin, work)
            except Undone:
                await asyncio.sleep(0)
        try:
            return await self._try(begin, work)
        except Lost as error:
            raise away() from error
        except Undone as error:
            raise busy() from error

    async def _try(self, begin: str, work: Callable[[Connection], T]) -> T:
        committing = False
        try:
            async with self._connections.begun(begin) as (connection, driver):
                result = await connection.run_sync(work)
                committing = True
                await driver.execute("COMMIT")
                return result
        except YeoulError:
            raise
        except ERRORS as error:
            if is_elsewhere(error):
                self._connections.drop()
            translate(error, committing=committing)


def _report(connection: Connection) -> StoreReport:
    version, size = connection.execute(
        text("SELECT current_setting('server_version'), pg_database_size(current_database())")
    ).one()
    return StoreReport(f"PostgreSQL {version}", size)


def _forget_failure(done: asyncio.Task[Any]) -> None:
    """Take a failure that nobody is told any more."""
    if not done.cancelled():
        done.exception()
