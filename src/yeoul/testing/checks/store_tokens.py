"""The contract of the store's API tokens (store/tokens.py): whose they are, and when they end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from yeoul.errors import NotFound, TooManyTokens
from yeoul.protocol.conversation import new_id
from yeoul.store.accounts import Account
from yeoul.store.base import Store
from yeoul.store.tokens import MAX_TOKENS, Token
from yeoul.testing.people import DIGEST, NOW, accounts_of, outcomes, password_of, person


def token_of(account: Account, prefix: str = "prefix00") -> Token:
    """Return a new token of an account."""
    scopes, later = frozenset(("ask", "read")), NOW + timedelta(days=90)
    return Token(new_id(), account.id, prefix, "a script", scopes, NOW, later)  # type: ignore[arg-type]


async def test_a_token_is_found_by_its_prefix_with_its_person(store: Store) -> None:
    accounts, ann = accounts_of(store), person("ann")
    await accounts.add(ann, None)
    token = token_of(ann)
    endless = token_of(ann, "prefix01")._replace(
        name="다른 것", scopes=frozenset(("metrics",)), expires_at=None
    )
    await accounts.add_token(DIGEST, token)
    await accounts.add_token("e" * 64, endless)

    assert await accounts.token("prefix00") == (ann, token, DIGEST)
    assert await accounts.token("prefix01") == (ann, endless, "e" * 64)
    assert await accounts.token("PREFIX00") is None


async def test_the_newest_token_is_listed_first_with_its_last_use(store: Store) -> None:
    accounts, ann, bob = accounts_of(store), person("ann"), person("bob")
    for account in (ann, bob):
        await accounts.add(account, None)
    old, new = (
        token_of(ann),
        token_of(ann, "prefix01")._replace(created_at=NOW + timedelta(hours=1)),
    )
    for number, token in enumerate((old, new, token_of(bob, "prefix02"))):
        await accounts.add_token(f"{number:064}", token)
    used = NOW + timedelta(days=1)
    await accounts.use_token(old.id, used)

    assert await accounts.tokens(ann.id) == [new, old._replace(last_used_at=used)]


async def test_a_token_is_revoked_by_its_person_alone(store: Store) -> None:
    accounts, ann, bob = accounts_of(store), person("ann"), person("bob")
    for account in (ann, bob):
        await accounts.add(account, None)
    token = token_of(ann)
    await accounts.add_token(DIGEST, token)
    for owner, token_id in ((bob.id, token.id), (ann.id, new_id())):
        with pytest.raises(NotFound):
            await accounts.revoke_token(owner, token_id)
    assert await accounts.tokens(ann.id) == [token]

    await accounts.revoke_token(ann.id, token.id)

    assert await accounts.tokens(ann.id) == []
    assert await accounts.token(token.prefix) is None


async def test_a_person_has_no_more_tokens_than_anybody_needs(store: Store) -> None:
    accounts, ann, bob = accounts_of(store), person("ann"), person("bob")
    for account in (ann, bob):
        await accounts.add(account, None)
    made, refused = await outcomes(
        *(
            accounts.add_token(f"{number:064}", token_of(ann, f"prefix{number:02}"))
            for number in range(MAX_TOKENS + 5)
        )
    )
    assert (len(made), refused) == (MAX_TOKENS, {TooManyTokens})
    await accounts.add_token(DIGEST, token_of(bob, "of-bob00"))


async def test_a_token_goes_with_its_account_and_shows_that_it_is_disabled(store: Store) -> None:
    accounts = accounts_of(store)
    ann, bob = person("ann", "admin"), person("bob")
    for account in (ann, bob):
        await accounts.add(account, password_of(account))
    token = token_of(bob)
    await accounts.add_token(DIGEST, token)

    await accounts.change(bob.id, disabled=True)
    found = await accounts.token(token.prefix)
    assert found is not None
    assert found[0].disabled
    with pytest.raises(NotFound):
        await accounts.add_token("e" * 64, token_of(bob, "prefix01"))
    await accounts.remove(bob.id)
    assert await accounts.token(token.prefix) is None
    with pytest.raises(NotFound):
        await accounts.add_token("e" * 64, token_of(bob, "prefix01"))


async def test_what_has_expired_is_forgotten_and_nothing_else(store: Store) -> None:
    accounts, ann = accounts_of(store), person("ann")
    await accounts.add(ann, None)
    kept = []
    for number, days in enumerate((1, 2, None)):
        ends = None if days is None else NOW + timedelta(days=days)
        kept.append(token_of(ann, f"prefix0{number}")._replace(expires_at=ends))
        await accounts.add_token(f"{number:064}", kept[-1])

    await accounts.forget_tokens(expired=NOW + timedelta(days=1))

    left = {token.id for token in await accounts.tokens(ann.id)}
    assert left == {token.id for token in kept[1:]}
