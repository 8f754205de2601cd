"""Several workers that share a folder: each download is one, wherever people see and steer it."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import AsyncIterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from tests.downloads.hub import LoopbackHub, open_hub, sha256
from tests.downloads.test_downloads import DATA, House, stalled
from yeoul.downloads.downloads import Word
from yeoul.errors import ModelUnavailable, NotFound

pytestmark = pytest.mark.anyio


@pytest.fixture
async def hub() -> AsyncIterator[LoopbackHub]:
    async with open_hub() as opened:
        yield opened


@pytest.fixture
async def houses(tmp_path: Path, hub: LoopbackHub) -> AsyncIterator[list[House]]:
    """Three workers on one folder, which hear each other a little later."""
    opened = [House(tmp_path, hub, shared=True) for _ in range(3)]
    loop = asyncio.get_running_loop()

    def tell(sender: House, word: Word, download_id: str) -> None:
        for house in opened:
            if house is not sender:
                loop.call_soon(house.downloads.hear, word, download_id)

    for house in opened:
        house.downloads.tell = partial(tell, house)
        await house.downloads.start()
    yield opened
    for house in opened:
        await house.downloads.aclose()
        await house.catalogue.aclose()


async def test_a_file_is_fetched_once_and_offered_by_all(
    houses: list[House], hub: LoopbackHub
) -> None:
    begun = await houses[0].downloads.fetch_file(hub.add("/m.gguf", DATA), sha256(DATA))
    for house in houses:
        assert (await house.finished()).id == begun.id
        assert house.model_ids() == ["m"]
    assert len(hub.requests) == 1


async def test_what_one_fetches_is_paused_and_gone_on_with_at_any(
    houses: list[House], hub: LoopbackHub
) -> None:
    begun = await stalled(houses[0], hub)
    async with asyncio.timeout(20):
        shown = None
        while shown is None or (shown.bytes, shown.total_bytes) != (1000, len(DATA)):
            await houses[1].downloads.offers()
            [shown] = houses[1].downloads.current()
    assert (shown.id, shown.status, shown.error) == (begun.id, "running", None)

    assert (await houses[1].downloads.pause(begun.id)).status == "paused"
    for house in houses:
        await house.until(lambda it: it.status == "paused")
    await houses[2].downloads.resume(begun.id)
    for house in houses:
        await house.finished()
    assert [request.first for request in hub.requests] == [None, 1000]


async def test_what_one_fetches_is_thrown_away_at_any(
    houses: list[House], hub: LoopbackHub
) -> None:
    begun = await stalled(houses[0], hub)
    await houses[1].until(lambda it: it.id == begun.id)

    await houses[2].downloads.offers()
    await houses[2].downloads.cancel(begun.id)

    async with asyncio.timeout(20):
        for house in houses:
            while house.downloads.current():
                house.changed.clear()
                await house.changed.wait()
    assert os.listdir(houses[0].folder) == []


async def test_another_worker_goes_on_where_the_one_that_fetches_leaves(
    houses: list[House], hub: LoopbackHub
) -> None:
    begun = await stalled(houses[0], hub)
    for house in houses[1:]:
        await house.until(lambda it: it.id == begun.id)
    await houses[0].downloads.aclose()
    for house in houses[1:]:
        await house.finished()
    assert [request.first for request in hub.requests] == [None, 1000]


async def test_one_file_that_is_wanted_at_all_workers_at_once_is_one_download(
    houses: list[House], hub: LoopbackHub
) -> None:
    url = hub.add("/m.gguf", DATA)
    await asyncio.gather(*(house.downloads.fetch_file(url, sha256(DATA)) for house in houses))
    for house in houses:
        await house.finished()
        assert len(house.downloads.current()) == 1
    assert len(hub.requests) == 1


async def test_a_model_that_is_removed_at_one_is_offered_by_none(
    houses: list[House], hub: LoopbackHub
) -> None:
    await houses[0].downloads.fetch_file(hub.add("/m.gguf", DATA), sha256(DATA))
    for house in houses:
        await house.finished()
    await houses[1].downloads.remove_model("m")
    for house in houses:
        await house.downloads.offers()
        assert house.model_ids() == []


@pytest.mark.parametrize("seed", range(8))
async def test_commands_that_cross_leave_all_workers_with_one_state(
    houses: list[House], hub: LoopbackHub, seed: int
) -> None:
    chance = random.Random(seed)
    begun = await stalled(houses[0], hub)
    for house in houses:
        await house.downloads.offers()

    async def command(house: House) -> None:
        with suppress(NotFound, ModelUnavailable):
            if chance.random() < 0.5:
                await house.downloads.pause(begun.id)
            else:
                await house.downloads.resume(begun.id)

    await asyncio.gather(*(command(chance.choice(houses)) for _ in range(6)))
    await houses[chance.randrange(3)].downloads.cancel(begun.id)
    for house in houses:
        await house.downloads.offers()
        assert house.downloads.current() == [] or house.model_ids() == ["m"]
    assert [name for name in os.listdir(houses[0].folder) if name != "m.gguf"] == []
