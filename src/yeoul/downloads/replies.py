"""Judges the head of a hub's reply: what its body is, if anything. Pure.

Ranges: RFC 9110, sections 13.1.5 (If-Range) and 14; 206 appends only what fits, 200 never does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum, auto

from yeoul.downloads.faults import Again, CannotFetch
from yeoul.downloads.part import Record

_CONTENT_RANGE = re.compile(r"bytes (?:(\d{1,15})-(\d{1,15})|\*)/(\d{1,15}|\*)")
_NUMBER = re.compile(r"\d{1,15}")
#: Statuses of a hub that may do better the next time, besides those of 500 and more.
_PASSING = frozenset({408, 425, 429})
#: Most seconds that a hub may ask us to wait.
_MAX_RETRY_AFTER_S = 600.0


class Body(Enum):
    """What the body of a reply is."""

    #: The bytes behind those in the part.
    REST = auto()
    #: The file from its beginning.
    WHOLE = auto()
    #: Nothing that is wanted: the part is whole already.
    NOTHING = auto()
    #: Other bytes than the ones that were asked for: this hub gives no rest of this file.
    ASTRAY = auto()


def asked_for(record: Record, size: int, *, rest: bool) -> dict[str, str]:
    """Return the headers of a request for the file, or for its ``rest`` behind ``size`` bytes.

    Without a validator or a checksum nothing could tell whether the rest belongs to the beginning.
    """
    headers = {"accept": "*/*", "accept-encoding": "identity", "user-agent": "yeoul"}
    if rest and size and (record.validator or record.sha256):
        headers["range"] = f"bytes={size}-"
        if record.validator:
            headers["if-range"] = record.validator
    return headers


def judge(
    status: int, headers: Mapping[str, str], record: Record, size: int, *, ranged: bool, host: str
) -> Body:
    """Return what the body of a reply is. ``ranged`` says that the rest behind ``size`` was asked.

    Raises:
        Again: the hub may give the file later.
        CannotFetch: it will not, or it gives something else.
    """
    if status == 200:
        _check_whole(headers, record, host)
        return Body.WHOLE
    if status == 206 and ranged:
        return Body.REST if _is_rest(headers, record, size) else Body.ASTRAY
    if status == 416 and ranged:
        found = _CONTENT_RANGE.fullmatch(headers.get("content-range", ""))
        whole = str(record.total_bytes) if found is None else found[3]
        is_whole = whole == str(size) and record.total_bytes in (None, size)
        return Body.NOTHING if is_whole else Body.ASTRAY
    if status >= 500 or status in _PASSING:
        raise Again("hub_busy", f"{host} is busy (HTTP {status}).", after_s=_retry_after_s(headers))
    raise _refusal(status, host)


def total_of(headers: Mapping[str, str]) -> int | None:
    """Return the length of the whole file, of which the head is a 200's; None if it is not said."""
    length = headers.get("content-length", "")
    return int(length) if _NUMBER.fullmatch(length) else None


def total_of_rest(headers: Mapping[str, str]) -> int | None:
    """Return the length of the whole file, of which the head is a 206's; None if it is not said."""
    found = _CONTENT_RANGE.fullmatch(headers.get("content-range", ""))
    return int(found[3]) if found is not None and found[3] != "*" else None


def validator_of(headers: Mapping[str, str]) -> str | None:
    """Return what tells this version of the file from another; None where nothing does for sure.

    A weak ETag says only that two versions mean the same.
    """
    etag = headers.get("etag", "")
    if etag.startswith('"') and etag.isascii():
        return etag
    return headers.get("last-modified") if not etag else None


def _check_whole(headers: Mapping[str, str], record: Record, host: str) -> None:
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in ("text/html", "application/xhtml+xml"):
        raise CannotFetch(
            "web_page",
            f"{host} gives a web page instead of the file: check the address, and whether this "
            "network wants you to sign in first.",
        )
    if headers.get("content-encoding", "identity").lower() not in ("identity", ""):
        raise CannotFetch(
            "wrong_file", f"{host} gives the file compressed, which was not asked for."
        )
    total, expected = total_of(headers), record.expected_bytes
    if total is not None and expected is not None and total != expected:
        raise CannotFetch(
            "wrong_file",
            f"{host} has another file there: of {total:,} bytes instead of {expected:,}.",
        )


def _is_rest(headers: Mapping[str, str], record: Record, size: int) -> bool:
    found = _CONTENT_RANGE.fullmatch(headers.get("content-range", ""))
    if found is None or found[1] is None or int(found[1]) != size:
        return False
    if found[3] != "*" and record.total_bytes not in (None, int(found[3])):
        return False
    given = validator_of(headers)
    return given is None or record.validator in (None, given)


def _retry_after_s(headers: Mapping[str, str]) -> float:
    seconds = headers.get("retry-after", "")
    return min(float(seconds), _MAX_RETRY_AFTER_S) if _NUMBER.fullmatch(seconds) else 0.0


def _refusal(status: int, host: str) -> CannotFetch:
    if status in (401, 403):
        return CannotFetch(
            "hub_refused",
            f"{host} does not give this file to everybody (HTTP {status}): it may want a log-in.",
        )
    if status in (404, 410):
        return CannotFetch(
            "file_missing", f"{host} has no such file (HTTP {status}): check the address."
        )
    return CannotFetch("hub_refused", f"{host} does not give the file (HTTP {status}).")
