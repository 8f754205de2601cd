"""The door for pages with the AI SDK: its routes, and the errors of each.

``POST /api/chat`` is not among them: another format has that address, too (`api.shared_chat`).
"""

from __future__ import annotations

from typing import Final

from yeoul.api.ai_sdk import ui_chat
from yeoul.api.ai_sdk.errors import UI_FORM
from yeoul.api.doors import BEGINNING_ERRORS, PROVIDER_ERRORS, Door, Errors
from yeoul.errors import (
    AnswerInProgress,
    ConversationDeleted,
    IdempotencyConflict,
    IdTaken,
    InvalidRequest,
    NotFound,
    ShuttingDown,
    StorageFailed,
    StorageFull,
    TooManyAtOnce,
    UnknownModel,
)

#: Of ``POST /api/chat`` with a body of this format, beyond those of every request.
ASK_ERRORS: Final[Errors] = (
    NotFound,
    ConversationDeleted,
    UnknownModel,
    AnswerInProgress,
    IdempotencyConflict,
    IdTaken,
    InvalidRequest,
    *PROVIDER_ERRORS,
    *BEGINNING_ERRORS,
)

AI_SDK = Door(
    prefixes=("/api/chat/",),
    routers=(ui_chat.router,),
    refusals={
        "GET /api/chat/{chat_id}/stream": (
            InvalidRequest,
            TooManyAtOnce,
            ShuttingDown,
            StorageFailed,
            StorageFull,  # the answer grows on a disk that takes nothing more
        ),
        "POST /api/chat/{chat_id}/stop": (
            NotFound,
            ConversationDeleted,
            InvalidRequest,
            StorageFailed,
            StorageFull,
        ),
    },
    shapes=(),
    streams={},
    scopes={
        "GET /api/chat/{chat_id:path}/stream": frozenset({"ask", "read"}),
        "POST /api/chat/{chat_id:path}/stop": frozenset({"ask"}),
    },
    errors=UI_FORM,
    takes_key=True,
)
