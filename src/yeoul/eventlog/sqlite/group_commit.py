"""The commits of the SQLite log: a row of the journal each, written in the journal's thread.

A commit that fails is dropped, and none of it was visible; its writers and their readers get the
error.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from datetime import datetime

from yeoul.errors import YeoulError
from yeoul.eventlog.epochs import Epochs
from yeoul.eventlog.group_commit import Commit, GroupCommit
from yeoul.eventlog.sqlite.journal import Journal, pack_run
from yeoul.eventlog.sqlite.writer import SqliteWriter, Statement
from yeoul.eventlog.writer import Contribution

#: Bytes of journal after which the frames of open answers move into segments too.
CHECKPOINT_BYTES = 8 << 20
#: Seconds for which an ended answer keeps its events.
RETENTION_S = 600.0
#: Seconds after its end in which an answer keeps them even so: the store has written the answer,
#: but before that is on the disk a power cut could take it.
LAST_S = 60.0

_CLAIM = "INSERT INTO answers VALUES (?, ?, ?, NULL) ON CONFLICT DO NOTHING"


class Claim:
    """A new answer's place in the file."""

    def __init__(self, statement: Statement) -> None:
        self.statement = statement
        #: Whether the file turned out to have the answer already; known once the commit is done.
        self.refused = False


class SqliteCommit(Commit[SqliteWriter]):
    """A commit, and all that the file is to do in it."""

    def __init__(
        self,
        contributions: list[Contribution[SqliteWriter]],
        waiting: list[asyncio.Future[None]],
        claims: list[Claim],
        statements: list[Statement],
    ) -> None:
        super().__init__(contributions, waiting)
        self.claims = claims
        self.statements = statements
        #: Writers whose frames it moves into segments, all of them.
        self.moved: list[SqliteWriter] = []
        #: Whether it empties the journal, which no open answer needs any more.
        self.clears_journal = False


class SqliteGroupCommit(GroupCommit[SqliteWriter, SqliteCommit]):
    """Commits the pending frames of writers in the journal's thread."""

    def __init__(self, journal: Journal, epochs: Epochs, now: Callable[[], datetime]) -> None:
        super().__init__()
        #: Writers of open epochs, by answer.
        self.open_writers: dict[str, SqliteWriter] = {}
        self._journal = journal
        self._epochs = epochs
        self._now = now
        #: For the next commit.
        self._claims: list[Claim] = []
        self._statements: list[Statement] = []
        self._journal_bytes = 0
        self._clear_wanted = False

    def claim(self, answer_id: str, started: bytes) -> Claim:
        """Put the first epoch of an answer into the next commit, unless the file has the answer.

        To look there before would be a visit of the thread more for each question.
        """
        claim = Claim((_CLAIM, (answer_id, 1, started)))
        self._claims.append(claim)
        self._schedule()
        return claim

    def execute(self, statements: list[Statement]) -> None:
        """Put statements into the next commit, before those that move frames."""
        self._statements += statements
        self._schedule()

    def compact(self) -> None:
        """Have the next commit leave no journal, and of ended answers only the last ones."""
        self._clear_wanted = True
        self.execute(_expiry(self._now().timestamp() - LAST_S))

    def _has_more(self) -> bool:
        return bool(self._claims or self._statements)

    def _collect(
        self,
        contributions: list[Contribution[SqliteWriter]],
        waiting: list[asyncio.Future[None]],
    ) -> SqliteCommit:
        commit = SqliteCommit(contributions, waiting, self._claims, self._statements)
        self._claims, self._statements = [], []
        return commit

    def _carry_out(self, commit: SqliteCommit) -> None:
        row = b"".join([_pack(contribution) for contribution in commit.contributions])
        self._journal_bytes += len(row)
        commit.statements += self._moves(commit)

        def work(db: sqlite3.Connection) -> None:
            if row:
                db.execute("INSERT INTO journal (runs) VALUES (?)", (row,))
            for claim in commit.claims:
                claim.refused = not db.execute(*claim.statement).rowcount
            for sql, arguments in commit.statements:
                db.execute(sql, arguments)

        def done(_: object, error: YeoulError | None) -> None:
            self._loop.call_soon_threadsafe(self._finish, commit, error)

        self._journal.submit(work, done)

    def _moves(self, commit: SqliteCommit) -> list[Statement]:
        """Return statements that move ended answers' frames, or a large journal's, to segments."""
        ending = [taken.writer for taken in commit.contributions if taken.end is not None]
        full = self._journal_bytes > CHECKPOINT_BYTES or self._clear_wanted
        self._clear_wanted = False
        if not ending and not full:
            return []
        by_writer = {taken.writer: taken for taken in commit.contributions}
        # The journal may be emptied only if every answer that goes on moves its frames. A new epoch
        # is listed in `open_writers` after its first commit, so this commit's writers count too.
        going_on = {*self.open_writers.values(), *by_writer} - set(ending)
        clear = bool(ending and not going_on) or full
        commit.clears_journal = clear
        commit.moved = [*ending, *going_on] if clear else ending
        statements: list[Statement] = []
        for writer in commit.moved:
            statements += writer.into_segment(by_writer.get(writer))
        if ending:
            at = self._now().timestamp()
            sql = "UPDATE answers SET ended_at = ? WHERE answer_id = ? AND epoch = ?"
            statements += [(sql, (at, w.epoch.answer_id, w.epoch.number)) for w in ending]
            statements += _expiry(at - RETENTION_S)
        if clear:
            statements.append(("DELETE FROM journal", ()))
        return statements

    def _finish(self, commit: SqliteCommit, error: YeoulError | None) -> None:
        # Back on the event loop. Writers went on appending while the thread wrote, so a failure
        # drops the pending frames too: they would follow a gap.
        self._under_way = None
        for taken in commit.contributions:
            if error is not None:
                taken.writer.fail(error)
                continue
            taken.writer.epoch.publish(taken.frames, taken.end)
            if taken.end is not None:
                self._close(taken.writer)
        if error is None:
            # Only now: the commit moved the frames up to those just published, and a commit that
            # failed has moved none.
            for writer in commit.moved:
                writer.last_segment_seq = writer.epoch.last_seq
            if commit.clears_journal:
                self._journal_bytes = 0
        # Waiters first: a new epoch's writer is listed in `open_writers` when its opener wakes. A
        # commit that began before that could empty the journal of frames no segment has.
        self._over(commit, error)

    def _close(self, writer: SqliteWriter) -> None:
        """Note that an epoch has ended, unless it was replaced while its end was being written."""
        if self.open_writers.get(writer.epoch.answer_id) is writer:
            del self.open_writers[writer.epoch.answer_id]
            self._epochs.retire(writer.epoch)


def _pack(contribution: Contribution[SqliteWriter]) -> bytes:
    """Return the frames of a contribution in the form that the journal stores."""
    epoch = contribution.writer.epoch
    return pack_run(epoch.answer_id, epoch.number, contribution.first_seq, contribution.run)


def _expiry(before: float) -> list[Statement]:
    """Return the statements that delete answers which ended before that time."""
    return [
        (
            "DELETE FROM segments WHERE answer_id IN"
            " (SELECT answer_id FROM answers WHERE ended_at < ?)",
            (before,),
        ),
        ("DELETE FROM answers WHERE ended_at < ?", (before,)),
    ]
