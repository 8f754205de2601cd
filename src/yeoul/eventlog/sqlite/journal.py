"""The SQLite file of the event log, and the one thread that writes it.

Shape: a commit adds one row to ``journal`` with everything that all answers appended since the one
before, so its cost does not depend on how many answers grow. When an answer ends, or the journal
has grown large, frames move into ``segments``, one row for a run of frames of one answer; journal
rows that are then covered are dropped in the same transaction. After a crash the open answers are
their segments plus the later frames in the journal.

WAL with synchronous=NORMAL: a commit survives the death of the process, not of the machine's power.
One connection only, in one thread: it alone writes, reads and checkpoints the file.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import queue
import sqlite3
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from yeoul import failpoints
from yeoul.errors import StartupError, StorageFailed, StorageFull, YeoulError
from yeoul.files.sqlite import (
    check_pages,
    create_private,
    empty_wal,
    in_use,
    is_contention,
    is_damage,
    open_unchanged,
)

logger = logging.getLogger(__name__)

#: Version of the file's shape, in ``PRAGMA user_version``.
SCHEMA_VERSION = 1

_SCHEMA = """
CREATE TABLE answers (
    answer_id TEXT PRIMARY KEY, epoch INTEGER NOT NULL, started BLOB NOT NULL, ended_at REAL
) WITHOUT ROWID;
CREATE INDEX answers_by_end ON answers (ended_at);
CREATE TABLE segments (
    answer_id TEXT NOT NULL, epoch INTEGER NOT NULL, first_seq INTEGER NOT NULL,
    frames BLOB NOT NULL, PRIMARY KEY (answer_id, epoch, first_seq)
) WITHOUT ROWID;
CREATE TABLE journal (id INTEGER PRIMARY KEY, runs BLOB NOT NULL);
"""

_TABLES = ("answers", "segments", "journal")

_RUN_HEADER = struct.Struct(">HIQI")  # bytes of answer id, epoch, first seq, bytes of frames


class FrameRun(NamedTuple):
    """Consecutive frames of one answer, concatenated."""

    answer_id: str
    epoch: int
    first_seq: int
    frames: bytes


def pack_run(answer_id: str, epoch: int, first_seq: int, frames: bytes) -> bytes:
    """Return the part of a journal row that holds a run; a row is its runs, one after the other."""
    name = answer_id.encode()
    return b"%b%b%b" % (_RUN_HEADER.pack(len(name), epoch, first_seq, len(frames)), name, frames)


def unpack_runs(row: bytes) -> Iterator[FrameRun]:
    """Yield the runs that `pack_run` packed."""
    at = 0
    while at < len(row):
        id_size, epoch, first_seq, size = _RUN_HEADER.unpack_from(row, at)
        at += _RUN_HEADER.size
        answer_id = row[at : at + id_size].decode()
        at += id_size
        yield FrameRun(answer_id, epoch, first_seq, row[at : at + size])
        at += size


#: Work for the thread, done inside one transaction.
Work = Callable[[sqlite3.Connection], Any]
#: Gets the work's result, or the error it failed with; called on the thread.
Done = Callable[[Any, YeoulError | None], None]


class Journal:
    """Runs transactions one after the other in its own thread."""

    def __init__(self, path: Path) -> None:
        """Open or create the file.

        Raises:
            StartupError: it cannot be opened, or is of a newer version.
        """
        self._path = path
        self._queue: queue.SimpleQueue[tuple[Work, Done] | None] = queue.SimpleQueue()
        self._db = self._open()
        self._thread = threading.Thread(target=self._run, name="yeoul-eventlog", daemon=True)
        self._thread.start()

    def _open(self) -> sqlite3.Connection:
        try:
            create_private(self._path)
            db = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
            try:
                self._prepare(db)
            except BaseException:
                db.close()
                raise
        except (sqlite3.Error, OSError) as error:
            raise StartupError(why_unusable(self._path, error)) from error
        return db

    def _prepare(self, db: sqlite3.Connection) -> None:
        db.execute("PRAGMA busy_timeout = 2000")
        version = read_version(db, self._path)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        # Some builds of SQLite overwrite each page that becomes free; `rewrite` is our own way.
        db.execute("PRAGMA secure_delete = OFF")
        if version < SCHEMA_VERSION:
            db.executescript(
                f"BEGIN IMMEDIATE; {_SCHEMA} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"
            )
        for table in _TABLES:  # damage shows now, not with the first question
            db.execute(f"SELECT count(*) FROM {table}").fetchone()

    def submit(self, work: Work, done: Done) -> None:
        """Queue a transaction. ``done`` is called on the thread, after commit or rollback."""
        self._queue.put((work, done))

    def rewrite(self, done: Done) -> None:
        """Queue a rewrite of the whole file, without what was deleted. Later transactions wait.

        That takes the time of copying what is left. Overwriting each deleted page instead would
        cost every answer that ends. The WAL still has the pages of before: see `empty_wal`.
        """
        self._queue.put((_rewrite, done))

    def empty_wal(self, done: Done) -> None:
        """Queue that the WAL is moved into the file; the result is whether that could be done."""
        self._queue.put((_empty_wal, done))

    def close(self) -> None:
        """Finish the queued transactions and close the file; blocks for that long."""
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (item := self._queue.get()) is not None:
            work, done = item
            result, failure = None, None
            try:
                result = work(self._db) if work in _BARE else self._transact(work)
            except Exception as error:
                failure = to_yeoul_error(error)
            with contextlib.suppress(RuntimeError):  # the event loop is over
                done(result, failure)
        with contextlib.suppress(sqlite3.Error):
            self._db.close()

    def _transact(self, work: Work) -> Any:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            result = work(self._db)
            failpoints.reach("before-commit")
            self._db.execute("COMMIT")
            failpoints.reach("after-commit")
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                self._db.execute("ROLLBACK")
            raise
        return result


def _rewrite(db: sqlite3.Connection) -> None:
    db.execute("VACUUM")


def _empty_wal(db: sqlite3.Connection) -> bool:
    # Only other programs read the file beside this thread, and every append waits behind this.
    return empty_wal(db, wait_ms=0)


#: What cannot run inside a transaction.
_BARE: tuple[Work, ...] = (_rewrite, _empty_wal)


def read_version(db: sqlite3.Connection, path: Path) -> int:
    """Return the version of the file's shape; 0 is a file that is still empty.

    Raises:
        StartupError: a newer Yeoul wrote it.
    """
    version = int(db.execute("PRAGMA user_version").fetchone()[0])
    if version > SCHEMA_VERSION:
        raise StartupError(
            f"{path} was written by a newer Yeoul; install that one, or choose another data"
            " directory."
        )
    return version


def inspect_file(path: Path, *, whole: bool) -> str:
    """Return the state of a log's file in a few words; reads it and changes nothing. Blocks.

    ``whole`` reads every page: too long for a server that writes to wait for it.

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
        raise StartupError(why_unusable(path, error)) from error
    return f"is sound, version {version}"


def why_unusable(path: Path, error: Exception) -> str:
    """Return the sentence on why the file cannot be used, and what to do about it."""
    unreadable = not isinstance(error, sqlite3.Error | OSError)  # what a row holds
    if is_damage(error) or unreadable or "no such table" in str(error):
        return (
            f"{path} is damaged or not an event log: move it away and start again. Conversations"
            " are in another file; only what was growing when the server ended is lost."
        )
    if is_contention(error):
        return in_use(path)
    return f"{path} cannot be opened: {error}. Check the folder, its rights and its space."


def to_yeoul_error(error: Exception) -> YeoulError:
    """Return a failure of the thread as an error with a sentence for a person."""
    if isinstance(error, YeoulError):
        return error
    if not isinstance(error, sqlite3.Error):
        logger.error("the event log failed", exc_info=error)
    code = getattr(error, "sqlite_errorcode", None)
    if code == sqlite3.SQLITE_FULL or getattr(error, "errno", None) == errno.ENOSPC:
        return StorageFull("The disk is full. Free some space; the answer can then be continued.")
    return StorageFailed(f"The event log cannot be written: {error}.")
