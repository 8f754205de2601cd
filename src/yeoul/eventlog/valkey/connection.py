"""Connections to the engine: commands go out as bytes, replies come back in order, no task waits.

redis-py costs a task switch and twenty microseconds for each reply. A commit is one reply for many
answers, and a message of another worker one for each of its commits, so both are read here, in the
callback in which their bytes arrive.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, Final, cast

import hiredis

from yeoul.engine_address import EngineAddress
from yeoul.errors import StorageFailed, StorageFull, YeoulError

logger = logging.getLogger(__name__)

#: Seconds in which a connection is made, and in which the engine has to answer on it.
ANSWER_S = 5.0
#: Seconds for which a caller waits for an engine that is away.
CALL_PATIENCE_S = 2.0
#: Seconds between two tries to connect.
RETRY_S = 0.05
MAX_RETRY_S = 1.0

#: Errors of an engine that starts, fails over, or has lost its scripts or replicas: it will take
#: commands again, perhaps by another connection, which brings the scripts.
_PASSING: Final = frozenset(
    {
        *("LOADING", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "MOVED", "ASK", "BUSY"),
        *("NOREPLICAS", "MISCONF", "UNKILLABLE", "NOSCRIPT"),
    }
)

#: What a reply calls. A connection that is lost calls it with an `EngineAway`.
OnReply = Callable[[Any], None]


class EngineAway(Exception):
    """There is no connection, or it was lost before the reply: the outcome is not known."""


def kind_of(reply: Any) -> str:
    """Return the first word of an error's text; empty if the reply is none."""
    return str(reply).partition(" ")[0] if isinstance(reply, hiredis.ReplyError) else ""


def is_passing(reply: Any) -> bool:
    """Return whether what was asked may be done later, by the same words."""
    return isinstance(reply, EngineAway) or kind_of(reply) in _PASSING


def storage_error(reply: Any) -> YeoulError:
    """Return what a person is told of a reply that is an error."""
    if kind_of(reply) == "OOM":
        return StorageFull("The event log has no memory left: give its engine more (maxmemory).")
    why = "it cannot be reached" if isinstance(reply, EngineAway) else str(reply)
    return StorageFailed(f"The event log's engine does not work: {why}.", retry_after_s=2)


def pack(*words: bytes | str | int) -> bytes:
    """Return a command in the engine's protocol (RESP)."""
    packed = [pack_word(w if isinstance(w, bytes) else str(w).encode()) for w in words]
    return b"*%d\r\n%b" % (len(words), b"".join(packed))


def pack_word(word: bytes) -> bytes:
    """Return one word of a command."""
    return b"$%d\r\n%b\r\n" % (len(word), word)


class Connection(asyncio.Protocol):
    """One connection; what comes without having been asked for goes to ``on_message``."""

    def __init__(self, on_message: OnReply | None = None) -> None:
        self.is_open = False
        #: The loop's time at which bytes have come last.
        self.heard_s = 0.0
        self._loop = asyncio.get_running_loop()
        self._on_message = on_message
        self._on_lost: Callable[[], None] = _nothing
        self._replies: deque[OnReply | None] = deque()
        self._reader = hiredis.Reader()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # By a cast: uvloop's transports are of this kind without saying so.
        self._transport = cast("asyncio.Transport", transport)
        self.is_open = True
        self.heard_s = self._loop.time()

    def data_received(self, data: bytes) -> None:
        self.heard_s = self._loop.time()
        reader = self._reader
        reader.feed(data)
        try:
            while (reply := reader.gets()) is not False:
                on_reply = self._replies.popleft() if self._replies else self._on_message
                if on_reply is not None:
                    on_reply(reply)
        except hiredis.ProtocolError:
            logger.error("the event log's engine does not speak the protocol of Redis")
            self.abort()

    def connection_lost(self, _: Exception | None) -> None:
        self.is_open = False
        lost, self._replies = self._replies, deque()
        for on_reply in lost:
            if on_reply is not None:
                on_reply(EngineAway())
        self._on_lost()

    def send(self, data: bytes, replies: Iterable[OnReply | None] = ()) -> None:
        """Send commands, with what each reply calls; None drops it."""
        assert self._transport is not None
        self._replies += replies
        self._transport.write(data)

    async def call(self, *words: bytes | str | int) -> Any:
        """Return the reply to one command, which may be an error.

        Raises:
            EngineAway: the connection was lost before it, or there is none for `ANSWER_S`.
        """
        [reply] = await self.call_all([words])
        return reply

    async def call_all(self, commands: Iterable[Iterable[bytes | str | int]]) -> list[Any]:
        """Return the replies to commands that are sent at once; raises as `call`."""
        packed = [pack(*words) for words in commands]
        done: asyncio.Future[None] = self._loop.create_future()
        replies: list[Any] = []

        def take(reply: Any) -> None:
            replies.append(reply)
            if len(replies) == len(packed) and not done.done():
                done.set_result(None)

        if not self.is_open:
            raise EngineAway
        self.send(b"".join(packed), [take] * len(packed))
        try:
            async with asyncio.timeout(ANSWER_S):
                await done
        except TimeoutError:
            self.abort()
            raise EngineAway from None
        if any(isinstance(reply, EngineAway) for reply in replies):
            raise EngineAway
        return replies

    def abort(self) -> None:
        """Give the connection up, if it is not lost yet."""
        if self._transport is not None:
            self._transport.abort()

    def on_lost(self, told: Callable[[], None]) -> None:
        """Have ``told`` called once the connection is lost."""
        self._on_lost = told


