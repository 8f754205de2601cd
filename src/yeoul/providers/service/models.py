"""A service's list of models: their names, what it says of them, and their order.

The list is fetched at most once a minute. A failure is not cached. Models that do not chat are left
out (model_entries.py), unless the service has no others.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from itertools import islice
from typing import Any, NamedTuple, TypeGuard

import orjson

from yeoul.errors import (
    ModelUnavailable,
    ProviderBroken,
    ProviderTimeout,
    ProviderUnavailable,
    YeoulError,
)
from yeoul.providers.base import Model
from yeoul.providers.service.model_entries import chats, model_of

logger = logging.getLogger(__name__)

TTL_S = 60.0
#: Most models of a list that are offered, and most characters of a name.
MAX_MODELS = 1_000
#: Entries of a list that are looked at, on the event loop: every answer waits meanwhile.
MAX_ENTRIES = 10_000
MAX_ID_CHARS = 256
#: Statuses of a service that is away, according to its gateway, or that refuses the key.
_AWAY = (401, 502, 503, 504)


class Label(NamedTuple):
    """What distinguishes the models of a service from those of other services."""

    id: str
    title: str

    @property
    def prefix(self) -> str:
        """What the ids of its models begin with."""
        return f"{self.id}/"


class ServiceModels:
    """The list of one service; ``fetch`` returns its body, or raises a `YeoulError`.

    ``default_model`` is offered first, even if the service cannot list its models. ``place`` names
    the service in sentences. ``label`` marks the models of one of several services: such a one
    offers nothing while it is away.
    """

    def __init__(
        self,
        fetch: Callable[[], Awaitable[bytes]],
        *,
        provider: str,
        place: str,
        default_model: str | None,
        label: Label | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetch = fetch
        self._provider = provider
        self._place = place
        self._label = label
        self._default_model = (
            self._labelled(Model(default_model, provider, default_model)) if default_model else None
        )
        self._clock = clock
        self._asking = asyncio.Lock()
        self._listed: list[Model] = []
        self._listed_at_s = -TTL_S

    async def models(self) -> list[Model]:
        """Return the models, the default one first.

        Raises:
            YeoulError: they cannot be listed, and there is no ``default_model``, or it is that of
                one of several services, which is away.
        """
        try:
            listed = await self._fresh()
        except YeoulError as error:
            if self._default_model is None or (self._label and _is_away(error)):
                raise
            logger.info("no list of models: %s", error.detail)
            listed = self._listed
        return self._with_default(listed)

    def doubt(self) -> None:
        """Have the list fetched when it is next asked for, however young it is."""
        self._listed_at_s = -TTL_S

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
                listed = self._read(await self._fetch())
                if not listed:
                    raise self._nothing()
                self._listed, self._listed_at_s = listed, self._clock()
            return self._listed

    def _read(self, content: bytes) -> list[Model]:
        if self._label is None:
            return read_models(content, provider=self._provider)
        room = MAX_ID_CHARS - len(self._label.prefix)
        listed = read_models(content, provider=self._provider, max_id_chars=room)
        return [self._labelled(model) for model in listed]

    def _labelled(self, model: Model) -> Model:
        if self._label is None:
            return model
        id, title = f"{self._label.prefix}{model.id}", f"{model.title} ({self._label.title})"
        return replace(model, id=id, title=title)

    def _nothing(self) -> ModelUnavailable:
        how = "add one there" if self._label else "add one there, or name one with --model"
        return ModelUnavailable(f"{self._place} has no model yet: {how}.")

    def _with_default(self, listed: list[Model]) -> list[Model]:
        default = self._default_model
        if default is None:
            return listed
        named = [model for model in listed if model.id == default.id]
        others = [model for model in listed if model.id != default.id][: MAX_MODELS - 1]
        return [*(named or [default]), *others]


def _is_away(error: YeoulError) -> bool:
    if error.service_status is not None:
        return error.service_status in _AWAY
    return isinstance(error, ProviderUnavailable | ProviderTimeout)


def read_models(content: bytes, *, provider: str, max_id_chars: int = MAX_ID_CHARS) -> list[Model]:
    """Return the models of a ``GET /models`` body that chat, in the service's order.

    At most `MAX_MODELS`, out of the first `MAX_ENTRIES`. If none of them chats, as far as can be
    told, all are returned. Names that are too long or unprintable are ignored.

    Raises:
        ProviderBroken: the body is not such a list.
    """
    found: dict[str, dict[str, Any]] = {}
    others: dict[str, dict[str, Any]] = {}
    for entry in _entries(content)[:MAX_ENTRIES]:
        id = entry.get("id") if isinstance(entry, dict) else None
        if not _is_name(id, max_id_chars) or id in found or id in others:
            continue
        (found if chats(id, entry) else others)[id] = entry
        if len(found) == MAX_MODELS:
            break
    listed = islice((found or others).items(), MAX_MODELS)
    return [model_of(id, entry, provider) for id, entry in listed]


def _entries(content: bytes) -> list[Any]:
    try:
        body = orjson.loads(content)
    except orjson.JSONDecodeError:
        body = None
    entries = body.get("data", "") if isinstance(body, dict) else body
    if entries is None and isinstance(body, dict):
        return []  # some services send null while they have no model
    if not isinstance(entries, list):
        raise ProviderBroken("The service's list of models cannot be read; check the base URL.")
    return entries


def _is_name(id: object, max_chars: int) -> TypeGuard[str]:
    return (
        isinstance(id, str) and 0 < len(id) <= max_chars and not id.isspace() and id.isprintable()
    )
