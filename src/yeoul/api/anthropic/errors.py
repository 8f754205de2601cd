"""Errors in the form that clients of Anthropic's API read. As OpenAI's, they retry by the status.

``{"type": "error", "error": {"type", "message"}, "request_id"}``
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import orjson
from starlette.responses import Response

from yeoul.api.openai.errors import reply_to as openai_reply_to
from yeoul.api.problems import ErrorForm
from yeoul.api.replies import ReplyBody
from yeoul.errors import ErrorInfo, YeoulError
from yeoul.protocol.problems import MAX_DETAIL_CHARS, error_of, shortened

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


def error_body(error: ErrorInfo, request_id: str | None = None) -> dict[str, Any]:
    """Return the body, or the event of a stream, that reports an error."""
    return _body(openai_reply_to(error_of(error)).status_code, error.detail, request_id)


def reply_to(error: YeoulError) -> Response:
    """Return the reply that reports an error: as OpenAI's, in other words."""
    reply = openai_reply_to(error)
    body = orjson.dumps(_body(reply.status_code, error.detail, None))
    headers = {name: value for name, value in reply.headers.items() if name != "content-length"}
    return Response(body, reply.status_code, headers)


def _body(status: int, detail: str, request_id: str | None) -> dict[str, Any]:
    fault = {
        "type": _TYPES.get(status, "api_error"),
        "message": shortened(detail, MAX_DETAIL_CHARS),
    }
    return {"type": "error", "error": fault, "request_id": request_id}


#: The form of the errors of this door.
ANTHROPIC_FORM = ErrorForm(reply_to, "application/json", AnthropicError)
