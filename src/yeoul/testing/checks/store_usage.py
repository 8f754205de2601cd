"""The contract of what an owner uses (store/accounts.py): counted once, by the day, and limited.

A store that keeps no accounts passes over these checks.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from yeoul.caller import UNLIMITED, Allowance
from yeoul.errors import Fenced, QuotaExceeded, TooManyAtOnce, Unauthenticated, UnknownModel
from yeoul.store.base import Ask, Exchange, IdempotencyKey, Regenerate, Spent, Store
from yeoul.testing.people import accounts_of, outcomes, password_of, person
from yeoul.testing.stores import OWNER, STRANGER, Clock, settle, settlement

KEY = IdempotencyKey("key-1", "a" * 64)
THREE = Allowance(questions=3)


async def ask(store: Store, owner: str = OWNER, allowance: Allowance = UNLIMITED) -> Exchange:
    return await store.ask(owner, Ask("?", "scripted"), allowance=allowance)


async def numbers(store: Store, owner: str = OWNER) -> tuple[int, int, int]:
    used = await accounts_of(store).used(owner)
    return used.questions, used.prompt_tokens, used.completion_tokens


async def test_each_question_is_counted_once_for_its_owner(store: Store) -> None:
    first = await store.ask(OWNER, Ask("?", "scripted"), KEY, allowance=UNLIMITED)
    await store.ask(OWNER, Ask("?", "scripted"), KEY, allowance=UNLIMITED)
    await store.ask(OWNER, Regenerate(first.question.id, "scripted"), allowance=UNLIMITED)
    await store.ask(OWNER, Ask("uncounted", "scripted"))
    await ask(store, STRANGER)

    assert (await numbers(store), await numbers(store, STRANGER)) == ((2, 0, 0), (1, 0, 0))


async def test_a_question_that_is_not_written_is_not_counted(store: Store) -> None:
    with pytest.raises(UnknownModel):
        await store.ask(OWNER, Ask("?"), KEY, allowance=UNLIMITED)
    withdrawn = await store.ask(OWNER, Ask("?", "scripted"), KEY, allowance=UNLIMITED)
    for _ in range(2):
        await store.withdraw(OWNER, withdrawn, KEY)
    assert await numbers(store) == (0, 0, 0)


async def test_a_question_beyond_the_limit_leaves_nothing_and_uses_no_key(store: Store) -> None:
    for _ in range(3):
        await ask(store, allowance=THREE)
    with pytest.raises(QuotaExceeded) as refused:
        await store.ask(OWNER, Ask("?", "scripted"), KEY, allowance=THREE)

    assert await numbers(store) == (3, 0, 0)
    assert len((await store.conversations(OWNER)).conversations) == 3
    assert not refused.value.retryable
    await ask(store, STRANGER, THREE)
    asked = await store.ask(OWNER, Ask("?", "scripted"), KEY, allowance=UNLIMITED)
    assert not asked.replayed
    known = await store.ask(OWNER, Ask("?", "scripted"), KEY, allowance=THREE)
    assert known.answer.id == asked.answer.id


async def test_of_many_at_once_as_many_are_asked_as_the_limit_has(store: Store) -> None:
    asked, refused = await outcomes(*(ask(store, allowance=THREE) for _ in range(30)))
    assert (len(asked), refused) == (3, {QuotaExceeded})


async def test_of_many_at_once_no_more_are_unfinished_than_may_be(store: Store) -> None:
    two = Allowance(unfinished=2)
    first = await store.ask(OWNER, Ask("?", "scripted"), KEY, allowance=two)
    asked, refused = await outcomes(*(ask(store, allowance=two) for _ in range(10)))
    assert (len(asked), refused) == (1, {TooManyAtOnce})
    assert await store.count_unfinished(OWNER) == 2
    assert (await store.ask(OWNER, Ask("?", "scripted"), KEY, allowance=two)).replayed
    assert len((await store.conversations(OWNER)).conversations) == 2
    await ask(store, STRANGER, two)

    await store.begin(OWNER, first.answer.id, 1)
    with pytest.raises(TooManyAtOnce) as once_more:
        await ask(store, allowance=two)
    assert once_more.value.retryable
    await settle(store, first.answer, settlement())
    last = await ask(store, allowance=two)
    await store.withdraw(OWNER, last)
    await ask(store, allowance=two)
    assert await store.count_unfinished(OWNER) == 2


async def test_of_many_continued_at_once_no_more_are_unfinished_than_may_be(store: Store) -> None:
    ended = [(await ask(store)).answer for _ in range(6)]
    for answer in ended:
        await settle(store, answer, settlement())
    begun, refused = await outcomes(
        *(
            store.begin_epoch(each.id, 1, recovery=False, allowance=Allowance(unfinished=2))
            for each in ended
        )
    )
    assert (len(begun), refused) == (2, {TooManyAtOnce})
    with pytest.raises(TooManyAtOnce):
        await ask(store, allowance=Allowance(unfinished=2))
    await ask(store, allowance=Allowance(unfinished=3))
    assert await store.count_unfinished(OWNER) == 3


async def test_a_day_begins_at_midnight_utc(store: Store, clock: Clock) -> None:
    clock.now, clock.step = datetime(2026, 3, 1, 23, 59, 58, tzinfo=UTC), timedelta(0)
    for _ in range(3):
        asked = await ask(store, allowance=THREE)
    with pytest.raises(QuotaExceeded) as refused:
        await ask(store, allowance=THREE)
    assert refused.value.retry_after_s == 2
    assert (await accounts_of(store).used(OWNER)).until == datetime(2026, 3, 2, tzinfo=UTC)

    clock.now += timedelta(seconds=2)
    assert await numbers(store) == (0, 0, 0)
    await store.withdraw(OWNER, asked)  # of the day before
    for _ in range(3):
        await ask(store, allowance=THREE)
    assert await numbers(store) == (3, 0, 0)


async def test_the_tokens_of_an_answer_are_counted_once_however_often_it_is_settled(
    store: Store,
) -> None:
    asked = await ask(store)
    spent = replace(settlement(), spent=Spent(OWNER, 10, 20))
    for _ in range(3):
        await settle(store, asked.answer, spent)
    assert await numbers(store) == (1, 10, 20)

    again = await store.begin_epoch(asked.answer.id, 1, recovery=False)
    with pytest.raises(Fenced):
        await settle(store, asked.answer, spent)
    await settle(store, again, replace(spent, spent=Spent(OWNER, 1, 2)))
    assert await numbers(store) == (1, 11, 22)
    await settle(store, (await ask(store)).answer, settlement())
    assert await numbers(store) == (2, 11, 22)


async def test_the_answer_that_crosses_the_limit_of_tokens_is_the_last(store: Store) -> None:
    limit = Allowance(tokens=30)
    first, second = await ask(store, allowance=limit), await ask(store, allowance=limit)
    await settle(store, first.answer, replace(settlement(), spent=Spent(OWNER, 10, 19)))
    await accounts_of(store).check_tokens(OWNER, limit)
    await ask(store, allowance=limit)
    await settle(store, second.answer, replace(settlement(), spent=Spent(OWNER, 0, 1)))
    for refused in (ask(store, allowance=limit), accounts_of(store).check_tokens(OWNER, limit)):
        with pytest.raises(QuotaExceeded, match="30 tokens"):
            await refused


async def test_a_question_that_is_kept_nowhere_counts_like_any_other(store: Store) -> None:
    accounts = accounts_of(store)
    for _ in range(3):
        await accounts.count_question(OWNER, THREE)
    await accounts.count_tokens(Spent(OWNER, 1, 2))
    with pytest.raises(QuotaExceeded):
        await accounts.count_question(OWNER, THREE)
    assert await numbers(store) == (3, 1, 2)


async def test_a_question_that_is_kept_nowhere_is_taken_back_once(
    store: Store, clock: Clock
) -> None:
    accounts, asked_at = accounts_of(store), clock.now
    await accounts.count_question(OWNER, THREE)
    for _ in range(2):
        await accounts.take_back_question(OWNER, asked_at)
    assert await numbers(store) == (0, 0, 0)


async def test_what_all_use_is_told_at_once_and_forgotten_by_the_day(
    store: Store, clock: Clock
) -> None:
    accounts, ann, bob = accounts_of(store), person("ann"), person("bob")
    for each in (ann, bob):
        await accounts.add(each, None)
    await ask(store, ann.id)
    await ask(store, STRANGER)  # who has no account
    told = await accounts.used_by_all()
    assert {owner: used.questions for owner, used in told.items()} == {ann.id: 1, bob.id: 0}
    assert told[ann.id] == await accounts.used(ann.id)
    assert told[bob.id] == await accounts.used(bob.id)

    await accounts.forget_usage(clock.now)
    assert await numbers(store, ann.id) == (1, 0, 0)
    await accounts.forget_usage(clock.now + timedelta(days=1))
    assert await numbers(store, ann.id) == (0, 0, 0)


async def test_what_a_person_may_use_is_kept_with_the_account(store: Store) -> None:
    accounts, ann = accounts_of(store), person("ann")
    await accounts.add(ann, password_of(ann))
    for limits in ({"questions": 7, "tokens": None}, {"growing": 1}, {}):
        changed = await accounts.change(ann.id, limits=limits)
        assert changed.limits == limits
        assert (await accounts.account(ann.id)).limits == limits
    assert (await accounts.change(ann.id, role="user")).limits == {}


@pytest.mark.parametrize("how", ["disabled", "removed"])
async def test_who_is_let_in_no_longer_asks_no_longer_and_is_not_answered(
    store: Store, how: str
) -> None:
    accounts, ann, root = accounts_of(store), person("ann"), person("root", "admin")
    for each in (ann, root):
        await accounts.add(each, None)
    growing, queued = await ask(store, ann.id), await ask(store, ann.id)
    theirs = await ask(store, root.id)
    await store.begin(ann.id, growing.answer.id, 1)
    ended, orphan = await ask(store, ann.id), await ask(store, ann.id)
    await settle(store, ended.answer, settlement())
    if how == "disabled":
        await accounts.change(ann.id, disabled=True)
        for refused in (
            ask(store, ann.id),
            accounts.count_question(ann.id, UNLIMITED),
            accounts.check_let_in(ann.id),
            store.begin_epoch(ended.answer.id, 1, recovery=False),
        ):
            with pytest.raises(Unauthenticated):
                await refused
        await accounts.check_let_in(root.id)
        await store.begin_epoch(orphan.answer.id, 1, recovery=True)  # to end it
    else:
        await accounts.remove(ann.id)
        assert await numbers(store, ann.id) == (0, 0, 0)

    for asked in (growing, queued):
        assert (await store.begin(ann.id, asked.answer.id, 1)).stop_requested
    assert not (await store.begin(root.id, theirs.answer.id, 1)).stop_requested
