"""Turns every error into a reply, in the form of the door that was asked: by default a problem."""

from __future__ import annotations

import logging
from collections.abc import Callable, Container, Sequence
from functools import partial
from typing import Any, Final, NamedTuple

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette._utils import get_route_path
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.routing import BaseRoute, Match

from yeoul.api.fields import MISMATCHES
from yeoul.api.refusal_page import refusal_page
from yeoul.api.replies import Problem, ReplyBody
from yeoul.errors import (
    Forbidden,
    Internal,
    InvalidRequest,
    MalformedRequest,
    MethodNotAllowed,
    NotFound,
    PayloadTooLarge,
    YeoulError,
)
from yeoul.protocol.problems import (
    MAX_FAULTS,
    MAX_FIELD_CHARS,
    MEDIA_TYPE,
    shortened,
    write_problem,
)

logger = logging.getLogger(__name__)

#: Where links to conversations lead; what follows is a link's token, which no log may have.
SHARED_PATH = "/s/"

#: Faults of one request that a problem's sentence names.
MAX_TOLD_FAULTS = 3

#: Parts of a request, as faults name them.
_PARTS = ("body", "query", "path", "header")
_NOT_JSON = "The body is not valid JSON in UTF-8, or has more parts than any request."


def problem(error: YeoulError) -> Response:
    """Return the reply that reports ``error``."""
    body, headers = write_problem(error)
    return Response(body, error.status, headers, MEDIA_TYPE)


class ErrorForm(NamedTuple):
    """The form in which a door's errors leave."""

    #: Returns the reply that reports an error: its status, and ``Retry-After`` if it knows when.
    reply: Callable[[YeoulError], Response]
    media_type: str
    #: The shape of the reply's body, for the API description.
    shape: type[ReplyBody]
    #: Says what is wrong with an address that has no route.
    nowhere: Callable[[str], NotFound] = lambda path: NotFound("There is nothing at this address.")
    #: Returns the status of an error's reply.
    status: Callable[[type[YeoulError]], int] = lambda kind: kind.status


#: RFC 9457: the form of the native door, and of all addresses that belong to no door.
PROBLEM = ErrorForm(problem, MEDIA_TYPE, Problem)


class BodyRefused(HTTPException):
    """Raised where a body is read, for an error of which its handler knows nothing.

    An `HTTPException`, because FastAPI takes any other one there for a fault in the JSON.
    """

    def __init__(self, why: YeoulError) -> None:
        super().__init__(why.status)
        self.why = why


#: Key in the ASGI scope of the form of a request's errors, where its body has told another one than
#: that of the address.
FORM: Final = "yeoul.error_form"

#: Returns the form of the errors at a path, which is without a mount's prefix, by the names of the
#: request's headers.
FormAt = Callable[[str, Container[str]], ErrorForm]


def install(
    app: FastAPI,
    form_at: FormAt = lambda path, headers: PROBLEM,
    *,
    on_refusal: Callable[[str], None] = lambda code: None,
) -> None:
    """Turn every error that leaves a handler into a reply in the form of its address.

    ``on_refusal`` is told the code of one that says that a known caller may not do this.
    """
    form_of = partial(_form_of, form_at)

    def reply_to(request: HTTPConnection, error: YeoulError) -> Response:
        return form_of(request).reply(error)

    @app.exception_handler(YeoulError)
    async def yeoul_error(request: HTTPConnection, error: YeoulError) -> Response:
        if isinstance(error, Forbidden):
            on_refusal(error.code)
        # To a WebSocket it is the refusal of its handshake.
        return _page_about(error, request, form_of(request)) or reply_to(request, error)

    @app.exception_handler(RequestValidationError)
    async def validation_error(request: Request, error: RequestValidationError) -> Response:
        return reply_to(request, invalid(error.errors()))

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> Response:
        path = get_route_path(request.scope)
        reply = reply_to(request, _from_http(error, partial(form_of(request).nowhere, path)))
        reply.headers.update({**(error.headers or {}), **_allowed(request, error)})
        return reply

    @app.exception_handler(Exception)
    async def unforeseen(request: Request, error: Exception) -> Response:
        path = get_route_path(request.scope)
        shown = f"{SHARED_PATH}…" if path.startswith(SHARED_PATH) else request.url.path
        logger.exception("%s %s failed", request.method, shown, exc_info=error)
        return reply_to(request, Internal.unforeseen())


