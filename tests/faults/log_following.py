"""Random lives of the event log, read over the wire: any transport, any cursor, cut at any byte."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from tests.faults.in_process import InProcess, Message, Network, streams
from tests.faults.log_machine import NEVER, LogMachine
from tests.faults.log_model import Answer, fold
from tests.faults.log_writing import PICK
from yeoul.api import identity
from yeoul.api.dependencies import Dependencies
from yeoul.api.figures import Figures
from yeoul.caller import LOCAL, Caller
from yeoul.chat import Chat
from yeoul.client import AnswerStream, RetryPolicy, Transcript
from yeoul.client.transports import TRANSPORTS, Transport
from yeoul.errors import NotFound
from yeoul.eventlog.base import EventLog, Permit, Reader
from yeoul.protocol.entries import Entry
from yeoul.protocol.events import Cursor, End, Event, Reset
from yeoul.providers import Catalogue, Scripted
from yeoul.services import Services
from yeoul.transports.stream import Pace

#: Followers of one life.
MAX_FOLLOWERS = 3
TRANSPORT = st.sampled_from(TRANSPORTS)
#: Steps in which followers may fall behind.
CATCH_UP_STEPS = 4
#: Seconds of silence, of which there is none here: whoever waits for them is stuck.
NEVER_S = 600.0

#: None is connected to this app.
SERVICES = Services(Catalogue([]), lambda _: Scripted({}), keeper=None)

_app = cache(streams)


async def _at_once(_: float) -> None:
    pass


IMPATIENT = RetryPolicy(
    sleep=_at_once, poll_s=0.0, wait_s=1, first_pause_s=0.0, longest_pause_s=0.0, stall_s=10.0
)


class Judged(AnswerStream):
    """Notes what a server should not have sent."""

    faults: list[str]

    def _accept(self, entry: Entry) -> Any:
        position = self._position
        update = super()._accept(entry)
        if update is None:
            self.faults.append(f"{entry.id} came again behind {position}")
        return update


@dataclass(eq=False)
class Follower:
    """A client of one answer, over the wire."""

    answer: Answer
    transport: Transport
    network: Network
    connections: InProcess
    transcript: Transcript
    #: Its cursor was none that the answer had when it came.
    stray: bool
    #: The answer's epoch when it came.
    joined: int
    following: Judged = field(init=False)

    def __post_init__(self) -> None:
        self.connect()

    def connect(self) -> None:
        """Begin to follow, or to follow again, behind what is held."""
        self.following = Judged(
            self.connections,
            IMPATIENT,
            transport=self.transport,
            transcript=self.transcript,
            answer_id=self.answer.id,
        )
        self.following.faults = []

    def is_behind(self) -> bool:
        """Whether readers can see more of the answer than this one has."""
        seen = self.transcript.cursor or (0, 0)
        return self.stray or seen < (self.answer.epoch, self.answer.durable)

    async def take(self) -> None:
        """Take one update, and compare.

        Raises:
            AssertionError: an event is lost, doubled, out of order, altered, or a gap is hidden.
        """
        before = self.transcript.cursor
        update = await anext(self.following, None)
        assert self.following.faults == []
        if update is None:
            assert before is not None
            assert isinstance(self.answer.epochs[before.epoch][before.seq - 1], End), before
            self.connect()
        if not isinstance(update, Event):
            return
        cursor = self.transcript.cursor
        assert cursor is not None
        told = self.answer.epochs[cursor.epoch]
        stored = told[cursor.seq - 1]
        if update == stored:
            follows = (before.epoch, before.seq + 1) if before else (cursor.epoch, 1)
            assert cursor == follows or isinstance(stored, Reset), (before, cursor)
        else:
            assert isinstance(update, Reset), (update, stored)
            assert self._is_owed_a_reset(before), "a reset although the cursor can be served"
            assert not isinstance(stored, End)
        self.stray = self.stray and not isinstance(update, Reset)
        if not self.stray:
            assert self.transcript.content == fold(told[: cursor.seq])

    def _is_owed_a_reset(self, before: Cursor | None) -> bool:
        answer = self.answer
        if self.stray or answer.compacted or not answer.known:
            return True
        return (before.epoch if before else self.joined) != answer.epoch

    async def catch_up(self) -> None:
        """Read all that can be seen; what is not known is refused."""
        for _ in range(1_000):
            if not self.is_behind():
                return None
            try:
                await self.take()
            except NotFound:
                assert not self.answer.known, "an answer was refused that is there"
                return self.connect()
        seen, answer = self.transcript.cursor, self.answer
        raise AssertionError(f"{self.transport} stays at {seen}: {answer.epoch}-{answer.durable}")


class OpenChat(Chat):
    """Lets everybody read everything."""

    def __init__(self, log: EventLog) -> None:
        self._log = log

    async def follow(self, caller: Caller, answer_id: str, after: Cursor | None) -> Reader:
        return await self._log.follow(Permit(answer_id), after)


class FollowingMachine(LogMachine):
    """The rules of those who follow over the wire."""

    def __init__(self) -> None:
        super().__init__()
        self.followers: list[Follower] = []

    async def serve(self, scope: Message, receive: Any, send: Any) -> None:
        app: FastAPI = _app()
        app.state.dependencies = Dependencies(
            OpenChat(self.log), Pace(NEVER_S, NEVER_S), Figures(), Path(), None, SERVICES
        )
        await app({**scope, identity.KEY: LOCAL}, receive, send)  # there is no guard

    @precondition(lambda self: bool(self.answers) and len(self.followers) < MAX_FOLLOWERS)
    @rule(
        pick=PICK,
        after=st.none() | st.builds(Cursor, st.integers(1, 3), st.integers(1, 9)),
        transport=TRANSPORT,
    )
    def follow_by(self, pick: int, after: Cursor | None, transport: Transport) -> None:
        known = [answer for answer in self.answers if answer.known]
        answer = (known or self.answers)[pick % len(known or self.answers)]
        self.look(answer)
        told = answer.epochs.get(after.epoch, []) if after else []
        if after and after.epoch == answer.epoch:
            told = told[: answer.durable]
        stray = after is not None and after.seq > len(told)
        if after and stray:
            after = Cursor(after.epoch, NEVER)
        network = Network(self.serve)
        self.followers.append(
            Follower(
                answer=answer,
                transport=transport,
                network=network,
                connections=InProcess(network),
                transcript=Transcript(fold(told[: after.seq if after else 0]), after),
                stray=stray,
                joined=answer.epoch,
            )
        )

    @precondition(lambda self: bool(self.followers))
    @rule(pick=PICK, upto=st.integers(1, 6))
    def take_some(self, pick: int, upto: int) -> None:
        follower = self.followers[pick % len(self.followers)]
        self.look(follower.answer)

        async def take() -> None:
            for _ in range(upto):
                if follower.is_behind():
                    await follower.take()

        if follower.answer.known and not follower.answer.failed:
            self.run(take())

    @precondition(lambda self: bool(self.followers))
    @rule(pick=PICK, transport=TRANSPORT)
    def switch(self, pick: int, transport: Transport) -> None:
        follower = self.followers[pick % len(self.followers)]
        follower.transport = transport
        follower.following.switch(transport)

    @precondition(lambda self: bool(self.followers))
    @rule(pick=PICK, after_bytes=st.integers(0, 700))
    def cut(self, pick: int, after_bytes: int) -> None:
        self.followers[pick % len(self.followers)].network.left = after_bytes

    @invariant()
    def all_catch_up_now_and_then(self) -> None:
        if self.steps % CATCH_UP_STEPS == 0:
            self.everybody_catches_up()

    def everybody_catches_up(self) -> None:
        for follower in self.followers:
            self.look(follower.answer)
            if follower.is_behind() and not follower.answer.failed:
                self.run(follower.catch_up())

    def teardown(self) -> None:
        try:
            self.everybody_catches_up()
            for follower in self.followers:
                self.run(follower.following.aclose())
                self.run(follower.connections.aclose())
                self.run(follower.network.aclose())
        finally:
            super().teardown()
