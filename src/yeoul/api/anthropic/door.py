"""The door for clients of Anthropic's API: its routes, and the errors of each."""

from __future__ import annotations

from typing import Final

from yeoul.api.anthropic import MESSAGES, MODELS, PREFIX, VERSION_HEADER, messages, models
from yeoul.api.anthropic.errors import ANTHROPIC_FORM, REQUEST_ID, new_request_id
from yeoul.api.doors import (
    CALL_ERRORS,
    HISTORY_ENCODINGS,
    MAX_HISTORY_BYTES,
    PROVIDER_ERRORS,
    Door,
)
from yeoul.caller import Reach
from yeoul.errors import InvalidRequest, UnknownModel

_ASK: Final = frozenset[Reach]({"ask"})

ANTHROPIC = Door(
    prefixes=(MESSAGES,),
    routers=(messages.router, models.router),
    refusals={
        f"POST {MESSAGES}": CALL_ERRORS,
        f"POST {MESSAGES}/count_tokens": (InvalidRequest, UnknownModel, *PROVIDER_ERRORS),
    },
    shapes=(),
    streams={},
    scopes={
        f"POST {MESSAGES}": _ASK,
        f"POST {MESSAGES}/count_tokens": _ASK,
        f"GET {MODELS}": _ASK | {"read"},
        f"GET {MODELS}/{{model_id:path}}": _ASK | {"read"},
    },
    errors=ANTHROPIC_FORM,
    max_body_bytes=MAX_HISTORY_BYTES,
    encodings=HISTORY_ENCODINGS,
    takes_key=True,
    reply_headers=lambda: {REQUEST_ID: new_request_id()},
    shared={PREFIX: VERSION_HEADER},
)
