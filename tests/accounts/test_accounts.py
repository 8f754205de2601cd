"""The accounts of a server, below HTTP: what the data make of it, and who gets in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from yeoul.accounts import Accounts, Visit
from yeoul.accounts.passwords import Verdict
from yeoul.errors import (
    Forbidden,
    InvalidRequest,
    NameTaken,
    NotFound,
    StorageFull,
    Unauthenticated,
)
from yeoul.protocol.conversation import utc_now
from yeoul.store import open_store
from yeoul.store.base import Store

pytestmark = pytest.mark.anyio

PASSWORD, OTHER = "a ford is where one wades", "the water is shallow here"


@pytest.fixture
async def store() -> AsyncIterator[Store]:
    store = await open_store("memory:")
    yield store
    await store.aclose()


@pytest.fixture
async def accounts(store: Store) -> AsyncIterator[Accounts]:
    assert store.accounts is not None
    accounts = Accounts(store.accounts)
    yield accounts
    await accounts.aclose()


async def test_the_data_decide_what_a_server_is(accounts: Accounts) -> None:
    modes = []
    await accounts.open()
    modes.append((accounts.mode, accounts.setup_code is None))
    await accounts.open(setup=True)
    modes.append((accounts.mode, accounts.setup_code is None))
    assert accounts.setup_code is not None
    code = accounts.setup_code.text
    account, token = await accounts.set_up(code, "Ann", PASSWORD, Visit())
    assert account.role == "admin"
    assert await accounts.sessions.find_caller(token) is not None
    modes.append((accounts.mode, accounts.setup_code is None))
    await accounts.open(setup=True)
    modes.append((accounts.mode, accounts.setup_code is None))
    assert modes == [("local", True), ("setup", False), ("accounts", True), ("accounts", True)]


@pytest.mark.parametrize("setup", [False, True])
async def test_a_first_account_that_another_process_makes_is_found(
    accounts: Accounts, store: Store, *, setup: bool
) -> None:
    await accounts.open(setup=setup, by_code=False)
    looks, told = 0, []

    async def on_set_up() -> None:
        told.append(accounts.mode)

    accounts.on_set_up = on_set_up
    if setup:
        with pytest.raises(Forbidden, match="yeoul user add"):
            await accounts.set_up("AAAA", "Ann", PASSWORD, Visit())

    async def sleep(seconds: float) -> None:
        nonlocal looks
        looks += 1
        if looks == 2:
            assert store.accounts is not None
            other = Accounts(store.accounts)
            await other.add("Ann", "admin", password=PASSWORD, first=True)
            await other.aclose()

    await accounts.await_first(sleep=sleep)
    assert (accounts.mode, looks, told) == ("accounts", 2, ["setup"] if setup else [])


@pytest.mark.parametrize("name", ["", "  ", "x" * 65, "a\nb", "a\u202eb", "\0", "\udcff"])
async def test_a_name_can_be_read(accounts: Accounts, name: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        await accounts.add(name, "user")
    assert refused.value.fields[0][0] == "name"


async def test_a_name_is_kept_as_it_is_and_known_in_every_form(accounts: Accounts) -> None:
    await accounts.add("  Søren 여울  ", "admin", password=PASSWORD)
    for name in ("Søren 여울", "SØREN 여울 ", "søren 여울"):
        account, _ = await accounts.log_in(name, PASSWORD, Visit())
        assert account.name == "Søren 여울"
        assert (await accounts.named(name)).id == account.id
    with pytest.raises(NameTaken):
        await accounts.add("søren 여울", "user")


async def test_who_has_no_password_yet_cannot_log_in(accounts: Accounts) -> None:
    await accounts.add("ann", "admin")
    for password in ("", PASSWORD):
        with pytest.raises(Unauthenticated):
            await accounts.log_in("ann", password, Visit())


async def test_a_weak_password_makes_no_account_and_uses_no_link_up(accounts: Accounts) -> None:
    with pytest.raises(InvalidRequest):
        await accounts.add("ann", "admin", password="12345678")
    assert await accounts.all() == []
    account = await accounts.add("ann", "admin")
    link = await accounts.links.make_for(account.id)
    with pytest.raises(InvalidRequest):
        await accounts.links.redeem(link.token, "ann", Visit())
    await accounts.links.redeem(link.token, PASSWORD, Visit())


async def test_a_link_lets_nobody_in_whose_account_is_disabled(accounts: Accounts) -> None:
    await accounts.add("root", "admin")
    account = await accounts.add("ann", "user")
    link = await accounts.links.make_for(account.id)
    await accounts.change(account.id, disabled=True)
    with pytest.raises(Unauthenticated):
        await accounts.links.redeem(link.token, PASSWORD, Visit())
    with pytest.raises(NotFound):
        await accounts.links.make_for("0" * 32)


async def test_a_person_who_is_disabled_in_the_middle_of_a_log_in_stays_out(
    accounts: Accounts, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await accounts.add("root", "admin")
    account = await accounts.add("ann", "user", password=PASSWORD)
    check = accounts._passwords.check

    async def late(digest: str | None, password: str) -> object:
        verdict = await check(digest, password)
        await accounts.change(account.id, disabled=True)
        return verdict

    monkeypatch.setattr(accounts._passwords, "check", late)
    with pytest.raises(Unauthenticated):
        await accounts.log_in("ann", PASSWORD, Visit())
    assert store.accounts is not None
    assert await store.accounts.sessions(account.id) == []


@pytest.mark.parametrize("outdated", [False, True])
async def test_an_old_password_lets_nobody_in_once_there_is_a_new_one(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch, outdated: bool
) -> None:
    account = await accounts.add("ann", "admin", password=PASSWORD)
    check = accounts._passwords.check

    async def late(digest: str | None, password: str) -> Verdict:
        right, _ = await check(digest, password)
        monkeypatch.undo()
        await accounts.change_password(account.id, PASSWORD, OTHER, Visit())
        return Verdict(right, digest if outdated else None)

    monkeypatch.setattr(accounts._passwords, "check", late)
    with pytest.raises(Unauthenticated):
        await accounts.log_in("ann", PASSWORD, Visit())
    with pytest.raises(Unauthenticated):
        await accounts.log_in("ann", PASSWORD, Visit())
    await accounts.log_in("ann", OTHER, Visit())


async def test_two_who_log_in_at_once_have_a_session_each(accounts: Accounts) -> None:
    await accounts.add("ann", "admin", password=PASSWORD)
    both = await asyncio.gather(*(accounts.log_in("ann", PASSWORD, Visit()) for _ in range(2)))
    callers = [await accounts.sessions.find_caller(token) for _, token in both]
    assert len({each.session for each in callers if each is not None}) == 2


async def test_a_digest_of_old_parameters_is_replaced_at_a_log_in(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("argon2.PasswordHasher.check_needs_rehash", lambda self, digest: True)
    await accounts.add("ann", "admin", password=PASSWORD)
    for _ in range(2):
        _, token = await accounts.log_in("ann", PASSWORD, Visit())
        assert await accounts.sessions.find_caller(token) is not None


async def test_of_two_new_passwords_at_once_one_counts(accounts: Accounts) -> None:
    account = await accounts.add("ann", "admin", password=PASSWORD)
    both = await asyncio.gather(
        *(
            accounts.change_password(account.id, PASSWORD, f"{OTHER} {n}", Visit())
            for n in range(2)
        ),
        return_exceptions=True,
    )
    assert sorted(isinstance(each, InvalidRequest) for each in both) == [False, True]


async def test_a_new_password_and_the_end_of_all_sessions_are_one(
    accounts: Accounts, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever fails behind the new password, who knew the old one is out."""
    account = await accounts.add("ann", "admin", password=PASSWORD)
    _, before = await accounts.log_in("ann", PASSWORD, Visit())

    async def fails(*args: object, **named: object) -> None:
        raise StorageFull

    assert store.accounts is not None
    for name in ("end_sessions", "end_session", "add_session"):
        monkeypatch.setattr(type(store.accounts), name, fails)
    with pytest.raises(StorageFull):
        await accounts.change_password(account.id, PASSWORD, OTHER, Visit())
    assert await store.accounts.sessions(account.id) == []
    assert await accounts.sessions.find_caller(before) is None


