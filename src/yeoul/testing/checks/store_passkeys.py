"""The contract of the store's credentials (store/accounts.py) that change by being used.

A store that keeps no accounts passes over these checks.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from yeoul.errors import LastCredential, NotFound
from yeoul.protocol.conversation import new_id
from yeoul.store.accounts import Account, Credential
from yeoul.store.base import Store
from yeoul.testing.people import (
    DIGEST,
    NOW,
    accounts_of,
    outcomes,
    password_of,
    person,
    session_of,
)


def passkey_of(account: Account, external_id: str = "key") -> Credential:
    """Return a passkey of an account."""
    data = {"key": "AA", "count": 0, "name": "Laptop"}
    return Credential(new_id(), account.id, "passkey", external_id, data, NOW)


async def test_a_credential_changes_only_from_what_it_was_read_as(store: Store) -> None:
    """Of two that sign with the same count, one has a copy of the key."""
    accounts = accounts_of(store)
    ann = person("ann")
    await accounts.add(ann, password_of(ann))
    kept = passkey_of(ann)
    await accounts.add_credential(kept)
    used = NOW + timedelta(hours=1)

    changed = await accounts.change_credential(kept, {**kept.data, "count": 1}, used_at=used)
    assert (changed.data["count"], changed.last_used_at) == (1, used)
    assert await accounts.credential("passkey", "key") == changed
    with pytest.raises(NotFound):
        await accounts.change_credential(kept, {**kept.data, "count": 2})
    renamed = await accounts.change_credential(changed, {**changed.data, "name": "Desk"})
    assert (renamed.data["name"], renamed.last_used_at) == ("Desk", used)
    # Nothing has to change for it to be noted that it was used.
    later = used + timedelta(hours=1)
    again = await accounts.change_credential(renamed, renamed.data, used_at=later)
    assert await accounts.credential("passkey", "key") == again
    done, refused = await outcomes(
        *(
            accounts.change_credential(again, {**again.data, "count": number})
            for number in range(2, 12)
        )
    )
    assert (len(done), refused) == (1, {NotFound})
    with pytest.raises(NotFound):
        await accounts.change_credential(passkey_of(ann, "gone"), {})


async def test_the_last_way_in_is_not_removed_whoever_removes_what_at_once(store: Store) -> None:
    accounts = accounts_of(store)
    ann, bob = person("ann"), person("bob")
    for each in (ann, bob):
        await accounts.add(each, password_of(each))
    kept = [passkey_of(ann, f"key {number}") for number in range(9)]
    for each_key in kept:
        await accounts.add_credential(each_key)
    with pytest.raises(NotFound):
        await accounts.remove_credential(bob.id, kept[0].id)

    every = await accounts.credentials(ann.id)
    gone, refused = await outcomes(*(accounts.remove_credential(ann.id, each.id) for each in every))
    assert (len(gone), refused) == (9, {LastCredential})
    assert len(await accounts.credentials(ann.id)) == 1


async def test_a_session_goes_on_by_another_token_and_no_longer_by_the_first(store: Store) -> None:
    accounts = accounts_of(store)
    ann = person("ann")
    await accounts.add(ann, password_of(ann))
    own = session_of(ann)
    await accounts.add_session(DIGEST, own)

    await accounts.renew_session(own.id, "n" * 64)
    assert await accounts.session(DIGEST) is None
    assert await accounts.session("n" * 64) == (ann, own)
    await accounts.end_session(ann.id, own.id)
    with pytest.raises(NotFound):
        await accounts.renew_session(own.id, DIGEST)
    assert await accounts.session(DIGEST) is None
