"""Reads a service's list of models: what they are called, how much they hold, which comes first."""

from __future__ import annotations

import re

import orjson

from yeoul.errors import ProviderBroken
from yeoul.providers.base import Model

#: Where services tell the context window, which the official format does not.
_CONTEXT_KEYS = ("context_length", "max_model_len", "context_window", "max_context_length", "n_ctx")
#: Models that do not chat stay in the list, but behind those that do: the first is the default.
_NO_CHAT = re.compile(
    r"embed|whisper|(^|[-_/])tts|dall-e|moderation|transcri|rerank|realtime|speech|sora"
    r"|(^|[-_/])(image|audio|davinci|babbage)",
    re.IGNORECASE,
)


def read_models(content: bytes, *, provider: str) -> list[Model]:
    """Return the models of a ``GET /models`` body, in the service's order, chat models first.

    Raises:
        ProviderBroken: it is not such a list.
    """
    try:
        body = orjson.loads(content)
    except orjson.JSONDecodeError:
        body = None
    entries = body.get("data") if isinstance(body, dict) else body
    if not isinstance(entries, list):
        raise ProviderBroken("The service's list of models cannot be read; check the base URL.")
    found: dict[str, Model] = {}
    for entry in entries:
        id = entry.get("id") if isinstance(entry, dict) else None
        if isinstance(id, str) and id:
            found.setdefault(id, Model(id, provider, id, _context_length(entry)))
    return sorted(found.values(), key=lambda model: bool(_NO_CHAT.search(model.id)))


def _context_length(entry: dict[str, object]) -> int | None:
    meta = entry.get("meta")
    for source in (entry, meta if isinstance(meta, dict) else {}):
        for key in _CONTEXT_KEYS:
            value = source.get(key)
            if isinstance(value, int) and value > 0:
                return value
    return None
