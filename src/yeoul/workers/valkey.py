"""Workers that know of each other by an engine: each counts there, and all see who counts on.

No clock is compared, neither a worker's nor the engine's. A worker is suspected whose count stood
still while this one looked four times, half a second apart, and was answered each time.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any, TypeVar

from redis.asyncio import Redis

from yeoul.engine_address import EngineAddress
from yeoul.engine_channels import AWAY, PAUSE_S, Channels, in_time, open_client
from yeoul.errors import StartupError, StorageFailed
from yeoul.protocol.conversation import new_id
from yeoul.tasks import Tasks
from yeoul.workers.base import Workers
from yeoul.workers.valkey_slots import LET_IN, ValkeySlots, queue_of

T = TypeVar("T")
logger = logging.getLogger(__name__)

#: Seconds between two beats. With each a worker looks at those of the others.
BEAT_S = 0.5
#: Looks at a count that stands still, until its worker is told gone; and until it is forgotten.
SUSPECT_LOOKS, FORGET_LOOKS = 4, 120
#: Most looks at those of another store, while it is not seen whether they live.
STRANGER_LOOKS = 3 * SUSPECT_LOOKS
#: Seconds for which one that starts, or looks who has come, waits for an engine that is away.
PATIENCE_S = 15.0
#: What this version's workers understand of each other; it stands in each beat.
PROTOCOL = 1

#: Hash: worker -> its count, its protocol and its store's identity, or its last word.
BEATS = "y1:beats"
#: Channel of last words, each with the worker's name behind it.
GONE = "y1:gone"
#: What a worker says that leaves, and its parent of one that has died.
_LEFT, _DIED = b"left", b"died"


@dataclass(slots=True)
class _Other:
    """Another worker, as it is known here."""

    #: Its highest count. An engine that has lost its last second goes back; nobody revives by that.
    count: int = 0
    #: Looks since the count grew.
    still: int = 0
    is_gone: bool = False
    #: By which it is gone for ever.
    last_word: bytes | None = None
    #: The identity of its store; None while it has told none.
    store: str | None = None
    #: Whether it has counted on while this worker looked, so that its beat is no dead one's.
    has_beaten: bool = False


class ValkeyWorkers(Workers):
    """The workers of an engine, seen by one of them."""

    def __init__(self, client: Redis, name: str, beat_s: float) -> None:
        """Use `open`."""
        self._client = client
        self._me = name
        self._beat_s = beat_s
        self._count = 0
        self._store: str | None = None
        self._others: dict[str, _Other] = {}
        self._told: list[Callable[[str], None]] = []
        #: By the beginning of their keys.
        self._slots: dict[str, ValkeySlots] = {}
        self._channels = Channels(client, missed=self._repair_slots)
        self._channels.hear(GONE, self._hear)
        self._channels.hear(LET_IN + name, self._let_in)
        self.on_gone(lambda name: self._repair_slots())
        self._leaving = asyncio.Event()
        self._tasks = Tasks()

    @classmethod
    async def open(
        cls, url: str, *, name: str | None = None, beat_s: float = BEAT_S
    ) -> ValkeyWorkers:
        """Return the workers of the engine at ``url``, to whom this one is known from now on.

        ``name`` is that of this worker, given by a parent that will tell its death: a new one.

        Raises:
            StartupError: the engine cannot be used.
        """
        workers = cls(open_client(url), name or new_id(), beat_s)
        try:
            await workers._beat()
        except AWAY as error:
            await workers._client.aclose()
            raise _unusable(url, error) from error
        workers._channels.start()
        workers._tasks.start(workers._beat_on(), name="beat")
        return workers

    @property
    def me(self) -> str:
        return self._me

    @property
    def leads(self) -> bool:
        return not self._leaving.is_set() and self._me <= min(self.others(), default=self._me)

    async def use(self, store: str) -> None:
        self._store = store
        try:
            # It is told before it is looked: so of two that start at once one sees the other.
            await _patiently(self._beat)
        except AWAY as error:
            raise StartupError("The engine of the workers does not answer.") from error
        for _ in range(STRANGER_LOOKS):
            strangers = [one for one in self._others.values() if one.store not in (None, store)]
            if any(one.has_beaten and not one.is_gone for one in strangers):
                raise StartupError(
                    "Other workers of the engine at --log-url use another database: give all of"
                    " them the same --store-url, or this one an engine of its own."
                )
            if all(one.is_gone for one in strangers):
                return
            # Dead workers leave their beats, until somebody has seen that they stand still.
            await asyncio.sleep(self._beat_s)

    def others(self) -> Collection[str]:
        return [name for name, other in self._others.items() if not other.is_gone]

    async def look(self) -> None:
        try:
            beats = await _patiently(self._read_beats)
        except AWAY as error:
            raise StorageFailed("The engine of the workers does not answer.") from error
        for name, value in beats.items():
            # No beat is counted twice: who is known is looked at with the next one.
            if name.decode() not in {self._me, *self._others}:
                self._meet(name.decode(), value)

    def on_gone(self, told: Callable[[str], None]) -> None:
        self._told.append(told)

    def has_left(self, worker: str) -> bool:
        other = self._others.get(worker)
        return other is not None and other.last_word == _LEFT

    async def leave(self) -> None:
        if self._leaving.is_set():
            return
        self._leaving.set()
        for slots in self._slots.values():
            await slots.aclose()
        # Without it the others see that the count stands still.
        with suppress(*AWAY):
            async with in_time():
                # A beat on its way could else arrive behind the last word.
                await self._tasks.wait()
                await _say_last(self._client, self._me, _LEFT)

    async def aclose(self) -> None:
        await self.leave()
        await self._tasks.cancel()
        await self._channels.aclose()
        await self._client.aclose()

    # -- slots -----------------------------------------------------------------------------------

    def slots(self, name: str, slots: int) -> ValkeySlots:
        queue = queue_of(name)
        if queue not in self._slots:
            self._slots[queue] = ValkeySlots(self._client, queue, self._me, self._living)
        self._slots[queue].slots = slots
        return self._slots[queue]

    async def _living(self) -> Collection[str]:
        """Return all workers that may live, those included that have come since the last look."""
        async with in_time():
            found: list[Any] = await self._client.hkeys(BEATS)
        names = {name.decode() for name in found} | self._others.keys()
        return names - {name for name, other in self._others.items() if other.is_gone}

    def _repair_slots(self) -> None:
        for slots in self._slots.values():
            slots.repair()

    def _let_in(self, message: bytes) -> None:
        queue, token = message.decode().rsplit(" ", 1)
        if queue in self._slots:
            self._slots[queue].let_in(token)

    # -- beats -----------------------------------------------------------------------------------

    async def _beat_on(self) -> None:
        while not self._leaving.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(self._beat_s):
                    await self._leaving.wait()
                    return
            try:
                await self._beat()
            except Exception as error:
                if not isinstance(error, AWAY):  # not foreseen, but a silent worker looks dead
                    logger.exception("a beat failed")
                # Nobody's beat has arrived, or none could be seen. When the engine is back, all
                # have as much time as this worker.
                for other in self._others.values():
                    other.still = 0

    async def _beat(self) -> None:
        self._count += 1
        forgotten = self._forgotten()
        async with in_time(), self._client.pipeline(transaction=False) as pipe:
            pipe.hset(BEATS, self._me, f"{self._count} {PROTOCOL} {self._store or ''}".rstrip())
            if forgotten:
                pipe.hdel(BEATS, *forgotten)
            pipe.hgetall(BEATS)
            self._look((await pipe.execute())[-1])

    async def _read_beats(self) -> Mapping[bytes, bytes]:
        async with in_time():
            beats: Any = await self._client.hgetall(BEATS)
        return dict(beats)

    def _forgotten(self) -> list[str]:
        """Return the workers whose beats this one removes, if it leads."""
        if not self.leads:
            return []
        return [
            name
            for name, other in self._others.items()
            if other.is_gone and other.still >= FORGET_LOOKS
        ]

    def _look(self, beats: Mapping[bytes, bytes]) -> None:
        """Note who has counted on, and tell who is gone."""
        counts = {name.decode(): value for name, value in beats.items()}
        for name in (self._others.keys() | counts.keys()) - {self._me}:
            value = counts.get(name)
            if name not in self._others:
                self._meet(name, value)
                continue
            if value in (_LEFT, _DIED):
                self._end(name, value)
            self._see(self._others[name], name, _count_of(value))
            self._others[name].store = _store_of(value)
            if value is None and self._others[name].is_gone:
                del self._others[name]

    def _meet(self, name: str, value: bytes | None) -> None:
        """Note a worker that is seen for the first time."""
        # Whether it lives will be seen. Until then it does: nobody takes over from the living.
        self._others[name] = _Other(_count_of(value), store=_store_of(value))
        if value in (_LEFT, _DIED):
            self._end(name, value)

    def _see(self, other: _Other, name: str, count: int) -> None:
        if count > other.count:
            other.count, other.still, other.has_beaten = count, 0, True
            other.is_gone = other.last_word is not None
        else:
            other.still += 1
            if other.still >= SUSPECT_LOOKS and not other.is_gone:
                self._tell(name, other)

    def _hear(self, message: bytes) -> None:
        word, name = message.split(b" ", 1)
        self._end(name.decode(), word)

    def _end(self, name: str, word: bytes) -> None:
        """Note that a worker is gone for ever."""
        if name == self._me:
            return
        other = self._others.setdefault(name, _Other())
        # A parent sees the end of those, too, who have left before.
        other.last_word = other.last_word or word
        if not other.is_gone:
            self._tell(name, other)

    def _tell(self, name: str, other: _Other) -> None:
        other.is_gone = True
        logger.info("worker %s is gone", name)
        for told in self._told:
            told(name)


async def _patiently(use: Callable[[], Awaitable[T]]) -> T:
    """Return what is asked of the engine, asked again while that is away. Raises what a try does.

    A worker that loads a model while it starts may have been too late itself to hear a reply.
    """
    until_s = monotonic() + PATIENCE_S
    while True:
        try:
            return await use()
        except AWAY:
            if monotonic() > until_s:
                raise
        await asyncio.sleep(PAUSE_S)


async def inspect_engine(url: str) -> str:
    """Return the state of an engine in a few words, without changing it.

    Raises:
        StartupError: it cannot be used.
    """
    client = open_client(url)
    try:
        async with in_time():
            await client.ping()
    except AWAY as error:
        raise _unusable(url, error) from error
    finally:
        await client.aclose()
    return f"{EngineAddress.parse(url)} answers"


def _unusable(url: str, error: Exception) -> StartupError:
    # Out of time, it says nothing.
    why = str(error).rstrip(".") or "it does not reply"
    return StartupError(
        f"The engine of the workers at {EngineAddress.parse(url)} cannot be used: {why}. "
        "Check --log-url."
    )


async def tell_gone(url: str, worker: str) -> None:
    """Tell all workers of an engine that one has died: for the parent that has seen it.

    Where the engine does not answer, they find out by themselves.
    """
    client = open_client(url)
    try:
        with suppress(*AWAY):
            await _say_last(client, worker, _DIED)
    finally:
        await client.aclose()


async def _say_last(client: Redis, worker: str, word: bytes) -> None:
    async with in_time(), client.pipeline(transaction=False) as pipe:
        # In the beats, too, for who does not hear the channel just now.
        pipe.hset(BEATS, worker, word)
        pipe.publish(GONE, word + b" " + worker.encode())
        await pipe.execute()


def _store_of(value: bytes | None) -> str | None:
    parts = (value or b"").split(b" ")
    return parts[2].decode() if len(parts) > 2 else None


def _count_of(value: bytes | None) -> int:
    return 0 if value in (None, _LEFT, _DIED) else int(value.split(b" ")[0])
