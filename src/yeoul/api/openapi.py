"""The API description: FastAPI's own, completed with everything besides a route's plain reply.

FastAPI knows the reply of a function. It does not know the errors that its work raises
(`REFUSALS`), those of the guard and of the connection, or the events inside a stream.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, get_args

from fastapi import FastAPI
from pydantic.json_schema import models_json_schema

from yeoul.api import health
from yeoul.api.native import completion, schemas, stream_schemas
from yeoul.api.native.schemas import Reply
from yeoul.api.native.stream_schemas import data_shape
from yeoul.api.services import Services
from yeoul.errors import (
    AnswerInProgress,
    ConversationDeleted,
    ForbiddenHost,
    ForbiddenOrigin,
    IdempotencyConflict,
    IdTaken,
    Internal,
    InvalidCursor,
    InvalidRequest,
    MalformedRequest,
    ModelUnavailable,
    NotContinuable,
    NotFound,
    PayloadTooLarge,
    ProviderBroken,
    ProviderRateLimited,
    ProviderRejected,
    ProviderTimeout,
    ProviderUnauthorized,
    ProviderUnavailable,
    SearchTimeout,
    ShuttingDown,
    StorageFailed,
    StorageFull,
    TooManyAnswers,
    UnknownModel,
    UnsupportedMediaType,
    YeoulError,
)
from yeoul.protocol.events import CURSOR_PATTERN, Kind
from yeoul.protocol.problems import MEDIA_TYPE

#: The first version that can describe the single events of a stream.
VERSION = "3.2.0"

_COMPONENT = "#/components/schemas/"

Errors = tuple[type[YeoulError], ...]

_PROVIDERS: Errors = (
    ProviderUnauthorized,
    ProviderRejected,
    ProviderRateLimited,
    ProviderUnavailable,
    ProviderBroken,
    ProviderTimeout,
    ModelUnavailable,
)
_WRITING: Errors = (StorageFailed, StorageFull)
_BEGINNING: Errors = (ShuttingDown, TooManyAnswers, *_WRITING)
_CONVERSATION: Errors = (NotFound, ConversationDeleted)

#: The errors of each operation, beyond those of every request.
REFUSALS: Mapping[str, Errors] = {
    "POST /api/answers": (
        *_CONVERSATION,
        UnknownModel,
        AnswerInProgress,
        IdempotencyConflict,
        IdTaken,
        InvalidRequest,
        *_PROVIDERS,
        *_BEGINNING,
    ),
    "GET /api/answers/{answer_id}": (NotFound, StorageFailed),
    "GET /api/answers/{answer_id}/events": (
        InvalidCursor,
        NotFound,
        InvalidRequest,
        ShuttingDown,
        StorageFailed,
    ),
    "POST /api/answers/{answer_id}/stop": (NotFound, *_WRITING),
    "POST /api/answers/{answer_id}/continue": (
        NotFound,
        UnknownModel,
        NotContinuable,
        *_PROVIDERS,
        *_BEGINNING,
    ),
    "GET /api/conversations": (
        InvalidCursor,
        PayloadTooLarge,  # a search reads on, to see its client leave
        InvalidRequest,
        SearchTimeout,
        StorageFailed,
    ),
    "GET /api/conversations/{conversation_id}": (*_CONVERSATION, StorageFailed),
    "PATCH /api/conversations/{conversation_id}": (
        *_CONVERSATION,
        UnknownModel,
        InvalidRequest,
        *_PROVIDERS,
        *_WRITING,
    ),
    "DELETE /api/conversations/{conversation_id}": (NotFound, *_WRITING),
    "POST /api/conversations/{conversation_id}/restore": (NotFound, *_WRITING),
    "GET /api/changes": (),
    "GET /api/models": _PROVIDERS,
    "GET /api/storage": (StorageFailed,),
    f"GET {completion.PATH}": (UnknownModel, InvalidRequest, *_PROVIDERS, *_BEGINNING),
    f"GET {health.ALIVE_PATH}": (),
    "GET /readyz": (),
    f"GET {health.FIGURES_PATH}": (),
}

_EVERYWHERE: Errors = (MalformedRequest, ForbiddenHost, ForbiddenOrigin, Internal)
#: Errors of a request that may have a body, whether or not its route takes one.
_OF_A_BODY: Errors = (PayloadTooLarge, UnsupportedMediaType)

#: Shapes that no route names as its reply.
_STREAM_SHAPES = (
    stream_schemas.ChangeData,
    stream_schemas.EventEntry,  # and with it, the data of every kind
    stream_schemas.EventList,
    schemas.Problem,
)


#: Requests that name a model, by the names of their shapes.
_NAMING_MODELS = ("AskRequest", "ConversationPatch")


def install(app: FastAPI) -> None:
    """Make the app describe itself completely, with its current models."""
    app.openapi_version = VERSION
    describe = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            _complete(describe())
        assert app.openapi_schema is not None
        services: Services | None = getattr(app.state, "services", None)
        _name_models(app.openapi_schema, services.chat.known_model_ids() if services else ())
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]  # FastAPI's documented way


def _name_models(document: dict[str, Any], ids: tuple[str, ...]) -> None:
    """Restrict every ``model`` of a request to ``ids``, if there are any."""
    shapes = document["components"]["schemas"]
    named = [shapes[name]["properties"]["model"] for name in _NAMING_MODELS]
    asking = document["paths"].get(completion.PATH)  # off in a mounted app
    asked = asking["get"]["parameters"] if asking else []
    for schema in [*named, *(each["schema"] for each in asked if each["name"] == "model")]:
        kinds = schema.get("anyOf", [schema])
        model = next(kind for kind in kinds if kind.get("type") == "string")
        model.pop("enum", None)
        if ids:
            model["enum"] = list(ids)


def _complete(document: dict[str, Any]) -> None:
    """Complete and correct FastAPI's ``document``."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            _tell_refusals(operation, method, REFUSALS.get(f"{method.upper()} {path}", ()))
            for parameter in operation.get("parameters", ()):
                parameter["schema"] = _without_null(parameter["schema"])
    _, shapes = models_json_schema(
        [(shape, "serialization") for shape in _STREAM_SHAPES],
        ref_template=_COMPONENT + "{model}",
    )
    components = document.setdefault("components", {}).setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        components.pop(name, None)
    for name, shape in (shapes["$defs"] | _streamed()).items():
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
            "content": {MEDIA_TYPE: {"schema": {"$ref": f"{_COMPONENT}Problem"}}},
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


