"""A query that another thread can interrupt without ever hitting the connection's next query."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from sqlalchemy import Connection

from yeoul.errors import SearchTimeout

T = TypeVar("T")

#: Seconds between two interruptions of a query that still runs.
AGAIN_S = 0.05


class Interruptible(Generic[T]):
    """``query``, to be run once, in a thread, and interrupted from an event loop."""

    def __init__(self, query: Callable[[Connection], T]) -> None:
        self._query = query
        #: Held while a connection is interrupted: `run` cannot end meanwhile, and the next query on
        #: that connection cannot begin.
        self._lock = Lock()
        self._running: sqlite3.Connection | None = None
        self._interrupted = False

    def run(self, connection: Connection) -> T:
        """Run the query.

        Raises:
            SearchTimeout: it was interrupted before it began.
            sqlalchemy.exc.OperationalError: it was interrupted.
        """
        with self._lock:
            if self._interrupted:
                raise SearchTimeout
            self._running = connection.connection.driver_connection
        try:
            return self._query(connection)
        finally:
            with self._lock:
                self._running = None

    def interrupt(self, loop: asyncio.AbstractEventLoop) -> None:
        """End the query soon if it runs; keep it from running if it has not begun."""
        with self._lock:
            self._interrupted = True
            if self._running is None:
                return
            self._running.interrupt()
        # SQLite forgets an interruption that comes just before a statement begins.
        loop.call_later(AGAIN_S, self.interrupt, loop)
