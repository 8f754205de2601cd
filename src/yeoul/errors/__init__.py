"""Every error that a user or a developer can meet, with the words the wire has for it.

One base, one level::

    YeoulError
    ├── MalformedRequest · InvalidRequest · InvalidCursor · UnknownModel    the request is wrong
    ├── PayloadTooLarge · UnsupportedMediaType                              its body is refused
    ├── Unauthenticated · SetupNeeded · StaleLogin                          who asks is not known
    ├── Forbidden · InsecureAddress · TooManyTries · LogInRefused           who asks may not
    ├── LogInUnavailable                                                    nobody says who asks
    ├── Refused · HookTimeout                                               the product decides
    ├── NameTaken · AlreadySetUp · LastAdmin                                not with these accounts
    ├── CredentialTaken · LastCredential · PasskeysUnavailable              not with this log-in
    ├── ForbiddenHost · ForbiddenOrigin · ForbiddenProxy                    it may not be asked
    ├── NotFound · ConversationDeleted · MethodNotAllowed                   nothing is there
    ├── AnswerInProgress · IdempotencyConflict · IdTaken · NotContinuable   not in this state
    ├── PictureRefused · ImagesNotTaken                                     not with this picture
    ├── PromptUnknown                                                       not to be shown
    ├── NotShareable · TooManyShares                                        not to be shared
    ├── TooManyTokens · TooManyAssistants                                   no more of them
    ├── ServiceFixed                                                        not to be changed here
    ├── ShuttingDown · TooManyAnswers · SearchTimeout                       not at this moment
    ├── ExhibitUnavailable                                                  nothing to show
    ├── QuotaExceeded · TooManyAtOnce                                       it is too much
    ├── StorageFailed · StorageFull · Internal                              the server fails
    ├── ProviderUnauthorized · ProviderRejected · ContextTooLong            the provider refuses
    ├── ProviderRateLimited · ProviderUnavailable · ProviderTimeout         the provider is away
    ├── QuotaExhausted                                                      the account is used up
    ├── ProviderBroken · EmptyAnswer · ModelUnavailable                     the provider fails
    ├── Interrupted                                                         the server went away
    ├── Fenced                                                              another writer goes on
    └── StartupError                                                        Yeoul cannot start

``code`` is stable and part of the wire contract. ``status`` is the HTTP status where the error
answers a request. ``retryable`` says that the same request may succeed later; a single error may
differ in it from its class. The same class ends a request, as problem+json (protocol/problems.py),
or an answer, as the `ErrorInfo` of its ``end`` event (generation/job.py).
"""

from __future__ import annotations

from yeoul.errors.base import (
    ErrorInfo,
    YeoulError,
)
from yeoul.errors.models import (
    ContextTooLong,
    EmptyAnswer,
    ModelUnavailable,
    ProviderBroken,
    ProviderRateLimited,
    ProviderRejected,
    ProviderTimeout,
    ProviderUnauthorized,
    ProviderUnavailable,
    QuotaExhausted,
)
from yeoul.errors.people import (
    AlreadySetUp,
    CredentialTaken,
    Forbidden,
    ForbiddenHost,
    ForbiddenOrigin,
    ForbiddenProxy,
    HookTimeout,
    InsecureAddress,
    LastAdmin,
    LastCredential,
    LogInRefused,
    LogInUnavailable,
    NameTaken,
    PasskeysUnavailable,
    Refused,
    SetupNeeded,
    StaleLogin,
    TooManyTries,
    Unauthenticated,
)
from yeoul.errors.requests import (
    AnswerInProgress,
    ConversationDeleted,
    IdempotencyConflict,
    IdTaken,
    ImagesNotTaken,
    InvalidCursor,
    InvalidRequest,
    MalformedRequest,
    MethodNotAllowed,
    NotContinuable,
    NotFound,
    NotShareable,
    PayloadTooLarge,
    PictureRefused,
    PromptUnknown,
    ServiceFixed,
    TooManyAssistants,
    TooManyShares,
    TooManyTokens,
    UnknownModel,
    UnsupportedMediaType,
)
from yeoul.errors.server import (
    ExhibitUnavailable,
    Fenced,
    Internal,
    Interrupted,
    QuotaExceeded,
    SearchTimeout,
    ShuttingDown,
    StartupError,
    StorageFailed,
    StorageFull,
    TooManyAnswers,
    TooManyAtOnce,
)

__all__ = [
    "AlreadySetUp",
    "AnswerInProgress",
    "ContextTooLong",
    "ConversationDeleted",
    "CredentialTaken",
    "EmptyAnswer",
    "ErrorInfo",
    "ExhibitUnavailable",
    "Fenced",
    "Forbidden",
    "ForbiddenHost",
    "ForbiddenOrigin",
    "ForbiddenProxy",
    "HookTimeout",
    "IdTaken",
    "IdempotencyConflict",
    "ImagesNotTaken",
    "InsecureAddress",
    "Internal",
    "Interrupted",
    "InvalidCursor",
    "InvalidRequest",
    "LastAdmin",
    "LastCredential",
    "LogInRefused",
    "LogInUnavailable",
    "MalformedRequest",
    "MethodNotAllowed",
    "ModelUnavailable",
    "NameTaken",
    "NotContinuable",
    "NotFound",
    "NotShareable",
    "PasskeysUnavailable",
    "PayloadTooLarge",
    "PictureRefused",
    "PromptUnknown",
    "ProviderBroken",
    "ProviderRateLimited",
    "ProviderRejected",
    "ProviderTimeout",
    "ProviderUnauthorized",
    "ProviderUnavailable",
    "QuotaExceeded",
    "QuotaExhausted",
    "Refused",
    "SearchTimeout",
    "ServiceFixed",
    "SetupNeeded",
    "ShuttingDown",
    "StaleLogin",
    "StartupError",
    "StorageFailed",
    "StorageFull",
    "TooManyAnswers",
    "TooManyAssistants",
    "TooManyAtOnce",
    "TooManyShares",
    "TooManyTokens",
    "TooManyTries",
    "Unauthenticated",
    "UnknownModel",
    "UnsupportedMediaType",
    "YeoulError",
]
