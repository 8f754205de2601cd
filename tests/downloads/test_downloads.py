"""The downloads of a server: begun, paused, gone on with after a restart, cancelled, offered."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tests.contracts.providers import bundled_model
from tests.downloads.hub import LoopbackHub, Request, model_bytes, open_hub, sha256, stall
from yeoul.downloads import downloads as module
from yeoul.downloads.addresses import record_of_file
from yeoul.downloads.download import Download
from yeoul.downloads.downloads import Downloads
from yeoul.downloads.faults import Fault, way_by_file
from yeoul.downloads.fetch import Patience
from yeoul.downloads.part import Intent, Part, records_in
from yeoul.errors import InvalidRequest, ModelUnavailable, NotFound
from yeoul.providers.catalogue import Catalogue
from yeoul.providers.embedded.known_models import KNOWN_MODELS
from yeoul.providers.embedded.shelf import Shelf

pytestmark = pytest.mark.anyio

QUICK = Patience(
    stall_s=20.0, first_pause_s=0.001, max_pause_s=0.002, look_s=0.005, spare_bytes=1 << 20
)
DATA = model_bytes(400_000)


class House:
    """Downloads in a folder, with what they tell; `until` waits for a state of the first one."""

    def __init__(self, data_dir: Path, hub: LoopbackHub, *, shared: bool = False) -> None:
        self.folder = data_dir / "models"
        self.changed = asyncio.Event()
        self.catalogue = Catalogue([])
        shelf = Shelf(data_dir, None, slots=None, context_length=None)
        shelf.fill(self.catalogue)
        self.downloads = Downloads(
            shelf, hub_url=hub.url, changed=self.changed.set, patience=QUICK, shared=shared
        )

    async def until(self, holds: Callable[[Download], bool]) -> Download:
        async with asyncio.timeout(20):
            while True:
                self.changed.clear()
                for download in self.downloads.current():
                    if holds(download):
                        return download
                await self.changed.wait()

    async def finished(self) -> Download:
        return await self.until(lambda it: it.status == "finished")

    def model_ids(self) -> list[str]:
        return [provider.model_id for provider in self.catalogue.providers]  # type: ignore[attr-defined]


@asynccontextmanager
async def open_house(data_dir: Path, hub: LoopbackHub) -> AsyncIterator[House]:
    house = House(data_dir, hub)
    await house.downloads.start()
    try:
        yield house
    finally:
        await house.downloads.aclose()
        await house.catalogue.aclose()


@pytest.fixture
async def hub() -> AsyncIterator[LoopbackHub]:
    async with open_hub() as opened:
        yield opened


@pytest.fixture
async def house(tmp_path: Path, hub: LoopbackHub) -> AsyncIterator[House]:
    async with open_house(tmp_path, hub) as opened:
        yield opened


async def stalled(house: House, hub: LoopbackHub) -> Download:
    """Begin a download whose hub falls silent after a thousand bytes."""
    hub.nexts = [stall]
    begun = await house.downloads.fetch_file(hub.add("/m.gguf", DATA), sha256(DATA))
    await hub.asked.wait()
    while house.downloads.current()[0].bytes < 1000:  # noqa: ASYNC110  # another thread sets it
        await asyncio.sleep(0.001)
    return begun


async def test_a_fetched_file_is_offered_at_once(house: House, hub: LoopbackHub) -> None:
    url = hub.add("/m.gguf", DATA)

    begun = await house.downloads.fetch_file(f"{url}", sha256(DATA).upper())
    assert (begun.status, begun.bytes, begun.name, begun.url) == ("running", 0, "m.gguf", url)
    done = await house.finished()

    assert (done.bytes, done.total_bytes, done.error, done.rate) == (400_000, 400_000, None, None)
    assert "m" in house.model_ids()
    assert os.listdir(house.folder) == ["m.gguf"]


async def test_a_known_model_is_fetched_by_its_name(
    house: House, hub: LoopbackHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = replace(KNOWN_MODELS[0], size_bytes=len(DATA), sha256=sha256(DATA))
    monkeypatch.setattr(module, "known_model", {"qwen3-0.6b": known}.get)
    path = f"/{known.repository}/resolve/{known.revision}/{known.file}"
    hub.add(path, DATA)

    await house.downloads.fetch_model("qwen3-0.6b")
    done = await house.finished()

    assert (done.name, done.url) == ("qwen3-0.6b", f"{hub.url}{path}")


async def test_what_nobody_has_is_refused(house: House) -> None:
    with pytest.raises(InvalidRequest, match=r"qwen3-0\.6b, qwen3-1\.7b, qwen3-4b"):
        await house.downloads.fetch_model("gpt-9")
    with pytest.raises(InvalidRequest, match="gguf"):
        await house.downloads.fetch_file("https://hub.example/model.bin", "0" * 64)
    for command in (house.downloads.pause, house.downloads.resume, house.downloads.cancel):
        with pytest.raises(NotFound):
            await command("0" * 32)
    assert house.downloads.current() == []


async def test_a_paused_download_keeps_what_has_come_and_goes_on_there(
    house: House, hub: LoopbackHub
) -> None:
    begun = await stalled(house, hub)

    paused = await house.downloads.pause(begun.id)
    assert (paused.status, paused.bytes, paused.rate) == ("paused", 1000, None)
    assert [record.status for record in records_in(house.folder)] == ["paused"]
    assert await house.downloads.pause(begun.id) == paused

    assert (await house.downloads.resume(begun.id)).status == "running"
    await house.finished()
    assert [request.first for request in hub.requests] == [None, 1000]


async def test_a_restarted_server_goes_on_with_what_ran_and_leaves_what_was_paused(
    tmp_path: Path, hub: LoopbackHub
) -> None:
    async with open_house(tmp_path, hub) as house:
        begun = await stalled(house, hub)
    async with open_house(tmp_path, hub) as house:
        done = await house.finished()
    assert done.id == begun.id
    assert [request.first for request in hub.requests] == [None, 1000]

    (tmp_path / "models" / "m.gguf").unlink()
    hub.asked.clear()
    async with open_house(tmp_path, hub) as house:
        begun = await stalled(house, hub)
        await house.downloads.pause(begun.id)
    async with open_house(tmp_path, hub) as house:
        [kept] = house.downloads.current()
        assert (kept.status, kept.bytes, kept.total_bytes) == ("paused", 1000, 400_000)


async def test_a_failure_is_kept_with_its_sentence_until_somebody_tries_again(
    tmp_path: Path, hub: LoopbackHub
) -> None:
    async with open_house(tmp_path, hub) as house:
        await house.downloads.fetch_file(f"{hub.url}/m.gguf", sha256(DATA))
        failed = await house.until(lambda it: it.status == "failed")
        assert "no such file" in (failed.error or "")
    async with open_house(tmp_path, hub) as house:
        [kept] = house.downloads.current()
        assert (kept.status, kept.error) == ("failed", failed.error)
        assert (failed.code, kept.code) == ("file_missing", "file_missing")

        hub.add("/m.gguf", DATA)
        await house.downloads.resume(kept.id)
        assert (await house.finished()).error is None


async def test_cancelling_deletes_what_has_come(house: House, hub: LoopbackHub) -> None:
    begun = await stalled(house, hub)

    await house.downloads.cancel(begun.id)

    assert house.downloads.current() == []
    assert os.listdir(house.folder) == []


async def test_cancelling_a_paused_one_deletes_it_too_and_a_finished_one_stays_a_model(
    house: House, hub: LoopbackHub
) -> None:
    begun = await stalled(house, hub)
    await house.downloads.pause(begun.id)
    await house.downloads.cancel(begun.id)
    assert os.listdir(house.folder) == []

    await house.downloads.fetch_file(f"{hub.url}/m.gguf", sha256(DATA))
    done = await house.finished()
    await house.downloads.cancel(done.id)
    assert house.downloads.current() == []
    assert os.listdir(house.folder) == ["m.gguf"]


async def test_the_same_file_is_one_download_and_another_of_its_name_is_refused(
    house: House, hub: LoopbackHub
) -> None:
    begun = await stalled(house, hub)

    again = await house.downloads.fetch_file(f"{hub.url}/m.gguf", sha256(DATA))
    assert again.id == begun.id
    with pytest.raises(InvalidRequest, match=r"m\.gguf is being fetched"):
        await house.downloads.fetch_file(f"{hub.url}/m.gguf", "0" * 64)

    # A new address of the same file counts at once, as after a signature has expired.
    moved = await house.downloads.fetch_file(f"{hub.url}/m.gguf?signature=2", sha256(DATA))
    assert moved.id == begun.id
    hub.add("/m.gguf?signature=2", DATA)
    await house.finished()
    assert hub.requests[-1].first == 1000
    assert "if-range" not in hub.requests[-1].headers


async def test_a_file_that_another_process_fetches_is_waited_for(
    house: House, hub: LoopbackHub
) -> None:
    begun = await stalled(house, hub)
    await house.downloads.pause(begun.id)
    [record] = records_in(house.folder)
    other = Part.open(house.folder, record)
    assert other is not None

    await house.downloads.resume(begun.id)
    waiting = await house.until(lambda it: it.error is not None)
    assert (waiting.status, "Another Yeoul" in (waiting.error or "")) == ("running", True)
    list(other.hash_rest())
    other.write(DATA[1000:])
    other.finish()

    await house.finished()
    assert len(hub.requests) == 1


@pytest.mark.parametrize("status", ["paused", None])
async def test_what_another_process_does_in_the_end_counts_here_too(
    house: House, hub: LoopbackHub, status: Intent | None
) -> None:
    begun = await stalled(house, hub)
    await house.downloads.pause(begun.id)
    [record] = records_in(house.folder)
    other = Part.open(house.folder, record)
    assert other is not None
    record.status = "running"
    other.keep_record()
    await house.downloads.resume(begun.id)
    await house.until(lambda it: it.error is not None)
    with pytest.raises(ModelUnavailable, match="cancelled there"):
        await house.downloads.cancel(begun.id)

    if status is None:
        other.discard()
        while house.downloads.current():
            house.changed.clear()
            await house.changed.wait()
        return
    record.status = status
    other.keep_record()
    other.close()
    paused = await house.until(lambda it: it.status == "paused")
    assert (paused.error, paused.bytes) == (None, 1000)


async def test_two_requests_at_once_for_one_file_are_one_download(
    house: House, hub: LoopbackHub
) -> None:
    url = hub.add("/m.gguf", DATA)

    begun = await asyncio.gather(*(house.downloads.fetch_file(url, sha256(DATA)) for _ in range(5)))

    assert len({download.id for download in begun}) == 1
    await house.finished()
    assert len(hub.requests) == 1


async def test_crossing_commands_leave_one_state(house: House, hub: LoopbackHub) -> None:
    begun = await stalled(house, hub)
    commands = house.downloads

    await asyncio.gather(
        commands.pause(begun.id), commands.resume(begun.id), commands.pause(begun.id)
    )
    assert [download.status for download in commands.current()] == ["paused"]

    await asyncio.gather(commands.resume(begun.id), commands.cancel(begun.id))
    assert commands.current() == []
    assert os.listdir(house.folder) == []


async def test_no_internet_is_told_with_the_way_by_file(house: House) -> None:
    begun = await house.downloads.fetch_file("http://127.0.0.1:9/m.gguf", sha256(DATA))

    away = await house.until(lambda it: it.error is not None)

    assert (away.status, away.code) == ("running", "hub_unreachable")
    assert "cannot be reached" in str(away.error)
    assert str(house.downloads.offline).endswith(way_by_file(house.folder))
    await house.downloads.cancel(begun.id)
    assert house.downloads.current() == []


async def test_what_the_command_has_given_up_is_not_said_to_be_tried_again(
    hub: LoopbackHub, tmp_path: Path
) -> None:
    record = record_of_file("http://127.0.0.1:9/m.gguf", sha256(DATA))
    record.intend("failed", Fault("hub_unreachable", "It cannot be reached."))
    (tmp_path / "models").mkdir()
    record.write(tmp_path / "models")

    async with open_house(tmp_path, hub) as house:
        [kept] = house.downloads.current()
        assert (kept.status, kept.code) == ("failed", "hub_unreachable")
        assert house.downloads.offline is None


async def test_what_this_machine_has_and_can_hold_is_told(house: House) -> None:
    house.folder.mkdir(parents=True)
    with (house.folder / KNOWN_MODELS[0].file).open("wb") as file:
        file.write(DATA)
        file.truncate(KNOWN_MODELS[0].size_bytes)  # a sparse file: what counts is its size

    offers = await house.downloads.offers()

    assert [offer.model.name for offer in offers] == ["qwen3-0.6b", "qwen3-1.7b", "qwen3-4b"]
    assert [offer.is_installed for offer in offers] == [True, False, False]
    assert all(offer.memory_bytes > offer.model.size_bytes for offer in offers)
    assert "qwen3-0.6b" in house.model_ids()


async def test_a_removed_model_is_gone(house: House, hub: LoopbackHub) -> None:
    await house.downloads.fetch_file(hub.add("/m.gguf", DATA), sha256(DATA))
    await house.finished()

    assert await house.downloads.own_files() == [("m", "m", len(DATA), None)]
    house.changed.clear()

    await house.downloads.remove_model("m")

    assert "m" not in house.model_ids()
    assert os.listdir(house.folder) == []
    assert (house.downloads.current(), await house.downloads.own_files()) == ([], [])
    assert house.changed.is_set()


async def test_a_file_that_came_by_hand_is_listed_and_one_of_the_catalogue_is_not_twice(
    house: House,
) -> None:
    house.folder.mkdir(parents=True)
    (house.folder / "by-hand.gguf").write_bytes(DATA)
    with (house.folder / KNOWN_MODELS[0].file).open("wb") as file:
        file.write(DATA)
        file.truncate(KNOWN_MODELS[0].size_bytes)

    await house.downloads.offers()

    assert await house.downloads.own_files() == [("by-hand", "by-hand", len(DATA), None)]


async def test_a_file_that_cannot_be_used_is_told_with_the_reason(house: House) -> None:
    house.folder.mkdir(parents=True)
    (house.folder / "page.gguf").write_bytes(b"<!doctype html><title>Sign in</title>")
    (house.folder / "half.gguf").write_bytes(bundled_model().read_bytes()[:50_000_000])
    with (house.folder / KNOWN_MODELS[0].file).open("wb") as file:
        file.truncate(KNOWN_MODELS[0].size_bytes)

    offers = await house.downloads.offers()
    told = {file.id: file.error or "" for file in await house.downloads.own_files()}

    assert (
        "half.gguf is not a GGUF model file or is damaged (it is cut off, or still" in told["half"]
    )
    assert "it does not begin with GGUF" in told["page"]
    assert "download it again" in told["page"]
    # One of the catalogue is not there twice.
    assert "qwen3-0.6b" in told
    assert not any(offer.is_installed for offer in offers)


async def test_bytes_are_counted_while_they_come(house: House, hub: LoopbackHub) -> None:
    go_on = asyncio.Event()

    async def in_two(request: Request) -> None:
        await request.head(200, content_length=len(DATA))
        await request.body(DATA, 0, 100_000)
        await go_on.wait()
        await request.body(DATA, 100_000)

    hub.nexts = [in_two]
    await house.downloads.fetch_file(hub.add("/m.gguf", DATA), sha256(DATA))
    while house.downloads.current()[0].bytes < 100_000:  # noqa: ASYNC110  # another thread's
        await asyncio.sleep(0.001)

    [running] = house.downloads.current()
    assert (running.bytes, running.total_bytes) == (100_000, 400_000)
    assert running.rate
    go_on.set()
    await house.finished()
