"""The seam of what keeps the services that people connect: in files, or in a store for all workers.

A service is kept as an entry, which may be shown, and a secret: its key, and what else of its
address nobody may see. A key belongs to the address that it was given for, which stands beside it:
a program that can change only the entry cannot have a key sent elsewhere.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, get_args

from yeoul.addresses import ServiceAddress, WrongAddress
from yeoul.providers.chat_request import ContinueWay, ServiceApi


@dataclass(frozen=True, slots=True)
class KeptService:
    """One service that a person has connected."""

    id: str
    name: str
    #: As it is asked: with the secrets that it may hold.
    base_url: str = field(repr=False)
    api_key: str | None = field(default=None, repr=False)
    #: How it is told to go on behind a text; ``no`` if it cannot be.
    continues: ContinueWay = "no"
    #: The API by which it is asked.
    api: ServiceApi = "chat"
    #: A model that it has, although it may not list it.
    model: str | None = None
    #: A sentence on why its key is not used; empty if it is.
    trouble: str = ""

    @property
    def address(self) -> ServiceAddress:
        """Its address; `str` of it is safe to show."""
        return ServiceAddress.parse(self.base_url)


class Kept(NamedTuple):
    """What is kept at a moment."""

    services: list[KeptService]
    #: Why nothing can be changed, in a sentence; None if it can.
    problem: str | None = None


class KeptServices(ABC):
    """Keeps services, in the order in which they were connected. For one event loop.

    An entry that cannot be read is passed over, and stays as it is: nothing can be changed until
    somebody has looked at it, for it may be of a later version.
    """

    @abstractmethod
    async def read(self) -> Kept:
        """Return what is kept now.

        Raises:
            StorageFailed: it cannot be read for the moment.
        """

    @abstractmethod
    async def write(self, before: Kept, services: Sequence[KeptService]) -> bool:
        """Keep these services from now on, in the place of what was read ``before``.

        Returns False where something else is kept by now: nothing is changed then. Otherwise they
        are safe when this returns.

        Raises:
            StorageFull, StorageFailed: all is as it was, but perhaps for a key, which is used with
                its own address alone.
        """


def entry_of(service: KeptService) -> dict[str, Any]:
    """Return what may be shown of a service, as values of JSON."""
    return {
        "id": service.id,
        "name": service.name,
        "base_url": str(service.address),
        "api": service.api,
        "continues": service.continues,
        "model": service.model,
    }


def secret_of(service: KeptService) -> dict[str, Any] | None:
    """Return what nobody may see of a service, as values of JSON; None if there is nothing."""
    if service.api_key is None and not service.address.secrets:
        return None
    return {"base_url": service.base_url, "api_key": service.api_key}


def read_entry(entry: object) -> KeptService | None:
    """Return the service of an entry, without its secret; None if it cannot be one."""
    if not isinstance(entry, dict):
        return None
    id, name, base_url = (entry.get(field) for field in ("id", "name", "base_url"))
    if not (isinstance(id, str) and id and isinstance(name, str) and isinstance(base_url, str)):
        return None
    try:
        ServiceAddress.parse(base_url)
    except WrongAddress:
        return None
    # A way or an API that only a later Yeoul knows counts as absent.
    ways = {way: way for way in get_args(ContinueWay)}
    apis = {api: api for api in get_args(ServiceApi)}
    model = entry.get("model")
    service = KeptService(
        id,
        name,
        base_url,
        api=apis.get(str(entry.get("api")), "chat"),
        model=model if isinstance(model, str) and model else None,
    )
    if service.api == "responses":  # which cannot be told to go on behind a text
        return service
    return replace(service, continues=ways.get(str(entry.get("continues")), "no"))


def with_secret(service: KeptService, secret: Any) -> KeptService:
    """Return a service with its secret, or with a sentence on why that is not used."""
    if secret is None:
        lost = "…" in service.base_url  # what stands there for a secret of the address
        return (
            troubled(service, "Its address has lost its secret: give it again.")
            if lost
            else service
        )
    try:
        base_url, api_key = secret["base_url"], secret["api_key"]
        shown = str(ServiceAddress.parse(base_url))
    except (KeyError, TypeError, AttributeError, WrongAddress):
        return troubled(service, "Its key cannot be read: give it again.")
    if shown != service.base_url or not isinstance(api_key, str | None):
        return troubled(service, "Its key was given for another address: give it again.")
    return replace(service, base_url=base_url, api_key=api_key)


def troubled(service: KeptService, why: str) -> KeptService:
    """Return a service that is asked without its key."""
    return replace(service, api_key=None, trouble=why)
