"""Log-in by a provider: what a browser is sent there for, and what becomes of it when it is back.

A person is who their issuer says, by its own name for them (``iss`` and ``sub``), and never by an
e-mail address: another issuer may let somebody else have that. Nobody becomes a person of this
server by that alone, unless `SignUp` says so: they have a one-time link, or are logged in already
and link the two.

What binds the two halves of a log-in is kept here for ten minutes, for one use, and only the
browser that began it can go on: it has a cookie whose digest is kept.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

import orjson

from yeoul.accounts.audit import Audit
from yeoul.accounts.names import checked_name
from yeoul.accounts.oidc_provider import Provider, ProviderSettings, Secrets, Told
from yeoul.accounts.sessions import Sessions, Visit, digest_of
from yeoul.accounts.signed_tokens import Claims
from yeoul.caller import Caller
from yeoul.errors import (
    CredentialTaken,
    InvalidRequest,
    LogInRefused,
    NameTaken,
    NotFound,
    YeoulError,
)
from yeoul.protocol.conversation import new_id, utc_now
from yeoul.store.accounts import Account, AccountStore, Credential
from yeoul.store.audit import Action

logger = logging.getLogger(__name__)

#: Seconds in which a browser has to be back, and browsers that may be away.
AWAY_S = 600.0
MAX_AWAY = 10_000
#: Names that are tried for a new account, where those that a provider tells are taken.
MAX_NAMES = 100

#: ``log_in``, perhaps with a one-time link; ``again``: one's own log-in, of this moment; ``link``
#: the provider to one's account.
Purpose = Literal["log_in", "again", "link"]


class SignUp(NamedTuple):
    """Who gets an account by a first log-in; without domains and groups everybody."""

    #: Of e-mail addresses that the provider has verified.
    domains: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()

    def admits(self, claims: Claims, provider_id: str) -> bool:
        """Return whether a person may sign up, of whom a provider tells this."""
        if self.domains and not self.domains_of(claims, provider_id) & set(self.domains):
            return False
        groups = claims.get("groups")
        theirs = groups if isinstance(groups, list) else []
        return not self.groups or any(group in theirs for group in self.groups)

    @staticmethod
    def domains_of(claims: Claims, provider_id: str) -> set[str]:
        """Return the domains that a person surely belongs to."""
        found = set()
        email = claims.get("email")
        if isinstance(email, str) and claims.get("email_verified") is True:
            found.add(email.rpartition("@")[2].lower())
        if provider_id == "google" and isinstance(hosted := claims.get("hd"), str):
            found.add(hosted.lower())
        return found


class Wish(NamedTuple):
    """What a browser is sent away for."""

    purpose: Purpose
    #: Who asks for it; None: nobody is known yet.
    caller: Caller | None = None
    #: Of a one-time link, which the log-in uses up; and the name of the account it makes.
    token: str | None = None
    name: str | None = None
    #: Where the page goes on.
    path: str = "/"
    #: Whether the browser came by https.
    secure: bool = False


class _Away(NamedTuple):
    """A browser that is away."""

    provider: Provider
    wish: Wish
    own: Secrets
    redirect_uri: str
    cookie_sha256: str
    since: datetime
    until_s: float


class Begun(NamedTuple):
    """Where to send the browser, and the cookie that it takes along."""

    address: str
    cookie: str


class Back(NamedTuple):
    """A browser that is back: its wish, and what came of it."""

    wish: Wish | None
    #: The person, and the token of their new session; None where it was refused.
    let_in: tuple[Account, str] | None
    #: A word for the page: ``done``, ``linked``, or why it was refused.
    word: str


class Oidc:
    """The log-ins by all providers of an installation. For one event loop.

    A browser may come back to another worker than the one that has sent it away.
    """

    def __init__(
        self,
        providers: Sequence[ProviderSettings],
        sign_up: SignUp | None,
        store: AccountStore,
        sessions: Sessions,
        audit: Audit,
        *,
        now: Callable[[], datetime] = utc_now,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._providers = {each.id: Provider(each, now=now, clock=clock) for each in providers}
        self._sign_up = sign_up
        self._store = store
        self._sessions = sessions
        self._audit = audit
        self._now = now
        self._clock = clock
        #: By the state; the one that has been away for longest is the first.
        self._away: dict[str, _Away] = {}
        #: Tells other workers what `hear` is told there; replaced when the app opens.
        self.tell: Callable[..., None] = lambda *about: None

    @property
    def providers(self) -> list[ProviderSettings]:
        """The providers, in the order in which they are offered."""
        return [each.settings for each in self._providers.values()]

    async def aclose(self) -> None:
        """Close all connections. Idempotent."""
        for provider in self._providers.values():
            await provider.aclose()

    async def begin(self, provider_id: str, wish: Wish, redirect_uri: str) -> Begun:
        """Return where to send a browser for its ``wish``, from where it comes back to this server.

        Raises:
            NotFound: there is no such provider, or no such one-time link.
            StaleLogin: to link something, a person has to have logged in a moment ago.
            LogInUnavailable: the provider is away.
        """
        provider = self._providers.get(provider_id)
        if provider is None:
            raise NotFound("This server has no log-in of this name.")
        if wish.purpose == "link" and wish.caller is not None:
            self._sessions.check_fresh(wish.caller)
        if wish.token is not None:
            await self._check_link(wish.token, wish.name)
        own, cookie = Secrets.new(), secrets.token_urlsafe(32)
        address = await provider.address(own, redirect_uri, again=wish.purpose == "again")
        until_s = self._clock() + AWAY_S
        away = _Away(provider, wish, own, redirect_uri, digest_of(cookie), self._now(), until_s)
        self._wait_for(away)
        self.tell("away", _packed(away))
        return Begun(address, cookie)

    def hear(self, word: str, what: str) -> None:
        """Note what another worker has told: that a browser is away, or is back."""
        if word == "back":
            self._away.pop(what, None)
            return
        provider_id, wish, caller, own, redirect_uri, cookie_sha256, since = orjson.loads(what)
        provider = self._providers.get(provider_id)
        if provider is not None:
            whose = None if caller is None else Caller(caller[0], session=caller[1])
            wished = Wish(wish[0], whose, *wish[1:])
            begun, until_s = datetime.fromisoformat(since), self._clock() + AWAY_S
            self._wait_for(
                _Away(provider, wished, Secrets(*own), redirect_uri, cookie_sha256, begun, until_s)
            )

    def _wait_for(self, away: _Away) -> None:
        self._forget_late()
        while len(self._away) >= MAX_AWAY:
            del self._away[next(iter(self._away))]
        self._away[away.own.state] = away

    def _forget_late(self) -> None:
        while self._away:
            first = next(iter(self._away))  # all may be away equally long
            if self._clock() < self._away[first].until_s:
                return
            del self._away[first]

    async def _check_link(self, token: str, name: str | None) -> None:
        link = await self._store.link(digest_of(token), self._now())
        if link is None:
            raise NotFound.link()
        if link.account_id is None:
            checked_name(name or "")

    async def finish(
        self, provider_id: str, answer: Mapping[str, str], cookie: str | None, visit: Visit
    ) -> Back:
        """Return what comes of a browser that is back with an ``answer`` of a provider.

        Never raises a `YeoulError`: its person is told by a word. The half that was kept is used
        up, whatever comes of it.
        """
        away = self._away.get(answer.get("state", ""))
        # Without its cookie it is another browser, which must not use up what this one waits for.
        if away is None or cookie is None or digest_of(cookie) != away.cookie_sha256:
            return Back(None, None, "expired")
        del self._away[away.own.state]
        self.tell("back", away.own.state)
        try:
            if away.provider is not self._providers.get(provider_id):
                raise LogInRefused("The answer came to another provider's address.")
            if self._clock() >= away.until_s:
                raise LogInRefused("The log-in took too long.", reason="expired")
            let_in = await self._enter(away, answer, visit)
        except YeoulError as error:
            word = _word_of(error)
            who = away.wish.caller.owner if away.wish.caller else None
            if word not in ("expired", "cancelled"):
                self._audit.note(
                    "log_in_failed",
                    visit.by(who),
                    who,
                    reason=word,
                    provider=away.provider.settings.id,
                )
            return Back(away.wish, None, word)
        return Back(away.wish, let_in, "linked" if away.wish.purpose == "link" else "done")

    async def _enter(
        self, away: _Away, answer: Mapping[str, str], visit: Visit
    ) -> tuple[Account, str]:
        """Return the person behind an answer, and the token of their new session."""
        provider, wish = away.provider, away.wish
        await provider.check_issuer(answer.get("iss"))
        if "code" not in answer:
            cancelled = answer.get("error") == "access_denied"
            raise LogInRefused("There is no code.", reason="cancelled" if cancelled else "provider")
        since = away.since if wish.purpose == "again" else None
        told = await provider.redeem(answer["code"], away.own, away.redirect_uri, since=since)
        external_id = f"{provider.settings.issuer} {told.claims['sub']}"
        kept = await self._store.credential("oidc", external_id)
        if wish.purpose == "link":
            kept = await self._link(away, external_id, kept, visit)
        elif kept is None:
            kept = await self._first(away, told, external_id, visit)
        account = await self._store.account(kept.account_id)
        if wish.purpose == "again" and (wish.caller is None or wish.caller.owner != account.id):
            raise LogInRefused("This is the log-in of another account.", reason="other_person")
        try:
            token = await self._sessions.begin(account, "oidc", visit, credential_id=kept.id)
        except NotFound:  # disabled, or the credential was removed since it was read
            raise LogInRefused("This account is disabled.", reason="disabled") from None
        return account, token

    async def _link(
        self, away: _Away, external_id: str, kept: Credential | None, visit: Visit
    ) -> Credential:
        """Return the credential of a person who is logged in; what they have is not replaced."""
        caller = away.wish.caller
        assert caller is not None
        living = await self._sessions.living(caller.owner)
        if all(session.id != caller.session for session in living):
            raise LogInRefused("The session has ended meanwhile.", reason="expired")
        if kept is not None:
            if kept.account_id != caller.owner:
                raise CredentialTaken("This log-in belongs to another account.")
            return kept
        made = self._made(caller.owner, external_id, away)
        await self._noting("credential_added", made, away, visit).add_credential(made)
        return made

    async def _first(self, away: _Away, told: Told, external_id: str, visit: Visit) -> Credential:
        """Return the credential of a person whom this server has not seen before."""
        if away.wish.token is not None:
            return await self._redeem(away, away.wish.token, external_id, visit)
        if self._sign_up is None or away.wish.purpose != "log_in":
            raise LogInRefused("This log-in belongs to no account here.", reason="unknown")
        claims = await away.provider.userinfo(told)
        provider = away.provider.settings
        if not self._sign_up.admits(claims, provider.id):
            raise LogInRefused("This log-in may not sign up here.", reason="not_admitted")
        names = _names(claims, provider.title)
        for number in range(1, MAX_NAMES):
            for name in names:
                account = Account(new_id(), _numbered(name, number), "user", self._now())
                made = self._made(account.id, external_id, away)
                try:
                    await self._noting("account_added", made, away, visit).add(account, made)
                except NameTaken:
                    continue
                return made
        raise LogInRefused("No name is left for this account.", reason="name_taken")

    async def _redeem(self, away: _Away, token: str, external_id: str, visit: Visit) -> Credential:
        """Use a one-time link up: the provider is its person's way in from now on."""
        link = await self._store.link(digest_of(token), self._now())
        if link is None:
            raise LogInRefused("The one-time link is used up.", reason="link_gone")
        if link.account_id is None:
            name = checked_name(away.wish.name or "")
            account = Account(new_id(), name, link.role or "user", self._now())
        else:
            account = await self._store.account(link.account_id)
        made = self._made(account.id, external_id, away)
        action: Action = "invite_used" if link.account_id is None else "credential_added"
        noting = self._audit.noting(
            action,
            visit.by(account.id),
            link.id if link.account_id is None else account.id,
            kind="oidc",
            provider=away.provider.settings.id,
        )
        try:
            ended = await noting.redeem(digest_of(token), self._now(), account, made)
        except NotFound:
            raise LogInRefused("The one-time link is used up.", reason="link_gone") from None
        self._sessions.forget(account.id, ended)
        return made

    def _made(self, account_id: str, external_id: str, away: _Away) -> Credential:
        data = {"provider": away.provider.settings.id}
        return Credential(new_id(), account_id, "oidc", external_id, data, self._now())

    def _noting(
        self,
        action: Action,
        made: Credential,
        away: _Away,
        visit: Visit,
    ) -> AccountStore:
        by, provider = visit.by(made.account_id), away.provider.settings.id
        return self._audit.noting(action, by, made.account_id, kind="oidc", provider=provider)

    async def unlink(self, caller: Caller, credential_id: str, visit: Visit) -> str:
        """Have a provider recognize a person no longer; return the new token of the session.

        All others of the person end.

        Raises:
            NotFound: they have no such one.
            LastCredential: nothing else would recognize them, or passkeys alone would.
            StaleLogin
        """
        self._sessions.check_fresh(caller)
        kept = [
            each for each in await self._store.credentials(caller.owner) if each.id == credential_id
        ]
        if not kept or kept[0].kind != "oidc":
            raise NotFound("There is no such way to log in.")
        provider = str(kept[0].data.get("provider"))
        owner, by = caller.owner, visit.by(caller.owner)
        noting = self._audit.noting("credential_removed", by, owner, kind="oidc", provider=provider)
        ended = await noting.remove_credential(owner, credential_id, but=caller.session)
        self._sessions.forget(owner, ended)
        return await self._sessions.renew(caller)


def _packed(away: _Away) -> str:
    """Return what another worker needs if this browser comes back there."""
    caller, wish = away.wish.caller, away.wish
    whose = None if caller is None else (caller.owner, caller.session)
    wished = wish.purpose, wish.token, wish.name, wish.path, wish.secure
    rest = tuple(away.own), away.redirect_uri, away.cookie_sha256, away.since.isoformat()
    return orjson.dumps((away.provider.settings.id, wished, whose, *rest)).decode()


def _word_of(error: YeoulError) -> str:
    """Return the word by which the page tells a person why they are not let in."""
    if isinstance(error, LogInRefused):
        return error.reason
    words = {CredentialTaken: "taken", NameTaken: "name_taken", InvalidRequest: "name_taken"}
    return words.get(type(error), "failed")


def _names(claims: Claims, title: str) -> list[str]:
    """Return the names that a new account may get, the best first."""
    found = []
    for claim in ("preferred_username", "nickname", "name", "given_name"):
        try:
            found.append(checked_name(str(claims.get(claim) or "")))
        except InvalidRequest:
            continue
    return found or [checked_name(title)]


def _numbered(name: str, number: int) -> str:
    return name if number == 1 else f"{name[:59]} {number}"
