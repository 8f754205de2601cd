"""The API description: FastAPI's own, completed with everything besides a route's plain reply.

FastAPI knows the reply of a function. It does not know the errors of the guard and of the
connection, which are added here, nor the errors that a route's work raises and the events inside a
stream: each door describes its own (`Door`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from pydantic.json_schema import models_json_schema

from yeoul.api.dependencies import Dependencies
from yeoul.api.doors import Door, Errors
from yeoul.api.replies import Problem, ReplyBody
from yeoul.errors import (
    ForbiddenHost,
    ForbiddenOrigin,
    Internal,
    MalformedRequest,
    PayloadTooLarge,
    UnsupportedMediaType,
    YeoulError,
)
from yeoul.protocol.problems import MEDIA_TYPE

#: The first version that can describe the single events of a stream.
VERSION = "3.2.0"

#: Where a description has its shapes.
COMPONENT = "#/components/schemas/"

_EVERYWHERE: Errors = (MalformedRequest, ForbiddenHost, ForbiddenOrigin, Internal)
#: Errors of a request that may have a body, whether or not its route takes one.
_OF_A_BODY: Errors = (PayloadTooLarge, UnsupportedMediaType)


def install(app: FastAPI, doors: Sequence[Door]) -> None:
    """Make the app describe itself completely, with its doors and its current models."""
    app.openapi_version = VERSION
    describe = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            _complete(describe(), doors)
        assert app.openapi_schema is not None
        deps: Dependencies | None = getattr(app.state, "dependencies", None)
        _name_models(app.openapi_schema, deps.chat.known_model_ids() if deps else ())
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]  # FastAPI's documented way


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
    for operation in (each for methods in document["paths"].values() for each in methods.values()):
        for parameter in operation.get("parameters", ()):
            if parameter["name"] == "model":
                yield parameter["schema"]
        for content in operation.get("requestBody", {}).get("content", {}).values():
            shape = shapes[content["schema"]["$ref"].removeprefix(COMPONENT)]
            if "model" in shape["properties"]:
                yield shape["properties"]["model"]


def _complete(document: dict[str, Any], doors: Sequence[Door]) -> None:
    """Complete and correct FastAPI's ``document``."""
    refusals = {name: errors for door in doors for name, errors in door.refusals.items()}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            _tell_refusals(operation, method, refusals.get(f"{method.upper()} {path}", ()))
            for parameter in operation.get("parameters", ()):
                parameter["schema"] = _without_null(parameter["schema"])
    named: list[type[ReplyBody]] = [Problem, *(shape for door in doors for shape in door.shapes)]
    _, shapes = models_json_schema(
        [(shape, "serialization") for shape in named],
        ref_template=COMPONENT + "{model}",
    )
    components = document.setdefault("components", {}).setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        components.pop(name, None)
    streams = {name: shape for door in doors for name, shape in door.streams.items()}
    for name, shape in (shapes["$defs"] | streams).items():
        components.setdefault(name, shape)


def _tell_refusals(operation: dict[str, Any], method: str, errors: Errors) -> None:
    replies = operation["responses"]
    replies.pop("422", None)  # FastAPI's own form, which is never sent
    changing = method not in ("get", "head")
    for status, reply in _refusals((*_EVERYWHERE, *(_OF_A_BODY if changing else ()), *errors)):
        if status == str(MalformedRequest.status):
            # Input that is not HTTP at all never reaches the API.
            reply["content"]["text/plain"] = {"schema": {"type": "string"}}
        if status in replies:  # /readyz
            reply["content"] |= replies[status].get("content", {})
            reply["description"] = f"{replies[status]['description']} {reply['description']}"
        replies[status] = reply
    replies["431"] = {"description": "Request line and headers are longer than 64 KiB together."}
    operation["responses"] = dict(sorted(replies.items()))


def _refusals(errors: Iterable[type[YeoulError]]) -> Iterable[tuple[str, dict[str, Any]]]:
    """Yield each status with the reply that describes its errors."""
    by_status: defaultdict[int, list[type[YeoulError]]] = defaultdict(list)
    for error in dict.fromkeys(errors):
        by_status[error.status].append(error)
    for status, ones in by_status.items():
        told = "; ".join(f"`{one.code}`: {one.title[:1].lower()}{one.title[1:]}" for one in ones)
        reply: dict[str, Any] = {
            "description": f"{HTTPStatus(status).phrase}. {told}.",
            "content": {MEDIA_TYPE: {"schema": {"$ref": f"{COMPONENT}Problem"}}},
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
