"""Looking at the event log's file without changing it: for whoever asks what is wrong."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from yeoul.errors import StartupError
from yeoul.eventlog.journal import SCHEMA_VERSION, read_version, refusal


def examine(path: Path, *, whole: bool) -> str:
    """Return in some words what state the file is in. Blocks.

    ``whole`` reads every page of it, which nobody should have to wait for who writes.

    Raises:
        StartupError: it cannot be used; the sentence says how to mend it.
    """
    # Without its WAL a file is read as it lies: SQLite would otherwise put one beside it.
    lies_still = "" if path.with_name(f"{path.name}-wal").exists() else "&immutable=1"
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro{lies_still}", uri=True)) as db:
            version = read_version(db, path)
            if version < SCHEMA_VERSION:
                return "is empty"
            db.execute("SELECT count(*) FROM answers").fetchone()
            if whole and db.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise sqlite3.DatabaseError("malformed")
    except sqlite3.Error as error:
        raise StartupError(refusal(path, error)) from error
    return f"is sound, version {version}"
