"""Group commit: what all answers append becomes durable together, then visible.

At most one commit is under way. When the log is idle the next one begins at once; under load it
begins ``COMMIT_INTERVAL_S`` after the last one began. If it fails nothing of it was visible: it is
dropped, and the writers and readers it concerns are told.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from yeoul.errors import Fenced, YeoulError
from yeoul.eventlog.base import PhaseInfo, Writer
from yeoul.eventlog.epoch import Live
from yeoul.eventlog.epochs import Registry
from yeoul.eventlog.journal import Journal, Run, pack_runs
from yeoul.protocol.events import Cursor, Delta, End, Event, Reasoning, Reset, encode

#: Under load, seconds from the beginning of one commit to that of the next.
COMMIT_INTERVAL_S = 0.005
#: Bytes of journal after which the open answers are moved into segments.
CHECKPOINT_BYTES = 8 << 20
#: Seconds for which an ended answer keeps its events.
RETENTION_S = 600.0

Statement = tuple[str, tuple[Any, ...]]


class Staged(NamedTuple):
    """What one writer brings into a commit."""

    writer: SqliteWriter
    first_seq: int
    frames: list[bytes]
    end: End | None


class SqliteWriter(Writer):
    """Numbers and encodes events at once; they wait here for the next commit."""

    def __init__(self, commits: GroupCommit, live: Live) -> None:
        self.live = live
        self.epoch = live.epoch
        #: Seq up to which the frames are in segments.
        self.segmented = 0
        #: Why the last commit that concerned this writer failed.
        self.failure: YeoulError | None = None
        self._commits = commits
        self._frames: list[bytes] = []
        self._end: End | None = None
        #: An end failed that may be in the file all the same.
        self._end_failed = False
        self._next_seq = live.last_seq + 1

    def append(self, event: Delta | Reasoning | Reset) -> Cursor:
        return self.stage(event)

    def stage(self, event: Event) -> Cursor:
        """Number, encode and hand over any event; raises as `Writer.append`."""
        self._check()
        if self._end is not None or (self._end_failed and not isinstance(event, End)):
            raise Fenced("This epoch of the answer has ended.")
        cursor = self.next_cursor()
        self._frames.append(encode(cursor, event))
        self._next_seq += 1
        if isinstance(event, End):
            self._end = event
        self._commits.stage(self)
        return cursor

    async def drain(self) -> None:
        self._check()
        if self._next_seq > self.live.last_seq + 1:
            await self._commits.settled(staged=bool(self._frames))
            if self.failure is not None:  # of an earlier commit; the one waited for had nothing
                raise self.failure

    async def end(self, event: End) -> Cursor:
        cursor = self.stage(event)
        await self.drain()
        return cursor

    def next_cursor(self) -> Cursor:
        return Cursor(self.epoch, self._next_seq)

    def set_phase(self, phase: PhaseInfo) -> None:
        self.live.set_phase(phase)

    def _check(self) -> None:
        if self.failure is not None:
            raise self.failure
        if self.live.replaced or self.live.end is not None:
            raise Fenced("This epoch of the answer is closed.")

    def take(self) -> Staged:
        """Give what is staged to a commit."""
        frames, self._frames = self._frames, []
        return Staged(self, self._next_seq - len(frames), frames, self._end)

    def fail(self, error: YeoulError) -> None:
        """Drop all that is not durable; readers and the next append are told."""
        self.failure = self.live.failure = error
        self._end_failed = self._end_failed or self._end is not None
        self._frames, self._end = [], None
        self._next_seq = self.live.last_seq + 1
        self.live.wake()

    def recover(self) -> None:
        """Forget a failure: what was visible stands, appending may be tried again."""
        self.failure = self.live.failure = None

    def segment(self, staged: Staged | None) -> list[Statement]:
        """Return what stores all frames that no segment has yet, those in ``staged`` included."""
        frames = self.live.frames[self.segmented :] + (staged.frames if staged else [])
        if not frames:
            return []
        sql = "INSERT OR REPLACE INTO segments VALUES (?, ?, ?, ?)"
        row = (self.live.answer_id, self.epoch, self.segmented + 1, b"".join(frames))
        statements: list[Statement] = [(sql, row)]
        if self._end_failed:  # and is replaced by this row
            sql = "UPDATE answers SET ended_at = NULL WHERE answer_id = ?"
            statements.append((sql, (self.live.answer_id,)))
        return statements


class _Commit:
    """One commit: what it holds, and who waits for it."""

    def __init__(
        self,
        batches: list[Staged],
        statements: list[Statement],
        waiting: list[asyncio.Future[None]],
    ) -> None:
        self.batches = batches
        self.statements = statements
        self.waiting = waiting
        #: Writers whose frames are all in segments once it is done.
        self.segmented: list[SqliteWriter] = []
        #: It empties the journal: no open answer needs it any more.
        self.clears_journal = False


class GroupCommit:
    """Collects what is staged and commits it through the journal's thread."""

    def __init__(self, journal: Journal, registry: Registry, now: Callable[[], datetime]) -> None:
        #: Writers of open epochs, by answer.
        self.open: dict[str, SqliteWriter] = {}
        self._journal = journal
        self._registry = registry
        self._now = now
        self._loop = asyncio.get_running_loop()
        self._staged: set[SqliteWriter] = set()
        self._statements: list[Statement] = []
        self._waiting: list[asyncio.Future[None]] = []
        self._under_way: _Commit | None = None
        self._scheduled: asyncio.Handle | None = None
        self._last_begin_s = float("-inf")
        self._journal_bytes = 0

    def stage(self, writer: SqliteWriter) -> None:
        """See that what the writer has staged is committed soon."""
        self._staged.add(writer)
        self._schedule()

    def execute(self, statements: list[Statement]) -> None:
        """Put statements into the next commit, before what moves frames."""
        self._statements += statements
        self._schedule()

    async def settled(self, *, staged: bool = True) -> None:
        """Wait for the next commit, or for the one under way if that has all (not ``staged``).

        Raises:
            StorageFailed, StorageFull: it failed.
        """
        future = self._loop.create_future()
        if staged or self._under_way is None:
            self._waiting.append(future)
            self._schedule()
        else:
            self._under_way.waiting.append(future)
        await future

    def _schedule(self) -> None:
        if self._under_way is not None or self._scheduled is not None:
            return
        wait_s = self._last_begin_s + COMMIT_INTERVAL_S - self._loop.time()
        if wait_s <= 0:
            self._scheduled = self._loop.call_soon(self._begin)
        else:
            self._scheduled = self._loop.call_later(wait_s, self._begin)

    def _begin(self) -> None:
        self._scheduled = None
        self._last_begin_s = self._loop.time()
        batches = [writer.take() for writer in self._staged if writer.failure is None]
        commit = self._under_way = _Commit(batches, self._statements, self._waiting)
        self._staged, self._statements, self._waiting = set(), [], []
        row = pack_runs(
            [
                Run(b.writer.live.answer_id, b.writer.epoch, b.first_seq, b"".join(b.frames))
                for b in batches
            ]
        )
        self._journal_bytes += len(row)
        commit.statements += self._moves(commit)

        def work(db: sqlite3.Connection) -> None:
            if row:
                db.execute("INSERT INTO journal (runs) VALUES (?)", (row,))
            for sql, arguments in commit.statements:
                db.execute(sql, arguments)

        def done(_: object, error: YeoulError | None) -> None:
            self._loop.call_soon_threadsafe(self._finish, commit, error)

        self._journal.submit(work, done)

    def _moves(self, commit: _Commit) -> list[Statement]:
        """Return what moves frames out of the journal: ended answers', and all if it is large."""
        ending = [batch.writer for batch in commit.batches if batch.end is not None]
        if not ending and self._journal_bytes <= CHECKPOINT_BYTES:
            return []
        by_writer = {batch.writer: batch for batch in commit.batches}
        going_on = {*self.open.values(), *by_writer} - set(ending)
        clear = bool(ending and not going_on) or self._journal_bytes > CHECKPOINT_BYTES
        commit.clears_journal = clear
        commit.segmented = [*ending, *going_on] if clear else ending
        statements: list[Statement] = []
        for writer in commit.segmented:
            statements += writer.segment(by_writer.get(writer))
        if ending:
            at = self._now().timestamp()
            sql = "UPDATE answers SET ended_at = ? WHERE answer_id = ? AND epoch = ?"
            statements += [(sql, (at, w.live.answer_id, w.epoch)) for w in ending]
            statements += _expiry(at - RETENTION_S)
        if clear:
            statements.append(("DELETE FROM journal", ()))
        return statements

    def _finish(self, commit: _Commit, error: YeoulError | None) -> None:
        self._under_way = None
        for batch in commit.batches:
            if error is not None:
                batch.writer.fail(error)
                continue
            batch.writer.live.publish(batch.frames, batch.end)
            if batch.end is not None:
                self._close(batch.writer)
        if error is None:
            for writer in commit.segmented:
                writer.segmented = writer.live.last_seq
            if commit.clears_journal:
                self._journal_bytes = 0
        for future in commit.waiting:
            if not future.done():
                future.set_result(None) if error is None else future.set_exception(error)
        if self._staged or self._statements or self._waiting:
            self._schedule()

    def _close(self, writer: SqliteWriter) -> None:
        """Note that an epoch has ended, unless it was replaced while its end was on the way."""
        if self.open.get(writer.live.answer_id) is writer:
            del self.open[writer.live.answer_id]
            self._registry.retire(writer.live)


def _expiry(before: float) -> list[Statement]:
    """Return what forgets answers that ended before that time."""
    return [
        (
            "DELETE FROM segments WHERE answer_id IN"
            " (SELECT answer_id FROM answers WHERE ended_at < ?)",
            (before,),
        ),
        ("DELETE FROM answers WHERE ended_at < ?", (before,)),
    ]
