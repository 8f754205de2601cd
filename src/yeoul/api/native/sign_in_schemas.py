"""The shapes of requests and replies about log-in by a provider."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import StringConstraints

from yeoul import accounts as domain
from yeoul.api.fields import RequestBody
from yeoul.api.native.account_schemas import NewName, Token
from yeoul.api.replies import ReplyBody


class SignIn(RequestBody):
    """Body of ``POST /api/oidc``."""

    provider: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    #: ``again``: to prove anew who the caller is. ``link``: to log in by it from now on, too.
    purpose: Literal["log_in", "again", "link"] = "log_in"
    #: Of a one-time link, which is used up by it.
    token: Token | None = None
    #: Of the new account; for an invite alone.
    name: NewName | None = None
    #: Where the page goes on: at its root, or in a conversation.
    path: Annotated[str, StringConstraints(pattern=r"^/(c/[A-Za-z0-9_-]{1,64})?$")] = "/"


class SignInAddress(ReplyBody):
    """Where to send the browser."""

    address: str


class Credential(ReplyBody):
    """What recognizes the caller."""

    id: str
    kind: domain.CredentialKind
    #: The id of the provider; null for what is none.
    provider: str | None
    created_at: datetime

    @classmethod
    def of(cls, kept: domain.Credential) -> Credential:
        """Return the wire form."""
        provider = kept.data.get("provider") if kept.kind == "oidc" else None
        return cls(id=kept.id, kind=kept.kind, provider=provider, created_at=kept.created_at)


class Provider(ReplyBody):
    """A provider by which people may log in."""

    id: str
    name: str


class CredentialList(ReplyBody):
    """What recognizes the caller, the oldest first, and what may."""

    credentials: list[Credential]
    providers: list[Provider]
