"""The core of services: list, connect, change, remove and try them, for the server as a whole.

Services belong to the server, not to an owner: every door decides whether its caller may use this
core at all. A change is on the disk before it takes effect, and takes effect at once: the catalogue
offers the new models, or lets the answers of a removed service end. The service of the server's own
settings is shown beside the others, and changed only where the settings are.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
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
from yeoul.services.kept_services import KeptService, ServiceFiles
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

#: The id of the service of the settings, and all ids that no other may have: they are names of
#: providers, or addresses of the API.
OWN_ID = "settings"
_TAKEN = frozenset({OWN_ID, "embedded", "scripted", "nearby", "test"})
MAX_SERVICES = 50
#: Seconds between looks at files that another worker may have changed.
RELOAD_S = 60.0
#: Seconds for all that a test asks a service.
TEST_TIMEOUT_S = 15.0

_UNENCRYPTED = (
    "The key and everything that is asked travel unencrypted to {}: everybody on the way can read "
    "them. Use an address with https:// if it has one."
)


class Services:
    """The services of one server. For one event loop.

    ``files`` None: services cannot be connected, and ``fixed`` says why. ``open_provider`` opens
    the provider of a service, and raises `StartupError` where its key does not fit its address.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        open_provider: Callable[[KeptService], Provider],
        *,
        files: ServiceFiles | None,
        own: OwnService | None = None,
        fixed: str = "",
    ) -> None:
        self._catalogue = catalogue
        self._open_provider = open_provider
        self._files = files
        self._own = own
        self._fixed = fixed
        #: Why the files must not be written: one of them cannot be read, or not trusted.
        self._unusable: str | None = None
        self._kept: dict[str, KeptService] = {}
        self._providers: dict[str, Provider] = {}
        #: Tells other workers that the files have changed; replaced when the app opens.
        self.tell_changed: Callable[[], None] = lambda: None
        #: One change after the other: each writes the whole list.
        self._changing = asyncio.Lock()
        #: Changes run to their end even if their callers leave: what the disk has must take effect.
        self._commands = Tasks()

    async def start(self) -> None:
        """Offer the models of the services that are kept. No service is asked yet. Never raises."""
        async with self._changing:
            await self._read()
            await self._tidy()
        for provider in self._providers.values():
            await provider.start()

    async def reload(self) -> None:
        """Offer the models of the services that are kept by now. Never raises.

        For workers that share a data directory: another one may have changed them.
        """
        async with self._changing:
            before = dict(self._providers)
            await self._read()
            changed = [one for id, one in self._providers.items() if before.get(id) is not one]
        for provider in changed:
            await provider.start()
            await self._catalogue.refresh(provider)

    async def keep_current(
        self, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        """Do `reload` every minute, for what nobody has told; until cancelled."""
        while True:
            await sleep(RELOAD_S)
            await self.reload()

    async def _read(self) -> None:
        if self._files is None:
            return
        kept, self._unusable = await asyncio.to_thread(self._files.read)
        # A file may have been mended since it was last read. Its keys are there again, for example,
        # and the next change must not lose them.
        for service in kept:
            if service != self._kept.get(service.id):
                self._offer(service)
        if self._unusable is None:
            for id in self._kept.keys() - {service.id for service in kept}:
                self._forget(id)

    async def _tidy(self) -> None:
        if self._files is not None and self._unusable is None:
            await asyncio.to_thread(self._files.tidy, list(self._kept.values()))

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
        return self._fixed if self._files is None else self._unusable

    async def states(self) -> list[ServiceState]:
        """Return all services, that of the settings first. Asks none of them."""
        if self._unusable is not None:
            async with self._changing:
                await self._read()
                await self._tidy()
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
        async with self._changing:
            await self._read()
            self._check_unlocked()
            if len(self._kept) >= MAX_SERVICES:
                raise ServiceFixed(f"There are {MAX_SERVICES} services: remove one first.")
            service = new_service(new, self._is_free)
            provider = self._opened(service)
            await self._write({**self._kept, service.id: service})
            self._use(service, provider)
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
        async with self._changing:
            await self._read()
            old = self._changeable(id)
            new = changed_service(old, changes)
            provider = self._opened(new)
            await self._write({**self._kept, id: new})
            self._use(new, provider)
        await self._catalogue.refresh(provider)
        return self._state(new)

    async def remove(self, id: str) -> None:
        """Forget a service and its key. Its running answers end by themselves.

        Raises:
            NotFound, ServiceFixed, StorageFull, StorageFailed
        """
        await self._commands.complete(self._remove(id), name=f"remove {id}")

    async def _remove(self, id: str) -> None:
        async with self._changing:
            await self._read()
            self._changeable(id)
            rest = {kept.id: kept for kept in self._kept.values() if kept.id != id}
            await self._write(rest, removed=True)
            self._forget(id)

    def _forget(self, id: str) -> None:
        """Let no question be asked any more of a service that is kept no longer."""
        del self._kept[id]
        if (provider := self._providers.pop(id, None)) is not None:
            self._catalogue.remove(provider)

    async def _write(self, services: dict[str, KeptService], *, removed: bool = False) -> None:
        assert self._files is not None  # `_check_unlocked`
        await asyncio.to_thread(self._files.write, list(services.values()), removed=removed)
        self.tell_changed()

    def _check_unlocked(self) -> None:
        if self._files is None:
            raise ServiceFixed(self._fixed)
        if self._unusable is not None:
            raise StorageFailed(self._unusable)

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
