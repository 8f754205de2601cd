"""Answers a chat in Ollama's format: whole, or line by line."""

from __future__ import annotations

from typing import Final

from fastapi import Request, Response

from yeoul.api.dependencies import Dependencies
from yeoul.api.doors import Errors
from yeoul.api.ollama.chat_request import OllamaRequest
from yeoul.errors import ModelUnavailable

#: Of ``POST /api/chat`` with a body of this format, beyond those of every request.
REFUSALS: Final[Errors] = (ModelUnavailable,)


async def answer(request: Request, deps: Dependencies, body: OllamaRequest) -> Response:
    """Answer a chat whose whole history the client sends. It stays in no list."""
    raise ModelUnavailable("Ollama's format cannot be answered yet.")
