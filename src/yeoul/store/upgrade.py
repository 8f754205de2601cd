"""The schema of a SQLite file: brought up to date when the server starts, or only inspected.

A new file gets the whole schema at once. An older one is checked, copied, rewritten, and changed in
one transaction: whenever the server is killed, the file has the old schema or the new one. A newer
one is refused. Alembic is loaded only if there is something to change.
"""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from yeoul.errors import StartupError
from yeoul.files.sqlite import (
    check_pages,
    create_private,
    in_use,
    is_contention,
    is_damage,
    open_unchanged,
)
from yeoul.store.schema import HEAD
from yeoul.store.sqlite_database import create_tables, engine_of

if TYPE_CHECKING:
    from alembic.config import Config

logger = logging.getLogger(__name__)

#: Copies of older schemas that are kept.
KEPT_BACKUPS = 3

#: Seconds for which another process may hold the file while the server starts.
LOCK_TIMEOUT_S = 2.0

VERSION_TABLE = "alembic_version"


def upgrade(
    path: Path,
    *,
    backup_dir: Path | None = None,
    head: str = HEAD,
    more_revisions: Sequence[Path] = (),
) -> None:
    """Create the file, or bring its schema to ``head``. Blocks.

    ``more_revisions`` are folders with revisions besides those of this build.

    Raises:
        StartupError: the file is newer, damaged, locked or not Yeoul's, or cannot be written.
    """
    try:
        create_private(path)
        engine = engine_of(
            path,
            begin="BEGIN IMMEDIATE",
            timeout_s=LOCK_TIMEOUT_S,
            # Rebuilding a table would otherwise delete the rows that refer to it.
            pragmas=("journal_mode = WAL", "foreign_keys = OFF", "secure_delete = ON"),
        )
        try:
            revision = _revision(engine, path, head)
            if revision != head:
                config = alembic_config(more_revisions)
                if revision not in known_revisions(config):
                    raise _newer(path, revision)
                _back_up(path, backup_dir or path.parent, revision)
                _rewrite(engine, path)
                _migrate(engine, config)
        finally:
            engine.dispose()
    except (DBAPIError, sqlite3.Error, OSError) as error:
        raise StartupError(_sentence(path, error)) from error


def _revision(engine: Engine, path: Path, head: str) -> str:
    """Return the file's revision; an empty file is created first. Fails if it is read-only."""
    with engine.begin() as connection:
        tables = inspect(connection).get_table_names()
        if not tables:
            _create(connection, head)
            return head
        if VERSION_TABLE not in tables:
            raise StartupError(f"{path} is a database of another program.")
        stored = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()
        return str(stored)


def _create(connection: Connection, head: str) -> None:
    create_tables(connection)
    connection.execute(
        text(
            f"CREATE TABLE {VERSION_TABLE} (version_num VARCHAR(32) NOT NULL, "
            f"CONSTRAINT {VERSION_TABLE}_pkc PRIMARY KEY (version_num))"
        )
    )
    connection.execute(text(f"INSERT INTO {VERSION_TABLE} VALUES (:head)"), {"head": head})


def alembic_config(more_revisions: Sequence[Path] = ()) -> Config:
    """Return Alembic's configuration: the folders of the revisions. Loads Alembic."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "yeoul.store:migrations")
    config.set_main_option("path_separator", "newline")
    folders = ["yeoul.store:migrations/versions", *(os.fspath(folder) for folder in more_revisions)]
    config.set_main_option("version_locations", "\n".join(folders).replace("%", "%%"))
    return config


def known_revisions(config: Config | None = None) -> set[str]:
    """Return the revisions from which this build can upgrade. Loads Alembic."""
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(config or alembic_config())
    return {script.revision for script in scripts.walk_revisions()}


def inspect_file(path: Path, *, whole: bool) -> str:
    """Return the file's state in a few words, without changing it. Blocks.

    ``whole`` reads every page: for a file that no server is writing, which would have to wait.

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
        raise StartupError(_sentence(path, error)) from error
    revision = row[0] if row else "unknown"
    if revision == HEAD:
        return f"is sound, schema {revision}"
    if revision not in known_revisions():
        raise _newer(path, revision)
    return f"is sound; the next start brings it from schema {revision} to {HEAD}"


def _newer(path: Path, revision: str) -> StartupError:
    """Return the error for a file with a revision that is unknown to this build."""
    return StartupError(
        f"{path} was written by a newer Yeoul (schema {revision}, this one knows {HEAD}): "
        "install the newer version, or use another data directory."
    )


def _back_up(path: Path, folder: Path, revision: str) -> None:
    """Copy the file, if it is sound, to ``<file>.<revision>.bak`` and drop the oldest copies."""
    copy = folder / f"{path.name}.{revision}.bak"
    unfinished = copy.with_suffix(".partial")
    unfinished.unlink(missing_ok=True)
    create_private(unfinished)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(unfinished)) as target:
        check_pages(source)
        source.backup(target)
    unfinished.replace(copy)
    copies = sorted(folder.glob(f"{path.name}.*.bak"), key=lambda file: file.stat().st_mtime_ns)
    for old in copies[:-KEPT_BACKUPS]:
        old.unlink()


def _rewrite(engine: Engine, path: Path) -> None:
    """Rewrite the file, without what is left in it of rows that were deleted or have moved.

    What is deleted for ever is overwritten where it is (`SqliteDatabase`), but versions before
    0007 left copies of rows in free space. A disk that is too full for it stops no upgrade.
    """
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("VACUUM")
        # The file becomes shorter only now: a page that it gets again, and that is freed before it
        # is written, would have what it had before.
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error as error:
        logger.warning(
            "%s may keep parts of deleted texts: it cannot be rewritten (%s)", path, error
        )
    finally:
        connection.close()


def _migrate(engine: Engine, config: Config) -> None:
    from alembic import command

    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        if connection.execute(text("PRAGMA foreign_key_check")).first() is not None:
            raise StartupError("The upgrade of the data would lose messages; nothing was changed.")


def _sentence(path: Path, error: Exception) -> str:
    """Return a sentence on why a file cannot be used, and what to do about it."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if is_contention(cause):
        return in_use(path)
    if is_damage(cause):
        return f"{path} is damaged or not a database: restore a copy, or move it away."
    return f"{path} cannot be opened for writing ({cause}): check the folder, its rights and space."
