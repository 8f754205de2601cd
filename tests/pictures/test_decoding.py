"""The child process that decodes: whatever a file does to it, the server goes on, and is told."""

from __future__ import annotations

import asyncio
import hashlib
import os
import resource
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.pictures.images import huge_png, in_chunks, jpeg, png
from tests.served import until
from yeoul.errors import PictureRefused
from yeoul.pictures import decoding
from yeoul.pictures.decoding import decode

pytestmark = pytest.mark.anyio


async def test_a_picture_comes_back_as_it_is_kept() -> None:
    file = jpeg(2500, 900)
    found = await decode(in_chunks(file, 1000))

    assert (found.media_type, found.width, found.height) == ("image/jpeg", 2048, 737)
    assert found.source_sha256 == hashlib.sha256(file).hexdigest()
    assert (await decode(in_chunks(bytes(found.content)))).content == found.content


async def test_a_refusal_comes_with_its_sentence() -> None:
    with pytest.raises(PictureRefused, match="SVG"):
        await decode(in_chunks(b"<svg/>"))
    with pytest.raises(PictureRefused, match="damaged"):
        await decode(in_chunks(jpeg()[:-100]))
    with pytest.raises(PictureRefused, match="megapixels"):
        await decode(in_chunks(huge_png(20_000, 20_000)))
    with pytest.raises(PictureRefused, match="empty"):
        await decode(in_chunks(b""))


async def test_a_file_that_is_refused_by_its_first_bytes_is_not_read_to_its_end() -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 1
            yield bytes(65_536)

    with pytest.raises(PictureRefused, match="no picture"):
        await decode(endless())
    assert read < 1000


async def test_a_child_that_is_killed_is_told_as_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    started = decoding._start

    async def killed() -> asyncio.subprocess.Process:
        child = await started()
        child.kill()
        return child

    monkeypatch.setattr(decoding, "_start", killed)
    with pytest.raises(PictureRefused, match="more than there is"):
        await decode(in_chunks(png()))


async def test_a_child_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[asyncio.subprocess.Process] = []
    started = decoding._start

    async def kept() -> asyncio.subprocess.Process:
        ended.append(await started())
        return ended[-1]

    monkeypatch.setattr(decoding, "_start", kept)
    monkeypatch.setattr(decoding, "PATIENCE_S", 0.0)
    with pytest.raises(PictureRefused, match="more than there is"):
        await decode(in_chunks(jpeg(4000, 3000)))
    assert ended[0].returncode is not None


async def test_a_sender_who_leaves_leaves_no_child(monkeypatch: pytest.MonkeyPatch) -> None:
    children: list[asyncio.subprocess.Process] = []
    started = decoding._start

    async def kept() -> asyncio.subprocess.Process:
        children.append(await started())
        return children[-1]

    async def cut() -> AsyncIterator[bytes]:
        yield png()[:20]
        raise ConnectionError

    monkeypatch.setattr(decoding, "_start", kept)
    with pytest.raises(ConnectionError):
        await decode(cut())
    assert children[0].returncode is not None


def look_at(pid: int) -> tuple[bytes, list[str]]:
    """The environment and the open files of a process."""
    place = Path(f"/proc/{pid}")
    return (place / "environ").read_bytes(), [
        os.readlink(each) for each in (place / "fd").iterdir()
    ]


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="NOT RUN: needs /proc")
async def test_a_child_gets_nothing_of_the_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    child = await decoding._start()
    try:
        # It has begun, and has its three streams open: no file or connection of the server's.
        await until(lambda: b"PYTHONPATH" in look_at(child.pid)[0])
        await until(lambda: len(look_at(child.pid)[1]) == 3)
        assert b"sk-secret" not in look_at(child.pid)[0]
    finally:
        await decoding._end(child)


async def test_a_picture_of_20_mb_costs_the_server_at_most_40_mb() -> None:
    """The figure itself is measured at a whole server, in tests/faults/test_pictures.py."""
    noise = os.urandom(1 << 20)

    async def large() -> AsyncIterator[bytes]:
        yield png()[:-12]
        for _ in range(19):
            yield noise

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(PictureRefused, match="damaged"):
        await decode(large())
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert (after - before) * 1024 < 40_000_000
