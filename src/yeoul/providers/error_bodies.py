"""Reads the errors that services report, whatever their form.

Pure. Services share no format of errors: the reason is an object, a string or a list, at the top,
in one envelope or several, or in the text of another error. The reader looks for three things: a
message for people, codes, and the time to wait before a retry.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

import orjson

#: Fields that hold the error itself, or the one that caused it. The inner one says more.
_ENVELOPES = (
    *("error", "errors", "message", "base_resp", "status", "fault", "detail", "response"),
    *("details", "metadata"),
)
_MESSAGES = (
    *("message", "msg", "error_msg", "errmsg", "error_message", "errorMessage", "status_msg"),
    *("Message", "error_description", "faultstring", "detail", "description", "reason", "title"),
)
_CODES = (
    "code",
    "error_code",
    "errcode",
    "errorCode",
    "status_code",
    "statusCode",
    "type",
    "status",
)
#: Codes of replies without an error.
_GOOD = frozenset(("", "0", "200", "ok", "success", "none", "null"))
_SSE = re.compile(r"\A(?:event:[^\n]*\n)?data:\s*")
#: "Please try again in 7m12.5s", "retry after 26 seconds".
_COME_AGAIN = re.compile(
    r"(?:again|retry) (?:in|after) (?:(\d{1,4})m(?!s))?(?:(\d{1,6}(?:\.\d{1,9})?) ?(ms|s\b|sec))?",
    re.I,
)
_MAX_DEPTH = 5
#: Messages and list entries that are read; further ones add nothing.
_MAX_PARTS = 3
#: Errors within errors that are read, and characters of their messages, however large a body is.
_MAX_FOUND, _MAX_CHARS = 30, 10_000


class ErrorReport(NamedTuple):
    """An error as a service reports it."""

    #: In the service's own words, outer reason first; empty if it gives none.
    message: str
    #: Codes, types and statuses, in small letters.
    codes: frozenset[str]
    #: Seconds after which the request may succeed; None if the service does not say.
    retry_after_s: float | None


def error_in(chunk: Mapping[str, Any]) -> object | None:
    """Return the error in a chunk or a whole reply; None if there is none."""
    if chunk.get("error") or chunk.get("object") == "error" or chunk.get("type") == "error":
        return chunk
    verdict = chunk.get("base_resp")
    if isinstance(verdict, dict) and _is_bad(verdict.get("status_code")):
        return verdict
    if chunk.get("choices"):
        return None
    if chunk.get("errors") or chunk.get("fault"):
        return chunk
    coded = any(_is_bad(chunk.get(name)) for name in _CODES if name not in ("type", "status"))
    status = chunk.get("status")
    coded = coded or chunk.get("success") is False or (isinstance(status, int) and status >= 400)
    if coded and any(chunk.get(name) for name in _MESSAGES):
        return chunk
    return chunk if set(chunk) == {"detail"} or set(chunk) == {"message"} else None


def _is_bad(code: object) -> bool:
    return isinstance(code, int | str) and str(code).strip().lower() not in _GOOD


def read_error(body: object) -> ErrorReport:
    """Return the error that ``body``, parsed JSON or a text, reports."""
    found = list(islice(_walk(body, 0), _MAX_FOUND))
    messages = dict.fromkeys(message for message, _ in found if message)
    # A reason that is part of another one is left out.
    reasons = [m for m in messages if not any(m != other and m in other for other in messages)]
    codes = frozenset(code for _, codes in found for code in codes)
    message = " ".join(": ".join(reasons[:_MAX_PARTS]).split())[:_MAX_CHARS]
    after_s = _retry_after_s(body, 0)
    return ErrorReport(message, codes, _retry_after_in(message) if after_s is None else after_s)


def _walk(body: object, depth: int) -> Iterator[tuple[str, list[str]]]:
    """Yield message and codes of each error within ``body``, the outer ones first."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(body, str):
        inner = _json_in(body)
        if inner is not None:
            yield from _walk(inner, depth + 1)
        else:
            message = body.strip().strip('"')
            yield ("" if message == "null" else message), []
    elif isinstance(body, list):
        for entry in body[:_MAX_PARTS]:
            yield from _walk(entry, depth + 1)
    elif isinstance(body, dict):
        yield from _walk_object(body, depth)


def _walk_object(body: Mapping[str, Any], depth: int) -> Iterator[tuple[str, list[str]]]:
    codes = [str(code).lower() for name in _CODES if _is_bad(code := body.get(name))]
    message = next((m for name in _MESSAGES if isinstance(m := body.get(name), str) and m), "")
    inner = _json_in(message)
    yield ("" if inner is not None else message.strip()), codes
    if inner is not None:
        yield from _walk(inner, depth + 1)
    for name in _ENVELOPES:
        held = body.get(name)
        if isinstance(held, dict | list) or (name == "error" and isinstance(held, str)):
            yield from _walk(held, depth + 1)
    if isinstance(raw := body.get("raw"), str):  # another service's reply, unparsed
        yield from _walk(raw, depth + 1)


def _json_in(text: str) -> object | None:
    """Return the JSON object or list in a text; None if the text is something else."""
    text = _SSE.sub("", text.lstrip())
    if not text.startswith(("{", "[")):
        return None
    try:
        found: object = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, dict | list) else None


def _retry_after_in(message: str) -> float | None:
    """Return the delay that a sentence names."""
    found = _COME_AGAIN.search(message)
    if found is None or not (found[1] or found[2]):
        return None
    seconds = float(found[2] or 0) / (1000 if found[3] == "ms" else 1)
    return 60 * int(found[1] or 0) + seconds


def _retry_after_s(body: object, depth: int) -> float | None:
    """Return the delay of a ``RetryInfo``, as Google's services give it: ``"26s"``."""
    if depth > _MAX_DEPTH:
        return None
    if isinstance(body, dict):
        delay = re.fullmatch(r"(\d{1,9}(?:\.\d{1,9})?)s", str(body.get("retryDelay") or ""))
        if delay:
            return float(delay[1])
        inner: list[object] = [body[name] for name in _ENVELOPES if body.get(name)]
    else:
        inner = list(body) if isinstance(body, list) else []
    return next((s for part in inner if (s := _retry_after_s(part, depth + 1)) is not None), None)
