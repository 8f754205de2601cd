"""Turns what a person has filled in into the service to keep, or refuses it by its field.

Pure: whether the service is there, and takes the key, only asking it shows (services.py).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace

from yeoul.addresses import ServiceAddress, WrongAddress
from yeoul.errors import InvalidRequest
from yeoul.services.kept_services import KeptService
from yeoul.services.nearby import USUAL_PORTS
from yeoul.services.pasted_address import read_pasted
from yeoul.services.values import NewService, ServiceChanges

MAX_ID_CHARS = 32
_PORTS_OF_SCHEMES = {"http": ":80", "https": ":443"}


def read_address(text: str) -> ServiceAddress:
    """Return the address that is meant by a pasted one.

    Raises:
        InvalidRequest: it is malformed.
    """
    try:
        return read_pasted(text)
    except WrongAddress as error:
        raise _refusal("base_url", "The address", f"must {error}") from None


def new_service(new: NewService, is_free: Callable[[str], bool]) -> KeptService:
    """Return a service to connect, with a short id that ``is_free``.

    Raises:
        InvalidRequest: the address is malformed, or its API cannot say how it is to go on.
    """
    address = read_address(new.base_url)
    name = (new.name or "").strip() or _provisional_name(address)
    service = KeptService(
        _free_id(_slug(name) or _slug(address.host) or "service", is_free),
        name,
        address.whole,
        new.api_key,
        new.continues,
        new.api,
        new.model,
    )
    _check_ways(service)
    return service


def changed_service(old: KeptService, changes: ServiceChanges) -> KeptService:
    """Return a service with changes.

    Raises:
        InvalidRequest: as in `new_service`, or a key would go to another place than it was given
            for.
    """
    new = replace(old, trouble="")
    if "name" in changes.given:
        new = replace(new, name=changes.name.strip())
    if "api" in changes.given:
        new = replace(new, api=changes.api)
    if "continues" in changes.given:
        new = replace(new, continues=changes.continues)
    if "model" in changes.given:
        new = replace(new, model=changes.model)
    _check_ways(new)
    if "api_key" in changes.given:
        new = replace(new, api_key=changes.api_key)
    # The address as it is shown is that which it has, with its secrets.
    if "base_url" in changes.given and changes.base_url.strip() != str(old.address):
        address = read_address(changes.base_url)
        moved = _origin(address) != _origin(old.address)
        if moved and old.api_key is not None and "api_key" not in changes.given:
            raise _refusal(
                "api_key",
                "The key",
                "must be given again: a key goes only to the place that it was given for",
            )
        new = replace(new, base_url=address.whole)
        if "name" not in changes.given and old.name == _provisional_name(old.address):
            new = replace(new, name=_provisional_name(address))  # a person gave it no other
    elif old.trouble and "api_key" not in changes.given:
        new = replace(new, trouble=old.trouble)
    return new


def _check_ways(service: KeptService) -> None:
    """Check that the API of a service can say how it is to go on behind a text."""
    if service.api == "responses" and service.continues != "no":
        why = "must be no with the Responses API, whose answers go on by themselves"
        raise _refusal("continues", "continues", why)


def _refusal(field: str, what: str, fault: str) -> InvalidRequest:
    return InvalidRequest(f"{what} {fault}.", fields=((field, fault),))


def _origin(address: ServiceAddress) -> tuple[str, str]:
    """Return scheme and place, without the port that is usual for the scheme."""
    scheme = address.base.partition("://")[0]
    return scheme, address.place.removesuffix(_PORTS_OF_SCHEMES[scheme])


def _provisional_name(address: ServiceAddress) -> str:
    """Return what usually has this port of this machine, else the host, with any rare port."""
    _, place = _origin(address)
    if address.is_local:
        names = {str(port): name for name, port in USUAL_PORTS}
        return names.get(place.rpartition(":")[2], place)
    return place


def _free_id(base: str, is_free: Callable[[str], bool]) -> str:
    number, id = 1, base
    while not is_free(id):
        number += 1
        id = f"{base[: MAX_ID_CHARS - len(str(number)) - 1]}-{number}"
    return id


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:MAX_ID_CHARS].strip("-")
