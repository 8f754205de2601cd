"""Random histories, polled side by side: repeated polls get, byte for byte, the app's own replies.

The app is what Yeoul serves, with its guard, its routes and its refusals; the log is driven by
hand. Two clients poll the same positions. One repeats its request, so that most replies come past
the app; the other changes a header each time, so that the app makes every one of its replies.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import orjson
import pytest

from tests.faults.log_following import NEVER_S, SERVICES, OpenChat
from tests.faults.log_model import fold, the_end
from tests.raw_connections import connection
from yeoul.api.dependencies import Dependencies
from yeoul.api.figures import Figures
from yeoul.api.identity import identify_local
from yeoul.app import create_app
from yeoul.caller import Caller
from yeoul.eventlog import epochs, open_log
from yeoul.eventlog.base import EventLog, Reader, Writer
from yeoul.protocol.content import ToolCall
from yeoul.protocol.events import (
    ContentEvent,
    Cursor,
    Delta,
    Event,
    PhaseInfo,
    Reasoning,
    Reset,
    Started,
)
from yeoul.serving.repeated_requests import RepeatedRequests
from yeoul.settings import Settings
from yeoul.transports import polling
from yeoul.transports.stream import Pace

pytestmark = pytest.mark.anyio

STEPS = 60
BATCH_BYTES = 400


class CountedChat(OpenChat):
    follows = 0

    async def follow(self, caller: Caller, answer_id: str, after: Cursor | None) -> Reader:
        self.follows += 1
        return await super().follow(caller, answer_id, after)


class Client:
    """A connection that polls."""

    def __init__(self, streams: tuple[asyncio.StreamReader, asyncio.StreamWriter]) -> None:
        self._reader, self._writer = streams

    def ask(self, answer_id: str, after: str, more: str = "") -> None:
        head = f"GET /api/answers/{answer_id}/events?after={after}&wait=30 HTTP/1.1\r\n"
        fields = f"host: localhost\r\naccept: application/json\r\n{more}\r\n"
        self._writer.write((head + fields).encode())

    async def reply(self) -> bytes:
        """Return the reply, with all its bytes: the server under test writes no date."""
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0])
        return head + await self._reader.readexactly(length)


class History:
    """One answer as it grows, ends, goes on in another epoch and is forgotten, by chance."""

    def __init__(self, log: EventLog, chance: random.Random) -> None:
        self.log = log
        self.chance = chance
        self.started = Started("a" * 32, "c1", "q1", "m1", "2026-01-01T00:00:00.000Z")
        self.events: list[Event] = []
        self.writer: Writer | None = None
        self.epoch = 0
        #: Whether several events may come one after the other: a poll that waits may get the first.
        self.in_bursts = True

    async def step(self) -> None:
        """Have something happen, of which readers may or may not hear."""
        if self.writer is None:
            await self.begin()
            return
        steps: list[Callable[[Writer], Awaitable[None]]] = [self.grow] * 12
        steps += [self.wait] * 4 + [self.end] * 2 + [self.go_on, self.forget]
        await self.chance.choice(steps)(self.writer)

    async def begin(self) -> None:
        self.epoch += 1
        content = fold(self.events)
        if self.epoch == 1:
            self.writer = await self.log.create(self.started)
        else:
            self.writer = await self.log.open_epoch(self.started, self.epoch, content)
        self.events = [self.started]
        if self.epoch > 1:
            self.events.append(Reset(*content))

    async def grow(self, writer: Writer) -> None:
        for _ in range(self.chance.choice([1, 1, 1, 2, 5]) if self.in_bursts else 1):
            text = self.chance.choice(["a", "여울", '"\\\n\r\u2028', "b" * 90])
            kinds = Delta, Delta, Reasoning, lambda text: Reset("", text), partial(ToolCall, 0)
            event: ContentEvent = self.chance.choice(kinds)(text)
            writer.append(event)
            self.events.append(event)
        await writer.drain()

    async def wait(self, writer: Writer) -> None:
        writer.set_phase(PhaseInfo("queued", self.chance.randrange(1, 9)))
        await asyncio.sleep(0)
        writer.set_phase(PhaseInfo(self.chance.choice(["connecting", "generating"])))

    async def end(self, writer: Writer) -> None:
        await writer.end(the_end(self.events))
        self.writer = None

    async def go_on(self, writer: Writer) -> None:
        await self.begin()

    async def forget(self, writer: Writer) -> None:
        await self.log.forget([self.started.answer_id])
        self.writer = None


def told(reply: bytes) -> object:
    """Return the reply; a refusal without its sentence, which differs for one who has waited."""
    head, _, body = reply.partition(b"\r\n\r\n")
    return reply if b" 200 " in head.partition(b"\r\n")[0] else {**orjson.loads(body), "detail": ""}


def position(reply: bytes, asked: str) -> str:
    """Return the position that a reply tells, else the one that was asked with."""
    told = reply.rpartition(b'"cursor":"')[2].partition(b'"')[0].decode()
    return told if reply.startswith(b"HTTP/1.1 200 ") else asked


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The requests that were answered without the app."""
    monkeypatch.setattr(epochs, "MAX_BATCH_BYTES", BATCH_BYTES)
    monkeypatch.setattr(polling, "MAX_REPLY_BYTES", BATCH_BYTES + 512)
    found: list[bytes] = []
    receive = RepeatedRequests.receive

    def noted(repeated: RepeatedRequests, data: bytes) -> bytes:
        rest = receive(repeated, data)
        if not rest:
            found.append(data)
        return rest

    monkeypatch.setattr(RepeatedRequests, "receive", noted)
    return found


