"""The door for clients of Ollama: its routes, and the errors of each.

``POST /api/chat`` is not among them: another format has that address, too (`api.shared_chat`).
"""

from __future__ import annotations

from typing import Final

from yeoul.api.doors import Door, Errors
from yeoul.api.ollama import chat, listing
from yeoul.api.ollama.chat import GENERATE
from yeoul.api.ollama.errors import OLLAMA_FORM
from yeoul.api.ollama.listing import RUNNING, SHOW, TAGS, VERSION
from yeoul.api.openai.door import OPENAI
from yeoul.caller import Reach
from yeoul.errors import InvalidRequest, UnknownModel

_READ: Final = frozenset[Reach]({"ask", "read"})

#: Of a list of models: it asks the services as OpenAI's does.
_LISTING: Final[Errors] = OPENAI.refusals["GET /v1/models"]

OLLAMA = Door(
    prefixes=(GENERATE, TAGS, SHOW, RUNNING, VERSION),
    routers=(chat.router, listing.router),
    refusals={
        f"POST {GENERATE}": chat.REFUSALS,
        f"GET {TAGS}": _LISTING,
        f"POST {SHOW}": (InvalidRequest, UnknownModel, *_LISTING),
        f"GET {RUNNING}": _LISTING,
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
    max_body_bytes=OPENAI.max_body_bytes,
    encodings=OPENAI.encodings,
    takes_key=True,
)
