"""The seam of accounts: people, how they are recognized, their sessions, and one-time links.

They are kept beside the conversations, because the first account takes those over in one
transaction. Every method is one transaction, like those of `yeoul.store.base.Store`. Of tokens, the
store is given and keeps only digests (SHA-256, as hex); of passwords, what `yeoul.accounts` makes.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, NamedTuple

from yeoul.caller import Allowance, Role
from yeoul.errors import QuotaExceeded
from yeoul.protocol.conversation import utc_now
from yeoul.store.audit import Note, Noted
from yeoul.store.tokens import Token, TokenStore
from yeoul.store.values import Spent

#: Sessions that one person may have: none needs more, and a script makes any number.
MAX_SESSIONS = 100

#: What recognizes a person. Of a password, the external id is its account's id.
CredentialKind = Literal["password", "passkey", "oidc"]


@dataclass(frozen=True, slots=True)
class Account:
    """A person's record. Everything that they make has ``id`` for its owner."""

    id: str
    name: str
    role: Role
    created_at: datetime
    disabled: bool = False
    #: What differs from the limits that all have, by its name in `Allowance`; None sets no limit.
    limits: Mapping[str, int | None] = field(default_factory=dict, hash=False)
    #: When they were last seen; None without a session, and where nobody has asked for it.
    seen_at: datetime | None = None


class Credential(NamedTuple):
    """One way to recognize the person of an account."""

    id: str
    account_id: str
    kind: CredentialKind
    external_id: str
    data: Mapping[str, Any]
    created_at: datetime
    last_used_at: datetime | None = None


class Session(NamedTuple):
    """One browser in which a person is logged in."""

    id: str
    account_id: str
    created_at: datetime
    #: Written at most once an hour.
    seen_at: datetime
    expires_at: datetime
    #: When the person last proved who they are.
    authenticated_at: datetime
    #: How they did.
    kind: str
    user_agent: str
    #: The network that it came from.
    address: str


class Link(NamedTuple):
    """A one-time link, by which a person sets a password."""

    id: str
    #: The account whose password it sets; None: it is an invite, and makes a new one of ``role``.
    account_id: str | None
    role: Role | None
    created_by: str | None
    created_at: datetime
    expires_at: datetime


class Used(NamedTuple):
    """What an owner has used on a day."""

    questions: int
    prompt_tokens: int
    completion_tokens: int
    #: When the next day begins: midnight UTC.
    until: datetime

    @property
    def tokens(self) -> int:
        """All tokens."""
        return self.prompt_tokens + self.completion_tokens


def check_used(used: Used, allowance: Allowance, now: datetime) -> None:
    """Check that an owner may use more today.

    Raises:
        QuotaExceeded
    """
    if allowance.questions is not None and used.questions >= allowance.questions:
        what = f"{allowance.questions} questions"
    elif allowance.tokens is not None and used.tokens >= allowance.tokens:
        what = f"{allowance.tokens:,} tokens"
    else:
        return
    raise QuotaExceeded(
        f"You have used the {what} that you have for a day. The next day begins at midnight UTC.",
        retry_after_s=(used.until - now).total_seconds(),
    )


