"""The store's database in PostgreSQL, which several servers share.

A write is a transaction of its own on an asynchronous driver. It sees what was committed before
each of its statements (``READ COMMITTED``), and takes its turn by advisory locks, which one message
to the server takes together with the ``BEGIN``. ``SERIALIZABLE`` would need no locks, but of ten
questions asked at once it runs each one three times.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from hashlib import blake2b
from typing import Any, Final, NoReturn, TypeVar

import asyncpg
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from yeoul.errors import InvalidRequest, SearchTimeout, StorageFailed, StorageFull, YeoulError
from yeoul.store.database import Database
from yeoul.store.postgres_text import dump_json, load_json

T = TypeVar("T")

#: Connections that a server holds at most.
CONNECTIONS = 10
#: Searches at the same time: the others of a server's connections are for all other work.
SEARCHERS = 2
#: Seconds to wait for a connection, and for a turn.
PATIENCE_S = 10.0
#: How often a write is run again that the database has refused for the sake of another one.
MAX_TRIES = 5

#: The advisory lock that every write shares, but one that runs alone has for itself.
_ALL: Final = 0x79656F756C
_READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_WRITE = f"BEGIN; SET LOCAL lock_timeout = '{PATIENCE_S:.0f}s'; "

#: Serialization failure, deadlock.
_AGAIN = ("40001", "40P01")
#: No connection; too many; the server is starting, ending, or was switched to reading.
_AWAY = ("08", "53300", "57P", "25006")
_FULL = ("53100", "53200", "54")
_BUSY = "55P03"
#: A character that the database cannot hold.
_NO_TEXT = ("22021", "22P05")

_GONE = (asyncpg.InterfaceError, asyncpg.PostgresConnectionError, OSError)


class PostgresDatabase(Database):
    """Opens the database at ``url``, as libpq reads it, which has the current schema."""

    def __init__(self, url: str) -> None:
        self._engine = engine_of(url, connections=CONNECTIONS)
        self._searchers = asyncio.Semaphore(SEARCHERS)

    async def read(self, query: Callable[[Connection], T]) -> T:
        return await self._transact(_READ, query)

    async def search(self, query: Callable[[Connection], T], *, limit_s: float) -> T:
        # The driver cancels the statement of a task that is cancelled.
        try:
            async with asyncio.timeout(limit_s), self._searchers:
                return await self.read(query)
        except TimeoutError:
            raise SearchTimeout.after(limit_s) from None

    async def write(
        self, change: Callable[[Connection], T], *, of: Sequence[str] | None = None
    ) -> T:
        begin = _WRITE + _turn(of)
        for _ in range(MAX_TRIES - 1):
            try:
                return await self._transact(begin, change)
            except _Refused:
                await asyncio.sleep(0)
        try:
            return await self._transact(begin, change)
        except _Refused as error:
            raise StorageFailed("The data is busy; try again in a moment.") from error

    async def scrub(self) -> None:
        """PostgreSQL frees the space of deleted rows itself, some time later (``autovacuum``)."""

    async def aclose(self) -> None:
        await self._engine.dispose()

    async def _transact(self, begin: str, work: Callable[[Connection], T]) -> T:
        """Run ``work`` as one transaction.

        Raises:
            _Refused: it was undone for the sake of another one.
        """
        try:
            async with self._begun(begin) as (connection, driver):
                result = await connection.run_sync(work)
                await driver.execute("COMMIT")
                return result
        except YeoulError:
            raise
        except (SQLAlchemyError, asyncpg.PostgresError, *_GONE, ValueError) as error:
            _translate(error)

    @asynccontextmanager
    async def _begun(self, begin: str) -> AsyncIterator[tuple[AsyncConnection, Any]]:
        """Yield a connection in a transaction, which is undone if it is not committed."""
        async with self._engine.connect() as connection:
            driver = (await connection.get_raw_connection()).driver_connection
            assert driver is not None
            try:
                await driver.execute(begin)
                yield connection, driver
            finally:
                # Also where the caller was cancelled: then nobody knows what the server is doing.
                if driver.is_closed() or _is_cancelled():
                    await connection.invalidate()
                elif driver.is_in_transaction():
                    await driver.execute("ROLLBACK")


class _Refused(Exception):
    """Raised when the database has undone a transaction that may succeed the next time."""


def engine_of(url: str, *, connections: int = 1) -> AsyncEngine:
    """Return an engine whose transactions their callers begin and end on the driver."""
    return create_async_engine(
        "postgresql+asyncpg://",
        async_creator=lambda: asyncpg.connect(url, timeout=PATIENCE_S),
        isolation_level="AUTOCOMMIT",
        pool_size=connections,
        max_overflow=0,
        pool_timeout=PATIENCE_S,
        json_serializer=dump_json,
        json_deserializer=load_json,
        # Errors tell the statement, and the log shows them: never what somebody has written.
        hide_parameters=True,
    )


def _turn(of: Sequence[str] | None) -> str:
    """Return the statements that wait for the turn of a write."""
    if of is None:
        return f"SELECT pg_advisory_xact_lock({_ALL})"
    turns = [f"SELECT pg_advisory_xact_lock_shared({_ALL})"]
    # In one order, so that no two wait for each other.
    turns += [f"SELECT pg_advisory_xact_lock({key})" for key in sorted(map(_key_of, of))]
    return "; ".join(turns)


def _key_of(name: str) -> int:
    digest = blake2b(name.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _is_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _translate(error: Exception) -> NoReturn:
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    code = str(getattr(cause, "sqlstate", None) or "")
    if code in _AGAIN:
        raise _Refused from error
    if code in _NO_TEXT or _has_cause(error, UnicodeEncodeError):
        raise InvalidRequest("The text is not valid Unicode.") from error
    if code.startswith(_FULL):
        raise StorageFull("The database is full: free some space for it.") from error
    if code == _BUSY:
        raise StorageFailed("The data is busy; try again in a moment.") from error
    if code.startswith(_AWAY) or not code:
        raise StorageFailed("The database cannot be reached; try again in a moment.") from error
    raise StorageFailed(f"The data cannot be read or written ({code}).") from error


def _has_cause(error: BaseException | None, kind: type[BaseException]) -> bool:
    while error is not None:
        if isinstance(error, kind) or "codec can't encode" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False
