"""The one log of each answer, which all readers follow. `base` states its guarantees."""

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
        from yeoul.eventlog.sqlite.log import SqliteLog

        return await SqliteLog.open(Path(rest.removeprefix("///")))
    raise StartupError(f"There is no event log for {scheme!r}; choose memory or sqlite.")


def inspect_log(path: Path, *, whole: bool) -> str:
    """Return the state of a log's file in a few words, without changing it. Blocks.

    ``whole`` reads every page of it.

    Raises:
        StartupError: it cannot be used; the sentence says how to mend it.
    """
    from yeoul.eventlog.sqlite.journal import inspect_file

    return inspect_file(path, whole=whole)
