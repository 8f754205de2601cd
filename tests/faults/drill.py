"""Runs schedules: a server, readers behind their proxies, and a driver who does all the harm."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from random import Random
from typing import Any, TypeVar, get_args

import httpx2

from tests.faults.history import Applied, History, Reader, Seen, faults
from tests.faults.proxy import Proxy
from tests.faults.restartable import MODEL, RestartableServer
from tests.faults.schedules import Life, Schedule, draw
from yeoul.client import Answer, AnswerStream, Client, RetryPolicy, Transcript
from yeoul.errors import NotContinuable, YeoulError
from yeoul.protocol.events import End, Event, TerminalStatus

T = TypeVar("T")

#: Schedules that run at one time.
AT_ONCE = 16
#: Seconds after which a schedule is stuck.
STUCK_S = 240.0
TERMINAL = set(get_args(TerminalStatus))


class Drill:
    """One run of one schedule."""

    def __init__(self, schedule: Schedule, data_dir: Path) -> None:
        self.schedule = schedule
        self.history = History()
        self.server = RestartableServer(
            data_dir, schedule.steps, continues=schedule.continues, heartbeat_s=0.25
        )
        self._faults: list[str] = []
        self._answer_id = ""
        self._asked = asyncio.Event()
        self._news = asyncio.Event()
        self._over = False
        self._retry_policy = RetryPolicy(
            stall_s=1.0,
            wait_s=1,
            poll_s=0.01,
            first_pause_s=0.005,
            longest_pause_s=0.1,
            give_up_s=STUCK_S,
            dice=Random(schedule.seed).random,
        )

    async def run(self) -> list[str]:
        """Return what went wrong."""
        async with self.server:
            try:
                async with asyncio.timeout(STUCK_S), self._client() as driver:
                    async with asyncio.TaskGroup() as group:
                        for number, life in enumerate(self.schedule.lives):
                            name = f"reader {number} of {self.schedule.seed}"
                            group.create_task(self._live(life, Reader(name)))
                        group.create_task(self._drive(driver))
                    await self._look_back(driver)
            except TimeoutError:
                return [f"stuck after {STUCK_S:g} s"]
        return [*self._faults, *faults(self.history), *self._wrong_calls()]

    @asynccontextmanager
    async def _client(self, life: Life | None = None) -> AsyncIterator[Client]:
        async with (
            Proxy(self.server.port, life.plans if life else ()) as proxy,
            Client(proxy.url, retry_policy=self._retry_policy) as client,
        ):
            yield client

    def _ask(self, client: Client, **fields: Any) -> AnswerStream:
        key = f"key-{self.schedule.seed}"
        return client.ask("What is a ford?", idempotency_key=key, model=MODEL, **fields)

    # -- a reader --------------------------------------------------------------------------------

    async def _live(self, life: Life, reader: Reader) -> None:
        self.history.readers.append(reader)
        async with self._client(life) as client:
            await asyncio.sleep(life.joins_after_s)
            following = await self._begin(life, reader, client)
            while True:
                over, news = self._over, self._news
                following = await self._read_to_the_end(life, reader, client, following)
                if following.transcript.ended is None and (reader.applied or not reader.late):
                    self._faults.append(f"{reader.name} was told of an end that it has not seen")
                if over:
                    break
                # Something may make the answer go on: look again when there is news.
                await news.wait()
                following = self._again(client, following)
        reader.text = following.transcript.text

    async def _begin(self, life: Life, reader: Reader, client: Client) -> AnswerStream:
        if life.asks:
            return self._ask(client, transport=life.transport)
        await self._asked.wait()
        transcript = Transcript()
        if life.from_snapshot:
            snapshot = await self._insist(lambda: client.answer(self._answer_id))
            reader.late = snapshot.status in TERMINAL
            transcript = Transcript.from_snapshot(snapshot)
            assert transcript.cursor is not None
            reader.begun_with = Seen(transcript.cursor, transcript.text)
        return client.follow(self._answer_id, transport=life.transport, transcript=transcript)

    def _again(self, client: Client, following: AnswerStream) -> AnswerStream:
        return client.follow(
            self._answer_id, transport=following.transport, transcript=following.transcript
        )

    async def _read_to_the_end(
        self, life: Life, reader: Reader, client: Client, following: AnswerStream
    ) -> AnswerStream:
        loop = asyncio.get_running_loop()
        timers = [loop.call_later(s, following.switch, to) for s, to in life.timed_changes]
        try:
            async for update in following:
                if not isinstance(update, Event):
                    continue
                assert following.cursor is not None
                reader.applied.append(Applied(following.cursor, update))
                change = life.changes.get(len(reader.applied))
                if change == "leave" and following.answer_id and not isinstance(update, End):
                    await following.aclose()
                    await self._asked.wait()
                    again = self._again(client, following)
                    return await self._read_to_the_end(life, reader, client, again)
                if change is not None and change != "leave":
                    following.switch(change)
        finally:
            for timer in timers:
                timer.cancel()
        return following

    # -- the driver ------------------------------------------------------------------------------

    async def _drive(self, driver: Client) -> None:
        self._answer_id = await self._asked_id(driver)
        self._asked.set()
        for act in self.schedule.acts:
            await asyncio.sleep(act.after_s)
            match act.kind:
                case "stop":
                    stopped = await self._insist(lambda: driver.stop(self._answer_id))
                    if stopped is None or stopped.status not in TERMINAL:
                        self._faults.append(f"a Stop was answered with {stopped}")
                case "continue":
                    await self._continue(driver)
                case "crash":
                    await self._restart(self.server.crash())
                case "drain":
                    await self._restart(self.server.drain(0.01))
                case "ask again":
                    if await self._asked_id(driver) != self._answer_id:
                        self._faults.append("one question has two answers")
                case "look":
                    await self._look(driver)
            self._tell()
        self._over = True
        self._tell()

    def _tell(self) -> None:
        news, self._news = self._news, asyncio.Event()
        news.set()

    async def _asked_id(self, driver: Client) -> str:
        following = self._ask(driver, transport="poll")
        await anext(following)
        await following.aclose()
        return str(following.answer_id)

    async def _continue(self, driver: Client) -> None:
        with suppress(NotContinuable):
            await self._insist(lambda: driver.continue_answer(self._answer_id))

    async def _restart(self, end: Awaitable[None]) -> None:
        await end
        await self.server.start()

    async def _look(self, driver: Client) -> Answer:
        snapshot = await self._insist(lambda: driver.answer(self._answer_id))
        cursor = snapshot.cursor
        assert cursor is not None
        self.history.snapshots.append(Seen(cursor, snapshot.text))
        return snapshot

    async def _insist(self, call: Callable[[], Awaitable[T]]) -> T:
        """Call until there is a reply; refusals that will not pass are raised."""
        while True:
            try:
                return await call()
            except httpx2.TransportError:
                pass
            except YeoulError as refusal:
                if type(refusal) is not YeoulError and not refusal.retryable:
                    raise
            await asyncio.sleep(0.01)

    async def _look_back(self, driver: Client) -> None:
        """Note what log and store say when all readers are through."""
        snapshot = await self._look(driver)
        self.history.stored_text = snapshot.text
        following = driver.follow(self._answer_id)
        async for update in following:
            if isinstance(update, Event) and following.cursor is not None:
                self.history.log.append(Applied(following.cursor, update))
        if snapshot.status not in TERMINAL:
            self._faults.append(f"all have seen the end, and the answer is {snapshot.status}")
        if snapshot.status == "finished" and snapshot.text != self.schedule.text:
            self._faults.append("the answer is finished, and is not what the provider said")

    def _wrong_calls(self) -> list[str]:
        quiet = all(act.kind in ("ask again", "look", "stop") for act in self.schedule.acts)
        if quiet and self.server.calls > 1:
            return [f"one question made {self.server.calls} calls"]
        return []


async def run_seeds(seeds: Iterable[int], *, until_s: float | None = None) -> tuple[int, list[str]]:
    """Run the schedules of ``seeds``, until a monotonic time; returns how many, and the failures.

    Each failure is a sentence that begins with its seed.
    """
    failures: list[str] = []
    left, done = iter(seeds), 0
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        template = Path(place, "template")
        await _make_template(template)

        async def work() -> None:
            nonlocal done
            for seed in left:
                if until_s is not None and time.monotonic() >= until_s:
                    return
                data_dir = Path(place, str(seed))
                await asyncio.to_thread(shutil.copytree, template, data_dir)
                try:
                    found = await Drill(draw(seed), data_dir).run()
                except Exception as error:  # the edge of a schedule: the others go on
                    found = [_told(error)]
                failures.extend(f"seed {seed}: {fault}" for fault in found)
                done += 1
                await asyncio.to_thread(shutil.rmtree, data_dir)

        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(work())
    return done, failures


def _told(error: BaseException) -> str:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return f"{type(error).__name__}: {error}"


async def _make_template(place: Path) -> None:
    """Make a data directory whose files are there: making them takes longer than most schedules."""
    async with RestartableServer(place, (), continues=True):
        pass
