"""What runs in the child process: it reads a file, and writes the picture that is kept of it.

``python -m yeoul.pictures.decoder``: the file is its standard input. Its standard output is a line
of JSON, and behind it the picture's bytes: or the line alone, with the sentence that refuses it.
The picture is upright, at most `MAX_SIDE_PX` long, and always written anew: of the file's own bytes
none are kept, as they may be something else as well.

It takes as much memory and time as it is given, and no more: files of a few bytes can ask for all
that there is. Before it reads anything, it gives up the right to open files and connections.
"""

from __future__ import annotations

import io
import json
import os
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from yeoul.pictures.layouts import (
    Broken,
    Format,
    Layout,
    format_of,
    is_of_a_camera,
    layout_of,
    other_format,
)
from yeoul.protocol.attachments import MAX_SIDE_PX, MAX_UPLOAD_BYTES

if TYPE_CHECKING:
    from PIL.Image import Image

#: Pixels of a picture, which is looked at before any of them is read.
MAX_PIXELS: Final = 50_000_000
#: Bytes of memory, and seconds of a processor.
MEMORY_BYTES: Final = 1 << 30
PROCESSOR_S: Final = 20
JPEG_QUALITY: Final = 85

#: What reads and writes pictures, with what those modules import only where a file has it.
_DECODERS: Final = (
    *("PIL.PngImagePlugin", "PIL.JpegImagePlugin", "PIL.GifImagePlugin", "PIL.WebPImagePlugin"),
    *("PIL.MpoImagePlugin", "PIL.TiffImagePlugin", "PIL.ImageCms", "PIL.ImageOps"),
    *("PIL.ImageColor", "PIL.ImagePalette", "copy"),
)

_TAKEN: Final = "PNG, JPEG, WebP and still GIF are taken"
_FIRST_BYTES: Final = 1024


class Refused(Exception):
    """Raised with the sentence that says what is wrong with a file, and what to do."""


class Written(NamedTuple):
    """A picture as it is kept."""

    media_type: str
    width: int
    height: int
    content: bytes


def decode(content: bytes) -> Written:
    """Return the picture in a file. Raises `Refused`."""
    kind = check_format(content)
    try:
        layout = layout_of(kind, content)
    except Broken:
        raise _broken() from None
    if content[layout.end :].strip(b"\0\r\n") and not is_of_a_camera(kind, content, layout.end):
        raise Refused(
            "The file goes on behind its picture, so it is something else as well. Save the"
            " picture anew, or send a screenshot of it."
        )
    if layout.is_animated:
        raise Refused("The picture moves. Send a still one: a screenshot of it, for example.")
    return _read(kind, content[: layout.end], layout)


def check_format(beginning: bytes) -> Format:
    """Return the format of a file, of which the first bytes are enough. Raises `Refused`."""
    kind = format_of(beginning)
    if kind is None:
        if not beginning:
            raise Refused("The file is empty.")
        other = other_format(beginning)
        this = f"The file is {other}" if other else "The file is no picture that is known here"
        raise Refused(f"{this}; {_TAKEN}. Save the picture as JPEG.")
    return kind


def _read(kind: Format, content: bytes, layout: Layout) -> Written:
    from PIL import Image

    # Our own bound is below this, and says what to do.
    Image.MAX_IMAGE_PIXELS = None
    with Image.open(io.BytesIO(content), formats=[kind]) as it:
        width, height = it.size
        if width * height > MAX_PIXELS:
            raise Refused(
                f"The picture has {width * height / 1e6:.0f} megapixels ({width} × {height});"
                f" {MAX_PIXELS // 1_000_000} are the most. Make it smaller first."
            )
        fits = max(width, height) <= MAX_SIDE_PX
        if kind == "JPEG" and layout.is_plain and fits and it.mode in ("L", "RGB"):
            # With its own tables: it looks the same, and stays as large.
            return _write(it, quality="keep")
        if not fits:
            # Of a JPEG fewer pixels are read, where fewer are enough.
            it.draft(None, (MAX_SIDE_PX, MAX_SIDE_PX))
        is_photo = kind == "JPEG" or (kind == "WEBP" and content[12:16] != b"VP8L")
        picture = _upright(it)
        is_photo = is_photo and picture.mode in ("L", "RGB")
        return _write(picture, quality=JPEG_QUALITY if is_photo else None)


