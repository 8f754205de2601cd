"""The core of services: list, connect, change, remove and try them, for the server as a whole.

Services belong to the server, not to an owner: every door decides whether its caller may use this
core at all. A change is kept before it takes effect, and takes effect at once: the catalogue offers
the new models, or lets the answers of a removed service end. The service of the server's own
settings is shown beside the others, and changed only where the settings are.

Where several workers share a store, each changes what it has just read there, and is refused if
another one was quicker: then it reads again. So of two that connect a service at once both stay.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace

from yeoul.addresses import ServiceAddress
from yeoul.errors import (
    InvalidRequest,
    NotFound,
    ProviderBroken,
    ProviderRejected,
    ServiceFixed,
    StartupError,
    StorageFailed,
)
from yeoul.providers import probe_service
from yeoul.providers.base import Provider
from yeoul.providers.catalogue import Catalogue
from yeoul.providers.chat_request import ContinueWay
from yeoul.services.continue_trial import try_continuing
from yeoul.services.kept_services import Kept, KeptService, KeptServices
from yeoul.services.nearby import Nearby, find_nearby
from yeoul.services.pasted_address import usual_forms
from yeoul.services.values import (
    NewService,
    OwnService,
    ServiceChanges,
    ServiceState,
    Tested,
    TriedContinuing,
    key_hint,
)
from yeoul.services.wishes import changed_service, new_service, read_address
from yeoul.tasks import Tasks

logger = logging.getLogger(__name__)

#: The id of the service of the settings, and all ids that no other may have: they are names of
#: providers, or addresses of the API.
OWN_ID = "settings"
_TAKEN = frozenset({OWN_ID, "embedded", "scripted", "nearby", "test"})
MAX_SERVICES = 50
#: Seconds between looks at what another worker may have changed; and while it cannot be read.
RELOAD_S, AGAIN_S = 60.0, 1.0
#: Seconds for all that a test asks a service.
TEST_TIMEOUT_S = 15.0

_UNENCRYPTED = (
    "The key and everything that is asked travel unencrypted to {}: everybody on the way can read "
    "them. Use an address with https:// if it has one."
)


class Services:
    """The services of one server. For one event loop.

    ``keeper`` None: services cannot be connected, and ``fixed`` says why. ``open_provider`` opens
    the provider of a service, and raises `StartupError` where its key does not fit its address.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        open_provider: Callable[[KeptService], Provider],
        *,
        keeper: KeptServices | None,
        own: OwnService | None = None,
        fixed: str = "",
    ) -> None:
        self._catalogue = catalogue
        self._open_provider = open_provider
        self._keeper = keeper
        self._own = own
        self._fixed = fixed
        #: Why it could not be read, as it was told last.
        self._told = ""
        #: What was read last.
        self._found = Kept([])
        self._kept: dict[str, KeptService] = {}
        self._providers: dict[str, Provider] = {}
        #: Tells other workers of a change, and has this one reload; replaced when the app opens.
        self.tell_changed: Callable[[], None] = lambda: None
        self.look_again: Callable[[], None] = lambda: None
        #: One change after the other: each has to know the one before.
        self._changing = asyncio.Lock()
        #: Changes run to their end even if their callers leave: what is kept must take effect.
        self._commands = Tasks()

    async def start(self) -> None:
        """Offer the models of the services that are kept. No service is asked yet. Never raises."""
        async with self._changing:
            with suppress(StorageFailed):  # the next look finds them
                await self._read()
        for provider in self._providers.values():
            await provider.start()

    async def reload(self, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Offer the models of the services that are kept by now, as soon as these can be read.

        For workers that share them: another one may have changed them. Never raises.
        """
        while (failure := await self._reload()) is not None:
            if failure.detail != self._told:
                logger.warning("the services cannot be read: %s", failure.detail)
            self._told = failure.detail
            await sleep(AGAIN_S)
        self._told = ""

    async def _reload(self) -> StorageFailed | None:
        async with self._changing:
            before = dict(self._providers)
            try:
                await self._read()
            except StorageFailed as failure:
                return failure
            changed = [one for id, one in self._providers.items() if before.get(id) is not one]
        for provider in changed:
            await provider.start()
        # At once: one that is away must not hold up the others.
        await asyncio.gather(*map(self._catalogue.refresh, changed))
        return None

    async def keep_current(
        self, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        """Do `reload` now and every minute, for what nobody has told; until cancelled."""
        while True:
            await self.reload(sleep=sleep)
            await sleep(RELOAD_S)

    async def _read(self) -> None:
        if self._keeper is None:
            return
        self._found = kept, problem = await self._keeper.read()
        # What cannot be read may have been mended since. Keys are there again, for example, and the
        # next change must not lose them.
        for service in kept:
            if service != self._kept.get(service.id):
                self._offer(service)
        if problem is None:
            for id in self._kept.keys() - {service.id for service in kept}:
                self._forget(id)

    def _offer(self, service: KeptService) -> None:
        try:
            provider = self._open_provider(service)
        except StartupError as error:
            self._kept[service.id] = replace(service, trouble=error.detail)
        else:
            self._use(service, provider)

    def _use(self, service: KeptService, provider: Provider) -> None:
        """Have questions for a service asked by this provider from now on."""
        before = self._providers.get(service.id)
        self._kept[service.id], self._providers[service.id] = service, provider
        if before is None:
            self._catalogue.add(provider)
        else:
            self._catalogue.replace(before, provider)

    @property
    def locked(self) -> str | None:
        """Why services cannot be connected or changed; None if they can."""
        return self._fixed if self._keeper is None else self._found.problem

    async def states(self) -> list[ServiceState]:
        """Return all services, that of the settings first. Asks none of them."""
        if self._found.problem is not None:
            async with self._changing:
                await self._read()
        own = [] if self._own is None else [self._own_state(self._own)]
        return own + [self._state(service) for service in self._kept.values()]

    # -- changes ---------------------------------------------------------------------------------

    async def add(self, new: NewService) -> ServiceState:
        """Connect a service, and ask it for its models; returns its state then.

        Raises:
            InvalidRequest: the address is malformed, or does not go with the key.
            ServiceFixed: services cannot be connected, or there are `MAX_SERVICES`.
            StorageFull, StorageFailed: it cannot be kept.
        """
        return await self._commands.complete(self._add(new), name="connect a service")

    async def _add(self, new: NewService) -> ServiceState:
        def make() -> KeptService:
            self._check_unlocked()
            if len(self._kept) >= MAX_SERVICES:
                raise ServiceFixed(f"There are {MAX_SERVICES} services: remove one first.")
            return new_service(new, self._is_free)

        service, provider = await self._keep(make)
        await self._catalogue.refresh(provider)
        return self._state(service)

    async def change(self, id: str, changes: ServiceChanges) -> ServiceState:
        """Change a service. Answers that it gives end as they began; returns its new state.

        Unless the change is to be made ``anyway``, the service has to list its models for a new key
        or at a new address: a wrong one would take the place of a right one that is shown nowhere.

        Raises:
            InvalidRequest: as in `add`, or a key would go to another place than it was given for.
            NotFound, ServiceFixed, StorageFull, StorageFailed
            YeoulError: the service's own reason, as in `test`. Then nothing has changed.
        """
        if not changes.anyway:
            changes = await self._tried(self._changeable(id), changes)
        return await self._commands.complete(self._change(id, changes), name=f"change {id}")

    async def _tried(self, old: KeptService, changes: ServiceChanges) -> ServiceChanges:
        """Return changes with the address at which the service works, if they concern it."""
        new = changed_service(old, changes)
        if (new.base_url, new.api_key) == (old.base_url, old.api_key):
            return changes
        try:
            tested = await self.test(new.base_url, new.api_key)
        except (ProviderRejected, ProviderBroken):
            # It has no list, which is why its model has a name here. At another address that would
            # say the same of whatever is there.
            if new.model is None or new.base_url != old.base_url:
                raise
            return changes
        if new.base_url == old.base_url:
            return changes
        return replace(changes, base_url=tested.base_url)

    async def _change(self, id: str, changes: ServiceChanges) -> ServiceState:
        new, provider = await self._keep(lambda: changed_service(self._changeable(id), changes))
        await self._catalogue.refresh(provider)
        return self._state(new)

    async def _keep(self, make: Callable[[], KeptService]) -> tuple[KeptService, Provider]:
        """Keep the service that ``make`` makes of what is kept by now, and have it asked."""
        async with self._changing:
            while True:
                await self._read()
                service = make()
                provider = self._opened(service)
                kept = {one.id: one for one in self._found.services} | {service.id: service}
                if await self._write(kept):
                    self._use(service, provider)
                    return service, provider
                await provider.aclose()

    async def remove(self, id: str) -> None:
        """Forget a service and its key. Its running answers end by themselves.

        Raises:
            NotFound, ServiceFixed, StorageFull, StorageFailed
        """
        await self._commands.complete(self._remove(id), name=f"remove {id}")

    async def _remove(self, id: str) -> None:
        async with self._changing:
            while True:
                await self._read()
                self._changeable(id)
                rest = {one.id: one for one in self._found.services if one.id != id}
                if await self._write(rest):
                    return self._forget(id)

    def _forget(self, id: str) -> None:
        """Let no question be asked any more of a service that is kept no longer."""
        del self._kept[id]
        if (provider := self._providers.pop(id, None)) is not None:
            self._catalogue.remove(provider)

    async def _write(self, services: dict[str, KeptService]) -> bool:
        """Keep these services; False where another worker has changed something meanwhile."""
        assert self._keeper is not None  # `_check_unlocked`
        try:
            is_kept = await self._keeper.write(self._found, list(services.values()))
        except StorageFailed:
            # Where only the reply to it was lost, it is kept all the same.
            self.tell_changed()
            self.look_again()
            raise
        if is_kept:
            self.tell_changed()
        return is_kept

    def _check_unlocked(self) -> None:
        if self._keeper is None:
            raise ServiceFixed(self._fixed)
        if self._found.problem is not None:
            raise StorageFailed(self._found.problem)

    def _changeable(self, id: str) -> KeptService:
        if id == OWN_ID and self._own is not None:
            raise ServiceFixed(
                "This service comes from the settings of the server (--base-url, --api-key, or "
                "their variables and file): change it there."
            )
        if id not in self._kept:
            raise NotFound("There is no such service.")
        self._check_unlocked()
        return self._kept[id]

    def _opened(self, service: KeptService) -> Provider:
        try:
            return self._open_provider(service)
        except StartupError as error:
            raise InvalidRequest(error.detail, fields=(("api_key", error.detail),)) from None

    def _is_free(self, id: str) -> bool:
        """Return whether an id is that of no other, and begins no other model's."""
        taken = _TAKEN | self._kept.keys() | {one.name for one in self._catalogue.providers}
        return id not in taken and not self._catalogue.has_ids_below(f"{id}/")

    # -- states ----------------------------------------------------------------------------------

    def _state(self, service: KeptService) -> ServiceState:
        address = service.address
        return ServiceState(
            service.id,
            service.name,
            str(address),
            key_hint(service.api_key),
            "page",
            *self._found_of(self._providers.get(service.id), service.trouble),
            _warning(address, service.api_key),
            service.api,
            service.continues,
            service.model,
        )

    def _own_state(self, own: OwnService) -> ServiceState:
        place = ServiceAddress.parse(own.base_url).place
        found = self._found_of(own.provider)
        return ServiceState(
            OWN_ID, place, own.base_url, own.key_hint, "settings", *found, None, own.api, "no", None
        )

    def _found_of(
        self, provider: Provider | None, trouble: str = ""
    ) -> tuple[str | None, str | None, int | None]:
        """Return status, code and number of models of a service, as far as they are known."""
        listed = self._catalogue.listed(provider) if provider else None
        failure = self._catalogue.failure(provider) if provider and not trouble else None
        count = None if listed is None else len(listed)
        if failure is None:
            return trouble or None, None, count
        return failure.detail, failure.code, count

    # -- trying ----------------------------------------------------------------------------------

    async def test(self, base_url: str, api_key: str | None) -> Tested:
        """Ask a service for its models, at this address or the usual forms of it. Keeps nothing.

        Raises:
            InvalidRequest: the address is malformed.
            YeoulError: the service's own reason; see `Provider.models`.
        """
        forms = usual_forms(read_address(base_url))
        found = await probe_service(forms, api_key, timeout_s=TEST_TIMEOUT_S)
        return Tested(found.address.whole, found.models, _warning(found.address, api_key))

    async def try_continuing(
        self, id: str, way: ContinueWay | None, model_id: str | None
    ) -> TriedContinuing:
        """Try whether a service goes on behind a text. Asks it a small question; keeps nothing.

        ``way`` None is that of the service, ``model_id`` None its first model.

        Raises:
            InvalidRequest: the way is ``no``, or the model is another service's.
            NotFound, YeoulError: the service's own reason.
        """
        if id not in self._kept:
            raise NotFound("There is no such service.")
        service = self._kept[id]
        service = replace(service, api="chat", continues=way or service.continues)
        if service.continues == "no":
            fault = "must name a way"
            raise InvalidRequest(f"continues {fault}.", fields=(("continues", fault),))
        provider = self._opened(service)
        try:
            if model_id is None:
                model_id = (await provider.models())[0].id
            elif not model_id.startswith(provider.prefix):
                fault = f"must begin with {provider.prefix}"
                raise InvalidRequest(f"model {fault}.", fields=(("model", fault),))
            return await try_continuing(provider, model_id)
        finally:
            await provider.aclose()

    async def nearby(self, own_port: int | None) -> list[Nearby]:
        """Return the services on this machine's usual ports; this server's port is left out."""
        return await find_nearby(own_port=own_port)


def _warning(address: ServiceAddress, api_key: str | None) -> str | None:
    secret = api_key is not None or address.secrets
    if secret and address.base.startswith("http://") and not address.is_local:
        return _UNENCRYPTED.format(address.place)
    return None
