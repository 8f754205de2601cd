"""The contract of providers, poured into a sink: the same answer, and left the same way."""

from __future__ import annotations

import asyncio

import pytest

from yeoul.errors import YeoulError
from yeoul.providers.base import Piece, Sink, Text
from yeoul.testing.checks.provider import all_closed, endless, short
from yeoul.testing.provider_cases import ProviderCase, finish_of, pieces, text_of


class Bucket(Sink):
    """Takes everything; ``wait_each`` has it say to wait with every batch."""

    def __init__(self, *, wait_each: bool = False, most: int | None = None) -> None:
        self.batches: list[list[Piece]] = []
        self.told_to_wait = False
        self.asked = 0
        self.has_text = asyncio.Event()
        self._wait_each = wait_each
        self._most = most

    @property
    def pieces(self) -> list[Piece]:
        """All that was taken."""
        return [piece for batch in self.batches for piece in batch]

    def take(self, batch: list[Piece]) -> bool:
        assert not self.told_to_wait, "it was not asked whether it is ready"
        self.batches.append(batch)
        if any(isinstance(piece, Text) for piece in batch):
            self.has_text.set()
        self.told_to_wait = self._wait_each or len(self.batches) == self._most
        return self.told_to_wait

    async def ready(self) -> bool:
        self.asked += 1
        await asyncio.sleep(0)
        self.told_to_wait = False
        return len(self.batches) != self._most


class Leak(Bucket):
    """Breaks with the first text."""

    def take(self, batch: list[Piece]) -> bool:
        if any(isinstance(piece, Text) for piece in batch):
            raise ZeroDivisionError
        return super().take(batch)


@pytest.mark.parametrize("wait_each", [False, True], ids=["at once", "waiting each time"])
async def test_what_is_poured_is_what_is_generated(case: ProviderCase, wait_each: bool) -> None:
    bucket = Bucket(wait_each=wait_each)
    await case.provider.pour(short(case), bucket)

    told = await pieces(case.provider, short(case))
    assert text_of(bucket.pieces) == text_of(told)
    assert finish_of(bucket.pieces) == finish_of(told)
    assert all(bucket.batches), "no batch is empty"
    assert bucket.asked == (len(bucket.batches) if wait_each else 0)


async def test_a_sink_that_wants_no_more_has_the_call_closed(case: ProviderCase) -> None:
    bucket = Bucket(most=2)
    await case.provider.pour(endless(case), bucket)

    assert len(bucket.batches) == 2
    assert await all_closed(case)


async def test_what_a_sink_raises_ends_the_call(case: ProviderCase) -> None:
    with pytest.raises(ZeroDivisionError):
        await case.provider.pour(endless(case), Leak())

    assert await all_closed(case)


async def test_a_pouring_that_is_cancelled_is_closed_and_pours_no_more(case: ProviderCase) -> None:
    bucket = Bucket()
    async with asyncio.TaskGroup() as group:
        pouring = group.create_task(case.provider.pour(endless(case), bucket))
        await asyncio.wait_for(bucket.has_text.wait(), 60)
        pouring.cancel()

    assert pouring.cancelled()
    taken = len(bucket.batches)
    assert await all_closed(case)
    assert len(bucket.batches) == taken


async def test_closing_the_provider_ends_what_is_being_poured(case: ProviderCase) -> None:
    bucket = Bucket()
    pouring = asyncio.get_running_loop().create_task(case.provider.pour(endless(case), bucket))
    await asyncio.wait_for(bucket.has_text.wait(), 60)
    await case.provider.aclose()

    with pytest.raises(YeoulError):
        await pouring
    assert await all_closed(case)
