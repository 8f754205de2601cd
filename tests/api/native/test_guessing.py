"""Guesses at names and passwords: they tell nothing, lead nowhere, and hold nobody up."""

from __future__ import annotations

import asyncio
import random
import statistics
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path

import httpx2
import pytest
from argon2 import PasswordHasher

from tests.accounts.people import PASSWORD, browser, log_in, serving_people
from tests.faults.volumes import LIMIT_S, VOLUMES
from tests.served import Served, until
from yeoul.accounts import passwords, tries
from yeoul.accounts.passwords import MAX_WAITING, Verdict
from yeoul.accounts.tries import MOST_FROM_ADDRESS, MOST_OF_NAME, Tries
from yeoul.tasks import Tasks

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(LIMIT_S)]

House = tuple[Served, dict[str, httpx2.AsyncClient]]

#: The share of the median by which the log-ins of any kind may differ from all.
SHARE = 0.1
#: KiB of their digests: a fifth of the usual ones, so that all the rest weighs five times as much.
LIGHT_KIB = 4 * 1024
WRONG = 1_000
HOME = "192.0.2.7"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with serving_people(tmp_path) as house:
        yield house


@pytest.fixture
def verified(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The digests against which passwords are checked."""
    noted: list[str] = []
    verify = PasswordHasher.verify

    def note(hasher: PasswordHasher, digest: str, password: str) -> bool:
        noted.append(digest)
        return verify(hasher, digest, password)

    monkeypatch.setattr(PasswordHasher, "verify", note)
    return noted


async def test_nobody_learns_from_the_time_of_a_log_in_who_has_an_account(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the processor's time, for a busy machine disturbs it less than the clock on the wall."""
    monkeypatch.setattr(tries, "MOST_OF_NAME", VOLUMES.timed_log_ins)
    monkeypatch.setattr(passwords, "MEMORY_KIB", LIGHT_KIB)
    for each in (passwords._hasher, passwords._nobodys):
        monkeypatch.setattr(passwords, each.__name__, cache(each.__wrapped__))
    async with serving_people(tmp_path) as (served, browsers):
        root = browsers["root"]
        bob = (await browsers["bob"].get("/api/me")).json()["account"]["id"]
        assert (await root.patch(f"/api/accounts/{bob}", json={"disabled": True})).status_code < 300
        assert (await root.post("/api/accounts", json={"name": "new"})).status_code == 201
        # Known, disabled, without a password yet, and unknown.
        kinds = ["ann", "bob", "new", "nobody"]
        took: dict[str, list[float]] = {name: [] for name in kinds}
        audit = served.app.state.dependencies.accounts.audit
        order = random.Random(1)
        async with browser(served) as client:
            for name in kinds:
                await log_in(client, name, "wrong")
            told = set()
            for _ in range(VOLUMES.timed_log_ins // len(kinds)):
                for name in order.sample(kinds, len(kinds)):
                    begun_s = time.process_time()
                    reply = await log_in(client, name, "a wrong password")
                    await audit.written()
                    took[name].append(time.process_time() - begun_s)
                    head = {key: value for key, value in reply.headers.items() if key != "date"}
                    told.add((reply.status_code, reply.content, tuple(sorted(head.items()))))
        assert len(told) == 1
        usual = statistics.median([each for some in took.values() for each in some])
        for name, some in took.items():
            assert abs(statistics.median(some) / usual - 1) < SHARE, (name, usual, took)


@pytest.mark.parametrize("addresses", [1, 100])
async def test_a_thousand_wrong_passwords_are_few_that_are_checked_and_disturb_nobody(
    house: House, verified: list[str], addresses: int
) -> None:
    served, browsers = house
    ann = browsers["ann"]
    accounts = served.app.state.dependencies.accounts
    accounts.tries = Tries(lambda: 0.0)  # no wait is over while this runs
    ann.headers["x-forwarded-for"] = HOME
    assert (await log_in(ann, "ann")).status_code == 200
    verified.clear()
    told: Counter[int] = Counter()
    async with browser(served) as robot:
        for number in range(WRONG):
            robot.headers["x-forwarded-for"] = f"198.51.100.{number % addresses}"
            reply = await log_in(robot, "ann", f"a guess {number}")
            told[reply.status_code] += 1
            if reply.status_code == 429:
                assert int(reply.headers["retry-after"]) >= 1
            if number % 100 == 0:
                assert (await ann.get("/api/me")).status_code == 200
        assert told == {401: MOST_OF_NAME, 429: WRONG - MOST_OF_NAME}
        assert len(verified) == MOST_OF_NAME
        # At home she may log in on another device all the same.
        async with browser(served) as phone:
            phone.headers["x-forwarded-for"] = HOME
            assert (await log_in(phone, "ann")).status_code == 200
        # And others may log in anywhere, but for the one address.
        robot.headers["x-forwarded-for"] = "198.51.100.200"
        assert (await log_in(robot, "bob")).status_code == 200


async def test_one_address_that_tries_a_thousand_names_is_held_up(
    house: House, verified: list[str]
) -> None:
    served, _ = house
    served.app.state.dependencies.accounts.tries = Tries(lambda: 0.0)
    async with browser(served) as robot:
        robot.headers["x-forwarded-for"] = "198.51.100.1"
        told = Counter(
            [(await log_in(robot, f"name {n}", PASSWORD)).status_code for n in range(WRONG)]
        )
    assert told == {401: MOST_FROM_ADDRESS, 429: WRONG - MOST_FROM_ADDRESS}
    assert len(verified) == MOST_FROM_ADDRESS


async def test_tokens_go_on_while_as_many_log_ins_as_may_wait_are_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()

    def slow(digest: str | None, password: str) -> Verdict:
        gate.wait(60)
        return Verdict(False)

    tasks = Tasks()
    async with serving_people(tmp_path, ["word "] * 200) as (served, browsers):
        monkeypatch.setattr(passwords, "_verify", slow)
        try:
            async with browser(served) as client:
                waiting = [
                    tasks.start(log_in(client, f"name {n}"), name="log in")
                    for n in range(MAX_WAITING)
                ]
                checks = served.app.state.dependencies.accounts._passwords
                await until(lambda: checks._waiting == MAX_WAITING)
                refused = await log_in(client, "one more")
                assert (refused.status_code, refused.json()["code"]) == (429, "too_many_tries")
                ann = browsers["ann"]
                asked = (await ann.post("/api/answers", json={"content": "?"})).json()
                path = f"/api/answers/{asked['answer']['id']}"
                await ann.get(f"{path}/events")
                answer = (await ann.get(path)).json()
                assert (answer["status"], answer["text"]) == ("finished", "word " * 200)
                assert checks._waiting == MAX_WAITING
                gate.set()
                assert {(await each).status_code for each in waiting} == {401}
        finally:
            gate.set()
            await tasks.cancel()


async def test_of_eight_tabs_that_log_in_at_once_the_browser_has_one_session_that_works(
    house: House,
) -> None:
    """A browser sends the cookie that it has with all of them, and keeps the last one it is given.

    The session of before is over, whichever of them came first.
    """
    served, _ = house
    async with browser(served) as client:
        await log_in(client, "ann")
        [before] = list(client.cookies.jar)
        replies = await asyncio.gather(*(log_in(client, "ann") for _ in range(8)))
        assert {reply.status_code for reply in replies} == {200}
        assert len({reply.headers["set-cookie"] for reply in replies}) == 8
        [kept] = list(client.cookies.jar)
        assert kept.value != before.value
        assert (await client.get("/api/me")).json()["account"]["name"] == "ann"
        old = {"cookie": f"{before.name}={before.value}"}
        assert (await served.client.get("/api/me", headers=old)).status_code == 401
        assert (await client.delete("/api/sessions")).status_code == 204
        listed = (await client.get("/api/sessions")).json()["sessions"]
        assert [each["current"] for each in listed] == [True]
