"""Reads HTTP/1.1 responses from bytes that may be cut anywhere, as little as a measurement needs.

Pure, and lean: the load generator must not be what is measured. A body is given out as it comes,
freed of its chunks; after 101 everything is body.
"""

from __future__ import annotations

import re

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
_CRLF = 2


class ResponseReader:
    """One response. Bytes behind its end are an error of the server, and ignored."""

    def __init__(self) -> None:
        self.status = 0
        self.complete = False
        self._held = b""
        self._chunked = False
        #: Bytes that remain of the body, or of the chunk and its CRLF; None = until the close.
        self._left: int | None = 0

    def feed(self, data: bytes) -> bytes:
        """Return the bytes of the body that are in ``data``; see `complete` afterwards."""
        if self._held:
            data, self._held = self._held + data, b""
        if not self.status:
            end = data.find(b"\r\n\r\n")
            if end < 0:
                self._held = data
                return b""
            self._read_head(data[: end + _CRLF])
            data = data[end + 2 * _CRLF :]
        if self._chunked:
            return self._unchunk(data)
        if self._left is not None:
            data = data[: self._left]
            self._left -= len(data)
            self.complete = self._left == 0
        return data

    def close(self) -> None:
        """Tell that the server has closed the connection: some bodies end so."""
        if self.status and not self._chunked and self._left is None:
            self.complete = True

    def _read_head(self, head: bytes) -> None:
        self.status = int(head[9:12])
        length = _LENGTH.search(head)
        self._chunked = _CHUNKED.search(head) is not None
        if self.status == 204:
            self._left = 0
        elif length:
            self._left = int(length[1])
        elif not self._chunked:
            self._left = None

    def _unchunk(self, data: bytes) -> bytes:
        found: list[bytes] = []
        place, end, left = 0, len(data), self._left or 0
        while place < end and not self.complete:
            if left:
                here = data[place : place + left]
                place += len(here)
                left -= len(here)
                # The CRLF behind a chunk is counted with it, and taken away again.
                found.append(here[: max(0, len(here) - max(0, _CRLF - left))])
                continue
            line_end = data.find(b"\r\n", place)
            if line_end < 0:
                self._held = data[place:]
                break
            size = int(data[place:line_end].partition(b";")[0], 16)
            place = line_end + _CRLF
            left = size + _CRLF
            self.complete = size == 0
        self._left = left
        return b"".join(found)
