"""Answers that others write: lost messages, lost connections, and what a copy costs."""

from __future__ import annotations

from typing import Any

import pytest

from scripts.engines import Valkey
from tests.engines import empty_valkey
from tests.eventlog.valkey.house import command, hand, text_of, until, workers
from yeoul.errors import Fenced
from yeoul.eventlog.valkey import feed
from yeoul.eventlog.valkey.log import ValkeyLog
from yeoul.eventlog.valkey.scripts import stream_of
from yeoul.protocol.content import Content
from yeoul.protocol.events import Cursor, Delta, PhaseInfo, Reset
from yeoul.testing.event_logs import END, PERMIT, STARTED, frames_after, read_events, write

pytestmark = pytest.mark.anyio


@pytest.fixture
def url(valkey: Valkey) -> str:
    return empty_valkey(valkey)


async def subscribers(engine: Any, answer_id: str = "a1") -> int:
    [(_, many)] = await engine.pubsub_numsub(stream_of(answer_id))
    return int(many)


def deaf(log: ValkeyLog, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a log hear nothing from now on."""
    monkeypatch.setattr(log._feeds, "on_message", lambda _: None)


async def test_what_no_message_has_told_is_found_by_looking(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with workers(url) as (here, there):
        writer = await here.create(STARTED)
        reader = await there.follow(PERMIT, Cursor(1, 1))
        deaf(there, monkeypatch)
        writer.append(Delta("ab"))
        await writer.end(END)
        await there._look()
        assert [event for _, event in await read_events(reader)] == [Delta("ab"), END]


async def test_a_takeover_that_no_message_has_told_is_found_by_looking(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with workers(url, 3) as (here, there, third):
        fenced = await here.create(STARTED)
        readers = [await log.follow(PERMIT, Cursor(1, 1)) for log in (here, third)]
        deaf(third, monkeypatch)
        writer = await there.open_epoch(STARTED, 2, Content("ab"))
        await writer.end(END)
        for log, reader in zip((here, third), readers, strict=True):
            await log._look()
            told = await read_events(reader)
            assert told == [(Cursor(2, 2), Reset("ab", "")), (Cursor(2, 3), END)]
        with pytest.raises(Fenced):
            fenced.append(Delta("zombie"))


async def test_a_message_that_does_not_fit_has_the_stream_read(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with workers(url) as (here, there):
        writer = await here.create(STARTED)
        reader = await there.follow(PERMIT, Cursor(1, 1))
        with monkeypatch.context() as lost:
            deaf(there, lost)
            writer.append(Delta("a"))
            await writer.drain()
            async with hand(url) as engine:  # behind the message, on its way
                await command(engine, "PUBLISH", stream_of("a1"), b'p0["thinking"]')
        writer.append(Delta("b"))
        await writer.end(END)
        told = await read_events(reader)
        assert [event for _, event in told] == [Delta("a"), Delta("b"), END]


async def test_a_subscription_that_was_cut_is_made_again_and_nothing_is_missing(url: str) -> None:
    async with workers(url) as (here, there), hand(url) as engine:
        writer = await here.create(STARTED)
        reader = await there.follow(PERMIT, Cursor(1, 1))
        writer.append(Delta("a"))
        await writer.drain()
        await until(lambda: _is(subscribers(engine), 1))
        await command(engine, "CLIENT", "KILL", "TYPE", "pubsub")
        writer.append(Delta("b"))
        await writer.drain()
        await until(lambda: _is(subscribers(engine), 1))
        writer.append(Delta("c"))
        await writer.end(END)
        events = [event for _, event in await read_events(reader)]
        assert events == [Delta("a"), Delta("b"), Delta("c"), END]


async def test_of_a_thousand_readers_the_engine_knows_one(url: str) -> None:
    async with workers(url) as (here, there), hand(url) as engine:
        writer = await here.create(STARTED)
        await engine.config_resetstat()
        readers = [await there.follow(PERMIT, Cursor(1, 1)) for _ in range(1_000)]
        stats: Any = await engine.info("commandstats")
        assert stats["cmdstat_xrange"]["calls"] == 1
        assert await subscribers(engine) == 1
        writer.append(Delta("ab"))
        await writer.end(END)
        for reader in readers:
            assert len(await read_events(reader)) == 2


async def test_a_copy_lingers_behind_its_last_reader_and_then_costs_nothing(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with workers(url) as (here, there), hand(url) as engine:
        await write(here, "ab", end=False)
        reader = await there.follow(PERMIT, None)
        await there._look()
        reader.close()
        del reader
        await there._look()
        assert await subscribers(engine) == 1
        monkeypatch.setattr(feed, "LINGER_S", -1.0)
        await there._look()
        await until(lambda: _is(subscribers(engine), 0))
        assert there._epochs.current == {}
        assert await text_of(there) == "ab"


async def test_who_takes_an_answer_over_follows_it_no_more(url: str) -> None:
    async with workers(url) as (here, there), hand(url) as engine:
        await write(here, "ab", end=False)
        assert await text_of(there) == "ab"
        writer = await there.open_epoch(STARTED, 2, Content("ab"))
        await until(lambda: _is(subscribers(engine), 0))
        await writer.end(END)


async def test_a_late_follower_is_told_the_phase(url: str) -> None:
    async with workers(url) as (here, there):
        writer = await here.create(STARTED)
        writer.set_phase(PhaseInfo("thinking"))
        await writer.drain()
        reader = await there.follow(PERMIT, None)
        batch = reader.take()
        assert batch is not None
        assert batch.phase == PhaseInfo("thinking")


async def test_an_answer_whose_stream_was_lost_is_not_known(url: str) -> None:
    async with workers(url) as (here, there), hand(url) as engine:
        await write(here, "ab")
        await engine.delete(stream_of("a1"))  # as its retention does
        assert await there.snapshot("a1") is None
        assert len(await frames_after(here, None)) == 3


async def _has(heard: list[Any], kind: bytes) -> bool:
    return any(message[0] == kind for message in heard)


async def _is(found: Any, wanted: int) -> bool:
    return bool(await found == wanted)
