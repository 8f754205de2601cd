"""The door for clients of OpenAI's API: its routes, and the errors of each."""

from __future__ import annotations

from yeoul.api.doors import Door, Errors
from yeoul.api.openai import PREFIX, chat_completions, models
from yeoul.api.openai.errors import OPENAI_FORM
from yeoul.errors import (
    IdempotencyConflict,
    InvalidRequest,
    ModelUnavailable,
    ProviderBroken,
    ProviderRateLimited,
    ProviderRejected,
    ProviderTimeout,
    ProviderUnauthorized,
    ProviderUnavailable,
    QuotaExceeded,
    QuotaExhausted,
    ShuttingDown,
    StorageFailed,
    StorageFull,
    TooManyAnswers,
    TooManyAtOnce,
    UnknownModel,
)

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

OPENAI = Door(
    prefixes=(PREFIX,),
    routers=(chat_completions.router, models.router),
    refusals={
        f"POST {PREFIX}/chat/completions": (
            UnknownModel,
            InvalidRequest,
            IdempotencyConflict,
            ShuttingDown,
            TooManyAnswers,
            QuotaExceeded,
            TooManyAtOnce,
            StorageFailed,
            StorageFull,
            *_PROVIDERS,
        ),
        f"GET {PREFIX}/models": _PROVIDERS,
        f"GET {PREFIX}/models/{{model_id}}": (UnknownModel, *_PROVIDERS),
    },
    shapes=(),
    streams={},
    errors=OPENAI_FORM,
)
