"""THE ONE LOG PER ANSWER: what transports read. `base` is the seam and states the guarantees."""

from __future__ import annotations

from pathlib import Path

from yeoul.errors import StartupError
from yeoul.eventlog.base import EventLog


async def open_log(url: str) -> EventLog:
    """Open the log that ``url`` names: ``memory:`` or ``sqlite:///path/to/file``.

    Raises:
        StartupError: the scheme is unknown, or the file cannot be used.
    """
    scheme, _, rest = url.partition(":")
    if scheme == "memory":
        from yeoul.eventlog.memory import MemoryLog

        return MemoryLog()
    if scheme == "sqlite" and rest.startswith("///"):
        from yeoul.eventlog.sqlite import SqliteLog

        return await SqliteLog.open(Path(rest.removeprefix("///")))
    raise StartupError(f"There is no event log for {scheme!r}; choose memory or sqlite.")
