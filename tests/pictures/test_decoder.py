"""The picture that is kept of a file: upright, small enough, and nothing but a picture."""

from __future__ import annotations

import io
import random
import struct
import zlib
from collections import Counter
from collections.abc import Callable
from zipfile import ZipFile, is_zipfile

import pytest
from PIL import Image, ImageChops, ImageCms, ImageStat

from tests.pictures.images import (
    SECRET,
    chunk,
    drawn,
    huge_png,
    jpeg,
    moving,
    png,
    saved,
    turned,
)
from yeoul.pictures.decoder import MAX_PIXELS, Refused, Written, decode
from yeoul.pictures.layouts import Format, layout_of


def shown(written: Written) -> Image.Image:
    return Image.open(io.BytesIO(written.content))


def corners(picture: Image.Image) -> list[str]:
    """The colours of the corners, row by row, as words."""
    names = {(1, 0, 0): "red", (0, 1, 0): "lime", (0, 0, 1): "blue", (1, 1, 1): "white"}
    width, height = picture.size
    rgb = picture.convert("RGB")
    found = []
    for place in ((3, 3), (width - 4, 3), (3, height - 4), (width - 4, height - 4)):
        pixel = rgb.getpixel(place)
        assert isinstance(pixel, tuple)
        red, green, blue = (int(value > 128) for value in pixel)
        found.append(names[red, green, blue])
    return found


@pytest.mark.parametrize(
    ("file", "mode"),
    [
        (png(), "RGB"),
        (jpeg(), "RGB"),
        (saved(drawn(mode="RGBA"), "PNG"), "RGBA"),
        (saved(drawn(mode="L"), "JPEG"), "L"),
    ],
    ids=["png", "jpeg", "alpha", "grey"],
)
def test_a_plain_picture_looks_the_same(file: bytes, mode: str) -> None:
    written = decode(file)
    before, after = Image.open(io.BytesIO(file)), shown(written)
    assert (after.format, after.mode, after.size) == (before.format, mode, (64, 48))
    # JPEG rounds when it is read, and again when it is written.
    most = 0 if after.format == "PNG" else 3
    off = ImageChops.difference(before.convert("RGBA"), after.convert("RGBA"))
    assert max(ImageStat.Stat(off).mean) <= most
    assert len(written.content) < len(file) * 1.1
    assert decode(file + b"\0\0\r\n") == written


def archive() -> bytes:
    """A ZIP archive with a page in it."""
    file = io.BytesIO()
    with ZipFile(file, "w") as made:
        made.writestr("page.html", "<script>alert(1)</script>")
    return file.getvalue()


def hidden_in_chunk(kind: bytes) -> bytes:
    file = png()
    return file[:33] + chunk(kind, archive()) + file[33:]


def hidden_behind_the_pixels() -> bytes:
    """A PNG with something in its last IDAT, behind the end of the compressed pixels."""
    return png()[:-12] + chunk(b"IDAT", archive()) + png()[-12:]


def hidden_in_scan() -> bytes:
    """A JPEG with something behind its last pixel, but before the marker of its end."""
    assert b"\xff" not in archive()
    return jpeg()[:-2] + archive() + b"\xff\xd9"


@pytest.mark.parametrize(
    "file",
    [
        *map(hidden_in_chunk, (b"pHYs", b"bKGD", b"sBIT")),
        hidden_behind_the_pixels(),
        hidden_in_scan(),
    ],
    ids=["pHYs", "bKGD", "sBIT", "IDAT", "scan"],
)
def test_nothing_is_kept_that_opens_as_something_else(file: bytes) -> None:
    assert ZipFile(io.BytesIO(file)).namelist() == ["page.html"]
    try:
        written = decode(file)
    except Exception:  # refused, as `main` does whatever it is
        return
    assert not is_zipfile(io.BytesIO(written.content))
    assert b"<script>" not in written.content
    assert corners(shown(written)) == ["red", "lime", "blue", "white"]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_upright_and_tells_no_place(orientation: int) -> None:
    written = decode(turned(orientation))

    upright = [
        *("red lime blue white", "lime red white blue", "white blue lime red"),
        *("blue white red lime", "red blue lime white", "blue red white lime"),
        *("white lime blue red", "lime white red blue"),
    ]
    assert " ".join(corners(shown(written))) == upright[orientation - 1]
    size = (40, 80) if orientation > 4 else (80, 40)
    assert (written.width, written.height) == size == shown(written).size
    assert SECRET not in written.content
    assert layout_of("JPEG", written.content).is_plain
    assert not shown(written).getexif()


