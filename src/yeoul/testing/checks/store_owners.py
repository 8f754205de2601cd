"""The contract of owners: things of another owner seem not to exist, deleted or not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from yeoul.errors import ConversationDeleted, NotFound
from yeoul.protocol.content import QuestionContent
from yeoul.protocol.conversation import Answer, Question
from yeoul.store.base import Ask, ConversationChanges, Regenerate, Store
from yeoul.testing.stores import OWNER, STRANGER, say

Attempt = Callable[[Store, str, Question, Answer], Awaitable[object]]
ATTEMPTS: dict[str, Attempt] = {
    "ask": lambda s, o, q, a: s.ask(o, Ask("x", "m", q.conversation_id)),
    "regenerate": lambda s, o, q, a: s.ask(o, Regenerate(q.id, "m")),
    "look": lambda s, o, q, a: s.look(o, Ask("x", "m", q.conversation_id)),
    "look again": lambda s, o, q, a: s.look(o, Regenerate(q.id, "m")),
    "answer": lambda s, o, q, a: s.answer(o, a.id),
    "begin": lambda s, o, q, a: s.begin(o, a.id, a.epoch),
    "conversation": lambda s, o, q, a: s.conversation(o, q.conversation_id),
    "messages": lambda s, o, q, a: s.messages(o, q.conversation_id),
    "update": lambda s, o, q, a: s.update_conversation(
        o, q.conversation_id, ConversationChanges(frozenset({"title"}), title="Mine")
    ),
    "delete": lambda s, o, q, a: s.delete_conversation(o, q.conversation_id),
    "restore": lambda s, o, q, a: s.restore_conversation(o, q.conversation_id),
}


#: Attempts that name the conversation itself.
BY_ITS_ID = ("ask", "look", "conversation", "messages", "update")


@pytest.mark.parametrize("deleted", [False, True])
@pytest.mark.parametrize("attempt", ATTEMPTS)
async def test_anothers_things_are_as_if_they_did_not_exist(
    store: Store, attempt: str, deleted: bool
) -> None:
    exchange = await say(store, "mine")
    before = await store.messages(OWNER, exchange.conversation.id)
    if deleted:
        await store.delete_conversation(OWNER, exchange.conversation.id)
    strange = Question("no", "no", None, QuestionContent(), exchange.question.created_at)
    nothing = Answer("no", "no", "no", "m", exchange.question.created_at)

    with pytest.raises(NotFound) as denied:
        await ATTEMPTS[attempt](store, STRANGER, exchange.question, exchange.answer)
    with pytest.raises(NotFound) as missing:
        await ATTEMPTS[attempt](store, OWNER, strange, nothing)

    assert denied.value.info == missing.value.info
    await store.restore_conversation(OWNER, exchange.conversation.id)
    assert await store.messages(OWNER, exchange.conversation.id) == before
    assert (await store.conversation(OWNER, exchange.conversation.id)).title == "mine"


@pytest.mark.parametrize(
    "attempt", [name for name in ATTEMPTS if name not in ("delete", "restore")]
)
async def test_of_a_deleted_conversation_its_owner_learns_that_it_is_deleted_and_no_more(
    store: Store, attempt: str
) -> None:
    exchange = await say(store, "mine")
    await store.delete_conversation(OWNER, exchange.conversation.id)

    with pytest.raises(ConversationDeleted if attempt in BY_ITS_ID else NotFound):
        await ATTEMPTS[attempt](store, OWNER, exchange.question, exchange.answer)


async def test_a_questions_id_is_not_the_id_of_an_answer(store: Store) -> None:
    exchange = await say(store, "mine")

    with pytest.raises(NotFound):
        await store.answer(OWNER, exchange.question.id)
    with pytest.raises(NotFound):
        await store.request_stop(OWNER, exchange.question.id)
    with pytest.raises(NotFound):
        await store.begin_epoch(exchange.question.id, 1, recovery=False)
