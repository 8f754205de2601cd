"""The contract of the store's one-time links (store/accounts.py): each is used once, by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from yeoul.errors import Forbidden, NameTaken, NotFound
from yeoul.store.base import Store
from yeoul.testing.people import (
    DIGEST,
    NOW,
    accounts_of,
    link_for,
    outcomes,
    password_of,
    person,
    session_of,
)


async def test_a_link_is_used_once_by_one_and_ends_the_sessions(store: Store) -> None:
    accounts = accounts_of(store)
    ann = person("ann", "admin")
    await accounts.add(ann, password_of(ann, "old"))
    await accounts.add_session(DIGEST, session_of(ann))
    link = link_for(ann)
    await accounts.add_link("1" * 64, link)
    assert await accounts.link("1" * 64, NOW) == link

    used, refused = await outcomes(
        *(accounts.redeem("1" * 64, NOW, ann, password_of(ann, f"new {n}")) for n in range(50))
    )

    assert (len(used), refused) == (1, {NotFound})
    found = await accounts.credential("password", ann.id)
    assert found is not None
    assert found.data["digest"].startswith("new")
    assert await accounts.sessions(ann.id) == []
    assert await accounts.link("1" * 64, NOW) is None


async def test_a_link_sets_the_password_of_its_own_account_alone(store: Store) -> None:
    accounts = accounts_of(store)
    ann, bob = person("ann", "admin"), person("bob")
    for each, digest in ((ann, "a" * 64), (bob, "b" * 64)):
        await accounts.add(each, password_of(each, each.name))
        await accounts.add_session(digest, session_of(each))
    await accounts.add_link("1" * 64, link_for(bob))
    [session] = await accounts.sessions(bob.id)

    ended = await accounts.redeem("1" * 64, NOW, ann, password_of(bob, "new"))

    assert ended == [session.id]
    assert len(await accounts.sessions(ann.id)) == 1

    for each, digest in ((ann, "ann"), (bob, "new")):
        found = await accounts.credential("password", each.id)
        assert found is not None
        assert found.data["digest"] == digest


async def test_a_link_is_void_when_it_is_too_old_or_there_is_a_newer_one_or_password(
    store: Store,
) -> None:
    accounts = accounts_of(store)
    ann = person("ann", "admin")
    await accounts.add(ann, None)
    with pytest.raises(NotFound):
        await accounts.add_link("0" * 64, link_for(person("nobody")))
    await accounts.add_link("1" * 64, link_for(ann))
    await accounts.add_link("2" * 64, link_for(ann))
    assert await accounts.link("1" * 64, NOW) is None
    await accounts.put_credential(password_of(ann))
    assert await accounts.link("2" * 64, NOW) is None
    await accounts.add_link("3" * 64, link_for(ann))
    later = NOW + timedelta(days=7)
    assert await accounts.link("3" * 64, later) is None
    with pytest.raises(NotFound):
        await accounts.redeem("3" * 64, later, ann, password_of(ann))


async def test_a_link_without_an_account_makes_one(store: Store) -> None:
    accounts = accounts_of(store)
    ann, bob = person("ann", "admin"), person("bob")
    await accounts.add(ann, None)
    await accounts.add_link("1" * 64, link_for(None))
    twin = person("ANN")
    with pytest.raises(NameTaken):
        await accounts.redeem("1" * 64, NOW, twin, password_of(twin))

    assert [each.role for each in await accounts.invites(NOW)] == ["user"]
    # In the role of the invite, whatever the one who redeems it makes of it.
    await accounts.redeem("1" * 64, NOW, replace(bob, role="admin"), password_of(bob))

    assert await accounts.named("bob") == bob
    assert await accounts.credential("password", bob.id) is not None
    assert await accounts.invites(NOW) == []


async def test_of_many_who_use_one_invite_one_gets_in(store: Store) -> None:
    accounts = accounts_of(store)
    await accounts.add_link("1" * 64, link_for(None))
    people = [person(f"person {n}") for n in range(50)]
    used, refused = await outcomes(
        *(accounts.redeem("1" * 64, NOW, each, password_of(each)) for each in people)
    )

    assert (len(used), refused) == (1, {NotFound})
    assert len(await accounts.accounts()) == 1


async def test_an_invite_is_listed_revoked_and_forgotten_and_no_other_link_is(
    store: Store,
) -> None:
    accounts = accounts_of(store)
    ann = person("ann", "admin")
    await accounts.add(ann, None)
    invites = [
        link_for(None)._replace(created_at=NOW + timedelta(hours=hour), created_by=ann.id)
        for hour in range(2)
    ]
    reset = link_for(ann)
    for number, each in enumerate([*invites, reset]):
        await accounts.add_link(f"{number}" * 64, each)
    assert await accounts.invites(NOW) == [invites[1], invites[0]]
    with pytest.raises(NotFound):
        await accounts.revoke_invite(reset.id)

    await accounts.revoke_invite(invites[0].id)

    assert await accounts.link("0" * 64, NOW) is None
    assert await accounts.link("2" * 64, NOW) == reset
    with pytest.raises(NotFound):
        await accounts.revoke_invite(invites[0].id)
    assert await accounts.invites(NOW + timedelta(days=7)) == []
    await accounts.forget_links(NOW + timedelta(days=7))
    assert await accounts.link("1" * 64, NOW) is None


@pytest.mark.parametrize("end", ["demoted", "disabled", "removed"])
async def test_the_links_of_an_admin_who_is_none_any_longer_let_nobody_in(
    store: Store, end: str
) -> None:
    accounts = accounts_of(store)
    root, ann, bob = person("root", "admin"), person("ann", "admin"), person("bob")
    for each in (root, ann, bob):
        await accounts.add(each, None)
    for number, link in enumerate((link_for(None), link_for(bob))):
        await accounts.add_link(f"{number}" * 64, link._replace(created_by=ann.id))
    await accounts.add_link("2" * 64, link_for(None)._replace(created_by=root.id))

    match end:
        case "demoted":
            await accounts.change(ann.id, role="user")
        case "disabled":
            await accounts.change(ann.id, disabled=True)
        case _:
            await accounts.remove(ann.id)

    for number in range(2):
        assert await accounts.link(f"{number}" * 64, NOW) is None
    assert await accounts.link("2" * 64, NOW) is not None
    # Nor does one that was on its way.
    with pytest.raises(Forbidden):
        await accounts.add_link("3" * 64, link_for(None)._replace(created_by=ann.id))
    if end != "removed":
        await accounts.change(ann.id, role="admin", disabled=False)
        assert await accounts.link("0" * 64, NOW) is None
