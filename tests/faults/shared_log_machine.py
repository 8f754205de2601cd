"""Random lives of a log that two workers share: takeovers, lost tails, deaths, a bad connection."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, ClassVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from redis import Redis

from scripts.engines import Valkey
from tests.engines import empty_valkey
from tests.eventlog.valkey.engine_proxy import EngineProxy
from tests.faults.log_lifetimes import LifetimeMachine
from tests.faults.log_model import Answer, fold
from tests.faults.log_writing import PICK, REST
from yeoul.engine_address import EngineAddress
from yeoul.errors import StorageFailed
from yeoul.eventlog.base import EventLog, Writer
from yeoul.eventlog.epoch import Epoch
from yeoul.eventlog.valkey.log import ValkeyLog
from yeoul.eventlog.valkey.scripts import HEADS, stream_of
from yeoul.eventlog.valkey.writer import ValkeyWriter
from yeoul.protocol.events import Delta, PhaseInfo, Reset

DATABASE = 2


class SharedLogMachine(LifetimeMachine):
    """Two workers; `log` is the one that acts and reads at the moment."""

    engine: ClassVar[Valkey]

    def __init__(self) -> None:
        super().__init__()
        logging.getLogger("yeoul.eventlog.valkey").setLevel(logging.CRITICAL)
        self.url = empty_valkey(self.engine, DATABASE)
        self.hand = Redis.from_url(self.url)
        self.proxy = EngineProxy(self.engine.port)
        self.run(self.proxy.__aenter__())
        self.workers = 0
        self.other: EventLog
        self.gone: set[str] = set()
        self.in_one_memory: set[str] = set()

    async def opened(self) -> EventLog:
        self.other = await self.one_more()
        return await self.one_more()

    async def one_more(self) -> ValkeyLog:
        self.workers += 1
        address = EngineAddress.parse(self.proxy.url(DATABASE))
        return await ValkeyLog.open(address, f"w{self.workers}")

    def delete(self) -> None:
        self.run(self.other.aclose())
        self.hand.flushdb()

    async def aclose(self) -> None:
        self.hand.close()
        await self.log.aclose()
        await self.other.aclose()
        await self.proxy.__aexit__(None, None, None)
        logging.getLogger("yeoul.eventlog.valkey").setLevel(logging.NOTSET)

    def in_memory(self) -> dict[str, Epoch]:
        here, there = (log._epochs.current for log in (self.log, self.other))  # type: ignore[attr-defined]
        found = dict(here)
        for name, epoch in there.items():
            if name not in found or _position(epoch) > _position(found[name]):
                found[name] = epoch
        return found

    def sees_the_phase(self, answer: Answer, phase: PhaseInfo) -> None:
        """A phase may be missed by other workers."""
        if self.is_written_here(answer):
            super().sees_the_phase(answer, phase)

    def is_written_here(self, answer: Answer) -> bool:
        assert isinstance(self.log, ValkeyLog)
        return answer.id in self.log._open_writers

    async def append_as_a_zombie(self, writer: Writer) -> None:
        """Append what must be refused, at once or by and by."""
        writer.append(Delta("zombie"))
        await writer.drain()

    def restored(self, answer: Answer) -> None:
        super().restored(answer)
        self.in_one_memory.add(answer.id)

    async def see(self, answer: Answer) -> None:
        """Look; what was restored is in the memory of one worker, and the other one may act now."""
        may_be_here = not answer.known and answer.id in self.in_one_memory
        if may_be_here and await self.log.snapshot(answer.id) is not None:
            super().restored(answer)
        await super().see(answer)

    def lost(self, answer: Answer) -> None:
        # Readers of the other worker may have seen more than this one has looked at.
        told = list(answer.events)
        super().lost(answer)
        answer.events[:] = told
        self.in_one_memory.discard(answer.id)

    def begin_another(self, answer: Answer) -> None:
        if answer.id not in self.gone:
            self.in_one_memory.discard(answer.id)
            super().begin_another(answer)

    def forgotten(self, answer: Answer) -> None:
        self.gone.add(answer.id)

    def act_as_the_writer_of(self, answer: Answer) -> None:
        if not self.is_written_here(answer):
            self.turn_over()

    def turn_over(self) -> None:
        """Act as the other worker; it has looked at the heads of what it writes and follows."""
        self.log, self.other = self.other, self.log
        assert isinstance(self.log, ValkeyLog)
        self.run(self.log._look())

    def release_readers(self) -> None:
        self.log.release_readers()
        self.other.release_readers()

    # -- what only several workers can meet --------------------------------------------------------

    @rule()
    def act_as_the_other_worker(self) -> None:
        self.turn_over()

    @precondition(lambda self: self.has_growing() and not self.is_calm())
    @rule(pick=PICK, rest=REST)
    def die(self, pick: int, rest: int) -> None:
        """Kill the worker of an answer; the other one takes over what it wrote."""
        self.rest(rest)
        self.act_as_the_writer_of(self.growing()[pick % len(self.growing())])
        dead, self.log = self.log, self.other
        assert isinstance(dead, ValkeyLog)
        orphans = [answer for answer in self.growing() if answer.id in dead._open_writers]
        self.readers.clear()
        for follower in self.followers:
            follower.network.cut()
        self.run(killed(dead))
        for answer in orphans:
            self.stale.append(self.writers.pop(answer.id))
            self.look(answer)
            del answer.events[answer.durable :]
            self.begin_another(answer)
        self.stale = [
            w for w in self.stale if isinstance(w, ValkeyWriter) and w._commits is not dead._commits
        ]
        self.other = self.run(self.one_more())

    @precondition(lambda self: self.has_growing())
    @rule(pick=PICK, how=st.sampled_from(["reply lost", "request lost", "request late", "cut"]))
    def append_over_a_bad_connection(self, pick: int, how: str) -> None:
        answer = self.growing()[pick % len(self.growing())]
        writer = self.writers[answer.id]

        async def append() -> None:
            for log in (self.log, self.other):
                # Else it would wait behind a commit without a reply, or for a connection.
                assert isinstance(log, ValkeyLog)
                await log._link.get()
                await log._commits.next_done()
            self.proxy.holds_requests = how.startswith("request")
            self.proxy.loses_replies = how == "reply lost"
            answer.events.append(Delta("여울"))
            cursor = writer.append(Delta("여울"))
            if how.startswith("request"):
                await self.proxy.held()
            elif how == "reply lost":
                while self.hand.hget(HEADS, answer.id) != str(cursor).encode():  # noqa: ASYNC110
                    await asyncio.sleep(0.001)
            self.proxy.holds_requests = self.proxy.loses_replies = False
            if how == "request lost":
                self.proxy.lose()
            self.proxy.cut()
            await writer.drain()
            self.proxy.deliver()

        self.run(append())
        answer.observe(len(answer.events))

    @precondition(lambda self: self.has_growing() and not self.is_calm())
    @rule(
        pick=PICK, lost=st.integers(1, 3), rest=REST, by=st.sampled_from(["looking", "appending"])
    )
    def lose_a_tail(self, pick: int, lost: int, rest: int, by: str) -> None:
        """A failover: what readers have seen is gone, and the answer goes on all the same."""
        self.rest(rest)
        answer = self.growing()[pick % len(self.growing())]
        writer = self.writers[answer.id]
        self.run(writer.drain())
        answer.observe(len(answer.events))
        self.act_as_the_writer_of(answer)
        assert isinstance(self.log, ValkeyLog)
        if not self.cut_back(answer, lost):
            return
        if by == "looking":
            self.run(self.log._look())
        with pytest.raises(StorageFailed):
            self.run(self.append_as_a_zombie(writer))
        assert self.run(self.log.adopt(answer.id)) is None
        kept = fold(answer.events)
        again = self.run(self.log.open_epoch(answer.started, answer.epoch + 1, kept))
        self.stale.append(writer)
        self.writers[answer.id] = again
        answer.open(answer.epoch + 1, answer.started, Reset(*kept))

    def cut_back(self, answer: Answer, lost: int) -> bool:
        """Take the last entries of an answer away; return whether it had so many."""
        stream = stream_of(answer.id)
        entries: Any = self.hand.xrange(stream)
        kept = entries[:-lost]
        if not kept:
            return False
        self.hand.delete(stream)
        for name, fields in kept:
            self.hand.xadd(stream, fields, name)
        self.hand.hset(HEADS, answer.id, kept[-1][0])
        return True


async def killed(log: ValkeyLog) -> None:
    """End a log as the death of its process would."""
    for link in (log._link, log._reading, log._messages):
        link.close()
    await log._tasks.cancel()
    await log._feeds.aclose()
    await log._commits.aclose()


def _position(epoch: Epoch) -> tuple[int, int]:
    return epoch.number, epoch.last_seq
