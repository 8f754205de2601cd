"""What the client of a stream has of one text: how much, and a checksum of it, or all of it.

Clients of some formats only append. So what replaces a text goes to them as its rest, and the door
has to know what they have. Everything stays JSON, as the log has stored it: a token is never
parsed. Pure.
"""

from __future__ import annotations

import zlib
from typing import cast

import orjson

_EMPTY = b'""'


class SentText:
    """The beginning of a text that was sent. It is not kept."""

    __slots__ = ("_checksum", "length")

    def __init__(self) -> None:
        #: Bytes of it, as JSON without the quotes.
        self.length = 0
        self._checksum = 0

    def add(self, literal: bytes) -> None:
        """Add more of the text, a JSON string, which is sent now."""
        self.length += len(literal) - 2
        self._checksum = zlib.crc32(literal[1:-1], self._checksum)

    def begins(self, text: str) -> bool:
        """Return whether ``text`` begins with what was sent."""
        return self._begins(orjson.dumps(text)[1:-1])

    def rest_of(self, text: str) -> bytes | None:
        """Return the rest of ``text`` as a JSON string, and count it as sent; None if it is empty.

        The rest is the whole where ``text`` does not begin with what was sent.
        """
        whole = orjson.dumps(text)
        start = 1 + self.length if self._begins(whole[1:-1]) else 1
        self._replace(whole[1:-1])
        # What was sent ends between two characters, so the cut does not fall into an escape.
        rest = b'"' + whole[start:]
        return None if rest == _EMPTY else rest

    def _begins(self, whole: bytes) -> bool:
        # A shorter text has another checksum: what is cut from it is all of it.
        return self.length <= len(whole) and zlib.crc32(whole[: self.length]) == self._checksum

    def _replace(self, whole: bytes) -> None:
        self.length, self._checksum = len(whole), zlib.crc32(whole)


class KeptText(SentText):
    """The beginning of a text that was sent, kept for a format that repeats it at its end."""

    __slots__ = ("_kept",)

    def __init__(self) -> None:
        super().__init__()
        self._kept = bytearray()

    def add(self, literal: bytes) -> None:
        """Add more of the text, a JSON string, which is sent now."""
        self._kept += literal[1:-1]
        self.length = len(self._kept)

    def whole(self) -> str:
        """Return the text."""
        return cast("str", orjson.loads(b'"%b"' % bytes(self._kept)))

    def _begins(self, whole: bytes) -> bool:
        return whole.startswith(self._kept)

    def _replace(self, whole: bytes) -> None:
        self._kept = bytearray(whole)
        self.length = len(whole)


def characters_in(literal: bytes) -> int:
    """Return how many characters (code points) a JSON string has."""
    if b"\\" in literal:
        return len(orjson.loads(literal))
    return len(literal.decode()) - 2