async def rounds_of_the_loop() -> None:
    """Let everything that has been sent arrive, and every task run that it wakes."""
    for _ in range(20):
        await asyncio.sleep(0)


async def poll_both(
    history: History, chat: CountedChat, clients: tuple[Client, Client], after: str
) -> bytes:
    """Poll by both behind ``after``, with something before it or later; returns the reply."""
    history.in_bursts = history.chance.random() < 0.5
    if history.in_bursts:
        await history.step()
    history.in_bursts = False
    follows = chat.follows
    repeating, general = clients
    repeating.ask(history.started.answer_id, after)
    general.ask(history.started.answer_id, after, f"x-number: {follows}\r\n")
    while chat.follows == follows:  # noqa: ASYNC110  # it comes in one of the loop's next rounds
        await asyncio.sleep(0)
    replies = asyncio.gather(repeating.reply(), general.reply())
    await rounds_of_the_loop()
    while not replies.done():
        await history.step()
        await rounds_of_the_loop()
    repeated, own = replies.result()
    assert told(repeated) == told(own), after
    return own


@pytest.mark.parametrize("kind", ["memory:", "sqlite"])
@pytest.mark.parametrize("seed", range(12))
async def test_a_repeated_poll_gets_the_apps_own_reply(
    kind: str, seed: int, tmp_path: Path, answered: list[bytes]
) -> None:
    print(f"seed {seed}")
    chance = random.Random(seed)
    log = await open_log(kind if kind == "memory:" else f"sqlite:///{tmp_path / 'log.db'}")
    chat = CountedChat(log)
    app = create_app(Settings(data_dir=tmp_path), identify=identify_local, page=False)
    app.state.dependencies = Dependencies(
        chat, Pace(NEVER_S, NEVER_S), Figures(), None, None, SERVICES
    )
    history = History(log, chance)
    await history.begin()
    after = "1-0"
    async with connection(app=app) as one, connection(app=app) as other:
        clients = Client(one), Client(other)
        for _ in range(STEPS):
            after = position(await poll_both(history, chat, clients, after), after)
            if chance.random() < 0.05:
                after = f"{chance.randrange(1, 4)}-{chance.randrange(9)}"
    await log.aclose()
    print(f"{len(answered)} of {STEPS} polls were answered without the app")
    assert len(answered) >= STEPS / 3
