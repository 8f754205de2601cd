"""Archives made for a test."""

from __future__ import annotations

import io
import zipfile


def archive(
    text: str | bytes, *, name: str = "word/document.xml", by: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """Return an archive of one file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", by) as opened:
        opened.writestr(name, text)
    return made.getvalue()