def _upright(image: Image) -> Image:
    """Return a picture in sRGB, of the size that is kept, turned as its camera was held."""
    from PIL import Image as images
    from PIL import ImageOps

    turned = image.getexif().get(0x0112, 1)
    profile = image.info.get("icc_profile")
    image.load()
    is_deep = image.mode.startswith("I") or image.mode == "F"
    has_alpha = image.mode in ("LA", "PA", "RGBA", "La", "RGBa") or "transparency" in image.info
    mode = "RGBA" if has_alpha else "L" if is_deep or image.mode in ("1", "L") else "RGB"
    if is_deep:
        image = image.convert("I").point(lambda value: value * (1 / 256))
    if image.mode == "CMYK" and profile:
        image, profile = _in_srgb(image, profile), None
    image = image.convert(mode)
    image.thumbnail((MAX_SIDE_PX, MAX_SIDE_PX), images.Resampling.LANCZOS, reducing_gap=2.0)
    if profile:
        image = _in_srgb(image, profile)
    if turned != 1:
        marked = images.Exif()
        marked[0x0112] = turned
        image.info = {"exif": marked.tobytes()}
        image = ImageOps.exif_transpose(image)
    image.info = {}
    return image


def _in_srgb(image: Image, profile: bytes) -> Image:
    """Return a picture whose colours look the same without its profile."""
    from PIL import ImageCms

    with suppress(ImageCms.PyCMSError, OSError, ValueError):
        own, srgb = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
        colours = image.convert("RGB") if image.mode == "RGBA" else image
        to = "RGB" if colours.mode == "CMYK" else colours.mode
        if to != "RGB":
            return image
        shown = ImageCms.profileToProfile(colours, own, srgb, outputMode=to)
        if shown is not None:
            if image.mode == "RGBA":
                shown.putalpha(image.getchannel("A"))
            return shown
    return image


def _write(image: Image, *, quality: int | Literal["keep"] | None) -> Written:
    """Write a picture as JPEG, or as PNG if there is no ``quality``.

    llama.cpp reads no WebP, and no service only that.
    """
    written = io.BytesIO()
    if quality is None:
        kind = "PNG"
        image.save(written, kind)
    else:
        kind = "JPEG"
        image.save(written, kind, quality=quality)
    return Written(f"image/{kind.lower()}", *image.size, written.getvalue())


def _broken() -> Refused:
    return Refused("The picture is damaged, or was cut off on its way. Send it again.")


# -- the process ---------------------------------------------------------------------------------


def main() -> None:
    """Decode the standard input."""
    _limit()
    told: dict[str, Any]
    try:
        told, content = _told(sys.stdin.buffer.read)
    except Refused as refusal:
        told, content = {"refused": str(refusal)}, b""
    except MemoryError:
        told, content = {"refused": "The picture takes more memory than there is for one."}, b""
    except Exception:  # whatever a decoder stumbles over
        told, content = {"refused": str(_broken())}, b""
    with suppress(BrokenPipeError):
        sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + content)
        sys.stdout.buffer.flush()
    # Nothing is left to be done, and freeing all of it would take its time.
    os._exit(0)


def _told(read: Any) -> tuple[dict[str, Any], bytes]:
    beginning = read(_FIRST_BYTES)
    check_format(beginning)
    content = beginning + read(MAX_UPLOAD_BYTES - len(beginning) + 1)
    if len(content) > MAX_UPLOAD_BYTES:  # the server has looked already
        raise Refused("The file is too large.")
    picture = decode(content)
    told = {**picture._asdict(), "content": len(picture.content)}
    return told, picture.content


def _limit() -> None:
    """Bound this process: it is the last in line for a processor, and has no more than it needs.

    Where memory gets short on the machine, it goes first, and not the server.
    """
    _import_all()
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")
    with suppress(ImportError, OSError, ValueError):
        import resource

        os.nice(10)
        resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_S, PROCESSOR_S))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        # Its three streams, and nothing else: no file can be opened, and no connection.
        resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))


def _import_all() -> None:
    """Import what a decoder imports only when it meets something: later, no file can be read."""
    for name in _DECODERS:
        import_module(name)
    from PIL import Image

    Image.preinit()


if __name__ == "__main__":
    main()