async def test_a_change_that_changes_nothing_lets_nobody_go(store: Store) -> None:
    ended: list[str] = []
    assert store.accounts is not None
    accounts = Accounts(store.accounts, on_end=lambda owner, session: ended.append(owner))
    account = await accounts.add("ann", "admin", password=PASSWORD)
    await accounts.change(account.id, role="admin", disabled=False)
    assert ended == []
    await accounts.add("root", "admin")
    await accounts.change(account.id, role="user")
    assert ended == [account.id]
    await accounts.aclose()


async def test_what_is_old_goes_while_the_server_runs(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = utc_now()
    assert store.accounts is not None
    accounts = Accounts(store.accounts, now=lambda: now)
    account = await accounts.add("ann", "admin", password=PASSWORD)
    await accounts.open()
    await accounts.log_in("ann", PASSWORD, Visit())
    slept = 0

    async def sleep(seconds: float) -> None:
        nonlocal now, slept
        slept += 1
        if slept == 2:
            assert len(await store.accounts.sessions(account.id)) == 1  # type: ignore[union-attr]
            now += timedelta(days=92)
        if slept == 3:
            raise EOFError

    with pytest.raises(EOFError):
        await accounts.keep_house(sleep=sleep)
    assert await store.accounts.sessions(account.id) == []
    await accounts.aclose()


async def test_a_disk_that_fails_does_not_end_the_housekeeping(
    accounts: Accounts, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await accounts.add("ann", "admin")
    slept = 0

    async def sleep(seconds: float) -> None:
        nonlocal slept
        slept += 1
        if slept == 3:
            raise EOFError

    async def fails(*args: object, **named: object) -> None:
        raise StorageFull

    monkeypatch.setattr(store.accounts, "forget_sessions", fails)
    await accounts.open()
    with pytest.raises(EOFError):
        await accounts.keep_house(sleep=sleep)


async def test_a_changed_password_is_the_only_one(accounts: Accounts) -> None:
    account = await accounts.add("ann", "admin", password=PASSWORD)
    _, before = await accounts.log_in("ann", PASSWORD, Visit())
    _, after = await accounts.change_password(account.id, PASSWORD, OTHER, Visit())
    assert await accounts.sessions.find_caller(before) is None
    assert await accounts.sessions.find_caller(after) is not None
    with pytest.raises(Unauthenticated):
        await accounts.log_in("ann", PASSWORD, Visit())
    await accounts.log_in("ann", OTHER, Visit())
