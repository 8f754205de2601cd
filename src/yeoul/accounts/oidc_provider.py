"""One provider by which people log in (OpenID Connect Core 1.0), and what it has published.

Its metadata are believed for an hour. Everything that it says about a person has to be signed by
its own keys, for this server, and for this one log-in.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import logging
import math
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote, urlencode

from yeoul.accounts.provider_client import ProviderClient
from yeoul.accounts.signed_tokens import (
    CLOCK_SLACK_S,
    Claims,
    PublishedKeys,
    WrongToken,
    check_claims,
    read_signed,
)
from yeoul.errors import LogInRefused, LogInUnavailable

logger = logging.getLogger(__name__)

#: Seconds for which metadata are believed, and for which a failure is.
METADATA_LIFE_S, FAILURE_LIFE_S = 3600.0, 5.0


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """A provider as the server's settings name it."""

    #: Part of this server's address to which the provider sends people back.
    id: str
    #: Its name on a button.
    title: str
    issuer: str
    client_id: str
    client_secret: str | None = field(default=None, repr=False)
    #: Beside ``openid``.
    scopes: tuple[str, ...] = ()


class Secrets(NamedTuple):
    """What binds one log-in to its browser (RFC 7636, and OpenID Connect Core, 3.1.2.1)."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def new(cls) -> Secrets:
        """Return three that nobody can guess."""
        return cls(*(secrets.token_urlsafe(32) for _ in range(3)))


class _Metadata(NamedTuple):
    authorization: str
    token: str
    keys: str
    userinfo: str | None
    #: The secret is sent in the form, as the provider takes it in no header.
    secret_in_form: bool
    #: Its answers name the issuer (RFC 9207).
    names_issuer: bool


class Told(NamedTuple):
    """What a provider has told of a person."""

    claims: Claims
    #: For `Provider.userinfo`.
    access_token: str | None


class Provider:
    """A provider. For one event loop."""

    def __init__(
        self,
        settings: ProviderSettings,
        *,
        now: Callable[[], datetime],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.settings = settings
        self._now = now
        self._clock = clock
        self._client = ProviderClient(settings.issuer)
        self._keys = PublishedKeys(self._fetch_keys, clock)
        self._metadata: _Metadata | None = None
        self._until_s = 0.0
        self._asking = asyncio.Lock()

    async def aclose(self) -> None:
        """Close all connections. Idempotent."""
        await self._client.aclose()

    async def address(self, own: Secrets, redirect_uri: str, *, again: bool) -> str:
        """Return the address to which a browser is sent; ``again`` has the person asked anew.

        Raises:
            LogInUnavailable
        """
        metadata = await self._known()
        digest = hashlib.sha256(own.verifier.encode()).digest()
        query = {
            "response_type": "code",
            "client_id": self.settings.client_id,
            "redirect_uri": redirect_uri,
            "scope": " ".join(dict.fromkeys(("openid", *self.settings.scopes))),
            "state": own.state,
            "nonce": own.nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
            "code_challenge_method": "S256",
        }
        if again:
            query["prompt"] = "login"
        joint = "&" if "?" in metadata.authorization else "?"
        return f"{metadata.authorization}{joint}{urlencode(query, quote_via=quote)}"

    async def check_issuer(self, named: str | None) -> None:
        """Check the issuer that an answer names: another one may have sent it (RFC 9207).

        Raises:
            LogInRefused, LogInUnavailable
        """
        metadata = await self._known()
        if named != self.settings.issuer and (named is not None or metadata.names_issuer):
            raise self._refused("its answer names another issuer, or none")

    async def redeem(
        self, code: str, own: Secrets, redirect_uri: str, *, since: datetime | None = None
    ) -> Told:
        """Return what the provider tells of the person who comes with a code.

        ``since`` is when they were sent there to prove anew who they are, if they were.

        Raises:
            LogInRefused: it gives nothing for the code, or what it gives proves nothing.
            LogInUnavailable
        """
        metadata = await self._known()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": own.verifier,
        }
        headers: dict[str, str] = {}
        client_id, secret = self.settings.client_id, self.settings.client_secret
        if secret is None or metadata.secret_in_form:
            form["client_id"] = client_id
            if secret is not None:
                form["client_secret"] = secret
        else:
            pair = f"{quote(client_id, safe='')}:{quote(secret, safe='')}"
            headers["authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        status, given = await self._client.post(metadata.token, form, headers)
        token = given.get("id_token")
        if status != 200 or not isinstance(token, str):
            # Its own words, such as `invalid_client`, are for whoever has configured this.
            raise self._refused(f"status {status}, {str(given.get('error'))[:80]!r} for the code")
        access_token = given.get("access_token")
        try:
            claims = await self._checked(token, own.nonce, since)
        except WrongToken as error:
            raise self._refused(f"its ID token: {error}") from None
        return Told(claims, access_token if isinstance(access_token, str) else None)

    async def _checked(self, token: str, nonce: str, since: datetime | None) -> Claims:
        claims = await read_signed(token, self._keys)
        now_s = self._now().timestamp()
        issuer, audience = self.settings.issuer, self.settings.client_id
        check_claims(claims, issuer=issuer, audience=audience, now_s=now_s)
        if not secrets.compare_digest(str(claims.get("nonce")).encode(), nonce.encode()):
            raise WrongToken("it was made for another log-in")
        proved = claims.get("auth_time")
        # Not every provider tells when: one that does must not give an older log-in of its own.
        earliest_s = -math.inf if since is None else since.timestamp() - CLOCK_SLACK_S
        if isinstance(proved, int | float) and proved < earliest_s:
            raise WrongToken("the person has not proved anew who they are")
        return claims

    async def userinfo(self, told: Told) -> Claims:
        """Return all that the provider tells of a person, which may be more than the token says.

        Raises:
            LogInRefused: it tells of somebody else.
            LogInUnavailable
        """
        metadata = await self._known()
        if metadata.userinfo is None or told.access_token is None:
            return told.claims
        more = await self._client.get(metadata.userinfo, bearer=told.access_token)
        if more.get("sub") != told.claims["sub"]:
            raise self._refused("its userinfo is of somebody else")
        return {**more, **told.claims}

    def _refused(self, why: str) -> LogInRefused:
        logger.warning("a log-in by %s is refused: %s", self.settings.issuer, why)
        return LogInRefused(f"{self.settings.title} did not prove who you are.")

    async def _fetch_keys(self) -> Claims:
        return await self._client.get((await self._known()).keys)

    async def _known(self) -> _Metadata:
        """Return the metadata. Raises `LogInUnavailable`."""
        async with self._asking:
            if self._clock() >= self._until_s:
                self._metadata, self._until_s = None, self._clock() + FAILURE_LIFE_S
                told = await self._client.get(
                    self.settings.issuer.rstrip("/") + "/.well-known/openid-configuration"
                )
                self._metadata = self._read(told)
                self._until_s = self._clock() + METADATA_LIFE_S
            if self._metadata is None:  # of all who ask at once, one waits for the network
                raise LogInUnavailable(f"{self.settings.title} cannot be reached: try again soon.")
            return self._metadata

    def _read(self, told: Claims) -> _Metadata:
        if told.get("issuer") != self.settings.issuer:
            logger.warning(
                "the issuer %s calls itself %r: write --oidc-issuer as the provider does",
                self.settings.issuer,
                str(told.get("issuer"))[:200],
            )
            raise LogInUnavailable(f"{self.settings.title} is another provider than configured.")
        check = self._client.check
        methods = told.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        userinfo = told.get("userinfo_endpoint")
        return _Metadata(
            check(told.get("authorization_endpoint")),
            check(told.get("token_endpoint")),
            check(told.get("jwks_uri")),
            None if userinfo is None else check(userinfo),
            secret_in_form="client_secret_basic" not in methods,
            names_issuer=told.get("authorization_response_iss_parameter_supported") is True,
        )
