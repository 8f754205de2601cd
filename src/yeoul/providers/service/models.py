"""A service's list of models: what they are called, how much they hold, which comes first.

Asked for at most once a minute; a failure is not remembered.
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
#: Models of a list that are offered, and characters of the name of one.
MAX_MODELS = 1_000
MAX_ID_CHARS = 256
#: Statuses by which whoever stands before a service says that it is away, or that it knows no key.
_AWAY = (401, 502, 503, 504)

#: Where services tell the context window, which the official format does not.
_CONTEXT_KEYS = ("context_length", "max_model_len", "context_window", "max_context_length", "n_ctx")
#: Models that do not chat stay in the list, but behind those that do: the first is the default.
_NO_CHAT = re.compile(
    r"embed|whisper|(^|[-_/])tts|dall-e|moderation|transcri|rerank|realtime|speech|sora"
    r"|(^|[-_/])(image|audio|davinci|babbage)",
    re.IGNORECASE,
)


class ServiceModels:
    """The list of one service, which ``fetch`` brings as it is.

    ``default_model`` is offered first, and even if the service cannot list its models. ``place``
    names the service in sentences.
    """

    def __init__(
        self,
        fetch: Callable[[], Awaitable[bytes]],
        *,
        provider: str,
        place: str,
        default_model: str | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetch = fetch
        self._provider = provider
        self._place = place
        self._default_model = default_model
        self._clock = clock
        self._asking = asyncio.Lock()
        self._told: list[Model] = []
        self._told_at_s = -TTL_S

    async def models(self) -> list[Model]:
        """Return the models, the default one first.

        Raises:
            YeoulError: as `Provider.models`; never where there is a ``default_model``.
        """
        try:
            told = await self._fresh()
        except YeoulError as error:
            if self._default_model is None:
                raise
            logger.info("no list of models: %s", error.detail)
            told = self._told
        return self._with_default(told)

    async def ready(self) -> None:
        """Return if the service can be asked.

        Raises:
            YeoulError: why not. That it lists nothing is no reason if there is a ``default_model``.
        """
        try:
            await self._fresh()
        except YeoulError as error:
            if self._default_model is None or _is_away(error):
                raise

    async def _fresh(self) -> list[Model]:
        async with self._asking:
            if self._clock() - self._told_at_s >= TTL_S:
                told = read_models(await self._fetch(), provider=self._provider)
                if not told:
                    raise ModelUnavailable(
                        f"{self._place} has no model yet: add one there, or name one with --model."
                    )
                self._told, self._told_at_s = told, self._clock()
            return self._told

    def _with_default(self, told: list[Model]) -> list[Model]:
        if self._default_model is None:
            return told
        named = [model for model in told if model.id == self._default_model]
        others = [model for model in told if model.id != self._default_model][: MAX_MODELS - 1]
        return [
            *(named or [Model(self._default_model, self._provider, self._default_model)]),
            *others,
        ]


def _is_away(error: YeoulError) -> bool:
    status = getattr(error.__cause__, "status_code", None)
    if status is not None:
        return status in _AWAY
    return isinstance(error, ProviderUnavailable | ProviderTimeout)


def read_models(content: bytes, *, provider: str) -> list[Model]:
    """Return the models of a ``GET /models`` body, in the service's order, chat models first.

    At most `MAX_MODELS`; a name that is too long, or that nobody could read, is passed over.

    Raises:
        ProviderBroken: it is not such a list.
    """
    try:
        body = orjson.loads(content)
    except orjson.JSONDecodeError:
        body = None
    entries = body.get("data", "") if isinstance(body, dict) else body
    if entries is None and isinstance(body, dict):
        entries = []  # what some services say while they have no model
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
