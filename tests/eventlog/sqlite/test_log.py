"""What the SQLite log survives beyond the contract: restarts, crashes, retention, a full disk."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from yeoul import failpoints
from yeoul.errors import Fenced, NotFound, StartupError, StorageFailed
from yeoul.eventlog import group_commit as commits
from yeoul.eventlog.base import Permit
from yeoul.eventlog.sqlite import group_commit
from yeoul.eventlog.sqlite.log import SqliteLog
from yeoul.protocol.events import Cursor, Delta, End, Started
from yeoul.testing.event_logs import write

pytestmark = pytest.mark.anyio

STARTED = Started("a1", "c1", "q1", "m1", "2026-01-01T00:00:00.000Z")
END = End("finished", "stop", None, None, None, "0" * 64)


async def all_frames(log: SqliteLog, answer_id: str = "a1") -> list[bytes]:
    reader = await log.follow(Permit(answer_id), None)
    return list((await reader.next(0)).frames)


async def test_an_ended_answer_reads_the_same_after_a_restart(tmp_path: Path) -> None:
    log = await SqliteLog.open(tmp_path / "log.db")
    writer = await log.create(STARTED)
    for text in "여울\n\n·":
        writer.append(Delta(text))
    await writer.end(END)
    before = await all_frames(log)
    await log.aclose()
    log = await SqliteLog.open(tmp_path / "log.db")
    assert await all_frames(log) == before
    await log.aclose()


async def test_an_open_answer_is_taken_up_where_it_was(tmp_path: Path) -> None:
    log = await SqliteLog.open(tmp_path / "log.db")
    writer = await log.create(STARTED)
    writer.append(Delta("ab"))
    await writer.drain()
    before = await all_frames(log)
    await log.aclose()

    log = await SqliteLog.open(tmp_path / "log.db")
    assert await all_frames(log) == before
    adopted = await log.adopt("a1")
    assert adopted is not None
    assert adopted.next_cursor() == Cursor(1, 3)
    await adopted.end(END)
    await log.aclose()
    log = await SqliteLog.open(tmp_path / "log.db")
    snapshot = await log.snapshot("a1")
    assert snapshot is not None
    assert (snapshot.content.text, snapshot.end) == ("ab", END)
    await log.aclose()


@pytest.mark.parametrize("checkpoint_bytes", [0, 300, 1 << 20])
async def test_moving_frames_out_of_the_journal_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, checkpoint_bytes: int
) -> None:
    monkeypatch.setattr(group_commit, "CHECKPOINT_BYTES", checkpoint_bytes)
    log = await SqliteLog.open(tmp_path / "log.db")
    first = await log.create(STARTED)
    second = await log.create(STARTED._replace(answer_id="a2"))
    for number in range(20):
        first.append(Delta(f"first {number}"))
        if number % 3 == 0:
            second.append(Delta(f"second {number}"))
        await first.drain()
    await second.end(END)
    first.append(Delta("last"))
    await first.drain()
    before = [await all_frames(log, "a1"), await all_frames(log, "a2")]
    await log.aclose()
    log = await SqliteLog.open(tmp_path / "log.db")
    assert [await all_frames(log, "a1"), await all_frames(log, "a2")] == before
    await log.aclose()


async def test_the_journal_is_empty_when_nothing_is_open(tmp_path: Path) -> None:
    log = await SqliteLog.open(tmp_path / "log.db")
    writer = await log.create(STARTED)
    writer.append(Delta("x"))
    await writer.drain()
    await writer.end(END)
    await log.aclose()
    with sqlite3.connect(tmp_path / "log.db") as db:
        assert db.execute("SELECT count(*) FROM journal").fetchone() == (0,)
        assert db.execute("SELECT count(*) FROM segments").fetchone() == (1,)
    db.close()


async def test_an_ended_answer_is_forgotten_after_its_time(tmp_path: Path) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    log = await SqliteLog.open(tmp_path / "log.db", now=lambda: now)
    await (await log.create(STARTED)).end(END)
    now += timedelta(seconds=group_commit.RETENTION_S + 1)
    await (await log.create(STARTED._replace(answer_id="a2"))).end(END)
    await log.aclose()
    log = await SqliteLog.open(tmp_path / "log.db")
    assert await log.snapshot("a1") is None
    assert await log.snapshot("a2") is not None
    with pytest.raises(NotFound):
        await log.follow(Permit("a1"), None)
    await log.aclose()


async def test_an_answer_that_only_the_file_has_is_not_created_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = await SqliteLog.open(tmp_path / "log.db")
    await write(log, "ab", "cd")
    before = await all_frames(log)
    await log.aclose()

    # Each commit moves the frames of all open answers, and of that which tries to be one.
    monkeypatch.setattr(group_commit, "CHECKPOINT_BYTES", 0)
    log = await SqliteLog.open(tmp_path / "log.db")
    with pytest.raises(Fenced):
        await log.create(STARTED)
    await log.aclose()

    log = await SqliteLog.open(tmp_path / "log.db")
    assert await log.open_answers() == {}
    assert await all_frames(log) == before
    await log.aclose()


WRITER = """
import asyncio, sys
from pathlib import Path
from yeoul.eventlog.sqlite.log import SqliteLog
from yeoul.protocol.events import Delta, Started, parse_frame

