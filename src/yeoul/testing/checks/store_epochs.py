"""The contract of the fence: a write for an epoch that is over is refused and leaves no trace."""

from __future__ import annotations

import asyncio

import pytest

from yeoul.errors import Fenced, NotFound
from yeoul.protocol.conversation import Answer
from yeoul.protocol.events import Cursor
from yeoul.store.base import Ask, IdempotencyKey, Regenerate, Store
from yeoul.testing.stores import OWNER, STRANGER, say, settle, settlement


async def test_an_answer_begins_in_its_first_epoch_and_each_next_one_is_higher(
    store: Store,
) -> None:
    answer = (await say(store, "one")).answer
    assert answer.epoch == 1

    for epoch in (2, 3):
        answer = await store.begin_epoch(answer.id, answer.epoch, recovery=False)
        await settle(store, answer, settlement(cursor=Cursor(epoch, 5)))
        assert answer.epoch == (await store.answer(OWNER, answer.id)).epoch == epoch


async def test_a_late_settlement_is_refused_and_changes_nothing(store: Store) -> None:
    late = (await store.ask(OWNER, Ask("one", "scripted"))).answer
    current = await store.begin_epoch(late.id, late.epoch, recovery=True)

    with pytest.raises(Fenced):
        await settle(store, late, settlement("from the dead"))
    assert await store.answer(OWNER, late.id) == current
    await settle(store, current, settlement("from the living", cursor=Cursor(2, 5)))
    with pytest.raises(Fenced):
        await settle(store, late, settlement("from the dead"))
    assert (await store.answer(OWNER, late.id)).text == "from the living"


async def test_a_settled_answer_is_not_taken_over(store: Store) -> None:
    settled = (await say(store, "one")).answer
    before = await store.answer(OWNER, settled.id)

    with pytest.raises(Fenced):
        await store.begin_epoch(settled.id, settled.epoch, recovery=True)
    assert await store.answer(OWNER, settled.id) == before


@pytest.mark.parametrize("begun", [False, True])
async def test_an_answer_that_is_not_settled_is_not_continued(store: Store, begun: bool) -> None:
    growing = (await store.ask(OWNER, Ask("one", "scripted"))).answer
    if begun:
        await store.begin(OWNER, growing.id, growing.epoch)
    before = await store.answer(OWNER, growing.id)

    with pytest.raises(Fenced):
        await store.begin_epoch(growing.id, growing.epoch, recovery=False)
    assert await store.answer(OWNER, growing.id) == before


@pytest.mark.parametrize("begun", [False, True])
async def test_an_answer_that_is_taken_over_still_waits_or_has_begun(
    store: Store, begun: bool
) -> None:
    orphan = (await store.ask(OWNER, Ask("one", "scripted"))).answer
    if begun:
        await store.begin(OWNER, orphan.id, orphan.epoch)
    status = "generating" if begun else "queued"

    given = await store.begin_epoch(orphan.id, 1, recovery=True, counted=False)
    assert (given.status, given.epoch, given.recoveries) == (status, 2, 0)
    taken = await store.begin_epoch(orphan.id, 2, recovery=True)
    assert (taken.status, taken.epoch, taken.recoveries) == (status, 3, 1)


async def test_an_answer_that_ends_while_it_is_taken_over_does_one_of_both(store: Store) -> None:
    for number in range(20):
        answer = (await store.ask(OWNER, Ask("one", "scripted"))).answer
        race = [
            settle(store, answer, settlement()),
            store.begin_epoch(answer.id, answer.epoch, recovery=True),
        ]
        results = await asyncio.gather(
            *(race if number % 2 else reversed(race)), return_exceptions=True
        )

        found = await store.answer(OWNER, answer.id)
        assert [type(each) for each in results].count(Fenced) == 1
        assert (found.status, found.epoch) in (("finished", 1), ("queued", 2))


async def test_a_stop_that_races_with_a_takeover_is_kept(store: Store) -> None:
    for number in range(20):
        answer = (await store.ask(OWNER, Ask("one", "scripted"))).answer
        race = [
            store.request_stop(OWNER, answer.id),
            store.begin_epoch(answer.id, answer.epoch, recovery=True),
        ]
        await asyncio.gather(*(race if number % 2 else reversed(race)))

        found = await store.answer(OWNER, answer.id)
        assert (found.epoch, found.stop_requested) == (2, True)


