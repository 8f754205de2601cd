"""Sessions: how long they are good, what is believed of them, and that an end is an end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from yeoul.accounts.sessions import (
    BELIEVED_S,
    FRESH_LIFE,
    IDLE_LIFE,
    SEEN_STEP,
    WHOLE_LIFE,
    Sessions,
    Visit,
    digest_of,
)
from yeoul.caller import Caller
from yeoul.errors import NotFound, StaleLogin, StorageFull
from yeoul.store import open_store
from yeoul.store.accounts import MAX_SESSIONS, Account, AccountStore
from yeoul.store.base import Store

pytestmark = pytest.mark.anyio

MOMENT = timedelta(microseconds=1)


class Time:
    """The time of day, and that of a stopwatch; both move by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, tzinfo=UTC)
        self.s = 0.0

    def go_on(self, by: timedelta) -> None:
        self.now += by
        self.s += by.total_seconds()


class House:
    """The sessions of two people, in a store in memory."""

    def __init__(self, store: Store) -> None:
        assert store.accounts is not None
        self.time = Time()
        self.ended: list[tuple[str, str | None]] = []
        self.store: AccountStore = store.accounts
        self.ann = Account("a" * 32, "Ann", "admin", self.time.now)
        self.bob = Account("b" * 32, "Bob", "user", self.time.now)
        self.sessions = self.other_process()

    def other_process(self) -> Sessions:
        return Sessions(
            self.store,
            now=lambda: self.time.now,
            clock=lambda: self.time.s,
            on_end=lambda owner, session: self.ended.append((owner, session)),
        )

    async def begin(self, account: Account | None = None) -> str:
        return await self.sessions.begin(account or self.ann, "password", Visit("x" * 999, "::/64"))

    async def known(self, token: str) -> Caller:
        caller = await self.sessions.find_caller(token)
        assert caller is not None
        await self.sessions.aclose()  # what is to be noted of it is
        return caller


@pytest.fixture
async def house() -> AsyncIterator[House]:
    store = await open_store("memory:")
    house = House(store)
    for account in (house.ann, house.bob):
        await house.store.add(account, None)
    yield house
    await store.aclose()


async def test_a_token_stands_for_its_person_and_the_store_has_none_of_it(house: House) -> None:
    token, other = await house.begin(), await house.begin(house.bob)
    assert len(token) >= 43
    assert token != other

    caller = await house.known(token)
    assert (caller.owner, caller.account, caller.role) == (house.ann.id, "Ann", "admin")
    assert caller.expires == house.time.now + WHOLE_LIFE
    assert (await house.known(other)).role == "user"
    for stranger in ("", token[:-1], token + "x", "\udce9", digest_of(token)):
        assert await house.sessions.find_caller(stranger) is None
    [kept] = await house.sessions.living(caller.owner)
    assert token not in str(kept)
    assert len(kept.user_agent) == 200


async def test_a_session_is_over_when_it_was_not_used_for_two_weeks(house: House) -> None:
    used, unused = await house.begin(), await house.begin()
    for _ in range(3):
        house.time.go_on(IDLE_LIFE - MOMENT)
        await house.known(used)
    assert await house.sessions.find_caller(unused) is None
    house.time.go_on(IDLE_LIFE)
    assert await house.sessions.find_caller(used) is None


async def test_a_session_is_over_after_ninety_days_even_while_it_is_believed(house: House) -> None:
    token = await house.begin()
    while house.time.now < datetime(2026, 1, 1, tzinfo=UTC) + WHOLE_LIFE - MOMENT:
        await house.known(token)
        left = datetime(2026, 1, 1, tzinfo=UTC) + WHOLE_LIFE - MOMENT - house.time.now
        house.time.go_on(min(left, timedelta(days=10)))
    await house.known(token)
    house.time.go_on(MOMENT)
    assert await house.sessions.find_caller(token) is None


async def test_a_clock_that_is_set_back_ends_nothing(house: House) -> None:
    token = await house.begin()
    house.time.now -= timedelta(days=400)
    await house.known(token)


