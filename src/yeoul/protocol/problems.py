"""Errors as ``application/problem+json`` (RFC 9457), in both directions. Pure."""

from __future__ import annotations

import re
from typing import Any

import orjson

from yeoul.errors import ErrorInfo, InvalidRequest, YeoulError

MEDIA_TYPE = "application/problem+json"

#: Faults of one request that a problem names.
MAX_FAULTS = 20
#: Characters of a field's name and of a sentence, either of which may repeat a client's input.
MAX_FIELD_CHARS = 100
MAX_DETAIL_CHARS = 2_000

#: An API token, of a person or of the machine.
_TOKEN = re.compile(r"yeoul_[\w-]{20,}")

#: HTTP statuses of a proxy in front of a server that will soon be back.
_PASSING = {502, 503, 504}


def write_problem(error: YeoulError) -> tuple[bytes, dict[str, str]]:
    """Return the body that reports ``error``, and the headers that belong to it.

    The reply's status is ``error.status``.
    """
    body: dict[str, Any] = {
        "type": f"urn:yeoul:error:{error.code}",
        "title": error.title,
        "status": error.status,
        "detail": _shown(error.detail, MAX_DETAIL_CHARS),
        "code": error.code,
        "retryable": error.retryable,
    }
    if isinstance(error, InvalidRequest) and error.fields:
        body["errors"] = [
            {
                "field": _shown(field, MAX_FIELD_CHARS),
                "message": _shown(text, MAX_DETAIL_CHARS),
            }
            for field, text in error.fields[:MAX_FAULTS]
        ]
    headers = {"cache-control": "no-store"}
    if error.retry_after_s is not None:
        headers["retry-after"] = str(max(1, round(error.retry_after_s)))
    if error.status == 401:
        headers["www-authenticate"] = "Bearer"  # required with a 401 (RFC 9110, §11.6.1)
    return orjson.dumps(body), headers


def read_problem(status: int, body: bytes, retry_after: str = "") -> YeoulError:
    """Return the error that a reply with another status than 200 stands for.

    ``retry_after`` is the reply's ``Retry-After``. An error of a later version becomes a plain
    `YeoulError` with its sentence; so does the reply of another server. The error is ``retryable``
    if the reply says so; where it says nothing, as its kind is, and an unknown kind by ``status``.
    """
    unknown = YeoulError(f"The server there is not Yeoul, or cannot answer (HTTP {status}).")
    unknown.retryable = status in _PASSING
    try:
        problem = orjson.loads(body)
        code, detail, said = str(problem["code"]), str(problem["detail"]), problem.get("retryable")
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return unknown
    kinds = kinds_of_errors()
    error = kinds.get(code, YeoulError)(detail)
    known = error.retryable if code in kinds else unknown.retryable
    error.retryable = said if isinstance(said, bool) else known
    error.retry_after_s = float(retry_after) if retry_after.isdigit() else None
    return error


def _shown(text: str, most_chars: int) -> str:
    """Return what a reply can hold of a text, which may come from anywhere."""
    shown = shortened(without_tokens(text), most_chars)
    return shown.encode(errors="replace").decode()  # halves of characters beyond U+FFFF


def without_tokens(text: str) -> str:
    """Return ``text`` without the API tokens in it; what is left of each shows that it was one."""
    return _TOKEN.sub("yeoul_…", text)


def error_of(info: ErrorInfo) -> YeoulError:
    """Return the error that was kept as ``info``: one of an unknown kind keeps its sentence."""
    error = kinds_of_errors().get(info.code, YeoulError)(info.detail)
    error.retryable = info.retryable
    return error


def kinds_of_errors() -> dict[str, type[YeoulError]]:
    """Return all errors by their codes."""
    return {kind.code: kind for kind in YeoulError.__subclasses__()}


def shortened(text: str, most_chars: int) -> str:
    """Return ``text``, or its beginning and an ellipsis if it has more than ``most_chars``."""
    return text if len(text) <= most_chars else text[: most_chars - 1] + "…"
