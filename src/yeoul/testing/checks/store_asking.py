"""The contract of asking: exchanges, and the trees of messages that they make."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest

from yeoul.errors import AnswerInProgress, InvalidRequest, NotFound
from yeoul.protocol.conversation import Answer, Message, Parameters, Question
from yeoul.store.base import (
    Ask,
    ConversationChanges,
    Exchange,
    IdempotencyKey,
    Regenerate,
    Store,
)
from yeoul.testing.stores import OWNER, Clock, say, settle, settlement

KEY = IdempotencyKey("key-1", "a" * 64)


async def test_asking_begins_a_conversation_with_a_question_and_a_queued_answer(
    store: Store, clock: Clock
) -> None:
    exchange = await store.ask(OWNER, Ask("What is\na yeoul?", "scripted", system="Be brief."))

    conversation, question, answer = exchange.conversation, exchange.question, exchange.answer
    assert conversation.title == "What is a yeoul?"
    assert conversation.system == "Be brief."
    assert conversation.leaf_id == answer.id
    assert conversation.created_at == conversation.updated_at == clock.now
    assert conversation.created_at.tzinfo is UTC
    assert (question.text, question.parent_id) == ("What is\na yeoul?", None)
    assert (answer.status, answer.text, answer.parent_id) == ("queued", "", question.id)
    assert (answer.model, answer.system) == ("scripted", "Be brief.")
    assert not exchange.replayed


async def test_what_asking_returns_is_what_is_remembered(store: Store) -> None:
    parameters = Parameters(0.5, 0.9, 100, 7)
    exchange = await store.ask(OWNER, Ask("Hello", "scripted", parameters=parameters))

    assert await store.conversation(OWNER, exchange.conversation.id) == exchange.conversation
    assert await store.answer(OWNER, exchange.answer.id) == exchange.answer
    assert await store.messages(OWNER, exchange.conversation.id) == [
        exchange.question,
        exchange.answer,
    ]
    assert exchange.answer.parameters == parameters


@pytest.mark.parametrize(
    "text", ["여울 \U0001f30a", "nul \0 inside", "  spaces\r\n\ttabs  ", "%_'\"\\/", "e\u0301 ﬁ İ"]
)
async def test_a_text_is_remembered_to_the_last_character(store: Store, text: str) -> None:
    exchange = await say(store, text, answer=text)

    question, answer = await store.messages(OWNER, exchange.conversation.id)
    assert (question.text, answer.text) == (text, text)


async def test_half_a_surrogate_pair_is_an_invalid_request_that_leaves_no_trace(
    store: Store,
) -> None:
    with pytest.raises(InvalidRequest, match="Unicode"):
        await store.ask(OWNER, Ask("broken \ud83d", "scripted"))

    assert not (await store.conversations(OWNER)).conversations


async def test_a_question_follows_the_leaf_unless_told_otherwise(store: Store) -> None:
    first = await say(store, "one")
    second = await say(store, "two", conversation_id=first.conversation.id)

    assert second.conversation.id == first.conversation.id
    assert second.question.parent_id == first.answer.id
    assert second.conversation.leaf_id == second.answer.id
    assert second.conversation.updated_at > first.conversation.updated_at
    assert second.conversation.title == first.conversation.title


async def test_asking_under_the_same_parent_makes_a_version_of_the_question(store: Store) -> None:
    first = await say(store, "one")
    place = first.conversation.id
    original = await say(store, "two", conversation_id=place)
    edited = await say(store, "too", conversation_id=place, parent_id=first.answer.id)
    rewritten = await say(store, "uno", conversation_id=place, parent_id=None)

    assert original.question.parent_id == edited.question.parent_id == first.answer.id
    assert rewritten.question.parent_id is None
    texts = [message.text for message in await store.messages(OWNER, place) if _asked(message)]
    assert texts == ["one", "two", "too", "uno"]
    assert (await store.conversation(OWNER, place)).leaf_id == rewritten.answer.id


def _asked(message: Question | Answer) -> bool:
    return message.role == "user"


async def test_regenerating_makes_a_version_of_the_answer(store: Store) -> None:
    first = await say(store, "one")
    again = await store.ask(OWNER, Regenerate(first.question.id, "other"))

    assert again.question == first.question
    assert again.answer.id != first.answer.id
    assert (again.answer.parent_id, again.answer.model) == (first.question.id, "other")
    assert again.conversation.leaf_id == again.answer.id
    assert again.conversation.updated_at > first.conversation.updated_at
    assert len(await store.messages(OWNER, first.conversation.id)) == 3


async def test_a_version_keeps_the_text_with_which_it_is_to_begin(store: Store) -> None:
    first = await say(store, "one")
    again = await store.ask(OWNER, Regenerate(first.question.id, "scripted", prefix="The 여\0"))

    assert (again.answer.prefix, again.answer.text) == ("The 여\0", "")
    assert await store.answer(OWNER, again.answer.id) == again.answer
    begun = await store.begin_epoch(again.answer.id, 1, recovery=True)
    assert (begun.prefix, first.answer.prefix) == ("The 여\0", "")


async def test_what_asking_leaves_open_is_taken_from_the_conversation(store: Store) -> None:
    first = await say(store, "one")
    place = first.conversation.id
    await store.update_conversation(
        OWNER,
        place,
        ConversationChanges(
            frozenset({"system", "parameters"}),
            system="Be brief.",
            parameters=Parameters(temperature=0.2, max_tokens=50),
        ),
    )

    plain = await say(store, "two", conversation_id=place)
    own = await store.ask(
        OWNER,
        Ask("three", "m", place, system="Rhyme.", parameters=Parameters(temperature=0.0)),
    )
    again = await store.ask(
        OWNER, Regenerate(first.question.id, "m", parameters=Parameters(seed=1))
    )

    assert plain.answer.system == again.answer.system == "Be brief."
    assert plain.answer.parameters == Parameters(temperature=0.2, max_tokens=50)
    assert own.answer.system == "Rhyme."
    assert own.answer.parameters == Parameters(temperature=0.0, max_tokens=50)
    assert again.answer.parameters == Parameters(temperature=0.2, max_tokens=50, seed=1)
    assert own.conversation.system == "Be brief."


async def test_the_model_is_chosen_of_the_wish_the_conversation_or_neither(store: Store) -> None:
    wanted: list[str | None] = []

    def choose(model: str | None, *, pictures: bool) -> str:
        wanted.append(model)
        return f"chosen {len(wanted)}"

    async def ask(wish: Ask | Regenerate) -> Exchange:
        exchange = await store.ask(OWNER, wish, choose=choose)
        assert await store.answer(OWNER, exchange.answer.id) == exchange.answer
        await settle(store, exchange.answer, settlement())
        return exchange

    first = await ask(Ask("one"))
    place = first.conversation.id
    await ask(Ask("two", "named", place))
    changes = ConversationChanges(frozenset({"model"}), model="kept")
    await store.update_conversation(OWNER, place, changes)
    await ask(Ask("three", conversation_id=place))
    await ask(Regenerate(first.question.id))
    again = await ask(Regenerate(first.question.id, "other"))

    assert wanted == [None, "named", "kept", "kept", "other"]
    assert (first.answer.model, again.answer.model) == ("chosen 1", "chosen 5")
    assert (await store.conversation(OWNER, place)).model == "kept"


async def test_a_question_cannot_follow_a_question(store: Store) -> None:
    first = await say(store, "one")

    with pytest.raises(InvalidRequest):
        await say(store, "two", conversation_id=first.conversation.id, parent_id=first.question.id)
    assert len(await store.messages(OWNER, first.conversation.id)) == 2


async def test_an_answer_cannot_be_regenerated_as_if_it_were_a_question(store: Store) -> None:
    first = await say(store, "one")

    with pytest.raises(InvalidRequest):
        await store.ask(OWNER, Regenerate(first.answer.id, "scripted"))


@pytest.mark.parametrize("begun", [False, True])
async def test_a_question_cannot_follow_an_answer_that_grows(store: Store, begun: bool) -> None:
    first = await store.ask(OWNER, Ask("one", "scripted"))
    if begun:
        await store.begin(OWNER, first.answer.id, first.answer.epoch)

    with pytest.raises(AnswerInProgress):
        await say(store, "two", conversation_id=first.conversation.id)
    other = await say(store, "two", conversation_id=first.conversation.id, parent_id=None)
    assert other.question.parent_id is None


async def test_a_parent_must_be_a_message_of_the_conversation(store: Store) -> None:
    here, there = await say(store, "here"), await say(store, "there")

    for parent_id in (there.answer.id, "nothing"):
        with pytest.raises(NotFound):
            await say(store, "x", conversation_id=here.conversation.id, parent_id=parent_id)
        with pytest.raises(NotFound):
            await say(store, "x", parent_id=parent_id)
    assert len((await store.conversations(OWNER)).conversations) == 2


async def test_a_thread_is_the_path_from_the_root_to_the_message(store: Store) -> None:
    first = await say(store, "one")
    place = first.conversation.id
    second = await say(store, "two", conversation_id=place)
    await say(store, "aside", conversation_id=place, parent_id=first.answer.id)
    third = await say(store, "three", conversation_id=place, parent_id=second.answer.id)

    path: list[Message] = [
        first.question,
        first.answer,
        second.question,
        second.answer,
        third.question,
    ]
    found = (await store.begin(OWNER, third.answer.id, third.answer.epoch)).thread
    assert [message.id for message in found] == [message.id for message in path]
    assert found[1].text == "A river."
    assert (await store.begin(OWNER, first.answer.id, first.answer.epoch)).thread == [
        first.question
    ]


async def test_the_order_of_messages_does_not_depend_on_the_clock(
    store: Store, clock: Clock
) -> None:
    clock.step = -timedelta(hours=1)
    first = await say(store, "one")
    second = await say(store, "two", conversation_id=first.conversation.id)

    written: list[Message] = [first.question, first.answer, second.question, second.answer]
    found = await store.messages(OWNER, first.conversation.id)
    assert [message.id for message in found] == [message.id for message in written]
    assert (await store.begin(OWNER, second.answer.id, second.answer.epoch)).thread == found[:-1]