async def test_a_late_continue_is_refused_and_changes_nothing(store: Store) -> None:
    read = (await say(store, "one")).answer
    current = await store.begin_epoch(read.id, read.epoch, recovery=False)

    for recovery in (False, True):
        with pytest.raises(Fenced):
            await store.begin_epoch(read.id, read.epoch, recovery=recovery)
    assert await store.answer(OWNER, read.id) == current


async def test_a_generation_that_begins_late_is_refused_and_changes_nothing(store: Store) -> None:
    late = (await store.ask(OWNER, Ask("one", "scripted"))).answer
    current = await store.begin_epoch(late.id, late.epoch, recovery=True)

    with pytest.raises(Fenced):
        await store.begin(OWNER, late.id, late.epoch)
    with pytest.raises(NotFound):
        await store.begin(STRANGER, late.id, late.epoch)
    assert await store.answer(OWNER, late.id) == current


async def test_a_question_whose_answer_somebody_took_over_is_not_withdrawn(store: Store) -> None:
    key = IdempotencyKey("key-1", "a" * 64)
    exchange = await store.ask(OWNER, Ask("one", "scripted"), key)
    current = await store.begin_epoch(exchange.answer.id, 1, recovery=True)

    with pytest.raises(Fenced):
        await store.withdraw(OWNER, exchange, key)
    assert await store.answer(OWNER, current.id) == current
    assert (await store.ask(OWNER, Ask("one", "scripted"), key)).replayed


@pytest.mark.parametrize("ends", [False, True])
async def test_a_question_whose_answer_has_begun_or_ended_is_not_withdrawn(
    store: Store, ends: bool
) -> None:
    exchange = await store.ask(OWNER, Ask("one", "scripted"))
    await store.begin(OWNER, exchange.answer.id, 1)
    if ends:
        await settle(store, exchange.answer, settlement())
    before = await store.answer(OWNER, exchange.answer.id)

    with pytest.raises(Fenced):
        await store.withdraw(OWNER, exchange)
    assert await store.answer(OWNER, exchange.answer.id) == before
    assert len(await store.messages(OWNER, exchange.conversation.id)) == 2


@pytest.mark.parametrize("recovery", [False, True])
async def test_of_many_that_begin_the_next_epoch_at_once_one_does(
    store: Store, recovery: bool
) -> None:
    answer = (await store.ask(OWNER, Ask("one", "scripted"))).answer
    if not recovery:
        await settle(store, answer, settlement())
    begun = await asyncio.gather(
        *(store.begin_epoch(answer.id, answer.epoch, recovery=recovery) for _ in range(20)),
        return_exceptions=True,
    )

    [taken] = [each for each in begun if isinstance(each, Answer)]
    assert {type(each) for each in begun if each is not taken} == {Fenced}
    assert await store.answer(OWNER, answer.id) == taken
    assert (taken.epoch, taken.recoveries) == (2, int(recovery))


async def test_an_epoch_is_above_what_readers_have_seen(store: Store) -> None:
    answer = (await store.ask(OWNER, Ask("one", "scripted"))).answer

    assert (await store.begin_epoch(answer.id, 1, recovery=True, beyond=6)).epoch == 7
    assert (await store.begin_epoch(answer.id, 7, recovery=True, beyond=3)).epoch == 8


async def test_orphans_are_those_that_are_asked_for(store: Store) -> None:
    first, _, settled, third = [
        await store.ask(owner, Ask(text, "scripted"))
        for owner, text in ((OWNER, "1"), (OWNER, "2"), (OWNER, "3"), (STRANGER, "4"))
    ]
    await settle(store, settled.answer, settlement())
    await store.delete_conversation(STRANGER, third.conversation.id)
    among = [third.answer.id, "gone", settled.answer.id, first.question.id, first.answer.id]

    found = await store.orphans([*among, *(f"gone {n}" for n in range(1_000))])
    assert [(owner, answer.id) for owner, answer in found] == [
        (OWNER, first.answer.id),
        (STRANGER, third.answer.id),
    ]
    assert found[1][1].stop_requested
    assert await store.orphans([]) == []


async def test_each_version_of_an_answer_has_epochs_of_its_own(store: Store) -> None:
    first = await say(store, "one")
    await store.begin_epoch(first.answer.id, 1, recovery=False)
    again = await store.ask(OWNER, Regenerate(first.question.id, "scripted"))

    assert again.answer.epoch == 1
    assert (await store.begin(OWNER, again.answer.id, 1)).thread == [first.question]
