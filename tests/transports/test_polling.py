"""Polls: readers are given back, turns are taken. The replies: api/native/test_follow.py."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import orjson
import pytest

from yeoul.errors import NotFound
from yeoul.eventlog import open_log
from yeoul.eventlog.base import Batch, Reader
from yeoul.protocol.events import Delta, End, Started
from yeoul.transports.polling import KEPT_TURNS_S, MAX_TURN_WAIT_S, Turns, poll

pytestmark = pytest.mark.anyio

STARTED = Started("a1", "c1", "q1", "m1", "2026-01-01T00:00:00.000Z")


class Watched(Reader):
    """A reader that counts how often it was closed."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.closed = 0

    @property
    def done(self) -> bool:
        return self._reader.done

    def take(self) -> Batch | None:
        return self._reader.take()

    def idle(self) -> Batch:
        return self._reader.idle()

    def watch(self, changed: Callable[[], None]) -> None:
        self._reader.watch(changed)

    def close(self) -> None:
        self._reader.close()
        self.closed += 1


async def test_a_reader_is_closed_after_its_reply() -> None:
    log = await open_log("memory:")
    await log.create(STARTED)
    reader = Watched(await log.follow("a1", None))

    reply = await poll(reader, None, 0, Turns())

    assert len(orjson.loads(reply.body)["events"]) == 1
    assert reader.closed == 1


async def test_a_reader_is_closed_if_it_fails() -> None:
    log = await open_log("memory:")
    await log.create(STARTED)
    reader = Watched(await log.follow("a1", None))
    await log.forget(["a1"])

    with pytest.raises(NotFound):
        await poll(reader, None, 0, Turns())

    assert reader.closed == 1


async def test_turns_come_at_once_while_they_are_few_and_then_evenly() -> None:
    turns, loop_time = Turns(per_s=1_000), asyncio.get_running_loop().time
    begun_s = loop_time()
    few, many = int(1_000 * KEPT_TURNS_S), 150
    for _ in range(few):
        async with asyncio.timeout(0):
            await turns.next()
    await asyncio.gather(*(turns.next() for _ in range(many)))
    assert loop_time() - begun_s >= (many - 1) / 1_000


async def test_nobody_waits_long_for_a_turn_however_many_do() -> None:
    turns, loop_time = Turns(per_s=10), asyncio.get_running_loop().time
    begun_s = loop_time()
    await asyncio.gather(*(turns.next() for _ in range(1_000)))
    assert loop_time() - begun_s < 2 * MAX_TURN_WAIT_S
    await turns.next()
    assert loop_time() - begun_s < 4 * MAX_TURN_WAIT_S


async def test_a_long_poll_that_waits_for_its_turn_brings_what_comes_meanwhile() -> None:
    log = await open_log("memory:")
    writer = await log.create(STARTED)
    turns, took = Turns(), asyncio.Event()

    async def next_turn() -> None:
        took.set()
        writer.append(Delta("b"))
        await writer.drain()

    turns.next = next_turn  # type: ignore[method-assign]
    writer.append(Delta("a"))
    await writer.drain()
    reply = await poll(await log.follow("a1", None), None, 20, turns)
    assert took.is_set()
    body = orjson.loads(reply.body)
    assert [entry["id"] for entry in body["events"]] == ["1-1", "1-2", "1-3"]
    assert (body["cursor"], body["ended"]) == ("1-3", False)


@pytest.mark.parametrize("wait_s", [0, 20])
async def test_neither_a_poll_nor_the_last_reply_takes_a_turn(
    wait_s: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = await open_log("memory:")
    writer = await log.create(STARTED)
    if wait_s:
        await writer.end(End.unbegun("stopped", "stopped"))
    turns = Turns()
    monkeypatch.setattr(turns, "next", lambda: pytest.fail("a turn"))
    reply = await poll(await log.follow("a1", None), None, wait_s, turns)
    assert orjson.loads(reply.body)["ended"] is bool(wait_s)
