"""What programs reach at the native door, and by which scopes of their tokens.

What is not here is for people who are logged in: their sessions, tokens and password, and whatever
a log-in of a moment ago is needed for. What belongs to the server as a whole is for the commands on
its machine, besides: no token manages it, whoever made it.
"""

from __future__ import annotations

from typing import Final

from yeoul.api.scopes import ScopeTable
from yeoul.caller import Reach

_ASK: Final = frozenset[Reach]({"ask"})
_READ: Final = frozenset[Reach]({"read"})
_WRITE: Final = frozenset[Reach]({"write"})
#: Who asks has to follow what is answered.
_FOLLOW: Final = _ASK | _READ
_SERVER: Final = frozenset[Reach]({"server"})
_ANY: Final = frozenset[Reach]({"ask", "read", "write", "metrics"})

SCOPES: Final[ScopeTable] = {
    "POST /api/answers": _ASK,
    "GET /api/answers/{answer_id}": _FOLLOW,
    "GET /api/answers/{answer_id}/events": _FOLLOW,
    "GET /api/answers/{answer_id}/candidates": _FOLLOW,
    # It has the conversation so far in it.
    "GET /api/answers/{answer_id}/prompt": _READ,
    "POST /api/answers/{answer_id}/stop": _ASK,
    "POST /api/answers/{answer_id}/continue": _ASK,
    "GET /completion": _ASK,
    "POST /api/attachments": _ASK | _WRITE,
    "GET /api/attachments/{attachment_id}": _READ,
    "GET /api/models": _FOLLOW | _SERVER,
    "GET /api/conversations": _READ,
    "GET /api/conversations/{conversation_id}": _READ,
    "PATCH /api/conversations/{conversation_id}": _WRITE,
    "DELETE /api/conversations/{conversation_id}": _WRITE,
    "POST /api/conversations/{conversation_id}/restore": _WRITE,
    "POST /api/imports": _WRITE,
    "GET /api/changes": _READ,
    "GET /api/storage": _READ,
    "GET /api/me": _ANY,
    "GET /api/me/usage": _READ,
    "GET /api/shares": _READ,
    "POST /api/shares": _WRITE,
    "DELETE /api/shares/{share_id}": _WRITE,
    "GET /api/assistants": _READ,
    "POST /api/assistants": _WRITE,
    "GET /api/assistants/{assistant_id}": _READ,
    "PATCH /api/assistants/{assistant_id}": _WRITE,
    "DELETE /api/assistants/{assistant_id}": _WRITE,
    "POST /api/assistants/{assistant_id}/restore": _WRITE,
    "DELETE /api/models/{model_id}": _SERVER,
    "GET /api/downloads": _SERVER,
    "POST /api/downloads": _SERVER,
    "POST /api/downloads/{download_id}/pause": _SERVER,
    "POST /api/downloads/{download_id}/resume": _SERVER,
    "DELETE /api/downloads/{download_id}": _SERVER,
    "GET /api/accounts": _SERVER,
    "POST /api/accounts": _SERVER,
    "PATCH /api/accounts/{account_id}": _SERVER,
    "DELETE /api/accounts/{account_id}": _SERVER,
    "POST /api/accounts/{account_id}/reset": _SERVER,
}
