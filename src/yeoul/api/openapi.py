"""The API description: FastAPI's own, completed with everything besides a route's plain reply.

FastAPI knows the reply of a function. It does not know the errors of the guard and of the
connection, which are added here, nor the errors that a route's work raises and the events inside a
stream: each door describes its own (`Door`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from pydantic.json_schema import models_json_schema
from starlette.routing import Route

from yeoul.api.dependencies import Dependencies
from yeoul.api.doors import Door, Errors, form_at
from yeoul.api.identity import for_admins
from yeoul.api.problems import PROBLEM, ErrorForm
from yeoul.api.replies import ReplyBody
from yeoul.api.scopes import PATH_END
from yeoul.caller import SCOPES, Reach
from yeoul.errors import (
    Forbidden,
    ForbiddenHost,
    ForbiddenOrigin,
    Internal,
    MalformedRequest,
    PayloadTooLarge,
    TooManyAtOnce,
    Unauthenticated,
    UnsupportedMediaType,
    YeoulError,
)

#: The first version that can describe the single events of a stream.
VERSION = "3.2.0"

#: Where a description has its shapes.
COMPONENT = "#/components/schemas/"

_SAME_NAME = "Two shapes of the API description are called {}: rename one of the classes."

#: Where a model need not be known here: an assistant may come from another server.
_ANY_MODEL = ("/api/assistants", "/api/assistants/{assistant_id}")

_EVERYWHERE: Errors = (MalformedRequest, ForbiddenHost, ForbiddenOrigin, Internal)
#: By what a caller is known, where there are accounts.
_SECURITY: dict[str, Any] = {
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "__Host-yeoul",
        "description": "Of a browser that is logged in; over http, and at other ports, the name is"
        " another one.",
    },
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "Of a program: a token of its person, of which one of the scopes is enough.",
    },
}
#: Errors of a request that may have a body, whether or not its route takes one.
_OF_A_BODY: Errors = (PayloadTooLarge, UnsupportedMediaType)


def install(
    app: FastAPI, doors: Sequence[Door], needs_caller: Callable[[str], bool] = lambda path: True
) -> None:
    """Make the app describe itself completely, with its doors and its current models.

    ``needs_caller`` tells whether a path demands a known caller. The description is made when it
    is first asked for; it raises `ValueError` if two shapes have one name.
    """
    app.openapi_version = VERSION
    describe = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            _complete(describe(), doors, partial(_of_callers, needs_caller))
        assert app.openapi_schema is not None
        deps: Dependencies | None = getattr(app.state, "dependencies", None)
        _name_models(app.openapi_schema, deps.chat.known_model_ids() if deps else ())
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]  # FastAPI's documented way
    for route in app.routes:
        if isinstance(route, Route) and route.path == app.openapi_url:
            route.app = for_admins(route.app)


def _of_callers(needs_caller: Callable[[str], bool], path: str) -> Errors:
    """Return the errors for callers that an address refuses: of people, and of programs."""
    if not needs_caller(path):
        return ()
    by_token: Errors = (Forbidden, TooManyAtOnce)
    return (Unauthenticated, *by_token)


def _name_models(document: dict[str, Any], ids: tuple[str, ...]) -> None:
    """Restrict every ``model`` of a request to ``ids``, if there are any."""
    for schema in _model_fields(document):
        kinds = schema.get("anyOf", [schema])
        model = next(kind for kind in kinds if kind.get("type") == "string")
        model.pop("enum", None)
        if ids:
            model["enum"] = list(ids)


def _model_fields(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the schema of each ``model`` in the address or the body of a request."""
    shapes = document["components"]["schemas"]
    paths = {path: methods for path, methods in document["paths"].items() if path not in _ANY_MODEL}
    for operation in (each for methods in paths.values() for each in methods.values()):
        for parameter in operation.get("parameters", ()):
            if parameter["name"] == "model":
                yield parameter["schema"]
        for content in operation.get("requestBody", {}).get("content", {}).values():
            # The body of one address has one of two shapes.
            for each in content["schema"].get("anyOf", [content["schema"]]):
                # A picture has no shape.
                shape = shapes.get(each.get("$ref", "").removeprefix(COMPONENT), {})
                if "model" in shape.get("properties", ()):
                    yield shape["properties"]["model"]


