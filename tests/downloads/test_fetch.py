"""A file comes whole or not at all, whatever the hub, the network and the disk do."""

from __future__ import annotations

import asyncio
import errno
import os
import random
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.downloads.hub import (
    BLOCK_BYTES,
    Behaviour,
    LoopbackHub,
    Request,
    chunked_cut_after,
    cut_after,
    model_bytes,
    open_hub,
    piece_of,
    sha256,
    stall,
)
from tests.downloads.lies import (
    SIZE,
    a_page,
    compressed,
    forbidden,
    in_a_circle,
    missing,
    no_model,
    to_a_file,
    to_plain_http,
    too_much,
    wrong_bytes,
    wrong_size,
)
from yeoul.downloads.faults import Fault
from yeoul.downloads.fetch import Fetch, Patience, Taken
from yeoul.downloads.part import Part, Record, records_in
from yeoul.downloads.progress import Progress
from yeoul.errors import ModelUnavailable
from yeoul.tasks import Tasks

pytestmark = pytest.mark.anyio

QUICK = Patience(
    stall_s=0.3, first_pause_s=0.001, max_pause_s=0.002, look_s=0.005, spare_bytes=1 << 20
)


@pytest.fixture
async def hub() -> AsyncIterator[LoopbackHub]:
    async with open_hub() as opened:
        yield opened


@pytest.fixture
def data() -> bytes:
    return model_bytes(SIZE)


def record_of(url: str, data: bytes | None, **fields: Any) -> Record:
    checksum = sha256(data) if data is not None else None
    expected = len(data) if data is not None else None
    known = {"sha256": checksum, "expected_bytes": expected, "total_bytes": expected}
    return Record("1" * 32, "model", "model.gguf", url, **{**known, **fields})


def fetch_of(folder: Path, record: Record, **fields: Any) -> Fetch:
    fields.setdefault("patience", QUICK)
    return Fetch(folder, record, fields.pop("progress", Progress()), **fields)


async def fetched(folder: Path, record: Record, **fields: Any) -> bytes:
    path = await fetch_of(folder, record, **fields).run()
    assert sorted(os.listdir(folder)) == ["model.gguf"]
    return path.read_bytes()


async def failure(folder: Path, record: Record) -> str:
    """Fetch what cannot be had; return the sentence. Nothing is in use."""
    with pytest.raises(ModelUnavailable) as raised:
        await fetch_of(folder, record).run()
    assert not (folder / "model.gguf").exists()
    [kept] = records_in(folder)
    assert (kept.status, kept.error) == ("failed", raised.value.detail)
    return raised.value.detail


async def test_a_file_comes_under_its_name_and_nothing_else_stays(
    hub: LoopbackHub, data: bytes, tmp_path: Path
) -> None:
    url = hub.add("/model.gguf", data)

    assert await fetched(tmp_path, record_of(url, data)) == data


