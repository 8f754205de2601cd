"""The catalogue: finds, among all providers of one server, the one that has a model.

Its order is that of the list from which people choose. A provider that cannot list its models now
(its service is away) hides no other's, and no other answers in its place. Only the default model's
provider is started with the server; the others start when they are first asked.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence

from yeoul.errors import ModelUnavailable, ProviderTimeout, UnknownModel, YeoulError
from yeoul.providers.base import Model, Provider
from yeoul.tasks import Tasks

logger = logging.getLogger(__name__)

#: Long enough to import a provider's libraries on a busy machine, and to ask its service.
PROVIDER_LISTING_TIMEOUT_S = 30.0


class Catalogue:
    """All providers, in the order of their models.

    ``default_provider`` (None: the first) has the default model: ``default_model``, or the first
    one that it offers. ``absent`` maps the name of each provider that cannot be used to a sentence
    on why, for a person to read.
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
        #: Every model seen, so that finding one again asks no provider.
        self._known: dict[str, tuple[Provider, Model]] = {}
        #: The last list of each provider.
        self._listed: dict[Provider, Sequence[Model]] = {}
        self._tasks = Tasks()
        self._asking: asyncio.Task[list[YeoulError]] | None = None

    async def models(self) -> list[Model]:
        """Return the models of all providers. Where two offer the same id, the first one's counts.

        For a provider that cannot list its models now, its last list counts.

        Raises:
            YeoulError: there is no model at all; the reason is the first failing provider's.
        """
        failures = await self._list(self.providers)
        found: dict[str, Model] = {}
        for provider in self.providers:
            for model in self._listed.get(provider, ()):
                found.setdefault(model.id, model)
        if not found:
            raise failures[0] if failures else self._nothing()
        return list(found.values())

    async def default(self) -> Model:
        """Return the default model: always the default provider's, never another's.

        Waits only for a provider that has never listed its models. The others are asked again in
        the background.

        Raises:
            YeoulError: the default provider has never listed its models, and cannot now.
        """
        if self._default_model is not None:
            return (await self.find(self._default_model))[1]
        provider = self._default_provider
        if provider is None:
            raise self._nothing()
        if provider in self._listed:
            self.refresh_default()
        elif failures := await self._list([provider]):
            raise failures[0]
        default = self.known_default()
        if default is None:
            raise ModelUnavailable(f"The provider {provider.name} has no model.")
        return default

    def known_default(self) -> Model | None:
        """Return the default model without asking a provider; None if it is not known yet."""
        if self._default_model is not None:
            known = self._known.get(self._default_model)
            return known[1] if known else None
        listed = self._listed.get(self._default_provider) if self._default_provider else None
        return listed[0] if listed else None

    async def find(self, model_id: str | None = None) -> tuple[Provider, Model]:
        """Return a model and its provider; None finds the default.

        Raises:
            UnknownModel: no provider offers it.
            YeoulError: it is not known yet, and a provider that may have it cannot tell now.
        """
        if model_id is None:
            model_id = (await self.default()).id
        if model_id not in self._known:
            failures = await self._list(self.providers)
            if model_id not in self._known:
                raise failures[0] if failures else self._unknown(model_id)
        return self._known[model_id]

    def known(self, model_id: str | None = None) -> tuple[Provider, Model] | None:
        """Return the result of `find` without asking a provider; None if it would have to ask.

        Reads only, so that any thread may call it.
        """
        if model_id is None:
            default = self.known_default()
            model_id = default.id if default else ""
        return self._known.get(model_id)

    def refresh_default(self) -> None:
        """Ask the default provider for its models in the background, if it is a service.

        Does nothing while a service is being asked, or where the default model is set by its id.
        """
        provider = self._default_provider
        if self._default_model is not None or provider is None or not provider.remote:
            return
        if self._asking is None or self._asking.done():
            self._asking = self._tasks.start(self._list([provider]), name="list a service's models")

    def known_ids(self) -> tuple[str, ...]:
        """Return the ids that `find` accepts; empty while a provider has not listed its models."""
        return tuple(self._known) if all(p in self._listed for p in self.providers) else ()

    def known_provider(self, model_id: str) -> Provider | None:
        """Return the provider of a model that was seen before, without asking one."""
        known = self.known(model_id)
        return known[0] if known else None

    async def _list(self, providers: Sequence[Provider]) -> list[YeoulError]:
        """Ask providers for their models. Returns the errors of those that cannot list them."""
        failures = []
        listings = await asyncio.gather(*map(_listing, providers))
        for provider, listing in zip(providers, listings, strict=True):
            if isinstance(listing, YeoulError):
                logger.warning("no models from %s: %s", provider.name, listing.detail)
                failures.append(listing)
            else:
                self._note(provider, listing)
        return failures

    def _note(self, provider: Provider, models: Sequence[Model]) -> None:
        self._listed[provider] = models
        first = self.providers.index(provider)
        for model in models:
            known = self._known.get(model.id)
            if known is None or self.providers.index(known[0]) >= first:
                self._known[model.id] = provider, model

    def _unknown(self, model_id: str) -> UnknownModel:
        ids = list(self._known)
        some = ", ".join(ids[:10]) + (", …" if len(ids) > 10 else "")
        return UnknownModel(f"There is no model {model_id!r}. There are: {some or 'none'}.")

    def _nothing(self) -> ModelUnavailable:
        return ModelUnavailable(" ".join(self.absent.values()) or "No provider is configured.")

    async def start(self) -> None:
        """Start the default model's provider. Slow work goes on in the background."""
        if self._default_provider is not None:
            await self._default_provider.start()
        await self._list([provider for provider in self.providers if not provider.remote])

    async def ready(self) -> None:
        """Check that the default model's provider could start an answer now.

        Raises:
            YeoulError: it cannot, or there is none.
        """
        if self._default_provider is None:
            raise self._nothing()
        await self._default_provider.ready()

    async def aclose(self) -> None:
        """Close every provider, even if others fail to. Raises the first failure."""
        await self._tasks.cancel()
        results = await asyncio.gather(
            *(provider.aclose() for provider in self.providers), return_exceptions=True
        )
        for result in results:
            if isinstance(result, BaseException):
                raise result


async def _listing(provider: Provider) -> Sequence[Model] | YeoulError:
    try:
        async with asyncio.timeout(PROVIDER_LISTING_TIMEOUT_S):
            return await provider.models()
    except TimeoutError:
        return ProviderTimeout(f"{provider.name} does not list its models in time.")
    except YeoulError as error:
        return error
