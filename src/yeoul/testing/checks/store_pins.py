"""The contract of pinned conversations: listed before all others, on pages that go on from them."""

from __future__ import annotations

import pytest

from yeoul.store.base import ConversationChanges, Store
from yeoul.testing.stores import OWNER, say


async def _pin(store: Store, conversation_id: str, *, pinned: bool = True) -> None:
    changes = ConversationChanges(frozenset({"pinned"}), pinned=pinned)
    assert (await store.update_conversation(OWNER, conversation_id, changes)).pinned == pinned


async def test_pinned_ones_come_first_whatever_is_asked_elsewhere(store: Store) -> None:
    ids = {title: (await say(store, title)).conversation.id for title in ("a", "b", "c", "d")}
    for title in ("a", "c"):
        await _pin(store, ids[title])
    await say(store, "more", conversation_id=ids["b"])

    async def listed() -> list[str]:
        return [each.title for each in (await store.conversations(OWNER)).conversations]

    assert await listed() == ["c", "a", "b", "d"]
    await _pin(store, ids["c"], pinned=False)
    assert await listed() == ["a", "b", "d", "c"]


@pytest.mark.parametrize("limit", [1, 2, 3])
async def test_pages_go_from_the_pinned_ones_on_to_the_others(store: Store, limit: int) -> None:
    ids = [(await say(store, str(number))).conversation.id for number in range(6)]
    for number in (0, 3, 4):
        await _pin(store, ids[number])

    titles: list[str] = []
    cursor: str | None = None
    for _ in range(6):
        page = await store.conversations(OWNER, limit=limit, cursor=cursor)
        titles += [each.title for each in page.conversations]
        if (cursor := page.next_cursor) is None:
            break
    assert titles == ["4", "3", "0", "5", "2", "1"]


async def test_a_pin_outlives_deletion(store: Store) -> None:
    exchange = await say(store, "one")
    await _pin(store, exchange.conversation.id)
    await store.delete_conversation(OWNER, exchange.conversation.id)
    assert (await store.restore_conversation(OWNER, exchange.conversation.id)).pinned
