"""What is noted, and that noting is never in the way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from yeoul.accounts import Accounts, Visit
from yeoul.accounts.audit import MOST_WAITING, Audit
from yeoul.errors import (
    StorageFull,
    TooManyTries,
    Unauthenticated,
)
from yeoul.protocol.conversation import utc_now
from yeoul.store import open_store
from yeoul.store.accounts import AccountStore
from yeoul.store.audit import MACHINE, STRANGER, By, Note
from yeoul.store.base import Store

pytestmark = pytest.mark.anyio

PASSWORD, OTHER = "a ford is where one wades", "the water is shallow here"
VISIT = Visit("a browser", "192.0.2.0/24", "192.0.2.7")


@pytest.fixture
async def store() -> AsyncIterator[Store]:
    store = await open_store("memory:")
    yield store
    await store.aclose()


@pytest.fixture
def kept(store: Store) -> AccountStore:
    assert store.accounts is not None
    return store.accounts


@pytest.fixture
async def accounts(kept: AccountStore) -> AsyncIterator[Accounts]:
    accounts = Accounts(kept)
    await accounts.add("root", "admin", password=PASSWORD, first=True)
    await accounts.open()
    yield accounts
    await accounts.aclose()


async def noted(accounts: Accounts, kept: AccountStore) -> list[Any]:
    """All notes, the oldest first: action, who, to what, and details."""
    await accounts.audit.written()
    return [
        (note.action, note.by, note.target, dict(note.detail))
        for _, note in reversed(await kept.noted(99))
    ]


async def test_what_happens_to_a_person_is_noted_with_who_did_it_and_from_where(
    accounts: Accounts, kept: AccountStore
) -> None:
    root, token = await accounts.log_in("root", PASSWORD, VISIT)
    caller = await accounts.sessions.find_caller(token)
    assert caller is not None
    by = VISIT.by(root.id)
    bob = await accounts.add("bob", "user", by=by)
    link = await accounts.links.make_for(bob.id, by=by)
    await accounts.links.redeem(link.token, PASSWORD, VISIT)
    await accounts.change(bob.id, role="admin", by=by)
    await accounts.change(bob.id, limits={"questions": 5}, by=by)
    await accounts.change_password(bob.id, PASSWORD, OTHER, VISIT)
    await accounts.remove(bob.id, by=by)
    await accounts.sessions.end(root.id, caller.session or "", by=by)

    entries = await noted(accounts, kept)
    sessions = {target for action, _, target, _ in entries if action == "log_in"}
    assert len(sessions) == 3
    own = VISIT.by(bob.id)
    assert [entry for entry in entries if entry[0] != "log_in"] == [
        ("account_added", MACHINE, root.id, {"role": "admin"}),
        ("account_added", by, bob.id, {"role": "user"}),
        ("link_made", by, bob.id, {}),
        ("credential_changed", own, bob.id, {"kind": "password"}),
        ("account_changed", by, bob.id, {"role": "admin"}),
        ("account_changed", by, bob.id, {"limit_questions": 5}),
        ("credential_changed", own, bob.id, {"kind": "password"}),
        ("account_removed", by, bob.id, {}),
        ("log_out", by, caller.session, {}),
    ]
    # Neither a name nor a secret is among it, nor a whole address.
    told = repr(entries)
    assert not any(each in told for each in ("bob", PASSWORD, OTHER, token, link.token, "2.0.2.7"))


async def test_invites_are_noted(accounts: Accounts, kept: AccountStore) -> None:
    by = VISIT.by((await accounts.named("root")).id)
    made, invited = await accounts.links.invite("user", by=by)
    ann, _ = await accounts.links.redeem(invited.token, PASSWORD, VISIT, name="Ann")
    other, _ = await accounts.links.invite("admin", by=by)
    await accounts.links.revoke(other.id, by=by)

    entries = await noted(accounts, kept)
    assert [entry for entry in entries if entry[0].startswith("invite")] == [
        ("invite_made", by, made.id, {"role": "user"}),
        ("invite_used", VISIT.by(ann.id), made.id, {"role": "user"}),
        ("invite_made", by, other.id, {"role": "admin"}),
        ("invite_revoked", by, other.id, {}),
    ]
    assert "Ann" not in repr(entries)
    assert invited.token not in repr(entries)


async def test_a_log_in_that_fails_is_noted_with_its_reason_and_not_with_what_was_typed(
    accounts: Accounts, kept: AccountStore
) -> None:
    await accounts.add("bob", "user", password=PASSWORD)
    bob, root = await accounts.named("bob"), await accounts.named("root")
    await accounts.change(bob.id, disabled=True)
    for name in ("root", "bob", f"{PASSWORD} typed into the wrong field"):
        with pytest.raises(Unauthenticated):
            await accounts.log_in(name, OTHER, VISIT)

    failed = [entry for entry in await noted(accounts, kept) if entry[0] == "log_in_failed"]
    by = By(None, "192.0.2.0/24")
    assert failed == [
        ("log_in_failed", by, root.id, {"reason": "wrong_password"}),
        ("log_in_failed", by, bob.id, {"reason": "not_let_in"}),
        ("log_in_failed", by, None, {"reason": "unknown_name"}),
    ]


async def test_a_flood_of_tries_writes_no_flood_of_notes(kept: AccountStore) -> None:
    accounts = Accounts(kept, clock=lambda: 0.0)  # no time goes by, after which one more may come
    await accounts.add("root", "admin", password=PASSWORD, first=True)
    for _ in range(200):
        with pytest.raises((Unauthenticated, TooManyTries)):
            await accounts.log_in("root", OTHER, VISIT)
    entries = await noted(accounts, kept)
    assert len([each for each in entries if each[0] == "log_in_failed"]) == 10
    await accounts.audit.keep()
    assert (await noted(accounts, kept))[-1] == (
        "requests_refused",
        STRANGER,
        None,
        {"too_many_tries": 190},
    )
    before = len(await kept.noted(999))
    await accounts.audit.keep()  # it is told once
    assert len(await kept.noted(999)) == before
    await accounts.aclose()


class FullStore:
    """A store whose disk has no room for a note."""

    def __init__(self, kept: AccountStore) -> None:
        self._kept = kept
        self.is_full = True

    def __getattr__(self, name: str) -> Any:
        return getattr(self._kept, name)

    def noting(self, note: Note) -> Any:
        return self if self.is_full else self._kept.noting(note)

    async def note(self, note: Note) -> None:
        if self.is_full:
            raise StorageFull
        await self._kept.note(note)

    async def add_session(self, *given: Any, **more: Any) -> None:
        if self.is_full:
            self.is_full = False  # the change alone finds room
            raise StorageFull
        await self._kept.add_session(*given, **more)


async def test_a_full_disk_keeps_nobody_from_logging_in_and_what_is_missing_is_counted(
    accounts: Accounts, kept: AccountStore
) -> None:
    full: Any = FullStore(kept)
    others = Accounts(full)
    others.mode = "accounts"
    for _ in range(3):
        with pytest.raises(Unauthenticated):
            await others.log_in("root", OTHER, VISIT)
    await others.audit.written()
    _, token = await others.log_in("root", PASSWORD, VISIT)
    assert await others.sessions.find_caller(token) is not None
    full.is_full = True
    with pytest.raises(StorageFull):
        await others.audit.keep()
    full.is_full = False
    await others.aclose()

    entries = await noted(accounts, kept)
    assert entries[-1] == ("notes_missed", STRANGER, None, {"notes": 4})
    assert "log_in" not in [action for action, *_ in entries]


async def test_notes_that_come_faster_than_they_are_written_are_counted(
    kept: AccountStore,
) -> None:
    audit = Audit(kept, utc_now)
    for _ in range(MOST_WAITING + 7):
        audit.note("log_in_failed", STRANGER, None, reason="unknown_name")
    await audit.written()
    await audit.keep()

    assert len(await kept.noted(999)) == MOST_WAITING + 1
    assert dict((await kept.noted(1))[0].note.detail) == {"notes": 7}


async def test_notes_are_forgotten_after_half_a_year(kept: AccountStore) -> None:
    audit = Audit(kept, lambda: utc_now() + timedelta(days=181))
    await kept.note(Note("exported", MACHINE))
    await audit.keep()
    assert await kept.noted(9) == []
