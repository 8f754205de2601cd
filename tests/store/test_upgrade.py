"""Bringing a file to the current schema: created, upgraded after a copy, or refused."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from yeoul.errors import StartupError
from yeoul.store.base import Ask
from yeoul.store.schema import HEAD
from yeoul.store.sql import SqlStore
from yeoul.store.sqlite_database import SqliteDatabase
from yeoul.store.upgrade import KEPT_BACKUPS, upgrade

NEXT = "9999"

_REVISION = """
import os, signal
import sqlalchemy as sa
from alembic import op
revision, down_revision = "{revision}", "{below}"
def upgrade():
    op.create_table("tags", sa.Column("name", sa.Text()))
    op.execute("UPDATE conversations SET title = 'upgraded'")
    for table in ("messages", "conversations"):
        with op.batch_alter_table(table, recreate="always") as rebuilt:
            rebuilt.add_column(sa.Column("tag", sa.Text(), server_default="none", nullable=False))
    {last}
"""


def _revisions(folder: Path, last: str = "pass") -> Path:
    """Return a folder with the revision after this build's; ``last`` is what it does at its end."""
    folder.mkdir(exist_ok=True)
    revision = _REVISION.format(revision=NEXT, below=HEAD, last=last)
    (folder / "next.py").write_text(revision)
    return folder


def _filled(path: Path) -> Path:
    upgrade(path)
    store = SqlStore(SqliteDatabase(path))
    asyncio.run(store.ask("ann", Ask("one", "scripted")))
    asyncio.run(store.aclose())
    return path


def _rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as plain:
        return plain.execute(sql).fetchall()


def _schema(path: Path) -> list[tuple[object, ...]]:
    return _rows(path, "SELECT sql FROM sqlite_master ORDER BY name")


def _still_as(path: Path, schema: list[tuple[object, ...]]) -> bool:
    """Whether the file has an old schema, its data, and works."""
    upgrade(path)
    return (
        _schema(path) == schema
        and _rows(path, "SELECT version_num FROM alembic_version") == [(HEAD,)]
        and _rows(path, "SELECT title FROM conversations") == [("one",)]
        and _rows(path, "PRAGMA integrity_check") == [("ok",)]
    )


def test_a_new_file_is_created_once(tmp_path: Path) -> None:
    path = _filled(tmp_path / "store.db")
    upgrade(path)

    assert _still_as(path, _schema(path))
    assert [file.name for file in tmp_path.iterdir()] == ["store.db"]


def test_an_empty_file_is_as_good_as_none(tmp_path: Path) -> None:
    (tmp_path / "store.db").touch()

    assert _still_as(_filled(tmp_path / "store.db"), _schema(tmp_path / "store.db"))


def test_an_older_file_is_copied_and_upgraded_with_all_it_holds(tmp_path: Path) -> None:
    path = _filled(tmp_path / "store.db")
    before = _schema(path)
    upgrade(path, head=NEXT, more_revisions=[_revisions(tmp_path / "100% more")])

    assert _rows(path, "SELECT version_num FROM alembic_version") == [(NEXT,)]
    assert _rows(path, "SELECT title FROM conversations") == [("upgraded",)]
    assert _rows(path, "SELECT role, tag FROM messages ORDER BY seq") == [
        ("user", "none"),
        ("assistant", "none"),
    ]
    copy = tmp_path / f"store.db.{HEAD}.bak"
    assert _still_as(copy, before)
    assert copy.stat().st_mode & 0o777 == 0o600
    assert not list(tmp_path.glob("*.partial"))


