"""The contract of idempotency keys: one exchange per key, even for simultaneous requests."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from yeoul.errors import IdempotencyConflict, InvalidRequest, ShuttingDown
from yeoul.store.base import Ask, IdempotencyKey, Regenerate, Store
from yeoul.testing.stores import OWNER, STRANGER, Clock, say, settle, settlement

KEY = IdempotencyKey("key-1", "a" * 64)


async def test_the_same_key_and_body_give_the_same_exchange(store: Store) -> None:
    first = await store.ask(OWNER, Ask("one", "scripted"), KEY)
    await settle(store, first.answer, settlement())
    again = await store.ask(OWNER, Ask("one", "scripted"), KEY)

    assert again.replayed
    assert again.question == first.question
    assert (again.answer.id, again.answer.status) == (first.answer.id, "finished")
    assert len((await store.conversations(OWNER)).conversations) == 1


async def test_a_known_key_asks_for_no_model(store: Store, clock: Clock) -> None:
    first = await store.ask(OWNER, Ask("one", "scripted"), KEY)

    again = await store.ask(OWNER, Ask("one", "scripted"), KEY, choose=refuse)
    assert again.replayed
    assert (again.question, again.answer) == (first.question, first.answer)
    with pytest.raises(ShuttingDown):
        await store.ask(STRANGER, Ask("one", "scripted"), KEY, choose=refuse)
    other = IdempotencyKey(KEY.key, "b" * 64)
    with pytest.raises(IdempotencyConflict):
        await store.ask(OWNER, Ask("one", "scripted"), other, choose=refuse)
    clock.now += timedelta(hours=24)
    with pytest.raises(ShuttingDown):
        await store.ask(OWNER, Ask("one", "scripted"), KEY, choose=refuse)


def refuse(model: str | None, *, pictures: bool) -> str:
    raise ShuttingDown


async def test_a_question_that_gets_no_model_leaves_nothing_and_uses_no_key(store: Store) -> None:
    first = await say(store, "one")
    wishes = (
        Ask("two", "scripted"),
        Ask("two", "scripted", first.conversation.id),
        Regenerate(first.question.id, "scripted"),
    )
    for wish in wishes:
        with pytest.raises(ShuttingDown):
            await store.ask(OWNER, wish, KEY, choose=refuse)

    assert len((await store.conversations(OWNER)).conversations) == 1
    assert len(await store.messages(OWNER, first.conversation.id)) == 2
    conversation = await store.conversation(OWNER, first.conversation.id)
    assert conversation == first.conversation
    assert not (await store.ask(OWNER, Ask("two", "scripted"), KEY)).replayed


async def test_a_key_is_remembered_for_regenerating_too(store: Store) -> None:
    first = await say(store, "one")
    wanted = Regenerate(first.question.id, "scripted")
    made = await store.ask(OWNER, wanted, KEY)
    again = await store.ask(OWNER, wanted, KEY)

    assert (made.replayed, again.replayed) == (False, True)
    assert again.answer.id == made.answer.id
    assert len(await store.messages(OWNER, first.conversation.id)) == 3


async def test_fifty_asks_with_one_key_at_once_are_one_exchange(store: Store) -> None:
    asks = [store.ask(OWNER, Ask("one", "scripted"), KEY) for _ in range(50)]
    exchanges = await asyncio.gather(*asks)

    assert len({exchange.answer.id for exchange in exchanges}) == 1
    assert [exchange.replayed for exchange in exchanges].count(False) == 1
    assert len((await store.conversations(OWNER)).conversations) == 1


async def test_fifty_asks_at_once_all_land_whole(store: Store) -> None:
    exchanges = await asyncio.gather(*(say(store, f"question {n}") for n in range(50)))

    for exchange in exchanges:
        question, answer = await store.messages(OWNER, exchange.conversation.id)
        assert question == exchange.question
        assert (answer.id, answer.text) == (exchange.answer.id, "A river.")


async def test_two_asks_behind_one_answer_at_once_are_versions_of_each_other(store: Store) -> None:
    first = await say(store, "one")
    ask = Ask("two", "scripted", first.conversation.id, parent_id=first.answer.id)
    await asyncio.gather(*(store.ask(OWNER, ask) for _ in range(10)))

    found = await store.messages(OWNER, first.conversation.id)
    assert [m.parent_id for m in found if m.text == "two"] == [first.answer.id] * 10


async def test_another_body_with_a_known_key_is_a_conflict_that_writes_nothing(
    store: Store,
) -> None:
    await store.ask(OWNER, Ask("one", "scripted"), KEY)

    with pytest.raises(IdempotencyConflict):
        await store.ask(OWNER, Ask("two", "scripted"), IdempotencyKey(KEY.key, "b" * 64))
    assert len((await store.conversations(OWNER)).conversations) == 1


async def test_a_rejected_request_uses_no_key(store: Store) -> None:
    first = await say(store, "one")
    ask = Ask("two", "scripted", first.conversation.id, parent_id=first.question.id)
    with pytest.raises(InvalidRequest):
        await store.ask(OWNER, ask, KEY)

    assert not (await store.ask(OWNER, Ask("two", "scripted"), KEY)).replayed


async def test_owners_may_use_the_same_key(store: Store) -> None:
    mine = await store.ask(OWNER, Ask("one", "scripted"), KEY)
    yours = await store.ask(STRANGER, Ask("one", "scripted"), KEY)

    assert not yours.replayed
    assert yours.answer.id != mine.answer.id


async def test_a_key_is_remembered_for_24_hours(store: Store, clock: Clock) -> None:
    first = await store.ask(OWNER, Ask("one", "scripted"), KEY)
    asked_at = clock.now
    clock.step = timedelta(0)
    clock.now = asked_at + timedelta(hours=24) - timedelta(microseconds=1)
    assert (await store.ask(OWNER, Ask("one", "scripted"), KEY)).answer.id == first.answer.id

    clock.now = asked_at + timedelta(hours=24)
    later = await store.ask(OWNER, Ask("one", "scripted"), IdempotencyKey(KEY.key, "b" * 64))
    assert not later.replayed
