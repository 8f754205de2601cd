"""The contract of the store's audit (store/accounts.py): what is noted has happened."""

from __future__ import annotations

from datetime import timedelta

import pytest

from yeoul.errors import LastAdmin
from yeoul.store.audit import MACHINE, STRANGER, By, Note
from yeoul.store.base import Store
from yeoul.testing.people import accounts_of, outcomes, person
from yeoul.testing.stores import Clock


async def test_a_change_and_its_note_are_written_together_or_not_at_all(store: Store) -> None:
    accounts = accounts_of(store)
    ann = person("ann", "admin")
    added = Note("account_added", MACHINE, ann.id, {"role": "admin"})
    await accounts.noting(added).add(ann, None)
    changed = Note("account_changed", By(ann.id, "192.0.2.0/24"), ann.id, {"disabled": True})
    with pytest.raises(LastAdmin):
        await accounts.noting(changed).change(ann.id, disabled=True)

    assert [each.note for each in await accounts.noted(9)] == [added]

    bob = person("bob", "admin")
    await accounts.add(bob, None)
    await accounts.noting(changed).change(ann.id, disabled=True)
    await accounts.note(Note("log_in_failed", STRANGER, bob.id, {"reason": "wrong_password"}))
    last, before, _ = await accounts.noted(9)
    assert (last.note.by, last.note.target, last.note.detail) == (
        STRANGER,
        bob.id,
        {"reason": "wrong_password"},
    )
    assert before.note == changed
    assert before.at.utcoffset() == timedelta(0)
    assert await accounts.noted(1) == [last]


async def test_of_changes_that_cross_each_that_was_made_is_noted_once(store: Store) -> None:
    accounts = accounts_of(store)
    admins = [person(f"admin {n}", "admin") for n in range(10)]
    for each in admins:
        await accounts.add(each, None)
    gone, refused = await outcomes(
        *(
            accounts.noting(Note("account_removed", MACHINE, each.id)).remove(each.id)
            for each in admins
        )
    )

    assert (len(gone), refused) == (9, {LastAdmin})
    left = {each.id for each in await accounts.accounts()}
    noted = [each.note.target for each in await accounts.noted(99)]
    assert sorted(str(target) for target in noted) == sorted(
        each.id for each in admins if each.id not in left
    )


async def test_old_notes_are_forgotten_and_nobody_pushes_out_those_of_another(
    store: Store, clock: Clock
) -> None:
    accounts = accounts_of(store)
    await accounts.note(Note("log_in", By("ann"), "old"))
    clock.now += timedelta(days=180)
    before = clock.now
    await accounts.note(Note("log_in", By("ann"), "hers"))
    await accounts.note(Note("log_in_failed", STRANGER, "ann", {"number": -1}))
    for number in range(9):
        await accounts.note(Note("log_in", By("bob"), f"{number}"))
        await accounts.note(Note("log_in_failed", STRANGER, None, {"number": number}))
        await accounts.note(Note("log_in_failed", STRANGER, "bob", {"number": number}))

    await accounts.forget_notes(before=before, most=3)

    kept = [each.note for each in await accounts.noted(99)]
    assert [each.target for each in kept if each.by.account == "ann"] == ["hers"]
    assert [each.target for each in kept if each.by.account == "bob"] == ["8", "7", "6"]
    strangers = [(each.target, each.detail["number"]) for each in kept if each.by == STRANGER]
    for target in (None, "bob"):
        assert [number for aim, number in strangers if aim == target] == [8, 7, 6]
    assert ("ann", -1) in strangers