def _form_of(form_at: FormAt, request: HTTPConnection) -> ErrorForm:
    form: ErrorForm | None = request.scope.get(FORM)
    return form or form_at(get_route_path(request.scope), request.headers)


def _page_about(error: YeoulError, request: HTTPConnection, form: ErrorForm) -> Response | None:
    """Return what a person is shown who may not do this, if a person looks."""
    scope = request.scope
    if not isinstance(error, Forbidden) or scope["type"] != "http":
        return None
    if form is not PROBLEM:
        return None  # other doors' addresses are for programs alone
    root_path = scope.get("root_path", "")
    return refusal_page(error, scope["method"], request.headers, root_path=root_path)


def _allowed(request: Request, error: HTTPException) -> dict[str, str]:
    """Return the header that names the methods of an address, if there is another one.

    The router names those of the first route alone.
    """
    methods = _methods(request) if error.status_code == MethodNotAllowed.status else []
    return {"allow": ", ".join(methods)} if methods else {}


def _methods(request: Request) -> list[str]:
    """Return the methods of all routes at the address; the router names those of the first one.

    An address that is written out is not one of the ids that others take in the same place.
    """
    routes = request.app.router.routes
    there = [route for route in routes if route.matches(request.scope)[0] != Match.NONE]
    fewest = min((_ids_in(route) for route in there), default=0)
    named = (route for route in there if _ids_in(route) == fewest)
    return sorted({method for route in named for method in getattr(route, "methods", None) or ()})


def _ids_in(route: BaseRoute) -> int:
    return len(getattr(route, "param_convertors", ()))


def invalid(faults: Sequence[Any]) -> YeoulError:
    """Return the error for pydantic's ``faults``, with the names of the fields."""
    if any(fault["type"] in ("json_invalid", "missing_body") for fault in faults):
        return MalformedRequest(_NOT_JSON)
    fields = tuple((_path(fault["loc"]), _message(fault)) for fault in faults[:MAX_FAULTS])
    told = [f"{field}: {text}" if field else text for field, text in fields[:MAX_TOLD_FAULTS]]
    more = "; and more" if len(fields) > len(told) else ""
    return InvalidRequest(f"{'; '.join(told)}{more}.", fields=fields)


def _path(location: Sequence[str | int]) -> str:
    """Return ``parameters.temperature`` for ``("body", "parameters", "temperature")``."""
    named = location[1:] if location and location[0] in _PARTS else location
    return shortened(".".join(map(str, named)), MAX_FIELD_CHARS)


def _message(fault: Any) -> str:
    if fault["type"] == "string_pattern_mismatch":
        text: str = MISMATCHES.get(fault["ctx"]["pattern"], fault["msg"])
    elif fault["type"] == "too_short" and fault["ctx"]["actual_length"] == 0:
        text = "must not be empty"
    elif fault["type"] == "model_attributes_type":  # whose own words speak of Python
        text = "must be an object" if _path(fault["loc"]) else "the body must be a JSON object"
    else:
        text = fault["msg"].removeprefix("Value error, ")
    return text[:1].lower() + text[1:]


def _from_http(error: HTTPException, nowhere: Callable[[], NotFound]) -> YeoulError:
    if isinstance(error, BodyRefused):
        return error.why
    if error.status_code == NotFound.status:
        return nowhere()
    if error.status_code == MethodNotAllowed.status:
        return MethodNotAllowed("This address exists, but not for this method.")
    if error.status_code == PayloadTooLarge.status:
        return PayloadTooLarge("The request is longer than this server takes.")
    if error.status_code == MalformedRequest.status:
        return MalformedRequest(_NOT_JSON)
    return Internal(str(error.detail))
