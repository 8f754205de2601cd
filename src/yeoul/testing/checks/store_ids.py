"""The contract of ids that clients make, and of Stops that come before their question."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest

from yeoul.errors import IdTaken, NotFound
from yeoul.protocol.events import Cursor
from yeoul.store.base import Ask, IdempotencyKey, Ids, Regenerate, Store
from yeoul.testing.stores import OWNER, STRANGER, Clock, OpenStore, say

KEY = IdempotencyKey("key-1", "a" * 64)
IDS = Ids(answer="a" * 32, question="b" * 32, conversation="c" * 32)


async def test_what_is_new_has_the_ids_that_the_client_made(store: Store) -> None:
    first = await store.ask(OWNER, Ask("one", "scripted", ids=IDS))
    again = Regenerate(first.question.id, "scripted", ids=Ids("d" * 32))
    second = await store.ask(OWNER, again)
    third = await store.ask(
        OWNER, Ask("two", "scripted", first.conversation.id, None, ids=Ids("e" * 32, "f" * 32))
    )

    assert (first.conversation.id, first.question.id, first.answer.id) == (
        IDS.conversation,
        IDS.question,
        IDS.answer,
    )
    assert (second.question.id, second.answer.id) == (IDS.question, "d" * 32)
    assert (third.question.id, third.answer.id) == ("f" * 32, "e" * 32)
    for exchange in (first, second, third):
        assert await store.answer(OWNER, exchange.answer.id) == exchange.answer


async def test_a_stop_before_its_question_leaves_what_the_answer_was_to_begin_with(
    store: Store,
) -> None:
    first = await say(store, "one")
    await store.request_stop(OWNER, IDS.answer)
    wish = Regenerate(first.question.id, "scripted", ids=Ids(IDS.answer), prefix="The 여")
    stopped = await store.ask(OWNER, wish)

    digest = hashlib.sha256("The 여".encode()).hexdigest()
    assert (stopped.answer.status, stopped.answer.text) == ("stopped", "The 여")
    assert (stopped.answer.cursor, stopped.answer.sha256) == (Cursor(1, 3), digest)
    await store.withdraw(OWNER, stopped)
    with pytest.raises(NotFound):
        await store.answer(OWNER, IDS.answer)


async def test_ids_that_the_client_leaves_out_are_made(store: Store) -> None:
    exchange = await store.ask(OWNER, Ask("one", "scripted", ids=Ids("a" * 32)))

    assert exchange.answer.id == "a" * 32
    assert len({exchange.answer.id, exchange.question.id, exchange.conversation.id}) == 3


@pytest.mark.parametrize("owner", [OWNER, STRANGER])
@pytest.mark.parametrize("deleted", [False, True])
async def test_an_id_is_taken_if_any_owner_has_something_of_it(
    store: Store, owner: str, deleted: bool
) -> None:
    first = await store.ask(OWNER, Ask("one", "scripted", ids=IDS))
    if deleted:
        await store.delete_conversation(OWNER, first.conversation.id)
    place = (await say(store, "elsewhere", owner=owner)).question
    before = await store.count(owner)
    free = Ids("d" * 32, "e" * 32, "f" * 32)
    for ids in (
        replace(free, answer=IDS.answer),
        replace(free, answer=first.question.id),
        replace(free, question=IDS.question),
        replace(free, conversation=IDS.conversation),
    ):
        with pytest.raises(IdTaken):
            await store.ask(owner, Ask("two", "scripted", ids=ids), KEY)
    with pytest.raises(IdTaken):
        await store.ask(owner, Regenerate(place.id, "scripted", ids=Ids(IDS.answer)), KEY)

    assert await store.count(owner) == before
    assert not (await store.ask(owner, Ask("two", "scripted", ids=free), KEY)).replayed


async def test_a_known_key_replays_although_its_ids_are_taken_by_then(store: Store) -> None:
    wish = Ask("one", "scripted", ids=IDS)
    first = await store.ask(OWNER, wish, KEY)
    again = await store.ask(OWNER, wish, KEY)

    assert again == replace(first, replayed=True)
    with pytest.raises(IdTaken):
        await store.ask(OWNER, wish, IdempotencyKey("key-2", "a" * 64))


async def test_requests_that_cross_with_one_key_and_the_same_ids_are_one_exchange(
    store: Store,
) -> None:
    wish = Ask("one", "scripted", ids=IDS)
    exchanges = await asyncio.gather(*(store.ask(OWNER, wish, KEY) for _ in range(20)))

    assert {exchange.answer.id for exchange in exchanges} == {IDS.answer}
    assert [exchange.replayed for exchange in exchanges].count(False) == 1


async def test_ids_of_a_question_that_was_withdrawn_are_free(store: Store) -> None:
    first = await store.ask(OWNER, Ask("one", "scripted", ids=IDS), KEY)
    await store.withdraw(OWNER, first, KEY)

    assert not (await store.ask(OWNER, Ask("one", "scripted", ids=IDS), KEY)).replayed


@pytest.mark.parametrize("again", [False, True])
async def test_a_stop_that_comes_before_its_question_stops_it(
    open_store: OpenStore, again: bool
) -> None:
    async with open_store() as store:
        place = await say(store, "elsewhere")
        for _ in range(2):
            assert await store.request_stop(OWNER, IDS.answer) is None
    ids = Ids(IDS.answer)
    wish = Regenerate(place.question.id, "m", ids=ids) if again else Ask("one", "m", ids=ids)
    async with open_store() as store:
        answer = (await store.ask(OWNER, wish, KEY)).answer

        assert (answer.status, answer.reason, answer.text) == ("stopped", "stopped", "")
        assert (answer.cursor, answer.sha256) == (Cursor(1, 2), hashlib.sha256(b"").hexdigest())
        assert answer.stop_requested
        assert await store.answer(OWNER, answer.id) == answer
        assert await store.orphans() == []
        assert (await store.ask(OWNER, wish, KEY)).answer == answer


async def test_a_stop_waits_for_ten_minutes(store: Store, clock: Clock) -> None:
    clock.step = timedelta(0)
    for answer_id in ("a" * 32, "b" * 32):
        await store.request_stop(OWNER, answer_id)
    clock.now += timedelta(minutes=10) - timedelta(microseconds=1)
    in_time = await store.ask(OWNER, Ask("one", "m", ids=Ids("a" * 32)))
    clock.now += timedelta(microseconds=1)
    late = await store.ask(OWNER, Ask("two", "m", ids=Ids("b" * 32)))

    assert (in_time.answer.status, late.answer.status) == ("stopped", "queued")


async def test_a_stop_waits_for_its_owners_question_alone(store: Store) -> None:
    assert await store.request_stop(STRANGER, IDS.answer) is None
    mine = await store.ask(OWNER, Ask("one", "m", ids=IDS))
    assert mine.answer.status == "queued"
    assert await store.request_stop(STRANGER, IDS.answer) is None

    assert not (await store.answer(OWNER, mine.answer.id)).stop_requested
    with pytest.raises(NotFound):
        await store.answer(STRANGER, mine.answer.id)


async def test_a_stop_of_what_another_owner_has_says_nothing_and_stops_nothing(
    store: Store,
) -> None:
    hidden = (await store.ask(OWNER, Ask("one", "m", ids=IDS))).answer
    await store.delete_conversation(OWNER, hidden.conversation_id)
    growing = await store.ask(OWNER, Ask("two", "m"))

    for message_id in (hidden.id, growing.answer.id, growing.question.id):
        assert await store.request_stop(STRANGER, message_id) is None
    assert not (await store.answer(OWNER, growing.answer.id)).stop_requested


async def test_a_stop_of_what_cannot_be_stopped_is_not_kept(store: Store) -> None:
    await store.request_stop(OWNER, "d" * 32)
    hidden = (await store.ask(OWNER, Ask("one", "m", ids=IDS))).answer
    await store.delete_conversation(OWNER, hidden.conversation_id)
    question = (await store.ask(OWNER, Ask("two", "m"))).question
    waiting = [f"{number:032x}" for number in range(99)]
    for answer_id in waiting:
        await store.request_stop(OWNER, answer_id)

    for message_id in (hidden.id, question.id):
        with pytest.raises(NotFound):
            await store.request_stop(OWNER, message_id)
    for answer_id in ("d" * 32, *waiting):
        answer = (await store.ask(OWNER, Ask("three", "m", ids=Ids(answer_id)))).answer
        assert answer.status == "stopped"


async def test_a_stop_that_races_with_its_question_is_never_lost(store: Store) -> None:
    for number in range(40):
        ids = Ids(f"{number:032x}")
        race = [store.ask(OWNER, Ask("one", "m", ids=ids)), store.request_stop(OWNER, ids.answer)]
        await asyncio.gather(*(race if number % 2 else reversed(race)))

        answer = await store.answer(OWNER, ids.answer)
        assert answer.stop_requested
        assert answer.status in ("queued", "stopped")


async def test_a_stop_outlives_a_question_that_is_withdrawn(store: Store) -> None:
    wish = Ask("one", "m", ids=IDS)
    first = await store.ask(OWNER, wish, KEY)
    await store.request_stop(OWNER, first.answer.id)
    for _ in range(2):
        await store.withdraw(OWNER, first, KEY)

    again = await store.ask(OWNER, wish, KEY)
    assert (again.replayed, again.answer.status) == (False, "stopped")


async def test_of_an_owners_waiting_stops_the_latest_are_kept(store: Store) -> None:
    await store.request_stop(STRANGER, "f" * 32)
    wanted = [f"{number:032x}" for number in range(101)]
    for answer_id in wanted:
        await store.request_stop(OWNER, answer_id)

    statuses = [
        (await store.ask(OWNER, Ask("one", "m", ids=Ids(answer_id)))).answer.status
        for answer_id in wanted
    ]
    assert statuses == ["queued", *["stopped"] * 100]
    theirs = await store.ask(STRANGER, Ask("one", "m", ids=Ids("f" * 32)))
    assert theirs.answer.status == "stopped"


async def test_the_stop_that_was_recorded_last_is_kept_although_the_clock_was_set_back(
    store: Store, clock: Clock
) -> None:
    for number in range(100):
        await store.request_stop(OWNER, f"{number:032x}")
    clock.now -= timedelta(minutes=5)
    await store.request_stop(OWNER, "f" * 32)

    assert (await store.ask(OWNER, Ask("one", "m", ids=Ids("f" * 32)))).answer.status == "stopped"
