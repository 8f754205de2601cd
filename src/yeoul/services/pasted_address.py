"""The base URL that a person means by the address that they have pasted.

People paste what they have at hand: without the scheme, without /v1, with the path of a request
behind it, in quotes. Pure: which of the usual forms is the right one, a service has to be asked.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from yeoul.addresses import ServiceAddress, WrongAddress, keeps_cloud_secrets

#: The paths below which services have their API, the most usual one first.
_USUAL_PATHS = ("/v1", "/api/v1", "/openai/v1")
#: Stands for a secret in an address that is shown.
_HIDDEN = "…"
_AROUND = " \t\r\n\"'`<>“”‘’"


def read_pasted(text: str) -> ServiceAddress:
    """Return the address that is meant, without asking the service; with /v1 if it has no path.

    Raises:
        WrongAddress: it is not an address, or not a service's; the error's text completes "the base
            URL must …".
    """
    text = text.strip(_AROUND)
    if _HIDDEN in text:
        raise WrongAddress(f"be whole: {_HIDDEN} stands for a secret, which is to be written again")
    address = _meant_by(text)
    if keeps_cloud_secrets(address.host):
        raise WrongAddress("be that of a service: this one is where a cloud keeps its secrets")
    return address if urlsplit(address.base).path else address.below("/v1")


def usual_forms(address: ServiceAddress) -> list[ServiceAddress]:
    """Return an address, and those that may be meant by it, the likeliest first."""
    forms = [address, *address.with_version()]
    root = address.base.removesuffix(urlsplit(address.base).path)
    if address.base in (root, *(root + path for path in _USUAL_PATHS)):
        forms += [
            ServiceAddress(root + path, address.query, address.user_info) for path in _USUAL_PATHS
        ]
    return list(dict.fromkeys(forms))


def _meant_by(text: str) -> ServiceAddress:
    try:
        return ServiceAddress.parse(text)
    except WrongAddress as error:
        if error.right is None or _is_doubtful(text):
            raise
        return error.right


def _is_doubtful(text: str) -> bool:
    """Return whether a text that is no base URL may not be meant as one: words, mail, ftp."""
    scheme, mark, _ = text.partition("://")
    if mark:
        return bool(re.search(r"\s", text)) or scheme.lower() not in ("http", "https")
    return bool(re.search(r"[\s@]", text))