def _complete(
    document: dict[str, Any], doors: Sequence[Door], of_callers: Callable[[str], Errors]
) -> None:
    """Complete and correct FastAPI's ``document``."""
    refusals = {name: errors for door in doors for name, errors in door.refusals.items()}
    scopes = {
        name.replace(PATH_END, "}"): needed
        for door in doors
        for name, needed in door.scopes.items()
    }
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            errors = refusals.get(f"{method.upper()} {path}", ())
            errors = (*of_callers(path), *errors)
            _tell_refusals(operation, method, errors, form_at(doors, path))
            _tell_security(operation, of_callers(path), scopes.get(f"{method.upper()} {path}", ()))
            for parameter in operation.get("parameters", ()):
                parameter["schema"] = _without_null(parameter["schema"])
    forms: list[type[ReplyBody]] = [PROBLEM.shape, *(door.errors.shape for door in doors)]
    named = [*forms, *(shape for door in doors for shape in door.shapes)]
    _, shapes = models_json_schema(
        [(shape, "serialization") for shape in dict.fromkeys(named)],
        ref_template=COMPONENT + "{model}",
    )
    document.setdefault("components", {})["securitySchemes"] = _SECURITY
    components = document["components"].setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        components.pop(name, None)
    for more in (shapes["$defs"], *(door.streams for door in doors)):
        _add_shapes(components, more)


def _add_shapes(components: dict[str, Any], shapes: Mapping[str, Any]) -> None:
    """Add shapes to a description, each under its own name.

    Raises:
        ValueError: two shapes have one name. Readers of the description know a shape by its name,
            and FastAPI would give both of them another one.
    """
    for name, shape in shapes.items():
        if _comparable(components.setdefault(name, shape)) != _comparable(shape):
            raise ValueError(_SAME_NAME.format(name))
    for name in components:
        # FastAPI and pydantic put the modules before a name that two classes have.
        if "__" in name:
            raise ValueError(_SAME_NAME.format(name.rpartition("__")[2]))


def _comparable(shape: dict[str, Any]) -> dict[str, Any]:
    """Return a shape without defaults of null, which FastAPI leaves out and pydantic states."""
    fields = {
        name: {key: value for key, value in field.items() if (key, value) != ("default", None)}
        for name, field in shape.get("properties", {}).items()
    }
    return {**shape, "properties": fields}


def _tell_security(operation: dict[str, Any], errors: Errors, scopes: Iterable[Reach]) -> None:
    """Tell by what a caller is known to an operation, and which scopes of a token are enough."""
    if not errors:
        return
    by_token = [{"token": [scope]} for scope in SCOPES if scope in scopes]
    operation["security"] = [{}, {"session": []}, *by_token]


def _tell_refusals(operation: dict[str, Any], method: str, errors: Errors, form: ErrorForm) -> None:
    replies = operation["responses"]
    replies.pop("422", None)  # FastAPI's own form, which is never sent
    changing = method not in ("get", "head")
    all_errors = (*_EVERYWHERE, *(_OF_A_BODY if changing else ()), *errors)
    for status, reply in _refusals(all_errors, form):
        if status == str(MalformedRequest.status):
            # Input that is not HTTP at all never reaches the API.
            reply["content"]["text/plain"] = {"schema": {"type": "string"}}
        if status in replies:  # /readyz
            reply["content"] |= replies[status].get("content", {})
            reply["description"] = f"{replies[status]['description']} {reply['description']}"
        replies[status] = reply
    replies["431"] = {"description": "Request line and headers are longer than 64 KiB together."}
    operation["responses"] = dict(sorted(replies.items()))


def _refusals(
    errors: Iterable[type[YeoulError]], form: ErrorForm
) -> Iterable[tuple[str, dict[str, Any]]]:
    """Yield each status with the reply that describes its errors."""
    by_status: defaultdict[int, list[type[YeoulError]]] = defaultdict(list)
    for error in dict.fromkeys(errors):
        by_status[form.status(error)].append(error)
    for status, ones in by_status.items():
        told = "; ".join(f"`{one.code}`: {one.title[:1].lower()}{one.title[1:]}" for one in ones)
        reply: dict[str, Any] = {
            "description": f"{HTTPStatus(status).phrase}. {told}.",
            "content": {form.media_type: {"schema": {"$ref": COMPONENT + form.shape.__name__}}},
        }
        if status == HTTPStatus.SERVICE_UNAVAILABLE:
            reply["headers"] = {
                "Retry-After": {
                    "description": "Seconds after which to come again, if the server knows.",
                    "schema": {"type": "integer", "minimum": 1},
                }
            }
        yield str(status), reply


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a parameter that may be absent, but not null."""
    kinds = [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]
    if len(kinds) != 1:
        return schema
    return {**kinds[0], **{name: value for name, value in schema.items() if name != "anyOf"}}
