"""The contract of calls: kept with all they have brought, in no list, and forgotten in time."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from yeoul.errors import NotFound
from yeoul.protocol.content import ToolCall
from yeoul.protocol.conversation import UNTITLED
from yeoul.protocol.turns import Call, Turn
from yeoul.store.base import (
    Ask,
    ConversationChanges,
    Exchange,
    IdempotencyKey,
    Regenerate,
    Store,
)
from yeoul.testing.stores import OWNER, STRANGER, Clock, say, settle, settlement

CALL = Call(
    (
        Turn("user", "강은 어디로?"),
        Turn("assistant", "", (ToolCall(0, "call_1", "look_up", '{"river":"한강"}'),)),
        Turn("tool", "서해", tool_call_id="call_1"),
        Turn("user", "one"),
    ),
    {"stop": ["."], "top_k": 4},
    "d" * 64,
)


async def call(store: Store, made: Call = CALL, owner: str = OWNER) -> Exchange:
    return await store.ask(owner, Ask(made.question, "scripted", system="Be brief.", call=made))


async def test_an_answer_keeps_what_its_call_has_brought(store: Store) -> None:
    exchange = await call(store)

    answer = await store.answer(OWNER, exchange.answer.id)

    assert answer.call == exchange.answer.call == CALL
    assert answer.system == "Be brief."
    assert exchange.conversation.is_call
    [(_, orphan)] = await store.orphans()
    assert orphan.call == CALL


async def test_the_answer_to_a_persons_question_has_no_call(store: Store) -> None:
    exchange = await say(store, "one")

    assert (await store.answer(OWNER, exchange.answer.id)).call is None
    assert not exchange.conversation.is_call


async def test_a_call_is_in_no_list_count_or_search(store: Store) -> None:
    exchange = await call(store)
    await settle(store, exchange.answer, settlement("A river."))

    for query in ("", "one", "river"):
        assert not (await store.conversations(OWNER, query=query)).conversations
    assert await store.count(OWNER) == (0, 0)
    await store.delete_conversation(OWNER, exchange.conversation.id)
    assert not (await store.conversations(OWNER, deleted=True)).conversations
    assert await store.count(OWNER) == (0, 0)


async def test_a_call_is_read_by_its_ids_and_by_its_owner_alone(store: Store) -> None:
    exchange = await call(store)

    assert (await store.conversation(OWNER, exchange.conversation.id)).is_call
    with pytest.raises(NotFound):
        await store.answer(STRANGER, exchange.answer.id)
    with pytest.raises(NotFound):
        await store.conversation(STRANGER, exchange.conversation.id)


async def found(store: Store, since: datetime, owner: str = OWNER) -> list[str]:
    calls = await store.find_calls(owner, CALL.sha256, since=since)
    assert all(each.replayed for each in calls)
    return [each.answer.id for each in calls]


async def test_the_calls_with_a_digest_are_found_the_latest_first(
    store: Store, clock: Clock
) -> None:
    since = clock.now
    first = await call(store)
    second = await call(store)
    await call(store, CALL._replace(sha256="e" * 64))

    assert await found(store, since) == [second.answer.id, first.answer.id]
    assert await found(store, since, STRANGER) == []
    assert await found(store, clock.now) == []
    await store.delete_conversation(OWNER, second.conversation.id)
    assert await found(store, since) == [first.answer.id]


async def test_no_more_calls_are_found_than_a_retry_can_mean(store: Store, clock: Clock) -> None:
    since = clock.now
    made = [await call(store) for _ in range(10)]

    assert await found(store, since) == [each.answer.id for each in made[:1:-1]]


async def test_what_is_found_is_the_call_and_not_what_follows_it(
    store: Store, clock: Clock
) -> None:
    since = clock.now
    first = await call(store)
    await settle(store, first.answer, settlement())
    await store.ask(OWNER, Ask("two", "scripted", conversation_id=first.conversation.id))

    [again] = await store.find_calls(OWNER, CALL.sha256, since=since)

    assert (again.question.id, again.answer.id) == (first.question.id, first.answer.id)
    assert again.answer.call == CALL


async def test_a_key_of_a_forgotten_call_asks_again(store: Store, clock: Clock) -> None:
    """Keys are kept for a day, and calls for minutes."""
    key = IdempotencyKey("k", CALL.sha256)
    wish = Ask(CALL.question, "scripted", call=CALL)
    first = await store.ask(OWNER, wish, key)
    assert (await store.ask(OWNER, wish, key)).replayed
    await settle(store, first.answer, settlement())
    await store.expire_calls(clock.now)
    assert await store.expire_calls(clock.now + timedelta(minutes=10)) == [first.answer.id]

    again = await store.ask(OWNER, wish, key)

    assert not again.replayed
    assert again.answer.id != first.answer.id
    assert (await store.ask(OWNER, wish, key)).answer.id == again.answer.id


async def test_a_call_expires_ten_minutes_after_its_end_was_seen(
    store: Store, clock: Clock
) -> None:
    growing, ended = await call(store), await call(store)
    kept = await say(store, "kept")
    await settle(store, ended.answer, settlement())
    assert await store.expire_calls(clock.now) == []

    seen = clock.now
    assert await store.expire_calls(seen + timedelta(minutes=10) - timedelta(seconds=1)) == []
    assert await store.expire_calls(seen + timedelta(minutes=10)) == [ended.answer.id]

    with pytest.raises(NotFound):
        await store.answer(OWNER, ended.answer.id)
    for other in (growing, kept):
        assert (await store.answer(OWNER, other.answer.id)).id == other.answer.id


async def test_a_call_that_grows_again_does_not_expire(store: Store, clock: Clock) -> None:
    exchange = await call(store)
    await settle(store, exchange.answer, settlement())
    await store.expire_calls(clock.now)
    later = clock.now + timedelta(hours=1)

    begun = await store.begin_epoch(exchange.answer.id, 1, recovery=False)
    assert begun.call == CALL
    assert await store.expire_calls(later) == []

    await settle(store, begun, settlement())
    assert await store.expire_calls(later) == [exchange.answer.id]


async def test_a_question_behind_a_call_is_a_persons(store: Store) -> None:
    """A client that goes on natively asks with the branch, not with what the call has brought."""
    exchange = await call(store)
    await settle(store, exchange.answer, settlement())

    follow_up = await store.ask(
        OWNER, Ask("two", "scripted", conversation_id=exchange.conversation.id)
    )

    assert follow_up.answer.call is None


@pytest.mark.parametrize("again", [False, True])
async def test_a_person_who_goes_on_in_a_call_keeps_it_in_the_list(
    store: Store, clock: Clock, again: bool
) -> None:
    exchange = await call(store)
    place = exchange.conversation.id
    await settle(store, exchange.answer, settlement())
    await store.expire_calls(clock.now)
    wish: Ask | Regenerate = Ask("two", "scripted", conversation_id=place)
    if again:
        wish = Regenerate(exchange.question.id, "scripted")

    # One that is not taken after all leaves the call as it was.
    await store.withdraw(OWNER, await store.ask(OWNER, wish), None)
    assert not (await store.conversations(OWNER)).conversations
    assert await found(store, exchange.conversation.created_at) == [exchange.answer.id]

    asked = await store.ask(OWNER, wish)
    await settle(store, asked.answer, settlement())
    assert await store.expire_calls(clock.now + timedelta(days=365)) == []
    [listed] = (await store.conversations(OWNER)).conversations
    assert (listed.id, listed.leaf_id) == (place, asked.answer.id)


async def test_a_change_lists_no_call(store: Store) -> None:
    exchange = await call(store)

    changes = ConversationChanges(frozenset({"title", "pinned"}), title="Mine", pinned=True)
    await store.update_conversation(OWNER, exchange.conversation.id, changes)

    assert not (await store.conversations(OWNER)).conversations


async def test_a_call_that_is_kept_for_a_month_is_in_no_list_and_goes_then(store: Store) -> None:
    exchange = await call(store, CALL._replace(kept="month", told={"head": {"store": True}}))
    made = exchange.conversation.created_at
    await settle(store, exchange.answer, settlement("A river."))

    assert await store.count(OWNER) == (0, 0)
    assert (await store.answer(OWNER, exchange.answer.id)).call == exchange.answer.call
    assert await store.expire_calls(made + timedelta(days=30) - timedelta(seconds=1)) == []
    assert await store.expire_calls(made + timedelta(days=30)) == [exchange.answer.id]


async def test_a_listed_call_is_listed_searched_found_and_kept(store: Store, clock: Clock) -> None:
    since = clock.now
    exchange = await call(store, CALL._replace(kept="listed"))
    await settle(store, exchange.answer, settlement())

    for query in ("", "one"):
        page = await store.conversations(OWNER, query=query)
        assert [each.id for each in page.conversations] == [exchange.conversation.id]
    assert await found(store, since) == [exchange.answer.id]
    assert await found(store, since, STRANGER) == []
    assert await store.expire_calls(since + timedelta(days=365)) == []


async def test_a_listed_call_lists_the_conversation_that_it_goes_on_in(
    store: Store, clock: Clock
) -> None:
    since = clock.now
    first = await call(store, CALL._replace(kept="month"))
    await settle(store, first.answer, settlement())
    wish = Ask(
        "two",
        "scripted",
        conversation_id=first.conversation.id,
        parent_id=first.answer.id,
        call=CALL._replace(kept="listed", sha256="e" * 64),
    )
    withdrawn = await store.ask(OWNER, wish)
    await store.withdraw(OWNER, withdrawn)
    assert await store.count(OWNER) == (0, 0)

    second = await store.ask(OWNER, wish)

    assert await store.count(OWNER) == (1, 0)
    assert second.answer.system is None  # that of a program is for its answer alone
    assert await found(store, since) == [first.answer.id]
    await settle(store, second.answer, settlement())
    assert await store.expire_calls(since + timedelta(days=365)) == []


async def test_a_conversation_gets_its_title_from_the_first_that_is_said(store: Store) -> None:
    exchange = await call(store, CALL._replace(turns=CALL.turns[2:3], kept="listed"))
    await settle(store, exchange.answer, settlement())
    assert exchange.conversation.title == UNTITLED

    wish = Ask("A river?", "scripted", conversation_id=exchange.conversation.id)
    assert (await store.ask(OWNER, wish)).conversation.title == "A river?"

    [listed] = (await store.conversations(OWNER, query="river")).conversations
    assert listed.title == "A river?"