def test_the_copy_goes_where_it_is_told_and_the_last_few_are_kept(tmp_path: Path) -> None:
    path = _filled(tmp_path / "store.db")
    backups = tmp_path / "backups"
    backups.mkdir()
    for age in range(5):
        old = backups / f"store.db.{age}.bak"
        old.touch()
        os.utime(old, (1000 - age, 1000 - age))
    upgrade(path, backup_dir=backups, head=NEXT, more_revisions=[_revisions(tmp_path / "more")])

    kept = {file.name for file in backups.iterdir()}
    assert kept == {f"store.db.{HEAD}.bak", "store.db.0.bak", "store.db.1.bak"}
    assert len(kept) == KEPT_BACKUPS


def test_an_upgrade_leaves_nothing_of_what_was_deleted_before(tmp_path: Path) -> None:
    path = _filled(tmp_path / "store.db")
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        # On some systems it is on unless it is switched off.
        db.execute("PRAGMA secure_delete = OFF")
        db.execute("UPDATE messages SET text = hex(zeroblob(9000)) || 'periwinkle'")
        db.execute("UPDATE messages SET text = 'marigold'")
    assert b"periwinkle" in path.read_bytes()

    upgrade(path, head=NEXT, more_revisions=[_revisions(tmp_path / "more")])

    assert _rows(path, "SELECT DISTINCT text FROM messages") == [("marigold",)]
    for file in (path, path.with_name("store.db-wal")):
        assert not file.exists() or b"periwinkle" not in file.read_bytes()


def test_an_upgrade_that_fails_halfway_leaves_the_old_schema(tmp_path: Path) -> None:
    path = _filled(tmp_path / "store.db")
    before = _schema(path)
    revisions = _revisions(tmp_path / "more", "op.execute('SELECT * FROM nothing')")

    with pytest.raises(StartupError):
        upgrade(path, head=NEXT, more_revisions=[revisions])
    assert _still_as(path, before)


def test_an_upgrade_that_would_lose_messages_is_refused(tmp_path: Path) -> None:
    path = _filled(tmp_path / "store.db")
    before = _schema(path)
    revisions = _revisions(tmp_path / "more", "op.execute('DELETE FROM conversations')")

    with pytest.raises(StartupError, match="would lose messages"):
        upgrade(path, head=NEXT, more_revisions=[revisions])
    assert _still_as(path, before)


@pytest.mark.parametrize("killed", ["before", "after"])
def test_an_upgrade_killed_in_the_middle_leaves_the_old_schema_or_the_new(
    tmp_path: Path, killed: str
) -> None:
    path = _filled(tmp_path / "store.db")
    before = _schema(path)
    kill = "os.kill(os.getpid(), signal.SIGKILL)"
    revisions = _revisions(tmp_path / "more", kill if killed == "before" else "pass")
    code = (
        "import os, signal, sys; from pathlib import Path; from yeoul.store.upgrade import upgrade;"
        "upgrade(Path(sys.argv[1]), head=sys.argv[2], more_revisions=[Path(sys.argv[3])]);" + kill
    )
    done = subprocess.run([sys.executable, "-c", code, path, NEXT, revisions], check=False)

    assert done.returncode == -signal.SIGKILL
    if killed == "before":
        assert _still_as(path, before)
        _revisions(tmp_path / "more")
        upgrade(path, head=NEXT, more_revisions=[revisions])
    assert _rows(path, "SELECT version_num FROM alembic_version") == [(NEXT,)]
    assert _rows(path, "SELECT count(*) FROM messages") == [(2,)]


