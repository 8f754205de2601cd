"""The contract of deleted conversations as a list: those that can be restored, and no others."""

from __future__ import annotations

from datetime import timedelta

import pytest

from yeoul.errors import NotFound
from yeoul.store.base import Store
from yeoul.testing.stores import OWNER, STRANGER, Clock, say


async def _deleted(store: Store, *titles: str, owner: str = OWNER) -> list[str]:
    """Begin conversations and delete them one after the other; returns their ids."""
    ids = [(await say(store, title, owner=owner)).conversation.id for title in titles]
    for conversation_id in ids:
        await store.delete_conversation(owner, conversation_id)
    return ids


async def _titles(store: Store, query: str = "", owner: str = OWNER) -> list[str]:
    page = await store.conversations(owner, query=query, deleted=True)
    return [conversation.title for conversation in page.conversations]


async def test_the_last_deleted_conversation_comes_first(store: Store) -> None:
    first, second = await say(store, "one"), await say(store, "two")
    await say(store, "kept")
    for exchange in (second, first):
        await store.delete_conversation(OWNER, exchange.conversation.id)

    assert await _titles(store) == ["one", "two"]
    living = await store.conversations(OWNER)
    assert [each.title for each in living.conversations] == ["kept"]


async def test_a_deleted_conversation_tells_since_when_and_a_living_one_does_not(
    store: Store, clock: Clock
) -> None:
    exchange = await say(store, "one")
    assert exchange.conversation.deleted_at is None

    await store.delete_conversation(OWNER, exchange.conversation.id)
    deleted_at = clock.now
    await store.delete_conversation(OWNER, exchange.conversation.id)

    [listed] = (await store.conversations(OWNER, deleted=True)).conversations
    assert listed.deleted_at == deleted_at
    assert (await store.restore_conversation(OWNER, listed.id)).deleted_at is None


async def test_what_is_restored_is_listed_with_the_living_ones_alone(store: Store) -> None:
    [back, _] = await _deleted(store, "back", "gone")

    await store.restore_conversation(OWNER, back)

    assert await _titles(store) == ["gone"]
    [living] = (await store.conversations(OWNER)).conversations
    assert living.id == back


async def test_what_cannot_be_restored_any_more_is_not_listed(store: Store, clock: Clock) -> None:
    [place] = await _deleted(store, "one")
    deleted_at, clock.step = clock.now, timedelta()

    clock.now = deleted_at + timedelta(days=30, microseconds=-1)
    assert await _titles(store) == ["one"]
    clock.now = deleted_at + timedelta(days=30)
    assert await _titles(store) == []
    with pytest.raises(NotFound):
        await store.restore_conversation(OWNER, place)


async def test_the_deleted_ones_of_others_are_not_listed(store: Store) -> None:
    await _deleted(store, "mine")
    await _deleted(store, "yours", owner=STRANGER)

    assert await _titles(store) == ["mine"]
    assert await _titles(store, owner=STRANGER) == ["yours"]


async def test_deleted_conversations_are_searched_as_living_ones_are(store: Store) -> None:
    await say(store, "a ford that is kept")
    await _deleted(store, "What is a ford?", "여울이 뭐야?")

    assert await _titles(store, query="FORD") == ["What is a ford?"]
    assert await _titles(store, query="울 river") == ["여울이 뭐야?"]
    assert await _titles(store, query="sea") == []


@pytest.mark.parametrize("step_s", [0, 1])
async def test_pages_of_deleted_ones_hold_each_once_while_some_are_restored_and_deleted(
    store: Store, clock: Clock, step_s: int
) -> None:
    clock.step = timedelta(seconds=step_s)
    ids = await _deleted(store, *(f"{number}" for number in range(5)))
    first = await store.conversations(OWNER, deleted=True, limit=2)
    seen = [conversation.id for conversation in first.conversations]
    clock.step = timedelta(seconds=1)
    await store.restore_conversation(OWNER, seen[0])
    await _deleted(store, "later")

    cursor = first.next_cursor
    while cursor is not None:
        page = await store.conversations(OWNER, deleted=True, limit=2, cursor=cursor)
        seen += [conversation.id for conversation in page.conversations]
        cursor = page.next_cursor

    assert sorted(seen) == sorted(ids)
    assert step_s == 0 or seen == list(reversed(ids))


async def test_what_is_deleted_for_ever_cannot_be_restored_and_is_purged_at_once(
    store: Store, clock: Clock
) -> None:
    exchange = await say(store, "one")
    place, kept = exchange.conversation.id, await say(store, "two")

    assert await store.delete_conversation(OWNER, place, forever=True) == [exchange.answer.id]

    assert await _titles(store) == []
    # Not that it can be restored, as of other deleted ones.
    with pytest.raises(NotFound):
        await store.conversation(OWNER, place)
    with pytest.raises(NotFound):
        await store.restore_conversation(OWNER, place)
    assert await store.purge(clock()) == [exchange.answer.id]
    assert (await store.conversation(OWNER, kept.conversation.id)).title == "two"


async def test_a_deleted_conversation_is_forgotten_only_for_ever_and_by_its_owner(
    store: Store,
) -> None:
    [place] = await _deleted(store, "one")
    with pytest.raises(NotFound):
        await store.forget_conversation(OWNER, place)

    await store.delete_conversation(OWNER, place, forever=True)
    with pytest.raises(NotFound):
        await store.forget_conversation(STRANGER, place)
    await store.forget_conversation(OWNER, place)

    for attempt in (store.forget_conversation, store.delete_conversation):
        with pytest.raises(NotFound):
            await attempt(OWNER, place)
