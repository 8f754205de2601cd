"""One-time links: for a new password, and invites, by which a person makes an account.

Only the digest of a link's token is kept, and the page gets the token in the part of its address
that no browser sends. Whoever is an admin no longer has no link that works: their person knows the
tokens.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from yeoul.accounts.audit import Audit
from yeoul.accounts.names import checked_name, fault
from yeoul.accounts.passwords import Passwords, check_new, credential_of
from yeoul.accounts.sessions import Sessions, Visit, digest_of
from yeoul.caller import Role
from yeoul.errors import NotFound, Unauthenticated
from yeoul.protocol.conversation import new_id
from yeoul.store.accounts import Account, AccountStore, Link
from yeoul.store.audit import MACHINE, By

#: The time in which a one-time link can be used.
LINK_LIFE = timedelta(days=7)


class NewLink(NamedTuple):
    """A one-time link; its token is shown once."""

    token: str
    expires_at: datetime


class LinkTarget(NamedTuple):
    """What a one-time link is for."""

    #: The account whose password it sets; None: it is an invite, and its person chooses a name.
    account: Account | None
    role: Role
    link: Link


class Links:
    """The one-time links of one server. For one event loop."""

    def __init__(
        self,
        store: AccountStore,
        passwords: Passwords,
        sessions: Sessions,
        audit: Audit,
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._passwords = passwords
        self._sessions = sessions
        self._audit = audit
        self._now = now

    async def make_for(self, account_id: str, *, by: By = MACHINE) -> NewLink:
        """Make a one-time link by which a person sets their password; earlier ones are void.

        Raises:
            NotFound
            Forbidden: who makes it is no admin any longer.
        """
        token, link = self._new_link(account_id, None, by)
        noting = self._audit.noting("link_made", by, account_id)
        await noting.add_link(digest_of(token), link)
        return NewLink(token, link.expires_at)

    def prepare_for(self, account_id: str, *, by: By) -> tuple[NewLink, str, Link]:
        """Return a link for an account that is to be made with it: shown, its digest, and kept."""
        token, link = self._new_link(account_id, None, by)
        return NewLink(token, link.expires_at), digest_of(token), link

    async def invite(self, role: Role, *, by: By) -> tuple[Link, NewLink]:
        """Make an invite: a one-time link by which a person makes an account of this role.

        It is void once the one who makes it is no admin any longer. Raises `Forbidden` then.
        """
        token, link = self._new_link(None, role, by)
        noting = self._audit.noting("invite_made", by, link.id, role=role)
        await noting.add_link(digest_of(token), link)
        return link, NewLink(token, link.expires_at)

    def _new_link(self, account_id: str | None, role: Role | None, by: By) -> tuple[str, Link]:
        now, maker = self._now(), None if by == MACHINE else by.account
        link = Link(new_id(), account_id, role, maker, now, now + LINK_LIFE)
        return secrets.token_urlsafe(32), link

    async def invites(self) -> list[Link]:
        """Return the invites that can be used, the newest first."""
        return await self._store.invites(self._now())

    async def revoke(self, invite_id: str, *, by: By) -> None:
        """Have an invite let nobody in any longer. Raises `NotFound` if it was used, or is none."""
        await self._audit.noting("invite_revoked", by, invite_id).revoke_invite(invite_id)

    async def look_at(self, token: str) -> LinkTarget:
        """Return what a one-time link is for.

        Raises:
            NotFound: the link is unknown, used up, or too old.
        """
        link = await self._store.link(digest_of(token), self._now())
        if link is None:
            raise NotFound.link()
        if link.account_id is None:
            return LinkTarget(None, link.role or "user", link)
        account = await self._store.account(link.account_id)
        return LinkTarget(account, account.role, link)

    async def redeem(
        self, token: str, password: str, visit: Visit, *, name: str | None = None
    ) -> tuple[Account, str]:
        """Set the password of a link's account, end all its sessions, and log its person in.

        An invite makes the account, of the ``name``.

        Raises:
            NotFound: the link is unknown, used up, or too old.
            InvalidRequest: the name or the password may not be one, or there is a name too many.
            NameTaken
            Unauthenticated: the account is disabled.
            TooManyTries
        """
        target = await self.look_at(token)
        account = target.account
        if account is None:
            account = Account(new_id(), checked_name(name or ""), target.role, self._now())
        elif name is not None:
            raise fault("name", "is that of the account already: this link sets its password")
        check_new(password, account.name)
        made = credential_of(account.id, await self._passwords.digest(password), self._now())
        by = visit.by(account.id)
        if target.account is None:
            noting = self._audit.noting("invite_used", by, target.link.id, role=account.role)
        else:
            noting = self._audit.noting("credential_changed", by, account.id, kind="password")
        ended = await noting.redeem(digest_of(token), self._now(), account, made)
        self._sessions.forget(account.id, ended)
        try:
            return account, await self._sessions.begin(
                account, made.kind, visit, credential_id=made.id
            )
        except NotFound:
            raise Unauthenticated("This account is disabled.") from None
