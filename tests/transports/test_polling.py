"""Polls: readers are given back, or to a series. The replies: api/native/test_follow.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import pytest

from yeoul.errors import NotFound, YeoulError
from yeoul.eventlog import open_log
from yeoul.eventlog.base import Batch, EventLog, Permit, Reader, Writer
from yeoul.protocol.events import Cursor, Delta, End, PhaseInfo, Started
from yeoul.transports.connection import EXTENSION, NextReply, Series
from yeoul.transports.polling import MAX_REPLY_BYTES, PollSeries, poll

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

    def check(self) -> None:
        """Do nothing: it is never let go."""

    def watch(self, changed: Callable[[], None]) -> None:
        self._reader.watch(changed)

    def let_go(self, why: YeoulError) -> None:
        self._reader.let_go(why)

    def close(self) -> None:
        self._reader.close()
        self.closed += 1


async def test_a_reader_is_closed_after_its_reply() -> None:
    log = await open_log("memory:")
    await log.create(STARTED)
    reader = Watched(await log.follow(Permit("a1"), None))

    reply = await poll(reader, None, 0, {})

    assert len(orjson.loads(reply.body)["events"]) == 1
    assert reader.closed == 1


async def test_a_reader_is_closed_if_it_fails() -> None:
    log = await open_log("memory:")
    await log.create(STARTED)
    reader = Watched(await log.follow(Permit("a1"), None))
    await log.forget(["a1"])

    with pytest.raises(NotFound):
        await poll(reader, None, 0, {})

    assert reader.closed == 1


class Server:
    """Takes a series over, or not."""

    def __init__(self, *, takes: bool) -> None:
        self.takes = takes
        self.offered: list[tuple[bytes, bytes, NextReply, Series]] = []

    def offer_series(self, field: bytes, value: bytes, first: NextReply, series: Series) -> bool:
        self.offered.append((field, value, first, series))
        return self.takes

    @property
    def scope(self) -> dict[str, Any]:
        return {"extensions": {EXTENSION: self}}


async def log_of(*texts: str) -> tuple[EventLog, Writer]:
    log = await open_log("memory:")
    writer = await log.create(STARTED)
    for text in texts:
        writer.append(Delta(text))
    await writer.drain()
    return log, writer


@pytest.mark.parametrize("takes", [True, False])
async def test_a_long_poll_offers_what_comes_behind_it_and_keeps_its_reader_if_it_is_taken(
    takes: bool,
) -> None:
    log, _ = await log_of("a")
    reader, server = Watched(await log.follow(Permit("a1"), Cursor(1, 1))), Server(takes=takes)
    reply = await poll(reader, Cursor(1, 1), 20, server.scope)
    [(field, value, first, series)] = server.offered
    assert (field, value, first, series.wait_s) == (b"after", b"1-1", (b"1-2", reply.body), 20)
    assert reader.closed == (not takes)
    series.close()
    assert reader.closed >= 1


async def test_a_poll_that_does_not_wait_offers_nothing() -> None:
    log, _ = await log_of("a")
    server = Server(takes=True)
    reader = Watched(await log.follow(Permit("a1"), Cursor(1, 1)))
    await poll(reader, Cursor(1, 1), 0, server.scope)
    assert (server.offered, reader.closed) == ([], 1)


def body_of(reply: NextReply | None) -> Any:
    assert reply is not None
    return orjson.loads(reply.body)


async def test_a_series_replies_with_each_event_and_not_with_a_phase_alone() -> None:
    log, writer = await log_of()
    series = PollSeries(await log.follow(Permit("a1"), Cursor(1, 1)), 20, b"1-1")
    changes: list[NextReply | None] = []
    assert series.take() is None
    series.watch(lambda: changes.append(series.take()))
    writer.set_phase(PhaseInfo("connecting"))
    assert changes == [None]
    idle = series.idle()
    assert idle.value == b"1-1"
    assert body_of(idle) == {
        "events": [],
        "cursor": "1-1",
        "ended": False,
        "phase": "connecting",
        "queue_position": None,
    }
    writer.append(Delta("a"))
    assert changes[1] is not None
    assert changes[1].value == b"1-2"
    assert [entry["id"] for entry in body_of(changes[1])["events"]] == ["1-2"]
    await writer.end(End.unbegun("stopped", "stopped"))
    assert (body_of(changes[2])["ended"], body_of(changes[2])["cursor"]) == (True, "1-3")
    assert changes[2] is not None
    assert changes[2].value is None


async def test_a_reply_that_has_no_room_for_all_is_the_last_of_its_series() -> None:
    log, _ = await log_of("a" * (MAX_REPLY_BYTES // 2), "b" * (MAX_REPLY_BYTES // 2))
    series = PollSeries(await log.follow(Permit("a1"), Cursor(1, 1)), 20, b"1-1")
    reply = series.take()
    assert (body_of(reply)["cursor"], body_of(reply)["ended"]) == ("1-2", False)
    assert reply is not None
    assert reply.value is None


async def test_a_series_whose_answer_is_deleted_fails() -> None:
    log, _ = await log_of()
    series = PollSeries(await log.follow(Permit("a1"), Cursor(1, 1)), 20, b"1-1")
    await log.forget(["a1"])
    with pytest.raises(NotFound):
        series.take()
