"""What becomes of a file whose text is extracted."""

from __future__ import annotations

from typing import NamedTuple


class PageRange(NamedTuple):
    """Pages of a document, counted from 1."""

    first: int
    last: int


class Extraction(NamedTuple):
    """The text of a file, as much of it as there was room for."""

    text: str
    #: The language of its fence; empty for documents.
    language: str = ""
    #: Which part of the file it is, in every language alike; empty for all of it.
    part: str = ""
    #: Sentences about what is missing in it.
    notes: tuple[str, ...] = ()


def fitting(text: str, room: int) -> Extraction:
    """Return as much of a text as there is room for, to the end of a line."""
    if len(text) <= room:
        return Extraction(text)
    kept = text[:room]
    end = kept.rfind("\n")
    if end > room / 2:
        kept = kept[:end]
    share = f"{len(kept) / len(text):.0%}"
    note = f"Only the first {share} fit into one question. The rest was left out."
    return Extraction(kept, notes=(note,))
