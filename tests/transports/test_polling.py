"""A poll gives its reader back, whatever becomes of it. Its replies: api/native/test_follow.py."""

from __future__ import annotations

from collections.abc import Callable

import orjson
import pytest

from yeoul.errors import NotFound
from yeoul.eventlog import open_log
from yeoul.eventlog.base import Batch, Reader
from yeoul.protocol.events import Started
from yeoul.transports.polling import poll

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

    reply = await poll(reader, None, 0)

    assert len(orjson.loads(reply.body)["events"]) == 1
    assert reader.closed == 1


async def test_a_reader_is_closed_if_it_fails() -> None:
    log = await open_log("memory:")
    await log.create(STARTED)
    reader = Watched(await log.follow("a1", None))
    await log.forget(["a1"])

    with pytest.raises(NotFound):
        await poll(reader, None, 0)

    assert reader.closed == 1
