"""What the errors of PostgreSQL and of its driver mean."""

from __future__ import annotations

from typing import Final, NoReturn

import asyncpg
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from yeoul.errors import InvalidRequest, StorageFailed, StorageFull, YeoulError

#: Seconds after which whoever was refused for the moment may come again.
RETRY_AFTER_S = 2
#: Serialization failure, deadlock; and what another one has written meanwhile: a row that must be
#: the only one, or that this one refers to. The next try finds it as it is.
_AGAIN = ("40001", "40P01", "23505", "23503")
#: The connection is gone; the server ends it, is ending, or has been idle for too long.
_LOST = ("08", "57P01", "57P02", "57P05", "25P03")
#: Too many connections; the server is starting, or was switched to reading.
_AWAY = ("53300", "57P", "25006")
_FULL = "53100"
#: Waited for too long: for a lock, or for the statement.
_SLOW = ("55P03", "57014")
#: A character that the database cannot hold.
_NO_TEXT = ("22021", "22P05")

#: What the driver raises; `SQLAlchemyError` wraps some of it.
ERRORS: Final = (
    SQLAlchemyError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,
    ValueError,
)
_NO_CONNECTION = (asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)

_BUSY = "The data is busy; try again in a moment."


class Undone(Exception):
    """Raised when a transaction was undone that may succeed the next time."""


class Lost(Undone):
    """Raised when a transaction was undone because its connection broke."""


def code_of(error: BaseException) -> str:
    """Return the SQLSTATE of an error; empty where the server has not raised it."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    return str(getattr(cause, "sqlstate", None) or "")


def translate(error: Exception, *, committing: bool) -> NoReturn:
    """Raise what an error of the driver means.

    ``committing``: the server was told to commit, so that nobody knows whether it has.

    Raises:
        Undone: the transaction may be run again.
        StorageFull, StorageFailed, InvalidRequest
    """
    code = code_of(error)
    if code in _AGAIN:
        raise Undone from error
    if is_lost(error):
        if committing:
            raise StorageFailed(
                "The connection to the database broke, and what was written last may be there or"
                " not; try again in a moment.",
                retry_after_s=RETRY_AFTER_S,
            ) from error
        raise Lost from error
    raise _meaning(error, code) from error


def is_lost(error: BaseException) -> bool:
    """Return whether the connection broke, or there was none."""
    if isinstance(error, PoolTimeout | TimeoutError):
        return False
    code = code_of(error)
    if code:
        return code.startswith(_LOST)
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    return isinstance(cause, _NO_CONNECTION) or isinstance(cause.__cause__, _NO_CONNECTION)


def is_elsewhere(error: BaseException) -> bool:
    """Return whether the other connections are no better: the server is cut off, or was replaced.

    A primary that has become a replica takes no writes.
    """
    return isinstance(error, TimeoutError) or code_of(error) == "25006"


def _meaning(error: Exception, code: str) -> YeoulError:
    if code in _NO_TEXT or _is_no_unicode(error):
        return InvalidRequest("The text is not valid Unicode.")
    if code == _FULL:
        return StorageFull("The database's disk is full: free some space there.")
    if code in _SLOW or isinstance(error, PoolTimeout | TimeoutError):
        return StorageFailed(_BUSY, retry_after_s=RETRY_AFTER_S)
    if code.startswith(_AWAY):
        return away()
    return StorageFailed(f"The data cannot be read or written ({code or type(error).__name__}).")


def away() -> StorageFailed:
    """Return the error for a server that is not there."""
    told = "The database cannot be reached; try again in a moment."
    return StorageFailed(told, retry_after_s=RETRY_AFTER_S)


def busy() -> StorageFailed:
    """Return the error for a turn that did not come."""
    return StorageFailed(_BUSY, retry_after_s=RETRY_AFTER_S)


def _is_no_unicode(error: BaseException | None) -> bool:
    while error is not None:
        # The driver tells it in words alone.
        if isinstance(error, UnicodeEncodeError) or "codec can't encode" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False
