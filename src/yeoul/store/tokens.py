"""The part of the seam of accounts that keeps the API tokens of people."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import datetime
from typing import NamedTuple

from yeoul.caller import Scope

#: Tokens that one person may have: one for each program, and none needs more.
MAX_TOKENS = 50


class Token(NamedTuple):
    """A token by which programs of a person ask. The token itself is not kept, only its digest."""

    id: str
    account_id: str
    #: The part of the token by which it is found, and told from others; no secret.
    prefix: str
    name: str
    scopes: frozenset[Scope]
    created_at: datetime
    #: None: it does not end by itself.
    expires_at: datetime | None
    #: Written at most once a day.
    last_used_at: datetime | None = None


class TokenStore(ABC):
    """Stores tokens. Every method is one transaction."""

    @abstractmethod
    async def add_token(self, token_sha256: str, token: Token) -> None:
        """Write a token.

        Raises:
            NotFound: the account is gone or disabled.
            TooManyTokens: its person has `MAX_TOKENS`.
        """

    @abstractmethod
    async def use_token(self, token_id: str, at: datetime) -> None:
        """Note when a token was last used."""

    @abstractmethod
    async def tokens(self, account_id: str) -> list[Token]:
        """Return the tokens of an account, the newest first."""

    @abstractmethod
    async def revoke_token(self, account_id: str, token_id: str) -> None:
        """Delete a token of an account. Raises `NotFound`."""

    @abstractmethod
    async def forget_tokens(self, *, expired: datetime) -> None:
        """Delete the tokens that have expired by then."""
