"""Commits whose outcome is not known, and engines that are away, full, stalled or others."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from redis.asyncio import Redis

from scripts.engines import Valkey, running_valkey
from tests.engines import empty_valkey
from tests.eventlog.valkey.engine_proxy import EngineProxy
from tests.eventlog.valkey.house import (
    command,
    hand,
    lose_tail,
    opened,
    replica_of,
    text_of,
    until,
    workers,
)
from tests.ports import free_port
from yeoul.errors import Fenced, StorageFailed, StorageFull
from yeoul.eventlog.base import Writer
from yeoul.eventlog.valkey import commits
from yeoul.eventlog.valkey.log import ValkeyLog
from yeoul.eventlog.valkey.scripts import HEADS, stream_of
from yeoul.protocol.content import Content
from yeoul.protocol.events import Cursor, Delta, End, Reset, decode
from yeoul.testing.event_logs import END, PERMIT, STARTED, frames_after, read_events

pytestmark = pytest.mark.anyio


@pytest.fixture
def url(valkey: Valkey) -> str:
    return empty_valkey(valkey)


@pytest.fixture
async def proxy(valkey: Valkey, url: str) -> AsyncIterator[EngineProxy]:
    async with EngineProxy(valkey.port) as between:
        yield between


async def dense(url: str, *, seqs: int) -> None:
    """Check that the engine has each frame of the answer once, in order."""
    async with opened(url, "judge") as log:
        cursors = [decode(frame)[0] for frame in await frames_after(log, None)]
        assert cursors == [Cursor(1, seq) for seq in range(1, seqs + 1)]


async def test_an_append_whose_reply_is_lost_is_there_once(proxy: EngineProxy, url: str) -> None:
    async with opened(proxy.url()) as log:
        writer = await log.create(STARTED)
        proxy.loses_replies = True
        writer.append(Delta("ab"))

        async def arrived() -> bool:
            async with hand(url) as engine:
                return await engine.hget(HEADS, "a1") == b"1-2"

        await until(arrived)
        assert (await log.snapshot("a1")).cursor == (1, 1)  # type: ignore[union-attr]
        proxy.loses_replies = False
        proxy.cut()
        await writer.drain()
        assert await text_of(log) == "ab"
        await writer.end(END)
    await dense(url, seqs=3)


async def test_what_a_reader_brings_along_before_the_reply_to_its_commit_is_there_once(
    proxy: EngineProxy, url: str
) -> None:
    """It has seen elsewhere what is durable, and what the writer does not know of yet."""
    async with opened(proxy.url()) as log:
        writer = await log.create(STARTED)
        for event, seen in ((Delta("ab"), Cursor(1, 2)), (END, Cursor(1, 3))):
            proxy.loses_replies_to_commits = True
            writing = asyncio.gather(written(writer, event))

            async def arrived(seen: Cursor = seen) -> bool:
                async with opened(url, "other") as other:
                    found = await other.snapshot("a1")
                    return found is not None and found.cursor == seen

            await until(arrived)
            reader = await log.follow(PERMIT, seen)
            assert await text_of(log) == "ab"
            proxy.loses_replies_to_commits = False
            proxy.cut()
            await writing
            assert await read_events(reader, until_end=False) == []
        frames = await frames_after(log, None)
        assert [decode(frame)[0].seq for frame in frames] == [1, 2, 3]
    await dense(url, seqs=3)


async def written(writer: Writer, event: Delta | End) -> None:
    if isinstance(event, End):
        await writer.end(event)
    else:
        writer.append(event)
        await writer.drain()


async def test_an_append_that_never_arrived_is_sent_again(proxy: EngineProxy, url: str) -> None:
    async with opened(proxy.url()) as log:
        writer = await log.create(STARTED)
        proxy.holds_requests = True
        writer.append(Delta("ab"))
        await proxy.held()
        proxy.lose()
        proxy.cut()
        await writer.end(END)
    await dense(url, seqs=3)


async def test_an_append_that_arrives_behind_its_repetition_changes_nothing(
    proxy: EngineProxy, url: str
) -> None:
    async with opened(proxy.url()) as log:
        writer = await log.create(STARTED)
        proxy.holds_requests = True
        writer.append(Delta("ab"))
        await proxy.held()
        proxy.holds_requests = False
        proxy.cut()
        await writer.drain()
        proxy.deliver()
        writer.append(Delta("cd"))
        await writer.end(END)
    await dense(url, seqs=4)


async def test_a_creation_whose_reply_is_lost_has_created_the_answer(
    proxy: EngineProxy, url: str
) -> None:
    async with opened(proxy.url()) as log:
        proxy.loses_replies = True
        creating = asyncio.gather(log.create(STARTED))

        async def arrived() -> bool:
            async with hand(url) as engine:
                return await engine.hget(HEADS, "a1") == b"1-1"

        await until(arrived)
        proxy.loses_replies = False
        proxy.cut()
        [writer] = await creating
        await writer.end(END)
    await dense(url, seqs=2)


async def test_a_creation_that_was_given_up_leaves_nothing_behind(
    proxy: EngineProxy, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commits, "OPENING_PATIENCE_S", 0.05)
    async with opened(proxy.url()) as log:
        proxy.holds_requests = True
        with pytest.raises(StorageFailed) as raised:
            await log.create(STARTED)
        assert raised.value.retry_after_s == 2
        proxy.deliver()

        async def forgotten() -> bool:
            async with hand(url) as engine:
                return await engine.hget(HEADS, "a1") == b"x"

        await until(forgotten)
        assert await log.open_answers() == {}


@pytest.mark.parametrize("notices", ["by an append", "by looking"])
async def test_a_lost_tail_is_no_silent_hole(url: str, notices: str) -> None:
    async with workers(url) as (here, there), hand(url) as engine:
        writer = await here.create(STARTED)
        readers = [await log.follow(PERMIT, Cursor(1, 1)) for log in (here, there)]
        for text in ("a", "b", "c"):
            writer.append(Delta(text))
            await writer.drain()
        for reader in readers:
            while len((await reader.next(5)).frames) == 0:
                pass
        await lose_tail(engine, "a1", "1-2")

        if notices == "by looking":
            await here._look()
        else:
            writer.append(Delta("d"))
        with pytest.raises(StorageFailed):
            await writer.drain()
        assert await here.adopt("a1") is None
        again = await here.open_epoch(STARTED, 2, Content("abcd"))
        await again.end(END)
        for reader in readers:
            told = [event for event in await read_events(reader) if event[0].epoch == 2]
            assert told == [(Cursor(2, 2), Reset("abcd", "")), (Cursor(2, 3), END)]


async def test_an_engine_that_has_forgotten_everything_gets_the_answer_again(url: str) -> None:
    async with workers(url) as (here, there), hand(url) as engine:
        writer = await here.create(STARTED)
        writer.append(Delta("ab"))
        await writer.drain()
        reader = await there.follow(PERMIT, Cursor(1, 2))
        await engine.flushdb()
        await here._look()
        await there._look()
        with pytest.raises(StorageFailed):
            writer.append(Delta("cd"))
        assert await here.adopt("a1") is None
        again = await here.open_epoch(STARTED, 2, Content("ab"))
        await again.end(END)
        assert await read_events(reader) == [(Cursor(2, 2), Reset("ab", "")), (Cursor(2, 3), END)]


async def test_an_answer_lost_by_the_engine_is_ended_from_what_the_store_has(url: str) -> None:
    async with workers(url) as (here, there), hand(url) as engine:
        writer = await here.create(STARTED)
        writer.append(Delta("ab"))
        await writer.drain()
        reader = await there.follow(PERMIT, Cursor(1, 2))
        await engine.flushdb()
        await here._look()
        await here.restore(STARTED, Content("ab"), end=END, cursor=Cursor(1, 3))
        assert (await read_events(reader))[-1] == (Cursor(1, 3), END)
        assert (await read_events(await here.follow(PERMIT, None)))[-1] == (Cursor(1, 3), END)


async def test_scripts_that_the_engine_has_forgotten_are_brought_again(url: str) -> None:
    async with opened(url) as log, hand(url) as engine:
        writer = await log.create(STARTED)
        await engine.script_flush()
        writer.append(Delta("ab"))
        await writer.end(END)
    await dense(url, seqs=3)


async def test_a_commit_of_many_answers_takes_several_calls(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commits, "MAX_ENTRIES", 3)
    async with opened(url) as log:
        names = [f"a{number}" for number in range(10)]
        writers = await asyncio.gather(
            *(log.create(STARTED._replace(answer_id=name)) for name in names)
        )
        for number, writer in enumerate(writers):
            writer.append(Delta(f"text {number}"))
        await asyncio.gather(*(writer.end(END) for writer in writers))
        async with opened(url, "w2") as other:
            for number, name in enumerate(names):
                assert await text_of(other, name) == f"text {number}"


async def test_the_interval_grows_with_the_entries_and_never_for_an_idle_log(url: str) -> None:
    async with opened(url) as log:
        assert log._commits._interval_s() == 0.005
        log._commits._entries_per_s = 10_000
        assert log._commits._interval_s() == pytest.approx(0.0125)
        log._commits._entries_per_s = 1_000_000
        assert log._commits._interval_s() == 0.025


async def test_one_answer_that_is_refused_holds_up_no_other(url: str) -> None:
    async with workers(url) as (here, there):
        first = await here.create(STARTED)
        second = await here.create(STARTED._replace(answer_id="a2"))
        await there.open_epoch(STARTED, 2, Content())
        first.append(Delta("zombie"))
        second.append(Delta("ab"))
        await second.end(END)
        with pytest.raises(Fenced):
            await first.drain()
        assert await text_of(there, "a2") == "ab"


async def test_a_full_engine_ends_nothing_that_it_takes_again(url: str) -> None:
    async with opened(url) as log, hand(url) as engine:
        writer = await log.create(STARTED)
        reader = await log.follow(PERMIT, Cursor(1, 1))
        try:
            await engine.config_set("maxmemory", 1)
            writer.append(Delta("ab"))
            with pytest.raises(StorageFull, match="maxmemory"):
                await writer.drain()
            with pytest.raises(StorageFull):
                reader.take()
            with pytest.raises(StorageFull):
                await log.check()
        finally:
            await engine.config_set("maxmemory", 0)
        again = await log.adopt("a1")
        assert again is not None
        assert again.next_cursor() == (1, 2)
        again.append(Delta("cd"))
        await again.end(END)
        assert await text_of(log) == "cd"
    await dense(url, seqs=3)


async def test_appends_outlast_a_restart_and_a_demotion_of_the_engine() -> None:
    with running_valkey(free_port(), "--appendfsync", "always") as engine:
        async with opened(engine.url) as log, opened(engine.url, "w2") as other:
            writer = await log.create(STARTED)
            readers = [await each.follow(PERMIT, Cursor(1, 1)) for each in (log, other)]
            await asyncio.to_thread(engine.kill)
            writer.append(Delta("a"))
            await asyncio.to_thread(engine.start)
            writer.append(Delta("b"))
            await writer.drain()
            async with hand(engine.url) as told:
                await command(told, "REPLICAOF", "127.0.0.1", str(free_port()))
                writer.append(Delta("c"))
                draining = asyncio.gather(writer.drain())
                await until(lambda: _is_in_trouble(log))
                await command(told, "REPLICAOF", "NO", "ONE")
            await draining
            await writer.end(END)
            for reader in readers:
                events = [event for _, event in await read_events(reader)]
                assert events == [Delta("a"), Delta("b"), Delta("c"), END]


async def _is_in_trouble(log: ValkeyLog) -> bool:
    return log._commits._trouble_since_s is not None


@pytest.mark.parametrize("was_sent", [True, False])
async def test_behind_its_patience_the_log_fails_as_one_on_a_disk(
    proxy: EngineProxy, url: str, was_sent: bool
) -> None:
    async with opened(proxy.url(), patience_s=0.2) as log:
        writer = await log.create(STARTED)
        reader = await log.follow(PERMIT, Cursor(1, 1))
        await reader.next(0)
        proxy.is_away = True
        if was_sent:
            proxy.holds_requests = True
            writer.append(Delta("ab"))
            await proxy.held()
            proxy.holds_requests = False
        proxy.cut()
        if not was_sent:
            await until(lambda: _is_cut(log))
            writer.append(Delta("ab"))
        with pytest.raises(StorageFailed):
            await writer.drain()
        for asked in (reader.next(5), log.create(STARTED._replace(answer_id="a2"))):
            with pytest.raises(StorageFailed):
                await asked
        proxy.is_away = False
        await log.create(STARTED._replace(answer_id="a3"))
        again = await log.adopt("a1")
        if was_sent:
            assert again is None  # it may still arrive: its number is not given out again
            proxy.deliver()
            writer = await log.open_epoch(STARTED, 2, Content("ab"))
            await writer.end(END)
        else:
            assert again is not None
            again.append(Delta("cd"))
            await again.end(END)
            await dense(url, seqs=3)


async def _is_cut(log: ValkeyLog) -> bool:
    return log._link.current is None


async def _has_replica(engine: Redis) -> bool:
    told: dict[str, Any] = await engine.info("replication")
    return "online" in str(told.get("slave0"))


async def test_with_replicas_nothing_is_seen_before_they_have_it() -> None:
    with (
        running_valkey(free_port(), "--repl-diskless-sync-delay", "0") as engine,
        replica_of(engine) as replica,
    ):
        async with (
            opened(engine.url, replicas=1) as log,
            opened(engine.url, "w2") as other,
            hand(engine.url) as told,
        ):
            await until(lambda: _has_replica(told))
            writer = await log.create(STARTED)
            reader = await log.follow(PERMIT, Cursor(1, 1))
            await reader.next(0)
            replica.pause()
            writer.append(Delta("ab"))
            await until(lambda: _is_in_trouble(log))
            assert reader.take() is None
            replica.go_on()
            await writer.end(END)
            assert [event for _, event in await read_events(reader)] == [Delta("ab"), END]
            assert await text_of(other) == "ab"
            async with hand(replica.url) as copy:
                assert await copy.xlen(stream_of("a1")) >= 2
