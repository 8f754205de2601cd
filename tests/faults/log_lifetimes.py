"""Random lives of the event log: what happens to whole logs, and to whole answers."""

from __future__ import annotations

from collections.abc import Container

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.faults.log_following import FollowingMachine
from tests.faults.log_model import Answer, fold, the_end
from tests.faults.log_writing import PICK, REST
from yeoul.errors import ShuttingDown
from yeoul.protocol.events import Cursor, Delta


class LifetimeMachine(FollowingMachine):
    """What happens to whole logs, and to whole answers."""

    #: Answers that were deleted, where their ids are never used again.
    gone: Container[str] = ()

    @precondition(lambda self: any(answer.ended for answer in self.answers))
    @rule(pick=PICK)
    def restore(self, pick: int) -> None:
        ended = [answer for answer in self.answers if answer.ended]
        answer = ended[pick % len(ended)]
        if answer.id in self.gone:
            return
        said = fold(answer.events)
        cursor = Cursor(answer.epoch, len(answer.events))
        self.run(
            self.log.restore(
                answer.started,
                said,
                end=the_end(answer.events),
                cursor=cursor,
            )
        )
        if not answer.known:
            self.restored(answer)

    def restored(self, answer: Answer) -> None:
        """Take note that the log has the answer in three frames."""
        answer.durable = len(answer.events)
        answer.known = answer.compacted = answer.may_go = True

    @precondition(lambda self: bool(self.answers) and not self.is_calm())
    @rule(pick=PICK, rest=REST)
    def forget(self, pick: int, rest: int) -> None:
        self.rest(rest)
        answer = self.answers[pick % len(self.answers)]
        self.run(self.log.forget([answer.id]))
        self.lost(answer)
        self.forgotten(answer)

    def forgotten(self, answer: Answer) -> None:
        """Take note that the answer was deleted."""

    def lost(self, answer: Answer) -> None:
        """Take note that the log does not have the answer any more."""
        if (writer := self.writers.pop(answer.id, None)) is not None:
            self.stale.append(writer)
        answer.known = answer.compacted = answer.failed = answer.must_end = False
        answer.ghost = None
        del answer.events[answer.durable :]

    @precondition(lambda self: bool(self.answers) and not self.is_calm())
    @rule(rest=REST, taken_up=st.booleans())
    def lose_the_log(self, rest: int, taken_up: bool) -> None:
        self.rest(rest)
        self.lose(taken_up)

    def lose(self, taken_up: bool) -> None:
        """Close the log, open one that knows nothing, and perhaps go on with what was growing."""
        growing = self.growing()
        self.run(self.log.aclose())
        self.delete()
        for answer in self.answers:
            self.lost(answer)
        self.stale.clear()
        self.readers.clear()
        self.log = self.run(self.opened())
        for answer in growing if taken_up else ():
            self.begin_another(answer)

    def delete(self) -> None:
        """Delete all that the closed log has left."""

    @precondition(lambda self: bool(self.answers) and not self.is_calm())
    @rule(rest=REST)
    def release_the_readers_and_restart(self, rest: int) -> None:
        self.rest(rest)
        self.release_readers()
        for reader in self.readers.values():
            with pytest.raises(ShuttingDown):
                self.run(reader.next(0))
        for answer in self.growing():
            if not answer.failed and not answer.must_end:
                answer.events.append(Delta("last"))
                answer.ghost = None
                self.writers[answer.id].append(Delta("last"))
        self.restart()

    def release_readers(self) -> None:
        """Let the readers of every process go."""
        self.log.release_readers()

    def restart(self) -> None:
        self.lose(taken_up=True)