@pytest.mark.parametrize(
    "file",
    [
        png()[:-12] + chunk(b"tEXt", b"Comment\0" + SECRET) + png()[-12:],
        jpeg(comment=SECRET),
        saved(drawn(), "WEBP", xmp=SECRET),
    ],
    ids=["png", "jpeg", "webp"],
)
def test_whatever_else_a_file_says_is_not_kept(file: bytes) -> None:
    written = decode(file)
    assert SECRET in file
    assert SECRET not in written.content
    assert corners(shown(written)) == ["red", "lime", "blue", "white"]


@pytest.mark.parametrize(
    ("kind", "size", "kept"),
    [
        ("JPEG", (4100, 2000), (2048, 999)),
        ("JPEG", (300, 5000), (123, 2048)),
        ("PNG", (2049, 40), (2048, 40)),
        ("WEBP", (2000, 3000), (1365, 2048)),
        ("GIF", (2100, 700), (2048, 683)),
    ],
)
def test_a_large_picture_is_made_smaller(
    kind: str, size: tuple[int, int], kept: tuple[int, int]
) -> None:
    written = decode(saved(drawn(*size, mode="P" if kind == "GIF" else "RGB"), kind))
    assert (written.width, written.height) == kept == shown(written).size
    assert written.media_type == f"image/{'png' if kind in ('GIF', 'PNG') else 'jpeg'}"
    assert corners(shown(written)) == ["red", "lime", "blue", "white"]


@pytest.mark.parametrize(
    ("mode", "lossless", "kept"),
    [("RGB", False, "jpeg"), ("RGB", True, "png"), ("RGBA", False, "png"), ("RGBA", True, "png")],
)
def test_a_webp_becomes_what_every_model_takes(mode: str, lossless: bool, kept: str) -> None:
    picture = drawn(mode=mode)
    if mode == "RGBA":
        picture.putalpha(200)
    written = decode(saved(picture, "WEBP", lossless=lossless))
    assert written.media_type == f"image/{kept}"
    assert shown(written).mode == mode
    assert corners(shown(written)) == ["red", "lime", "blue", "white"]


@pytest.mark.parametrize(
    ("mode", "kind"), [("1", "PNG"), ("P", "PNG"), ("LA", "PNG"), ("CMYK", "JPEG"), ("P", "GIF")]
)
def test_every_kind_of_colour_is_taken(mode: str, kind: str) -> None:
    written = decode(saved(drawn(mode=mode), kind))
    picture = shown(written)
    picture.load()
    assert picture.mode in ("1", "L", "LA", "P", "RGB", "RGBA")
    assert picture.size == (64, 48)


def test_a_deep_grey_picture_keeps_its_light() -> None:
    written = decode(saved(Image.new("I;16", (20, 20), 128 * 256), "PNG"))
    assert shown(written).getpixel((5, 5)) in (127, 128)


def test_what_is_transparent_stays_so() -> None:
    picture = Image.new("P", (20, 20), 3)
    written = decode(saved(picture, "GIF", transparency=3))
    assert shown(written).convert("RGBA").getpixel((5, 5))[3] == 0  # type: ignore[index]


