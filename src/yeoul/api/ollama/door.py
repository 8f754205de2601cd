"""The door for clients of Ollama: its routes, and the errors of each.

``POST /api/chat`` is not among them: another format has that address, too (`api.shared_chat`).
"""

from __future__ import annotations

from yeoul.api.doors import Door
from yeoul.api.ollama.errors import OLLAMA_FORM

OLLAMA = Door(
    prefixes=("/api/tags", "/api/show", "/api/version", "/api/ps"),
    routers=(),
    refusals={},
    shapes=(),
    streams={},
    errors=OLLAMA_FORM,
)
