"""``POST /api/chat``, which two formats have in common: the AI SDK's and Ollama's.

The body tells whose it is, so it is read here, once. Errors from there on have the form of that
format. Where nobody has read the body, they are ``{"error": "a sentence"}``: clients of Ollama read
it, and pages with the AI SDK show it as it is.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final, NamedTuple

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.requests import ClientDisconnect

from yeoul.api.ai_sdk import ui_chat
from yeoul.api.ai_sdk.door import ASK_ERRORS
from yeoul.api.ai_sdk.errors import UI_FORM
from yeoul.api.ai_sdk.ui_request import UiRequest, is_ui_request
from yeoul.api.bodies import Handler, HistoryRoute
from yeoul.api.dependencies import Dependencies, Deps, dependencies_of
from yeoul.api.doors import CALL_ERRORS, HISTORY_ENCODINGS, MAX_HISTORY_BYTES, Door
from yeoul.api.ollama import chat as ollama_chat
from yeoul.api.ollama.chat_request import OllamaRequest
from yeoul.api.ollama.errors import OLLAMA_FORM
from yeoul.api.ollama.line_writer import LINES_CONTENT
from yeoul.api.problems import FORM, ErrorForm
from yeoul.api.replies import OBJECT_CONTENT, TEXT_STREAM_CONTENT
from yeoul.errors import InvalidRequest, NotFound

PATH: Final = "/api/chat"


class _Format(NamedTuple):
    """One of the two formats."""

    #: The name of its door in the settings.
    door: str
    #: Of the door, for a sentence.
    title: str
    form: ErrorForm
    shape: type[BaseModel]
    answer: Callable[[Request, Dependencies, Any], Awaitable[Response]]


_UI = _Format("ai_sdk", "the AI SDK's pages", UI_FORM, UiRequest, ui_chat.answer)
_OLLAMA = _Format("ollama", "Ollama's clients", OLLAMA_FORM, OllamaRequest, ollama_chat.answer)


class _SharedRoute(HistoryRoute):
    """Reads the body, and gives it to the format that it has."""

    def for_json(self, general: Handler) -> Handler:
        async def handle(request: Request) -> Response:
            try:
                given = await request.json()
            except (ValueError, ClientDisconnect):
                raise RequestValidationError([{"type": "json_invalid"}]) from None
            if not isinstance(given, dict):
                raise InvalidRequest("The body must be a JSON object.")
            format = _UI if is_ui_request(given) else _OLLAMA
            request.scope[FORM] = format.form
            deps = dependencies_of(request)
            if format.door not in deps.doors:
                raise NotFound(
                    f"The door for {format.title} is closed: start the server with {format.door}"
                    " among its --doors."
                )
            return await format.answer(request, deps, _read(format.shape, given))

        return handle


def _read(shape: type[BaseModel], given: dict[str, Any]) -> BaseModel:
    try:
        return shape.model_validate(given)
    except ValidationError as error:
        raise RequestValidationError(error.errors()) from None


router = APIRouter(tags=["AI SDK", "Ollama"], route_class=_SharedRoute)

_REPLY: dict[str, Any] = {
    "description": "To a page with the AI SDK: a UI message stream. To a client of Ollama: the"
    " answer whole, or line by line.",
    "content": {**TEXT_STREAM_CONTENT, **LINES_CONTENT, **OBJECT_CONTENT},
}


@router.post(PATH, summary="Chat", response_class=Response, responses={200: _REPLY})
async def chat(request: Request, deps: Deps, body: UiRequest | OllamaRequest) -> Response:
    """Answer a page with the AI SDK's `useChat`, or a client of Ollama: the body tells which."""
    raise AssertionError("the route has answered, or refused the body")


SHARED_CHAT = Door(
    prefixes=(PATH,),
    routers=(router,),
    refusals={f"POST {PATH}": tuple(dict.fromkeys((*ASK_ERRORS, *CALL_ERRORS)))},
    shapes=(),
    streams={},
    scopes={f"POST {PATH}": frozenset({"ask"})},
    errors=OLLAMA_FORM,
    max_body_bytes=MAX_HISTORY_BYTES,
    encodings=HISTORY_ENCODINGS,
    takes_key=True,
)

#: The doors, by their names in the settings, of which one is enough for this address to be there.
SHARED_BY: Final = (_UI.door, _OLLAMA.door)
