"""The tokens that are measured: each carries its number and the moment of its birth in its text.

A number is eight digits, the stream and the place in it, so that no two tokens of a run are alike
and one that is lost, repeated, moved or given to another reader is noticed. The moment is the
machine's monotonic clock, which all its processes share, in microseconds.
"""

from __future__ import annotations

import re
import time

#: How many tokens one stream can have at most.
PER_STREAM = 10_000
LENGTH = len(b"~00000000.000000000000;")
_WRAP = 10**12
_TOKEN = re.compile(rb"~(\d{8})\.(\d{12});")


def stamp() -> bytes:
    """Return the moment as it stands in a token."""
    return b"%012d" % (time.monotonic_ns() // 1000 % _WRAP)


def token(stream: int, place: int, born: bytes) -> bytes:
    """Return the text of a token."""
    return b"~%08d.%b;" % (stream * PER_STREAM + place, born)


class TokenReader:
    """The tokens of one stream from ``first`` on, found in bytes that may be cut anywhere.

    ``repeats``: the whole text comes once more behind the last of them, and does not count.
    """

    def __init__(self, stream: int, total: int, *, first: int = 0, repeats: bool = False) -> None:
        self._next = stream * PER_STREAM + first
        self._end = stream * PER_STREAM + total
        self._wanted = total - first
        self._tail = b""
        self._repeats = repeats
        #: Tokens that came in their place.
        self.seen = 0
        #: Tokens that came again, too late, or from another stream.
        self.misplaced = 0

    @property
    def missing(self) -> int:
        """Tokens that have not come."""
        return self._wanted - self.seen

    def feed(self, data: bytes) -> list[int]:
        """Return how old the tokens that ``data`` completes are, in microseconds."""
        if self._tail:
            data = self._tail + data
        last = data.rfind(b"~")
        self._tail = data[last:] if last >= 0 and len(data) - last < LENGTH else b""
        found = _TOKEN.findall(data)
        if self._repeats:
            found = found[: self.missing]
        if not found:
            return []
        now_us = time.monotonic_ns() // 1000
        for number, _ in found:
            self._count(int(number))
        return [(now_us - int(born)) % _WRAP for _, born in found]

    def _count(self, number: int) -> None:
        if self._next <= number < self._end:
            self.seen += 1
            self._next = number + 1
        else:
            self.misplaced += 1