async def test_twenty_cuts_at_random_bytes_fetch_no_byte_twice(
    hub: LoopbackHub, data: bytes, tmp_path: Path
) -> None:
    seed = random.SystemRandom().randrange(1 << 32)
    print(f"seed {seed}")
    drawn = random.Random(seed)
    url = hub.add("/model.gguf", data)
    hub.nexts = [cut_after(drawn.randrange(1, SIZE // 21)) for _ in range(20)]

    assert await fetched(tmp_path, record_of(url, data)) == data

    assert len(hub.requests) == 21
    ends = [0, *(end for _, end in hub.given)]
    # Each request begins where the one before was cut.
    assert [start for start, _ in hub.given] == ends[:-1]


async def test_a_stalled_connection_is_given_up_for_a_new_one(
    hub: LoopbackHub, data: bytes, tmp_path: Path
) -> None:
    url = hub.add("/model.gguf", data)
    hub.nexts = [stall]

    assert await fetched(tmp_path, record_of(url, data)) == data
    assert [request.first for request in hub.requests] == [None, 1000]


async def refuse(request: Request) -> None:
    await request.head(503, content_length=0)


async def slam(request: Request) -> None:
    """Hang up without a word."""


async def garbage(request: Request) -> None:
    request.writer.write(b"this is not HTTP\r\n\r\n")


@pytest.mark.parametrize("behaviour", [refuse, slam, garbage])
async def test_a_hub_that_fails_is_asked_again(
    hub: LoopbackHub, data: bytes, tmp_path: Path, behaviour: Behaviour
) -> None:
    url = hub.add("/model.gguf", data)
    hub.nexts = [behaviour, cut_after(500_000), behaviour, behaviour]
    told: list[Fault | None] = []
    progress = Progress(lambda: told.append(progress.fault))

    assert await fetched(tmp_path, record_of(url, data), progress=progress) == data
    assert {fault.code for fault in told if fault} <= {"hub_busy", "connection_cut"}
    assert any(told)
    assert told[-1] is None


async def whole_instead(request: Request) -> None:
    await request.whole(request.hub.files[request.path])


async def range_elsewhere(request: Request) -> None:
    data = request.hub.files[request.path]
    await request.rest(data, content_range=f"bytes 7-{len(data) - 1}/{len(data)}")


async def range_of_another_size(request: Request) -> None:
    data = request.hub.files[request.path]
    first = request.first
    await request.rest(data, content_range=f"bytes {first}-{len(data)}/{len(data) + 1}")


async def range_unsaid(request: Request) -> None:
    await request.rest(request.hub.files[request.path], content_range="bytes ?")


async def another_etag(request: Request) -> None:
    await request.rest(request.hub.files[request.path], etag='"another"')


async def out_of_range(request: Request) -> None:
    await request.head(416, content_range="bytes */17", content_length=0)


@pytest.mark.parametrize(
    "lie",
    [
        whole_instead,
        range_elsewhere,
        range_of_another_size,
        range_unsaid,
        another_etag,
        out_of_range,
    ],
)
async def test_what_is_not_the_rest_is_never_appended(
    hub: LoopbackHub, data: bytes, tmp_path: Path, lie: Behaviour
) -> None:
    url = hub.add("/model.gguf", data)
    hub.nexts = [cut_after(1_000_000), lie]

    assert await fetched(tmp_path, record_of(url, data)) == data


async def test_a_file_that_changed_meanwhile_is_begun_anew(
    hub: LoopbackHub, data: bytes, tmp_path: Path
) -> None:
    newer = model_bytes(SIZE - 5, seed=2)
    url = hub.add("/model.gguf", data)

    async def change(request: Request) -> None:
        await request.properly(1_000_000)
        hub.files["/model.gguf"] = newer

    hub.nexts = [change]

    record = record_of(url, None, sha256=sha256(newer))
    assert await fetched(tmp_path, record) == newer


@pytest.mark.parametrize(
    ("lie", "told", "code"),
    [
        (wrong_bytes, "SHA-256", "wrong_file"),
        (wrong_size, r"2,999,999 bytes instead of 3,000,000", "wrong_file"),
        (too_much, "More came", "wrong_file"),
        (a_page, "sign in", "web_page"),
        (no_model, "no GGUF", "wrong_file"),
        (compressed, "compressed", "wrong_file"),
        (forbidden, "log-in", "hub_refused"),
        (missing, "no such file", "file_missing"),
        (in_a_circle, "without an end", "hub_refused"),
        (to_plain_http, r"leads to http://hub\.example", "hub_refused"),
        (to_a_file, "leads to file", "hub_refused"),
    ],
)
async def test_a_hub_that_has_something_else_is_told_and_not_believed(
    hub: LoopbackHub, data: bytes, tmp_path: Path, lie: Behaviour, told: str, code: str
) -> None:
    url = hub.add("/model.gguf", data)
    hub.always = lie

    sentence = await failure(tmp_path, record_of(url, data))

    [record] = records_in(tmp_path)
    assert (re.search(told, sentence) is not None, record.fault) == (True, (code, sentence))
    hub.always = None
    assert await fetched(tmp_path, record_of(url, data)) == data  # and a new try begins well


async def test_a_page_instead_of_the_rest_costs_nothing_of_the_part(
    hub: LoopbackHub, data: bytes, tmp_path: Path
) -> None:
    url = hub.add("/model.gguf", data)
    hub.nexts = [cut_after(2_000_000), a_page]
    await failure(tmp_path, record_of(url, data))

    [record] = records_in(tmp_path)
    assert await fetched(tmp_path, record) == data
    assert hub.requests[-1].first == 2_000_000


async def test_wrong_bytes_are_thrown_away(hub: LoopbackHub, data: bytes, tmp_path: Path) -> None:
    url = hub.add("/model.gguf", data)
    hub.nexts = [wrong_bytes]
    progress = Progress()
    with pytest.raises(ModelUnavailable, match="thrown away"):
        await fetch_of(tmp_path, record_of(url, data), progress=progress).run()

    assert (tmp_path / "model.gguf.part").stat().st_size == progress.bytes == 0


async def test_a_redirect_is_followed_for_each_piece(
    hub: LoopbackHub, data: bytes, tmp_path: Path
) -> None:
    hub.add("/stored", data)

    async def redirect(request: Request) -> None:
        if request.path == "/stored":
            await request.properly(1_600_000)
        else:
            await request.head(302, location="/stored", content_length=0)

    hub.always = redirect

    assert await fetched(tmp_path, record_of(f"{hub.url}/model.gguf", data)) == data
    assert [request.path for request in hub.requests] == ["/model.gguf", "/stored"] * 2
    assert hub.requests[-1].first == 1_600_000


async def test_a_part_that_is_whole_already_is_only_checked(
    hub: LoopbackHub, data: bytes, tmp_path: Path
) -> None:
    (tmp_path / "model.gguf.part").write_bytes(data)

    assert await fetched(tmp_path, record_of(f"{hub.url}/model.gguf", data)) == data
    assert hub.requests == []


@pytest.mark.parametrize("known", [True, False])
async def test_a_whole_part_of_unknown_size_is_settled_by_416(
    hub: LoopbackHub, data: bytes, tmp_path: Path, known: bool
) -> None:
    url = hub.add("/model.gguf", data)
    (tmp_path / "model.gguf.part").write_bytes(data)
    record = record_of(url, data, expected_bytes=None, total_bytes=None)

    async def without_size(request: Request) -> None:
        await request.head(416, content_length=0)

    if not known:  # then it is fetched once more: nobody can tell that it was whole
        hub.nexts = [without_size]

    assert await fetched(tmp_path, record) == data
    assert len(hub.requests) == (1 if known else 2)


async def test_a_longer_part_than_the_file_is_begun_anew(
    hub: LoopbackHub, data: bytes, tmp_path: Path
) -> None:
    url = hub.add("/model.gguf", data)
    (tmp_path / "model.gguf.part").write_bytes(data + b"more")

    assert await fetched(tmp_path, record_of(url, data)) == data


async def test_without_size_and_checksum_the_end_of_the_body_is_the_end(
    hub: LoopbackHub, data: bytes, tmp_path: Path
) -> None:
    async def chunked(request: Request) -> None:
        await request.head(200, transfer_encoding="chunked")
        request.writer.write(b"%x\r\n%b\r\n0\r\n\r\n" % (len(data), data))

    hub.nexts = [chunked]

    assert await fetched(tmp_path, record_of(f"{hub.url}/model.gguf", None)) == data


async def test_a_size_told_later_counts(hub: LoopbackHub, data: bytes, tmp_path: Path) -> None:
    url = hub.add("/model.gguf", data)
    hub.nexts = [chunked_cut_after(1_000_000), piece_of(500_000)]
    assert await fetched(tmp_path, record_of(url, None, sha256=sha256(data))) == data
    assert [request.first for request in hub.requests] == [None, 1_000_000, 1_500_000]


async def test_without_a_checksum_and_a_validator_nothing_is_appended(
    hub: LoopbackHub, data: bytes, tmp_path: Path
) -> None:
    url = hub.add("/model.gguf", data)

    async def unmarked(request: Request) -> None:
        await request.whole(data, 1_000_000, etag='W/"weak"')

    hub.nexts = [unmarked]

    assert await fetched(tmp_path, record_of(url, None)) == data
    assert [request.first for request in hub.requests] == [None, None]


async def test_the_same_file_is_not_fetched_twice_and_another_not_overwritten(
    hub: LoopbackHub, data: bytes, tmp_path: Path
) -> None:
    (tmp_path / "model.gguf").write_bytes(data)
    assert await fetched(tmp_path, record_of(hub.url, data)) == data

    (tmp_path / "model.gguf").write_bytes(b"mine")
    with pytest.raises(ModelUnavailable, match="another file"):
        await fetch_of(tmp_path, record_of(hub.url, data)).run()
    assert (tmp_path / "model.gguf").read_bytes() == b"mine"
    assert hub.requests == []


async def test_two_never_write_the_same_part(hub: LoopbackHub, data: bytes, tmp_path: Path) -> None:
    url = hub.add("/model.gguf", data)
    record = record_of(url, data)
    part = Part.open(tmp_path, record)
    assert part is not None

    with pytest.raises(Taken):
        await fetch_of(tmp_path, record).run()

    part.close()
    assert await fetched(tmp_path, record) == data


@pytest.mark.parametrize("leave_as", ["running", "paused", None])
async def test_a_cancelled_fetch_leaves_what_it_is_told_to(
    hub: LoopbackHub,
    data: bytes,
    tmp_path: Path,
    leave_as: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url = hub.add("/model.gguf", data)
    hub.nexts = [stall]
    fetch = fetch_of(tmp_path, record_of(url, data))
    fetch.leave_as = leave_as
    arrived, write = asyncio.Event(), Part.write

    def write_and_tell(part: Part, block: bytes) -> None:
        write(part, block)
        arrived.set()

    monkeypatch.setattr(Part, "write", write_and_tell)
    tasks = Tasks()
    fetching = tasks.start(fetch.run(), name="fetch", awaited=True)
    await arrived.wait()

    await tasks.cancel()

    assert fetching.cancelled()
    if leave_as is None:
        assert os.listdir(tmp_path) == []
        return
    [record] = records_in(tmp_path)
    assert (record.status, record.error) == (leave_as, None)
    assert await fetched(tmp_path, record) == data
    assert hub.requests[-1].first == 1000


async def test_it_waits_for_room_on_the_disk_and_goes_on(
    hub: LoopbackHub, data: bytes, tmp_path: Path
) -> None:
    url = hub.add("/model.gguf", data)
    needed = SIZE + QUICK.spare_bytes
    free = iter([needed - 1, needed - 1, needed])
    told: list[tuple[str, Fault | None]] = []
    progress = Progress(lambda: told.append((progress.status, progress.fault)))

    def free_bytes(_: Path) -> int:
        # Nothing is asked before there is room.
        return needed if hub.requests else next(free)

    record = record_of(url, data)
    assert await fetched(tmp_path, record, progress=progress, free_bytes=free_bytes) == data
    assert [status for status, _ in told] == ["paused", "running"]
    assert told[0][1] is not None
    assert "4 MB must be free" in told[0][1].sentence


@pytest.mark.parametrize("full_at", [0, 1_000_000])
async def test_it_leaves_room_on_the_disk_that_only_the_reply_or_others_have_shown_to_lack(
    hub: LoopbackHub, data: bytes, tmp_path: Path, full_at: int
) -> None:
    url = hub.add("/model.gguf", data)
    progress = Progress()
    is_full = True

    def free_bytes(_: Path) -> int:
        nonlocal is_full
        is_full &= progress.status != "paused"  # somebody makes room as soon as it says so
        seen = hub.requests and progress.bytes >= full_at
        return QUICK.spare_bytes + (0 if is_full and seen else SIZE)

    record = record_of(url, data, expected_bytes=None, total_bytes=None)
    patience = replace(QUICK, look_bytes=500_000)
    fetch = fetched(tmp_path, record, progress=progress, free_bytes=free_bytes, patience=patience)

    assert await fetch == data
    assert not is_full
    [_, second] = hub.requests
    assert full_at <= (second.first or 0) < full_at + 500_000 + BLOCK_BYTES


async def test_a_disk_that_is_suddenly_full_pauses_and_loses_nothing(
    hub: LoopbackHub, data: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = hub.add("/model.gguf", data)
    write, refused = Part.write, iter([False, True, True])

    def full(part: Part, block: bytes) -> None:
        if next(refused, False):
            write(part, block[:10])  # some of it still fits
            raise OSError(errno.ENOSPC, "No space left on device")
        write(part, block)

    monkeypatch.setattr(Part, "write", full)
    told: list[str] = []
    progress = Progress(lambda: told.append(progress.status))

    assert await fetched(tmp_path, record_of(url, data), progress=progress) == data
    assert told == ["paused", "running", "paused", "running"]
    assert [start for start, _ in hub.given][1:] == [request.first for request in hub.requests[1:]]


async def test_a_hub_that_is_away_is_waited_for_or_told(
    hub: LoopbackHub, data: bytes, tmp_path: Path
) -> None:
    progress = Progress()
    record = record_of("http://127.0.0.1:9/model.gguf", data)

    with pytest.raises(ModelUnavailable, match=r"127\.0\.0\.1:9 cannot be reached"):
        await fetch_of(
            tmp_path, record, progress=progress, patience=replace(QUICK, tries_away=3)
        ).run()
    assert progress.is_away
