"""The statements of API tokens; each function is in a transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from yeoul.errors import NotFound, TooManyTokens
from yeoul.store.schema import accounts, api_tokens
from yeoul.store.tokens import MAX_TOKENS, Token

_COLUMNS = tuple(api_tokens.c[name] for name in Token._fields)
_WITH_ACCOUNT = select(
    *(column.label(f"token_{column.name}") for column in _COLUMNS),
    api_tokens.c.token_sha256,
    accounts,
).join(accounts, accounts.c.id == api_tokens.c.account_id)


def add(connection: Connection, token_sha256: str, token: Token) -> None:
    """Write a token."""
    active = (accounts.c.id == token.account_id) & accounts.c.disabled_at.is_(None)
    if connection.execute(select(accounts.c.id).where(active)).first() is None:
        raise NotFound.account()
    theirs = api_tokens.c.account_id == token.account_id
    count = connection.execute(select(func.count()).select_from(api_tokens).where(theirs))
    if count.scalar_one() >= MAX_TOKENS:
        raise TooManyTokens(f"You have {MAX_TOKENS} tokens, which is the most: revoke one first.")
    row = {**token._asdict(), "scopes": sorted(token.scopes), "token_sha256": token_sha256}
    connection.execute(insert(api_tokens), row)


def find(connection: Connection, prefix: str) -> tuple[Any, Token, str] | None:
    """Return the token of a prefix, behind the row of its account, with its digest."""
    row = connection.execute(_WITH_ACCOUNT.where(api_tokens.c.prefix == prefix)).first()
    if row is None:
        return None
    return row, _token_of(row, "token_"), row.token_sha256


def use(connection: Connection, token_id: str, at: datetime) -> None:
    """Note when a token was last used."""
    this = api_tokens.c.id == token_id
    connection.execute(update(api_tokens).where(this).values(last_used_at=at))


def of_account(connection: Connection, account_id: str) -> list[Token]:
    """Return the tokens of an account."""
    statement = (
        select(*_COLUMNS)
        .where(api_tokens.c.account_id == account_id)
        .order_by(api_tokens.c.created_at.desc(), api_tokens.c.id)
    )
    return [_token_of(row) for row in connection.execute(statement)]


def revoke(connection: Connection, account_id: str, token_id: str) -> None:
    """Delete a token of an account."""
    this = (api_tokens.c.id == token_id) & (api_tokens.c.account_id == account_id)
    if not connection.execute(delete(api_tokens).where(this)).rowcount:
        raise NotFound("There is no such token.")


def forget(connection: Connection, *, expired: datetime) -> None:
    """Delete the tokens that have expired."""
    connection.execute(delete(api_tokens).where(api_tokens.c.expires_at <= expired))


def _token_of(row: Any, prefix: str = "") -> Token:
    token = Token(*(getattr(row, f"{prefix}{name}") for name in Token._fields))
    return token._replace(scopes=frozenset(token.scopes))
