"""The time by which everything in the database is dated: its server's, for all workers alike.

What is kept for minutes, such as a Stop that waits for its question, is written by one worker and
judged by another, whose own clocks may be an hour apart. So each asks the database now and then,
and counts on by a clock that nobody sets.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any

from yeoul.protocol.conversation import utc_now

#: Seconds after which the database is asked again.
LOOK_S = 600.0


class ServerClock:
    """Tells the time of the database's server, this process's own until that is known."""

    def __init__(self) -> None:
        self._known: tuple[datetime, float] | None = None

    def now(self) -> datetime:
        """Return the time."""
        if self._known is None:
            return utc_now()
        told, at_s = self._known
        return told + timedelta(seconds=time.monotonic() - at_s)

    async def look(self, driver: Any) -> None:
        """Ask the database on a connection that is in a transaction, if it is time to."""
        sent_s = time.monotonic()
        if self._known is not None and sent_s < self._known[1] + LOOK_S:
            return
        told = await driver.fetchval("SELECT clock_timestamp()")
        self._known = told, (sent_s + time.monotonic()) / 2
