"""What the SQLite file survives: kill -9, other processes, a full disk, damage."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import anyio
import pytest
from sqlalchemy import insert, text

from yeoul.errors import StorageFailed, StorageFull
from yeoul.protocol.content import Content
from yeoul.protocol.conversation import Answer
from yeoul.protocol.events import Cursor, End
from yeoul.store.base import Ask, Exchange, IdempotencyKey, Settlement, Store
from yeoul.store.schema import messages
from yeoul.store.sql import SqlStore
from yeoul.store.sqlite_database import SqliteDatabase
from yeoul.store.upgrade import upgrade

pytestmark = pytest.mark.anyio

END = Settlement(End("finished", "stop", None, None, None, "0" * 64), Content("text"), Cursor(1, 2))


_HOLD_LOCK = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
print("locked", flush=True)
sys.stdin.read()
"""


async def test_a_lock_of_another_process_is_an_error_within_bounded_time(
    store: Store, path: Path
) -> None:
    exchange = await store.ask("ann", Ask("one", "scripted"))
    with _locked(path):
        # Thirty in line: those that have waited too long do not try any more.
        with anyio.fail_after(10):
            asks = (store.ask("ann", Ask(f"{n}", "scripted")) for n in range(30))
            results = await asyncio.gather(*asks, return_exceptions=True)
        assert {type(result) for result in results} == {StorageFailed}
        assert await store.answer("ann", exchange.answer.id) == exchange.answer

    assert (await store.ask("ann", Ask("two", "scripted"))).answer.status == "queued"
    assert len((await store.conversations("ann")).conversations) == 2


async def test_an_error_never_tells_what_was_to_be_written(database: SqliteDatabase) -> None:
    """The causes of an error are in the server's log, where nobody looks for what was asked."""
    wrong = insert(messages).values(conversation_id="periwinkle", text="marigold")
    with pytest.raises(StorageFailed) as raised:
        await database.write(lambda c: c.execute(wrong))
    told = "".join(traceback.format_exception(raised.value))
    assert "NOT NULL" in told
    for value in ("periwinkle", "marigold"):
        assert value not in told


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD_LOCK, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"locked\n"
        yield
        holder.communicate()


_ASK_ON = """
import asyncio, sys
from pathlib import Path
from yeoul.store.base import Ask, IdempotencyKey
from yeoul.store.schema import messages
from yeoul.store.sql import SqlStore
from yeoul.store.sqlite_database import SqliteDatabase

async def main():
    store = SqlStore(SqliteDatabase(Path(sys.argv[1])))
    async def ask_on(name):
        place, number = None, 0
        while True:
            key = IdempotencyKey(f"{name}-{number}", "0" * 64)
            asked = await store.ask("ann", Ask("x" * 3000, "m", place, parent_id=None), key)
            print(key.key, asked.answer.id, flush=True)
            place, number = asked.conversation.id, number + 1
    await asyncio.gather(*(ask_on(name) for name in "abcd"))

asyncio.run(main())
"""


async def test_kill_9_in_the_middle_of_asking_leaves_whole_transactions_only(path: Path) -> None:
    told: dict[str, str] = {}
    for round_ in range(3):
        told |= _ask_and_kill(path, after_lines=40 + 7 * round_)
        # The rounds share their keys: what was told is replayed, not written again.
    upgrade(path)
    store = SqlStore(SqliteDatabase(path))
    with closing(sqlite3.connect(path)) as plain:
        assert plain.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert plain.execute("PRAGMA foreign_key_check").fetchall() == []
        asked = plain.execute("SELECT count(*) FROM idempotency_keys").fetchone()[0]
    for key, answer_id in told.items():
        again = await store.ask("ann", Ask("x" * 3000, "m"), IdempotencyKey(key, "0" * 64))
        assert (again.replayed, again.answer.id) == (True, answer_id)
    page = await store.conversations("ann", limit=1000)
    answers = 0
    for conversation in page.conversations:
        messages = await store.messages("ann", conversation.id)
        questions, replies = messages[0::2], messages[1::2]
        assert [reply.parent_id for reply in replies] == [question.id for question in questions]
        assert all(isinstance(reply, Answer) for reply in replies)
        assert conversation.leaf_id == replies[-1].id
        answers += len(replies)
    assert answers == asked >= len(told)
    await store.aclose()


