"""The text of documents of Word (DOCX) and Hangul (HWPX): archives whose parts are XML."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import IO
from xml.parsers import expat

from yeoul.errors import InvalidRequest
from yeoul.extraction.paragraphs import ParagraphReader

#: Where the text is: in Word's one part, and in Hangul's sections.
_PARTS = (
    re.compile(r"word/document\d*\.xml"),
    re.compile(r"Contents/section(\d+)\.xml", re.IGNORECASE),
)

#: Parts that unpack to more than this are no document; so many bytes are read at a time.
MOST_BYTES = 64 << 20
_CHUNK_BYTES = 64 << 10

DAMAGED = "The file is damaged, or is not what its name says."


def is_archive(content: bytes) -> bool:
    """Return whether a file begins as archives do."""
    return content.startswith(b"PK\x03\x04")


def office_text(content: bytes) -> str | None:
    """Return the text of a document; None if the archive is no document of these kinds.

    Headings, lists and tables have the signs of Markdown.

    Raises:
        InvalidRequest: it is damaged, or unpacks to more than a document has.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = _parts(archive)
            if not parts:
                return None
            text = "\n".join(_texts(archive, parts))
    except _DAMAGE as error:
        raise InvalidRequest(DAMAGED) from error
    return re.sub(r"\n{3,}", "\n\n", text).strip()


#: What the archive and its parts raise where they are damaged, or in a way that nobody writes.
_DAMAGE = (zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, RuntimeError, ValueError)


def _parts(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the parts that have the text, in their order."""
    for pattern in _PARTS:
        parts = [part for part in archive.infolist() if pattern.fullmatch(part.filename)]
        if parts:
            return sorted(parts, key=lambda part: int(re.sub(r"\D", "", part.filename) or 0))
    return []


def _texts(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> list[str]:
    """Return the text of each part.

    Raises:
        ValueError: together they unpack to more than a document has.
    """
    left, texts = MOST_BYTES, []
    for part in parts:
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise ValueError("another compression than documents have")
        with archive.open(part) as opened:
            text, read = _text_of(opened, left)
        texts.append(text)
        left -= read
    return texts


def _text_of(part: IO[bytes], most_bytes: int) -> tuple[str, int]:
    """Return the text of a part, and how many bytes were read of it.

    They are counted as they come: what a part says of its size is not believed.
    """
    reader = ParagraphReader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.open
    parser.EndElementHandler = reader.close
    parser.CharacterDataHandler = reader.add_text
    # Documents have none, and all that grows in XML is declared in one.
    parser.StartDoctypeDeclHandler = _refuse
    read = 0
    while chunk := part.read(_CHUNK_BYTES):
        read += len(chunk)
        if read > most_bytes:
            raise ValueError("a part that is larger than any document")
        parser.Parse(chunk, False)
    parser.Parse(b"", True)
    return reader.text(), read


def _refuse(*_: object) -> None:
    raise ValueError("a document type within a document")