async def connect(
    address: EngineAddress,
    tls: ssl.SSLContext | None,
    on_message: OnReply | None,
    first: Iterable[Iterable[bytes | str | int]],
) -> Connection:
    """Return a connection on which commands may be sent, behind the ``first`` ones.

    Raises:
        EngineAway: nobody answers.
        hiredis.ReplyError: the engine refuses this user, or this database.
    """
    loop = asyncio.get_running_loop()

    def protocol() -> Connection:
        return Connection(on_message)

    try:
        async with asyncio.timeout(ANSWER_S):
            if address.path:
                _, connection = await loop.create_unix_connection(protocol, address.path)
            else:
                host = address.host if tls is not None else None
                _, connection = await loop.create_connection(
                    protocol, address.host, address.port, ssl=tls, server_hostname=host
                )
    except (OSError, TimeoutError) as error:  # of which a refused certificate is one
        raise EngineAway(str(error)) from error
    greeting: list[list[bytes | str | int]] = []
    if address.password:
        user = [address.user] if address.user else []
        greeting.append(["AUTH", *user, address.password])
    greeting.append(["SELECT", address.database])
    for reply in await connection.call_all([*greeting, *first]):
        if isinstance(reply, hiredis.ReplyError):
            connection.abort()
            raise reply
    return connection


class Link:
    """A connection that is made again whenever it is needed and was lost."""

    def __init__(
        self,
        address: EngineAddress,
        tls: ssl.SSLContext | None,
        on_message: OnReply | None = None,
        first: Iterable[Iterable[bytes | str | int]] = (),
        on_lost: Callable[[], None] | None = None,
    ) -> None:
        self._on_lost = on_lost
        self._address = address
        self._tls = tls
        self._on_message = on_message
        self._first = first
        self._connection: Connection | None = None
        self._connecting = asyncio.Lock()

    @property
    def current(self) -> Connection | None:
        """The connection, if it is open."""
        connection = self._connection
        return connection if connection is not None and connection.is_open else None

    async def get(self) -> Connection:
        """Return an open connection: the one that is there, or else a new one. Tries once.

        Raises:
            EngineAway, hiredis.ReplyError: as `connect`.
        """
        async with self._connecting:
            if (connection := self.current) is None:
                connection = await connect(self._address, self._tls, self._on_message, self._first)
                if self._on_lost is not None:
                    connection.on_lost(self._on_lost)
                self._connection = connection
            return connection

    async def get_patiently(self, patience_s: float) -> Connection:
        """Return an open connection as soon as there is one.

        Raises:
            EngineAway, hiredis.ReplyError: there was none for ``patience_s``.
        """
        until_s = asyncio.get_running_loop().time() + patience_s
        pause_s = RETRY_S
        while True:
            try:
                return await self.get()
            except (EngineAway, hiredis.ReplyError):
                if asyncio.get_running_loop().time() + pause_s > until_s:
                    raise
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, MAX_RETRY_S)

    async def ask(self, *commands: Iterable[bytes | str | int]) -> list[Any]:
        """Return the replies to commands that may be sent twice, sent at once.

        Raises:
            StorageFailed, StorageFull: the engine refuses them, or was away for too long.
        """
        loop = asyncio.get_running_loop()
        until_s = loop.time() + CALL_PATIENCE_S
        failure: Any = EngineAway()
        while True:
            try:
                connection = await self.get_patiently(until_s - loop.time())
                replies = await connection.call_all(commands)
            except (EngineAway, hiredis.ReplyError) as error:
                failure = error
            else:
                failure = next((r for r in replies if isinstance(r, hiredis.ReplyError)), None)
                if failure is None:
                    return replies
                if is_passing(failure):
                    connection.abort()
            if not is_passing(failure) or loop.time() >= until_s:
                raise storage_error(failure)
            await asyncio.sleep(RETRY_S)

    def close(self) -> None:
        """Close the connection, if there is one."""
        if self._connection is not None:
            with suppress(Exception):
                self._connection.abort()


def _nothing() -> None:
    """Nobody wants to be told."""
