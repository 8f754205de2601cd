"""A look at the store's file changes nothing, and finds what is wrong."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from yeoul.errors import StartupError
from yeoul.store import open_store
from yeoul.store.base import Ask
from yeoul.store.schema import HEAD
from yeoul.store.upgrade import VERSION_TABLE, inspect_file, upgrade

pytestmark = pytest.mark.anyio


@pytest.fixture
def path(tmp_path: Path) -> Path:
    upgrade(tmp_path / "store.db")
    return tmp_path / "store.db"


async def test_a_look_leaves_everything_as_it_is_beside_a_server_and_behind_it(
    path: Path,
) -> None:
    store = await open_store(f"sqlite:///{path}")
    await store.ask("ann", Ask("one", "m"))
    assert inspect_file(path, whole=False) == f"is sound, schema {HEAD}"
    await store.aclose()

    before = {file.name: file.read_bytes() for file in path.parent.iterdir()}
    assert inspect_file(path, whole=True) == f"is sound, schema {HEAD}"
    assert {file.name: file.read_bytes() for file in path.parent.iterdir()} == before
    assert list(before) == ["store.db"]


def test_an_empty_file_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "store.db").touch()

    assert inspect_file(tmp_path / "store.db", whole=True) == "is empty"


def test_a_damaged_file_is_told_with_its_remedy(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(b"x" * 100 + whole[100:])
    with pytest.raises(StartupError, match="is damaged or not a database: restore a copy"):
        inspect_file(path, whole=False)
    path.write_bytes(whole[: 4096 * 2] + b"\xff" * (len(whole) - 4096 * 2))
    with pytest.raises(StartupError, match="is damaged or not a database: restore a copy"):
        inspect_file(path, whole=True)


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        (f"UPDATE {VERSION_TABLE} SET version_num = '9999'", "written by a newer Yeoul"),
        (f"DELETE FROM {VERSION_TABLE}", "written by a newer Yeoul"),
        (f"DROP TABLE {VERSION_TABLE}", "database of another program"),
    ],
)
def test_a_file_that_is_not_this_yeouls_is_told(path: Path, statement: str, told: str) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(statement)
    with pytest.raises(StartupError, match=told):
        inspect_file(path, whole=True)
