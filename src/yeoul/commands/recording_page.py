"""A saved recording as one HTML page, which plays without a server and asks for nothing.

The build has made the frame of it (web/src/page/recorded/), with a policy that lets nothing run but
its own script. What was recorded goes in as text that ends no script.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import orjson

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
    if file.stat().st_size > MAX_BYTES:
        raise InvalidRequest(f"{file} is too large for a recording.")
    content = file.read_bytes()
    try:
        found = orjson.loads(content)
    except orjson.JSONDecodeError:
        found = None
    if not isinstance(found, dict) or "yeoul_recording" not in found:
        raise InvalidRequest(
            f"{file} is no recording: the stream inspector saves them, as yeoul-recording.json."
        )
    return content
