"""What the client of a stream has of one text: how much, and a checksum of it.

Clients of some doors only append. So what replaces a text goes to them as its rest, and the door
has to know what they have, without keeping it. Everything stays JSON, as the log has stored it: a
token is never parsed. Pure.
"""

from __future__ import annotations

import zlib

import orjson

_EMPTY = b'""'


class SentText:
    """The beginning of a text that was sent."""

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
        self.length, self._checksum = len(whole) - 2, zlib.crc32(whole[1:-1])
        # What was sent ends between two characters, so the cut does not fall into an escape.
        rest = b'"' + whole[start:]
        return None if rest == _EMPTY else rest

    def _begins(self, whole: bytes) -> bool:
        # A shorter text has another checksum: what is cut from it is all of it.
        return zlib.crc32(whole[: self.length]) == self._checksum and self.length <= len(whole)
