"""Errors as `useChat` shows them: its error's message is the body of the reply, a sentence."""

from __future__ import annotations

from pydantic import RootModel
from starlette.responses import Response

from yeoul.api.ollama.errors import status_of
from yeoul.api.problems import ErrorForm
from yeoul.api.replies import ReplyBody
from yeoul.errors import YeoulError
from yeoul.protocol.problems import MAX_DETAIL_CHARS, shortened, write_problem


class UiError(ReplyBody, RootModel[str]):
    """An error reply: a sentence."""


def reply_to(error: YeoulError) -> Response:
    """Return the reply that reports an error."""
    _, headers = write_problem(error)
    text = shortened(error.detail, MAX_DETAIL_CHARS)
    return Response(text, status_of(error), headers, "text/plain")


#: The form of the errors of this door. The statuses are those of Ollama's, which shares an address
#: with it; its clients look at the sentence alone.
UI_FORM = ErrorForm(reply_to, "text/plain", UiError, status=status_of)
