"""The contract of conversations as a whole: listed, changed, deleted, restored, forgotten."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yeoul.errors import InvalidCursor, NotFound
from yeoul.protocol.conversation import Parameters
from yeoul.store.base import Ask, ConversationChanges, IdempotencyKey, Regenerate, Store
from yeoul.testing.stores import OWNER, STRANGER, Clock, say, settle, settlement


async def _titles(store: Store, **options: object) -> list[str]:
    page = await store.conversations(OWNER, **options)  # type: ignore[arg-type]
    return [conversation.title for conversation in page.conversations]


async def test_the_last_asked_conversation_comes_first(store: Store) -> None:
    first, second = await say(store, "one"), await say(store, "two")
    assert await _titles(store) == ["two", "one"]

    await say(store, "more", conversation_id=first.conversation.id)
    assert await _titles(store) == ["one", "two"]

    await store.ask(OWNER, Regenerate(second.question.id, "scripted"))
    assert await _titles(store) == ["two", "one"]


async def test_nothing_is_listed_where_nothing_was_asked(store: Store) -> None:
    page = await store.conversations(OWNER)

    assert (list(page.conversations), page.next_cursor) == ([], None)


@pytest.mark.parametrize(("count", "limit", "pages"), [(4, 2, 2), (5, 2, 3), (3, 50, 1), (2, 1, 2)])
async def test_pages_hold_everything_once_and_the_last_has_no_cursor(
    store: Store, count: int, limit: int, pages: int
) -> None:
    for number in range(count):
        await say(store, f"{number}")

    seen: list[str] = []
    cursor = None
    for turn in range(pages):
        page = await store.conversations(OWNER, limit=limit, cursor=cursor)
        seen += [conversation.title for conversation in page.conversations]
        cursor = page.next_cursor
        assert (cursor is None) == (turn == pages - 1)
    assert seen == [f"{number}" for number in reversed(range(count))]


@settings(
    max_examples=40,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    steps=st.lists(st.sampled_from([0, 1]), min_size=1, max_size=12),
    limit=st.integers(1, 4),
    arrivals=st.lists(st.integers(0, 2), max_size=6),
)
async def test_paging_loses_and_repeats_nothing_while_new_ones_arrive(
    store: Store, clock: Clock, steps: list[int], limit: int, arrivals: list[int]
) -> None:
    owner = uuid4().hex
    ids = set()
    for step in steps:
        clock.step = timedelta(seconds=step)
        ids.add((await say(store, "old", owner=owner)).conversation.id)

    seen: list[str] = []
    cursor, more = None, True
    while more:
        page = await store.conversations(owner, limit=limit, cursor=cursor)
        seen += [conversation.id for conversation in page.conversations]
        cursor, more = page.next_cursor, page.next_cursor is not None
        clock.step = timedelta(seconds=1)
        for _ in range(arrivals.pop() if arrivals else 0):
            await say(store, "new", owner=owner)

    assert len(seen) == len(set(seen))
    assert ids <= set(seen)


_ID = "0123456789abcdef" * 2


@pytest.mark.parametrize(
    "cursor",
    [
        *("", "x", "1-1", "%%%", "여울", "\ud800", "1-", f"-{_ID}", f"-1-{_ID}", f"01-{_ID}"),
        *(f"1-{_ID}0", f"1-{_ID[1:]}", f"1-{_ID.upper()}", f"1-{_ID}\n", f" 1-{_ID}", f"1 -{_ID}"),
        *(f"1_0-{_ID}", f"١-{_ID}", f"１-{_ID}", f"{10**16}-{_ID}", f"1-{_ID}\0"),
    ],
)
async def test_a_cursor_of_another_form_is_refused(store: Store, cursor: str) -> None:
    with pytest.raises(InvalidCursor):
        await store.conversations(OWNER, cursor=cursor)


async def test_a_cursor_may_stand_anywhere_in_time(store: Store) -> None:
    await say(store, "one")

    for cursor, found in ((f"0-{_ID}", 0), (f"{10**16 - 1}-{_ID}", 1)):
        assert len((await store.conversations(OWNER, cursor=cursor)).conversations) == found


async def test_only_what_is_given_changes(store: Store) -> None:
    before = (await say(store, "one")).conversation
    changes = ConversationChanges(
        frozenset({"title", "model", "parameters"}),
        title="Rivers",
        model="other",
        system="not given",
        parameters=Parameters(top_p=0.5),
    )
    after = await store.update_conversation(OWNER, before.id, changes)

    assert (after.title, after.model, after.parameters) == (
        "Rivers",
        "other",
        Parameters(top_p=0.5),
    )
    assert (after.system, after.leaf_id, after.updated_at) == (
        before.system,
        before.leaf_id,
        before.updated_at,
    )
    assert await store.conversation(OWNER, before.id) == after
    unchanged = await store.update_conversation(OWNER, before.id, ConversationChanges(frozenset()))
    assert unchanged == after


async def test_what_was_set_can_be_cleared(store: Store) -> None:
    place = (await store.ask(OWNER, Ask("one", "scripted", system="Rhyme."))).conversation.id
    given = frozenset({"system", "model", "parameters"})
    await store.update_conversation(
        OWNER,
        place,
        ConversationChanges(given, model="m", parameters=Parameters(seed=1)),  # type: ignore[arg-type]
    )
    after = await store.update_conversation(OWNER, place, ConversationChanges(given))  # type: ignore[arg-type]

    assert (after.system, after.model, after.parameters) == (None, None, Parameters())


async def test_the_leaf_moves_to_another_branch_and_asking_goes_on_there(store: Store) -> None:
    first = await say(store, "one")
    place = first.conversation.id
    await say(store, "one, edited", conversation_id=place, parent_id=None)
    changes = ConversationChanges(frozenset({"leaf_id"}), leaf_id=first.answer.id)
    assert (await store.update_conversation(OWNER, place, changes)).leaf_id == first.answer.id

    third = await say(store, "two", conversation_id=place)
    assert third.question.parent_id == first.answer.id


async def test_a_question_as_leaf_stands_for_its_newest_answer(store: Store) -> None:
    first = await say(store, "one")
    place = first.conversation.id
    again = await store.ask(OWNER, Regenerate(first.question.id, "scripted"))
    await settle(store, again.answer, settlement("Again."))
    await say(store, "two", conversation_id=place)
    await say(store, "one, edited", conversation_id=place, parent_id=None)
    changes = ConversationChanges(frozenset({"leaf_id"}), leaf_id=first.question.id)

    assert (await store.update_conversation(OWNER, place, changes)).leaf_id == again.answer.id
    assert (await say(store, "three", conversation_id=place)).question.parent_id == again.answer.id


async def test_without_a_leaf_asking_begins_a_new_root(store: Store) -> None:
    place = (await say(store, "one")).conversation.id
    await store.update_conversation(OWNER, place, ConversationChanges(frozenset({"leaf_id"})))

    assert (await say(store, "two", conversation_id=place)).question.parent_id is None


async def test_a_leaf_must_be_a_message_of_the_conversation(store: Store) -> None:
    here, there = await say(store, "here"), await say(store, "there")

    for leaf_id in (there.answer.id, "nothing"):
        changes = ConversationChanges(
            frozenset({"leaf_id", "title"}), title="changed", leaf_id=leaf_id
        )
        with pytest.raises(NotFound):
            await store.update_conversation(OWNER, here.conversation.id, changes)
    assert await store.conversation(OWNER, here.conversation.id) == here.conversation


async def test_deleting_hides_and_names_the_answers_to_stop(store: Store) -> None:
    kept, gone = await say(store, "kept"), await say(store, "gone")
    growing = await store.ask(OWNER, Regenerate(gone.question.id, "scripted"))

    for _ in range(2):
        unsettled = await store.delete_conversation(OWNER, gone.conversation.id)
        assert unsettled == [growing.answer.id]
    assert await _titles(store) == ["kept"]
    assert await _titles(store, query="gone") == []
    [(_, answer)] = await store.orphans()
    assert answer.stop_requested
    await settle(store, growing.answer, settlement("A", status="stopped"))
    assert await store.delete_conversation(OWNER, gone.conversation.id) == []
    assert await store.delete_conversation(OWNER, kept.conversation.id) == []


async def test_restoring_brings_everything_back(store: Store) -> None:
    exchange = await say(store, "one")
    before = await store.messages(OWNER, exchange.conversation.id)
    await store.delete_conversation(OWNER, exchange.conversation.id)

    for _ in range(2):
        restored = await store.restore_conversation(OWNER, exchange.conversation.id)
        assert restored == exchange.conversation
    assert await store.messages(OWNER, exchange.conversation.id) == before
    assert await _titles(store) == ["one"]


async def test_a_deleted_conversation_is_kept_30_days_from_its_first_deletion(
    store: Store, clock: Clock
) -> None:
    exchange = await say(store, "one")
    again = await store.ask(OWNER, Regenerate(exchange.question.id, "scripted"))
    kept = await say(store, "kept")
    await store.delete_conversation(OWNER, exchange.conversation.id)
    deleted_at = clock.now
    clock.now += timedelta(days=3)
    await store.delete_conversation(OWNER, exchange.conversation.id)

    assert await store.purge(deleted_at + timedelta(days=30, microseconds=-1)) == []
    await store.restore_conversation(OWNER, exchange.conversation.id)
    assert await store.purge(deleted_at + timedelta(days=60)) == []

    await store.delete_conversation(OWNER, exchange.conversation.id)
    gone = await store.purge(clock.now + timedelta(days=30))
    assert sorted(gone) == sorted([exchange.answer.id, again.answer.id])
    for attempt in (store.restore_conversation, store.delete_conversation):
        with pytest.raises(NotFound):
            await attempt(OWNER, exchange.conversation.id)
    assert await store.orphans() == []
    assert len(await store.messages(OWNER, kept.conversation.id)) == 2


async def test_purging_forgets_keys_of_24_hours_and_no_younger_ones(
    store: Store, clock: Clock
) -> None:
    key = IdempotencyKey("key-1", "a" * 64)
    first = await store.ask(OWNER, Ask("one", "scripted"), key)
    asked_at = clock.now

    assert await store.purge(asked_at + timedelta(hours=24, microseconds=-1)) == []
    assert (await store.ask(OWNER, Ask("one", "scripted"), key)).answer.id == first.answer.id
    assert await store.purge(asked_at + timedelta(hours=24)) == []
    assert not (await store.ask(OWNER, Ask("one", "scripted"), key)).replayed


async def test_a_store_that_can_be_read_says_so(store: Store) -> None:
    await store.check()


async def test_conversations_are_counted_with_the_deleted_ones_apart(store: Store) -> None:
    assert await store.count(OWNER) == (0, 0)
    first = await say(store, "one")
    await say(store, "two")
    await say(store, "other", owner=STRANGER)
    assert await store.count(OWNER) == (2, 0)

    await store.delete_conversation(OWNER, first.conversation.id)
    assert await store.count(OWNER) == (1, 1)
