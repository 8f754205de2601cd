"""Reads the head of a service's reply as the widest-used clients do, and finds its framing.

Pure. Services and their gateways send heads that no specification allows: framed twice, doubled,
folded, ended by bare line feeds. Everything that can be understood is accepted. A body with
doubtful framing is read to the end of its connection, which then carries nothing else: that loses
no token, and takes no half answer for a whole one, because an answer marks its own end.

HTTP/1.1: RFC 9112, §4 to §6.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

Headers = list[tuple[bytes, bytes]]

_CHUNKED = b"Transfer-Encoding: chunked\r\n"
_STATUS_LINE = re.compile(rb"HTTP/(\d(?:\.\d)?)[ \t]+([1-9]\d\d)(?:[ \t].*)?", re.IGNORECASE)
_LINE_END = re.compile(rb"\r?\n")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_NO_HTTP = "it does not speak HTTP there; check the address (http or https?)"


class Unreadable(ConnectionError):
    """Raised when a reply cannot be read. Its text completes a sentence for a person."""


class Head(NamedTuple):
    """The head of a reply. Names and values are as received, each pair once."""

    status: int
    headers: Headers
    #: The header line that tells where the body ends; empty if the end of the connection does.
    framing: bytes
    #: Whether another exchange may follow on the same connection.
    keeps_alive: bool

    @property
    def is_delimited(self) -> bool:
        """Whether the body marks its own end."""
        return bool(self.framing) or self.status in (204, 304)

    @property
    def is_encoded(self) -> bool:
        """Whether the body has to be decoded, or at least looks like that."""
        return any(name.lower() == b"content-encoding" for name, _ in self.headers)

    @property
    def is_interim(self) -> bool:
        """Whether the final reply is still to come."""
        return self.status < 200


class HeadReader:
    """Collects bytes until a head is complete."""

    __slots__ = ("_partial",)

    def __init__(self) -> None:
        self._partial = b""

    def feed(self, data: bytes) -> tuple[Head, bytes] | None:
        """Return the head that ``data`` completes, and the bytes after it; else None.

        Raises:
            Unreadable: this is not a head, or it announces a body that cannot be read.
        """
        seen = max(0, len(self._partial) - 3)  # the end of the head may have begun there
        raw = (self._partial + data).lstrip(b"\r\n")
        if not b"HTTP/".startswith(raw[:5].upper()):
            raise Unreadable(_NO_HTTP)
        end = _HEAD_END.search(raw, seen)
        self._partial = b"" if end else raw
        return (read_head(raw[: end.start()]), raw[end.end() :]) if end else None


def read_head(raw: bytes) -> Head:
    """Return the head in ``raw``, which ends before the blank line.

    Raises:
        Unreadable: this is not a head, or it announces a body that cannot be read.
    """
    first, *lines = _LINE_END.split(raw)
    found = _STATUS_LINE.fullmatch(first)
    if found is None or b"\0" in raw:
        raise Unreadable(_NO_HTTP)
    version, status = found[1], int(found[2])
    headers = _headers_of(lines)
    framing = b"" if status < 200 else _framing(headers)
    doubtful = framing == _CHUNKED and any(_listed(headers, b"content-length"))
    alive = not doubtful and _keeps_alive(version, headers)
    head = Head(status, headers, framing, alive)
    return head if head.is_delimited else head._replace(keeps_alive=False)


def _headers_of(lines: list[bytes]) -> Headers:
    """Return names and values. Lines without a name are ignored."""
    headers: Headers = []
    for line in lines:
        if line[:1] in (b" ", b"\t") and headers:  # a folded line continues the one before
            name, value = headers[-1]
            headers[-1] = name, value + b" " + line.strip()
            continue
        name, colon, value = line.partition(b":")
        if colon and name.strip():
            headers.append((name.strip(), value.strip()))
    return list(dict.fromkeys(headers))  # a doubled header counts once


def _framing(headers: Headers) -> bytes:
    codings = {coding for coding in _listed(headers, b"transfer-encoding") if coding != b"identity"}
    if codings == {b"chunked"}:
        return _CHUNKED
    if codings:
        named = b", ".join(sorted(codings)).decode("ascii", "replace")[:50]
        raise Unreadable(f"its reply has a transfer encoding that was not asked for ({named})")
    lengths = set(_listed(headers, b"content-length"))
    length = lengths.pop() if len(lengths) == 1 else b""
    return b"Content-Length: %b\r\n" % length if re.fullmatch(rb"\d{1,18}", length) else b""


def _keeps_alive(version: bytes, headers: Headers) -> bool:
    options = set(_listed(headers, b"connection"))
    return b"close" not in options and (
        version == b"1.1" or (version == b"1.0" and b"keep-alive" in options)
    )


def _listed(headers: Headers, name: bytes) -> Iterator[bytes]:
    """Yield the entries of a list header, from all the lines that have it."""
    for each, value in headers:
        if each.lower() == name:
            yield from filter(None, (part.strip().lower() for part in value.split(b",")))