def test_creating_that_is_killed_in_the_middle_leaves_nothing_or_all(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    code = (
        "import os, signal, sys; from pathlib import Path; from sqlalchemy import Engine, event;"
        "from yeoul.store.upgrade import upgrade;"
        "event.listen(Engine, 'after_cursor_execute', lambda connection, cursor, statement, *rest:"
        " 'CREATE TABLE messages' in statement and os.kill(os.getpid(), signal.SIGKILL));"
        "upgrade(Path(sys.argv[1]))"
    )
    done = subprocess.run([sys.executable, "-c", code, path], check=False)

    assert done.returncode == -signal.SIGKILL
    assert _schema(path) == []
    assert _still_as(_filled(path), _schema(path))


def test_a_newer_file_is_refused_untouched(tmp_path: Path) -> None:
    path = _filled(tmp_path / "store.db")
    upgrade(path, head=NEXT, more_revisions=[_revisions(tmp_path / "more")])
    (tmp_path / f"store.db.{HEAD}.bak").unlink()
    before = path.read_bytes()

    with pytest.raises(StartupError, match=f"newer Yeoul .schema {NEXT}, this one knows {HEAD}."):
        upgrade(path)
    assert path.read_bytes() == before
    assert not list(tmp_path.glob("*.bak"))


def test_what_is_no_database_is_refused_untouched(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    path.write_bytes(b"Dear diary, " * 1000)

    with pytest.raises(StartupError, match="damaged or not a database"):
        upgrade(path)
    assert path.read_bytes() == b"Dear diary, " * 1000


def test_another_programs_database_is_refused_untouched(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
        other.commit()

    with pytest.raises(StartupError, match="another program"):
        upgrade(path)
    assert _schema(path) == [("CREATE TABLE recipes (name TEXT)",)]


def test_a_damaged_older_file_is_not_upgraded_and_not_copied_over_a_good_copy(
    tmp_path: Path,
) -> None:
    path = _filled(tmp_path / "store.db")
    copy = tmp_path / f"store.db.{HEAD}.bak"
    copy.write_bytes(b"a good copy")
    data = bytearray(path.read_bytes())
    for page in range(6, len(data) // 4096):
        data[page * 4096 : page * 4096 + 100] = b"\xff" * 100
    path.write_bytes(data)

    with pytest.raises(StartupError, match="damaged"):
        upgrade(path, head=NEXT, more_revisions=[_revisions(tmp_path / "more")])
    assert copy.read_bytes() == b"a good copy"
    assert path.read_bytes() == bytes(data)


def test_a_file_that_another_program_holds_is_refused(tmp_path: Path) -> None:
    path = _filled(tmp_path / "store.db")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StartupError, match="in use by another program"):
            upgrade(path)


@pytest.mark.parametrize("place", ["missing/store.db", "file/store.db", "folder"])
def test_a_place_that_cannot_hold_a_file_is_refused(tmp_path: Path, place: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()

    with pytest.raises(StartupError, match=r"cannot be (used|opened for writing)"):
        upgrade(tmp_path / place)


@pytest.mark.parametrize("exists", [False, True])
def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path, exists: bool) -> None:
    with _disk(tmp_path / "disk", "size=1m") as disk:
        if exists:
            _filled(disk / "store.db")
        _mount("remount,ro", disk)
        with pytest.raises(StartupError, match="cannot be opened for writing"):
            upgrade(disk / "store.db")


@pytest.mark.parametrize("exists", [False, True])
def test_a_full_disk_is_refused(tmp_path: Path, exists: bool) -> None:
    with _disk(tmp_path / "disk", "size=1m") as disk:
        if exists:
            _filled(disk / "store.db")
        with open(disk / "ballast", "wb", buffering=0) as ballast:
            while os.statvfs(disk).f_bavail:
                ballast.write(b"x" * 4096)
        with pytest.raises(StartupError, match="cannot be opened for writing"):
            upgrade(disk / "store.db", head=NEXT, more_revisions=[_revisions(tmp_path / "more")])
        (disk / "ballast").unlink()
        upgrade(disk / "store.db")


@contextmanager
def _disk(folder: Path, options: str) -> Iterator[Path]:
    folder.mkdir()
    if (refused := _mount(options, folder)) is not None:
        pytest.skip(f"the test of a disk at its limits was NOT RUN: it mounts one ({refused})")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def _mount(options: str, folder: Path) -> str | None:
    """Mount a disk in memory; return why that is refused, or None."""
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", os.fspath(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return None if done.returncode == 0 else done.stderr.strip()