async def test_the_store_is_asked_once_in_half_a_minute_and_told_once_an_hour(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    seen: list[datetime] = []
    session, see = house.store.session, house.store.see_session

    async def noted(digest: str) -> Any:
        asked.append(digest)
        return await session(digest)

    async def told(session_id: str, at: datetime) -> None:
        seen.append(at)
        await see(session_id, at)

    monkeypatch.setattr(house.store, "session", noted)
    monkeypatch.setattr(house.store, "see_session", told)
    token = await house.begin()
    for _ in range(100):
        await house.known(token)
    assert asked == [digest_of(token)]
    house.time.go_on(timedelta(seconds=BELIEVED_S))
    await house.known(token)
    assert (len(asked), seen) == (2, [])
    house.time.go_on(SEEN_STEP)
    for _ in range(2):
        await house.known(token)
    assert seen == [house.time.now]


async def test_a_disk_that_takes_nothing_more_keeps_nobody_out_and_makes_nobody_wait(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried, taken = asyncio.Event(), asyncio.Event()

    async def full(session_id: str, at: datetime) -> None:
        tried.set()
        await taken.wait()
        raise StorageFull

    token = await house.begin()
    see = house.store.see_session
    monkeypatch.setattr(house.store, "see_session", full)
    house.time.go_on(SEEN_STEP)
    assert await asyncio.wait_for(house.sessions.find_caller(token), 10) is not None
    await asyncio.wait_for(tried.wait(), 10)
    taken.set()
    await house.sessions.aclose()

    monkeypatch.setattr(house.store, "see_session", see)
    house.time.go_on(timedelta(seconds=BELIEVED_S))
    caller = await house.known(token)
    assert (await house.sessions.living(caller.owner))[0].seen_at == house.time.now


async def test_a_window_that_is_only_open_keeps_no_session_alive_and_lists_none(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    caller = await house.known(await house.begin())
    begun = house.time.now
    monkeypatch.setattr(house.store, "sessions", None)
    while house.time.now - begun < IDLE_LIFE:
        assert await house.sessions.holds(caller)
        house.time.go_on(timedelta(hours=6))
    assert not await house.sessions.holds(caller)


async def test_a_session_that_is_used_in_an_open_window_lives_on(house: House) -> None:
    token = await house.begin()
    caller = await house.known(token)
    for _ in range(40):
        assert await house.sessions.holds(caller)  # so it is believed when the request comes
        await house.known(token)
        house.time.go_on(timedelta(hours=12))
    assert await house.sessions.holds(caller)


async def test_of_too_many_sessions_the_one_seen_longest_ago_ends(house: House) -> None:
    tokens = []
    for _ in range(MAX_SESSIONS):
        house.time.go_on(timedelta(minutes=1))
        tokens.append(await house.begin())
    other = await house.begin(house.bob)
    first = await house.known(tokens[0])
    house.time.go_on(SEEN_STEP)
    await house.known(tokens[0])  # the oldest, but used now

    house.time.now -= timedelta(days=1)  # a clock that was set back
    newest = await house.begin()
    house.time.now += timedelta(days=1)

    assert [bool(await house.sessions.find_caller(each)) for each in tokens[:3]] == [
        True,
        False,
        True,
    ]
    assert len(await house.sessions.living(first.owner)) == MAX_SESSIONS
    assert [owner for owner, _ in house.ended] == [house.ann.id]
    for token in (newest, other):
        await house.known(token)


async def test_an_end_is_known_here_at_once_and_elsewhere_within_half_a_minute(
    house: House,
) -> None:
    token, there = await house.begin(), house.other_process()
    caller = await house.known(token)
    await there.find_caller(token)
    assert caller.session is not None

    await house.sessions.end(house.ann.id, caller.session)

    assert await house.sessions.find_caller(token) is None
    assert await there.find_caller(token) is not None
    house.time.go_on(timedelta(seconds=BELIEVED_S))
    assert await there.find_caller(token) is None
    assert house.ended == [(house.ann.id, caller.session)]


async def test_an_end_that_comes_while_the_store_is_asked_is_believed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = await house.begin()
    caller = await house.known(token)
    house.time.go_on(timedelta(seconds=BELIEVED_S))
    session = house.store.session

    async def late(digest: str) -> Any:
        found = await session(digest)
        if not house.ended:
            assert caller.session is not None
            await house.sessions.end(house.ann.id, caller.session)
        return found

    monkeypatch.setattr(house.store, "session", late)
    assert await house.sessions.find_caller(token) is None
    assert await house.sessions.find_caller(token) is None


async def test_all_others_end_and_the_one_that_asks_stays(house: House) -> None:
    tokens = [await house.begin() for _ in range(3)]
    others = await house.begin(house.bob)
    callers = [await house.known(token) for token in tokens]

    await house.sessions.end_all(house.ann.id, but=callers[0].session)

    await house.known(tokens[0])
    await house.known(others)
    for token in tokens[1:]:
        assert await house.sessions.find_caller(token) is None
    assert set(house.ended) == {(house.ann.id, each.session) for each in callers[1:]}
    with pytest.raises(NotFound):
        await house.sessions.end(house.bob.id, callers[0].session or "")
    await house.known(tokens[0])


async def test_a_disabled_person_is_nobody_at_once(house: House) -> None:
    token = await house.begin(house.bob)
    await house.known(token)
    await house.store.change(house.bob.id, disabled=True)
    house.sessions.forget_all(house.bob.id)

    assert await house.sessions.find_caller(token) is None
    assert house.ended == [(house.bob.id, None)]
    with pytest.raises(NotFound):
        await house.begin(house.bob)


async def test_accounts_are_managed_soon_after_a_log_in_only(house: House) -> None:
    token = await house.begin()
    caller = await house.known(token)
    house.time.go_on(FRESH_LIFE)
    house.sessions.check_fresh(caller)
    house.time.now -= timedelta(minutes=15, seconds=1)  # a clock that was a little fast
    house.sessions.check_fresh(caller)
    house.time.now -= timedelta(days=1)
    with pytest.raises(StaleLogin):
        house.sessions.check_fresh(caller)
    house.time.now += timedelta(days=1, minutes=15, seconds=1)
    house.time.go_on(MOMENT)
    for stale in (caller, Caller(house.ann.id, role="admin"), Caller("x", session="x")):
        with pytest.raises(StaleLogin):
            house.sessions.check_fresh(stale)


async def test_no_more_than_some_thousand_are_remembered(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yeoul.accounts.sessions.MAX_BELIEVED", 3)
    tokens = [await house.begin() for _ in range(9)]
    for token in tokens * 2:
        await house.known(token)
    await asyncio.gather(*(house.known(token) for token in tokens))


async def test_what_is_over_is_deleted(house: House) -> None:
    token = await house.begin()
    caller = await house.known(token)
    house.time.go_on(IDLE_LIFE)
    assert await house.sessions.living(caller.owner) == []
    await house.sessions.forget_expired()
    assert await house.store.sessions(house.ann.id) == []
