"""A saved recording as one HTML page, which plays without a server and asks for nothing.

The build has made the frame of it (web/src/page/recorded/), with a policy that lets nothing run but
its own script. What was recorded goes in as text that ends no script.
"""

from __future__ import annotations

import codecs
import json
from pathlib import Path
from typing import Final, NoReturn

from yeoul.errors import InvalidRequest, StartupError

FRAME: Final = Path(__file__).parent.parent / "_web" / "recording.html"
#: The place for the recording: the first of its name, for the frame's script has this, too.
PLACE: Final = b'"%RECORDING%"'
#: Larger files are no recordings, as the page has it (`MAX_RECORDING_BYTES`).
MAX_BYTES: Final = 64 * 1024 * 1024


def page_of(file: Path) -> bytes:
    """Return the page with the recording of a file in it.

    Raises:
        InvalidRequest: the file is no recording.
        OSError: it cannot be read.
        StartupError: the frame has not been built.
    """
    recording = _read(file)
    try:
        before, after = FRAME.read_bytes().split(PLACE, 1)
    except (OSError, ValueError) as error:
        raise StartupError(
            "This Yeoul has no page: in a checkout, run `python -m scripts.page`."
        ) from error
    # Outside of its texts JSON has no such sign.
    return before + recording.replace(b"<", b"\\u003c") + after


def _read(file: Path) -> bytes:
    """Return the JSON of a recording, which the page checks piece by piece."""
    with file.open("rb") as opened:
        # Of a device or a pipe nobody knows beforehand how much is in it.
        content = opened.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise InvalidRequest(f"{file} is too large for a recording.")
    content = content.removeprefix(codecs.BOM_UTF8)
    if not _says_that_it_is_one(content):
        raise InvalidRequest(
            f"{file} is no recording: the stream inspector saves them, as yeoul-recording.json."
        )
    return content


def _says_that_it_is_one(content: bytes) -> bool:
    """Return whether this is JSON as a browser reads it, with the number of a recording in it."""
    # orjson refuses lone surrogates and large numbers, and JSON has no constants.
    decoder = json.JSONDecoder(parse_int=float, parse_constant=_refuse)
    try:
        found = decoder.decode(content.decode(errors="replace"))
    except RecursionError:
        return True  # a browser reads deeper than this, and says what it finds
    except ValueError:
        return False
    version = found.get("yeoul_recording") if isinstance(found, dict) else None
    return isinstance(version, float) and version >= 1 and version.is_integer()


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
