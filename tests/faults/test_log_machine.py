"""Random lives of the event log, step by step against a model of plain lists.

Answers are begun, grow, end and go on in another epoch; processes restart and die, commits fail,
the log is lost, the clock advances. They are read from the log itself and over the wire: connected
at any cursor by any transport, cut at any byte, switched.

One machine over each implementation. A failing life is printed as the steps that lead to it; a soak
draws new ones from its seed.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import hypothesis
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from scripts.engines import Valkey
from tests.faults.log_lifetimes import LifetimeMachine
from tests.faults.log_model import Answer, the_end
from tests.faults.log_writing import PICK, REST
from tests.faults.shared_log_machine import SharedLogMachine
from tests.faults.volumes import LIMIT_S, RANDOM, SEED, VOLUMES, portions
from yeoul import failpoints
from yeoul.errors import StorageFailed
from yeoul.eventlog.base import EventLog
from yeoul.eventlog.memory import MemoryLog
from yeoul.eventlog.sqlite.group_commit import RETENTION_S
from yeoul.eventlog.sqlite.log import SqliteLog
from yeoul.protocol.events import Delta, End

#: Deaths here are those of processes, which files in memory survive; a disk takes most of the time.
MEMORY = next((place for place in ("/dev/shm",) if Path(place).is_dir()), None)


class MemoryMachine(LifetimeMachine):
    async def opened(self) -> EventLog:
        return MemoryLog()


class SqliteMachine(LifetimeMachine):
    """With a file: clean restarts, crashes, failing commits, and a clock."""

    def __init__(self) -> None:
        super().__init__()
        logging.getLogger("yeoul.eventlog.sqlite.journal").setLevel(logging.CRITICAL)
        self.folder = Path(tempfile.mkdtemp(prefix="yeoul-log-", dir=MEMORY))
        self.number = 0
        self.now = datetime(2026, 1, 1, tzinfo=UTC)
        self.ended_at: dict[str, datetime] = {}

    async def opened(self) -> EventLog:
        return await SqliteLog.open(self.path, now=lambda: self.now)

    @property
    def path(self) -> Path:
        return self.folder / f"{self.number}.db"

    def teardown(self) -> None:
        try:
            super().teardown()
        finally:
            logging.getLogger("yeoul.eventlog.sqlite.journal").setLevel(logging.NOTSET)
            shutil.rmtree(self.folder)

    def delete(self) -> None:
        self.number += 1

    def someone_ended(self, answer: Answer) -> None:
        self.ended_at[answer.id] = self.now
        for other in self.answers:
            age_s = (self.now - self.ended_at.get(other.id, self.now)).total_seconds()
            other.may_go = other.may_go or (other.ended and age_s > RETENTION_S)

    @rule(seconds=st.sampled_from([1, 599, 601]))
    def advance_the_clock(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @precondition(lambda self: self.has_growing() and not self.is_calm())
    @rule(pick=PICK, made=st.booleans(), end=st.booleans())
    def fail_a_commit(self, pick: int, made: bool, end: bool) -> None:
        for growing in self.growing():
            if growing.failed:
                return
            self.run(self.writers[growing.id].drain())
            growing.observe(len(growing.events))
        answer = self.growing()[pick % len(self.growing())]
        writer = self.writers[answer.id]
        event = the_end(answer.events) if end or answer.must_end else Delta("ghost")
        failpoints.arm("after-commit=raise" if made else "before-commit=raise")
        if isinstance(event, Delta):
            writer.append(event)
        with pytest.raises(StorageFailed):
            self.run(writer.drain() if isinstance(event, Delta) else writer.end(event))
        failpoints.arm("")
        answer.failed = True
        answer.must_end = isinstance(event, End)
        if made:
            answer.ghost = event
        if made and isinstance(event, End):
            self.someone_ended(answer)

    def restart(self) -> None:
        for answer in self.growing():
            if not answer.failed:
                answer.durable = len(answer.events)
        self.run(self.log.aclose())
        self.come_back()

    @precondition(lambda self: bool(self.answers) and not self.is_calm())
    @rule(rest=REST)
    def die(self, rest: int) -> None:
        """Go on with the files as they are at this moment: open, with all that is in the WAL."""
        self.rest(rest)
        assert isinstance(self.log, SqliteLog)
        journal, idle = self.log._journal, threading.Event()
        journal.submit(lambda db: None, lambda result, error: idle.set())
        assert idle.wait(60)
        before = self.path
        self.number += 1
        for suffix in ("", "-wal"):
            source = before.with_name(before.name + suffix)
            if source.exists():
                shutil.copy(source, self.path.with_name(self.path.name + suffix))
        journal.close()
        for follower in self.followers:
            follower.network.cut()
        self.come_back()

    def come_back(self) -> None:
        self.log = self.run(self.opened())
        self.stale.clear()
        self.readers.clear()
        for answer in self.answers:
            if answer.compacted:
                answer.known = answer.compacted = False
            snapshot = self.run(self.log.snapshot(answer.id))
            if snapshot is not None:
                answer.crash(snapshot.cursor.seq)
            else:
                assert not answer.known or answer.may_go
                answer.known = False
            self.take_over(answer)

    def take_over(self, answer: Answer) -> None:
        if self.writers.pop(answer.id, None) is None:
            return
        writer = self.run(self.log.adopt(answer.id))
        assert (writer is None) == answer.ended
        if writer is not None:
            self.writers[answer.id] = writer


def live_through(machine: type[RuleBasedStateMachine], sequences: int) -> None:
    """Live so many lives of 50 steps."""
    for seed, part in portions(sequences, SEED):
        if RANDOM:
            hypothesis.seed(seed)(machine)
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=part,
                stateful_step_count=50,
                derandomize=not RANDOM,
                database=None,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
        print(f"{part} lives with YEOUL_SEED={seed}", flush=True)


@pytest.mark.timeout(LIMIT_S)
def test_the_log_in_memory_lives_through_anything() -> None:
    live_through(MemoryMachine, VOLUMES.memory_lives)


@pytest.mark.timeout(LIMIT_S)
def test_the_log_in_a_file_lives_through_anything() -> None:
    live_through(SqliteMachine, VOLUMES.file_lives)


@pytest.mark.timeout(LIMIT_S)
def test_the_log_of_two_workers_lives_through_anything(valkey: Valkey) -> None:
    machine = type("SharedLogMachine", (SharedLogMachine,), {"engine": valkey})
    live_through(machine, VOLUMES.shared_lives)
