"""The turns of pictures: a slow one holds up nobody else, and nobody waits without a word."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.pictures.images import in_chunks, png
from yeoul.chat import Attachments, attachments
from yeoul.errors import TooManyAtOnce
from yeoul.store import open_store
from yeoul.testing.stores import OWNER, STRANGER

pytestmark = pytest.mark.anyio


class Slow:
    """A file whose rest comes when a test lets it."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.rest = asyncio.Event()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield png()[:20]
        self.begun.set()
        await self.rest.wait()
        yield png()[20:]


@asynccontextmanager
async def opened() -> AsyncIterator[Attachments]:
    store = await open_store("memory:")
    assert store.attachments is not None
    yield Attachments(store.attachments)
    await store.aclose()


async def test_slow_senders_hold_up_neither_others_nor_more_than_their_own_room() -> None:
    many = attachments.COMING_OF_OWNER
    assert many >= attachments.AT_ONCE
    async with opened() as pictures, asyncio.TaskGroup() as tasks:
        slow = [Slow() for _ in range(many)]
        adding = [tasks.create_task(pictures.add(OWNER, aiter(each))) for each in slow]
        await asyncio.gather(*(each.begun.wait() for each in slow))

        assert (await pictures.add(STRANGER, in_chunks(png()))).width == 64
        assert not any(each.done() for each in adding)
        for each in slow:
            each.rest.set()
    assert {(await each).width for each in adding} == {64}


async def test_one_who_finds_no_room_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "COMING_OF_OWNER", 1)
    monkeypatch.setattr(attachments, "PATIENCE_S", 0.1)
    async with opened() as pictures, asyncio.TaskGroup() as tasks:
        slow = Slow()
        first = tasks.create_task(pictures.add(OWNER, aiter(slow)))
        await slow.begun.wait()
        with pytest.raises(TooManyAtOnce, match="on their way"):
            await pictures.add(OWNER, in_chunks(png()))
        slow.rest.set()
    assert (await first).width == 64
