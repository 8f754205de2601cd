"""Rights to read: what ends with them, at which moment, and what is not even noted."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.chat.test_chat import FIRST, core
from yeoul.accounts.sessions import Sessions, Visit
from yeoul.bus import open_bus
from yeoul.bus.base import Bus, Change, Listener
from yeoul.caller import LOCAL, Allowance, Caller
from yeoul.chat import Ask, Chat, Reader
from yeoul.chat.rights import Rights
from yeoul.errors import StorageFailed, TooManyAtOnce, Unauthenticated
from yeoul.protocol.conversation import utc_now
from yeoul.store import open_store
from yeoul.store.accounts import Account
from yeoul.tasks import Tasks

pytestmark = pytest.mark.anyio

ANN = Caller("ann", session="s1")


@pytest.fixture
async def bus() -> AsyncIterator[Bus]:
    bus = open_bus()
    yield bus
    await bus.aclose()


@pytest.fixture
async def tasks() -> AsyncIterator[Tasks]:
    tasks = Tasks()
    yield tasks
    await tasks.cancel()


async def held(rights: Rights, bus: Bus, caller: Caller = ANN) -> Listener:
    listener = bus.listen(caller.owner)
    await rights.hold(caller, listener)
    return listener


def is_let_go(listener: Listener) -> bool:
    try:
        listener.take()
    except Unauthenticated:
        return True
    return False


async def test_a_session_takes_its_own_streams_with_it_and_no_others(bus: Bus) -> None:
    rights = Rights()
    mine = [await held(rights, bus) for _ in range(3)]
    elsewhere = await held(rights, bus, replace(ANN, session="s2"))
    theirs = await held(rights, bus, Caller("bob", session="s1"))

    rights.end("ann", "s1")
    rights.end("ann", "s1")
    assert [is_let_go(each) for each in mine] == [True] * 3
    assert not is_let_go(elsewhere)

    rights.end("ann", None)
    assert is_let_go(elsewhere)
    assert not is_let_go(theirs)


async def test_a_stream_that_waits_is_woken(bus: Bus, tasks: Tasks) -> None:
    rights = Rights()
    waiting = tasks.start((await held(rights, bus)).next(60), name="waits", awaited=True)
    await asyncio.sleep(0)
    rights.end("ann", "s1")
    with pytest.raises(Unauthenticated, match="ended"):
        await asyncio.wait_for(waiting, 10)


async def test_a_session_that_ended_before_the_stream_was_noted_opens_none(bus: Bus) -> None:
    async def holds(caller: Caller) -> bool:
        return False

    listener = bus.listen("ann")
    with pytest.raises(Unauthenticated):
        await Rights(holds).hold(ANN, listener)
    bus.publish("ann", Change("asked"))
    assert listener.take() == []  # it is closed


async def test_a_session_that_ends_while_it_is_looked_at_takes_the_stream_with_it(
    bus: Bus,
) -> None:
    async def holds(caller: Caller) -> bool:
        rights.end("ann", "s1")  # behind the look into the store
        return True

    rights = Rights(holds)
    assert is_let_go(await held(rights, bus))


async def test_a_disk_that_fails_opens_no_stream_and_lets_none_go(
    bus: Bus, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yeoul.chat.rights.LOOK_S", 0.01)
    asked = asyncio.Event()

    async def fails(caller: Caller) -> bool:
        asked.set()
        raise StorageFailed

    rights = Rights()
    kept = await held(rights, bus)
    rights.holds = fails
    with pytest.raises(StorageFailed):
        await held(rights, bus)
    asked.clear()
    tasks.start(rights.watch(), name="watch")
    await asyncio.wait_for(asked.wait(), 10)
    assert not is_let_go(kept)


async def test_a_right_ends_at_its_time(bus: Bus, tasks: Tasks) -> None:
    rights = Rights()
    tasks.start(rights.watch(), name="watch")
    late = await held(rights, bus, replace(ANN, expires=utc_now() + timedelta(days=90)))
    begun_s = asyncio.get_running_loop().time()
    soon = await held(rights, bus, replace(ANN, expires=utc_now() + timedelta(seconds=0.2)))

    with pytest.raises(Unauthenticated):
        await soon.next(30)
    assert 0.19 < asyncio.get_running_loop().time() - begun_s < 1.2
    assert not is_let_go(late)
    with pytest.raises(Unauthenticated):
        await held(rights, bus, replace(ANN, expires=utc_now()))


async def test_what_ends_without_a_word_is_found_at_the_next_look(
    bus: Bus, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yeoul.chat.rights.LOOK_S", 0.05)
    over: set[str | None] = set()

    async def holds(caller: Caller) -> bool:
        return caller.session not in over

    rights = Rights(holds)
    tasks.start(rights.watch(), name="watch")
    first, second = await held(rights, bus), await held(rights, bus, replace(ANN, session="s2"))
    over.add("s1")
    with pytest.raises(Unauthenticated):
        await first.next(30)
    assert not is_let_go(second)


async def test_a_stream_that_is_over_is_kept_by_nothing(bus: Bus) -> None:
    rights = Rights()
    for _ in range(1_000):
        (await held(rights, bus)).close()
    gc.collect()
    assert [len(each.streams) for each in rights._held["ann"].values()] == [0]
    await rights._look(asks=False)
    assert not rights._held


async def test_the_local_person_is_not_even_noted(bus: Bus) -> None:
    async def holds(caller: Caller) -> bool:
        raise AssertionError("nobody has to be asked")

    rights = Rights(holds)
    await held(rights, bus, LOCAL)
    assert not rights._held


async def test_a_right_without_session_and_end_is_ended_by_word(bus: Bus) -> None:
    """As that of a product's user: docs/embedding.md has it log out by `Chat.end_right`."""
    rights = Rights()
    theirs = await held(rights, bus, Caller("a product's user"))
    rights.end("a product's user", None)
    assert is_let_go(theirs)


