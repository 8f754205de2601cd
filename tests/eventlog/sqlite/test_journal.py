"""The log's file: who may read it, and what is told of one that is damaged.

A look at it changes nothing.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from yeoul.errors import StartupError
from yeoul.eventlog.sqlite.journal import Journal, inspect_file
from yeoul.eventlog.sqlite.log import SqliteLog
from yeoul.protocol.events import Delta, End, Started

pytestmark = pytest.mark.anyio

STARTED = Started("a1", "c1", "q1", "m1", "2026-01-01T00:00:00.000Z")
END = End("finished", "stop", None, None, None, "0" * 64)


async def test_a_look_leaves_everything_as_it_is_beside_a_server_and_behind_it(
    tmp_path: Path,
) -> None:
    path = tmp_path / "log.db"
    log = await SqliteLog.open(path)
    await log.create(STARTED)
    assert inspect_file(path, whole=False) == "is sound, version 1"
    await log.aclose()

    before = _contents(tmp_path)
    assert inspect_file(path, whole=True) == "is sound, version 1"
    assert _contents(tmp_path) == before
    assert list(before) == ["log.db"]


def _contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_an_empty_file_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "log.db").touch()

    assert inspect_file(tmp_path / "log.db", whole=True) == "is empty"


async def test_a_fault_is_told_with_its_remedy(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    path.write_bytes(b"no header" * 1000)
    with pytest.raises(StartupError, match=r"is damaged.*: move it away and start again"):
        inspect_file(path, whole=False)

    path.unlink()
    await (await SqliteLog.open(path)).aclose()
    data = bytearray(path.read_bytes())
    for page in range(1, len(data) // 4096):
        data[page * 4096 : page * 4096 + 100] = os.urandom(100)
    path.write_bytes(data)
    with pytest.raises(StartupError, match="is damaged"):
        inspect_file(path, whole=True)


async def test_a_damaged_file_is_refused_with_what_to_do(tmp_path: Path) -> None:
    log = await SqliteLog.open(tmp_path / "log.db")
    for number in range(200):
        writer = await log.create(STARTED._replace(answer_id=f"answer-{number}"))
        writer.append(Delta("x" * 1000))
        await writer.end(END)
    await log.aclose()
    data = bytearray((tmp_path / "log.db").read_bytes())
    for page in range(1, len(data) // 4096):
        data[page * 4096 : page * 4096 + 100] = b"\xff" * 100
    (tmp_path / "log.db").write_bytes(data)

    with pytest.raises(StartupError, match=r"log\.db is damaged.*: move it away and start again"):
        await SqliteLog.open(tmp_path / "log.db")


async def test_what_is_written_is_for_its_owners_eyes(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        log = await SqliteLog.open(tmp_path / "log.db")
        await log.create(STARTED)
        modes = _modes(tmp_path)
        await log.aclose()
    finally:
        os.umask(before)
    assert modes == dict.fromkeys(("log.db", "log.db-wal", "log.db-shm"), "0o600")


def _modes(folder: Path) -> dict[str, str]:
    return {file.name: oct(file.stat().st_mode & 0o777) for file in folder.iterdir()}


def test_a_file_of_a_newer_version_is_told(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "log.db")) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(StartupError, match="written by a newer Yeoul"):
        inspect_file(tmp_path / "log.db", whole=True)


async def test_no_append_waits_while_another_program_keeps_the_wal_from_being_emptied(
    tmp_path: Path,
) -> None:
    path = tmp_path / "log.db"
    log = await SqliteLog.open(path)
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM answers").fetchone()
        await log.create(STARTED)
        journal, loop = Journal(path), asyncio.get_running_loop()
        begun_s = loop.time()
        for _ in range(20):
            emptied: asyncio.Future[Any] = loop.create_future()

            def done(*told: Any, to: asyncio.Future[Any] = emptied) -> None:
                loop.call_soon_threadsafe(to.set_result, told)

            journal.empty_wal(done)
            assert await emptied == (False, None)
        assert loop.time() - begun_s < 1
        await asyncio.to_thread(journal.close)
    await log.aclose()
