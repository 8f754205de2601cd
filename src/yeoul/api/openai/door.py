"""The door for clients of OpenAI's API: its routes, and the errors of each."""

from __future__ import annotations

from typing import Final

from yeoul.api.doors import (
    CALL_ERRORS,
    HISTORY_ENCODINGS,
    MAX_HISTORY_BYTES,
    PROVIDER_ERRORS,
    Door,
    Errors,
)
from yeoul.api.openai import PREFIX, chat_completions, conversations, models, responses
from yeoul.api.openai.errors import BARE, OPENAI_FORM
from yeoul.caller import Reach
from yeoul.errors import (
    AnswerInProgress,
    ConversationDeleted,
    InvalidRequest,
    NotFound,
    ShuttingDown,
    StorageFailed,
    StorageFull,
    TooManyAtOnce,
    UnknownModel,
)
from yeoul.protocol.conversation import new_id

_READING: Errors = (NotFound, InvalidRequest, StorageFailed)
_OF_CONVERSATIONS: Errors = (*_READING, ConversationDeleted)

_RESPONSE: Final = f"{PREFIX}/responses/{{response_id}}"
_CONVERSATION: Final = f"{PREFIX}/conversations/{{conversation_id}}"

_ASK: Final = frozenset[Reach]({"ask"})
_READ: Final = frozenset[Reach]({"read"})
_WRITE: Final = frozenset[Reach]({"write"})

OPENAI = Door(
    prefixes=(PREFIX, *BARE),
    routers=(chat_completions.router, responses.router, conversations.router, models.router),
    refusals={
        f"POST {PREFIX}/chat/completions": CALL_ERRORS,
        f"POST {PREFIX}/responses": (
            *CALL_ERRORS,
            NotFound,
            ConversationDeleted,
            AnswerInProgress,
        ),
        f"GET {_RESPONSE}": (*_READING, ShuttingDown, TooManyAtOnce),
        f"DELETE {_RESPONSE}": (*_READING, StorageFull),
        f"POST {_RESPONSE}/cancel": (*_READING, StorageFull),
        f"GET {_RESPONSE}/input_items": _READING,
        f"POST {PREFIX}/conversations": (InvalidRequest, StorageFailed, StorageFull),
        f"GET {_CONVERSATION}": _OF_CONVERSATIONS,
        f"POST {_CONVERSATION}": _OF_CONVERSATIONS,
        f"DELETE {_CONVERSATION}": (*_OF_CONVERSATIONS, StorageFull),
        f"GET {_CONVERSATION}/items": _OF_CONVERSATIONS,
        f"POST {_CONVERSATION}/items": (*_OF_CONVERSATIONS, AnswerInProgress, StorageFull),
        f"GET {_CONVERSATION}/items/{{item_id}}": _OF_CONVERSATIONS,
        f"DELETE {_CONVERSATION}/items/{{item_id}}": _OF_CONVERSATIONS,
        f"GET {PREFIX}/models": PROVIDER_ERRORS,
        f"GET {PREFIX}/models/{{model_id}}": (UnknownModel, *PROVIDER_ERRORS),
    },
    shapes=(),
    streams={},
    scopes={
        f"POST {PREFIX}/chat/completions": _ASK,
        f"POST {PREFIX}/responses": _ASK,
        f"GET {_RESPONSE}": _ASK | {"read"},
        f"DELETE {_RESPONSE}": _WRITE,
        f"POST {_RESPONSE}/cancel": _ASK,
        f"GET {_RESPONSE}/input_items": _ASK | {"read"},
        f"POST {PREFIX}/conversations": _ASK | {"write"},
        f"GET {_CONVERSATION}": _READ,
        f"POST {_CONVERSATION}": _WRITE,
        f"DELETE {_CONVERSATION}": _WRITE,
        f"GET {_CONVERSATION}/items": _READ,
        f"POST {_CONVERSATION}/items": _WRITE,
        f"GET {_CONVERSATION}/items/{{item_id}}": _READ,
        f"DELETE {_CONVERSATION}/items/{{item_id}}": _WRITE,
        f"GET {PREFIX}/models": _ASK | {"read"},
        f"GET {PREFIX}/models/{{model_id:path}}": _ASK | {"read"},
        # Nothing is there but the sentence that says so: most base URLs that are wrong lead here.
        f"GET {PREFIX}{PREFIX}/{{rest:path}}": _ASK | {"read"},
        f"POST {PREFIX}{PREFIX}/{{rest:path}}": _ASK,
    },
    errors=OPENAI_FORM,
    max_body_bytes=MAX_HISTORY_BYTES,
    encodings=HISTORY_ENCODINGS,
    takes_key=True,
    reply_headers=lambda: {"x-request-id": f"req_{new_id()}"},
)
