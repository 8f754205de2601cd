"""The writer of one epoch in the SQLite log: knows which of its frames are in segments."""

from __future__ import annotations

from typing import Any

from yeoul.eventlog.epoch import Epoch
from yeoul.eventlog.writer import Commits, Contribution, EpochWriter

Statement = tuple[str, tuple[Any, ...]]


class SqliteWriter(EpochWriter):
    """Moves frames of its epoch from the journal into segments."""

    def __init__(self, commits: Commits, epoch: Epoch) -> None:
        super().__init__(commits, epoch)
        #: Seq up to which the frames are in segments; the others are in the journal.
        self.last_segment_seq = 0

    def into_segment(self, contribution: Contribution[SqliteWriter] | None) -> list[Statement]:
        """Return the statements that move all frames outside segments into a new one.

        ``contribution`` holds the frames that the same commit takes from this writer.
        """
        frames = self.epoch.frames[self.last_segment_seq :]
        frames += contribution.frames if contribution else []
        if not frames:
            return []
        answer_id, number = self.epoch.answer_id, self.epoch.number
        statements: list[Statement] = []
        if self._end_failed:
            # The end that failed may have been committed, with a segment that this one replaces.
            sql = "UPDATE answers SET ended_at = NULL WHERE answer_id = ?"
            statements.append((sql, (answer_id,)))
        # The answer may have been forgotten, or its epoch replaced, while these frames waited, and
        # a new writer's claim may be refused. Without its open row in `answers` a segment would
        # never expire, so that deleted text would stay, or would replace that of the one who ended.
        sql = (
            "INSERT OR REPLACE INTO segments SELECT answer_id, epoch, ?, ? FROM answers"
            " WHERE answer_id = ? AND epoch = ? AND ended_at IS NULL"
        )
        row = (self.last_segment_seq + 1, b"".join(frames), answer_id, number)
        statements.append((sql, row))
        return statements
