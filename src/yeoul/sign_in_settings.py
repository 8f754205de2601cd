"""The settings of how people log in: by a provider, or by a proxy in front of the server.

`yeoul.configured_sign_in` checks that they belong together; each alone is checked here.
"""

from __future__ import annotations

import ipaddress
import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field

from yeoul.addresses import is_this_machine
from yeoul.setting_types import Key, allow, split_commas, split_words


def _issuer(url: str | None) -> str | None:
    """Return an issuer as it is written: the provider has to name it in the same letters."""
    if url is None or not (url := url.strip()):
        return None
    parts = urlsplit(url)
    plain = parts.scheme == "http" and is_this_machine(parts.hostname or "")
    if not parts.hostname or not (plain or parts.scheme == "https") or parts.query or "#" in url:
        raise ValueError(url)
    return url


def _header_name(name: str | None) -> str | None:
    if name is not None and not re.fullmatch(r"[A-Za-z0-9-]+", name):
        raise ValueError(name)
    return None if name is None else name.lower()


def _peers(peers: tuple[str, ...]) -> tuple[str, ...]:
    for peer in peers:
        # One that contains every address would have everybody say who they are.
        if peer != "unix" and ipaddress.ip_network(peer).prefixlen == 0:
            raise ValueError(peer)
    return peers


def _way_out(url: str | None) -> str | None:
    if url is None:
        return None
    within = re.fullmatch(r"/(?![/\\])[!-~]*", url)
    if not within and not re.fullmatch(r"https://[!-~]+", url):
        raise ValueError(url)
    return url


def _team(name: str | None) -> str | None:
    if name is None:
        return None
    team = name.strip().lower().removesuffix(".cloudflareaccess.com")
    if not re.fullmatch(r"[a-z0-9-]+", team):
        raise ValueError(name)
    return team


class SignInSettings(BaseModel):
    """How people log in, beside their passwords."""

    oidc_issuer: Annotated[str | None, AfterValidator(_issuer)] = Field(
        None,
        description="With accounts: issuer of a provider by which people may log in too (OpenID "
        "Connect), exactly as the provider writes it.",
        json_schema_extra=allow(
            "an address that begins with https://, without a query; http:// for this machine alone"
        ),
    )
    oidc_client_id: str | None = Field(
        None, min_length=1, description="Client id of this server at that issuer."
    )
    oidc_client_secret: Key = Field(
        None,
        description="Client secret there, if it has one; as a flag it is visible to others on this "
        "machine.",
        json_schema_extra=allow("printable ASCII characters"),
    )
    oidc_name: str | None = Field(
        None,
        min_length=1,
        max_length=40,
        description="Name of that provider on its button; by default the host of the issuer.",
    )
    oidc_scopes: Annotated[tuple[str, ...], BeforeValidator(split_words)] = Field(
        (),
        description="Scopes to ask that provider for beside openid, separated by commas; by "
        "default none, and profile and email where people may sign up.",
        json_schema_extra=allow("names of scopes, separated by commas"),
    )
    oidc_google_client_id: str | None = Field(
        None, min_length=1, description="Client id at Google: people may log in by Google."
    )
    oidc_google_client_secret: Key = Field(
        None,
        description="Client secret at Google; as a flag it is visible to others on this machine.",
        json_schema_extra=allow("printable ASCII characters"),
    )
    oidc_kakao_client_id: str | None = Field(
        None, min_length=1, description="REST API key at Kakao: people may log in by Kakao."
    )
    oidc_kakao_client_secret: Key = Field(
        None,
        description="Client secret at Kakao, if it is switched on there; as a flag it is visible "
        "to others on this machine.",
        json_schema_extra=allow("printable ASCII characters"),
    )
    oidc_signup: bool = Field(
        False,
        description="Whoever logs in by a provider for the first time gets an account; without it, "
        "people link a provider to the account that they have, or use it with an invite.",
    )
    oidc_allowed_domains: Annotated[tuple[str, ...], BeforeValidator(split_commas)] = Field(
        (),
        description="Domains of e-mail addresses, verified by the provider, with which people may "
        "sign up, separated by commas.",
        json_schema_extra=allow("domains such as example.org, separated by commas"),
    )
    oidc_allowed_groups: Annotated[tuple[str, ...], BeforeValidator(split_words)] = Field(
        (),
        description="Groups at the provider, of which people must be in one to sign up, separated "
        "by commas.",
        json_schema_extra=allow("names of groups, separated by commas"),
    )
    proxy_user_header: Annotated[str | None, AfterValidator(_header_name)] = Field(
        None,
        description="Header by which a proxy in front says who asks, such as Remote-User; people "
        "then log in there, and nowhere else.",
        json_schema_extra=allow("the name of a header: letters, digits and hyphens"),
    )
    trusted_proxies: Annotated[
        tuple[str, ...], BeforeValidator(split_commas), AfterValidator(_peers)
    ] = Field(
        (),
        description="Addresses or networks of the proxies that may say so, or unix for a socket of "
        "this machine, separated by commas.",
        json_schema_extra=allow(
            "addresses or networks such as 127.0.0.1 or 10.1.0.0/16, or unix, separated by commas"
        ),
    )
    proxy_signup: bool = Field(
        False, description="Whoever comes by the proxy for the first time gets an account."
    )
    proxy_logout_url: Annotated[str | None, AfterValidator(_way_out)] = Field(
        None,
        description="Where people log out of the proxy, such as /oauth2/sign_out; without it the "
        "page offers no sign-out.",
        json_schema_extra=allow("a path that begins with /, or an address that begins with https"),
    )
    cloudflare_access_team: Annotated[str | None, AfterValidator(_team)] = Field(
        None,
        description="Team of Cloudflare Access, by whose signed assertion people are known, "
        "instead of a header.",
        json_schema_extra=allow("the team's name, such as example of example.cloudflareaccess.com"),
    )
    cloudflare_access_aud: str | None = Field(
        None, min_length=1, description="Audience (AUD) tag of this application at that team."
    )

    @property
    def by_proxy(self) -> bool:
        """Whether a proxy in front logs people in, in the place of this server."""
        return self.proxy_user_header is not None or self.cloudflare_access_team is not None
