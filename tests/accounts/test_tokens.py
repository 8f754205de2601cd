"""API tokens: for whom they ask, how long they are good, and that an end is an end."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from tests.accounts.test_sessions import Time
from yeoul.accounts import MACHINE, Accounts, By, NewToken
from yeoul.accounts.sessions import BELIEVED_S
from yeoul.accounts.tokens import REQUESTS_PER_MINUTE, SHOWN_AFTER_END
from yeoul.caller import Caller, Scope
from yeoul.errors import InvalidRequest, NotFound, StorageFull, TooManyAtOnce
from yeoul.store import open_store
from yeoul.store.accounts import Account, AccountStore
from yeoul.store.base import Store

pytestmark = pytest.mark.anyio

MOMENT = timedelta(microseconds=1)
DAYS = timedelta(days=90)


class House:
    """The accounts of two people, in a store in memory."""

    def __init__(self, store: Store) -> None:
        assert store.accounts is not None
        self.time = Time()
        self.ended: list[tuple[str, str | None]] = []
        self.store: AccountStore = store.accounts
        self.ann = Account("a" * 32, "Ann", "admin", self.time.now)
        self.bob = Account("b" * 32, "Bob", "user", self.time.now)
        self.accounts = self.other_process()

    def other_process(self) -> Accounts:
        return Accounts(
            self.store,
            now=lambda: self.time.now,
            clock=lambda: self.time.s,
            on_end=lambda owner, session: self.ended.append((owner, session)),
        )

    async def make(
        self, *scopes: Scope, life: timedelta | None = DAYS, of: Account | None = None
    ) -> NewToken:
        account = of or self.ann
        caller = Caller(account.id, account.name, account.role)
        return await self.accounts.tokens.make(
            caller, "a script", set(scopes or ("ask",)), life, by=By(account.id)
        )

    async def known(self, token: str) -> Caller | None:
        caller = await self.accounts.tokens.find_caller(token)
        await self.accounts.tokens.aclose()  # what is to be noted of it is
        return caller


@pytest.fixture
async def house() -> AsyncIterator[House]:
    store = await open_store("memory:")
    house = House(store)
    for account in (house.ann, house.bob):
        await house.store.add(account, None)
    await house.accounts.open()
    yield house
    await house.accounts.aclose()
    await store.aclose()


async def test_a_token_stands_for_its_person_and_the_store_has_none_of_it(house: House) -> None:
    made = await house.make("ask", "read")
    assert re.fullmatch(rf"yeoul_{made.kept.prefix}_[\w-]{{43}}", made.token)

    caller = await house.known(made.token)
    assert caller is not None
    assert (caller.owner, caller.account, caller.role) == (house.ann.id, "Ann", "admin")
    assert caller.scopes == frozenset(("ask", "read"))
    assert caller.session == made.kept.id
    assert caller.expires == house.time.now + DAYS
    other = await house.make(of=house.bob)
    swapped = other.token[:15] + made.token[15:]
    for stranger in ("", made.token[:-1], made.token + "x", made.token.upper(), swapped, "\udce9"):
        assert await house.known(stranger) is None
    [kept] = await house.accounts.tokens.all_of(house.ann.id)
    assert made.token[15:] not in str(kept)
    assert made.token[15:] not in str(await house.store.token(made.kept.prefix))


async def test_a_token_ends_at_its_time_or_not_at_all(house: House) -> None:
    made, endless = await house.make(), await house.make(life=None)
    caller = await house.known(made.token)
    assert caller is not None
    house.time.go_on(DAYS - MOMENT)
    assert await house.known(made.token)
    assert await house.accounts.holds(caller)
    house.time.go_on(MOMENT)
    assert await house.known(made.token) is None
    assert not await house.accounts.holds(caller)
    house.time.go_on(timedelta(days=3_000))
    assert await house.known(endless.token)


async def test_what_has_expired_is_listed_for_a_while(house: House) -> None:
    made, endless = await house.make(), await house.make(life=None)
    for left, since in ((2, DAYS + SHOWN_AFTER_END - MOMENT), (1, MOMENT)):
        house.time.go_on(since)
        await house.accounts.tokens.forget_expired()
        assert len(await house.accounts.tokens.all_of(house.ann.id)) == left
    assert await house.known(made.token) is None
    assert await house.known(endless.token)


async def test_a_revoked_token_is_over_here_at_once_and_elsewhere_within_half_a_minute(
    house: House,
) -> None:
    made, other = await house.make(), house.other_process()
    caller = await house.known(made.token)
    assert caller is not None
    assert await other.tokens.find_caller(made.token)
    with pytest.raises(NotFound):
        await house.accounts.tokens.revoke(house.bob.id, made.kept.id, by=By(house.bob.id))
    assert await house.accounts.holds(caller)

    await house.accounts.tokens.revoke(house.ann.id, made.kept.id, by=By(house.ann.id))

    assert house.ended == [(house.ann.id, made.kept.id)]
    assert await house.known(made.token) is None
    assert not await house.accounts.holds(caller)
    house.time.go_on(timedelta(seconds=BELIEVED_S))
    assert await other.tokens.find_caller(made.token) is None
    assert not await other.holds(caller)
    await other.aclose()


async def test_a_token_that_is_revoked_while_the_store_is_asked_is_believed_no_longer(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await house.make()
    read = house.store.token

    async def read_late(prefix: str) -> Any:
        found = await read(prefix)
        if found is not None:
            await house.accounts.tokens.revoke(house.ann.id, made.kept.id, by=MACHINE)
        return found

    monkeypatch.setattr(house.store, "token", read_late)
    assert await house.known(made.token) is None


@pytest.mark.parametrize("change", ["disabled", "removed"])
async def test_the_tokens_of_a_person_who_is_let_in_no_longer_are_over(
    house: House, change: str
) -> None:
    made = await house.make(of=house.bob)
    caller = await house.known(made.token)
    assert caller is not None
    if change == "disabled":
        await house.accounts.change(house.bob.id, disabled=True)
    else:
        await house.accounts.remove(house.bob.id)
    assert (house.bob.id, None) in house.ended
    assert await house.known(made.token) is None
    assert not await house.accounts.holds(caller)


async def test_a_token_has_the_role_and_the_limits_that_its_person_has_by_now(
    house: House,
) -> None:
    made = await house.make(of=house.bob)
    await house.known(made.token)
    await house.accounts.change(house.bob.id, role="admin", limits={"questions": 3})
    caller = await house.known(made.token)
    assert caller is not None
    assert (caller.role, caller.allowance.questions) == ("admin", 3)


async def test_a_token_has_a_name_and_scopes_that_are_its_persons_to_give(house: House) -> None:
    caller, by = Caller(house.bob.id, "Bob"), By(house.bob.id)
    wrong: list[tuple[str, set[Scope], str]] = [
        (" ", {"ask"}, "name"),
        ("x", set(), "scopes"),
        ("x", {"ask", "metrics"}, "scopes"),
    ]
    for name, scopes, field in wrong:
        with pytest.raises(InvalidRequest) as refused:
            await house.accounts.tokens.make(caller, name, scopes, DAYS, by=by)
        assert refused.value.fields[0][0] == field
    assert await house.accounts.tokens.all_of(house.bob.id) == []
    assert (await house.make("metrics")).kept.scopes == {"metrics"}


async def test_a_token_asks_so_often_a_minute_and_another_one_as_often(house: House) -> None:
    made, other = await house.make(), await house.make()
    for _ in range(REQUESTS_PER_MINUTE):
        await house.accounts.tokens.find_caller(made.token)
    with pytest.raises(TooManyAtOnce) as refused:
        await house.accounts.tokens.by_token(made.token, None)
    assert refused.value.retry_after_s == pytest.approx(0.1)
    assert await house.known(other.token)
    house.time.go_on(timedelta(seconds=0.1))
    assert await house.known(made.token)
    # A wrong secret does not use up what the right one may ask.
    for _ in range(REQUESTS_PER_MINUTE):
        assert await house.known(made.token[:-3] + "xxx") is None


async def test_its_last_use_is_noted_once_a_day_and_a_full_disk_is_no_hindrance(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    made, noted = await house.make(), list[object]()
    use = house.store.use_token

    async def note(token_id: str, at: object) -> None:
        noted.append(at)
        if len(noted) == 1:
            raise StorageFull("The disk is full.")
        await use(token_id, house.time.now)

    monkeypatch.setattr(house.store, "use_token", note)
    for _ in range(20):
        assert await house.known(made.token)
    assert len(noted) == 1
    house.time.go_on(timedelta(days=1))
    for _ in range(5):
        assert await house.known(made.token)
    [kept] = await house.accounts.tokens.all_of(house.ann.id)
    assert (len(noted), kept.last_used_at) == (2, house.time.now)
    assert made.token not in caplog.text


async def test_what_is_made_and_revoked_is_noted_without_a_secret(house: House) -> None:
    made = await house.make("read", "ask")
    await house.accounts.tokens.revoke(house.ann.id, made.kept.id, by=By(house.ann.id))
    revoked, added = (one.note for one in await house.store.noted(2))
    assert (added.action, added.by.account, added.target) == (
        "token_made",
        house.ann.id,
        made.kept.id,
    )
    assert added.detail == {"scopes": "ask read", "days": 90}
    assert (revoked.action, revoked.target) == ("token_revoked", made.kept.id)
    assert made.token[15:] not in f"{added}{revoked}"
