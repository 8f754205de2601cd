"""The shapes of requests and replies about people: log-in, sessions, accounts and links."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from yeoul import accounts as domain
from yeoul.api.fields import NOT_BLANK, RequestBody
from yeoul.api.identity import Mode
from yeoul.api.replies import ReplyBody
from yeoul.caller import Allowance, Caller, Fixed, Role

#: Longer than any name, and than any password may be: nobody learns from a log-in what is right.
Name = Annotated[str, StringConstraints(max_length=255)]
#: The name of a new account; the core refuses what cannot be read.
NewName = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=NOT_BLANK)]
Password = Annotated[str, StringConstraints(max_length=4_096)]
Token = Annotated[str, StringConstraints(min_length=1, max_length=255)]


class LogInRequest(RequestBody):
    """Body of ``POST /api/login``."""

    name: Name
    password: Password


class SetUpRequest(RequestBody):
    """Body of ``POST /api/setup``."""

    code: Annotated[str, StringConstraints(max_length=64)]
    name: NewName
    password: Password


class JoinRequest(RequestBody):
    """Body of ``POST /api/join``."""

    token: Token
    password: Password
    #: Of the new account; for an invite alone.
    name: NewName | None = None


class LinkLook(RequestBody):
    """Body of ``POST /api/join/look``."""

    token: Token


class LinkTarget(ReplyBody):
    """What a one-time link is for."""

    #: The name of the account whose password it sets; null for an invite: its person chooses one.
    name: str | None
    #: Of the account, or of the one that the invite makes.
    role: Role
    expires_at: datetime

    @classmethod
    def of(cls, target: domain.LinkTarget) -> LinkTarget:
        """Return the wire form."""
        name = None if target.account is None else target.account.name
        return cls(name=name, role=target.role, expires_at=target.link.expires_at)


class PasswordChange(RequestBody):
    """Body of ``POST /api/me/password``."""

    current: Password
    new: Password


class AccountDeletion(RequestBody):
    """Body of ``POST /api/me/delete``."""

    #: That of the account, typed to be sure.
    name: Name
    #: Left out by who has none.
    password: Password | None = None


class NewInvite(RequestBody):
    """Body of ``POST /api/invites``."""

    role: Role = "user"


class NewAccount(RequestBody):
    """Body of ``POST /api/accounts``."""

    name: NewName
    role: Role = "user"


_AtLeastOne = Annotated[int, Field(ge=1, le=100_000)]
_AnyNumber = Annotated[int, Field(ge=0, le=10**12)]


class NewLimits(RequestBody):
    """What differs for a person from the limits that all have; null sets no limit."""

    growing: _AtLeastOne | None = None
    unfinished: _AtLeastOne | None = None
    streams: _AtLeastOne | None = None
    questions: _AnyNumber | None = None
    tokens: _AnyNumber | None = None

    def to_domain(self) -> dict[str, int | None]:
        """Return the limits that are given."""
        given: dict[str, int | None] = self.model_dump(exclude_unset=True)
        return given


class AccountPatch(RequestBody):
    """Body of ``PATCH /api/accounts/{account_id}``; absent fields stay as they are."""

    role: Role | None = None
    disabled: bool | None = None
    #: In the place of all those of before.
    limits: NewLimits | None = None


class Person(ReplyBody):
    """The account of the caller."""

    id: str
    name: str


class Limits(ReplyBody):
    """What a person may use; null: as much as there is."""

    #: Answers that grow at the same time at one service, or of the embedded model.
    growing: int | None
    #: Answers that wait or grow at the same time.
    unfinished: int | None
    #: Streams at the same time.
    streams: int | None
    #: Questions a day.
    questions: int | None
    #: Tokens of prompts and answers a day.
    tokens: int | None


class UsedToday(ReplyBody):
    """What the caller has used today, and may use."""

    questions: int
    prompt_tokens: int
    completion_tokens: int
    #: When the next day begins.
    until: datetime
    limits: Limits


class Me(ReplyBody):
    """The caller."""

    #: None where nobody logs in.
    account: Person | None
    role: Role
    mode: Mode
    #: It is the first account, which took over what the local person had; left out of others.
    first: bool = Field(default=False, exclude_if=lambda first: not first)
    #: Links to conversations can be made; left out where they cannot.
    shares: bool = Field(default=False, exclude_if=lambda shares: not shares)
    #: Conversations can be temporary; left out where they can.
    temporary: bool = Field(default=True, exclude_if=lambda temporary: temporary)
    #: What the product around the server decides, so that the page does not ask for it; left out
    #: where it decides nothing.
    fixed: list[Fixed] = Field(default_factory=list, exclude_if=lambda fixed: not fixed)
    #: Where people log out of the proxy that logs them in; left out where there is no such place.
    logout_url: str | None = Field(default=None, exclude_if=lambda url: url is None)

    @classmethod
    def of(
        cls,
        caller: Caller,
        mode: Mode,
        *,
        first: bool = False,
        shares: bool = False,
        temporary: bool = True,
        logout_url: str | None = None,
    ) -> Me:
        """Return the wire form."""
        person = None
        if mode != "local":
            person = Person(id=caller.owner, name=caller.account or caller.owner)
        return cls(
            account=person,
            role=caller.role,
            mode=mode,
            first=first,
            shares=shares,
            temporary=temporary,
            fixed=sorted(caller.fixed),
            logout_url=logout_url,
        )


class Session(ReplyBody):
    """One browser in which the caller is logged in."""

    id: str
    created_at: datetime
    #: To the hour.
    seen_at: datetime
    expires_at: datetime
    user_agent: str
    #: The network that it came from.
    address: str
    #: Whether it is the one that asks.
    current: bool

    @classmethod
    def of(cls, session: domain.Session, caller: Caller) -> Session:
        """Return the wire form."""
        return cls(
            id=session.id,
            created_at=session.created_at,
            seen_at=session.seen_at,
            expires_at=session.expires_at,
            user_agent=session.user_agent,
            address=session.address,
            current=session.id == caller.session,
        )


class SessionList(ReplyBody):
    """The sessions of the caller, the last seen first."""

    sessions: list[Session]


class Account(ReplyBody):
    """A person, as admins see them."""

    id: str
    name: str
    role: Role
    disabled: bool
    created_at: datetime
    seen_at: datetime | None
    #: What this person may use.
    limits: Limits
    #: Questions of today, and tokens of prompts and answers.
    questions: int
    tokens: int

    @classmethod
    def of(cls, account: domain.Account, allowance: Allowance, used: domain.Used) -> Account:
        """Return the wire form, with what the person may use, and has used today."""
        return cls(
            id=account.id,
            name=account.name,
            role=account.role,
            disabled=account.disabled,
            created_at=account.created_at,
            seen_at=account.seen_at,
            limits=Limits(**allowance._asdict()),
            questions=used.questions,
            tokens=used.tokens,
        )


class AccountList(ReplyBody):
    """All people, the oldest account first."""

    accounts: list[Account]


class Link(ReplyBody):
    """A one-time link, by which a person sets their password: the page at ``/join#<token>``."""

    #: Shown this once.
    token: str
    expires_at: datetime

    @classmethod
    def of(cls, link: domain.NewLink) -> Link:
        """Return the wire form."""
        return cls(token=link.token, expires_at=link.expires_at)


class Invite(ReplyBody):
    """A one-time link by which a person makes an account."""

    id: str
    #: Of the account that it makes.
    role: Role
    #: The name of the admin who has made it.
    created_by: str
    created_at: datetime
    expires_at: datetime

    @classmethod
    def of(cls, link: domain.Link, names: Mapping[str, str]) -> Invite:
        """Return the wire form."""
        return cls(
            id=link.id,
            role=link.role or "user",
            created_by=names.get(link.created_by or "", ""),
            created_at=link.created_at,
            expires_at=link.expires_at,
        )


class InviteList(ReplyBody):
    """The invites that can be used, the newest first."""

    invites: list[Invite]


class AddedInvite(ReplyBody):
    """A new invite, and its link."""

    invite: Invite
    link: Link


class AddedAccount(ReplyBody):
    """A new account, and the link for its person; null where a proxy logs people in."""

    account: Account
    link: Link | None
