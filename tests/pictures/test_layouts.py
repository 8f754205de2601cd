"""Where a picture ends, in files that are sound, cut off, or something else as well."""

from __future__ import annotations

import random

import pytest

from tests.pictures.images import SECRET, drawn, jpeg, moving, png, saved, turned
from yeoul.pictures.layouts import (
    Broken,
    Format,
    format_of,
    is_of_a_camera,
    layout_of,
    other_format,
)

FILES: dict[str, tuple[Format, bytes]] = {
    "png": ("PNG", png()),
    "png with alpha": ("PNG", saved(drawn(mode="RGBA"), "PNG")),
    "jpeg": ("JPEG", jpeg()),
    "progressive jpeg": ("JPEG", jpeg(progressive=True)),
    "jpeg with restarts": ("JPEG", jpeg(restart_marker_blocks=1)),
    "gif": ("GIF", saved(drawn(mode="P"), "GIF")),
    "webp": ("WEBP", saved(drawn(), "WEBP")),
    "lossless webp": ("WEBP", saved(drawn(), "WEBP", lossless=True)),
    "webp with alpha": ("WEBP", saved(drawn(mode="RGBA"), "WEBP")),
}


@pytest.mark.parametrize("name", FILES)
def test_a_picture_ends_where_its_file_does(name: str) -> None:
    kind, file = FILES[name]
    assert format_of(file) == kind
    layout = layout_of(kind, file)
    assert (layout.end, layout.is_animated) == (len(file), False)


@pytest.mark.parametrize("name", FILES)
def test_what_follows_a_picture_is_no_part_of_it(name: str) -> None:
    kind, file = FILES[name]
    for behind in (b"PK\x03\x04", b"<script>alert(1)</script>", file):
        assert layout_of(kind, file + behind).end == len(file)


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_cut_off_anywhere_is_broken(name: str) -> None:
    kind, file = FILES[name]
    for length in range(16, len(file) - 1, max(1, len(file) // 200)):
        with pytest.raises(Broken):
            layout_of(kind, file[:length])


@pytest.mark.parametrize("name", FILES)
def test_no_bytes_make_the_walk_fail_in_another_way(name: str) -> None:
    kind, file = FILES[name]
    for seed in range(300):
        chance = random.Random(f"{name} {seed}")
        changed = bytearray(file)
        for _ in range(chance.randrange(1, 6)):
            changed[chance.randrange(8, len(changed))] = chance.randrange(256)
        try:
            layout = layout_of(kind, bytes(changed))
        except Broken:
            continue
        assert 0 < layout.end <= len(changed), f"seed {name} {seed}"


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_a_moving_picture_is_told(kind: Format) -> None:
    assert layout_of(kind, moving(kind)).is_animated


def test_only_a_jpeg_without_anything_else_is_plain() -> None:
    assert layout_of(*FILES["jpeg"]).is_plain
    for noted in (turned(1), jpeg(comment=SECRET)):
        assert not layout_of("JPEG", noted).is_plain


def test_what_phones_append_is_known() -> None:
    file = jpeg()
    film = file + b"\0\0\0\x18ftypmp42" + bytes(100)
    assert is_of_a_camera("JPEG", film, len(file))
    assert is_of_a_camera("JPEG", file + bytes(20) + b"SEFT", len(file))
    assert not is_of_a_camera("JPEG", file + b"PK\x03\x04", len(file))
    assert not is_of_a_camera("PNG", png() + b"\0\0\0\x18ftypmp42", len(png()))


@pytest.mark.parametrize(
    ("file", "name"),
    [
        (b"\0\0\0\x18ftypheic" + bytes(50), "HEIC"),
        (b"\0\0\0\x1cftypavif" + bytes(50), "AVIF"),
        (b"%PDF-1.7", "PDF"),
        (b"II*\0", "TIFF"),
        (b'<?xml version="1.0"?>\n<!-- a comment -->\n<svg xmlns="x"/>', "SVG"),
        (b"  <SVG/>", "SVG"),
        (b"<!DOCTYPE html><p>", "HTML"),
        (b"GIF88a", None),
        (b"", None),
    ],
)
def test_files_that_are_not_taken_are_named(file: bytes, name: str | None) -> None:
    assert format_of(file) is None
    assert other_format(file) == name
