"""Tries to log in: who has to wait, for how long, and who has not."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from yeoul.accounts import Accounts, Visit
from yeoul.accounts.tries import (
    LONGEST_WAIT_S,
    MAX_KEPT,
    MEMORY_S,
    MOST_FROM_ADDRESS,
    MOST_OF_NAME,
    Tries,
)
from yeoul.errors import InvalidRequest, TooManyTries, Unauthenticated
from yeoul.store import open_store

pytestmark = pytest.mark.anyio

PASSWORD = "a ford is where one wades"
HERE = Visit("a browser", "192.0.2.0/24", "192.0.2.7")
THERE = Visit("a robot", "198.51.100.0/24", "198.51.100.9")


class Time:
    def __init__(self) -> None:
        self.s = 1_000.0

    def __call__(self) -> float:
        return self.s


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
async def accounts(time: Time) -> AsyncIterator[Accounts]:
    store = await open_store("memory:")
    assert store.accounts is not None
    accounts = Accounts(store.accounts, clock=time)
    await accounts.add("ann", "user", password=PASSWORD)
    yield accounts
    await accounts.aclose()
    await store.aclose()


def fails(tries: Tries, name: str = "ann", address: str = "") -> float:
    """Try a wrong password; returns the seconds until it may be tried, 0 if it was."""
    try:
        with tries.count(name, address):
            return 0.0
    except TooManyTries as early:
        return early.retry_after_s or -1.0


def test_after_ten_wrong_passwords_each_further_one_doubles_the_wait(time: Time) -> None:
    tries = Tries(time)
    assert [fails(tries) for _ in range(MOST_OF_NAME)] == [0.0] * MOST_OF_NAME
    waits = []
    for _ in range(13):
        waits.append(fails(tries))
        time.s += waits[-1]
        assert fails(tries) == 0.0
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, *[LONGEST_WAIT_S] * 3]


def test_a_try_that_comes_too_early_makes_nobody_wait_for_longer(time: Time) -> None:
    tries = Tries(time)
    for _ in range(MOST_OF_NAME):
        fails(tries)
    assert {fails(tries) for _ in range(1_000)} == {1.0}
    time.s += 1
    assert fails(tries) == 0.0


def test_an_hour_without_a_try_is_a_new_beginning(time: Time) -> None:
    tries = Tries(time)
    for _ in range(MOST_OF_NAME):
        fails(tries)
    time.s += MEMORY_S
    assert [fails(tries) for _ in range(MOST_OF_NAME)] == [0.0] * MOST_OF_NAME


def test_one_address_may_try_thirty_passwords_whatever_the_names(time: Time) -> None:
    tries = Tries(time)
    waits = [fails(tries, f"name {n}", "192.0.2.7") for n in range(MOST_FROM_ADDRESS + 1)]
    assert waits == [0.0] * MOST_FROM_ADDRESS + [1.0]
    assert fails(tries, "ann", "192.0.2.8") == 0.0


@pytest.mark.parametrize(
    "address", ["", "127.0.0.1", "::1", "172.17.0.1", "192.168.0.9", "10.1.2.3", "fd00::/64"]
)
def test_addresses_that_stand_for_everybody_are_not_counted(time: Time, address: str) -> None:
    tries = Tries(time)
    assert not any(fails(tries, f"name {n}", address) for n in range(200))


def test_a_right_password_forgets_those_of_its_name_but_not_those_of_its_address(
    time: Time,
) -> None:
    tries, address = Tries(time), "192.0.2.7"
    for n in range(MOST_FROM_ADDRESS):
        fails(tries, f"name {n % 4}", address)
        with suppress(TooManyTries), tries.count("mine", address):
            tries.right("mine", address)
    assert fails(tries, "another", address) > 0.0
    assert fails(tries, "mine") == 0.0


def test_some_thousand_names_are_remembered(time: Time) -> None:
    tries = Tries(time)
    for n in range(MAX_KEPT + 100):
        fails(tries, str(n))
    assert len(tries._names._counts) == MAX_KEPT


def test_whoever_tries_thousands_of_names_does_not_begin_anew_with_the_one_they_mean(
    time: Time,
) -> None:
    tries = Tries(time)
    for _ in range(MOST_OF_NAME):
        fails(tries, "ann")
    for n in range(MAX_KEPT + 100):
        fails(tries, str(n))
    assert fails(tries, "ann") == 1.0
    assert len(tries._names._counts) == MAX_KEPT
    # Where everybody has to wait, the one that was tried longest ago is forgotten after all.
    for n in range(MAX_KEPT):
        for _ in range(MOST_OF_NAME):
            fails(tries, f"heavy {n}")
    assert len(tries._names._counts) == MAX_KEPT
    assert fails(tries, "ann") == 0.0


def test_a_long_name_takes_no_more_memory_than_a_short_one(time: Time) -> None:
    tries = Tries(time)
    fails(tries, "\udcffx" * 1_000_000)
    assert sum(map(len, tries._names._counts)) == 32


async def test_nobody_learns_from_a_wait_whether_there_is_such_a_person(
    accounts: Accounts,
) -> None:
    for name in ("ann", "ＡＮＮ", "nobody"):
        told = []
        for _ in range(MOST_OF_NAME + 1):
            try:
                await accounts.log_in(name, "wrong", THERE._replace(address=""))
            except (Unauthenticated, TooManyTries) as error:
                told.append((type(error), error.detail))
        if name == "ＡＮＮ":  # the same name: it waits already
            assert {kind for kind, _ in told} == {TooManyTries}
        else:
            assert told[:-1] == [(Unauthenticated, "The name or the password is wrong.")] * 10
            assert told[-1] == (TooManyTries, "Too many wrong passwords: try again in a moment.")


async def test_a_stranger_elsewhere_keeps_nobody_out_who_is_logged_in_at_home(
    accounts: Accounts,
) -> None:
    await accounts.log_in("ann", PASSWORD, HERE)
    for _ in range(MOST_OF_NAME):
        with pytest.raises(Unauthenticated):
            await accounts.log_in("ann", "wrong", THERE)
    with pytest.raises(TooManyTries):
        await accounts.log_in("ann", PASSWORD, THERE)
    await accounts.log_in("ann", PASSWORD, HERE)


async def test_a_right_password_is_a_new_beginning(accounts: Accounts) -> None:
    for _ in range(3):
        for _ in range(MOST_OF_NAME - 1):
            with pytest.raises(Unauthenticated):
                await accounts.log_in("ann", "wrong", HERE)
        await accounts.log_in("ann", PASSWORD, HERE)


async def test_who_has_a_session_cannot_try_the_password_for_ever(accounts: Accounts) -> None:
    account, _ = await accounts.log_in("ann", PASSWORD, HERE)
    for _ in range(MOST_OF_NAME):
        with pytest.raises(InvalidRequest):
            await accounts.change_password(account.id, "wrong", "another river", HERE)
    with pytest.raises(TooManyTries):
        await accounts.change_password(account.id, PASSWORD, "another river", HERE)


@pytest.mark.parametrize("seed", range(20))
def test_whoever_tries_whenever_gets_few_tries_and_waits_for_no_longer_than_told(seed: int) -> None:
    """A step is a time that goes by, and what is tried then: wrong, right, or wrong elsewhere."""
    print(f"seed {seed}")
    chance = random.Random(seed)
    time = Time()
    tries = Tries(time)
    wrong_at: list[float] = []
    for _ in range(200):
        time.s += chance.choice([0.0] * 8 + [1.0, 60.0, 1_800.0])
        kind = chance.choice([0] * 40 + [1, 2, 2])
        name = "bob" if kind == 2 else "ann"
        wait_s = fails(tries, name, "192.0.2.7")
        if wait_s > 0:
            assert wait_s <= LONGEST_WAIT_S
            time.s += wait_s  # never a lock: who has waited as told is let try
            assert fails(tries, name, "192.0.2.7") == 0.0
        if kind == 1:
            tries.right("ann", "192.0.2.7")
            check_pace(wrong_at)
            wrong_at.clear()
        elif kind == 0:
            wrong_at.append(time.s)
    check_pace(wrong_at)


def check_pace(wrong_at: list[float]) -> None:
    """Behind the tenth the waits double: ten more take 1 + 2 + … + 512 seconds."""
    for first, last in zip(wrong_at, wrong_at[2 * MOST_OF_NAME :], strict=False):
        assert last - first >= 1_000