async def main():
    log = await SqliteLog.open(Path(sys.argv[1]))
    writers = [await log.create(Started(f"a{n}", "c", "q", "m", "t")) for n in range(8)]
    readers = [await log.follow(f"a{n}", None) for n in range(8)]
    number = 0
    while True:
        number += 1
        for writer in writers:
            writer.append(Delta(f"{number} "))
        batches = [await reader.next(1) for reader in readers]
        for n, batch in enumerate(batches):
            if batch.frames:
                print(n, parse_frame(batch.frames[-1]).cursor.seq, flush=True)

asyncio.run(main())
"""


def write_until_killed(path: Path) -> dict[str, int]:
    """Run the writer, kill it, and return the last seq that a reader of each answer has printed."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    seen: dict[str, int] = {}
    for _ in range(400):
        answer, seq = process.stdout.readline().split()
        seen[f"a{answer}"] = int(seq)
    os.kill(process.pid, signal.SIGKILL)
    for line in process.communicate()[0].splitlines(keepends=True):
        if line.endswith("\n"):
            answer, seq = line.split()
            seen[f"a{answer}"] = int(seq)
    return seen


async def test_whatever_a_reader_has_seen_survives_kill_9(tmp_path: Path) -> None:
    seen = await asyncio.to_thread(write_until_killed, tmp_path / "log.db")
    log = await SqliteLog.open(tmp_path / "log.db")
    assert len(seen) == 8
    for answer_id, last_seq in seen.items():
        snapshot = await log.snapshot(answer_id)
        assert snapshot is not None
        assert snapshot.cursor.seq >= last_seq
        numbers = snapshot.content.text.split()
        assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
    await log.aclose()


async def test_a_failed_commit_shows_nothing_and_tells_writer_and_reader(tmp_path: Path) -> None:
    log = await SqliteLog.open(tmp_path / "log.db")
    writer = await log.create(STARTED)
    writer.append(Delta("kept"))
    await writer.drain()
    reader = await log.follow(Permit("a1"), Cursor(1, 2))
    await reader.next(0)
    with sqlite3.connect(tmp_path / "log.db", isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        writer.append(Delta("lost"))
        with pytest.raises(StorageFailed):
            await writer.drain()
        with pytest.raises(StorageFailed):
            writer.append(Delta("too"))
        with pytest.raises(StorageFailed):
            await reader.next(0)
        other.execute("ROLLBACK")
    other.close()

    adopted = await log.adopt("a1")
    assert adopted is not None
    assert adopted.next_cursor() == Cursor(1, 3)
    adopted.append(Delta(" and more"))
    await adopted.end(END)
    snapshot = await log.snapshot("a1")
    assert snapshot is not None
    assert snapshot.content.text == "kept and more"
    await log.aclose()


async def test_a_check_writes_and_leaves_nothing(tmp_path: Path) -> None:
    log = await SqliteLog.open(tmp_path / "log.db")
    await log.check()
    await log.check()
    await log.aclose()
    with sqlite3.connect(tmp_path / "log.db") as db:
        assert db.execute("SELECT count(*) FROM journal").fetchone() == (0,)
    db.close()


async def test_a_check_finds_out_that_nothing_can_be_written(tmp_path: Path) -> None:
    log = await SqliteLog.open(tmp_path / "log.db")
    with sqlite3.connect(tmp_path / "log.db", isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StorageFailed):
            await log.check()
        other.execute("ROLLBACK")
    other.close()
    await log.check()
    await log.aclose()


async def test_a_file_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "log.db") as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(StartupError, match="newer"):
        await SqliteLog.open(tmp_path / "log.db")


