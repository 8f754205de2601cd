"""Passwords: what is taken, that no answer tells who exists, and that few are checked at a time."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import AsyncIterator

import pytest
from argon2 import PasswordHasher

from yeoul.accounts import passwords
from yeoul.accounts.passwords import MAX_BYTES, MAX_WAITING, Passwords, Verdict, check_new
from yeoul.errors import InvalidRequest, TooManyTries

pytestmark = pytest.mark.anyio

GOOD = "물살이 빠른 곳"


@pytest.fixture
async def made() -> AsyncIterator[Passwords]:
    made = Passwords()
    yield made
    await made.aclose()


@pytest.mark.parametrize(
    "password", [GOOD, "correct horse", " 8 chars ", "x" * MAX_BYTES, "ㅂㅣㅁㅣㄹㅂㅓㄴㅎㅗ"]
)
async def test_a_password_is_right_exactly_as_it_was_typed(made: Passwords, password: str) -> None:
    check_new(password, "ann")
    digest = await made.digest(password)

    assert digest.startswith("$argon2id$")
    assert password not in digest
    assert await made.check(digest, password) == Verdict(True)
    for other in (password + " ", password.upper() + "!", password[:-1], ""):
        assert not (await made.check(digest, other)).right


@pytest.mark.parametrize(
    "password",
    [
        *("", "1234567", "비밀번호"),
        *("12345678", "Qwertyuiop", "yeoul2026!", "여울-12345", "annabelle", "AnnaBelle99"),
        *("x" * (MAX_BYTES + 1), "가" * 342),
    ],
)
def test_what_is_tried_first_or_has_no_fit_length_is_no_password(password: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        check_new(password, "Annabelle")
    with pytest.raises(InvalidRequest):
        check_new("Ann 1234!", "ann 1234!")
    assert refused.value.fields[0][0] == "password"
    assert not password or password not in refused.value.detail


async def test_without_a_digest_the_answer_is_no_after_the_same_work(
    made: Passwords, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = await made.digest(GOOD)
    await made.check(None, GOOD)
    checked: list[str] = []
    verify = PasswordHasher.verify

    def noted(hasher: PasswordHasher, digest: str, password: str) -> bool:
        checked.append(digest.rpartition("$")[0].rpartition("$")[0])
        return verify(hasher, digest, password)

    monkeypatch.setattr(PasswordHasher, "verify", noted)
    assert await made.check(None, GOOD) == Verdict(False)
    assert await made.check(None, "") == Verdict(False)
    assert await made.check(digest, "wrong") == Verdict(False)
    assert checked == [digest.rpartition("$")[0].rpartition("$")[0]] * 3


async def test_a_password_that_is_too_long_is_wrong_without_any_work(made: Passwords) -> None:
    assert await made.check(await made.digest(GOOD), "x" * 100_000) == Verdict(False)


async def test_a_digest_of_old_parameters_is_renewed(made: Passwords) -> None:
    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(GOOD)

    right, renewed = await made.check(old, GOOD)

    assert right
    assert renewed is not None
    assert await made.check(renewed, GOOD) == Verdict(True)
    assert (await made.check("no digest", GOOD)).right is False


async def test_one_thread_checks_them_and_few_may_wait(
    made: Passwords, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: set[str] = set()
    gate = threading.Event()

    def slow(digest: str | None, password: str) -> Verdict:
        threads.add(threading.current_thread().name)
        gate.wait(60)
        return Verdict(True)

    monkeypatch.setattr(passwords, "_verify", slow)
    waiting = [asyncio.ensure_future(made.check("d", GOOD)) for _ in range(MAX_WAITING)]  # noqa: TID251
    await asyncio.sleep(0)
    with pytest.raises(TooManyTries) as refused:
        await made.check("d", GOOD)
    assert refused.value.retry_after_s
    gate.set()

    assert await asyncio.gather(*waiting) == [Verdict(True)] * MAX_WAITING
    assert len(threads) == 1
    assert (await made.check("d", GOOD)).right


def test_nothing_of_it_is_loaded_before_the_first_password() -> None:
    code = (
        "import sys, yeoul.app, yeoul.accounts; yeoul.app.create_app();"
        "print([m for m in sys.modules if m.split('.')[0] in ('argon2', '_argon2_cffi_bindings')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
