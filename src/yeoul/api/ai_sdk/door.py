"""The door for pages with the AI SDK: its routes, and the errors of each.

``POST /api/chat`` is not among them: another format has that address, too (`api.shared_chat`).
"""

from __future__ import annotations

from yeoul.api.ai_sdk.errors import UI_FORM
from yeoul.api.doors import Door

AI_SDK = Door(
    prefixes=("/api/chat/",),
    routers=(),
    refusals={},
    shapes=(),
    streams={},
    errors=UI_FORM,
)
