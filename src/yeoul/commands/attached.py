"""The files of ``yeoul chat --attach``: texts become blocks of the question, pictures go along."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import NamedTuple

import typer

from yeoul.commands.columns import harmless
from yeoul.errors import InvalidRequest
from yeoul.extraction import PageRange, block_of, extract, free_name, is_pdf
from yeoul.extraction.blocks import FENCE_CHARACTERS
from yeoul.pictures.decoding import decode
from yeoul.protocol.attachments import MAX_ATTACHMENTS, Attachment, Picture
from yeoul.protocol.conversation import new_id

#: What a question has room for (PROTOCOL.md, Limits), in characters.
MAX_CHARACTERS = 200_000

FULL = f"There is no room left for it: a question has {MAX_CHARACTERS} characters."

#: The most bytes that are read of a file.
MOST_BYTES = 200 << 20

#: How the pictures begin that servers take.
_PICTURE = re.compile(rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff|GIF8[79]a|RIFF.{4}WEBP", re.DOTALL)


class SentPicture(NamedTuple):
    """A picture as it is in its file."""

    name: str
    content: bytes


class Attached(NamedTuple):
    """What files bring to a question."""

    #: The texts, each under its name in a fence.
    blocks: str = ""
    pictures: tuple[SentPicture, ...] = ()
    #: Sentences about what is missing, each with the name of its file.
    notes: tuple[str, ...] = ()

    def asked_with(self, question: str) -> str:
        """Return the question with the texts below it."""
        if not question.strip():
            return self.blocks
        return f"{question.rstrip()}\n\n{self.blocks}" if self.blocks else question


def read_attached(files: Sequence[str], *, pages: PageRange | None, taken: int) -> Attached:
    """Read files in their order.

    Args:
        files: their paths.
        pages: the pages that are wanted of each PDF. Default: all.
        taken: characters of the question that its own words take.

    Raises:
        BadParameter: a file is standard input, or pages are wanted of no PDF.
        InvalidRequest: a file cannot be read; the sentence names it, and says what can.
        StartupError: what reads PDFs is not installed.
        OSError: the system does not let it be read.
    """
    if "-" in files:
        raise typer.BadParameter(
            "--attach takes files, and standard input is the question: save it, and attach that"
        )
    contents = [(path, _read(path)) for path in map(Path, files)]
    if pages is not None and not any(is_pdf(content) for _, content in contents):
        raise typer.BadParameter("--pages goes with a PDF that is attached")
    room = MAX_CHARACTERS - taken
    blocks, pictures, notes = dict[str, str](), list[SentPicture](), list[str]()
    for path, content in contents:
        name = harmless(path.name)
        if _PICTURE.match(content):
            pictures.append(SentPicture(name, content))
            if len(pictures) > MAX_ATTACHMENTS:
                raise InvalidRequest(f"{path}: A question has at most {MAX_ATTACHMENTS} pictures.")
            continue
        name = free_name(name, blocks)
        free = room - len(name) - FENCE_CHARACTERS
        if free <= 0:
            raise InvalidRequest(f"{path}: {FULL}")
        try:
            found = extract(name, content, room=free, pages=pages)
        except InvalidRequest as error:
            raise InvalidRequest(f"{path}: {error.detail}") from error
        blocks[name] = block_of(name, found)
        room -= len(blocks[name])
        notes.extend(f"{name}: {note}" for note in found.notes)
    return Attached("".join(blocks.values()), tuple(pictures), tuple(notes))


def parse_pages(said: str | None) -> PageRange | None:
    """Return the pages that a flag names, such as ``3-7`` or ``3``.

    Raises:
        BadParameter: it has another form.
    """
    if said is None:
        return None
    found = re.fullmatch(r"([1-9]\d{0,5})(?:[-–]([1-9]\d{0,5}))?", said.strip(), re.ASCII)
    pages = PageRange(int(found[1]), int(found[2] or found[1])) if found else None
    if pages is None or pages.last < pages.first:
        raise typer.BadParameter(f"--pages is like 3-7 or 3, and not {said!r}")
    return pages


async def seen_picture(picture: SentPicture) -> Picture:
    """Return a picture as a server would give it to a model. Raises `PictureRefused`."""

    async def file() -> AsyncIterator[bytes]:
        yield picture.content

    found = await decode(file())
    about = Attachment(
        id=new_id(),
        media_type=found.media_type,
        bytes=len(found.content),
        width=found.width,
        height=found.height,
        name=picture.name,
    )
    return Picture(about, bytes(found.content))


def _read(path: Path) -> bytes:
    """Return what is in a file."""
    if path.is_dir():
        raise InvalidRequest(f"{path} is a folder: attach the files in it.")
    try:
        with path.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise InvalidRequest(f"There is no file {path}.") from error
    if not content:
        raise InvalidRequest(f"{path} is empty.")
    if len(content) > MOST_BYTES:
        raise InvalidRequest(f"{path} is too large: a file has at most {MOST_BYTES >> 20} MB.")
    return content
