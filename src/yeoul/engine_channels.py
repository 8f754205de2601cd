"""Channels of a Valkey or Redis: what workers say to each other while they listen. None is kept.

For rare traffic: an answer's events go another way. Speaking never waits and never fails. Nothing
is lost in silence either: who may have missed something is told so, whichever side was cut off.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, deque
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.connection import AbstractConnection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from yeoul.engine_address import EngineAddress
from yeoul.tasks import Tasks

logger = logging.getLogger(__name__)

#: Seconds for one reply. Shorter than a suspicion, so that nobody is suspected who only waited.
REPLY_TIMEOUT_S = 1.0
#: Seconds between two signs of life on the connection that listens, and without any until it is
#: taken for dead.
PING_S, SILENCE_S = 1.0, 3.0
#: Seconds until the next try, while the engine is away.
PAUSE_S = 0.25
#: Most messages that wait to be said, and most that leave together.
MAX_UNSAID, LOT = 10_000, 500

#: What a client raises while an engine is away, its limit included.
AWAY = (RedisError, OSError)

Heard = Callable[[bytes], None]


def open_client(url: str) -> Redis:
    """Return a client of an engine, which tries everything once. It connects when it is used.

    It waits for ever: each use has its own limit. The client's would take back a cancellation that
    comes at the wrong moment (`asyncio.wait_for`, before Python 3.12).

    Raises:
        StartupError: the address is malformed.
    """
    return Redis(
        **EngineAddress.parse(url).redis_arguments(),
        protocol=2,
        socket_timeout=None,
        socket_connect_timeout=None,
        retry=Retry(NoBackoff(), 0),
    )


def in_time() -> asyncio.Timeout:
    """Return the limit of one use of a client."""
    return asyncio.timeout(REPLY_TIMEOUT_S)


class Channels:
    """The channels of one worker. For one event loop, and for its thread only."""

    def __init__(
        self,
        client: Redis,
        *,
        missed: Callable[[], None] = lambda: None,
        after_loss: tuple[str, bytes] | None = None,
    ) -> None:
        """Speak and listen through ``client``, which stays its maker's.

        ``missed`` is called when the channels are heard again, after a time when they were not.
        ``after_loss`` is said, on its channel, before anything that follows lost messages.
        """
        self._client = client
        self._missed = missed
        self._after_loss = after_loss
        self._heard: dict[str, Heard] = {}
        #: What the connection has not been told yet, in order.
        self._orders: deque[tuple[str, str]] = deque()
        self._has_orders = asyncio.Event()
        #: Replies that have to come before a channel is heard; none while there is no connection.
        self._due: Counter[str] | None = None
        #: Notified when a channel is joined, and when the connection is lost.
        self._changed = asyncio.Condition()
        self._is_missing = False
        self._unsaid: deque[tuple[str, bytes]] = deque()
        self._has_unsaid = asyncio.Event()
        self._has_lost = False
        self._tasks = Tasks()
        self._is_open = False

    def start(self) -> None:
        """Begin to listen and to speak."""
        self._is_open = True
        self._tasks.start(self._listen(), name="listen on channels")
        self._tasks.start(self._speak(), name="speak on channels")

    async def aclose(self) -> None:
        """Say what is not said yet, if the engine answers, and end. Idempotent."""
        if self._is_open:
            self._is_open = False
            await self._tasks.cancel()
            with suppress(*AWAY):
                await self._say_all()

    # -- listening -------------------------------------------------------------------------------

    def hear(self, channel: str, heard: Heard) -> None:
        """Have ``heard`` called with each message of a channel, once it is joined."""
        self._heard[channel] = heard
        self._order("SUBSCRIBE", channel)

    def leave(self, channel: str) -> None:
        """Hear a channel no longer."""
        if self._heard.pop(channel, None) is not None:
            self._order("UNSUBSCRIBE", channel)

    async def join(self, channel: str) -> bool:
        """Return once a channel is heard: True; or cannot be for now: False, `missed` will come."""
        async with self._changed:
            await self._changed.wait_for(lambda: self.is_heard(channel) or self._is_missing)
        return self.is_heard(channel)

    def is_heard(self, channel: str) -> bool:
        """Return whether all messages of a channel are heard from now on."""
        return self._due is not None and channel in self._heard and not self._due[channel]

    def _order(self, command: str, channel: str) -> None:
        # Without a connection nothing is noted: the next one begins with all that is heard.
        if self._due is not None:
            if command == "SUBSCRIBE":
                self._due[channel] += 1
            self._orders.append((command, channel))
            self._has_orders.set()

    async def _listen(self) -> None:
        away_since_s: float | None = None
        is_told = False
        pool: Any = self._client.connection_pool  # untyped
        while True:
            connection: Any = pool.make_connection()
            try:
                async with in_time():
                    await connection.connect()
                away_since_s, is_told = None, False
                await self._follow(connection)
            except AWAY as error:
                # A worker that has much to do, as at its start, may only have been late itself.
                away_since_s = away_since_s or monotonic()
                if not is_told and monotonic() - away_since_s >= SILENCE_S:
                    why = error if str(error) else "the engine does not reply"
                    logger.warning("the workers do not hear each other: %s", why)
                    is_told = True
            finally:
                self._due = None
                await connection.disconnect(nowait=True)
            self._is_missing = True
            await self._tell_changed()
            await asyncio.sleep(PAUSE_S)

    async def _follow(self, connection: AbstractConnection) -> None:
        """Hear what comes on a connection, until it ends. Raises what redis-py does."""
        self._due = Counter(self._heard.keys())
        self._orders = deque(("SUBSCRIBE", channel) for channel in self._heard)
        self._has_orders.set()
        tasks = Tasks()
        tasks.start(self._give_orders(connection), name="order channels")
        try:
            while True:
                async with asyncio.timeout(SILENCE_S):
                    reply = await connection.read_response()
                await self._take(reply)
        finally:
            await tasks.cancel()

    async def _give_orders(self, connection: AbstractConnection) -> None:
        with suppress(*AWAY):  # the reader sees the end of the connection
            while True:
                with suppress(TimeoutError):
                    async with asyncio.timeout(PING_S):
                        await self._has_orders.wait()
                self._has_orders.clear()
                if not self._orders:
                    await connection.send_command("PING", check_health=False)
                while self._orders:
                    await connection.send_command(*self._orders.popleft(), check_health=False)

    async def _take(self, reply: list[bytes]) -> None:
        kind, channel = reply[0], reply[1].decode()
        if kind == b"message" and channel in self._heard:
            try:
                self._heard[channel](reply[2])
            except Exception as error:  # what one message does must not end all listening
                logger.exception("a message on %s was not understood", channel, exc_info=error)
        elif kind == b"subscribe" and self._due is not None:
            self._due[channel] -= 1
            if self._is_missing and not self._due.total():
                # All is heard again: whoever reads from now on finds what was said meanwhile.
                self._is_missing = False
                self._missed()
            await self._tell_changed()

    async def _tell_changed(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    # -- speaking --------------------------------------------------------------------------------

    def say(self, channel: str, message: bytes) -> None:
        """Say something to all who hear a channel, this worker too. Never waits, never raises."""
        if not self._is_open:
            return
        if len(self._unsaid) >= MAX_UNSAID:
            self._unsaid.clear()
            self._has_lost = True
        self._unsaid.append((channel, message))
        self._has_unsaid.set()

    async def _speak(self) -> None:
        while True:
            await self._has_unsaid.wait()
            self._has_unsaid.clear()
            try:
                await self._say_all()
            except AWAY:  # `_listen` has told it
                await asyncio.sleep(PAUSE_S)
                self._has_unsaid.set()

    async def _say_all(self) -> None:
        while self._unsaid or self._has_lost:
            lot = [self._unsaid.popleft() for _ in range(min(LOT, len(self._unsaid)))]
            if self._has_lost and self._after_loss is not None:
                lot.insert(0, self._after_loss)
            # Nobody knows how much of a lot was said that failed: said again, it came twice.
            self._has_lost = True
            async with in_time(), self._client.pipeline(transaction=False) as pipe:
                for channel, message in lot:
                    pipe.publish(channel, message)
                await pipe.execute()
            self._has_lost = False
