"""Looking at the store's file without changing it: for whoever asks what is wrong."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from yeoul.errors import StartupError
from yeoul.store.schema import HEAD
from yeoul.store.upgrade import VERSION_TABLE, known_revisions, newer, sentence


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
            tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
            if not tables:
                return "is empty"
            if VERSION_TABLE not in tables:
                raise StartupError(f"{path} is a database of another program: move it away.")
            row = db.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchone()
            if whole and db.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise sqlite3.DatabaseError("database disk image is malformed")
    except sqlite3.Error as error:
        raise StartupError(sentence(path, error)) from error
    revision = row[0] if row else "unknown"
    if revision == HEAD:
        return f"is sound, schema {revision}"
    if revision not in known_revisions():
        raise newer(path, revision)
    return f"is sound; the next start brings it from schema {revision} to {HEAD}"
