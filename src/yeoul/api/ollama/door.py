"""The door for clients of Ollama: its routes, and the errors of each.

``POST /api/chat`` is not among them: another format has that address, too (`api.shared_chat`).
"""

from __future__ import annotations

from typing import Final

from yeoul.api.doors import (
    CALL_ERRORS,
    HISTORY_ENCODINGS,
    MAX_HISTORY_BYTES,
    PROVIDER_ERRORS,
    Door,
)
from yeoul.api.ollama import chat, listing
from yeoul.api.ollama.chat import GENERATE
from yeoul.api.ollama.errors import OLLAMA_FORM
from yeoul.api.ollama.listing import RUNNING, SHOW, TAGS, VERSION
from yeoul.caller import Reach
from yeoul.errors import InvalidRequest, UnknownModel

_READ: Final = frozenset[Reach]({"ask", "read"})

OLLAMA = Door(
    prefixes=(GENERATE, TAGS, SHOW, RUNNING, VERSION),
    routers=(chat.router, listing.router),
    refusals={
        f"POST {GENERATE}": CALL_ERRORS,
        f"GET {TAGS}": PROVIDER_ERRORS,
        f"POST {SHOW}": (InvalidRequest, UnknownModel, *PROVIDER_ERRORS),
        f"GET {RUNNING}": PROVIDER_ERRORS,
        f"GET {VERSION}": (),
    },
    shapes=(),
    streams={},
    scopes={
        f"POST {GENERATE}": frozenset({"ask"}),
        f"GET {TAGS}": _READ,
        f"POST {SHOW}": _READ,
        f"GET {RUNNING}": _READ,
        f"GET {VERSION}": _READ,
    },
    errors=OLLAMA_FORM,
    max_body_bytes=MAX_HISTORY_BYTES,
    encodings=HISTORY_ENCODINGS,
    takes_key=True,
)
