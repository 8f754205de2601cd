"""Pictures of all kinds, drawn here, and files that are none."""

from __future__ import annotations

import io
import random
import struct
import zlib
from collections.abc import AsyncIterator
from typing import Any

from PIL import Image

SECRET = b"37.5665N 126.9780E"


def drawn(width: int = 64, height: int = 48, mode: str = "RGB", seed: int = 1) -> Image.Image:
    """A picture whose corners tell how it is turned: red, green, blue and white."""
    chance = random.Random(seed)
    picture = Image.frombytes("L", (8, 6), chance.randbytes(48)).resize((width, height))
    picture = picture.convert("RGB")
    corner = (width // 4, height // 4)
    for place, colour in (
        ((0, 0), "red"),
        ((width - corner[0], 0), "lime"),
        ((0, height - corner[1]), "blue"),
        ((width - corner[0], height - corner[1]), "white"),
    ):
        picture.paste(colour, (*place, place[0] + corner[0], place[1] + corner[1]))
    return picture.convert(mode)


def saved(picture: Image.Image, kind: str, **fields: Any) -> bytes:
    """A picture as a file."""
    file = io.BytesIO()
    picture.save(file, kind, **fields)
    return file.getvalue()


def png(width: int = 64, height: int = 48, **fields: Any) -> bytes:
    return saved(drawn(width, height), "PNG", **fields)


def jpeg(width: int = 64, height: int = 48, **fields: Any) -> bytes:
    return saved(drawn(width, height), "JPEG", **fields)


def turned(orientation: int, **fields: Any) -> bytes:
    """A photo of a camera that was held in this way, with the place where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = SECRET.decode()
    return jpeg(80, 40, exif=exif.tobytes(), **fields)


def moving(kind: str) -> bytes:
    frames = [drawn(seed=seed) for seed in range(3)]
    if kind == "GIF":
        frames = [frame.convert("P") for frame in frames]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:])


def huge_png(width: int, height: int) -> bytes:
    """A small file that says it has so many pixels."""
    row = zlib.compress(bytes(1 + width // 8) * 16, 9)
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", row) + chunk(b"IEND", b"")


def chunk(kind: bytes, content: bytes) -> bytes:
    """A chunk of PNG."""
    checked = kind + content
    return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))


async def in_chunks(file: bytes, size: int = 65_536) -> AsyncIterator[bytes]:
    """A file as it comes over the network."""
    for start in range(0, len(file), size):
        yield file[start : start + size]
