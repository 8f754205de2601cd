"""What a writer may still do behind an end that failed: it may be in the file all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from yeoul import failpoints
from yeoul.errors import Fenced, StorageFailed
from yeoul.eventlog.base import Permit
from yeoul.eventlog.sqlite.log import SqliteLog
from yeoul.protocol.events import Cursor, Delta, End, Started, encode

pytestmark = pytest.mark.anyio

STARTED = Started("a1", "c1", "q1", "m1", "2026-01-01T00:00:00.000Z")
END = End("finished", "stop", None, None, None, "0" * 64)


async def frames(log: SqliteLog) -> list[bytes]:
    return list((await (await log.follow(Permit("a1"), None)).next(0)).frames)


@pytest.mark.parametrize("point", ["before-commit", "after-commit"])
async def test_behind_an_end_that_failed_nothing_comes_but_the_end(
    tmp_path: Path, point: str
) -> None:
    log = await SqliteLog.open(tmp_path / "log.db")
    writer = await log.create(STARTED)
    writer.append(Delta("x"))
    await writer.drain()
    failpoints.arm(f"{point}=raise")
    try:
        with pytest.raises(StorageFailed):
            await writer.end(END)
    finally:
        failpoints.arm("")
    adopted = await log.adopt("a1")
    assert adopted is not None
    # It may be in the file: what came in its place would be gone after a crash, though seen.
    with pytest.raises(Fenced):
        adopted.append(Delta("y"))
    assert await adopted.end(END) == (1, 3)
    told = await frames(log)
    await log.aclose()
    log = await SqliteLog.open(tmp_path / "log.db")
    assert await frames(log) == told
    first, said, last = told
    assert (first, said) == (encode(Cursor(1, 1), STARTED), encode(Cursor(1, 2), Delta("x")))
    assert last == encode(Cursor(1, 3), END)
    await log.aclose()
