"""The contract of providers that stream into a sink: the same answer, closed the same way."""

from __future__ import annotations

import asyncio

import pytest

from yeoul.errors import YeoulError
from yeoul.providers.base import Flow, Piece, Sink, Text
from yeoul.testing.checks.provider_answers import all_closed, endless, short
from yeoul.testing.provider_cases import ProviderCase, finish_of, pieces, text_of


class Bucket(Sink):
    """Accepts everything; with ``wait_each`` it asks to wait after every batch."""

    def __init__(self, *, wait_each: bool = False, most: int | None = None) -> None:
        self.batches: list[list[Piece]] = []
        self.has_asked_to_wait = False
        self.asked = 0
        self.has_text = asyncio.Event()
        self._wait_each = wait_each
        self._most = most

    @property
    def pieces(self) -> list[Piece]:
        """All accepted pieces."""
        return [piece for batch in self.batches for piece in batch]

    def accept(self, batch: list[Piece]) -> Flow:
        assert not self.has_asked_to_wait, "it was not asked whether it wants more"
        self.batches.append(batch)
        if any(isinstance(piece, Text) for piece in batch):
            self.has_text.set()
        self.has_asked_to_wait = self._wait_each or len(self.batches) == self._most
        return Flow.WAIT if self.has_asked_to_wait else Flow.MORE

    async def wants_more(self) -> bool:
        self.asked += 1
        await asyncio.sleep(0)
        self.has_asked_to_wait = False
        return len(self.batches) != self._most


class Leak(Bucket):
    """Breaks with the first text."""

    def accept(self, batch: list[Piece]) -> Flow:
        if any(isinstance(piece, Text) for piece in batch):
            raise ZeroDivisionError
        return super().accept(batch)


@pytest.mark.parametrize("wait_each", [False, True], ids=["at once", "waiting each time"])
async def test_a_sink_accepts_what_is_generated(case: ProviderCase, wait_each: bool) -> None:
    bucket = Bucket(wait_each=wait_each)
    await case.provider.stream_into(short(case), bucket)

    told = await pieces(case.provider, short(case))
    assert text_of(bucket.pieces) == text_of(told)
    assert finish_of(bucket.pieces) == finish_of(told)
    assert all(bucket.batches), "no batch is empty"
    assert bucket.asked == (len(bucket.batches) if wait_each else 0)


async def test_a_sink_that_wants_no_more_has_the_call_closed(case: ProviderCase) -> None:
    bucket = Bucket(most=2)
    await case.provider.stream_into(endless(case), bucket)

    assert len(bucket.batches) == 2
    assert await all_closed(case)


async def test_what_a_sink_raises_ends_the_call(case: ProviderCase) -> None:
    with pytest.raises(ZeroDivisionError):
        await case.provider.stream_into(endless(case), Leak())

    assert await all_closed(case)


async def test_a_stream_that_is_cancelled_is_closed_and_hands_over_no_more(
    case: ProviderCase,
) -> None:
    bucket = Bucket()
    async with asyncio.TaskGroup() as group:
        streaming = group.create_task(case.provider.stream_into(endless(case), bucket))
        await asyncio.wait_for(bucket.has_text.wait(), 60)
        streaming.cancel()

    assert streaming.cancelled()
    accepted = len(bucket.batches)
    assert await all_closed(case)
    assert len(bucket.batches) == accepted


async def test_closing_the_provider_ends_what_streams_into_a_sink(case: ProviderCase) -> None:
    bucket = Bucket()
    loop = asyncio.get_running_loop()
    streaming = loop.create_task(case.provider.stream_into(endless(case), bucket))
    await asyncio.wait_for(bucket.has_text.wait(), 60)
    await case.provider.aclose()

    with pytest.raises(YeoulError):
        await streaming
    assert await all_closed(case)
