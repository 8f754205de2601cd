"""Passkeys: keys that a person's devices keep, and by which they log in without name or password.

A device shows that its person is there, by a finger or a PIN, and signs a challenge of this server
(WebAuthn level 3). So one of them is two factors (ASVS 5.0, 6.3.3). A passkey belongs for ever to
the name of the site it was made at; a server that gets another name cannot use it. That is why no
passkey may be the last way in.

Challenges need no library, so that whoever opens the log-in does not wait for it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from yeoul.accounts.audit import Audit
from yeoul.accounts.challenges import Challenge, Challenges, Purpose
from yeoul.accounts.devices import (
    MAX_ID_BYTES,
    Made,
    Signed,
    Site,
    bytes_of,
    challenge_in,
    check_made,
    check_signed,
    is_installed,
    text_of,
)
from yeoul.accounts.names import checked_name
from yeoul.accounts.passwords import Passwords
from yeoul.accounts.sessions import Sessions, Visit, digest_of
from yeoul.accounts.tries import Tries
from yeoul.caller import Caller
from yeoul.errors import (
    InvalidRequest,
    NotFound,
    PasskeysUnavailable,
    TooManyTries,
    Unauthenticated,
)
from yeoul.protocol.conversation import new_id
from yeoul.store.accounts import Account, AccountStore, Credential

#: Passkeys that one person may have.
MAX_PASSKEYS = 20

_REFUSED = "This passkey is not accepted: try again, or log in another way."


class Offer(NamedTuple):
    """What a browser needs to have a passkey made, or a challenge signed by one."""

    challenge: bytes
    #: The ids of passkeys: those that can sign; or those whose devices need no other one.
    known: list[bytes]


class Passkey(NamedTuple):
    """A passkey, as its person sees it."""

    id: str
    name: str
    #: The name of the site at which it can be used.
    site: str
    created_at: datetime
    used_at: datetime | None


class Passkeys:
    """The passkeys of one server. For one event loop."""

    def __init__(
        self,
        store: AccountStore,
        passwords: Passwords,
        sessions: Sessions,
        audit: Audit,
        tries: Tries,
        now: Callable[[], datetime],
        clock: Callable[[], float],
    ) -> None:
        self._store = store
        self._passwords = passwords
        self._sessions = sessions
        self._audit = audit
        self._tries = tries
        self._now = now
        self.challenges = Challenges(clock)

    @property
    def available(self) -> bool:
        """Whether any can be used on this server."""
        return is_installed()

    # -- log-in ----------------------------------------------------------------------------------

    async def offer_log_in(
        self, token: str | None, site: Site, *, owner: str | None = None
    ) -> tuple[Offer, str]:
        """Return a challenge to log in by, and the token of the browser that may use it.

        It is the ``token`` with which a browser comes, if it has been given that a moment ago. With
        an ``owner``, only that person's passkeys will do.

        Raises:
            PasskeysUnavailable
        """
        _check_installed()
        if token is None or not self.challenges.has(digest_of(token)):
            token = secrets.token_urlsafe(32)
        known = [] if owner is None else await self._ids(owner, site)
        challenge = self.challenges.make(digest_of(token), "log_in", owner)
        return Offer(challenge, known), token

    async def log_in(
        self, token: str | None, signed: Signed, site: Site, visit: Visit
    ) -> tuple[Account, str]:
        """Return the account of the passkey that has signed, and the token of its new session.

        Raises:
            Unauthenticated: the challenge is over or another browser's, the passkey is unknown, its
                signature is wrong, or its person is not let in; which of them shows to nobody.
            TooManyTries: too many wrong ones came before, or too many come at once.
        """
        held = self._taken(token and digest_of(token), "log_in", signed.client_data)
        if held is None:
            raise Unauthenticated(_REFUSED)
        external_id = text_of(signed.id)
        kept = await self._store.credential("passkey", external_id)
        try:
            with self._tries.count(f"passkey {external_id}", visit.address):
                count = await self._checked_count(kept, held.value, signed, site)
        except TooManyTries as error:
            self._audit.refused(error.code)
            raise
        owner = kept.account_id if kept else None
        if kept is None or count is None or held.owner not in (None, owner):
            reason = "wrong_passkey" if kept else "unknown_passkey"
            self._audit.note("log_in_failed", visit.by(None), owner, reason=reason)
            raise Unauthenticated(_REFUSED)
        self._tries.right(f"passkey {external_id}", visit.address)
        try:
            account = await self._store.account(kept.account_id)
            data = {**kept.data, "count": count}
            await self._store.change_credential(kept, data, used_at=self._now())
            return account, await self._sessions.begin(
                account, "passkey", visit, credential_id=kept.id
            )
        except NotFound:  # disabled, removed, or used once more since it was read
            self._audit.note("log_in_failed", visit.by(None), owner, reason="not_let_in")
            raise Unauthenticated(_REFUSED) from None

    async def _checked_count(
        self, kept: Credential | None, challenge: bytes, signed: Signed, site: Site
    ) -> int | None:
        """Return how often a passkey has signed by its own count; None if it has not signed this.

        Raises:
            TooManyTries
        """
        if kept is None or kept.data["site"] != site.name:
            return None
        if signed.user_handle != kept.account_id.encode():
            return None
        return await self._passwords.run(lambda: check_signed(kept, challenge, signed, site))

    # -- one's own -------------------------------------------------------------------------------

    async def all_of(self, owner: str) -> list[Passkey]:
        """Return the passkeys of a person, the oldest first."""
        return [_shown(each) for each in await self._kept(owner)]

    async def offer_new(self, caller: Caller, site: Site) -> Offer:
        """Return a challenge by which a person, who has logged in a moment ago, adds a passkey.

        Raises:
            StaleLogin, PasskeysUnavailable
            InvalidRequest: they have as many as they may have.
        """
        _check_installed()
        await self._check_may_add(caller)
        known = await self._ids(caller.owner, site)
        challenge = self.challenges.make(caller.session or "", "add", caller.owner)
        return Offer(challenge, known)

    async def add(
        self, caller: Caller, name: str, made: Made, site: Site, visit: Visit
    ) -> tuple[Passkey, str]:
        """Add a passkey; return it, and the new token of the session.

        Raises:
            StaleLogin
            InvalidRequest: it is not what a device has made of the challenge, the name may not be
                one, or they have as many as they may have.
            CredentialTaken: it is known already.
            TooManyTries: too many come at once.
        """
        await self._check_may_add(caller)
        name = checked_name(name)
        held = self._taken(caller.session, "add", made.client_data)
        if held is None or held.owner != caller.owner or not 0 < len(made.id) <= MAX_ID_BYTES:
            raise _fault()
        data = await self._passwords.run(lambda: check_made(held.value, made, site))
        if data is None:
            raise _fault()
        now = self._now()
        data |= {"name": name, "site": site.name}
        kept = Credential(new_id(), caller.owner, "passkey", text_of(made.id), data, now)
        by = visit.by(caller.owner)
        noting = self._audit.noting("credential_added", by, caller.owner, kind="passkey")
        await noting.add_credential(kept)
        return _shown(kept), await self._sessions.renew(caller)

    async def _check_may_add(self, caller: Caller) -> None:
        self._sessions.check_fresh(caller)
        if len(await self._kept(caller.owner)) >= MAX_PASSKEYS:
            raise InvalidRequest(f"You have {MAX_PASSKEYS} passkeys: remove one first.")

    async def rename(self, caller: Caller, passkey_id: str, name: str) -> Passkey:
        """Give a passkey of a person another name. Raises `NotFound`, `InvalidRequest`."""
        name = checked_name(name)
        kept = await self._one(caller.owner, passkey_id)
        return _shown(await self._store.change_credential(kept, {**kept.data, "name": name}))

    async def remove(self, caller: Caller, passkey_id: str, visit: Visit) -> str:
        """Remove a passkey; return the new token of the session. All others of the person end.

        Raises:
            NotFound, StaleLogin
            LastCredential: they could not log in any more.
        """
        self._sessions.check_fresh(caller)
        await self._one(caller.owner, passkey_id)
        by = visit.by(caller.owner)
        noting = self._audit.noting("credential_removed", by, caller.owner, kind="passkey")
        ended = await noting.remove_credential(caller.owner, passkey_id, but=caller.session)
        self._sessions.forget(caller.owner, ended)
        return await self._sessions.renew(caller)

    # -- what is kept ----------------------------------------------------------------------------

    async def _kept(self, owner: str) -> list[Credential]:
        return [each for each in await self._store.credentials(owner) if each.kind == "passkey"]

    async def _one(self, owner: str, passkey_id: str) -> Credential:
        for each in await self._kept(owner):
            if each.id == passkey_id:
                return each
        raise NotFound("There is no such passkey.")

    async def _ids(self, owner: str, site: Site) -> list[bytes]:
        kept = await self._kept(owner)
        return [bytes_of(each.external_id) for each in kept if each.data["site"] == site.name]

    def _taken(self, holder: str | None, purpose: Purpose, client_data: bytes) -> Challenge | None:
        """Return the challenge that was signed, if it is this holder's; nobody can use it again."""
        if not holder:
            return None
        return self.challenges.take(holder, purpose, challenge_in(client_data))


def _check_installed() -> None:
    if not is_installed():
        raise PasskeysUnavailable(
            "Passkeys need what is not installed on this server: pip install 'yeoul[accounts]'."
        )


def _shown(kept: Credential) -> Passkey:
    return Passkey(
        kept.id, kept.data["name"], kept.data["site"], kept.created_at, kept.last_used_at
    )


def _fault() -> InvalidRequest:
    text = "is not one that a device has made for this server: try again"
    return InvalidRequest(f"The passkey {text}.", fields=(("attestation", text),))
