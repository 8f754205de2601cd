"""The seam between the store's statements and a database: one way to read, one way to write.

One function of a connection is one transaction. The functions know no driver, except that
`prepared.py` has a short way on SQLite's. An implementation runs them in its own threads (SQLite),
or on an asynchronous driver with ``AsyncConnection.run_sync``. They change nothing but the
database, so that one may be run again, after a serialization failure for example.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from yeoul.store.values import StoreReport

#: The errors of SQLite, and the SQLSTATE of all other databases, for a value that must be unique.
_UNIQUE_VIOLATIONS = ("SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_UNIQUE", "23505")

T = TypeVar("T")


class Database(ABC):
    """Runs functions of a connection as transactions. Safe for concurrent use."""

    @abstractmethod
    async def read(self, query: Callable[[Connection], T]) -> T:
        """Return the result of ``query``, run on one consistent state of the data.

        Raises:
            StorageFailed: the database cannot be read.
        """

    @abstractmethod
    async def search(self, query: Callable[[Connection], T], *, limit_s: float) -> T:
        """Return the result of a slow ``query``, run as by `read`, but in a separate lane.

        No read waits for it. It is interrupted when its caller is cancelled, and ``limit_s``
        seconds after the call, its wait for the lane included.

        Raises:
            SearchTimeout: it took longer than ``limit_s``.
            StorageFailed: as `read`.
        """

    @abstractmethod
    async def write(
        self, change: Callable[[Connection], T], *, of: Sequence[str] | None = None
    ) -> T:
        """Run ``change`` wholly, or not at all when it raises.

        All other writes come before or after it. This holds for two that write different rows as
        well: of a Stop that finds no answer and a question that finds no Stop, only one may be
        committed as it is.

        A cancelled caller does not know whether it was done.

        Args:
            change: The transaction. It may be run more than once.
            of: Names of what it is about, such as its owner. Writes that have no name in common may
                run at the same time; each sees what is committed when its statement begins, and
                waits for rows that another one changes. None: it runs alone.

        Raises:
            StorageFull, StorageFailed
            InvalidRequest: a text is not valid Unicode.
        """

    @abstractmethod
    async def scrub(self) -> None:
        """Overwrite what the files still hold of rows that were deleted before.

        While another program reads an earlier state of them, that is left for later: as soon as
        it no longer does.

        Files that somebody has copied, and what a disk keeps of overwritten blocks, are out of its
        reach. Where a database has other ways to free the space of deleted rows, they are its own.

        Raises:
            StorageFull, StorageFailed
        """

    async def report(self) -> StoreReport | None:
        """Return what the database is; None where its files tell that."""
        return None

    async def identity(self) -> str | None:
        """Return the name that this database has alone; None where one process has it."""
        return None

    @abstractmethod
    async def aclose(self) -> None:
        """Finish running transactions and close. Idempotent."""


def is_unique_violation(error: IntegrityError) -> bool:
    """Return whether a row was refused because one like it exists; False for any other reason."""
    cause = error.orig
    code = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None)
    return code in _UNIQUE_VIOLATIONS
