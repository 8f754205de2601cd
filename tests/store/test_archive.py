"""A backup: what goes in comes out, from every table, and what is not whole is refused."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import stat
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from tests.store.full_store import fill_every_table
from tests.store.old_stores import make
from yeoul.errors import StartupError
from yeoul.store.archive import check_archive, read_file, rows_of, write_archive
from yeoul.store.copying import Lot, Row, count_rows, fingerprints, read_lots
from yeoul.store.schema import HEAD, metadata
from yeoul.store.sqlite_database import WRITE, SqliteDatabase, engine_of
from yeoul.store.transfers import reading

SEED = random.randrange(2**32)
FILES = {"services.json": b'["x"]\n', "service-keys.json": bytes(range(256))}


@pytest.fixture
def full(path: Path) -> Path:
    """The file of a store with rows in every table."""
    engine = engine_of(path, begin=WRITE, timeout_s=1)
    with engine.begin() as connection:
        fill_every_table(connection)
    engine.dispose()
    return path


def archived(path: Path, archive: Path) -> Path:
    """Write an archive of a file."""

    async def write() -> None:
        database = SqliteDatabase(path)
        try:
            await write_archive(archive, database, FILES)
        finally:
            await database.aclose()

    asyncio.run(write())
    return archive


@pytest.fixture
def archive(full: Path, tmp_path: Path) -> Path:
    return archived(full, tmp_path / "made.zip")


def test_every_row_of_every_table_comes_out_as_it_was(full: Path, archive: Path) -> None:
    manifest = check_archive(archive)
    with reading(full) as connection:
        expected, counts = list(read_lots(connection)), count_rows(connection)
    read = list(rows_of(archive, manifest))

    # Services are among the files.
    names = set(metadata.tables) - {"services"}
    assert {name for name, _ in expected} == names
    for name in names:
        assert rows_in(read, name) == rows_in(expected, name)
    assert manifest.counts == counts
    assert {name: read_file(archive, name) for name in manifest.files} == FILES
    assert manifest.revision == HEAD


def rows_in(lots: list[Lot], table: str) -> list[Row]:
    return [row for name, rows in lots if name == table for row in rows]


def test_it_can_be_read_by_its_owner_alone(archive: Path) -> None:
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600


def test_a_file_cut_off_anywhere_is_no_backup(archive: Path, tmp_path: Path) -> None:
    whole = archive.read_bytes()
    cut = tmp_path / "cut.zip"
    for length in (0, 10, len(whole) // 2, len(whole) - 1):
        cut.write_bytes(whole[:length])
        with pytest.raises(StartupError, match="damaged or no backup"):
            check_archive(cut)


def test_a_changed_byte_is_noticed_or_changes_nothing(archive: Path, tmp_path: Path) -> None:
    print(f"{SEED=}")
    whole, manifest = archive.read_bytes(), check_archive(archive)
    rows = list(rows_of(archive, manifest))
    changed, noticed = tmp_path / "changed.zip", 0
    for place in random.Random(SEED).sample(range(len(whole)), 24):
        changed.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        try:
            found = check_archive(changed)
        except StartupError:
            noticed += 1
        else:  # such as a byte of a time in the archive's own directory
            assert (found.parts, list(rows_of(changed, found))) == (manifest.parts, rows)
    assert noticed > 12


@pytest.mark.parametrize("name", ["rows/messages.jsonl", "files/services.json"])
def test_a_part_that_somebody_has_changed_or_taken_out_is_noticed(
    archive: Path, tmp_path: Path, name: str
) -> None:
    for content in (b"{}\n", None):
        changed = tmp_path / "changed.zip"
        with zipfile.ZipFile(archive) as source, zipfile.ZipFile(changed, "w") as target:
            for part in source.namelist():
                if part != name:
                    target.writestr(part, source.read(part))
                elif content is not None:
                    target.writestr(part, content)
        with pytest.raises(StartupError, match="damaged or no backup"):
            check_archive(changed)


def test_a_backup_of_a_newer_form_names_its_version(archive: Path, tmp_path: Path) -> None:
    newer = tmp_path / "newer.zip"
    with zipfile.ZipFile(archive) as source, zipfile.ZipFile(newer, "w") as target:
        manifest = source.read("manifest.json").replace(b'"format": 1', b'"format": 2')
        target.writestr("manifest.json", manifest)
    with pytest.raises(StartupError, match="newer Yeoul"):
        check_archive(newer)


def test_a_store_of_an_older_schema_is_not_read_as_if_it_were_of_this_one(tmp_path: Path) -> None:
    make(tmp_path / "old.db", "0008")
    with pytest.raises(StartupError, match=f"0008.*{HEAD}"):
        archived(tmp_path / "old.db", tmp_path / "made.zip")


def test_the_rows_are_of_one_moment_while_others_write(full: Path) -> None:
    with reading(full) as connection:
        before = fingerprints(connection)
        with closing(sqlite3.connect(full)) as other, other:
            other.execute("DELETE FROM messages")
        assert fingerprints(connection) == before
    with reading(full) as connection:
        assert "messages" not in fingerprints(connection)
