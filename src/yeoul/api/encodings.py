"""Decodes compressed bodies part by part, never into more bytes than are asked for.

A few kilobytes can stand for gigabytes. So every decoder is given the most bytes that it may return
and keeps the rest compressed: whoever asks for one byte more than is allowed sees that there is
more, and nothing larger was ever in memory. A body is one member or frame: of empty ones it could
have a million.
"""

from __future__ import annotations

import sys
import zlib
from abc import ABC, abstractmethod
from typing import Any

from yeoul.errors import MalformedRequest

#: The encodings that `open_decoder` knows.
GZIP, ZSTD = "gzip", "zstd"

#: The window of zlib's gzip format.
_GZIP_WINDOW = 16 + zlib.MAX_WBITS
#: A frame may ask for a window of this size, which is taken before a byte is decoded: 32 MiB.
_ZSTD_WINDOW_LOG = 25


class Decoder(ABC):
    """Decodes one body."""

    @abstractmethod
    def feed(self, data: bytes, most_bytes: int) -> bytes:
        """Return the content of more of the body, at most ``most_bytes`` of it.

        Once it has returned that many bytes it must not be fed again.

        Raises:
            MalformedRequest: it is not what its encoding says.
        """

    @abstractmethod
    def check_ended(self) -> None:
        """Check that the body ends here.

        Raises:
            MalformedRequest: part of it is missing.
        """


class _Gzip(Decoder):
    """A body of one gzip member (RFC 1952)."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(_GZIP_WINDOW)

    def feed(self, data: bytes, most_bytes: int) -> bytes:
        if data and self._member.eof:
            raise _broken(GZIP)
        try:
            content = self._member.decompress(data, most_bytes)
        except zlib.error as error:
            raise _broken(GZIP) from error
        if self._member.unused_data:
            raise _broken(GZIP)
        return content

    def check_ended(self) -> None:
        if not self._member.eof:
            raise _broken(GZIP)


class _Zstd(Decoder):
    """A body of one Zstandard frame (RFC 8878)."""

    def __init__(self) -> None:
        self._zstd = _zstd()
        limit = {self._zstd.DecompressionParameter.window_log_max: _ZSTD_WINDOW_LOG}
        self._frame = self._zstd.ZstdDecompressor(options=limit)

    def feed(self, data: bytes, most_bytes: int) -> bytes:
        if self._frame.eof:
            if data:
                raise _broken(ZSTD)
            return b""
        try:
            content: bytes = self._frame.decompress(data, most_bytes)
        except self._zstd.ZstdError as error:
            raise _broken(ZSTD) from error
        if self._frame.eof and self._frame.unused_data:
            raise _broken(ZSTD)
        return content

    def check_ended(self) -> None:
        if not self._frame.eof:
            raise _broken(ZSTD)


def open_decoder(encoding: str) -> Decoder:
    """Return what decodes a body of this encoding."""
    return _Zstd() if encoding == ZSTD else _Gzip()


def _zstd() -> Any:
    """Return the module of Python's own, or its copy for older ones; both are slow to import."""
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd
    return zstd


def _broken(encoding: str) -> MalformedRequest:
    return MalformedRequest(f"The body is not what its Content-Encoding says: {encoding}.")
