"""The engine's machine is lost, and its replica becomes the engine: what of an answer goes on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from scripts.engines import Valkey, running_valkey
from tests.eventlog.valkey.engine_proxy import EngineProxy
from tests.eventlog.valkey.house import command, hand, opened, replica_of, text_of, until
from tests.ports import free_port
from yeoul.errors import StorageFailed
from yeoul.eventlog.valkey.log import ValkeyLog
from yeoul.protocol.content import Content
from yeoul.protocol.events import Cursor, Delta, Event, Reset
from yeoul.testing.event_logs import END, PERMIT, STARTED, read_events

pytestmark = pytest.mark.anyio


@pytest.fixture
def engine() -> Iterator[Valkey]:
    with running_valkey(free_port(), "--repl-diskless-sync-delay", "0") as one:
        yield one


@pytest.fixture
async def proxy(engine: Valkey) -> AsyncIterator[EngineProxy]:
    """The address of whichever is the engine."""
    async with EngineProxy(engine.port) as between:
        yield between


async def has_replica(engine: Valkey) -> None:
    async with hand(engine.url) as told:

        async def is_there() -> bool:
            known: dict[str, Any] = await told.info("replication")
            return "online" in str(known.get("slave0"))

        await until(is_there)


async def fail_over(proxy: EngineProxy, lost: Valkey, replica: Valkey) -> None:
    """Kill the engine, and have its replica in its place, as a guard of both does."""
    await asyncio.to_thread(lost.kill)
    replica.go_on()
    async with hand(replica.url) as told:
        await command(told, "REPLICAOF", "NO", "ONE")
    proxy.upstream_port = replica.port
    proxy.cut()


async def is_away(log: ValkeyLog) -> bool:
    return log._commits._trouble_since_s is not None


async def test_what_was_seen_is_there_behind_a_failover_and_the_answer_goes_on(
    engine: Valkey, proxy: EngineProxy
) -> None:
    with replica_of(engine) as replica:
        await has_replica(engine)
        async with (
            opened(proxy.url(0), replicas=1) as log,
            opened(proxy.url(0), "w2", replicas=1) as other,
        ):
            writer = await log.create(STARTED)
            readers = [await each.follow(PERMIT, Cursor(1, 1)) for each in (log, other)]
            for letter in "abc":
                writer.append(Delta(letter))
                await writer.drain()
            replica.pause()
            writer.append(Delta("d"))
            await until(lambda: is_away(log))
            replica.go_on()
            await fail_over(proxy, engine, replica)
            # A new replica takes the place of the one that is the engine now.
            with replica_of(replica):
                await writer.end(END)
                for reader in readers:
                    events = [event for _, event in await read_events(reader)]
                    assert events == [*(Delta(letter) for letter in "abcd"), END]
                assert await text_of(other) == "abcd"


async def test_where_no_replica_was_waited_for_a_lost_tail_is_a_reset_with_the_whole_text(
    engine: Valkey, proxy: EngineProxy
) -> None:
    with replica_of(engine) as replica:
        await has_replica(engine)
        async with opened(proxy.url(0)) as log, opened(proxy.url(0), "w2") as other:
            writer = await log.create(STARTED)
            writer.append(Delta("ab"))
            await writer.drain()
            async with hand(engine.url) as told:
                assert await command(told, "WAIT", "1", "10000") == 1
                replica.pause()
                # What the replica had been sent would still come to it.
                await command(told, "CLIENT", "KILL", "TYPE", "replica")
            writer.append(Delta("cd"))
            reader = await other.follow(PERMIT, Cursor(1, 1))
            seen: list[Event] = []
            while Delta("cd") not in seen:
                seen += [event for _, event in await read_events(reader, until_end=False)]
            await fail_over(proxy, engine, replica)
            writer.append(Delta("ef"))
            with pytest.raises(StorageFailed):
                await writer.drain()
            again = await log.open_epoch(STARTED, 2, Content("abcdef"))
            await again.end(END)
            rest = [event for _, event in await read_events(reader)]
            shown = ""
            for event in [*seen, *rest]:
                if isinstance(event, Reset):
                    shown = event.text
                elif isinstance(event, Delta):
                    shown += event.text
            assert (shown, rest[-1]) == ("abcdef", END)
            assert await text_of(log) == "abcdef"