async def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "log.db").write_bytes(b"not a database, but long enough to be read as one" * 100)
    with pytest.raises(StartupError, match=r"log\.db is damaged.*: move it away and start again"):
        await SqliteLog.open(tmp_path / "log.db")


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE journal SET runs = x'00ff'",
        "UPDATE answers SET started = x'7b'",
        "INSERT INTO segments VALUES ('a1', 1, 1, x'00')",
    ],
)
async def test_a_file_with_a_damaged_row_is_refused(tmp_path: Path, damage: str) -> None:
    log = await SqliteLog.open(tmp_path / "log.db")
    await log.create(STARTED)
    await log.aclose()
    with contextlib.closing(sqlite3.connect(tmp_path / "log.db")) as db:
        db.execute(damage)
        db.commit()
    with pytest.raises(StartupError, match=r"log\.db is damaged.*: move it away and start again"):
        await SqliteLog.open(tmp_path / "log.db")
    assert "yeoul-eventlog" not in [thread.name for thread in threading.enumerate()]


async def test_a_silent_answer_survives_two_checkpoints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group_commit, "CHECKPOINT_BYTES", 0)
    log = await SqliteLog.open(tmp_path / "log.db")
    await log.create(STARTED)
    other = await log.create(STARTED._replace(answer_id="a2"))
    for _ in range(2):
        other.append(Delta("x"))
        await other.drain()
    before = await all_frames(log)
    await log.aclose()
    log = await SqliteLog.open(tmp_path / "log.db")
    assert await all_frames(log) == before
    await log.aclose()


async def test_forgetting_writes_only_open_and_just_ended_answers_anew(tmp_path: Path) -> None:
    now = [datetime(2026, 1, 1, tzinfo=UTC)]
    path = tmp_path / "log.db"
    log = await SqliteLog.open(path, now=lambda: now[0])
    frames = {}
    for name in ("gone", "ended", "last", "open"):
        writer = await log.create(STARTED._replace(answer_id=name))
        writer.append(Delta(name * 100_000))
        if name == "last":
            now[0] += timedelta(seconds=group_commit.LAST_S + 1)
        await (writer.drain() if name == "open" else writer.end(END))
        frames[name] = await all_frames(log, name)
    before = path.stat().st_size + path.with_name("log.db-wal").stat().st_size

    await log.forget(["gone"])

    assert path.stat().st_size < before / 2
    for name in ("ended", "last", "open"):
        assert await all_frames(log, name) == frames[name]
    await log.aclose()
    log = await SqliteLog.open(path, now=lambda: now[0])
    for name in ("last", "open"):
        assert await all_frames(log, name) == frames[name]
    for name in ("gone", "ended"):
        assert await log.snapshot(name) is None
    await log.aclose()


@pytest.mark.parametrize("ends", [True, False])
async def test_nothing_stays_of_an_answer_that_is_forgotten_while_its_events_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ends: bool
) -> None:
    log = await SqliteLog.open(tmp_path / "log.db")
    writer = await log.create(STARTED)
    monkeypatch.setattr(group_commit, "CHECKPOINT_BYTES", 0)
    writer.append(Delta("a secret"))
    await asyncio.gather(writer.end(END) if ends else writer.drain(), log.forget(["a1"]))
    await log.aclose()
    with contextlib.closing(sqlite3.connect(tmp_path / "log.db")) as db:
        for table in ("answers", "segments", "journal"):
            assert db.execute(f"SELECT * FROM {table}").fetchall() == []


async def test_an_end_behind_a_failed_commit_is_not_taken_for_durable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commits, "COMMIT_INTERVAL_S", 0.0)
    log = await SqliteLog.open(tmp_path / "log.db")
    writer = await log.create(STARTED)
    failpoints.arm("before-commit=raise")
    try:
        writer.append(Delta("x"))
        await asyncio.sleep(0)  # the commit of it has begun
        with pytest.raises(StorageFailed):
            await writer.end(END)
    finally:
        failpoints.arm("")
    snapshot = await log.snapshot("a1")
    assert snapshot is not None
    assert snapshot.end is None
    await log.aclose()
