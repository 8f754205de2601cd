"""The native door: its routes, the errors of each, and the events of its streams."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from yeoul.api.doors import BEGINNING_ERRORS, PROVIDER_ERRORS, Door, Errors
from yeoul.api.native import (
    PREFIX,
    accounts,
    answers,
    assistants,
    attachments,
    changes,
    conversations,
    downloads,
    exhibits,
    export,
    follow,
    imports,
    models,
    oidc,
    passkeys,
    plain_text,
    services,
    sessions,
    shares,
    storage,
    tokens,
)
from yeoul.api.native.scopes import SCOPES
from yeoul.api.native.stream_schemas import ChangeData, EventEntry, EventList, data_shape
from yeoul.api.openapi import COMPONENT
from yeoul.api.replies import ReplyBody
from yeoul.errors import (
    AlreadySetUp,
    AnswerInProgress,
    ConversationDeleted,
    CredentialTaken,
    ExhibitUnavailable,
    Forbidden,
    IdempotencyConflict,
    IdTaken,
    ImagesNotTaken,
    InsecureAddress,
    InvalidCursor,
    InvalidRequest,
    LastAdmin,
    LastCredential,
    LogInUnavailable,
    ModelUnavailable,
    NameTaken,
    NotContinuable,
    NotFound,
    NotShareable,
    PasskeysUnavailable,
    PayloadTooLarge,
    PictureRefused,
    PromptUnknown,
    SearchTimeout,
    ServiceFixed,
    SetupNeeded,
    ShuttingDown,
    StaleLogin,
    StorageFailed,
    StorageFull,
    TooManyAssistants,
    TooManyAtOnce,
    TooManyShares,
    TooManyTokens,
    TooManyTries,
    Unauthenticated,
    UnknownModel,
)
from yeoul.protocol.attachments import MAX_UPLOAD_BYTES
from yeoul.protocol.events import CURSOR_PATTERN, Kind

_WRITING: Errors = (StorageFailed, StorageFull)
_LOGGING_IN: Errors = (Unauthenticated, TooManyTries, *_WRITING)
_PASSWORD: Errors = (InvalidRequest, InsecureAddress, NameTaken, *_LOGGING_IN)
_PASSKEY: Errors = (NotFound, InvalidRequest, StaleLogin, PasskeysUnavailable, StorageFailed)
_EXHIBIT: Errors = (NotFound, ExhibitUnavailable)
_CONVERSATION: Errors = (NotFound, ConversationDeleted)

_REFUSALS: Mapping[str, Errors] = {
    "POST /api/answers": (
        *_CONVERSATION,
        UnknownModel,
        AnswerInProgress,
        IdempotencyConflict,
        IdTaken,
        InvalidRequest,
        NotContinuable,
        ImagesNotTaken,
        *PROVIDER_ERRORS,
        *BEGINNING_ERRORS,
    ),
    "POST /api/attachments": (
        NotFound,
        IdTaken,
        InvalidRequest,
        PictureRefused,
        TooManyAtOnce,
        *_WRITING,
    ),
    "GET /api/attachments/{attachment_id}": (NotFound, StorageFailed),
    "GET /api/answers/{answer_id}": (NotFound, StorageFailed),
    "GET /api/answers/{answer_id}/prompt": (
        *_CONVERSATION,
        PromptUnknown,
        *PROVIDER_ERRORS,
        StorageFailed,
    ),
    "GET /api/answers/{answer_id}/candidates": (NotFound, StorageFailed),
    "GET /api/answers/{answer_id}/events": (
        InvalidCursor,
        NotFound,
        InvalidRequest,
        TooManyAtOnce,
        ShuttingDown,
        StorageFailed,
        StorageFull,  # the answer grows on a disk that takes nothing more
    ),
    "POST /api/answers/{answer_id}/stop": (NotFound, *_WRITING),
    "POST /api/answers/{answer_id}/continue": (
        NotFound,
        UnknownModel,
        NotContinuable,
        *PROVIDER_ERRORS,
        *BEGINNING_ERRORS,
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
        *PROVIDER_ERRORS,
        *_WRITING,
    ),
    "DELETE /api/conversations/{conversation_id}": (NotFound, InvalidRequest, *_WRITING),
    "POST /api/conversations/{conversation_id}/restore": (NotFound, *_WRITING),
    "POST /api/imports": (NotFound, IdTaken, InvalidRequest, *_WRITING),
    "POST /api/export": (StaleLogin, TooManyAtOnce, StorageFailed),
    "GET /api/changes": (TooManyAtOnce,),
    "GET /api/models": PROVIDER_ERRORS,
    "DELETE /api/models/{model_id}": (NotFound, InvalidRequest, ModelUnavailable, StorageFailed),
    "GET /api/downloads": (),
    "POST /api/downloads": (InvalidRequest, ModelUnavailable, StorageFailed),
    "POST /api/downloads/{download_id}/pause": (NotFound, ModelUnavailable),
    "POST /api/downloads/{download_id}/resume": (NotFound, ModelUnavailable, StorageFailed),
    "DELETE /api/downloads/{download_id}": (NotFound, ModelUnavailable),
    "POST /api/exhibits": (NotFound, InvalidRequest, ExhibitUnavailable, TooManyAtOnce),
    "DELETE /api/exhibits/{exhibit_id}": _EXHIBIT,
    "POST /api/exhibits/{exhibit_id}/kill": _EXHIBIT,
    "GET /api/exhibits/{exhibit_id}/thirty-lines/completion": (*_EXHIBIT, InvalidRequest),
    "POST /api/exhibits/{exhibit_id}/yeoul/api/answers": _EXHIBIT,
    "GET /api/exhibits/{exhibit_id}/yeoul/api/answers/{answer_id}": _EXHIBIT,
    "GET /api/exhibits/{exhibit_id}/yeoul/api/answers/{answer_id}/events": _EXHIBIT,
    "GET /api/services": (),
    "POST /api/services": (InvalidRequest, ServiceFixed, *_WRITING),
    "POST /api/services/test": (InvalidRequest, *PROVIDER_ERRORS),
    "GET /api/services/nearby": (),
    "PATCH /api/services/{service_id}": (
        NotFound,
        InvalidRequest,
        ServiceFixed,
        *PROVIDER_ERRORS,
        *_WRITING,
    ),
    "DELETE /api/services/{service_id}": (NotFound, ServiceFixed, *_WRITING),
    "POST /api/services/{service_id}/try-continue": (NotFound, InvalidRequest, *PROVIDER_ERRORS),
    "GET /api/me": (),
    "GET /api/me/usage": (NotFound, StorageFailed),
    "POST /api/login": (NotFound, InvalidRequest, InsecureAddress, *_LOGGING_IN),
    "POST /api/login/passkey/challenge": (
        NotFound,
        InvalidRequest,
        Unauthenticated,
        InsecureAddress,
        PasskeysUnavailable,
        StorageFailed,
    ),
    "POST /api/login/passkey": (
        NotFound,
        InvalidRequest,
        InsecureAddress,
        PasskeysUnavailable,
        *_LOGGING_IN,
    ),
    "GET /api/passkeys": (NotFound, StorageFailed),
    "POST /api/passkeys/challenge": _PASSKEY,
    "POST /api/passkeys": (*_PASSKEY, CredentialTaken, TooManyTries, StorageFull),
    "PATCH /api/passkeys/{passkey_id}": (NotFound, InvalidRequest, *_WRITING),
    "DELETE /api/passkeys/{passkey_id}": (NotFound, StaleLogin, LastCredential, *_WRITING),
    "POST /api/logout": (NotFound, *_WRITING),
    "POST /api/setup": (NotFound, Forbidden, AlreadySetUp, *_PASSWORD),
    "POST /api/join": (NotFound, *_PASSWORD),
    "POST /api/join/look": (NotFound, InvalidRequest, StorageFailed),
    "POST /api/me/password": (NotFound, *_PASSWORD),
    "POST /api/me/delete": (NotFound, StaleLogin, LastAdmin, *_PASSWORD),
    "POST /api/oidc": (
        NotFound,
        InvalidRequest,
        Unauthenticated,
        SetupNeeded,
        InsecureAddress,
        StaleLogin,
        LogInUnavailable,
        StorageFailed,
    ),
    "GET /api/me/credentials": (NotFound, StorageFailed),
    "DELETE /api/me/credentials/{credential_id}": (
        NotFound,
        StaleLogin,
        LastCredential,
        *_WRITING,
    ),
    "GET /api/sessions": (NotFound, StorageFailed),
    "DELETE /api/sessions": (NotFound, *_WRITING),
    "DELETE /api/sessions/{session_id}": (NotFound, *_WRITING),
    "GET /api/tokens": (NotFound, StorageFailed),
    "POST /api/tokens": (NotFound, InvalidRequest, StaleLogin, TooManyTokens, *_WRITING),
    "DELETE /api/tokens/{token_id}": (NotFound, *_WRITING),
    "GET /api/accounts": (NotFound, StorageFailed),
    "POST /api/accounts": (NotFound, InvalidRequest, StaleLogin, NameTaken, *_WRITING),
    "PATCH /api/accounts/{account_id}": (
        NotFound,
        InvalidRequest,
        StaleLogin,
        LastAdmin,
        *_WRITING,
    ),
    "DELETE /api/accounts/{account_id}": (NotFound, StaleLogin, LastAdmin, *_WRITING),
    "POST /api/accounts/{account_id}/reset": (NotFound, StaleLogin, *_WRITING),
    "POST /api/shares": (
        *_CONVERSATION,
        InvalidRequest,
        AnswerInProgress,
        NotShareable,
        TooManyShares,
        *_WRITING,
    ),
    "GET /api/shares": (NotFound, StorageFailed),
    "DELETE /api/shares/{share_id}": (NotFound, *_WRITING),
    "GET /api/assistants": (NotFound, StorageFailed),
    "POST /api/assistants": (NotFound, InvalidRequest, TooManyAssistants, *_WRITING),
    "GET /api/assistants/{assistant_id}": (NotFound, StorageFailed),
    "PATCH /api/assistants/{assistant_id}": (NotFound, InvalidRequest, *_WRITING),
    "DELETE /api/assistants/{assistant_id}": (NotFound, *_WRITING),
    "POST /api/assistants/{assistant_id}/restore": (NotFound, *_WRITING),
    "GET /api/invites": (NotFound, StorageFailed),
    "POST /api/invites": (NotFound, InvalidRequest, StaleLogin, *_WRITING),
    "DELETE /api/invites/{invite_id}": (NotFound, StaleLogin, *_WRITING),
    "GET /api/storage": (StorageFailed,),
    "GET /completion": (UnknownModel, InvalidRequest, *PROVIDER_ERRORS, *BEGINNING_ERRORS),
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
        attachments.router,
        conversations.router,
        imports.router,
        export.router,
        changes.router,
        models.router,
        downloads.models,
        downloads.router,
        exhibits.router,
        services.router,
        sessions.router,
        oidc.router,
        passkeys.router,
        tokens.router,
        accounts.router,
        accounts.invites,
        shares.router,
        assistants.router,
        plain_text.router,
        storage.router,
    ),
    refusals=_REFUSALS,
    # With an entry, the data of every kind; and the lines of an export.
    shapes=(ChangeData, EventEntry, EventList, export.ExportHead, export.UsedDay),
    streams=_streamed(),
    anonymous=sessions.ANONYMOUS | passkeys.ANONYMOUS,
    scopes=SCOPES,
    pictures={attachments.PATH: MAX_UPLOAD_BYTES},
    working=frozenset({plain_text.COMPLETION_PATH, services.NEARBY_PATH}),
)
