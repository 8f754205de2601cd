"""Writes of different people do not wait for each other, in one process or in several."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import asyncpg
import pytest

from yeoul.caller import Allowance
from yeoul.errors import StorageFailed
from yeoul.protocol.assistants import AssistantFields
from yeoul.store.base import Ask, ConversationChanges, ImportedConversation, Regenerate, Spent
from yeoul.store.postgres.address import Address
from yeoul.store.postgres.database import CONNECTIONS, PostgresDatabase
from yeoul.store.postgres.turns import Turns, take_turn
from yeoul.store.shares import ShareWish
from yeoul.store.sql import SqlStore
from yeoul.testing.people import DIGEST, NOW, password_of, person, session_of
from yeoul.testing.stores import say, settle, settlement

pytestmark = pytest.mark.anyio

ANN, BOB = person("ann"), person("bob")
SOME = Allowance(unfinished=9, questions=9)


@asynccontextmanager
async def writing(address: Address, of: list[str]) -> AsyncIterator[None]:
    """Be another server in the middle of a write."""
    connection = await asyncpg.connect(address.dsn)
    try:
        async with connection.transaction():
            await connection.execute(take_turn(of))
            yield
    finally:
        await connection.close()


async def test_what_must_run_alone_waits_for_a_write_of_somebody_else(
    address: Address, store: SqlStore
) -> None:
    async with writing(address, [ANN.id]):
        for alone in (store.accounts.add(BOB, None), store.ask(ANN.id, Ask("?", "m"))):
            with pytest.raises(StorageFailed, match="busy"):
                await alone


async def test_an_answer_lives_beside_a_write_of_somebody_else(
    address: Address, store: SqlStore
) -> None:
    me = BOB.id
    store.ends.begin()
    async with writing(address, [ANN.id]):
        asked = await store.ask(me, Ask("?", "m"), allowance=SOME)
        answer_id = asked.answer.id
        await store.begin(me, answer_id, 1)
        await store.note_upstream(answer_id, 1, "up")
        taken = await store.begin_epoch(answer_id, 1, recovery=True)
        await store.request_stop(me, answer_id)
        await settle(store, taken, replace(settlement(), spent=Spent(me, 1, 2)))
        again = await store.begin_epoch(answer_id, 2, recovery=False, allowance=SOME)
        await settle(store, again, settlement())
        other = await store.ask(me, Regenerate(asked.question.id, "m"), allowance=SOME)
        await store.withdraw(me, other)
        await store.request_stop(me, "f" * 32)
        for untold in await store.ends.due(NOW + timedelta(days=999), 9):
            await store.ends.tell_later(untold.ended, NOW)
            await store.ends.forget(untold.ended)


async def test_conversations_change_beside_a_write_of_somebody_else(
    address: Address, store: SqlStore
) -> None:
    me, title = BOB.id, ConversationChanges(frozenset({"title"}), title="new")
    await store.accounts.add(BOB, None)
    async with writing(address, [ANN.id]):
        place = (await say(store, "one", owner=me)).conversation.id
        await store.update_conversation(me, place, title)
        share = await store.shares.add(me, DIGEST, ShareWish(place, timedelta(days=1)))
        await store.shares.revoke(me, share.id)
        await store.assistants.add(me, "a1", AssistantFields("x"))
        await store.assistants.change(me, "a1", {"name": "y"})
        await store.assistants.remove(me, "a1")
        await store.assistants.forget(me, "a1")
        await store.delete_conversation(me, place)
        await store.restore_conversation(me, place)
        await store.import_conversation(me, ImportedConversation("c1", "old", NOW, NOW, []))
        await store.delete_conversation(me, place, forever=True)
        await store.forget_conversation(me, place)
        await store.expire_calls(NOW)
        await store.purge(NOW)


async def test_people_come_in_beside_a_write_of_somebody_else(
    address: Address, store: SqlStore
) -> None:
    accounts, session, password = store.accounts, session_of(BOB), password_of(BOB)
    await accounts.add(BOB, password)
    async with writing(address, [ANN.id]):
        await accounts.add_session(DIGEST, session)
        await accounts.see_session(session.id, NOW)
        await accounts.renew_session(session.id, "e" * 64)
        await accounts.end_session(BOB.id, session.id)
        await accounts.change_credential(password, {"digest": "new"})
        await accounts.use_token("a token", NOW)
        await accounts.count_question(BOB.id, SOME)
        await accounts.take_back_question(BOB.id, NOW)
        await accounts.count_tokens(Spent(BOB.id, 1, 2))
        await accounts.forget_sessions(expired=NOW, unseen=NOW)
        await accounts.forget_tokens(expired=NOW)
        await accounts.forget_links(NOW)
        await accounts.forget_usage(NOW)
        await accounts.forget_notes(before=NOW, most=10)


async def test_a_person_who_asks_many_times_holds_up_nobody_of_the_same_server(
    address: Address, database: PostgresDatabase, store: SqlStore
) -> None:
    async with asyncio.TaskGroup() as tasks, writing(address, [ANN.id]):
        many = [tasks.create_task(store.ask(ANN.id, Ask("?", "m"))) for _ in range(3 * CONNECTIONS)]
        await say(store, "one", owner=BOB.id)
        await asyncio.gather(*(store.count(BOB.id) for _ in range(CONNECTIONS)))
        assert not any(each.done() for each in many)
    assert await store.count(ANN.id) == (3 * CONNECTIONS, 0)
    assert not database._turns._locks


async def test_the_turns_of_a_server_are_in_order_and_leave_nothing() -> None:
    turns, seen = Turns(), list[int]()

    async def take(number: int, names: list[str]) -> None:
        async with turns.of(names):
            seen.append(number)
            await asyncio.sleep(0)
            seen.append(number)

    async with asyncio.TaskGroup() as tasks:
        one = tasks.create_task(take(1, ["a", "b"]))
        tasks.create_task(take(2, ["b", "a", "a"]))
        left = tasks.create_task(take(3, ["a"]))
        tasks.create_task(take(4, ["a"]))
        await asyncio.sleep(0)
        left.cancel()
    assert one.done()
    assert seen == [1, 1, 2, 2, 4, 4]
    assert not turns._locks
