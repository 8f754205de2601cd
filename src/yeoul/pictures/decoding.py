"""Has a picture decoded in a child process, which gets the file as it comes.

The file is never whole in this process: only what is kept of it is, when the child is done.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Final, NamedTuple

from yeoul.child_environment import child_environment
from yeoul.errors import PictureRefused, TooManyAtOnce

#: Seconds that a child may take once it has the whole file.
PATIENCE_S: Final = 60.0
#: Bytes that are read at a time.
_CHUNK_BYTES: Final = 1 << 16


class Decoded(NamedTuple):
    """A picture that was found to be one, as it is kept."""

    media_type: str
    width: int
    height: int
    content: bytearray
    #: Of the file as it came, as hex.
    source_sha256: str


async def decode(file: AsyncIterator[bytes]) -> Decoded:
    """Return the picture in a file, as it is kept.

    Raises:
        PictureRefused: it is none that is taken; the sentence says why. The rest of the file may
            not have been read then.
    """
    child = await _start()
    digest = hashlib.sha256()
    try:
        with suppress(BrokenPipeError, ConnectionResetError):  # it has seen enough to refuse
            async for chunk in file:
                digest.update(chunk)
                await _give(child, chunk)
            _stdin(child).close()
        async with asyncio.timeout(PATIENCE_S):
            found = await _result(child, digest.hexdigest())
            await child.wait()
            return found
    except TimeoutError:
        raise _too_much() from None
    finally:
        await _end(child)


async def _start() -> asyncio.subprocess.Process:
    try:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "yeoul.pictures.decoder"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=child_environment(),
            # A terminal's Ctrl+C is for this process.
            start_new_session=True,
        )
    except OSError as error:
        raise TooManyAtOnce(
            "The server has no room to look at a picture just now: send it again in a moment.",
            retry_after_s=5,
        ) from error


def _stdin(child: asyncio.subprocess.Process) -> asyncio.StreamWriter:
    assert child.stdin is not None
    return child.stdin


async def _give(child: asyncio.subprocess.Process, chunk: bytes) -> None:
    _stdin(child).write(chunk)
    # The rest of the file stays with its sender until the child has taken this.
    await _stdin(child).drain()


async def _result(child: asyncio.subprocess.Process, source_sha256: str) -> Decoded:
    assert child.stdout is not None
    line = await child.stdout.readline()
    if not line.endswith(b"\n"):  # it was killed, by its own limits for example
        raise _too_much()
    told = json.loads(line)
    if (why := told.get("refused")) is not None:
        raise PictureRefused(why)
    content, place = bytearray(told["content"]), 0
    while chunk := await child.stdout.read(_CHUNK_BYTES):
        content[place : place + len(chunk)] = chunk
        place += len(chunk)
    if place != told["content"]:
        raise _too_much()
    return Decoded(told["media_type"], told["width"], told["height"], content, source_sha256)


def _too_much() -> PictureRefused:
    return PictureRefused("The picture takes more than there is for one. Make it smaller first.")


async def _end(child: asyncio.subprocess.Process) -> None:
    """Kill a child that has not ended, and wait until it is gone."""
    _stdin(child).close()
    if child.returncode is None:
        with suppress(ProcessLookupError):
            child.kill()
    await child.wait()
