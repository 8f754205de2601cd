"""Errors in the form that clients of Ollama read: ``{"error": "a sentence"}``."""

from __future__ import annotations

import orjson
from starlette.responses import Response

from yeoul.api.problems import ErrorForm
from yeoul.api.replies import ReplyBody
from yeoul.errors import YeoulError
from yeoul.protocol.problems import MAX_DETAIL_CHARS, shortened, write_problem

#: Its clients take a 404 for a model that has to be fetched first.
_STATUSES = {"unknown_model": 404, "invalid_request": 400, "context_too_long": 400}


class OllamaError(ReplyBody):
    """An error reply in Ollama's form."""

    error: str


def reply_to(error: YeoulError) -> Response:
    """Return the reply that reports an error."""
    _, headers = write_problem(error)
    body = orjson.dumps({"error": shortened(error.detail, MAX_DETAIL_CHARS)})
    return Response(body, status_of(error), headers, "application/json")


def status_of(error: YeoulError | type[YeoulError]) -> int:
    """Return the status of the reply that reports an error, or errors of a kind."""
    return _STATUSES.get(error.code, error.status)


#: The form of the errors of this door.
OLLAMA_FORM = ErrorForm(reply_to, "application/json", OllamaError, status=status_of)
