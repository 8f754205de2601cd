"""Looking at the event log's file without changing it: for whoever asks what is wrong."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from yeoul.errors import StartupError
from yeoul.eventlog.journal import SCHEMA_VERSION, read_version, refusal
from yeoul.files.sqlite import check_pages, open_unchanged


def examine(path: Path, *, whole: bool) -> str:
    """Return in some words what state the file is in. Blocks.

    ``whole`` reads every page of it, which nobody should have to wait for who writes.

    Raises:
        StartupError: it cannot be used; the sentence says how to mend it.
    """
    try:
        with open_unchanged(path) as db:
            version = read_version(db, path)
            if version < SCHEMA_VERSION:
                return "is empty"
            db.execute("SELECT count(*) FROM answers").fetchone()
            if whole:
                check_pages(db)
    except sqlite3.Error as error:
        raise StartupError(refusal(path, error)) from error
    return f"is sound, version {version}"
