"""The shapes of API tokens."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated

from pydantic import Field, StringConstraints

from yeoul import accounts as domain
from yeoul.api.fields import NOT_BLANK, RequestBody
from yeoul.api.replies import ReplyBody
from yeoul.caller import SCOPES, Scope

#: For how long a token works, unless its person says otherwise.
DEFAULT_DAYS = 90


class TokenRequest(RequestBody):
    """Body of ``POST /api/tokens``."""

    #: What it is for.
    name: Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=NOT_BLANK)]
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=4)]
    #: null: it does not end by itself.
    expires_in_days: Annotated[int, Field(ge=1, le=3_650)] | None = DEFAULT_DAYS

    @property
    def life(self) -> timedelta | None:
        """How long it works."""
        days = self.expires_in_days
        return None if days is None else timedelta(days=days)


class Token(ReplyBody):
    """A token, without its secret."""

    id: str
    name: str
    #: How it begins, to tell it from others.
    prefix: str
    scopes: list[Scope]
    created_at: datetime
    #: null: it does not end by itself.
    expires_at: datetime | None
    #: null: not yet.
    last_used_on: date | None

    @classmethod
    def of(cls, token: domain.Token) -> Token:
        """Return the wire form."""
        return cls(**_fields(token))


class NewToken(Token):
    """A token that was just made."""

    #: Shown this once.
    token: str

    @classmethod
    def made(cls, made: domain.NewToken) -> NewToken:
        """Return the wire form."""
        return cls(**_fields(made.kept), token=made.token)


class TokenList(ReplyBody):
    """The tokens of the caller, the newest first."""

    tokens: list[Token]


def _fields(token: domain.Token) -> dict[str, object]:
    used = token.last_used_at
    return {
        "id": token.id,
        "name": token.name,
        "prefix": f"yeoul_{token.prefix}",
        "scopes": [scope for scope in SCOPES if scope in token.scopes],
        "created_at": token.created_at,
        "expires_at": token.expires_at,
        "last_used_on": None if used is None else used.date(),
    }