def test_colours_of_another_space_look_the_same() -> None:
    lab = ImageCms.createProfile("LAB")
    assert lab is not None
    own = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    written = decode(jpeg(icc_profile=own))
    assert "icc_profile" not in shown(written).info
    assert corners(shown(written)) == ["red", "lime", "blue", "white"]
    broken = decode(jpeg(icc_profile=b"no profile"))
    assert corners(shown(broken)) == ["red", "lime", "blue", "white"]


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_a_moving_picture_is_refused(kind: str) -> None:
    with pytest.raises(Refused, match="moves"):
        decode(moving(kind))


@pytest.mark.parametrize("behind", [b"PK\x03\x04", b"<script>", b"%PDF-1.7", png()])
@pytest.mark.parametrize("file", [png(), jpeg(), saved(drawn(mode="P"), "GIF")])
def test_a_file_that_goes_on_behind_its_picture_is_refused(file: bytes, behind: bytes) -> None:
    with pytest.raises(Refused, match="something else"):
        decode(file + behind)


def test_a_photo_with_a_film_behind_it_is_kept_without_the_film() -> None:
    file = jpeg()
    assert decode(file + b"\0\0\0\x18ftypmp42" + bytes(1000)) == decode(file)


@pytest.mark.parametrize(
    ("file", "named"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "SVG"),
        (b"<html><script>alert(1)</script>", "HTML"),
        (b"\0\0\0\x18ftypheic" + bytes(99), "HEIC"),
        (b"hello", "no picture"),
        (b"", "empty"),
    ],
)
def test_what_is_no_picture_that_is_taken_is_named(file: bytes, named: str) -> None:
    with pytest.raises(Refused, match=named):
        decode(file)


def test_more_pixels_than_are_read_are_refused_before_they_are() -> None:
    side = 40_000
    assert side * side > MAX_PIXELS
    with pytest.raises(Refused, match="1600 megapixels"):
        decode(huge_png(side, side))


def with_checksums(file: bytes) -> bytes:
    """A PNG with the right checksums for what it has."""
    made, place = file[:8], 8
    while place + 12 <= len(file):
        length = int.from_bytes(file[place : place + 4])
        kind, content = file[place + 4 : place + 8], file[place + 8 : place + 8 + length]
        if kind == b"IDAT":
            content = zlib.compress(zlib.decompressobj(-15).decompress(content[2:]))
        made += chunk(kind, content)
        place += 12 + length
    return made


def more_chunks(file: bytes) -> set[bytes]:
    """The kinds of chunks in a PNG that its pixels do not need."""
    kinds, place = set[bytes](), 8
    while place < len(file):
        length, kind = struct.unpack_from(">I4s", file, place)
        kinds.add(kind)
        place += 12 + length
    return kinds - {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS"}


def test_no_change_of_a_file_makes_it_anything_but_a_picture() -> None:
    files: dict[str, tuple[bytes, Callable[[bytes], bytes]]] = {
        "PNG": (png(compress_level=0), with_checksums),
        "JPEG": (turned(6), bytes),
        "WEBP": (saved(drawn(mode="RGBA"), "WEBP"), bytes),
        "GIF": (saved(drawn(mode="P"), "GIF"), bytes),
    }
    taken = Counter[str]()
    for seed in range(400):
        chance = random.Random(seed)
        name = chance.choice([*files])
        file, mend = files[name]
        changed = bytearray(file)
        for _ in range(chance.randrange(1, 5)):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        try:
            written = decode(mend(bytes(changed)))
        except Exception:  # refused, as `main` does whatever it is
            continue
        taken[name] += 1
        kind: Format = written.media_type.removeprefix("image/").upper()  # type: ignore[assignment]
        layout = layout_of(kind, written.content)
        assert layout.end == len(written.content), f"seed {seed}"
        has_more = not layout.is_plain if kind == "JPEG" else more_chunks(written.content)
        assert not has_more, f"seed {seed}"
        assert shown(written).size == (written.width, written.height), f"seed {seed}"
    # Of each format there are some that are taken: else nothing was looked at.
    assert all(taken[name] >= 5 for name in files), taken
