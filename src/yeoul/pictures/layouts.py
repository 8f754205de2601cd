"""The layout of a picture's file: its format, its end, and whether there is anything in it but it.

A file may be a picture and something else at once: most decoders stop at the end of the picture,
and other programs begin there. So the end is found by walking through the file's own parts. Pure.

Formats: PNG (W3C, third edition, section 5), JPEG (ITU-T T.81, annex B), GIF89a, WebP (RFC 9649).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Mapping
from typing import Final, Literal, NamedTuple

Format = Literal["PNG", "JPEG", "GIF", "WEBP"]


class Broken(Exception):
    """Raised when a file is not what its first bytes say, or is cut off."""


class Layout(NamedTuple):
    """What a file's parts tell of it."""

    #: Bytes of the picture; what follows is something else.
    end: int
    is_animated: bool = False
    #: Whether a JPEG has only what it needs: no comments, no profiles, no place, no thumbnail. It
    #: is written with its own tables then. Of other formats it is not told.
    is_plain: bool = False


#: How files of other formats begin, for a sentence that names them.
_OTHERS: Final = (
    (re.compile(rb"....ftyp(heic|heix|heim|heis|hevc|mif1|msf1)", re.S), "HEIC"),
    (re.compile(rb"....ftypavi[fs]", re.S), "AVIF"),
    (re.compile(rb"%PDF"), "PDF"),
    (re.compile(rb"BM.{4}\0{4}", re.S), "BMP"),
    (re.compile(rb"II\*\0|MM\0\*"), "TIFF"),
    (re.compile(rb"\xff\x0a|\0\0\0\x0cJXL "), "JPEG XL"),
    (re.compile(rb"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*(<!DOCTYPE svg|<svg)", re.S | re.I), "SVG"),
    (re.compile(rb"\s*<(!doctype html|html|head|body|script)", re.I), "HTML"),
)


def format_of(content: bytes) -> Format | None:
    """Return the format of a picture that is taken; None for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if content.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if content[:6] in (b"GIF87a", b"GIF89a"):
        return "GIF"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP"
    return None


def other_format(content: bytes) -> str | None:
    """Return the name of a format that is not taken; None if it is not known."""
    return next((name for begins, name in _OTHERS if begins.match(content[:1024])), None)


def layout_of(kind: Format, content: bytes) -> Layout:
    """Return the layout of a file. Raises `Broken`."""
    try:
        return _LAYOUTS[kind](content)
    except (IndexError, struct.error) as error:
        raise Broken from error


def is_of_a_camera(kind: Format, content: bytes, end: int) -> bool:
    """Return whether what follows a picture is what phones append: a film, or further pictures.

    It is left out, as everything is that is not the picture.
    """
    if kind != "JPEG":
        return False
    behind = content[end:]
    several = b"MPF\0" in content[:end]
    return several or b"ftyp" in behind[:64] or behind[-4:] == b"SEFT"


# -- the formats ---------------------------------------------------------------------------------


def _png(content: bytes) -> Layout:
    place, frames = 8, 1
    while True:
        length, kind = struct.unpack_from(">I4s", content, place)
        if kind == b"acTL":
            frames = struct.unpack_from(">I", content, place + 8)[0]
        place += 12 + length
        if place > len(content):
            raise Broken
        if kind == b"IEND":
            return Layout(place, is_animated=frames > 1)


#: Markers of JPEG without a length; the ends of the picture and of nothing are among them.
_BARE: Final = frozenset({0x01, *range(0xD0, 0xD8)})
#: Tables, frames and scans: what a picture needs. Of 0xFE (a comment) and APPn it needs two.
_NEEDED: Final = frozenset({0xC0, 0xC1, 0xC2, 0xC4, 0xDA, 0xDB, 0xDD})
_END_OF_SCAN: Final = re.compile(rb"\xff[^\0\xd0-\xd7\xff]")


def _jpeg(content: bytes) -> Layout:
    place, is_plain = 2, True
    while True:
        while content[place] == 0xFF and content[place + 1] == 0xFF:
            place += 1
        if content[place] != 0xFF:
            raise Broken
        marker, place = content[place + 1], place + 2
        if marker == 0xD9:
            return Layout(place, is_plain=is_plain)
        if marker in _BARE:
            continue
        length = struct.unpack_from(">H", content, place)[0]
        is_plain = is_plain and _is_needed(marker, content[place + 2 : place + length])
        place += length
        if marker == 0xDA:
            found = _END_OF_SCAN.search(content, place)
            if found is None:
                raise Broken
            place = found.start()


def _is_needed(marker: int, segment: bytes) -> bool:
    # JFIF without a thumbnail, and the sign of Adobe by which the colours are told apart.
    is_jfif = marker == 0xE0 and segment[:5] == b"JFIF\0" and len(segment) == 14
    is_adobe = marker == 0xEE and segment[:5] == b"Adobe" and len(segment) == 12
    return marker in _NEEDED or is_jfif or is_adobe


def _gif(content: bytes) -> Layout:
    place, frames = 13 + _colours(content[10]), 0
    while True:
        block = content[place]
        if block == 0x3B:
            return Layout(place + 1, is_animated=frames > 1)
        if block == 0x2C:
            frames += 1
            # The descriptor, its colours, and the size of a code.
            place += 10 + _colours(content[place + 9]) + 1
        elif block == 0x21:
            place += 2
        else:
            raise Broken
        while content[place]:
            place += 1 + content[place]
        place += 1


def _colours(flags: int) -> int:
    """Return the bytes of a table of colours, which may not be there."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _webp(content: bytes) -> Layout:
    size = struct.unpack_from("<I", content, 4)[0]
    end = 8 + size + size % 2
    if end - size % 2 > len(content) or size < 12:
        raise Broken
    first = content[12:16]
    is_animated = first == b"VP8X" and bool(content[20] & 0x02)
    return Layout(min(end, len(content)), is_animated)


_LAYOUTS: Final[Mapping[Format, Callable[[bytes], Layout]]] = {
    "PNG": _png,
    "JPEG": _jpeg,
    "GIF": _gif,
    "WEBP": _webp,
}
