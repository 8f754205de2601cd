"""People whom a proxy in front of the server names at each request, or Cloudflare Access does.

An account is found by its name, written exactly as the proxy writes it: to the proxy, ``Ann`` and
``ann`` may be two people, who here could only be one. A role is never told by the proxy.

What the store says of a name is believed for half a minute, and until anything about any account
changes in this process. A right to read ends by itself some minutes after that: then the stream is
asked for again, through the proxy, which may know by now that its person has gone.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from yeoul.accounts.accounts import Accounts
from yeoul.accounts.names import checked_name, fault
from yeoul.accounts.provider_client import ProviderClient
from yeoul.accounts.sessions import BELIEVED_S, MAX_BELIEVED, Visit
from yeoul.accounts.signed_tokens import PublishedKeys, WrongToken, check_claims, read_signed
from yeoul.caller import Caller
from yeoul.errors import InvalidRequest, NameTaken, NotFound, Unauthenticated
from yeoul.protocol.conversation import utc_now
from yeoul.store.accounts import Account

#: How long a stream may go on without a word of the proxy.
READING_LIFE: Final = timedelta(minutes=5)


class _Believed(NamedTuple):
    caller: Caller
    until_s: float
    #: As `Sessions.ends` was before the store was asked.
    ends: int


class Proxied:
    """The people of one server whom a proxy names. For one event loop."""

    def __init__(
        self,
        accounts: Accounts,
        *,
        signup: bool,
        now: Callable[[], datetime] = utc_now,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._accounts = accounts
        self._signup = signup
        self._now = now
        self._clock = clock
        self._believed: dict[str, _Believed] = {}

    async def find_caller(self, name: str, visit: Callable[[], Visit]) -> Caller:
        """Return the person whom a proxy calls ``name``.

        Raises:
            Unauthenticated: there is no such account, and none is made; or it is disabled.
        """
        believed = self._believed.get(name)
        if believed is None or not self._holds(believed):
            believed = await self._look_up(name, visit)
        return believed.caller

    def _holds(self, believed: _Believed) -> bool:
        return self._clock() < believed.until_s and believed.ends == self._accounts.sessions.ends

    async def _look_up(self, name: str, visit: Callable[[], Visit]) -> _Believed:
        sessions = self._accounts.sessions
        self._believed.pop(name, None)
        ends = sessions.ends
        account = await self._account(name, visit)
        if account.disabled:
            raise Unauthenticated("This account is disabled: ask an admin of this server.")
        while len(self._believed) >= MAX_BELIEVED:
            del self._believed[next(iter(self._believed))]
        caller = Caller(
            account.id,
            account.name,
            account.role,
            expires=self._now() + READING_LIFE,
            allowance=sessions.allowance_of(account),
        )
        believed = _Believed(caller, self._clock() + BELIEVED_S, ends)
        self._believed[name] = believed
        return believed

    async def _account(self, name: str, visit: Callable[[], Visit]) -> Account:
        account = await self._find(name)
        if account is None and self._signup:
            try:
                if checked_name(name) != name:
                    raise fault("name", "must not begin or end with a space of any kind")
                by = visit().by(None)
                return await self._accounts.add(name, "user", by=by)
            except NameTaken:  # its other requests, at the same time
                account = await self._find(name)
            except InvalidRequest as error:
                raise Unauthenticated(f"No account can have this name: {error.detail}") from None
        if account is None or account.name != name:
            raise Unauthenticated(
                f"The proxy says that you are {name!r}, and no account has exactly this name: ask"
                " an admin of this server for one."
            )
        return account

    async def _find(self, name: str) -> Account | None:
        try:
            return await self._accounts.named(name)
        except NotFound:
            return None

    async def holds(self, caller: Caller) -> bool:
        """Return whether a caller, who was known a moment ago, is still let in, and as before."""
        if caller.scopes is not None:
            return await self._accounts.tokens.holds(caller)
        believed = self._believed.get(caller.account or "")
        if believed is not None and self._holds(believed):
            return _is_same(believed.caller, caller.owner, caller.role)
        try:
            account = await self._accounts.one(caller.owner)
        except NotFound:
            return False
        return not account.disabled and _is_same(caller, account.id, account.role)


def _is_same(caller: Caller, owner: str, role: str) -> bool:
    return (caller.owner, caller.role) == (owner, role)


@dataclass(frozen=True, slots=True)
class AccessTeam:
    """A team of Cloudflare Access, and the tag of this server there."""

    name: str
    audience: str

    @property
    def issuer(self) -> str:
        """The issuer of its assertions."""
        return f"https://{self.name}.cloudflareaccess.com"


class CloudflareAccess:
    """Reads who asks from the assertions of a team. For one event loop."""

    def __init__(
        self,
        team: AccessTeam,
        *,
        now: Callable[[], datetime] = utc_now,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._team = team
        self._now = now
        self._client = ProviderClient(team.issuer)
        address = f"{team.issuer}/cdn-cgi/access/certs"
        self._keys = PublishedKeys(lambda: self._client.get(address), clock)
        #: The names in assertions that were right, by their digests, and until when they are.
        self._read: dict[bytes, tuple[str, float]] = {}

    async def aclose(self) -> None:
        """Close all connections. Idempotent."""
        await self._client.aclose()

    async def name_in(self, assertion: str) -> str:
        """Return the e-mail address that an assertion is for: Cloudflare has verified it.

        Raises:
            Unauthenticated: it proves nothing, or is for a program.
            LogInUnavailable: the team's keys cannot be fetched.
        """
        digest = hashlib.sha256(assertion.encode("utf-8", "surrogateescape")).digest()
        now_s = self._now().timestamp()
        known = self._read.get(digest)
        if known is not None and now_s < known[1]:
            return known[0]
        self._read.pop(digest, None)
        try:
            claims = await read_signed(assertion, self._keys)
            check_claims(
                claims, issuer=self._team.issuer, audience=self._team.audience, now_s=now_s
            )
        except WrongToken as error:
            raise Unauthenticated(f"The assertion of Cloudflare Access: {error}.") from None
        name = claims.get("email")
        if not isinstance(name, str) or not name:
            raise Unauthenticated(
                "The assertion of Cloudflare Access names no person: programs come by a token of"
                " this server."
            )
        while len(self._read) >= MAX_BELIEVED:
            del self._read[next(iter(self._read))]
        self._read[digest] = (name, float(claims["exp"]))
        return name
