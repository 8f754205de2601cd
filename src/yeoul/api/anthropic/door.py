"""The door for clients of Anthropic's API: its routes, and the errors of each.

It is asked as OpenAI's is, so it refuses what that one refuses.
"""

from __future__ import annotations

from typing import Final

from yeoul.api.anthropic import MESSAGES, MODELS, PREFIX, VERSION_HEADER, messages, models
from yeoul.api.anthropic.errors import ANTHROPIC_FORM, REQUEST_ID, new_request_id
from yeoul.api.doors import Door
from yeoul.api.openai.door import OPENAI
from yeoul.caller import Reach
from yeoul.errors import InvalidRequest, UnknownModel

_ASK: Final = frozenset[Reach]({"ask"})

ANTHROPIC = Door(
    prefixes=(MESSAGES,),
    routers=(messages.router, models.router),
    refusals={
        f"POST {MESSAGES}": OPENAI.refusals[f"POST {PREFIX}/chat/completions"],
        f"POST {MESSAGES}/count_tokens": (
            InvalidRequest,
            UnknownModel,
            *OPENAI.refusals[f"GET {MODELS}"],
        ),
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
    max_body_bytes=OPENAI.max_body_bytes,
    encodings=OPENAI.encodings,
    takes_key=True,
    reply_headers=lambda: {REQUEST_ID: new_request_id()},
    shared={PREFIX: VERSION_HEADER},
)
