"""Has a picture decoded in a child process, which gets the file as it comes.

The file is never whole in this process: only what is kept of it is, when the child is done. The
child decodes what strangers have made, so it is not believed, either: what it says is checked.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext, suppress
from typing import Any, Final, NamedTuple

from yeoul.child_environment import child_environment
from yeoul.errors import PictureRefused, TooManyAtOnce
from yeoul.protocol.attachments import MAX_SIDE_PX, MAX_UPLOAD_BYTES, MEDIA_TYPES

#: Seconds that a file may wait for its turn, and that a child may take then.
PATIENCE_S: Final = 60.0
#: Seconds for which nothing more of a file may come.
IDLE_S: Final = 20.0
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


#: What a file waits for before it is decoded.
Turn = Callable[[], AbstractAsyncContextManager[None]]


async def decode(file: AsyncIterator[bytes], turn: Turn = nullcontext) -> Decoded:
    """Return the picture in a file, as it is kept.

    The ``turn`` is waited for when all of the file is there: a slow sender takes nobody's.

    Raises:
        PictureRefused: it is none that is taken; the sentence says why. The rest of the file may
            not have been read then.
        TooManyAtOnce: the machine is too busy.
    """
    child = await _start()
    digest = hashlib.sha256()
    try:
        if not await _give_all(child, file, digest.update):
            return await _in_time(_result(child, digest.hexdigest()))
        async with asyncio.timeout(PATIENCE_S) as patience, turn():
            patience.reschedule(None)
            _stdin(child).close()  # it begins to decode at the end of the file
            return await _in_time(_result(child, digest.hexdigest()))
    except TimeoutError:
        raise _busy() from None
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
        raise _busy() from error


def _stdin(child: asyncio.subprocess.Process) -> asyncio.StreamWriter:
    assert child.stdin is not None
    return child.stdin


async def _give_all(
    child: asyncio.subprocess.Process, file: AsyncIterator[bytes], note: Callable[[bytes], None]
) -> bool:
    """Give a file to a child; returns False if that has refused it before its end.

    Raises:
        PictureRefused: it is too large, or stops coming.
    """
    now_s, size = asyncio.get_running_loop().time, 0
    try:
        async with asyncio.timeout(IDLE_S) as idle:
            async for chunk in file:
                size += len(chunk)
                if size > MAX_UPLOAD_BYTES:
                    most = f"{MAX_UPLOAD_BYTES // 1_000_000} MB"
                    raise PictureRefused(f"The file has more than {most}. Make it smaller first.")
                note(chunk)
                if not await _give(child, chunk):
                    return False
                idle.reschedule(now_s() + IDLE_S)
    except TimeoutError:
        raise PictureRefused("The picture did not come any further. Send it again.") from None
    return True


async def _give(child: asyncio.subprocess.Process, chunk: bytes) -> bool:
    """Give a part of a file to a child; returns whether that still reads."""
    try:
        _stdin(child).write(chunk)
        # The rest of the file stays with its sender until the child has taken this.
        await _stdin(child).drain()
    except (BrokenPipeError, ConnectionResetError):
        return False
    return True


async def _in_time(result: Awaitable[Decoded]) -> Decoded:
    async with asyncio.timeout(PATIENCE_S):
        return await result


async def _result(child: asyncio.subprocess.Process, source_sha256: str) -> Decoded:
    assert child.stdout is not None
    try:
        told = json.loads(await child.stdout.readline())
        if (why := told.get("refused")) is not None:
            raise PictureRefused(str(why))
        content, place = bytearray(_checked_size(told)), 0
        while chunk := await child.stdout.read(_CHUNK_BYTES):
            if place + len(chunk) > len(content):
                raise ValueError
            content[place : place + len(chunk)] = chunk
            place += len(chunk)
        if place != len(content):
            raise ValueError
    except (ValueError, TypeError, KeyError, AttributeError):
        # It was killed, by its own limits for example, or is not what it was.
        raise _too_much() from None
    await child.wait()
    return Decoded(told["media_type"], told["width"], told["height"], content, source_sha256)


def _checked_size(told: Any) -> int:
    """Return the bytes that a picture is said to have. Raises `ValueError` for what cannot be."""
    width, height, size = (told[name] for name in ("width", "height", "content"))
    if not all(type(number) is int and number > 0 for number in (width, height, size)):
        raise ValueError
    if told["media_type"] not in MEDIA_TYPES or max(width, height) > MAX_SIDE_PX:
        raise ValueError
    if size > MAX_UPLOAD_BYTES:
        raise ValueError
    return int(size)


def _too_much() -> PictureRefused:
    return PictureRefused("The picture takes more than there is for one. Make it smaller first.")


def _busy() -> TooManyAtOnce:
    return TooManyAtOnce(
        "The server has no room to look at a picture just now: send it again in a moment.",
        retry_after_s=5,
    )


async def _end(child: asyncio.subprocess.Process) -> None:
    """Kill a child that has not ended, and wait until it is gone."""
    _stdin(child).close()
    if child.returncode is None:
        with suppress(ProcessLookupError):
            child.kill()
    # A child counts as gone when its streams are at their ends, and an unread one never gets there.
    assert child.stdout is not None
    while await child.stdout.read(_CHUNK_BYTES):
        pass
    await child.wait()