class AccountStore(TokenStore):
    """Stores accounts. The times that it returns are aware and in UTC.

    Raises `StorageFailed`, and where it writes `StorageFull` too.
    """

    def now(self) -> datetime:
        """Return the time by which it is dated: of several servers, the same for all."""
        return utc_now()

    # -- what is noted ---------------------------------------------------------------------------

    @abstractmethod
    def noting(self, note: Note) -> AccountStore:
        """Return this store, each of whose changes writes ``note`` in its own transaction.

        So what is noted has happened, and what has happened is noted.
        """

    @abstractmethod
    async def note(self, note: Note) -> None:
        """Write a note of what changes nothing here."""

    @abstractmethod
    async def noted(self, limit: int) -> list[Noted]:
        """Return the last notes, the newest first."""

    @abstractmethod
    async def forget_notes(self, *, before: datetime, most: int) -> None:
        """Delete the notes from before a time, and of each person all but the ``most`` newest.

        What strangers have done is counted for each account that they did it to. Many small
        transactions.
        """

    # -- accounts --------------------------------------------------------------------------------

    @abstractmethod
    async def any(self) -> bool:
        """Return whether there is an account."""

    @abstractmethod
    async def add(
        self,
        account: Account,
        credential: Credential | None,
        *,
        first: bool = False,
        link: tuple[str, Link] | None = None,
    ) -> None:
        """Write an account, with its credential, or with a link of this digest for its person.

        The ``first`` one takes over all that belongs to `LOCAL_OWNER`, in the same transaction. Of
        several that cross, one is the first.

        Raises:
            NameTaken: an account has this name, whatever its case and width.
            AlreadySetUp: it is to be the ``first``, and there is one.
            CredentialTaken: the credential is an account's already.
        """

    @abstractmethod
    async def accounts(self) -> list[Account]:
        """Return all accounts, the oldest first, with when each was last seen."""

    @abstractmethod
    async def account(self, account_id: str) -> Account:
        """Return one account. Raises `NotFound`."""

    @abstractmethod
    async def named(self, name: str) -> Account | None:
        """Return the account of a name, whatever its case and width."""

    @abstractmethod
    async def change(
        self,
        account_id: str,
        *,
        role: Role | None = None,
        disabled: bool | None = None,
        limits: Mapping[str, int | None] | None = None,
    ) -> Account:
        """Change what is not None, and return the account as it is then.

        All its sessions end with it, where more has changed than ``limits``, and the unused links
        that it has made are void. Where it is ``disabled``, its shares end, and a Stop of its
        unsettled answers is recorded.

        Raises:
            NotFound
            LastAdmin: nobody would be left who can manage the others.
        """

    @abstractmethod
    async def remove(self, account_id: str, *, as_local: bool = False, last: bool = False) -> None:
        """Delete an account with its credentials, sessions, tokens, shares, links and assistants.

        Its conversations, with a Stop recorded for its unsettled answers, belong to nobody from
        then on, and are left to be deleted: see `removed`. With ``as_local`` they become
        `LOCAL_OWNER`'s instead, which only the last account can do.

        Raises:
            NotFound
            LastAdmin: others would be left, and nobody who can manage them; nobody would be left
                at all, and it is not to be the ``last`` one; or ``as_local`` is wanted while there
                are others.
        """

    @abstractmethod
    async def removed(self) -> list[str]:
        """Return the owners whose accounts are gone, and of whom something may be left.

        Questions of theirs that were on their way are refused, and what comes otherwise is deleted.
        """

    @abstractmethod
    async def forget_removed(self, owner: str, *, before: datetime) -> None:
        """Delete what a removed owner has but conversations, and pictures that these have.

        That is usage, keys, Stops, shares, assistants, and pictures that wait for a question.

        Without conversations, and if the account was removed ``before``, the owner is one of
        `removed` no longer.
        """

    # -- credentials -----------------------------------------------------------------------------

    @abstractmethod
    async def credential(self, kind: CredentialKind, external_id: str) -> Credential | None:
        """Return the credential that somebody presents."""

    @abstractmethod
    async def put_credential(
        self,
        credential: Credential,
        *,
        replacing: str | None = None,
        ends_sessions: bool = False,
    ) -> list[str]:
        """Write a credential, in the place of one of its kind and external id.

        With ``ends_sessions`` all sessions of its account end in the same transaction, and their
        ids are returned: a person who changes a password that a stranger knows must not find the
        stranger still logged in.

        An unused link that sets a password of this account is void from then on.

        Raises:
            NotFound: the account is gone; or the one in whose place it comes is not, or no longer,
                the one with the id ``replacing``.
        """

    @abstractmethod
    async def credentials(self, account_id: str) -> list[Credential]:
        """Return all that recognizes the person of an account, the oldest first."""

    @abstractmethod
    async def add_credential(self, credential: Credential) -> None:
        """Write one more credential of an account.

        Raises:
            NotFound: the account is gone.
            CredentialTaken: one of its kind and external id is an account's already.
        """

    @abstractmethod
    async def remove_credential(
        self, account_id: str, credential_id: str, *, but: str | None = None
    ) -> list[str]:
        """Delete a credential of an account; its sessions end with it, ``but`` one.

        Returns the ids of those sessions.

        Raises:
            NotFound: the account has no such credential.
            LastCredential: nothing else would recognize its person, or passkeys alone would; but
                passkeys themselves may go until the last.
        """

    @abstractmethod
    async def change_credential(
        self, credential: Credential, data: Mapping[str, Any], *, used_at: datetime | None = None
    ) -> Credential:
        """Give a credential other data, and note when it was last used; return it as it is then.

        Raises:
            NotFound: it is gone, or its data have changed since it was read.
        """

    # -- sessions --------------------------------------------------------------------------------

    @abstractmethod
    async def add_session(
        self, token_sha256: str, session: Session, *, credential_id: str | None = None
    ) -> list[str]:
        """Write a session of a person who was recognized by a credential.

        Of more than `MAX_SESSIONS`, those that were seen longest ago end; their ids return.

        Raises:
            NotFound: the account is gone or disabled, or the credential is gone: somebody may have
                replaced it since it was checked, and have ended all sessions.
        """

    @abstractmethod
    async def session(self, token_sha256: str) -> tuple[Account, Session] | None:
        """Return the session of a token with its account, even if it is over by its times."""

    @abstractmethod
    async def renew_session(self, session_id: str, token_sha256: str) -> None:
        """Give a session another token; the one that it had is worth nothing. Raises `NotFound`."""

    @abstractmethod
    async def see_session(self, session_id: str, at: datetime) -> None:
        """Note when a session was last seen."""

    @abstractmethod
    async def sessions(self, account_id: str) -> list[Session]:
        """Return the sessions of an account, the last seen first."""

    @abstractmethod
    async def end_session(self, account_id: str, session_id: str) -> None:
        """Delete a session of an account. Raises `NotFound`."""

    @abstractmethod
    async def end_sessions(self, account_id: str, *, but: str | None = None) -> list[str]:
        """Delete all sessions of an account, ``but`` one; return their ids."""

    @abstractmethod
    async def forget_sessions(self, *, expired: datetime, unseen: datetime) -> None:
        """Delete the sessions that have expired by then, and those not seen since then."""

    # -- tokens ----------------------------------------------------------------------------------

    @abstractmethod
    async def token(self, prefix: str) -> tuple[Account, Token, str] | None:
        """Return the token of a prefix, even if it has expired, with its account and its digest."""

    # -- one-time links --------------------------------------------------------------------------

    @abstractmethod
    async def add_link(self, token_sha256: str, link: Link) -> None:
        """Write a link; an unused one for the same account is void from then on.

        Raises:
            NotFound: its account is gone.
            Forbidden: who makes it is no admin, or no longer.
        """

    @abstractmethod
    async def link(self, token_sha256: str, at: datetime) -> Link | None:
        """Return a link that can be used."""

    @abstractmethod
    async def redeem(
        self, token_sha256: str, at: datetime, account: Account, credential: Credential
    ) -> list[str]:
        """Use a link up: write ``credential``, and for an invite ``account``, in the role of it.

        All sessions of an account that was there before end; returns their ids. Of several that
        cross, one does it.

        Raises:
            NotFound: it is unknown, too old, or used up.
            NameTaken, CredentialTaken: as `add`.
        """

    @abstractmethod
    async def invites(self, at: datetime) -> list[Link]:
        """Return the invites that can be used, the newest first."""

    @abstractmethod
    async def revoke_invite(self, invite_id: str) -> None:
        """Delete an invite that was not used. Raises `NotFound`."""

    @abstractmethod
    async def forget_links(self, at: datetime) -> None:
        """Delete the links that can be used no longer by then."""

    # -- usage -----------------------------------------------------------------------------------

    @abstractmethod
    async def used(self, owner: str) -> Used:
        """Return what an owner has used today; questions that are withdrawn do not count.

        `Store.ask` and `Store.settle` count what is kept in the store.
        """

    @abstractmethod
    async def used_days(self, owner: str) -> list[tuple[date, Used]]:
        """Return what an owner has used on each day that is known, the newest first."""

    @abstractmethod
    async def used_by_all(self) -> Mapping[str, Used]:
        """Return what the person of each account has used today."""

    @abstractmethod
    async def count_question(self, owner: str, allowance: Allowance) -> None:
        """Count a question that is kept nowhere else, as `Store.ask` does. Raises as it does."""

    @abstractmethod
    async def take_back_question(self, owner: str, asked_at: datetime) -> None:
        """Count a question no longer that `count_question` has counted at that time."""

    @abstractmethod
    async def forget_usage(self, before: datetime) -> None:
        """Delete what was used on the days before this time."""

    @abstractmethod
    async def check_let_in(self, owner: str) -> None:
        """Check that the owner's account, if there is one, is not disabled.

        Raises:
            Unauthenticated
        """

    @abstractmethod
    async def check_tokens(self, owner: str, allowance: Allowance) -> None:
        """Check that an owner has tokens left for today. Raises `QuotaExceeded`."""

    @abstractmethod
    async def count_tokens(self, spent: Spent) -> None:
        """Count the tokens of an answer that is kept nowhere else."""
