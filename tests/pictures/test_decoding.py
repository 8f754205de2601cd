"""The child process that decodes: whatever a file does to it, the server goes on, and is told."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import json
import os
import random
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms

from tests.pictures.images import drawn, huge_png, in_chunks, jpeg, png, saved, turned
from tests.served import until
from yeoul.errors import PictureRefused, TooManyAtOnce
from yeoul.pictures import decoding
from yeoul.pictures.decoding import decode
from yeoul.protocol.attachments import MAX_UPLOAD_BYTES

pytestmark = pytest.mark.anyio


def kept_children(monkeypatch: pytest.MonkeyPatch) -> list[asyncio.subprocess.Process]:
    """The children that are started from now on."""
    children: list[asyncio.subprocess.Process] = []
    started = decoding._start

    async def kept() -> asyncio.subprocess.Process:
        children.append(await started())
        return children[-1]

    monkeypatch.setattr(decoding, "_start", kept)
    return children


async def test_a_picture_comes_back_as_it_is_kept() -> None:
    file = jpeg(2500, 900)
    found = await decode(in_chunks(file, 1000))

    assert (found.media_type, found.width, found.height) == ("image/jpeg", 2048, 737)
    assert found.source_sha256 == hashlib.sha256(file).hexdigest()
    again = await decode(in_chunks(bytes(found.content)))
    assert (again.width, again.height) == (2048, 737)


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
    ended = kept_children(monkeypatch)
    monkeypatch.setattr(decoding, "PATIENCE_S", 0.0)
    with pytest.raises(TooManyAtOnce, match="in a moment"):
        await decode(in_chunks(jpeg(4000, 3000)))
    assert ended[0].returncode is not None


async def test_a_sender_who_leaves_leaves_no_child(monkeypatch: pytest.MonkeyPatch) -> None:
    children = kept_children(monkeypatch)

    async def cut() -> AsyncIterator[bytes]:
        yield png()[:20]
        raise ConnectionError

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


def noise_png(size: int) -> bytes:
    """A picture that does not get smaller, with nothing behind it up to a size."""
    file = saved(Image.frombytes("RGB", (500, 500), random.Random(1).randbytes(750_000)), "PNG")
    return file + bytes(size - len(file))


async def test_a_file_that_is_too_large_is_refused_and_leaves_no_child() -> None:
    async with asyncio.timeout(60):
        with pytest.raises(PictureRefused, match="20 MB"):
            await decode(in_chunks(noise_png(MAX_UPLOAD_BYTES + 2_000_000)))


async def test_one_who_leaves_while_the_reply_waits_leaves_no_child(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    children = kept_children(monkeypatch)
    read = decoding._checked_size

    def held(told: Any) -> int:
        decoded.cancel()
        return read(told)

    monkeypatch.setattr(decoding, "_checked_size", held)
    async with asyncio.timeout(60), asyncio.TaskGroup() as tasks:
        decoded = tasks.create_task(decode(in_chunks(noise_png(800_000))))
    assert decoded.cancelled()
    assert children[0].returncode is not None


async def test_a_sender_who_stops_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    children = kept_children(monkeypatch)
    monkeypatch.setattr(decoding, "IDLE_S", 0.1)

    async def stopping() -> AsyncIterator[bytes]:
        yield png()[:40]
        await asyncio.Event().wait()

    with pytest.raises(PictureRefused, match="any further"):
        await decode(stopping())
    assert children[0].returncode is not None


async def test_a_turn_is_waited_for_when_all_of_the_file_is_there() -> None:
    came: list[str] = []

    async def file() -> AsyncIterator[bytes]:
        yield png()
        came.append("the file")

    @asynccontextmanager
    async def turn() -> AsyncIterator[None]:
        came.append("its turn")
        yield
        came.append("its end")

    assert (await decode(file(), turn)).width == 64
    assert came == ["the file", "its turn", "its end"]


#: A picture that a child could tell of, and what it may not tell.
TOLD: dict[str, Any] = {"media_type": "image/png", "width": 9, "height": 9, "content": 4}


@pytest.mark.parametrize(
    "wrong",
    [
        {"media_type": "text/html"},
        {"width": 0},
        {"height": 2049},
        {"content": 1 << 40},
        {"content": 3},
        {"content": 5},
        {"content": "4"},
        {"content": True},
    ],
    ids=str,
)
async def test_a_child_is_not_believed(
    wrong: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lying() -> asyncio.subprocess.Process:
        line = json.dumps(TOLD | wrong)
        says = f"import sys; sys.stdin.buffer.read(); print({line!r}); print(end='abcd')"
        pipe = asyncio.subprocess.PIPE
        return await asyncio.create_subprocess_exec(
            sys.executable, "-c", says, stdin=pipe, stdout=pipe
        )

    monkeypatch.setattr(decoding, "_start", lying)
    with pytest.raises(PictureRefused, match="more than there is"):
        await decode(in_chunks(png()))


#: Has a child decode, and then try to get at what is not its own.
BREAKS_OUT = """
import os, socket, sys
from yeoul.pictures import decoder
decoder._limit()
for file in sys.argv[1:]:
    decoder.decode(bytes.fromhex(file))
for attempt in (lambda: open(f"/proc/{os.getppid()}/environ"), socket.socket, os.pipe):
    try:
        attempt()
    except OSError as error:
        print(error.errno)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="NOT RUN: the limits are those of Linux")
async def test_a_child_can_decode_but_open_neither_files_nor_connections() -> None:
    own = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    files = [
        *(png(), jpeg(), turned(6), jpeg(icc_profile=own)),
        *(saved(drawn(mode="P"), "GIF"), saved(drawn(), "WEBP"), saved(drawn(mode="P"), "PNG")),
        saved(drawn(mode="CMYK"), "JPEG", icc_profile=own),
        saved(drawn(), "MPO", save_all=True, append_images=[drawn()]),
    ]
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", BREAKS_OUT, *(file.hex() for file in files)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    told, failed = await child.communicate()
    assert not failed.decode()
    assert told.split() == [b"%d" % errno.EMFILE] * 3
