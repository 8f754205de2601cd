"""The door for clients of OpenAI's API: its routes, and the errors of each."""

from __future__ import annotations

from typing import Final

from yeoul.api.doors import Door, Errors
from yeoul.api.encodings import GZIP, ZSTD
from yeoul.api.openai import PREFIX, chat_completions, models, responses
from yeoul.api.openai.errors import BARE, OPENAI_FORM
from yeoul.caller import Reach
from yeoul.errors import (
    AnswerInProgress,
    ContextTooLong,
    ConversationDeleted,
    IdempotencyConflict,
    InvalidRequest,
    ModelUnavailable,
    NotContinuable,
    NotFound,
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
from yeoul.protocol.conversation import new_id

#: A history comes whole with every call, its pictures as data URLs.
MAX_BODY_BYTES = 32 << 20

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

_ASKING: Errors = (
    UnknownModel,
    InvalidRequest,
    IdempotencyConflict,
    NotContinuable,
    ShuttingDown,
    TooManyAnswers,
    QuotaExceeded,
    TooManyAtOnce,
    StorageFailed,
    StorageFull,
    ContextTooLong,
    *_PROVIDERS,
)
_READING: Errors = (NotFound, InvalidRequest, StorageFailed)

_RESPONSE: Final = f"{PREFIX}/responses/{{response_id}}"

_ASK: Final = frozenset[Reach]({"ask"})

OPENAI = Door(
    prefixes=(PREFIX, *BARE),
    routers=(chat_completions.router, responses.router, models.router),
    refusals={
        f"POST {PREFIX}/chat/completions": _ASKING,
        f"POST {PREFIX}/responses": (
            *_ASKING,
            NotFound,
            ConversationDeleted,
            AnswerInProgress,
        ),
        f"GET {_RESPONSE}": (*_READING, ShuttingDown, TooManyAtOnce),
        f"DELETE {_RESPONSE}": (*_READING, StorageFull),
        f"POST {_RESPONSE}/cancel": (*_READING, StorageFull),
        f"GET {_RESPONSE}/input_items": _READING,
        f"GET {PREFIX}/models": _PROVIDERS,
        f"GET {PREFIX}/models/{{model_id}}": (UnknownModel, *_PROVIDERS),
    },
    shapes=(),
    streams={},
    scopes={
        f"POST {PREFIX}/chat/completions": _ASK,
        f"POST {PREFIX}/responses": _ASK,
        f"GET {_RESPONSE}": _ASK | {"read"},
        f"DELETE {_RESPONSE}": frozenset({"write"}),
        f"POST {_RESPONSE}/cancel": _ASK,
        f"GET {_RESPONSE}/input_items": _ASK | {"read"},
        f"GET {PREFIX}/models": _ASK | {"read"},
        f"GET {PREFIX}/models/{{model_id:path}}": _ASK | {"read"},
        # Nothing is there but the sentence that says so: most base URLs that are wrong lead here.
        f"GET {PREFIX}{PREFIX}/{{rest:path}}": _ASK | {"read"},
        f"POST {PREFIX}{PREFIX}/{{rest:path}}": _ASK,
    },
    errors=OPENAI_FORM,
    max_body_bytes=MAX_BODY_BYTES,
    encodings=frozenset({GZIP, ZSTD}),
    takes_key=True,
    reply_headers=lambda: {"x-request-id": f"req_{new_id()}"},
)
