"""SQLite files as files: created private, inspected without writing, their errors classified.

Their contents belong to the store and the log.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from yeoul.errors import StartupError
from yeoul.files.private import StrangeFile, check_regular, make_private, open_private

#: Suffixes of the files that SQLite keeps beside a database.
_BESIDE = ("-wal", "-shm", "-journal")


def create_private(path: Path) -> None:
    """Create a missing file with mode 0600; SQLite gives its side files the same mode.

    Existing files get that mode too.

    Raises:
        StartupError: one of them is something else, such as a link.
        OSError: the file cannot be created or written.
    """
    try:
        for suffix in _BESIDE:
            make_private(path.with_name(path.name + suffix))
        os.close(open_private(path))
    except StrangeFile as error:
        raise StartupError(error.sentence) from error


@contextmanager
def open_unchanged(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a database for inspection: neither it nor a file beside it is changed. Blocks.

    Raises:
        StartupError: it is a link, or a pipe, on which SQLite would wait.
        sqlite3.Error: it is missing, or cannot be read.
    """
    try:
        for suffix in ("", *_BESIDE):
            check_regular(path.with_name(path.name + suffix))
    except StrangeFile as error:
        raise StartupError(error.sentence) from error
    # Without a WAL the file is declared immutable: SQLite would otherwise create a WAL beside it.
    immutable = "" if path.with_name(f"{path.name}-wal").exists() else "&immutable=1"
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro{immutable}", uri=True)) as db:
        yield db


def empty_wal(db: sqlite3.Connection, *, wait_ms: int) -> bool:
    """Move the WAL into the file and empty it; return whether that could be done. Blocks briefly.

    It cannot while another connection reads an earlier state of the file; ``wait_ms`` is how long
    it waits for that.
    """
    (former_ms,) = db.execute("PRAGMA busy_timeout").fetchone()
    db.execute(f"PRAGMA busy_timeout = {wait_ms}")
    try:
        busy: int = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    finally:
        db.execute(f"PRAGMA busy_timeout = {former_ms}")
    return busy == 0


def size_of(path: Path) -> int:
    """Return the size in bytes of a database and of SQLite's files beside it. Blocks."""
    total = 0
    for suffix in ("", *_BESIDE):
        with suppress(FileNotFoundError):
            total += path.with_name(path.name + suffix).stat().st_size
    return total


def check_pages(db: sqlite3.Connection) -> None:
    """Check every page. Blocks for long: do not call it while anything waits to write.

    Raises:
        sqlite3.DatabaseError: the file is damaged.
    """
    if db.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise sqlite3.DatabaseError("database disk image is malformed")


def is_damage(error: BaseException | None) -> bool:
    """Return whether an error says that a file is damaged or not a database."""
    name = getattr(error, "sqlite_errorname", "")
    return name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")) or "malformed" in str(error)


def is_contention(error: BaseException | None) -> bool:
    """Return whether an error says that another program uses the file."""
    name = getattr(error, "sqlite_errorname", "")
    return name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def in_use(path: Path) -> str:
    """Return the sentence about a file that another program uses."""
    return f"{path} is in use by another program: stop it, or use another data directory."