def _streamed() -> dict[str, Any]:
    """Return the shapes of the entries of event streams: text fields, of which ``data`` is JSON."""
    kinds: tuple[Kind, ...] = get_args(Kind)
    return {
        "StreamedEvent": _stream(
            "An event of an answer, or a heartbeat, as an event stream carries it.",
            [
                *(_entry(kind, data_shape(kind), id=CURSOR_PATTERN) for kind in kinds),
                _entry("heartbeat", data_shape("heartbeat")),
            ],
        ),
        "StreamedChange": _stream(
            "A change, or a heartbeat, as an event stream carries it.",
            [_entry("change", stream_schemas.ChangeData), _entry("heartbeat", None)],
        ),
    }


def _stream(description: str, entries: list[dict[str, Any]]) -> dict[str, Any]:
    return {"description": description, "oneOf": entries}


def _entry(kind: str, shape: type[Reply] | None, *, id: str | None = None) -> dict[str, Any]:
    content = {"type": "object"} if shape is None else {"$ref": _COMPONENT + shape.__name__}
    data = {"type": "string", "contentMediaType": "application/json", "contentSchema": content}
    fields: dict[str, Any] = {"event": {"const": kind}, "data": data}
    if id is not None:
        fields["id"] = {"type": "string", "pattern": id}
    return {"type": "object", "properties": fields, "required": list(fields)}
