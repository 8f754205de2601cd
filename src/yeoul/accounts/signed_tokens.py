"""Tokens that another server has signed (RFC 7519), checked against the keys that it publishes.

The algorithm is one of ours, never whatever the token names, and has to fit the kind of the key: so
neither an unsigned token is taken, nor one that was signed with a public key as if it were a shared
secret. Keys are believed for an hour. One that is not among them is asked for again, at most once a
minute, however many tokens name it.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import math
import time
import warnings
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

import orjson

from yeoul.errors import LogInUnavailable

if TYPE_CHECKING:
    from joserfc.jwk import Key

Claims = Mapping[str, Any]
#: Returns the JSON object of a publisher's keys; raises `LogInUnavailable`.
FetchKeys = Callable[[], Awaitable[Claims]]

#: The algorithms that are taken, with the kind of key that each needs.
ALGORITHMS: Final = {"RS256": "RSA", "ES256": "EC", "EdDSA": "OKP", "Ed25519": "OKP"}
#: By so much two clocks may differ.
CLOCK_SLACK_S = 60.0
#: Seconds for which keys are believed, and between two looks for one that is not among them.
KEYS_LIFE_S, LOOK_AGAIN_S = 3600.0, 60.0
#: Characters of the longest token.
MAX_CHARS = 16_384


class WrongToken(Exception):
    """Raised for a token that proves nothing; the text says why, for the server's log."""


class PublishedKeys:
    """The keys of one publisher. For one event loop."""

    def __init__(self, fetch: FetchKeys, clock: Callable[[], float] = time.monotonic) -> None:
        self._fetch = fetch
        self._clock = clock
        self._keys: dict[str | None, list[Key]] = {}
        #: When they were fetched, and when they may be fetched again.
        self._fetched_s: float | None = None
        self._again_s = 0.0
        self._lock = asyncio.Lock()

    async def find(self, kid: str | None) -> list[Key]:
        """Return the keys of a name; without a name all of them.

        Raises:
            LogInUnavailable: they cannot be fetched.
        """
        async with self._lock:
            if self._is_old() or (self._named(kid) == [] and self._clock() >= self._again_s):
                await self._renew()
            return self._named(kid)

    def _is_old(self) -> bool:
        return self._fetched_s is None or self._clock() >= self._fetched_s + KEYS_LIFE_S

    def _named(self, kid: str | None) -> list[Key]:
        if kid is None:
            return [key for keys in self._keys.values() for key in keys]
        return self._keys.get(kid, [])

    async def _renew(self) -> None:
        # Also after a failure: a publisher that is away is not asked at each token.
        if self._clock() < self._again_s and self._fetched_s is None:
            raise LogInUnavailable("The provider's keys could not be fetched: try again soon.")
        self._again_s = self._clock() + LOOK_AGAIN_S
        self._keys = _imported(await self._fetch())
        self._fetched_s = self._clock()


def _imported(told: Claims) -> dict[str | None, list[Key]]:
    """Return the keys by their names, without those for other purposes and of unknown kinds."""
    from joserfc.errors import JoseError
    from joserfc.jwk import import_key

    keys: dict[str | None, list[Key]] = {}
    listed = told.get("keys")
    for each in listed if isinstance(listed, list) else []:
        if not isinstance(each, dict) or each.get("use", "sig") != "sig":
            continue
        try:
            key = import_key(each)
        except (JoseError, ValueError, TypeError, KeyError):  # one of a kind that is not known here
            continue
        keys.setdefault(each.get("kid"), []).append(key)
    return keys


async def read_signed(token: str, keys: PublishedKeys) -> Claims:
    """Return what a token says, if one of the keys has signed it.

    Raises:
        WrongToken: it is malformed, or nobody known has signed it.
        LogInUnavailable: the keys cannot be fetched.
    """
    head = _head_of(token)
    algorithm, kid = head.get("alg"), head.get("kid")
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
        raise WrongToken(f"its algorithm is {str(algorithm)[:20]!r}")
    if "crit" in head or not isinstance(kid, str | None):
        raise WrongToken("its header cannot be read")
    for key in await keys.find(kid):
        if key.key_type == ALGORITHMS[algorithm]:
            payload = _verified(token, key, algorithm)
            if payload is not None:
                return payload
    raise WrongToken("no key of its issuer has signed it")


def _head_of(token: str) -> Claims:
    part = token.partition(".")[0]
    try:
        head = orjson.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (binascii.Error, orjson.JSONDecodeError, ValueError):
        head = None
    if not isinstance(head, dict) or token.count(".") != 2 or len(token) > MAX_CHARS:
        raise WrongToken("it is not a signed token")
    return head


def _verified(token: str, key: Key, algorithm: str) -> Claims | None:
    """Return what a token says, if this key has signed it."""
    from joserfc import jws
    from joserfc.errors import JoseError

    try:
        with warnings.catch_warnings():
            # EdDSA has a narrower name by now (RFC 9864), and providers still write the old one.
            warnings.simplefilter("ignore")
            read = jws.deserialize_compact(token, key, algorithms=[algorithm])
        claims = orjson.loads(read.payload)
    except (JoseError, ValueError):
        return None
    return claims if isinstance(claims, dict) else None


def check_claims(claims: Claims, *, issuer: str, audience: str, now_s: float) -> None:
    """Check for whom and for when a token is, and that it names somebody.

    Raises:
        WrongToken
    """
    if claims.get("iss") != issuer:
        raise WrongToken("it is another issuer's")
    named = claims.get("aud")
    audiences = [named] if isinstance(named, str) else named
    if not isinstance(audiences, list) or audience not in audiences:
        raise WrongToken("it is for another audience")
    # Whoever else it is for could have got it from a person, and pass it on.
    party = claims.get("azp", audience if len(audiences) == 1 else None)
    if party != audience:
        raise WrongToken("it was given to another party")
    _check_times(claims, now_s)
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        raise WrongToken("it names nobody")


def _check_times(claims: Claims, now_s: float) -> None:
    if now_s >= _time(claims, "exp", -math.inf) + CLOCK_SLACK_S:
        raise WrongToken("it has expired")
    if _time(claims, "iat", math.inf) > now_s + CLOCK_SLACK_S:
        raise WrongToken("it was issued in the future")
    if _time(claims, "nbf", -math.inf) > now_s + CLOCK_SLACK_S:
        raise WrongToken("it does not hold yet")


def _time(claims: Claims, name: str, absent: float) -> float:
    value = claims.get(name, absent)
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise WrongToken(f"its {name} is no time")
    return value
