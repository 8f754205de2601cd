"""The parts that all checks of accounts share: people, and what recognizes them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest

from yeoul.caller import Role
from yeoul.protocol.conversation import new_id
from yeoul.store.accounts import Account, AccountStore, Credential, Link, Session
from yeoul.store.base import Store

T = TypeVar("T")

DIGEST = "d" * 64
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def accounts_of(store: Store) -> AccountStore:
    """Return the accounts of a store; without them, the check is not run."""
    if store.accounts is None:
        pytest.skip("NOT RUN: this store keeps no accounts")
    return store.accounts


def person(name: str, role: Role = "user") -> Account:
    """Return a new account."""
    return Account(new_id(), name, role, NOW)


def password_of(account: Account, digest: str = "one") -> Credential:
    """Return a password of an account."""
    data = {"digest": digest}
    return Credential(new_id(), account.id, "password", account.id, data, account.created_at)


def session_of(account: Account) -> Session:
    """Return a new session of an account."""
    now, later = NOW, NOW + timedelta(days=90)
    return Session(new_id(), account.id, now, now, later, now, "password", "a browser", "::/64")


def link_for(account: Account | None) -> Link:
    """Return a new link for an account, or one that makes an account."""
    at, until = NOW, NOW + timedelta(days=7)
    return Link(new_id(), account.id if account else None, "user", None, at, until)


async def outcomes(*works: Awaitable[T]) -> tuple[list[T], set[type[BaseException]]]:
    """Run all at once; return the results of those that were done, and the errors of others."""
    done: Any = await asyncio.gather(*works, return_exceptions=True)
    return (
        [each for each in done if not isinstance(each, BaseException)],
        {type(each) for each in done if isinstance(each, BaseException)},
    )