async def test_a_failure_that_nobody_foresaw_does_not_end_the_watch(
    bus: Bus, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yeoul.chat.rights.LOOK_S", 0.01)

    async def holds(caller: Caller) -> bool:
        if caller.session == "s1":
            raise ZeroDivisionError
        return False

    rights = Rights()
    kept, over = await held(rights, bus), await held(rights, bus, replace(ANN, session="s2"))
    rights.holds = holds
    tasks.start(rights.watch(), name="watch")
    with pytest.raises(Unauthenticated):
        await over.next(30)
    assert not is_let_go(kept)


async def test_more_streams_than_are_allowed_are_refused_until_one_is_over(bus: Bus) -> None:
    rights = Rights()
    some = replace(ANN, allowance=Allowance(streams=3))
    mine = [await held(rights, bus, replace(some, session=f"s{n}")) for n in range(3)]
    with pytest.raises(TooManyAtOnce, match=r"\(3\)"):
        await held(rights, bus, some)
    await held(rights, bus, replace(some, owner="bob"))
    mine.pop().close()
    await held(rights, bus, some)


# -- with real sessions --------------------------------------------------------------------------


class House:
    """The sessions of one person, and a chat whose rights they are."""

    def __init__(self, chat: Chat, sessions: Sessions, account: Account) -> None:
        self.chat, self.sessions, self.account = chat, sessions, account

    async def log_in(self) -> str:
        return await self.sessions.begin(self.account, "password", Visit())

    async def known(self, token: str) -> Caller:
        caller = await self.sessions.find_caller(token)
        assert caller is not None
        return caller


@asynccontextmanager
async def house(tmp_path: Path) -> AsyncIterator[House]:
    store = await open_store("memory:")
    assert store.accounts is not None
    account = Account("a" * 32, "ann", "user", utc_now())
    await store.accounts.add(account, None)
    try:
        async with core(tmp_path) as chat:
            sessions = Sessions(store.accounts, now=utc_now, on_end=chat._rights.end)
            chat._rights.holds = sessions.holds
            yield House(chat, sessions, account)
    finally:
        await store.aclose()


@pytest.mark.parametrize("believed", [True, False])
async def test_at_whichever_moment_a_session_ends_no_stream_outlives_it(
    tmp_path: Path, tasks: Tasks, *, believed: bool
) -> None:
    """The end comes in each turn of the loop while a reader and a listener are being opened."""
    async with house(tmp_path) as h:
        exchange = await h.chat.ask(Caller(h.account.id), Ask("?", FIRST))
        refused = 0
        for turns in range(40):
            caller = await h.known(await h.log_in())
            if not believed:
                h.sessions._believed.clear()
                h.sessions._by_id.clear()
            opening = [
                tasks.start(
                    h.chat.follow(caller, exchange.answer.id, None), name="f", awaited=True
                ),
                tasks.start(h.chat.listen(caller), name="l", awaited=True),
            ]
            for _ in range(turns):
                await asyncio.sleep(0)
            assert caller.session is not None
            await h.sessions.end(h.account.id, caller.session)
            for each in await asyncio.gather(*opening, return_exceptions=True):
                if isinstance(each, Unauthenticated):
                    refused += 1
                    continue
                assert isinstance(each, Reader | Listener), each
                with pytest.raises(Unauthenticated):
                    each.take()
        assert 0 < refused < 80, "the end never came in between"


async def test_a_right_is_looked_at_without_a_query_while_it_is_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with house(tmp_path) as h:
        exchange = await h.chat.ask(Caller(h.account.id), Ask("?", FIRST))
        caller = await h.known(await h.log_in())
        monkeypatch.setattr(h.sessions, "living", None)
        for _ in range(10):
            reader = await h.chat.follow(caller, exchange.answer.id, None)
            with suppress(Unauthenticated):
                assert reader.take() is not None
            reader.close()
