"""Random lives of the event log: how answers are written in all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar
from unittest import mock

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from tests.faults.log_model import Answer, Client, fold, the_end
from yeoul import failpoints
from yeoul.errors import Fenced, StorageFailed
from yeoul.eventlog import epochs, group_commit
from yeoul.eventlog.base import EventLog, Reader, Writer
from yeoul.eventlog.epochs import Epochs
from yeoul.eventlog.sqlite import group_commit as sqlite_commits
from yeoul.protocol.content import Candidates, ToolCall
from yeoul.protocol.events import ContentEvent, Delta, PhaseInfo, Reasoning, Reset, Started
from yeoul.transports import polling

T = TypeVar("T")

PICK = st.integers(0, 3)
TEXT = st.text(st.sampled_from("ab안\r\n\u2028\0🏔"), min_size=1, max_size=12)
#: Steps for which nothing dies, ends or is lost: else hardly an answer would grow.
REST = st.sampled_from([0, 3, 8, 16])
TEXTS = st.lists(TEXT, min_size=1, max_size=7)
MAX_ANSWERS = 4


def thinking(text: str) -> Reset:
    """What came turned out to be thinking."""
    return Reset("", text)


def called(text: str) -> ToolCall:
    """A piece of a call; of which one depends on the text, so that calls are interleaved."""
    return ToolCall(len(text) % 3, name=text[0], arguments=text)


def told(text: str) -> Candidates:
    """A token of the text, with what might have been chosen instead."""
    return Candidates(len(text), ((text, -0.5, ((text, -0.5), ("물", -1.5))),))


KIND = st.sampled_from([Delta, Delta, Delta, Reasoning, Reasoning, thinking, called, told])


class WritingMachine(RuleBasedStateMachine):
    """The rules of the writers' side."""

    log: EventLog

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.answers: list[Answer] = []
        self.writers: dict[str, Writer] = {}
        self.stale: list[Writer] = []
        self.clients: list[Client] = []
        self.readers: dict[int, Reader] = {}
        self.steps = 0
        self.calm_until = 0
        self.patches: list[Any] = []

    def run(self, coro: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(asyncio.wait_for(coro, 60))

    async def opened(self) -> EventLog:
        raise NotImplementedError

    @initialize(
        batch_bytes=st.sampled_from([1, 150, 1 << 20]),
        checkpoint_bytes=st.sampled_from([0, 500, 1 << 20]),
        ended_bytes=st.sampled_from([0, 600, 1 << 20]),
    )
    def begin(self, batch_bytes: int, checkpoint_bytes: int, ended_bytes: int) -> None:
        for place, name, value in (
            (epochs, "MAX_BATCH_BYTES", batch_bytes),
            (polling, "MAX_REPLY_BYTES", batch_bytes + 512),
            (sqlite_commits, "CHECKPOINT_BYTES", checkpoint_bytes),
            (group_commit, "COMMIT_INTERVAL_S", 0.0),
            (Epochs, "MAX_ENDED_BYTES", ended_bytes),
        ):
            patch = mock.patch.object(place, name, value)
            patch.start()
            self.patches.append(patch)
        self.log = self.run(self.opened())

    def teardown(self) -> None:
        failpoints.arm("")
        try:
            if hasattr(self, "log"):
                self.run(self.aclose())
        finally:
            for patch in self.patches:
                patch.stop()
            self.loop.close()

    async def aclose(self) -> None:
        """Close what the life has opened."""
        await self.log.aclose()

    def is_calm(self) -> bool:
        return self.steps < self.calm_until

    def rest(self, steps: int) -> None:
        """Let the next steps be quiet ones."""
        self.calm_until = self.steps + steps

    def look(self, answer: Answer) -> None:
        """Take note of what readers can see."""
        raise NotImplementedError

    def act_as_the_writer_of(self, answer: Answer) -> None:
        """Do what comes next in the process that writes an answer."""

    # -- the writers' side -------------------------------------------------------------------------

    def growing(self) -> list[Answer]:
        return [answer for answer in self.answers if answer.id in self.writers]

    def has_growing(self) -> bool:
        return bool(self.growing())

    @precondition(lambda self: len(self.answers) < MAX_ANSWERS)
    @rule()
    def create(self) -> None:
        number = len(self.answers) + 1
        answer = Answer(Started(f"a{number}", "c", "q", "m", "2026-01-01T00:00:00.000Z"))
        self.writers[answer.id] = self.run(self.log.create(answer.started))
        answer.open(1, answer.started)
        self.answers.append(answer)
        with pytest.raises(Fenced):
            self.run(self.log.create(answer.started))

    @precondition(has_growing)
    @rule(pick=PICK, texts=TEXTS, kind=KIND, drain=st.booleans())
    def append(
        self,
        pick: int,
        texts: list[str],
        kind: Callable[[str], ContentEvent],
        drain: bool,
    ) -> None:
        answer = self.growing()[pick % len(self.growing())]
        writer = self.writers[answer.id]
        if answer.failed:
            return
        if answer.must_end:
            with pytest.raises(Fenced):
                writer.append(kind(texts[0]))
            return
        answer.ghost = None
        for text in texts:
            answer.events.append(kind(text))
            assert writer.append(kind(text)) == (answer.epoch, len(answer.events))
        if drain:
            self.run(writer.drain())
            answer.observe(len(answer.events))

    @precondition(lambda self: self.has_growing() and not self.is_calm())
    @rule(pick=PICK, rest=REST)
    def end(self, pick: int, rest: int) -> None:
        self.rest(rest)
        answer = self.growing()[pick % len(self.growing())]
        if answer.failed:
            return
        writer = self.writers.pop(answer.id)
        end = the_end(answer.events)
        answer.events.append(end)
        answer.ghost = None
        assert self.run(writer.end(end)) == (answer.epoch, len(answer.events))
        answer.observe(len(answer.events))
        self.stale.append(writer)
        self.someone_ended(answer)

    def someone_ended(self, answer: Answer) -> None:
        answer.may_go = True

    @precondition(lambda self: bool(self.answers) and not self.is_calm())
    @rule(pick=PICK, rest=REST)
    def continue_answer(self, pick: int, rest: int) -> None:
        self.rest(rest)
        self.begin_another(self.answers[pick % len(self.answers)])

    def begin_another(self, answer: Answer) -> None:
        """Open the next epoch of an answer."""
        self.look(answer)  # reading another one may have put it out of memory
        kept = fold(answer.events[: answer.durable])
        writer = self.run(self.log.open_epoch(answer.started, answer.epoch + 1, kept))
        if answer.id in self.writers:
            self.stale.append(self.writers[answer.id])
        self.writers[answer.id] = writer
        answer.open(writer.next_cursor().epoch, answer.started, Reset(*kept))

    @precondition(has_growing)
    @rule(pick=PICK)
    def adopt(self, pick: int) -> None:
        answer = self.growing()[pick % len(self.growing())]
        self.act_as_the_writer_of(answer)
        writer = self.run(self.log.adopt(answer.id))
        assert writer is not None
        answer.failed = False
        self.writers[answer.id] = writer
        self.run(writer.drain())
        answer.observe(len(answer.events))
        assert writer.next_cursor() == (answer.epoch, len(answer.events) + 1)

    @precondition(lambda self: bool(self.stale))
    @rule(pick=PICK)
    def write_as_a_zombie(self, pick: int) -> None:
        writer = self.stale[pick % len(self.stale)]
        with pytest.raises((Fenced, StorageFailed)):
            self.run(self.append_as_a_zombie(writer))

    async def append_as_a_zombie(self, writer: Writer) -> None:
        """Append what must be refused at once."""
        writer.append(Delta("zombie"))

    @precondition(has_growing)
    @rule(pick=PICK, position=st.integers(1, 9))
    def tell_a_phase(self, pick: int, position: int) -> None:
        answer = self.growing()[pick % len(self.growing())]
        self.writers[answer.id].set_phase(PhaseInfo("queued", position))
        self.sees_the_phase(answer, PhaseInfo("queued", position))

    def sees_the_phase(self, answer: Answer, phase: PhaseInfo) -> None:
        """Check that readers are told a phase."""
        snapshot = self.run(self.log.snapshot(answer.id))
        assert snapshot is not None
        assert snapshot.phase == phase
