"""The native door: its routes, the errors of each, and the events of its streams."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from yeoul.api.doors import Door, Errors
from yeoul.api.native import (
    PREFIX,
    answers,
    changes,
    conversations,
    downloads,
    follow,
    imports,
    models,
    plain_text,
    services,
    storage,
)
from yeoul.api.native.stream_schemas import ChangeData, EventEntry, EventList, data_shape
from yeoul.api.openapi import COMPONENT
from yeoul.api.replies import ReplyBody
from yeoul.errors import (
    AnswerInProgress,
    ConversationDeleted,
    IdempotencyConflict,
    IdTaken,
    InvalidCursor,
    InvalidRequest,
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
    QuotaExhausted,
    SearchTimeout,
    ServiceFixed,
    ShuttingDown,
    StorageFailed,
    StorageFull,
    TooManyAnswers,
    UnknownModel,
)
from yeoul.protocol.events import CURSOR_PATTERN, Kind

_PROVIDERS: Errors = (
    ProviderUnauthorized,
    ProviderRejected,
    ProviderRateLimited,
    QuotaExhausted,
    ProviderUnavailable,
    ProviderBroken,
    ProviderTimeout,
    ModelUnavailable,
)
_WRITING: Errors = (StorageFailed, StorageFull)
_BEGINNING: Errors = (ShuttingDown, TooManyAnswers, *_WRITING)
_CONVERSATION: Errors = (NotFound, ConversationDeleted)

_REFUSALS: Mapping[str, Errors] = {
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
        StorageFull,  # the answer grows on a disk that takes nothing more
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
    "DELETE /api/conversations/{conversation_id}": (NotFound, InvalidRequest, *_WRITING),
    "POST /api/conversations/{conversation_id}/restore": (NotFound, *_WRITING),
    "POST /api/imports": (NotFound, IdTaken, InvalidRequest, *_WRITING),
    "GET /api/changes": (),
    "GET /api/models": _PROVIDERS,
    "DELETE /api/models/{model_id}": (NotFound, InvalidRequest, ModelUnavailable, StorageFailed),
    "GET /api/downloads": (),
    "POST /api/downloads": (InvalidRequest, ModelUnavailable, StorageFailed),
    "POST /api/downloads/{download_id}/pause": (NotFound, ModelUnavailable),
    "POST /api/downloads/{download_id}/resume": (NotFound, ModelUnavailable),
    "DELETE /api/downloads/{download_id}": (NotFound, ModelUnavailable),
    "GET /api/services": (),
    "POST /api/services": (InvalidRequest, ServiceFixed, *_WRITING),
    "POST /api/services/test": (InvalidRequest, *_PROVIDERS),
    "GET /api/services/nearby": (),
    "PATCH /api/services/{service_id}": (
        NotFound,
        InvalidRequest,
        ServiceFixed,
        *_PROVIDERS,
        *_WRITING,
    ),
    "DELETE /api/services/{service_id}": (NotFound, ServiceFixed, *_WRITING),
    "POST /api/services/{service_id}/try-continue": (NotFound, InvalidRequest, *_PROVIDERS),
    "GET /api/storage": (StorageFailed,),
    "GET /completion": (UnknownModel, InvalidRequest, *_PROVIDERS, *_BEGINNING),
}


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
            [_entry("change", ChangeData), _entry("heartbeat", None)],
        ),
    }


def _stream(description: str, entries: list[dict[str, Any]]) -> dict[str, Any]:
    return {"description": description, "oneOf": entries}


def _entry(kind: str, shape: type[ReplyBody] | None, *, id: str | None = None) -> dict[str, Any]:
    content = {"type": "object"} if shape is None else {"$ref": COMPONENT + shape.__name__}
    data = {"type": "string", "contentMediaType": "application/json", "contentSchema": content}
    fields: dict[str, Any] = {"event": {"const": kind}, "data": data}
    if id is not None:
        fields["id"] = {"type": "string", "pattern": id}
    return {"type": "object", "properties": fields, "required": list(fields)}


NATIVE = Door(
    prefixes=(PREFIX,),
    routers=(
        answers.asking,
        answers.router,
        follow.router,
        conversations.router,
        imports.router,
        changes.router,
        models.router,
        downloads.models,
        downloads.router,
        services.router,
        plain_text.router,
        storage.router,
    ),
    refusals=_REFUSALS,
    shapes=(ChangeData, EventEntry, EventList),  # and with an entry, the data of every kind
    streams=_streamed(),
    working=frozenset({plain_text.COMPLETION_PATH, services.NEARBY_PATH}),
)
