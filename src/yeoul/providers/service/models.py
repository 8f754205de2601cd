"""A service's list of models: their names, their context lengths, and their order.

The list is fetched at most once a minute. A failure is not cached.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable
from typing import TypeGuard

import orjson

from yeoul.errors import (
    ModelUnavailable,
    ProviderBroken,
    ProviderTimeout,
    ProviderUnavailable,
    YeoulError,
)
from yeoul.providers.base import MAX_COUNT, Model

logger = logging.getLogger(__name__)

TTL_S = 60.0
#: Most models of a list that are offered, and most characters of a name.
MAX_MODELS = 1_000
MAX_ID_CHARS = 256
#: Statuses of a service that is away, according to its gateway, or that refuses the key.
_AWAY = (401, 502, 503, 504)

#: Fields in which services give the context window; the official format has none.
_CONTEXT_KEYS = ("context_length", "max_model_len", "context_window", "max_context_length", "n_ctx")
#: Models that do not chat come after those that do, because the first one is the default.
_NO_CHAT = re.compile(
    r"embed|whisper|(^|[-_/])tts|dall-e|moderation|transcri|rerank|realtime|speech|sora"
    r"|(^|[-_/])(image|audio|davinci|babbage)",
    re.IGNORECASE,
)


class ServiceModels:
    """The list of one service; ``fetch`` returns its body, or raises a `YeoulError`.

    ``default_model`` is offered first, even if the service cannot list its models. ``place`` names
    the service in sentences.
    """

    def __init__(
        self,
        fetch: Callable[[], Awaitable[bytes]],
        *,
        provider: str,
        place: str,
        default_model: str | None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetch = fetch
        self._provider = provider
        self._place = place
        self._default_model = default_model
        self._clock = clock
        self._asking = asyncio.Lock()
        self._listed: list[Model] = []
        self._listed_at_s = -TTL_S

    async def models(self) -> list[Model]:
        """Return the models, the default one first.

        Raises:
            YeoulError: they cannot be listed, and there is no ``default_model``.
        """
        try:
            listed = await self._fresh()
        except YeoulError as error:
            if self._default_model is None:
                raise
            logger.info("no list of models: %s", error.detail)
            listed = self._listed
        return self._with_default(listed)

    async def ready(self) -> None:
        """Check that the service can be asked.

        Raises:
            YeoulError: it is away, or refuses the key. Without a ``default_model``, also if it
                cannot list its models.
        """
        try:
            await self._fresh()
        except YeoulError as error:
            if self._default_model is None or _is_away(error):
                raise

    async def _fresh(self) -> list[Model]:
        async with self._asking:
            if self._clock() - self._listed_at_s >= TTL_S:
                listed = read_models(await self._fetch(), provider=self._provider)
                if not listed:
                    raise ModelUnavailable(
                        f"{self._place} has no model yet: add one there, or name one with --model."
                    )
                self._listed, self._listed_at_s = listed, self._clock()
            return self._listed

    def _with_default(self, listed: list[Model]) -> list[Model]:
        if self._default_model is None:
            return listed
        named = [model for model in listed if model.id == self._default_model]
        others = [model for model in listed if model.id != self._default_model][: MAX_MODELS - 1]
        return [
            *(named or [Model(self._default_model, self._provider, self._default_model)]),
            *others,
        ]


def _is_away(error: YeoulError) -> bool:
    if error.service_status is not None:
        return error.service_status in _AWAY
    return isinstance(error, ProviderUnavailable | ProviderTimeout)


def read_models(content: bytes, *, provider: str) -> list[Model]:
    """Return the models of a ``GET /models`` body, in the service's order, chat models first.

    At most `MAX_MODELS`. Names that are too long or unprintable are ignored.

    Raises:
        ProviderBroken: the body is not such a list.
    """
    try:
        body = orjson.loads(content)
    except orjson.JSONDecodeError:
        body = None
    entries = body.get("data", "") if isinstance(body, dict) else body
    if entries is None and isinstance(body, dict):
        entries = []  # some services send null while they have no model
    if not isinstance(entries, list):
        raise ProviderBroken("The service's list of models cannot be read; check the base URL.")
    chat: dict[str, Model] = {}
    others: dict[str, Model] = {}
    for entry in entries:
        id = entry.get("id") if isinstance(entry, dict) else None
        if not _is_name(id):
            continue
        found = others if _NO_CHAT.search(id) else chat
        found.setdefault(id, Model(id, provider, id, _context_length(entry)))
        if len(chat) == MAX_MODELS:
            break
    return [*chat.values(), *others.values()][:MAX_MODELS]


def _is_name(id: object) -> TypeGuard[str]:
    return (
        isinstance(id, str)
        and 0 < len(id) <= MAX_ID_CHARS
        and not id.isspace()
        and id.isprintable()
    )


def _context_length(entry: dict[str, object]) -> int | None:
    meta = entry.get("meta")
    for source in (entry, meta if isinstance(meta, dict) else {}):
        for key in _CONTEXT_KEYS:
            value = source.get(key)
            if type(value) is int and 0 < value <= MAX_COUNT:  # not a bool
                return value
    return None
