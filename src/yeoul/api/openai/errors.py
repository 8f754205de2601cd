"""Errors in the form that clients of OpenAI's API read: ``{"error": {"message", "type", …}}``.

A status is also an instruction: those clients send a request again after 408, 409, 429 and every
5xx. So an error that a retry within seconds cannot mend says ``x-should-retry: false``. None that a
service has caused is a 401: the client would blame its own key.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import orjson
from starlette.responses import Response

from yeoul.api.openai import PREFIX
from yeoul.api.problems import ErrorForm
from yeoul.api.replies import ReplyBody
from yeoul.errors import ErrorInfo, InvalidRequest, NotFound, YeoulError
from yeoul.protocol.problems import (
    MAX_DETAIL_CHARS,
    MAX_FIELD_CHARS,
    kinds_of_errors,
    shortened,
    write_problem,
)


class _Told(NamedTuple):
    """An error in the words of the format."""

    type: str
    code: str | None
    #: None: its own.
    status: int | None = None


#: What clients ask for where the base URL lacks its end.
BARE = ("/chat/completions", "/completions", "/embeddings", "/models", "/responses")

_WRONG = "invalid_request_error"
#: By code. Of all others the server is at fault, or the request is, as the status says.
_TOLD = {
    "malformed_request": _Told(_WRONG, None),
    "invalid_request": _Told(_WRONG, "unsupported_value", 400),
    "unknown_model": _Told(_WRONG, "model_not_found", 404),
    # Agents shorten their history at exactly this code.
    "context_too_long": _Told(_WRONG, "context_length_exceeded", 400),
    "payload_too_large": _Told(_WRONG, None),
    "unsupported_media_type": _Told(_WRONG, None),
    "method_not_allowed": _Told(_WRONG, None),
    "not_found": _Told(_WRONG, None),
    "conversation_deleted": _Told(_WRONG, None),
    "unauthenticated": _Told("authentication_error", "invalid_api_key"),
    "setup_needed": _Told("authentication_error", "setup_needed"),
    "provider_rate_limited": _Told("rate_limit_error", "rate_limit_exceeded", 429),
    "quota_exceeded": _Told("rate_limit_error", "insufficient_quota"),
    "too_many_at_once": _Told("rate_limit_error", "rate_limit_exceeded"),
}
_TYPES = {403: "permission_error", 429: "rate_limit_error"}
#: Errors that may pass, but not within the seconds in which a client sends its request again.
_LASTING = frozenset({"storage_full"})


class OpenAiFault(ReplyBody):
    """What an error says."""

    message: str
    type: str
    param: str | None
    code: str | None


class OpenAiError(ReplyBody):
    """An error reply in OpenAI's form."""

    error: OpenAiFault


def error_body(
    error: ErrorInfo, param: str | None = None, *, status: int | None = None
) -> dict[str, Any]:
    """Return the body, or the event of a stream, that reports an error.

    ``status`` is the error's own, if that is known.
    """
    status = status or kinds_of_errors().get(error.code, YeoulError).status
    told = _TOLD.get(error.code) or _Told(_type_of(status), error.code)
    message = shortened(error.detail, MAX_DETAIL_CHARS)
    return {
        "error": {"message": message, "type": told.type, "param": param, "code": told.code},
    }


def _type_of(status: int) -> str:
    return "server_error" if status >= 500 else _TYPES.get(status, _WRONG)


def reply_to(error: YeoulError) -> Response:
    """Return the reply that reports an error."""
    param = (
        _param(error.fields[0][0]) if isinstance(error, InvalidRequest) and error.fields else None
    )
    _, headers = write_problem(error)
    if not error.retryable or error.code in _LASTING:
        headers["x-should-retry"] = "false"
    body = orjson.dumps(error_body(error.info, param, status=error.status))
    return Response(body, status_of(error), headers, "application/json")


def status_of(error: YeoulError | type[YeoulError]) -> int:
    """Return the status of the reply that reports an error, or errors of a kind."""
    told = _TOLD.get(error.code)
    return told.status if told and told.status else error.status


def _param(field: str) -> str:
    """Return ``messages[0].role`` for ``messages.0.role``."""
    return re.sub(r"\.([0-9]+)(?![^.])", r"[\1]", field)


def nowhere(path: str) -> NotFound:
    """Return the error of an address without a route; most are a wrong base URL."""
    doubled = f"{PREFIX}{PREFIX}"
    if path in BARE or path == doubled or path.startswith(f"{doubled}/"):
        return NotFound(f"There is nothing at {path}: the base URL has to end with one {PREFIX}.")
    return NotFound(
        f"There is nothing at {shortened(path, MAX_FIELD_CHARS)}. There are"
        f" {PREFIX}/chat/completions, {PREFIX}/responses and {PREFIX}/models."
    )


#: The form of the errors of this door.
OPENAI_FORM = ErrorForm(reply_to, "application/json", OpenAiError, nowhere, status_of)
