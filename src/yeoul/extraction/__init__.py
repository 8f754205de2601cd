"""The text of files for a question: what the page extracts in the browser, for programs.

PDF, DOCX, HWPX and texts, told apart by their bytes. What comes of a file, and how it stands in a
question, is what the page makes of it too: `web/src/page/files/`. Pure, but for pdfium.
"""

from __future__ import annotations

import re

from yeoul.errors import InvalidRequest
from yeoul.extraction.base import Extraction, PageRange, fitting
from yeoul.extraction.blocks import block_of, free_name, language_of
from yeoul.extraction.office import is_archive, office_text

__all__ = ["Extraction", "PageRange", "block_of", "extract", "free_name", "is_pdf"]

OTHER = (
    "Files of this kind cannot be read. PDF, DOCX, HWPX, texts, Markdown, CSV and code can, and"
    " pictures in PNG, JPEG, WebP and GIF."
)

#: Within so many bytes a PDF says what it is.
_PDF_HEAD_BYTES = 1024


def extract(name: str, content: bytes, *, room: int, pages: PageRange | None = None) -> Extraction:
    """Return the text of a file, as much of it as ``room`` has characters for.

    Args:
        name: of the file; what it ends in is the language of a text's fence.
        content: its bytes.
        room: characters, at least 1.
        pages: the pages that are wanted of a PDF. Default: all.

    Raises:
        InvalidRequest: it is of another kind, is damaged, or has no text; or the pages are not
            there. The sentence does not name the file.
        StartupError: it is a PDF, and pypdfium2 is not installed.
    """
    if is_pdf(content):
        # What loads pdfium is imported only where there is a PDF.
        from yeoul.extraction.pdf import pdf_text

        found = pdf_text(content, room=room, pages=pages)
    elif is_archive(content):
        text = office_text(content)
        if text is None:
            raise InvalidRequest(OTHER)
        found = fitting(text, room)
    else:
        found = fitting(_plain_text(content), room)._replace(language=language_of(name))
    if not found.text.strip():
        raise InvalidRequest("No text was found in it.")
    return found


def is_pdf(content: bytes) -> bool:
    """Return whether a file says that it is a PDF."""
    return re.search(rb"%PDF-\d", content[:_PDF_HEAD_BYTES]) is not None


def _plain_text(content: bytes) -> str:
    """Return a text in UTF-8, or in the encoding of older Korean programs.

    Raises:
        InvalidRequest: it is no text.
    """
    for encoding in ("utf-8-sig", "cp949"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise InvalidRequest(OTHER)
