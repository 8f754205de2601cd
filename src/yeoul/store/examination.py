"""Looking at the store's file without changing it: for whoever asks what is wrong."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from yeoul.errors import StartupError
from yeoul.files.sqlite import check_pages, open_unchanged
from yeoul.store.schema import HEAD
from yeoul.store.upgrade import VERSION_TABLE, known_revisions, newer, sentence


def examine(path: Path, *, whole: bool) -> str:
    """Return in some words what state the file is in. Blocks.

    ``whole`` reads every page of it, which nobody should have to wait for who writes.

    Raises:
        StartupError: it cannot be used; the sentence says how to mend it.
    """
    try:
        with open_unchanged(path) as db:
            tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
            if not tables:
                return "is empty"
            if VERSION_TABLE not in tables:
                raise StartupError(f"{path} is a database of another program: move it away.")
            row = db.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchone()
            if whole:
                check_pages(db)
    except sqlite3.Error as error:
        raise StartupError(sentence(path, error)) from error
    revision = row[0] if row else "unknown"
    if revision == HEAD:
        return f"is sound, schema {revision}"
    if revision not in known_revisions():
        raise newer(path, revision)
    return f"is sound; the next start brings it from schema {revision} to {HEAD}"
