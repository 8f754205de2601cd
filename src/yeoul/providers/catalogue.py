"""The catalogue: the providers of one server together, and which of them has a model.

Its order is the order of the list that people choose from. A provider that cannot tell its models
now (its service is away) hides nobody else's. Only the default model's provider is started with the
server; the others start when they are first asked.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence

from yeoul.errors import ModelUnavailable, ProviderTimeout, UnknownModel, YeoulError
from yeoul.providers.base import Model, Provider

logger = logging.getLogger(__name__)

#: Longer than importing a provider's libraries on a busy machine and asking its service.
LISTING_TIMEOUT_S = 30.0


class Catalogue:
    """All providers, in the order of their models.

    ``default_provider`` (None: the first) has the default model: ``default_model``, or the first
    that it offers. ``absent`` says of each provider that cannot be used why, for a person to read.
    """

    def __init__(
        self,
        providers: Sequence[Provider],
        *,
        default_provider: Provider | None = None,
        default_model: str | None = None,
        absent: Mapping[str, str] | None = None,
    ) -> None:
        self.providers = tuple(providers)
        self.absent = dict(absent or {})
        self._default_provider = default_provider or next(iter(self.providers), None)
        self._default_model = default_model
        #: Every model seen, so that finding one again asks nobody.
        self._known: dict[str, tuple[Provider, Model]] = {}

    async def models(self) -> list[Model]:
        """Return the models of all providers. Where two offer the same id, the first one's counts.

        Raises:
            YeoulError: if there is no model at all: why the first provider has none.
        """
        found, failures = await self._list(self.providers)
        if not found:
            raise failures[0] if failures else self._nothing()
        return [model for _, model in found.values()]

    async def default(self) -> Model:
        """Return the model of a question that names none. Raises as `models`."""
        if self._default_model is not None and self._default_model in self._known:
            return self._known[self._default_model][1]
        models = await self.models()
        if self._default_model is not None and self._default_model in self._known:
            return self._known[self._default_model][1]
        name = self._default_provider.name if self._default_provider else ""
        return next((model for model in models if model.provider == name), models[0])

    async def find(self, model_id: str | None = None) -> tuple[Provider, Model]:
        """Return a model and its provider; None finds the default.

        Raises:
            UnknownModel: no provider offers it.
            YeoulError: it is not known yet, and a provider that may have it cannot tell now.
        """
        if model_id is None:
            model_id = (await self.default()).id
        if model_id not in self._known:
            _, failures = await self._list(self.providers)
            if model_id not in self._known:
                raise failures[0] if failures else self._unknown(model_id)
        return self._known[model_id]

    def known_provider(self, model_id: str) -> Provider | None:
        """Return the provider of a model that was seen already, asking nobody."""
        known = self._known.get(model_id)
        return known[0] if known else None

    async def _list(
        self, providers: Sequence[Provider]
    ) -> tuple[dict[str, tuple[Provider, Model]], list[YeoulError]]:
        listings = await asyncio.gather(*map(_listing, providers))
        found: dict[str, tuple[Provider, Model]] = {}
        failures = []
        for provider, listing in zip(providers, listings, strict=True):
            if isinstance(listing, YeoulError):
                logger.warning("no models from %s: %s", provider.name, listing.detail)
                failures.append(listing)
                continue
            for model in listing:
                found.setdefault(model.id, (provider, model))
        self._known.update(found)
        return found, failures

    def _unknown(self, model_id: str) -> UnknownModel:
        ids = list(self._known)
        some = ", ".join(ids[:10]) + (", …" if len(ids) > 10 else "")
        return UnknownModel(f"There is no model {model_id!r}. There are: {some or 'none'}.")

    def _nothing(self) -> ModelUnavailable:
        return ModelUnavailable(" ".join(self.absent.values()) or "No provider is configured.")

    async def start(self) -> None:
        """Start the default model's provider; what takes long goes on in the background."""
        if self._default_provider is not None:
            await self._default_provider.start()
        await self._list([provider for provider in self.providers if not provider.remote])

    async def ready(self) -> None:
        """Return when the default model's provider could start an answer now. Raises why not."""
        if self._default_provider is None:
            raise self._nothing()
        await self._default_provider.ready()

    async def aclose(self) -> None:
        """Close every provider, whatever the others do; raises the first failure."""
        results = await asyncio.gather(
            *(provider.aclose() for provider in self.providers), return_exceptions=True
        )
        for result in results:
            if isinstance(result, BaseException):
                raise result


async def _listing(provider: Provider) -> Sequence[Model] | YeoulError:
    try:
        async with asyncio.timeout(LISTING_TIMEOUT_S):
            return await provider.models()
    except TimeoutError:
        return ProviderTimeout(f"{provider.name} does not tell its models in time.")
    except YeoulError as error:
        return error
