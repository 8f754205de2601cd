"""The store's database in one SQLite file.

Exactly one connection writes and checkpoints: SQLite before 3.51.3 can corrupt a WAL that two
connections reset at once. It lives in its own thread, which also serializes the transactions; a few
read-only connections live in others. A transaction is one visit to its thread: through an
asynchronous driver each statement would be several visits, which costs four times as much CPU for
the same statements. Each thread keeps its connection: fetching one from a pool and returning it
costs as much as a small transaction. All searches share one thread, so that no read waits for them,
and can be interrupted.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import threading
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from time import monotonic
from typing import Any, NoReturn, TypeVar

from sqlalchemy import Connection, Engine, create_engine, create_mock_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.engine.mock import MockConnection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

from yeoul.errors import InvalidRequest, SearchTimeout, StorageFailed, StorageFull
from yeoul.files.sqlite import empty_wal
from yeoul.store.database import Database
from yeoul.store.interruptible import Interruptible
from yeoul.store.lane import Lane
from yeoul.store.schema import metadata
from yeoul.tasks import Retried

T = TypeVar("T")

#: Threads that read at the same time.
READERS = 3
#: Threads that search: one keeps a core busy, and leaves the others to all other work.
SEARCHERS = 1

#: The statements that begin a transaction.
WRITE, READ = "BEGIN IMMEDIATE", "BEGIN"

#: Seconds for which another process may hold the file's lock before a transaction gives up.
DEFAULT_BUSY_TIMEOUT_S = 5.0

#: Milliseconds for which emptying the WAL waits for readers: ours are done by then.
_EMPTYING_MS = 100

#: With fewer free bytes, any I/O error counts as a full disk: SQLite reports only some as that.
_FULL_BELOW_BYTES = 64 * 1024
_IO_ERRORS = ("SQLITE_IOERR", "SQLITE_CANTOPEN")


class SqliteDatabase(Database):
    """Opens ``path``, which has the current schema."""

    def __init__(self, path: Path, *, busy_timeout_s: float = DEFAULT_BUSY_TIMEOUT_S) -> None:
        self._busy_timeout_s = busy_timeout_s
        self._writing = ThreadConnections(
            engine_of(
                path,
                begin=WRITE,
                timeout_s=busy_timeout_s,
                # What is deleted is overwritten: a person who deletes for ever means it. Not only
                # then: a row that moves to another page leaves a copy behind otherwise.
                pragmas=("secure_delete = ON",),
            ),
            begin=WRITE,
            folder=path.parent,
        )
        self._reading = ThreadConnections(
            engine_of(
                path,
                begin=READ,
                timeout_s=busy_timeout_s,
                connections=READERS + SEARCHERS,
                pragmas=("query_only = ON",),
            ),
            begin=READ,
            folder=path.parent,
        )
        self._writer = Lane(1, name="store-writer")
        self._readers = Lane(READERS, name="store-reader")
        self._searchers = Lane(SEARCHERS, name="store-searcher")
        self._emptying = Retried(self._empty_wal, name="empty the store's WAL")

    async def read(self, query: Callable[[Connection], T]) -> T:
        return await run_in(self._readers, lambda: self._reading.transact(query))

    async def search(self, query: Callable[[Connection], T], *, limit_s: float) -> T:
        search = Interruptible(query)
        try:
            async with asyncio.timeout(limit_s):
                return await run_in(self._searchers, lambda: self._reading.transact(search.run))
        except TimeoutError:
            raise SearchTimeout.after(limit_s) from None
        finally:
            search.interrupt(asyncio.get_running_loop())

    async def write(
        self, change: Callable[[Connection], T], *, of: Sequence[str] | None = None
    ) -> T:
        """Run ``change`` in its turn; waits for that at most twice the busy timeout."""
        deadline = monotonic() + 2 * self._busy_timeout_s

        def in_turn() -> T:
            if monotonic() > deadline:
                raise StorageFailed("The data is busy; try again in a moment.")
            return self._writing.transact(change)

        return await run_in(self._writer, in_turn)

    async def scrub(self) -> None:
        """Move the overwritten pages from the WAL into the file, and empty the WAL.

        The writer overwrites deleted rows with zeros (``secure_delete``), but the WAL has the pages
        as they were before until a checkpoint has moved all of it. Readers of earlier states keep
        a checkpoint from that, such as a program that copies the file: it is tried again behind
        them, and nobody waits for them.
        """
        await self._emptying.do()

    async def _empty_wal(self) -> bool:
        return await run_in(self._writer, self._writing.empty_wal)

    async def aclose(self) -> None:
        """Finish running transactions and close; the writer last, so that it alone checkpoints."""
        await self._emptying.cancel()
        for lane in (self._searchers, self._readers, self._writer):
            lane.end()
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        self._searchers.join()
        self._readers.join()
        self._reading.close()
        self._writer.join()
        self._writing.close()


async def run_in(lane: Lane, work: Callable[[], T]) -> T:
    """Return the result of ``work``, run in its turn in a thread of the lane.

    Raises:
        StorageFailed: the lane is closed.
    """
    try:
        future = lane.run(work)
    except RuntimeError as error:
        raise StorageFailed("The data is closed: the server is shutting down.") from error
    try:
        return await future
    finally:
        # It holds the error that is raised here, whose traceback holds this frame: a cycle that
        # would keep the caller's frames until the garbage collector comes.
        del future


class ThreadConnections:
    """The connection of each thread to ``engine``, kept between its transactions.

    What the driver raises becomes `StorageFailed`, `StorageFull` or `InvalidRequest` here.
    ``folder`` is that of the file.
    """

    def __init__(self, engine: Engine, *, begin: str, folder: Path) -> None:
        self._engine = engine
        self._begin = begin
        self._folder = folder
        self._of_thread = threading.local()
        self._all: list[Connection] = []

    def transact(self, work: Callable[[Connection], T]) -> T:
        """Run ``work`` as one transaction; after a failure the pool cleans the connection."""
        try:
            connection = self._own()
            try:
                return self._transact(connection, work)
            except (SQLAlchemyError, sqlite3.Error):
                del self._of_thread.connection
                self._all.remove(connection)
                connection.close()
                raise
        except (SQLAlchemyError, sqlite3.Error, OSError, UnicodeEncodeError) as error:
            self._translate(error)

    def empty_wal(self) -> bool:
        """Move the WAL into the file and empty it; return whether that could be done."""
        try:
            driver = self._own().connection.driver_connection
            assert driver is not None
            return empty_wal(driver, wait_ms=_EMPTYING_MS)
        except (SQLAlchemyError, sqlite3.Error, OSError) as error:
            self._translate(error)

    def _own(self) -> Connection:
        """Return the connection of this thread."""
        connection: Connection | None = getattr(self._of_thread, "connection", None)
        if connection is None:
            connection = self._of_thread.connection = self._engine.connect()
            self._all.append(connection)
        return connection

    def _transact(self, connection: Connection, work: Callable[[Connection], T]) -> T:
        # The driver's transaction. SQLAlchemy begins one of its own, inside this, only with a
        # statement that it executes itself; to begin and end that takes as long as a statement.
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute(self._begin)
        try:
            result = work(connection)
        except BaseException:
            connection.rollback()
            driver.rollback()
            raise
        connection.commit()
        driver.commit()
        return result

    def _translate(self, error: Exception) -> NoReturn:
        if isinstance(error, UnicodeEncodeError):
            raise InvalidRequest("The text is not valid Unicode.") from error
        cause = error.orig if isinstance(error, DBAPIError) else error
        name = getattr(cause, "sqlite_errorname", "") or type(cause).__name__
        if name == "SQLITE_FULL" or (name.startswith(_IO_ERRORS) and self._is_full()):
            raise StorageFull("The disk is full: free some space in the data directory.") from error
        if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise StorageFailed("Another program holds the data's lock; close it.") from error
        raise StorageFailed(f"The data cannot be read or written ({name}).") from error

    def _is_full(self) -> bool:
        try:
            return shutil.disk_usage(self._folder).free < _FULL_BELOW_BYTES
        except OSError:
            return False

    def close(self) -> None:
        """Close all connections; no thread is in `transact` any more."""
        for connection in self._all:
            connection.close()
        self._all.clear()
        self._engine.dispose()


def engine_of(
    path: Path,
    *,
    begin: str,
    timeout_s: float,
    connections: int = 1,
    pragmas: tuple[str, ...] = (),
) -> Engine:
    """Return an engine of at most ``connections``, whose transactions begin with ``begin``.

    They continue a transaction that the driver has already begun.

    The driver's own transaction control is off: it would begin a transaction only before the first
    change, and leave out a SELECT before it and all DDL.
    """
    engine = create_engine(
        URL.create("sqlite", database=os.fspath(path)),
        connect_args={"timeout": timeout_s, "check_same_thread": False},
        poolclass=QueuePool,
        pool_size=connections,
        max_overflow=0,
        # Errors tell the statement, and the log shows them: never what somebody has written.
        hide_parameters=True,
    )

    def configure(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("synchronous = NORMAL", "foreign_keys = ON", *pragmas):
            connection.execute(f"PRAGMA {pragma}")

    def begin_transaction(connection: Connection) -> None:
        driver = connection.connection.driver_connection
        assert driver is not None
        if not driver.in_transaction:
            # Past SQLAlchemy, whose preparation of a statement takes longer than to begin.
            driver.execute(begin)

    event.listen(engine, "connect", configure)
    event.listen(engine, "begin", begin_transaction)
    return engine


def create_tables(connection: Connection) -> None:
    """Create the current schema in a database that is empty."""
    for statement in _creation():
        connection.exec_driver_sql(statement)


@cache
def _creation() -> tuple[str, ...]:
    """Return the statements of the schema: to compile them takes ten times as long as to run them.

    A server that starts may need them twice, for its file and for what it keeps in memory.
    """
    statements = list[str]()
    engine: MockConnection = create_mock_engine(
        "sqlite://",
        lambda ddl, *_, **__: statements.append(str(ddl.compile(dialect=engine.dialect))),
    )
    metadata.create_all(engine, checkfirst=False)
    return tuple(statements)
