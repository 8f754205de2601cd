"""The log itself: creates, opens and forgets epochs, and reads the file after a restart.

Open answers and the last ended ones are in memory, where readers find them. The file is read after
a restart, and for answers that have left memory.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import orjson

from yeoul.errors import Fenced, StartupError, YeoulError
from yeoul.eventlog.base import EventLog, Permit, Reader, Snapshot, Writer
from yeoul.eventlog.epoch import Epoch
from yeoul.eventlog.epochs import Epochs
from yeoul.eventlog.sqlite.group_commit import SqliteGroupCommit
from yeoul.eventlog.sqlite.journal import Done, Journal, unpack_runs, why_unusable
from yeoul.eventlog.sqlite.writer import SqliteWriter, Statement
from yeoul.protocol.content import Content
from yeoul.protocol.conversation import utc_now
from yeoul.protocol.events import Cursor, End, Event, Reset, Started, decode, split_frames
from yeoul.tasks import Retried

#: Writes a page and deletes it again: only a write finds out that the disk is full.
_TRIAL: list[Statement] = [
    ("INSERT INTO journal VALUES (-1, zeroblob(4096))", ()),
    ("DELETE FROM journal WHERE id = -1", ()),
]


class SqliteLog(EventLog):
    """The log in a file. Made by `open`."""

    def __init__(self, journal: Journal, now: Callable[[], datetime]) -> None:
        self._journal = journal
        self._epochs = Epochs()
        self._commits = SqliteGroupCommit(journal, self._epochs, now)
        #: The highest epoch of an answer that is being opened, by answer.
        self._opening: dict[str, int] = {}
        self._emptying = Retried(partial(self._run, journal.empty_wal), name="empty the log's WAL")

    @classmethod
    async def open(cls, path: Path, *, now: Callable[[], datetime] = utc_now) -> SqliteLog:
        """Return the log in a file, created if missing, with the epochs that a crash left open.

        Raises:
            StartupError: the file cannot be used.
        """
        journal = await asyncio.to_thread(Journal, path)
        log = cls(journal, now)
        try:
            found = await log._transact(lambda db: _load_open(db, path))
        except BaseException:
            await asyncio.to_thread(journal.close)
            raise
        for epoch, last_segment_seq in found:
            log._listed(SqliteWriter(log._commits, epoch)).last_segment_seq = last_segment_seq
        # A server that died may have left the frames of deleted answers there.
        log._emptying.do_later()
        return log

    async def create(self, started: Started) -> Writer:
        epoch = Epoch(started, 1)
        if self._epochs.find(epoch.answer_id) is None:
            claim = self._commits.claim(epoch.answer_id, orjson.dumps(tuple(started)))
            writer = await self._begin(epoch, started)
            if not claim.refused:
                return self._listed(writer)
        raise Fenced("This answer has been started already.")

    async def open_epoch(
        self, started: Started, epoch: int, content: Content, *, behind: Cursor | None = None
    ) -> Writer:
        answer_id = started.answer_id
        known = await self._find(answer_id)
        # Two may open epochs of one answer at the same time, and neither is visible yet: without
        # `_opening` the lower number could overwrite the higher one.
        if epoch <= max(known.number if known else 0, self._opening.get(answer_id, 0)):
            raise Fenced("This epoch of the answer has been opened already.")
        if known is not None and known.goes_beyond(behind):
            raise Fenced("This answer has grown meanwhile.")
        self._opening[answer_id] = epoch
        # The previous writer goes on until this commit is done, and is then fenced. Its appends may
        # reach readers and the file meanwhile, but under its own number: after a crash only the
        # number in `answers` counts.
        self._commits.execute(
            [
                ("DELETE FROM segments WHERE answer_id = ?", (answer_id,)),
                (
                    "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, NULL)",
                    (answer_id, epoch, orjson.dumps(tuple(started))),
                ),
            ]
        )
        try:
            return self._listed(await self._begin(Epoch(started, epoch), started, Reset(*content)))
        finally:
            if self._opening.get(answer_id) == epoch:
                del self._opening[answer_id]

    async def _begin(self, epoch: Epoch, *events: Event) -> SqliteWriter:
        """Return the writer of an epoch whose first events are durable."""
        writer = SqliteWriter(self._commits, epoch)
        for event in events:
            writer.write(event)
        await writer.drain()
        return writer

    def _listed(self, writer: SqliteWriter) -> SqliteWriter:
        """Make a writer that of its answer."""
        self._epochs.put(writer.epoch)
        self._commits.open_writers[writer.epoch.answer_id] = writer
        return writer

    async def adopt(self, answer_id: str) -> Writer | None:
        writer = self._commits.open_writers.get(answer_id)
        if writer is not None:
            writer.recover()
        return writer

    async def open_answers(self) -> dict[str, str]:
        return dict.fromkeys(self._commits.open_writers, "")

    async def writer_of(self, answer_id: str) -> str | None:
        return "" if answer_id in self._commits.open_writers else None

    async def restore(
        self, started: Started, content: Content, *, end: End, cursor: Cursor
    ) -> None:
        if await self._find(started.answer_id) is None:
            self._remember(Epoch.restore(started, content, end, cursor))

    async def follow(self, permit: Permit, after: Cursor | None) -> Reader:
        await self._find(permit)
        return self._epochs.follow(permit, after)

    async def snapshot(self, answer_id: str) -> Snapshot | None:
        epoch = await self._find(answer_id)
        return epoch.snapshot() if epoch else None

    async def _find(self, answer_id: str) -> Epoch | None:
        """Return the answer's epoch, from the file if it has ended and left memory."""
        if (epoch := self._epochs.find(answer_id)) is None:
            loaded = await self._transact(lambda db: _load_ended(db, answer_id))
            # While the file was read, another task may have opened the next epoch or loaded this
            # one. The epoch in memory wins: readers may be following it.
            epoch = self._epochs.find(answer_id)
            if epoch is None and loaded is not None:
                epoch = loaded
                self._remember(epoch)
        return epoch

    def _remember(self, epoch: Epoch) -> None:
        self._epochs.put(epoch)
        self._epochs.retire(epoch)

    async def forget(self, answer_ids: Sequence[str]) -> None:
        for answer_id in answer_ids:
            self._epochs.drop(answer_id)
            self._commits.open_writers.pop(answer_id, None)
            self._commits.execute(
                [
                    ("DELETE FROM segments WHERE answer_id = ?", (answer_id,)),
                    ("DELETE FROM answers WHERE answer_id = ?", (answer_id,)),
                ]
            )
        # The journal has the frames of all answers in its rows, so it is emptied. And the file is
        # rewritten while every growing answer waits, so it keeps little of those that have ended:
        # they are in memory or in the store.
        self._commits.compact()
        await self._commits.next_done()
        await self._run(self._journal.rewrite)
        await self._emptying.do()

    async def check(self) -> None:
        self._commits.execute(_TRIAL)
        await self._commits.next_done()

    def release_readers(self) -> None:
        self._epochs.release_readers()

    async def aclose(self) -> None:
        self.release_readers()
        await self._emptying.cancel()
        try:
            await self._commits.next_done()
        finally:
            await asyncio.to_thread(self._journal.close)

    async def _transact(self, work: Callable[[sqlite3.Connection], Any]) -> Any:
        """Run a separate transaction in the journal's thread and return its result."""
        return await self._run(partial(self._journal.submit, work))

    async def _run(self, submit: Callable[[Done], None]) -> Any:
        """Return the result of what ``submit`` has queued for the journal's thread."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = loop.create_future()

        def settle(result: Any, error: YeoulError | None) -> None:
            if not future.done():
                future.set_result(result) if error is None else future.set_exception(error)

        def done(result: Any, error: YeoulError | None) -> None:
            loop.call_soon_threadsafe(settle, result, error)

        submit(done)
        return await future


def _load_ended(db: sqlite3.Connection, answer_id: str) -> Epoch | None:
    row = db.execute(
        "SELECT epoch, started FROM answers WHERE answer_id = ? AND ended_at IS NOT NULL",
        (answer_id,),
    ).fetchone()
    return _from_segments(db, row[0], row[1]) if row else None


def _load_open(db: sqlite3.Connection, path: Path) -> list[tuple[Epoch, int]]:
    """Return each open epoch, and the seq up to which it is in segments.

    Raises:
        StartupError: the file is damaged.
    """
    try:
        return _open_epochs(db)
    except Exception as error:
        raise StartupError(why_unusable(path, error)) from error


def _open_epochs(db: sqlite3.Connection) -> list[tuple[Epoch, int]]:
    rows = db.execute("SELECT epoch, started FROM answers WHERE ended_at IS NULL").fetchall()
    epochs = [_from_segments(db, number, started) for number, started in rows]
    by_name = {(epoch.answer_id, epoch.number): epoch for epoch in epochs}
    behind: dict[Epoch, list[bytes]] = {epoch: [] for epoch in epochs}
    for (row,) in db.execute("SELECT runs FROM journal ORDER BY id"):
        for run in unpack_runs(row):
            epoch = by_name.get((run.answer_id, run.epoch))
            if epoch is not None:
                # A commit may be reported as failed and be in the file all the same. Its frames
                # were then dropped unseen and their numbers given out again: the later run is the
                # one that readers saw, so it replaces everything from its first seq on.
                del behind[epoch][max(0, run.first_seq - epoch.last_seq - 1) :]
                behind[epoch] += split_frames(run.frames)
    last_segment_seqs = [epoch.last_seq for epoch in epochs]
    for epoch, frames in behind.items():
        epoch.publish(frames)
    return list(zip(epochs, last_segment_seqs, strict=True))


def _from_segments(db: sqlite3.Connection, number: int, started: bytes) -> Epoch:
    epoch = Epoch(Started(*orjson.loads(started)), number)
    rows = db.execute(
        "SELECT frames FROM segments WHERE answer_id = ? AND epoch = ? ORDER BY first_seq",
        (epoch.answer_id, number),
    )
    for (stored,) in rows:
        frames = list(split_frames(stored))
        _, last = decode(frames[-1])
        epoch.publish(frames, last if isinstance(last, End) else None)
    return epoch
