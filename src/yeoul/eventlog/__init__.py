"""The one log of each answer, which all readers follow. `base` states its guarantees."""

from __future__ import annotations

from pathlib import Path

from yeoul.errors import StartupError
from yeoul.eventlog.base import EventLog


async def open_log(url: str, *, worker: str = "", replicas: int = 0) -> EventLog:
    """Open the log that ``url`` names.

    Args:
        url: ``memory:``, ``sqlite:///path/to/file``, or the address of a Valkey or Redis that
            several workers share: ``redis://``, ``rediss://`` or ``unix://``.
        worker: The name of this worker; only for a log that is shared.
        replicas: The replicas of the engine that have to have an event before readers see it; only
            for a log that is shared.

    Raises:
        StartupError: the scheme is unknown, or the file or the engine cannot be used.
    """
    scheme, _, rest = url.partition(":")
    if scheme == "memory":
        from yeoul.eventlog.memory import MemoryLog

        return MemoryLog()
    if scheme == "sqlite" and rest.startswith("///"):
        from yeoul.eventlog.sqlite.log import SqliteLog

        return await SqliteLog.open(Path(rest.removeprefix("///")))
    if scheme in ("redis", "rediss", "unix"):
        from yeoul.engine_address import EngineAddress
        from yeoul.eventlog.valkey.log import ValkeyLog

        return await ValkeyLog.open(EngineAddress.parse(url), worker, replicas=replicas)
    raise StartupError(f"There is no event log for {scheme!r}; choose memory, sqlite or redis.")


def inspect_log(path: Path, *, whole: bool) -> str:
    """Return the state of a log's file in a few words, without changing it. Blocks.

    ``whole`` reads every page of it.

    Raises:
        StartupError: it cannot be used; the sentence says how to mend it.
    """
    from yeoul.eventlog.sqlite.journal import inspect_file

    return inspect_file(path, whole=whole)
