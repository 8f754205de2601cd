"""The text of PDFs, by pdfium. Imported only where there is one: the package is an extra."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from yeoul.errors import InvalidRequest, StartupError
from yeoul.extraction.base import Extraction, PageRange, fitting
from yeoul.extraction.office import DAMAGED

try:
    import pypdfium2
except ImportError as error:
    raise StartupError(
        "What reads PDFs is not installed: pip install 'yeoul[documents]'."
    ) from error

#: Pages with fewer letters than this have no text of their own, or a page number at most.
FEWEST_LETTERS = 8

#: What pdfium says of a PDF that asks for a password (FPDF_ERR_PASSWORD).
_NEEDS_PASSWORD = 4

#: Behind a number, as on the page.
_SCANNED = "a scan has none. Add it in the page (yeoul serve), which reads scans."


def pdf_text(content: bytes, *, room: int, pages: PageRange | None) -> Extraction:
    """Return the text of the wanted pages, as many of them as there is room for.

    Raises:
        InvalidRequest: it is damaged, asks for a password, has no text or not these pages.
    """
    try:
        with pypdfium2.PdfDocument(content) as document:
            count = len(document)
            wanted = _wanted(pages, count)
            found = _read(document, wanted, room, is_one_of_many=count > 1)
    except pypdfium2.PdfiumError as error:
        if error.err_code == _NEEDS_PASSWORD:
            raise InvalidRequest(
                "The PDF asks for a password. Save it without one, and attach that."
            ) from error
        raise InvalidRequest(DAMAGED) from error
    if not found.text:
        raise InvalidRequest(f"No text was found in this PDF: {_SCANNED}")
    return found


def _wanted(pages: PageRange | None, count: int) -> PageRange:
    if pages is None:
        return PageRange(1, count)
    if pages.first > count:
        has = "1 page" if count == 1 else f"{count} pages"
        raise InvalidRequest(f"It has {has}: there is no page {pages.first}.")
    return PageRange(pages.first, min(pages.last, count))


def _read(
    document: pypdfium2.PdfDocument, wanted: PageRange, room: int, *, is_one_of_many: bool
) -> Extraction:
    """Return the pages one after the other, until there is no room for the next."""
    texts: list[str] = []
    empty: list[int] = []
    notes: list[str] = []
    last = wanted.first - 1
    for number in range(wanted.first, wanted.last + 1):
        text = _page_text(document, number)
        if len("".join(text.split())) < FEWEST_LETTERS:
            empty.append(number)
        page = f"[{number}]\n{text}" if is_one_of_many else text
        if len(page) + 2 > room and text:
            if not texts:  # of a first page that is too long there is its beginning
                beginning = fitting(page, room)
                texts, last = [beginning.text], number
                notes.extend(beginning.notes)
            break
        if text:
            texts.append(page)
            room -= len(page) + 2
        last = number
    read, count = PageRange(wanted.first, last), len(document)
    if last < wanted.last:
        notes.append(f"Only {_named(read)} of {count} fit into one question.")
    without = [number for number in empty if number <= last]
    if without:
        notes.append(f"{_listed(without)}: hardly any text was found there; {_SCANNED}")
    part = "" if read == (1, count) else f"p. {_range(read)} / {count}"
    return Extraction("\n\n".join(texts), part=part, notes=tuple(notes))


def _page_text(document: pypdfium2.PdfDocument, number: int) -> str:
    """Return the text of a page, counted from 1, in its lines."""
    page = document[number - 1]
    try:
        text_page = page.get_textpage()
        try:
            text = str(text_page.get_text_range())
        finally:
            text_page.close()
    finally:
        page.close()
    # pdfium has signs of its own for a hyphen at the end of a line.
    text = re.sub("[\x02\ufffe]", "-", text.replace("\r\n", "\n")).replace("\0", "")
    lines = (line.rstrip() for line in unicodedata.normalize("NFC", text).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _range(pages: PageRange) -> str:
    return f"{pages.first}" if pages.first == pages.last else f"{pages.first}–{pages.last}"


def _named(pages: PageRange) -> str:
    if pages.first == pages.last:
        return f"page {pages.first}"
    return f"pages {pages.first} to {pages.last}"


def _listed(numbers: Sequence[int]) -> str:
    """Name pages; of many, the first ones."""
    shown = ", ".join(map(str, numbers[:10]))
    more = " …" if len(numbers) > 10 else ""
    return f"Page{'s' if len(numbers) > 1 else ''} {shown}{more}"
