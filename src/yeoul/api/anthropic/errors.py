"""Errors in the form that clients of Anthropic's API read. As OpenAI's, they retry by the status.

``{"type": "error", "error": {"type", "message"}, "request_id"}``
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

import orjson
from starlette.responses import Response

from yeoul.api.anthropic import MESSAGES, MODELS, PREFIX
from yeoul.api.openai.errors import reply_to as openai_reply_to
from yeoul.api.openai.errors import status_of
from yeoul.api.problems import ErrorForm
from yeoul.api.replies import ReplyBody
from yeoul.errors import ErrorInfo, NotFound, YeoulError
from yeoul.protocol.conversation import new_id
from yeoul.protocol.problems import MAX_DETAIL_CHARS, MAX_FIELD_CHARS, error_of, shortened

#: Header that names a request, in refusals too.
REQUEST_ID: Final = "request-id"

#: The kind of an error by its status. All others are the server's.
_TYPES: Mapping[int, str] = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    405: "invalid_request_error",
    409: "invalid_request_error",
    413: "request_too_large",
    415: "invalid_request_error",
    429: "rate_limit_error",
    503: "overloaded_error",
    504: "timeout_error",
}


class AnthropicFault(ReplyBody):
    """What an error says."""

    type: str
    message: str


class AnthropicError(ReplyBody):
    """An error reply in Anthropic's form."""

    type: Literal["error"]
    error: AnthropicFault
    request_id: str | None


def new_request_id() -> str:
    """Return the name of one more request."""
    return f"req_{new_id()}"


def error_body(error: ErrorInfo, request_id: str | None = None) -> dict[str, Any]:
    """Return the body, or the event of a stream, that reports an error."""
    return _body(status_of(error_of(error)), error.detail, request_id)


def reply_to(error: YeoulError) -> Response:
    """Return the reply that reports an error: as OpenAI's, in other words.

    Its body and its headers name the request alike.
    """
    reply = openai_reply_to(error)
    request_id = new_request_id()
    body = orjson.dumps(_body(reply.status_code, error.detail, request_id))
    headers = {name: value for name, value in reply.headers.items() if name != "content-length"}
    return Response(body, reply.status_code, headers | {REQUEST_ID: request_id})


def _body(status: int, detail: str, request_id: str | None) -> dict[str, Any]:
    fault = {
        "type": _TYPES.get(status, "api_error"),
        "message": shortened(detail, MAX_DETAIL_CHARS),
    }
    return {"type": "error", "error": fault, "request_id": request_id}


def nowhere(path: str) -> NotFound:
    """Return the error of an address without a route; many are a base URL with a ``/v1``."""
    doubled = f"{PREFIX}{PREFIX}"
    if path == doubled or path.startswith(f"{doubled}/"):
        return NotFound(f"There is nothing at {path}: the base URL ends before the {PREFIX}.")
    return NotFound(
        f"There is nothing at {shortened(path, MAX_FIELD_CHARS)}. There are {MESSAGES},"
        f" {MESSAGES}/count_tokens and {MODELS}."
    )


#: The form of the errors of this door.
ANTHROPIC_FORM = ErrorForm(reply_to, "application/json", AnthropicError, nowhere, status_of)
