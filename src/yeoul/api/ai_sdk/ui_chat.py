"""Answers what a page with the AI SDK's `useChat` asks, as a UI message stream."""

from __future__ import annotations

from typing import Final

from fastapi import Request, Response

from yeoul.api.ai_sdk.ui_request import UiRequest
from yeoul.api.dependencies import Dependencies
from yeoul.api.doors import Errors
from yeoul.errors import ModelUnavailable

#: Of ``POST /api/chat`` with a body of this format, beyond those of every request.
REFUSALS: Final[Errors] = (ModelUnavailable,)


async def answer(request: Request, deps: Dependencies, body: UiRequest) -> Response:
    """Ask the question of a page, or regenerate its answer."""
    raise ModelUnavailable("This format cannot be answered yet.")
