"""The accounts of a server: log-in, set-up, and the management of people.

The data decide what a server is: without an account it has one local person, who need not log in;
with the first account everybody has to. That account takes over what the local person has.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Literal

from yeoul.accounts.audit import Audit
from yeoul.accounts.links import Links, NewLink
from yeoul.accounts.names import checked_name, fault
from yeoul.accounts.passkeys import Passkeys
from yeoul.accounts.passwords import Passwords, Verdict, check_new, credential_of
from yeoul.accounts.sessions import OnEnd, Sessions, Visit
from yeoul.accounts.setup_code import SetupCode
from yeoul.accounts.tokens import Tokens
from yeoul.accounts.tries import Tries
from yeoul.caller import UNLIMITED, Allowance, Caller, Role
from yeoul.errors import (
    AlreadySetUp,
    Forbidden,
    NotFound,
    SetupNeeded,
    TooManyTries,
    Unauthenticated,
    YeoulError,
)
from yeoul.protocol.conversation import new_id, utc_now
from yeoul.store.accounts import Account, AccountStore, Credential, Used
from yeoul.store.audit import MACHINE, By
from yeoul.store.search import fold

logger = logging.getLogger(__name__)

#: ``local``: one person, no log-in. ``setup``: nobody, until the first account is made.
Mode = Literal["local", "setup", "accounts"]

#: Awaited for an owner who is let in no longer.
OnBar = Callable[[str], Awaitable[None]]

#: Seconds between two looks for the first account, where another process may make it.
AWAIT_FIRST_S = 2.0
#: Seconds between two looks for what is too old to be kept.
HOUSEKEEPING_S = 3600.0


class Accounts:
    """The accounts of one server. For one event loop.

    ``on_end`` is told of each session that ends here, with its owner. What a person is being
    answered goes on after that, unless they are let in no longer: see `on_bar`.
    """

    def __init__(
        self,
        store: AccountStore,
        *,
        now: Callable[[], datetime] = utc_now,
        clock: Callable[[], float] = time.monotonic,
        allowance: Allowance = UNLIMITED,
        on_end: OnEnd = lambda owner, session: None,
    ) -> None:
        self._store = store
        self._now = now
        #: Stops whatever grows for an owner who is let in no longer; replaced when the app opens.
        self.on_bar: OnBar = _nothing
        #: Told of an account that is gone, to have what it had deleted; replaced likewise.
        self.on_remove: Callable[[str], None] = lambda owner: None
        self.audit = Audit(store, now)
        #: Awaited when the first account is there, and nobody is let in yet; replaced likewise.
        self.on_set_up: Callable[[], Awaitable[None]] = _no_more
        self._passwords = Passwords()
        self.tries = Tries(clock)
        self.sessions = Sessions(
            store, now=now, allowance=allowance, on_end=on_end, audit=self.audit
        )
        self.passkeys = Passkeys(
            store, self._passwords, self.sessions, self.audit, self.tries, now, clock
        )
        own = self.sessions.allowance_of
        self.tokens = Tokens(
            store, now=now, clock=clock, allowance_of=own, on_end=on_end, audit=self.audit
        )
        self.links = Links(store, self._passwords, self.sessions, self.audit, now)
        #: What this server is, since `open`.
        self.mode: Mode = "local"
        #: The code by which it can be set up; None but in the mode ``setup``.
        self.setup_code: SetupCode | None = None

    async def open(self, *, setup: bool = False, by_code: bool = True) -> None:
        """Find out what this server is; with ``setup`` it waits for its first account.

        That one is made ``by_code``, or else by a command alone: a code would be known to one
        worker of several.
        """
        if await self._store.any():
            self.mode = "accounts"
        elif setup:
            self.mode, self.setup_code = "setup", SetupCode() if by_code else None

    def setup_needed(self) -> SetupNeeded:
        """Return the error of a server that waits for its first account, and says how it comes."""
        by_code = self.setup_code is not None
        how = "with the code that the server printed" if by_code else "by `yeoul user add --admin`"
        return SetupNeeded(f"Make the first account, {how}.")

    async def await_first(
        self, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        """Wait until there is an account, which another process has made; people log in then."""
        while self.mode != "accounts":
            await sleep(AWAIT_FIRST_S)
            with suppress(YeoulError):
                if await self._store.any():
                    if self.mode == "setup":
                        await self.on_set_up()  # before anybody is let in, as in `set_up`
                    self.mode, self.setup_code = "accounts", None

    async def aclose(self) -> None:
        """Note what waits for it, and end the thread that checks passwords. Idempotent."""
        await self.sessions.aclose()
        await self.tokens.aclose()
        await self.audit.aclose()
        await self._passwords.aclose()

    async def keep_house(
        self, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        """Forget what is too old to be kept, each hour; until cancelled."""
        while True:
            await self._tidy()
            await sleep(HOUSEKEEPING_S)

    async def _tidy(self) -> None:
        if self.mode == "local":
            return
        now = self._now()
        try:
            await self.sessions.forget_expired()
            await self.tokens.forget_expired()
            await self._store.forget_links(now)
            await self.audit.keep()
        except YeoulError as error:
            logger.warning("what is too old stays for now: %s", error.detail)

    # -- log-in ----------------------------------------------------------------------------------

    async def log_in(self, name: str, password: str, visit: Visit) -> tuple[Account, str]:
        """Return the account of a name and a password, and the token of its new session.

        Raises:
            Unauthenticated: there is no such person, they are disabled, or it is another's
                password; which of them shows neither in words nor in time.
            TooManyTries: too many wrong ones came before, or too many come at once.
        """
        account = await self._store.named(name.strip())
        known = account is not None and not account.disabled
        owner = account.id if account else ""
        kept = await self._store.credential("password", owner)
        tried = f"{fold(name.strip())} {await self._own_network(owner, visit)}"
        digest = kept.data["digest"] if kept and known else None
        verdict = await self._try(tried, digest, password, visit)
        if not verdict.right or account is None:
            # What was typed for a name is not noted: it may have been a password.
            reason = "wrong_password" if digest else "not_let_in" if account else "unknown_name"
            self.audit.note("log_in_failed", visit.by(None), owner or None, reason=reason)
            raise Unauthenticated("The name or the password is wrong.")
        assert kept is not None
        self.tries.right(tried, visit.address)
        try:
            if verdict.renewed is not None:
                renewed = credential_of(account.id, verdict.renewed, self._now())
                await self._store.put_credential(renewed, replacing=kept.id)
                kept = renewed
            return account, await self._begin(account, kept, visit)
        except NotFound:  # disabled, or given another password, since it was read
            raise Unauthenticated("The name or the password is wrong.") from None

    async def _try(self, tried: str, digest: str | None, password: str, visit: Visit) -> Verdict:
        """Return whether a password is right, unless too many wrong ones came before.

        Raises:
            TooManyTries
        """
        try:
            with self.tries.count(tried, visit.address):
                return await self._passwords.check(digest, password)
        except TooManyTries as error:
            self.audit.refused(error.code)
            raise

    async def _own_network(self, owner: str, visit: Visit) -> str:
        """Return the network of a visit, if the owner is logged in there; else nothing."""
        networks = {session.address for session in await self.sessions.living(owner)}
        return visit.network if visit.network in networks else ""

    async def change_password(
        self, owner: str, current: str, new: str, visit: Visit
    ) -> tuple[Account, str]:
        """Give a person another password; all sessions end, and the token of a new one returns.

        Raises:
            InvalidRequest: ``current`` is not the password, or ``new`` may not be one.
            TooManyTries
        """
        account = await self._store.account(owner)
        kept = await self._store.credential("password", owner)
        await self._check_own(owner, kept, current, visit, field="current")
        assert kept is not None
        check_new(new, account.name)
        made = credential_of(owner, await self._passwords.digest(new), self._now())
        noting = self.audit.noting("credential_changed", visit.by(owner), owner, kind="password")
        try:
            ended = await noting.put_credential(made, replacing=kept.id, ends_sessions=True)
        except NotFound:  # another change has come first
            raise fault("current", "is not your password") from None
        self.sessions.forget(owner, ended)
        return account, await self._begin(account, made, visit)

    async def _check_own(
        self, owner: str, kept: Credential | None, password: str, visit: Visit, *, field: str
    ) -> None:
        """Check that this is the password of a person who is logged in.

        Raises:
            InvalidRequest: the ``field`` has another one.
            TooManyTries
        """
        verdict = await self._try(owner, kept.data["digest"] if kept else None, password, visit)
        if kept is None or not verdict.right:
            self.audit.note("log_in_failed", visit.by(owner), owner, reason="wrong_password")
            raise fault(field, "is not your password")
        self.tries.right(owner, visit.address)

    async def holds(self, caller: Caller) -> bool:
        """Return whether the right of a caller, who was known a moment ago, still holds."""
        if caller.session is None:
            return True
        if caller.scopes is None:
            return await self.sessions.holds(caller)
        return await self.tokens.holds(caller)

    # -- the first account -----------------------------------------------------------------------

    async def set_up(
        self, code: str, name: str, password: str, visit: Visit
    ) -> tuple[Account, str]:
        """Make the first account, an admin, of a server that waits for it; log its person in.

        Raises:
            AlreadySetUp: it does not wait, or no longer.
            Forbidden: it is not the code.
            InvalidRequest: the name or the password may not be one.
        """
        if self.setup_code is None:
            if self.mode == "setup":
                raise Forbidden(self.setup_needed().detail)
            raise AlreadySetUp("This server is set up: log in.")
        self.setup_code.check(code)
        account = await self.add(name, "admin", password=password, first=True, by=visit.by(None))
        try:
            # Before anybody is let in: what was left open belongs to this account now.
            await self.on_set_up()
        finally:
            self.mode, self.setup_code = "accounts", None
        return account, await self.sessions.begin(account, "password", visit)

    async def add(
        self,
        name: str,
        role: Role,
        *,
        password: str | None = None,
        first: bool = False,
        by: By = MACHINE,
    ) -> Account:
        """Make an account; without a password its person sets one by a link.

        The ``first`` one takes over what the local person has.

        Raises:
            InvalidRequest: the name or the password may not be one.
            NameTaken
            AlreadySetUp: it is to be the ``first``, and is not.
            TooManyTries
        """
        account = Account(new_id(), checked_name(name), role, self._now())
        credential = None
        if password is not None:
            check_new(password, account.name)
            digest = await self._passwords.digest(password)
            credential = credential_of(account.id, digest, self._now())
        noting = self.audit.noting("account_added", by, account.id, role=role)
        await noting.add(account, credential, first=first)
        return account

    async def add_with_link(self, name: str, role: Role, *, by: By) -> tuple[Account, NewLink]:
        """Make an account, and the link by which its person sets a password: both or neither.

        Raises:
            InvalidRequest: the name may not be one.
            NameTaken
            Forbidden: who makes it is no admin any longer.
        """
        account = Account(new_id(), checked_name(name), role, self._now())
        made, digest, link = self.links.prepare_for(account.id, by=by)
        noting = self.audit.noting("account_added", by, account.id, role=role)
        await noting.add(account, None, link=(digest, link))
        return account, made

    async def _begin(self, account: Account, credential: Credential, visit: Visit) -> str:
        """Begin a session of a person who has just been recognized by ``credential``."""
        return await self.sessions.begin(
            account, credential.kind, visit, credential_id=credential.id
        )

    # -- the people ------------------------------------------------------------------------------

    async def all(self) -> list[Account]:
        """Return all accounts, the oldest first."""
        return await self._store.accounts()

    async def one(self, account_id: str) -> Account:
        """Return one account. Raises `NotFound`."""
        return await self._store.account(account_id)

    async def ways(self, owner: str) -> list[Credential]:
        """Return all that recognizes a person, the oldest first."""
        return await self._store.credentials(owner)

    async def allowance(self, owner: str) -> Allowance:
        """Return what an owner may use; one who is nobody here, as much as there is."""
        try:
            return self.sessions.allowance_of(await self._store.account(owner))
        except NotFound:
            return UNLIMITED

    async def used_by_all(self) -> Mapping[str, Used]:
        """Return what the person of each account has used today."""
        return await self._store.used_by_all()

    async def is_first(self, account_id: str) -> bool:
        """Return whether it is the oldest account: it took over what the local person had."""
        return [each.id for each in await self._store.accounts()][:1] == [account_id]

    async def used(self, account_id: str) -> Used:
        """Return what a person has used today."""
        return await self._store.used(account_id)

    async def used_days(self, account_id: str) -> list[tuple[date, Used]]:
        """Return what a person has used on each day that is known, the newest first."""
        return await self._store.used_days(account_id)

    async def named(self, name: str) -> Account:
        """Return the account of a name. Raises `NotFound`."""
        account = await self._store.named(name.strip())
        if account is None:
            raise NotFound(f"There is no account of the name {name!r}.")
        return account

    async def change(
        self,
        account_id: str,
        *,
        role: Role | None = None,
        disabled: bool | None = None,
        limits: Mapping[str, int | None] | None = None,
        by: By = MACHINE,
    ) -> Account:
        """Change the role of a person, or let them in no longer: their sessions end. Or the limits.

        Who is let in no longer is answered no longer, either. ``limits`` has all that differ from
        those that all have.

        Raises:
            NotFound, LastAdmin
        """
        changed: dict[str, str | int | None] = {
            **({} if role is None else {"role": role}),
            **({} if disabled is None else {"disabled": disabled}),
            **{f"limit_{name}": most for name, most in (limits or {}).items()},
        }
        before = await self._store.account(account_id)
        noting = self.audit.noting("account_changed", by, account_id, **changed)
        account = await noting.change(account_id, role=role, disabled=disabled, limits=limits)
        self.tokens.look_again(account_id)
        if (before.role, before.disabled) == (account.role, account.disabled):
            self.sessions.look_again(account_id)
        else:
            self.sessions.forget_all(account_id)
        if disabled:
            await self.on_bar(account_id)
        return account

    def look_again(self, owner: str) -> None:
        """Ask the store again who a person is: another worker has ended a session of theirs."""
        self.tokens.look_again(owner)
        self.sessions.look_again(owner)

    async def remove(
        self, account_id: str, *, as_local: bool = False, last: bool = False, by: By = MACHINE
    ) -> None:
        """Delete an account; see `AccountStore.remove`. What it has is deleted behind that."""
        noting = self.audit.noting("account_removed", by, account_id)
        await noting.remove(account_id, as_local=as_local, last=last)
        self.tokens.look_again(account_id)
        self.sessions.forget_all(account_id)
        if as_local:
            return
        try:
            await self.on_bar(account_id)
        finally:
            self.on_remove(account_id)

    async def remove_own(
        self, caller: Caller, name: str, password: str | None, visit: Visit
    ) -> None:
        """Delete the account of a person who means it: they have typed its name, and are known.

        That is by their password; where they have none, by a log-in of a moment ago.

        Raises:
            InvalidRequest: it is another name, or another password.
            StaleLogin, TooManyTries
            LastAdmin: nobody would be left who can manage the accounts.
        """
        account = await self._store.account(caller.owner)
        if fold(name.strip()) != fold(account.name):
            raise fault("name", "is not the name of your account")
        kept = await self._store.credential("password", caller.owner)
        if kept is None or self.sessions.by_proxy:
            self.sessions.check_fresh(caller)
        else:
            await self._check_own(caller.owner, kept, password or "", visit, field="password")
        await self.remove(caller.owner, by=visit.by(caller.owner))


async def _nothing(owner: str) -> None:
    """Stop nothing."""


async def _no_more() -> None:
    """Do nothing more."""