def _ask_and_kill(path: Path, *, after_lines: int) -> dict[str, str]:
    with subprocess.Popen(
        [sys.executable, "-c", _ASK_ON, path], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        lines = [writer.stdout.readline() for _ in range(after_lines)]
        os.kill(writer.pid, signal.SIGKILL)
        lines += [line for line in writer.stdout if line.endswith("\n")]
    assert writer.returncode == -signal.SIGKILL
    return dict(line.split() for line in lines)


async def test_a_file_that_may_not_grow_is_storage_full_until_it_may(
    database: SqliteDatabase, store: Store
) -> None:
    kept = await store.ask("ann", Ask("one", "scripted"))
    now = text("PRAGMA page_count")
    pages = await database.read(lambda c: c.execute(now).scalar())
    await database.write(lambda c: c.execute(text(f"PRAGMA max_page_count = {pages}")).all())

    await _fills_up(store)
    await store.check()
    assert await store.answer("ann", kept.answer.id) == kept.answer
    await database.write(lambda c: c.execute(text("PRAGMA max_page_count = 100000")).all())
    await _goes_on(store, kept.answer)


async def test_a_full_disk_is_storage_full_until_there_is_space(tmp_path: Path) -> None:
    with _small_disk(tmp_path / "disk") as disk:
        upgrade(disk / "store.db")
        store = SqlStore(SqliteDatabase(disk / "store.db"))
        kept = await store.ask("ann", Ask("one", "scripted"))
        await _fills_up(store)
        await store.check()
        assert await store.answer("ann", kept.answer.id) == kept.answer
        _mount("remount,size=16m", disk)
        await _goes_on(store, kept.answer)
        await store.aclose()
        with closing(sqlite3.connect(disk / "store.db")) as plain:
            assert plain.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


async def test_a_disk_that_was_full_before_the_first_question_is_storage_full(
    tmp_path: Path,
) -> None:
    with _small_disk(tmp_path / "disk") as disk:
        upgrade(disk / "store.db")
        _fill(disk)
        store = SqlStore(SqliteDatabase(disk / "store.db"))
        with pytest.raises(StorageFull):
            await store.ask("ann", Ask("one", "scripted"))
        _mount("remount,size=16m", disk)
        assert (await store.ask("ann", Ask("one", "scripted"))).answer.status == "queued"
        await store.aclose()


def _fill(disk: Path) -> None:
    with open(disk / "ballast", "wb", buffering=0) as ballast:
        while os.statvfs(disk).f_bavail:
            ballast.write(b"x" * 4096)


async def _fills_up(store: Store) -> None:
    for _ in range(10):  # few at a time: who waits in line for seconds is told that it is busy
        asks = [store.ask("ann", Ask("x" * 20_000, "scripted")) for _ in range(10)]
        results = await asyncio.gather(*asks, return_exceptions=True)
        assert {type(result) for result in results} <= {Exchange, StorageFull}
    with pytest.raises(StorageFull):
        await store.ask("ann", Ask("x" * 200_000, "scripted"))
    for conversation in (await store.conversations("ann", limit=1000)).conversations:
        assert len(await store.messages("ann", conversation.id)) == 2


async def _goes_on(store: Store, kept: Answer) -> None:
    await store.settle(kept.id, kept.epoch, END)
    assert (await store.answer("ann", kept.id)).status == "finished"
    assert (await store.ask("ann", Ask("x" * 20_000, "scripted"))).answer.status == "queued"


@contextmanager
def _small_disk(folder: Path) -> Iterator[Path]:
    folder.mkdir()
    if (refused := _mount("size=1m", folder)) is not None:
        pytest.skip(f"the test of a full disk was NOT RUN: it has to mount one ({refused})")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def _mount(options: str, folder: Path) -> str | None:
    """Mount a disk in memory; return why that is refused, or None."""
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", os.fspath(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return None if done.returncode == 0 else done.stderr.strip()


async def test_a_damaged_file_is_an_error_in_words(path: Path) -> None:
    store = SqlStore(SqliteDatabase(path))
    for number in range(30):
        await store.ask("ann", Ask(f"{number} " + "x" * 3000, "scripted"))
    await store.aclose()
    _damage(path)

    store = SqlStore(SqliteDatabase(path))
    with pytest.raises(StorageFailed, match="SQLITE_CORRUPT"):
        await store.conversations("ann", query="nothing")
    await store.aclose()


def _damage(path: Path) -> None:
    """Overwrite the beginning of every page behind the first ones, which hold the schema."""
    data = bytearray(path.read_bytes())
    for page in range(8, len(data) // 4096):
        data[page * 4096 : page * 4096 + 100] = os.urandom(100)
    path.write_bytes(data)
