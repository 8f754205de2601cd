"""The contract of what recognizes people (store/accounts.py), beside their passwords.

A store that keeps no accounts passes over these checks.
"""

from __future__ import annotations

import pytest

from yeoul.errors import CredentialTaken, LastCredential, NotFound
from yeoul.protocol.conversation import new_id
from yeoul.store.accounts import Account, Credential, CredentialKind
from yeoul.store.base import Store
from yeoul.testing.people import (
    NOW,
    accounts_of,
    link_for,
    outcomes,
    password_of,
    person,
    session_of,
)


def credential_of(
    account: Account, external_id: str = "https://id.example 1", kind: CredentialKind = "oidc"
) -> Credential:
    """Return something that recognizes a person."""
    return Credential(new_id(), account.id, kind, external_id, {"provider": "x"}, NOW)


async def test_a_person_may_be_recognized_in_several_ways(store: Store) -> None:
    accounts = accounts_of(store)
    ann = person("ann", "admin")
    password, provider = password_of(ann), credential_of(ann)
    key = credential_of(ann, "k", "passkey")
    await accounts.add(ann, password)
    for each in (provider, key):
        await accounts.add_credential(each)

    assert {each.id for each in await accounts.credentials(ann.id)} == {
        password.id,
        provider.id,
        key.id,
    }
    assert await accounts.credential("oidc", provider.external_id) == provider
    assert await accounts.credential("passkey", provider.external_id) is None
    assert await accounts.credentials(new_id()) == []


async def test_what_recognizes_one_person_never_recognizes_another(store: Store) -> None:
    accounts = accounts_of(store)
    ann, bob, carl = person("ann", "admin"), person("bob"), person("carl")
    await accounts.add(ann, credential_of(ann))
    await accounts.add(bob, password_of(bob))
    with pytest.raises(CredentialTaken):
        await accounts.add_credential(credential_of(bob))
    with pytest.raises(CredentialTaken):
        await accounts.add(carl, credential_of(carl))
    await accounts.add_link("1" * 64, link_for(bob))
    with pytest.raises(CredentialTaken):
        await accounts.redeem("1" * 64, NOW, bob, credential_of(bob))

    found = await accounts.credential("oidc", "https://id.example 1")
    assert found is not None
    assert found.account_id == ann.id
    assert await accounts.named("carl") is None
    assert await accounts.link("1" * 64, NOW) is not None  # it is as good as it was
    with pytest.raises(NotFound):
        await accounts.add_credential(credential_of(carl, "another"))


async def test_of_many_who_come_with_the_same_at_once_one_gets_it(store: Store) -> None:
    accounts = accounts_of(store)
    people = [person(f"p{number}") for number in range(20)]
    made, refused = await outcomes(*(accounts.add(each, credential_of(each)) for each in people))
    assert (len(made), refused) == (1, {CredentialTaken})


async def test_a_credential_that_goes_takes_the_other_sessions_with_it(store: Store) -> None:
    accounts = accounts_of(store)
    ann = person("ann", "admin")
    provider = credential_of(ann)
    await accounts.add(ann, password_of(ann))
    await accounts.add_credential(provider)
    own, other = session_of(ann), session_of(ann)
    await accounts.add_session("1" * 64, own)
    await accounts.add_session("2" * 64, other, credential_id=provider.id)
    with pytest.raises(NotFound):
        await accounts.remove_credential(new_id(), provider.id)

    assert await accounts.remove_credential(ann.id, provider.id, but=own.id) == [other.id]

    assert [each.id for each in await accounts.sessions(ann.id)] == [own.id]
    assert await accounts.credential("oidc", provider.external_id) is None
    with pytest.raises(NotFound):
        await accounts.add_session("3" * 64, session_of(ann), credential_id=provider.id)
    with pytest.raises(NotFound):
        await accounts.remove_credential(ann.id, provider.id)


async def test_the_last_credential_stays(store: Store) -> None:
    accounts = accounts_of(store)
    ann = person("ann", "admin")
    ways = [credential_of(ann, str(number)) for number in range(3)]
    await accounts.add(ann, ways[0])
    for each in ways[1:]:
        await accounts.add_credential(each)

    gone, refused = await outcomes(*(accounts.remove_credential(ann.id, w.id) for w in ways))

    assert (len(gone), refused) == (2, {LastCredential})
    assert len(await accounts.credentials(ann.id)) == 1


async def test_passkeys_alone_are_no_last_way_in(store: Store) -> None:
    """They are lost with the server's name, which the password and the provider are not."""
    accounts = accounts_of(store)
    ann, bob = person("ann", "admin"), person("bob")
    provider, password = credential_of(ann), password_of(bob)
    await accounts.add(ann, provider)
    await accounts.add(bob, password)
    keys = [credential_of(ann, f"ann {number}", "passkey") for number in range(2)]
    for each in (*keys, credential_of(bob, "bob", "passkey")):
        await accounts.add_credential(each)

    for owner, last in ((ann, provider), (bob, password)):
        with pytest.raises(LastCredential):
            await accounts.remove_credential(owner.id, last.id)
    # Passkeys may go before, and one of two others too.
    for each in keys:
        await accounts.remove_credential(ann.id, each.id)
    await accounts.add_credential(credential_of(ann, "https://id.example 2"))
    await accounts.add_credential(credential_of(ann, "ann", "passkey"))
    await accounts.remove_credential(ann.id, provider.id)
