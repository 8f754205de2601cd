"""The event log in an SQLite file: durable before visible, survives kill -9 of the process.

Open answers, and the last ended ones, are in memory, where readers find them; the file is read only
after a restart and for answers that have left memory.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from yeoul.errors import Fenced, ShuttingDown, YeoulError
from yeoul.eventlog.base import EventLog, Reader, Snapshot, Writer
from yeoul.eventlog.epoch import Live
from yeoul.eventlog.epochs import Registry
from yeoul.eventlog.group_commit import GroupCommit, SqliteWriter, Statement
from yeoul.eventlog.journal import Journal, unpack_runs
from yeoul.protocol.events import Cursor, End, Event, Reset, Started, decode, split_frames

#: Writes a page and takes it back: only what is written finds out that a disk is full.
_TRIAL: list[Statement] = [
    ("INSERT INTO journal VALUES (-1, zeroblob(4096))", ()),
    ("DELETE FROM journal WHERE id = -1", ()),
]


class SqliteLog(EventLog):
    """See the module. Made by `open`."""

    def __init__(self, journal: Journal, now: Callable[[], datetime]) -> None:
        self._journal = journal
        self._registry = Registry()
        self._commits = GroupCommit(journal, self._registry, now)
        #: The highest epoch given to an answer that is being reopened.
        self._given: dict[str, int] = {}

    @classmethod
    async def open(
        cls, path: Path, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> SqliteLog:
        """Open the file, creating it if need be, and take up what a crash left open.

        Raises:
            StartupError: the file cannot be used.
        """
        log = cls(await asyncio.to_thread(Journal, path), now)
        for live, segmented in await log._transact(_load_open):
            log._registry.put(live)
            writer = SqliteWriter(log._commits, live)
            writer.segmented = segmented
            log._commits.open[live.answer_id] = writer
        return log

    async def create(self, started: Started) -> Writer:
        if await self._find(started.answer_id) is not None:
            raise Fenced("This answer has been started already.")
        return await self._begin(Live(started, 1), started)

    async def reopen(
        self, started: Started, *, text: str, reasoning: str, known_epoch: int = 0
    ) -> Writer:
        answer_id = started.answer_id
        known = await self._find(answer_id)
        epoch = max(known.epoch if known else 0, known_epoch, self._given.get(answer_id, 0)) + 1
        self._given[answer_id] = epoch
        try:
            return await self._begin(Live(started, epoch), started, Reset(text, reasoning))
        finally:
            if self._given.get(answer_id) == epoch:
                del self._given[answer_id]

    async def _begin(self, live: Live, *events: Event) -> Writer:
        writer = SqliteWriter(self._commits, live)
        self._commits.execute(
            [
                ("DELETE FROM segments WHERE answer_id = ?", (live.answer_id,)),
                (
                    "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, NULL)",
                    (live.answer_id, live.epoch, orjson.dumps(tuple(live.started))),
                ),
            ]
        )
        for event in events:
            writer.stage(event)
        await writer.drain()
        self._registry.put(live)
        self._commits.open[live.answer_id] = writer
        return writer

    async def adopt(self, answer_id: str) -> Writer | None:
        writer = self._commits.open.get(answer_id)
        if writer is not None:
            writer.recover()
        return writer

    async def open_answers(self) -> list[str]:
        return list(self._commits.open)

    async def restore(
        self, started: Started, *, text: str, reasoning: str, end: End, cursor: Cursor
    ) -> None:
        if await self._find(started.answer_id) is None:
            self._remember(Live.restore(started, text, reasoning, end, cursor))

    async def follow(self, answer_id: str, after: Cursor | None) -> Reader:
        await self._find(answer_id)
        return self._registry.follow(answer_id, after)

    async def snapshot(self, answer_id: str) -> Snapshot | None:
        live = await self._find(answer_id)
        return live.snapshot() if live else None

    async def _find(self, answer_id: str) -> Live | None:
        """Return the answer's epoch, from the file if it has ended and left memory."""
        if (live := self._registry.lives.get(answer_id)) is None:
            loaded = await self._transact(lambda db: _load_ended(db, answer_id))
            live = self._registry.lives.get(answer_id)
            if live is None and loaded is not None:
                live = loaded
                self._remember(live)
        return live

    def _remember(self, live: Live) -> None:
        self._registry.put(live)
        self._registry.retire(live)

    async def forget(self, answer_ids: Sequence[str]) -> None:
        for answer_id in answer_ids:
            self._registry.drop(answer_id)
            self._commits.open.pop(answer_id, None)
            self._commits.execute(
                [
                    ("DELETE FROM segments WHERE answer_id = ?", (answer_id,)),
                    ("DELETE FROM answers WHERE answer_id = ?", (answer_id,)),
                ]
            )
        await self._commits.settled()

    async def check(self) -> None:
        self._commits.execute(_TRIAL)
        await self._commits.settled()

    def release_readers(self) -> None:
        self._registry.release(
            ShuttingDown("The server is restarting; come again.", retry_after_s=1)
        )

    async def aclose(self) -> None:
        self.release_readers()
        try:
            await self._commits.settled()
        finally:
            await asyncio.to_thread(self._journal.close)

    async def _transact(self, work: Callable[[sqlite3.Connection], Any]) -> Any:
        """Run a transaction of its own in the journal's thread and return its result."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = loop.create_future()

        def settle(result: Any, error: YeoulError | None) -> None:
            if not future.done():
                future.set_result(result) if error is None else future.set_exception(error)

        def done(result: Any, error: YeoulError | None) -> None:
            loop.call_soon_threadsafe(settle, result, error)

        self._journal.submit(work, done)
        return await future


def _load_ended(db: sqlite3.Connection, answer_id: str) -> Live | None:
    row = db.execute(
        "SELECT epoch, started FROM answers WHERE answer_id = ? AND ended_at IS NOT NULL",
        (answer_id,),
    ).fetchone()
    return _from_segments(db, row[0], row[1]) if row else None


def _load_open(db: sqlite3.Connection) -> list[tuple[Live, int]]:
    """Return each open epoch, and the seq up to which it is in segments."""
    rows = db.execute("SELECT epoch, started FROM answers WHERE ended_at IS NULL").fetchall()
    lives = [_from_segments(db, epoch, started) for epoch, started in rows]
    by_epoch = {(live.answer_id, live.epoch): live for live in lives}
    behind: dict[Live, list[bytes]] = {live: [] for live in lives}
    for (row,) in db.execute("SELECT runs FROM journal ORDER BY id"):
        for run in unpack_runs(row):
            live = by_epoch.get((run.answer_id, run.epoch))
            if live is not None:
                # Where a commit failed and yet was made, what was written again is what was seen.
                del behind[live][max(0, run.first_seq - live.last_seq - 1) :]
                behind[live] += split_frames(run.frames)
    segmented = [live.last_seq for live in lives]
    for live, frames in behind.items():
        live.publish(frames)
    return list(zip(lives, segmented, strict=True))


def _from_segments(db: sqlite3.Connection, epoch: int, started: bytes) -> Live:
    live = Live(Started(*orjson.loads(started)), epoch)
    rows = db.execute(
        "SELECT frames FROM segments WHERE answer_id = ? AND epoch = ? ORDER BY first_seq",
        (live.answer_id, epoch),
    )
    for (stored,) in rows:
        frames = list(split_frames(stored))
        _, last = decode(frames[-1])
        live.publish(frames, last if isinstance(last, End) else None)
    return live
