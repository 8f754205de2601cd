"""Logs of several workers over one engine, and what tests do to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from typing import Any

from redis.asyncio import Redis

from scripts.engines import Valkey, running_valkey
from tests.ports import free_port
from yeoul.engine_address import EngineAddress
from yeoul.eventlog.base import EventLog
from yeoul.eventlog.valkey.log import PATIENCE_S, ValkeyLog
from yeoul.eventlog.valkey.scripts import HEADS, stream_of
from yeoul.protocol.content import Content

#: Seconds for which tests wait for what has to come.
SOON_S = 30.0


@asynccontextmanager
async def opened(
    url: str, worker: str = "w1", *, replicas: int = 0, patience_s: float = PATIENCE_S
) -> AsyncIterator[ValkeyLog]:
    log = await ValkeyLog.open(
        EngineAddress.parse(url), worker, replicas=replicas, patience_s=patience_s
    )
    try:
        yield log
    finally:
        await log.aclose()


@asynccontextmanager
async def workers(url: str, many: int = 2) -> AsyncIterator[list[ValkeyLog]]:
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(opened(url, f"w{n + 1}")) for n in range(many)]


@asynccontextmanager
async def hand(url: str) -> AsyncIterator[Redis]:
    """A hand in the engine's data."""
    async with Redis.from_url(url) as engine:
        yield engine


@contextmanager
def replica_of(engine: Valkey) -> Iterator[Valkey]:
    """A replica of an engine; killed in the end, as it may refuse to end by itself for long."""
    follows = ("--replicaof", "127.0.0.1", str(engine.port), "--repl-diskless-sync-delay", "0")
    with running_valkey(free_port(), *follows) as replica:
        try:
            yield replica
        finally:
            replica.kill()


async def lose_tail(engine: Redis, answer_id: str, cursor: str) -> None:
    """Take away what an answer has behind a cursor, as a failover may."""
    stream = stream_of(answer_id)
    kept: Any = await engine.xrange(stream, "-", cursor)
    await engine.delete(stream)
    for name, fields in kept:
        await engine.xadd(stream, fields, name)
    await engine.hset(HEADS, answer_id, cursor)


async def command(engine: Redis, *words: str | bytes) -> Any:
    return await engine.execute_command(*words)  # type: ignore[no-untyped-call]


async def text_of(log: EventLog, answer_id: str = "a1") -> str:
    snapshot = await log.snapshot(answer_id)
    return (snapshot.content if snapshot else Content()).text


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Wait until something holds that will."""
    async with asyncio.timeout(SOON_S):
        while not await holds():  # noqa: ASYNC110  # of another process
            await asyncio.sleep(0.01)
