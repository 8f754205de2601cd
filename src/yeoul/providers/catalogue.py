"""The catalogue: finds, among all providers of one server, the one that has a model.

Its order is that of the list from which people choose. A provider that cannot list its models now
(its service is away) hides no other's, and no other answers in its place. Only the default model's
provider is started with the server; the others start when they are first asked.

Providers come and go while the server runs. One that goes is found no more at once, and is closed
when the answers that it still generates have ended.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace

from yeoul.errors import Internal, ModelUnavailable, ProviderTimeout, UnknownModel, YeoulError
from yeoul.providers.base import Model, Provider
from yeoul.tasks import Tasks

logger = logging.getLogger(__name__)

#: Long enough to import a provider's libraries on a busy machine, and to ask its service.
PROVIDER_LISTING_TIMEOUT_S = 30.0
#: Seconds that the list of all models waits for a provider while it has others to show.
PATIENCE_S = 1.0


class Catalogue:
    """All providers, in the order of their models.

    ``default_provider`` (None, or once it is gone: the first) has the default model:
    ``default_model``, or the first one that it offers. ``absent`` maps the name of each provider
    that cannot be used to a sentence on why, for a person to read.
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
        self._named_default = default_provider
        self._default_model = default_model
        #: The last list of each provider, and every model that it ever listed: finding one again
        #: asks no provider.
        self._listed: dict[Provider, Sequence[Model]] = {}
        self._seen: dict[Provider, dict[str, Model]] = {}
        #: The first provider of each model seen. Replaced and never changed: the store's thread
        #: reads it.
        self._known: dict[str, tuple[Provider, Model]] = {}
        #: Why a provider could not list its models when it was last asked.
        self._failures: dict[Provider, YeoulError] = {}
        #: Providers for whose list somebody has not waited.
        self._late: set[Provider] = set()
        self._listing: asyncio.Task[list[YeoulError]] | None = None
        #: Providers that are found no more, and still have answers to generate.
        self._leaving: set[Provider] = set()
        self._until_unused: Callable[[Provider], Awaitable[None]] = _at_once
        self._watchers: list[Callable[[], None]] = []
        self._tasks = Tasks()
        self._asking: asyncio.Task[list[YeoulError]] | None = None

    # -- which providers there are -----------------------------------------------------------------

    def add(self, provider: Provider) -> None:
        """Offer the models of one more provider from now on, behind those of the others."""
        self.providers = (*self.providers, provider)
        self._listing = None  # one that runs has not asked this provider
        self._tell()

    def replace(self, old: Provider, new: Provider) -> asyncio.Task[None]:
        """Offer the models of ``new`` in the place of ``old``, and `remove` that."""
        self.providers = tuple(new if one is old else one for one in self.providers)
        self._listing = None  # as in `add`
        return self.remove(old)

    def remove(self, provider: Provider) -> asyncio.Task[None]:
        """Offer and find the models of a provider no more, from now on.

        The task closes it when its answers have ended. It goes on if nobody awaits it; closing the
        catalogue closes the provider, too.
        """
        self.providers = tuple(other for other in self.providers if other is not provider)
        for kept in (self._listed, self._seen, self._failures):
            kept.pop(provider, None)
        self._late.discard(provider)
        self._know()
        self._leaving.add(provider)
        self._tell()
        return self._tasks.start(self._let_go(provider), name=f"let go of {provider.name}")

    async def _let_go(self, provider: Provider) -> None:
        await self._until_unused(provider)
        self._leaving.discard(provider)
        await provider.aclose()

    def wait_before_closing(self, until_unused: Callable[[Provider], Awaitable[None]]) -> None:
        """Have a provider that is removed closed only behind ``until_unused`` of it."""
        self._until_unused = until_unused

    def on_change(self, changed: Callable[[], None]) -> None:
        """Have ``changed`` called from now on whenever the list of models may be another one.

        It is called, too, when a provider can list its models no more, or again.
        """
        self._watchers.append(changed)

    def _tell(self) -> None:
        for changed in self._watchers:
            changed()

    @property
    def _default_provider(self) -> Provider | None:
        named = self._named_default
        return named if named in self.providers else next(iter(self.providers), None)

    # -- which models there are --------------------------------------------------------------------

    async def models(self) -> list[Model]:
        """Return the models of all providers. Where two offer the same id, the first one's counts.

        For a provider that cannot list its models now, or not soon, its last list counts. Where one
        comes late, `on_change` tells of it.

        Raises:
            YeoulError: there is no model at all; the reason is the first failing provider's.
        """
        listed = self._list_all()
        done, _ = await asyncio.wait([listed], timeout=PATIENCE_S if self._known else None)
        if not done:
            self._late.update(self.providers)
        failures = listed.result() if done else []
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

        A model that only one provider can have is that one's, even while it cannot tell: asking it
        says more than its missing list.

        Raises:
            UnknownModel: no provider offers it.
            YeoulError: it is not known yet, and a provider that may have it cannot tell now.
        """
        if model_id is None:
            model_id = (await self.default()).id
        if model_id not in self._known:
            owner = self._owner(model_id)
            # One that says whose its models are has no others, so it need not be waited for.
            asked = [owner] if owner else [one for one in self.providers if not one.prefix]
            failures = await self._list(asked)
            if failures and owner is not None and owner in self.providers:
                self._assume(owner, model_id)
            if model_id not in self._known:
                raise failures[0] if failures else self._unknown(model_id)
        return self._known[model_id]

    def _assume(self, owner: Provider, model_id: str) -> None:
        model = Model(
            model_id,
            owner.name,
            model_id,
            continues=owner.can_continue,
            tools="tools" in owner.takes,
        )
        self._seen.setdefault(owner, {})[model_id] = model
        self._know()

    def _owner(self, model_id: str) -> Provider | None:
        """Return the only provider that can have a model of this id; None if any might."""
        owners = (one for one in self.providers if one.prefix and model_id.startswith(one.prefix))
        return next(owners, None)

    def known(self, model_id: str | None = None) -> tuple[Provider, Model] | None:
        """Return the result of `find` without asking a provider; None if it would have to ask.

        Reads only, so that any thread may call it.
        """
        if model_id is None:
            default = self.known_default()
            model_id = default.id if default else ""
        return self._known.get(model_id)

    def known_to_take(self, option: str) -> str | None:
        """Return a model that goes by an option (`Provider.takes`), if one is known.

        Reads only, so that any thread may call it.
        """
        known = self._known.items()
        return next((id for id, (provider, _) in known if option in provider.takes), None)

    def known_to_continue(self) -> str | None:
        """Return a model that goes on behind a text, if one is known; reads only, as above."""
        known = self._known.items()
        return next((id for id, (provider, _) in known if provider.can_continue), None)

    def known_to_see(self) -> str | None:
        """Return a model that sees pictures, if one is known; reads only, as above."""
        return next((id for id, (_, model) in self._known.items() if model.images), None)

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
        """Return the provider of a model, as far as that is known without asking one."""
        known = self.known(model_id)
        return known[0] if known else self._owner(model_id)

    def failure(self, provider: Provider) -> YeoulError | None:
        """Return why a provider could not list its models when it was last asked."""
        return self._failures.get(provider)

    def listed(self, provider: Provider) -> Sequence[Model] | None:
        """Return the models that a provider listed last; None if it never has."""
        return self._listed.get(provider)

    def has_ids_below(self, prefix: str) -> bool:
        """Return whether the id of a model that was seen begins with ``prefix``."""
        return any(model_id.startswith(prefix) for model_id in self._known)

    async def refresh(self, provider: Provider) -> None:
        """Ask one provider for its models; see `failure`."""
        await self._list([provider])

    async def refresh_all(self) -> None:
        """Ask all providers for their models, and wait for each of them; see `failure`."""
        await asyncio.wait([self._list_all()])

    def _list_all(self) -> asyncio.Task[list[YeoulError]]:
        """Ask all providers, once for all who wait: one that is cancelled takes it from none."""
        if self._listing is None or self._listing.done():
            listing = self._list(self.providers)
            self._listing = self._tasks.start(listing, name="list all models", awaited=True)
        return self._listing

    async def _list(self, providers: Sequence[Provider]) -> list[YeoulError]:
        """Ask providers for their models. Returns the errors of those that cannot list them."""
        asked = await asyncio.gather(*map(self._ask, providers))
        return [failure for failure in asked if failure is not None]

    async def _ask(self, provider: Provider) -> YeoulError | None:
        """Ask one provider, and take in its list at once: others may be slower."""
        listing = await _listing(provider)
        if not isinstance(listing, YeoulError):
            self._note(provider, listing)
            return None
        known = self._failures.get(provider)
        # A list is asked for with every page: only what is new is worth a warning.
        is_new = known is None or known.detail != listing.detail
        level = logging.WARNING if is_new else logging.DEBUG
        logger.log(level, "no models from %s: %s", provider.name, listing.detail)
        if provider in self.providers:
            self._failures[provider] = listing.copy()
            # Only the first failure in a row: a page that is told asks again, and it fails again.
            if known is None and (provider in self._listed or provider in self._late):
                self._tell()
        return listing

    def _note(self, provider: Provider, models: Sequence[Model]) -> None:
        """Take in a provider's list, unless it was removed while it was being asked."""
        if provider not in self.providers:
            return
        # The first list of a provider is a reply to somebody who waits for it.
        unasked = provider in self._listed or provider in self._late | self._failures.keys()
        self._late.discard(provider)
        is_back = self._failures.pop(provider, None) is not None
        before = self._listed.get(provider)
        if provider.can_continue:
            models = [replace(model, continues=True) for model in models]
        if "tools" in provider.takes:
            models = [replace(model, tools=True) for model in models]
        self._listed[provider] = models = tuple(models)
        self._seen.setdefault(provider, {}).update((model.id, model) for model in models)
        self._know()
        if unasked and (is_back or before != models):
            self._tell()

    def _know(self) -> None:
        known: dict[str, tuple[Provider, Model]] = {}
        for provider in self.providers:
            for model_id, model in self._seen.get(provider, {}).items():
                known.setdefault(model_id, (provider, model))
        self._known = known

    def _unknown(self, model_id: str) -> UnknownModel:
        ids = list(self._known)
        some = ", ".join(ids[:10]) + (", …" if len(ids) > 10 else "")
        return UnknownModel(f"There is no model {model_id!r}. There are: {some or 'none'}.")

    def _nothing(self) -> ModelUnavailable:
        return ModelUnavailable(" ".join(self.absent.values()) or "No provider is configured.")

    # -- as a whole --------------------------------------------------------------------------------

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
            *(provider.aclose() for provider in (*self.providers, *self._leaving)),
            return_exceptions=True,
        )
        for result in results:
            if isinstance(result, BaseException):
                raise result


async def _at_once(_provider: Provider) -> None:
    """Wait for nothing."""


async def _listing(provider: Provider) -> Sequence[Model] | YeoulError:
    try:
        async with asyncio.timeout(PROVIDER_LISTING_TIMEOUT_S):
            return await provider.models()
    except TimeoutError:
        return ProviderTimeout(f"{provider.name} does not list its models in time.")
    except YeoulError as error:
        return error
    except Exception as error:  # of a product's own provider, perhaps: the others are still there
        logger.exception("%s does not list its models", provider.name, exc_info=error)
        return Internal.unforeseen()
