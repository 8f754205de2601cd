"""The contract of a search that takes too long: it ends, and nobody waits for it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from tests.contracts.slow_search import QUERY, TITLE, fill
from yeoul.errors import SearchTimeout
from yeoul.store.base import ConversationPage, Store
from yeoul.store.search import SEARCH_LIMIT_S
from yeoul.tasks import Tasks
from yeoul.testing.stores import OWNER, say

pytestmark = pytest.mark.anyio

#: Four searches in line, each with a time of its own, would take longer: also on a busy machine.
IN_TIME_S = 3 * SEARCH_LIMIT_S


@pytest.fixture
async def tasks() -> AsyncIterator[Tasks]:
    tasks = Tasks()
    yield tasks
    await tasks.cancel()


async def _begun(store: Store, tasks: Tasks, many: int) -> list[asyncio.Task[ConversationPage]]:
    """Begin slow searches, of which the first is surely under way."""
    searches = [
        tasks.start(store.conversations(OWNER, query=QUERY), name="search", awaited=True)
        for _ in range(many)
    ]
    # The lane takes one after the other: what stands before this one has begun.
    await store.conversations(OWNER)
    return searches


async def test_a_search_ends_in_time_and_the_next_one_is_not_hit(store: Store) -> None:
    await fill(store)
    await say(store, "short", answer="river")

    begin_s = time.monotonic()
    with pytest.raises(SearchTimeout) as refused:
        await store.conversations(OWNER, query=QUERY)
    took_s = time.monotonic() - begin_s

    assert SEARCH_LIMIT_S <= took_s < IN_TIME_S
    assert refused.value.retryable
    for _ in range(5):
        page = await store.conversations(OWNER, query="river")
        assert [found.title for found in page.conversations] == ["short"]


async def test_the_time_in_line_behind_other_searches_counts(store: Store, tasks: Tasks) -> None:
    await fill(store)
    begin_s = time.monotonic()
    searches = await _begun(store, tasks, 4)
    results = await asyncio.gather(*searches, return_exceptions=True)

    assert [type(result) for result in results] == [SearchTimeout] * 4
    assert time.monotonic() - begin_s < IN_TIME_S


async def test_lists_and_reads_do_not_wait_for_searches(
    store: Store, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yeoul.store.sql.SEARCH_LIMIT_S", 60.0)  # none ends before the reads have
    await fill(store)
    place = (await say(store, "short")).conversation.id
    searches = await _begun(store, tasks, 8)

    for deleted in (False, True):
        await store.conversations(OWNER, deleted=deleted)
    assert len(await store.messages(OWNER, place)) == 2
    await say(store, "next", conversation_id=place)
    assert [search.done() for search in searches] == [False] * 8


async def test_searches_whose_callers_have_left_do_not_hold_up_the_next(
    store: Store, tasks: Tasks
) -> None:
    await fill(store)
    await say(store, "short", answer="river")
    searches = await _begun(store, tasks, 8)
    for search in searches:
        search.cancel()

    # Behind eight that go on it would not be its turn in time.
    page = await store.conversations(OWNER, query="river")
    assert [found.title for found in page.conversations] == ["short"]
    assert all(search.cancelled() for search in searches)


async def test_deleted_conversations_are_searched_within_the_same_time(store: Store) -> None:
    await fill(store)
    [found] = (await store.conversations(OWNER)).conversations
    assert found.title == TITLE
    await store.delete_conversation(OWNER, found.id)

    with pytest.raises(SearchTimeout):
        await store.conversations(OWNER, query=QUERY, deleted=True)
