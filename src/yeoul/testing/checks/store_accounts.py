"""The contract of the store's accounts (store/accounts.py): names, the first one, the last admin.

A store that keeps no accounts passes over these checks.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from yeoul.caller import LOCAL_OWNER
from yeoul.errors import AlreadySetUp, LastAdmin, NameTaken, NotFound
from yeoul.protocol.conversation import new_id
from yeoul.store.accounts import MAX_SESSIONS, Link
from yeoul.store.base import Ask, IdempotencyKey, Store
from yeoul.testing.people import (
    DIGEST,
    NOW,
    accounts_of,
    outcomes,
    password_of,
    person,
    session_of,
)


async def test_an_account_is_kept_and_found_by_id_and_by_any_form_of_its_name(store: Store) -> None:
    accounts = accounts_of(store)
    assert not await accounts.any()
    ann, bob = person("Ann 여울", "admin"), person("Bob")
    await accounts.add(ann, password_of(ann))
    await accounts.add(replace(bob, created_at=NOW + timedelta(seconds=1)), None)

    assert await accounts.any()
    assert await accounts.account(ann.id) == ann
    for name in ("Ann 여울", "ANN 여울", "ａｎｎ 여울"):
        assert await accounts.named(name) == ann
    assert await accounts.named("nobody") is None
    assert [each.name for each in await accounts.accounts()] == ["Ann 여울", "Bob"]
    with pytest.raises(NotFound):
        await accounts.account(new_id())


async def test_of_two_names_that_are_the_same_only_one_is_taken(store: Store) -> None:
    accounts = accounts_of(store)
    await accounts.add(person("ann"), None)
    taken = person("ＡＮＮ")
    with pytest.raises(NameTaken):
        await accounts.add(taken, password_of(taken))
    assert await accounts.credential("password", taken.id) is None
    made, refused = await outcomes(*(accounts.add(person("bob"), None) for _ in range(20)))
    assert (len(made), refused) == (1, {NameTaken})


async def test_the_first_account_takes_over_what_the_local_person_has_and_nothing_else(
    store: Store,
) -> None:
    accounts = accounts_of(store)
    key = IdempotencyKey("key-1", "a" * 64)
    mine = await store.ask(LOCAL_OWNER, Ask("mine", "m"), key)
    other = await store.ask("somebody", Ask("other", "m"))
    early = new_id()
    await store.request_stop(LOCAL_OWNER, early)
    ann = person("ann", "admin")

    await accounts.add(ann, password_of(ann), first=True)

    assert (await store.answer(ann.id, mine.answer.id)).id == mine.answer.id
    assert await store.count(LOCAL_OWNER) == (0, 0)
    assert (await store.ask(ann.id, Ask("mine", "m"), key)).replayed
    assert (await store.answer("somebody", other.answer.id)).id == other.answer.id
    assert await store.count(ann.id) == (1, 0)
    with pytest.raises(NotFound):
        await store.answer(LOCAL_OWNER, mine.answer.id)


async def test_of_many_that_are_to_be_the_first_account_one_is(store: Store) -> None:
    accounts = accounts_of(store)
    people = [person(f"person {n}", "admin") for n in range(50)]
    made, refused = await outcomes(
        *(accounts.add(each, password_of(each), first=True) for each in people)
    )

    assert (len(made), refused) == (1, {AlreadySetUp})
    assert len(await accounts.accounts()) == 1


async def test_what_changes_ends_the_sessions_and_what_does_not_leaves_them(store: Store) -> None:
    accounts = accounts_of(store)
    root, ann = person("root", "admin"), person("ann")
    for each in (root, ann):
        await accounts.add(each, None)
    await accounts.add_session(DIGEST, session_of(ann))

    assert await accounts.change(ann.id, role="user", disabled=False) == ann
    assert len(await accounts.sessions(ann.id)) == 1
    changed = await accounts.change(ann.id, role="admin", disabled=True)
    assert (changed.role, changed.disabled) == ("admin", True)
    assert await accounts.session(DIGEST) is None
    with pytest.raises(NotFound):
        await accounts.add_session(DIGEST, session_of(ann))
    assert await accounts.change(ann.id, role="user", disabled=False) == ann
    with pytest.raises(NotFound):
        await accounts.change(new_id(), disabled=True)


async def test_somebody_can_always_manage_the_others(store: Store) -> None:
    accounts = accounts_of(store)
    admins = [person(f"admin {n}", "admin") for n in range(10)]
    for each in admins:
        await accounts.add(each, None)
    gone, refused = await outcomes(
        *(accounts.change(each.id, role="user") for each in admins[:4]),
        *(accounts.change(each.id, disabled=True) for each in admins[4:7]),
        *(accounts.remove(each.id) for each in admins[7:]),
    )

    assert (len(gone), refused) == (9, {LastAdmin})
    left = [each for each in await accounts.accounts() if each.role == "admin"]
    assert len([each for each in left if not each.disabled]) == 1


async def test_the_last_account_can_go_and_leave_what_it_has_to_the_local_person(
    store: Store,
) -> None:
    accounts = accounts_of(store)
    root, ann = person("root", "admin"), person("ann")
    for each in (root, ann):
        await accounts.add(each, password_of(each))
    await accounts.add_session(DIGEST, session_of(ann))
    mine = await store.ask(root.id, Ask("mine", "m"))
    with pytest.raises(LastAdmin):
        await accounts.remove(ann.id, as_local=True)

    await accounts.remove(ann.id)
    assert await accounts.session(DIGEST) is None
    assert await accounts.credential("password", ann.id) is None
    await accounts.remove(root.id, as_local=True)

    assert not await accounts.any()
    assert (await store.answer(LOCAL_OWNER, mine.answer.id)).id == mine.answer.id
    with pytest.raises(NotFound):
        await accounts.remove(root.id)


async def test_a_credential_replaces_the_one_like_it(store: Store) -> None:
    accounts = accounts_of(store)
    ann = person("ann", "admin")
    await accounts.add(ann, password_of(ann, "one"))
    await accounts.put_credential(password_of(ann, "two"))

    found = await accounts.credential("password", ann.id)
    assert found is not None
    assert (found.account_id, found.data, found.created_at) == (ann.id, {"digest": "two"}, NOW)
    assert await accounts.credential("passkey", ann.id) is None
    with pytest.raises(NotFound):
        await accounts.put_credential(password_of(person("nobody")))
    # Of many that come in the place of one, one does.
    done, refused = await outcomes(
        *(
            accounts.put_credential(password_of(ann, f"three {n}"), replacing=found.id)
            for n in range(20)
        )
    )
    assert (len(done), refused) == (1, {NotFound})


async def test_a_credential_may_end_all_sessions_as_it_comes(store: Store) -> None:
    accounts = accounts_of(store)
    ann, bob = person("ann", "admin"), person("bob")
    for each, digest in ((ann, "a" * 64), (bob, "b" * 64)):
        await accounts.add(each, password_of(each))
        await accounts.add_session(digest, session_of(each))
    assert await accounts.put_credential(password_of(ann, "renewed")) == []
    [session] = await accounts.sessions(ann.id)
    with pytest.raises(NotFound):
        await accounts.put_credential(password_of(ann), replacing=new_id(), ends_sessions=True)
    assert len(await accounts.sessions(ann.id)) == 1
    ended = await accounts.put_credential(password_of(ann, "new"), ends_sessions=True)
    assert ended == [session.id]
    assert await accounts.sessions(ann.id) == []
    assert len(await accounts.sessions(bob.id)) == 1


async def test_an_account_and_the_link_for_its_person_come_together(store: Store) -> None:
    accounts, ann, bob = accounts_of(store), person("ann"), person("bob")
    link = Link(new_id(), ann.id, None, None, NOW, NOW + timedelta(days=1))
    await accounts.add(ann, None, link=("a" * 64, link))
    assert await accounts.link("a" * 64, NOW) == link
    lost = Link(new_id(), new_id(), None, None, NOW, NOW + timedelta(days=1))
    with pytest.raises(NotFound):
        await accounts.add(bob, None, link=("b" * 64, lost))
    assert await accounts.named("bob") is None


async def test_a_person_has_no_more_sessions_than_anybody_needs(store: Store) -> None:
    accounts, ann = accounts_of(store), person("ann")
    await accounts.add(ann, None)
    made = []
    for number in range(MAX_SESSIONS):
        made.append(session_of(ann)._replace(seen_at=NOW + timedelta(minutes=number)))
        assert await accounts.add_session(f"{number:064}", made[-1]) == []
    newest = session_of(ann)._replace(seen_at=NOW - timedelta(days=1))  # by a clock set back
    assert await accounts.add_session("f" * 64, newest) == [made[0].id]
    left = {session.id for session in await accounts.sessions(ann.id)}
    assert left == {newest.id, *(session.id for session in made[1:])}


async def test_a_credential_that_was_replaced_meanwhile_begins_no_session(store: Store) -> None:
    accounts = accounts_of(store)
    ann, bob = person("ann", "admin"), person("bob")
    old, new = password_of(ann, "old"), password_of(ann, "new")
    for each, credential in ((ann, old), (bob, password_of(bob))):
        await accounts.add(each, credential)
    await accounts.put_credential(new)
    for session, used in ((session_of(ann), old), (session_of(bob), new)):
        with pytest.raises(NotFound):
            await accounts.add_session(DIGEST, session, credential_id=used.id)

    await accounts.add_session(DIGEST, session_of(ann), credential_id=new.id)

    assert await accounts.session(DIGEST) is not None


async def test_a_session_is_found_by_its_token_and_ended_by_its_owner_alone(store: Store) -> None:
    accounts = accounts_of(store)
    ann, bob = person("ann", "admin"), person("bob")
    for each in (ann, bob):
        await accounts.add(each, None)
    session = session_of(ann)
    await accounts.add_session(DIGEST, session)
    other = session_of(ann)
    await accounts.add_session("e" * 64, other)

    assert await accounts.session(DIGEST) == (ann, session)
    assert await accounts.session("f" * 64) is None
    later = NOW + timedelta(hours=1)
    await accounts.see_session(session.id, later)
    assert await accounts.sessions(ann.id) == [session._replace(seen_at=later), other]
    assert {each.name: each.seen_at for each in await accounts.accounts()} == {
        "ann": later,
        "bob": None,
    }
    with pytest.raises(NotFound):
        await accounts.end_session(bob.id, session.id)
    assert await accounts.end_sessions(ann.id, but=session.id) == [other.id]
    assert await accounts.end_sessions(bob.id) == []
    await accounts.end_session(ann.id, session.id)
    assert await accounts.session(DIGEST) is None
    with pytest.raises(NotFound):
        await accounts.end_session(ann.id, session.id)


async def test_sessions_that_are_over_are_forgotten(store: Store) -> None:
    accounts = accounts_of(store)
    ann = person("ann", "admin")
    await accounts.add(ann, None)
    now, day = NOW, timedelta(days=1)
    kept = session_of(ann)
    expired = session_of(ann)._replace(expires_at=now)
    unseen = session_of(ann)._replace(seen_at=now - day)
    for digest, each in (("a", kept), ("b", expired), ("c", unseen)):
        await accounts.add_session(digest * 64, each)

    await accounts.forget_sessions(expired=now, unseen=now - day)

    assert await accounts.sessions(ann.id) == [kept]
