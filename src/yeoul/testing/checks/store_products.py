"""The contract of what products decide and are told: terms of answers, and ends that are untold.

A store that notes no ends passes over the checks of these.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from yeoul.errors import (
    ConversationDeleted,
    IdempotencyConflict,
    InvalidRequest,
    NotFound,
    UnknownModel,
)
from yeoul.protocol.conversation import Parameters, Terms, new_id
from yeoul.protocol.events import Usage
from yeoul.store.base import (
    Ask,
    ConversationChanges,
    Exchange,
    Ground,
    IdempotencyKey,
    Ids,
    Regenerate,
    Spent,
    Store,
)
from yeoul.store.ends import Ended, EndStore
from yeoul.testing.stores import OWNER, STRANGER, Clock, OpenStore, say, settlement

KEY = IdempotencyKey("key-1", "a" * 64)
TERMS = Terms("Be brief.", (("user", "The price is three."), ("assistant", "Noted.")), 2)


# -- terms ---------------------------------------------------------------------------------------


async def test_terms_are_kept_with_their_answer(store: Store, open_store: OpenStore) -> None:
    wish = Ask("?", "m", system="Mine.", terms=TERMS, metadata={"plan": "gold"})
    exchange = await store.ask(OWNER, wish, KEY)
    async with open_store() as again:
        [(_, orphan)] = await again.orphans([exchange.answer.id])
        replayed = await again.ask(OWNER, wish, KEY)

    for answer in (exchange.answer, orphan, replayed.answer):
        assert (answer.terms, answer.metadata) == (TERMS, {"plan": "gold"})
        assert (answer.system, answer.instructions) == ("Mine.", "Be brief.")
        assert answer.has_secrets
    assert exchange.conversation.system == "Mine."


async def test_with_terms_nothing_of_the_conversation_takes_the_place_of_what_is_missing(
    store: Store,
) -> None:
    first = await say(store, "one")
    place = first.conversation.id
    changes = ConversationChanges(
        frozenset({"model", "parameters"}),
        model="theirs",
        parameters=Parameters(temperature=2, top_p=0.5),
    )
    await store.update_conversation(OWNER, place, changes)
    parameters = Parameters(max_tokens=9)

    plain = await store.ask(OWNER, Regenerate(first.question.id, parameters=parameters))
    fixed = await store.ask(
        OWNER, Regenerate(first.question.id, "ours", parameters=parameters, terms=Terms())
    )
    with pytest.raises(UnknownModel):
        await store.ask(OWNER, Ask("x", None, place, terms=Terms()))

    assert plain.answer.model == "theirs"
    assert plain.answer.parameters == Parameters(temperature=2, top_p=0.5, max_tokens=9)
    assert (fixed.answer.model, fixed.answer.parameters) == ("ours", parameters)
    assert (plain.answer.terms, fixed.answer.terms) == (None, Terms())


async def test_an_answer_on_terms_that_change_nothing_has_no_secrets(store: Store) -> None:
    wish = Ask("?", "m", system="Be brief.", terms=Terms("Be brief."))
    assert not (await store.ask(OWNER, wish)).answer.has_secrets
    assert not (await store.ask(OWNER, Ask("?", "m"))).answer.has_secrets


# -- a look before -------------------------------------------------------------------------------


async def test_a_look_finds_what_a_wish_meets_and_writes_nothing(store: Store) -> None:
    first = await say(store, "one")
    conversation = await store.conversation(OWNER, first.conversation.id)

    assert await store.look(OWNER, Ask("two", "m"), KEY) == Ground()
    behind = await store.look(OWNER, Ask("two", "m", conversation.id), KEY)
    assert behind == Ground(conversation)
    again = await store.look(OWNER, Regenerate(first.question.id), KEY)
    assert again == Ground(conversation, first.question)
    assert len(await store.messages(OWNER, conversation.id)) == 2
    assert not (await store.ask(OWNER, Ask("two", "m"), KEY)).replayed


async def test_a_look_finds_the_exchange_of_a_known_key(store: Store, clock: Clock) -> None:
    wish = Ask("one", "m")
    first = await store.ask(OWNER, wish, KEY)
    found = await store.look(OWNER, wish, KEY)

    assert isinstance(found, Exchange)
    assert (found.replayed, found.answer) == (True, first.answer)
    assert await store.look(STRANGER, wish, KEY) == Ground()
    with pytest.raises(IdempotencyConflict):
        await store.look(OWNER, wish, IdempotencyKey(KEY.key, "b" * 64))
    clock.now += timedelta(hours=24)
    assert await store.look(OWNER, wish, KEY) == Ground()


async def test_a_look_refuses_what_asking_would(store: Store) -> None:
    first = await say(store, "one")
    ask, again = Ask("x", "m", first.conversation.id), Regenerate(first.question.id)
    for wish in (ask, again, Ask("x", "m", "no"), Regenerate("no")):
        with pytest.raises(NotFound):
            await store.look(STRANGER, wish)
    with pytest.raises(InvalidRequest):
        await store.look(OWNER, Regenerate(first.answer.id))
    await store.delete_conversation(OWNER, first.conversation.id)
    with pytest.raises(ConversationDeleted):
        await store.look(OWNER, ask)
    with pytest.raises(NotFound):
        await store.look(OWNER, again)


# -- ends ----------------------------------------------------------------------------------------


def ends_of(store: Store) -> EndStore:
    """Return the ends of a store, which notes them from now on."""
    if store.ends is None:
        pytest.skip("This store notes no ends.")
    store.ends.begin()
    return store.ends


async def due(ends: EndStore, clock: Clock) -> list[Ended]:
    return [untold.ended for untold in await ends.due(clock(), 100)]


async def test_an_end_is_noted_until_it_is_told(
    store: Store, clock: Clock, open_store: OpenStore
) -> None:
    ends = ends_of(store)
    wish = Ask("?", "m", metadata={"plan": "gold"})
    exchange = await store.ask(OWNER, wish)
    answer = exchange.answer
    assert await due(ends, clock) == []
    spent = Spent(OWNER, 3, 4, estimated=True)
    await store.settle(answer.id, 1, replace(settlement(), spent=spent))

    async with open_store() as again:
        [ended] = await due(ends_of(again), clock)
    assert (ended.owner, ended.model, ended.metadata) == (OWNER, "m", {"plan": "gold"})
    assert ended.conversation_id == exchange.conversation.id
    assert (ended.question_id, ended.answer_id) == (exchange.question.id, answer.id)
    assert (ended.epoch, ended.status, ended.reason) == (1, "finished", "stop")
    assert (ended.prompt_tokens, ended.completion_tokens, ended.estimated) == (3, 4, True)
    assert ended.asked_at == answer.created_at < ended.ended_at
    for _ in range(2):
        await ends.forget(ended)
    assert await due(ends, clock) == []


async def test_each_epoch_has_an_end_of_its_own_and_a_settlement_that_is_repeated_has_none(
    store: Store, clock: Clock
) -> None:
    ends = ends_of(store)
    answer = (await store.ask(OWNER, Ask("?", "m"))).answer
    for text in ("one", "one", "one, corrected"):
        await store.settle(answer.id, 1, settlement(text))
    begun = await store.begin_epoch(answer.id, 1, recovery=False)
    await store.settle(answer.id, begun.epoch, settlement("two", status="stopped"))

    found = {(ended.epoch, ended.status) for ended in await due(ends, clock)}
    assert found == {(1, "finished"), (begun.epoch, "stopped")}
    assert len(await due(ends, clock)) == 2


async def test_an_end_whose_tokens_were_lost_has_what_readers_were_told(
    store: Store, clock: Clock
) -> None:
    ends = ends_of(store)
    answer = (await store.ask(OWNER, Ask("?", "m"))).answer
    await store.settle(answer.id, 1, settlement())
    [ended] = await due(ends, clock)

    told = settlement().end.usage
    assert told == Usage(ended.prompt_tokens, ended.completion_tokens)
    assert not ended.estimated


async def test_an_answer_that_was_stopped_before_it_came_has_an_end(
    store: Store, clock: Clock
) -> None:
    ends = ends_of(store)
    early = new_id()
    await store.request_stop(OWNER, early)
    await store.ask(OWNER, Ask("?", "m", ids=Ids(early)))
    [ended] = await due(ends, clock)

    assert (ended.answer_id, ended.status) == (early, "stopped")
    assert (ended.prompt_tokens, ended.completion_tokens, ended.estimated) == (0, 0, True)


async def test_an_end_is_told_later_and_outlives_its_answer(store: Store, clock: Clock) -> None:
    ends = ends_of(store)
    exchange = await say(store, "one")
    [untold] = await ends.due(clock(), 100)
    assert untold.tries == 0
    await store.delete_conversation(OWNER, exchange.conversation.id, forever=True)
    await store.forget_conversation(OWNER, exchange.conversation.id)
    await ends.tell_later(untold.ended, clock.now + timedelta(minutes=1))

    assert await ends.due(clock(), 100) == []
    clock.now += timedelta(minutes=1)
    assert await ends.due(clock(), 100) == [(untold.ended, 1)]


async def test_without_a_listener_no_end_is_noted(store: Store, clock: Clock) -> None:
    if store.ends is None:
        pytest.skip("This store notes no ends.")
    await say(store, "one")

    assert await store.ends.due(clock(), 100) == []


async def test_the_oldest_ends_are_told_first_and_no_more_than_are_asked_for(
    store: Store, clock: Clock
) -> None:
    ends = ends_of(store)
    answers = [(await say(store, str(number))).answer.id for number in range(3)]

    assert [each.ended.answer_id for each in await ends.due(clock(), 2)] == answers[:2]
