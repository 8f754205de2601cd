"""SQLite files as such: whose they are, that a look changes nothing, what their failures mean."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from yeoul.errors import StartupError
from yeoul.files.sqlite import (
    check_pages,
    create_private,
    is_contention,
    is_damage,
    open_unchanged,
)


def written(path: Path) -> Path:
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("CREATE TABLE words (word TEXT)")
        db.executemany("INSERT INTO words VALUES (?)", [("여울" * 500,)] * 100)
        db.commit()
    return path


def failure(path: Path, statement: str) -> sqlite3.Error:
    with pytest.raises(sqlite3.Error) as raised, closing(sqlite3.connect(path, timeout=0)) as db:
        db.execute(statement).fetchall()
    return raised.value


def test_a_file_and_what_lies_beside_it_are_their_owners(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    create_private(path)
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("CREATE TABLE words (word TEXT)")
        modes = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.iterdir()}
    assert modes == {"a.db": 0o600, "a.db-wal": 0o600, "a.db-shm": 0o600}


def test_a_file_that_others_could_read_is_its_owners_alone_from_then_on(tmp_path: Path) -> None:
    path = written(tmp_path / "a.db")
    with closing(sqlite3.connect(path)) as db:
        db.execute("INSERT INTO words VALUES ('new')")
        db.commit()
        wal = path.with_name("a.db-wal")
        kept = wal.read_bytes()
    wal.write_bytes(kept)
    for file in (path, wal):
        file.chmod(0o666)
    create_private(path)
    assert {file.stat().st_mode & 0o777 for file in (path, wal)} == {0o600}
    assert wal.read_bytes() == kept


@pytest.mark.parametrize("name", ["a.db", "a.db-wal", "a.db-shm", "a.db-journal"])
@pytest.mark.parametrize("kind", ["link", "pipe"])
def test_what_is_no_file_is_neither_opened_nor_waited_for(
    tmp_path: Path, name: str, kind: str
) -> None:
    path = tmp_path / "a.db"
    if kind == "link":
        (tmp_path / name).symlink_to(tmp_path / "elsewhere")
    else:
        os.mkfifo(tmp_path / name)
    with pytest.raises(StartupError, match=f"{name} cannot be used"):
        create_private(path)
    with pytest.raises(StartupError, match=f"{name} cannot be used"), open_unchanged(path):
        pass
    assert not (tmp_path / "elsewhere").exists()


def test_what_is_there_stays_when_a_file_is_created_again(tmp_path: Path) -> None:
    path = written(tmp_path / "a.db")
    create_private(path)
    with open_unchanged(path) as db:
        assert db.execute("SELECT count(*) FROM words").fetchone() == (100,)


def test_a_look_leaves_the_file_as_it_was_and_nothing_beside_it(tmp_path: Path) -> None:
    path = written(tmp_path / "a.db")
    before = path.read_bytes()
    with open_unchanged(path) as db:
        check_pages(db)
        with pytest.raises(sqlite3.OperationalError):
            db.execute("DELETE FROM words")
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_look_sees_what_only_the_wal_has(tmp_path: Path) -> None:
    path = written(tmp_path / "a.db")
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("INSERT INTO words VALUES ('new')")
        with open_unchanged(path) as look:
            assert look.execute("SELECT count(*) FROM words").fetchone() == (101,)


def test_a_file_that_is_not_there_is_not_made_by_a_look(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError), open_unchanged(tmp_path / "none.db"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_damage_is_told_from_contention(tmp_path: Path) -> None:
    path = written(tmp_path / "a.db")
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("BEGIN EXCLUSIVE")
        busy = failure(path, "INSERT INTO words VALUES ('x')")
        db.execute("ROLLBACK")
    noise = tmp_path / "noise.db"
    noise.write_bytes(b"no database " * 1_000)
    damaged = failure(noise, "SELECT * FROM sqlite_master")
    assert [(is_damage(error), is_contention(error)) for error in (busy, damaged)] == [
        (False, True),
        (True, False),
    ]


def test_a_page_overwritten_in_the_middle_is_found(tmp_path: Path) -> None:
    path = written(tmp_path / "a.db")
    content = bytearray(path.read_bytes())
    content[8192:12288] = b"\xff" * 4096
    path.write_bytes(content)
    with open_unchanged(path) as db, pytest.raises(sqlite3.DatabaseError) as raised:
        check_pages(db)
    assert is_damage(raised.value)
