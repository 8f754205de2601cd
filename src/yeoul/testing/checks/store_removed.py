"""The contract of what a removed account leaves behind (store/accounts.py), and of pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from yeoul.caller import Allowance
from yeoul.errors import LastAdmin, NotFound, Unauthenticated
from yeoul.protocol.conversation import new_id
from yeoul.store.base import (
    Ask,
    IdempotencyKey,
    ImportedConversation,
    ImportedMessage,
    Store,
)
from yeoul.testing.people import NOW, accounts_of, person
from yeoul.testing.stores import say, settlement

COUNTED = Allowance(questions=100)
IMPORTED = ImportedConversation(
    "c", "late", NOW, NOW, [ImportedMessage("q", None, "user", "late", NOW)]
)
LATER = NOW + timedelta(days=3650)


async def test_what_a_removed_person_had_belongs_to_nobody_and_is_left_to_be_deleted(
    store: Store,
) -> None:
    accounts = accounts_of(store)
    root, ann = person("root", "admin"), person("ann")
    for each in (root, ann):
        await accounts.add(each, None)
    exchange = await store.ask(ann.id, Ask("hers", "m"), IdempotencyKey("key", "a" * 64))
    await store.request_stop(ann.id, new_id())
    assert await accounts.removed() == []

    await accounts.remove(ann.id)

    assert await accounts.removed() == [ann.id]
    assert await accounts.used_days(ann.id) == []
    # Its answer stops, also for a server that starts again.
    assert (await store.request_stop(ann.id, exchange.answer.id)) is not None
    # As long as a conversation is there, the mark stays, however old it is.
    await accounts.forget_removed(ann.id, before=LATER)
    assert await accounts.removed() == [ann.id]
    await store.delete_conversation(ann.id, exchange.conversation.id, forever=True)
    await store.purge(LATER)
    await accounts.forget_removed(ann.id, before=NOW)
    assert await accounts.removed() == [ann.id]
    await accounts.forget_removed(ann.id, before=LATER)
    assert await accounts.removed() == []


async def test_a_question_that_was_on_its_way_is_refused(store: Store) -> None:
    accounts = accounts_of(store)
    root, ann = person("root", "admin"), person("ann")
    for each in (root, ann):
        await accounts.add(each, None)
    await accounts.remove(ann.id)

    with pytest.raises(Unauthenticated):
        await store.ask(ann.id, Ask("late", "m"), allowance=COUNTED)
    with pytest.raises(Unauthenticated):
        await accounts.count_question(ann.id, COUNTED)
    with pytest.raises(Unauthenticated):
        await store.import_conversation(ann.id, IMPORTED)
    assert await store.count(ann.id) == (0, 0)
    # A product's owners have no account, and are let in.
    assert (await store.ask("a product's", Ask("x", "m"), allowance=COUNTED)).answer.id


async def test_tokens_that_are_counted_behind_the_removal_are_forgotten(store: Store) -> None:
    accounts = accounts_of(store)
    root, ann = person("root", "admin"), person("ann")
    for each in (root, ann):
        await accounts.add(each, None)
    exchange = await store.ask(ann.id, Ask("hers", "m"), allowance=COUNTED)
    assert [used.questions for _, used in await accounts.used_days(ann.id)] == [1]
    await accounts.remove(ann.id)
    made = settlement()
    await store.settle(exchange.answer.id, exchange.answer.epoch, replace(made, spent=None))
    await accounts.forget_removed(ann.id, before=NOW)
    assert await accounts.used_days(ann.id) == []


async def test_the_last_account_goes_only_where_that_is_meant(store: Store) -> None:
    accounts = accounts_of(store)
    root = person("root", "admin")
    await accounts.add(root, None)
    with pytest.raises(LastAdmin):
        await accounts.remove(root.id)
    assert await accounts.any()
    assert await accounts.removed() == []

    await accounts.remove(root.id, last=True)

    assert not await accounts.any()
    with pytest.raises(NotFound):
        await accounts.remove(root.id, last=True)


async def test_messages_come_page_by_page_and_to_their_owner_alone(store: Store) -> None:
    first = await say(store, "one")
    place = first.conversation.id
    for text in ("two", "three"):
        await say(store, text, conversation_id=place)
    every = await store.messages("ann", place)
    found, after = [], None
    while page := await store.message_page("ann", place, after=after, limit=4):
        assert len(page) <= 4
        found += page
        after = page[-1].id

    assert found == every
    assert len(found) == 6
    for after in (None, first.answer.id):
        with pytest.raises(NotFound):
            await store.message_page("bob", place, after=after)
    # An id of elsewhere leads nowhere.
    other = await say(store, "other")
    assert await store.message_page("ann", place, after=other.answer.id) == []
