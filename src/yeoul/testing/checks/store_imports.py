"""The contract of imports: written as they were, once however often, and only for their owner."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from yeoul.errors import IdTaken, InvalidRequest, NotFound
from yeoul.protocol.conversation import Answer
from yeoul.store.base import Ask, ImportedConversation, ImportedMessage, Store
from yeoul.testing.stores import OWNER, STRANGER, say

THEN = datetime(2020, 2, 3, 4, 5, 6, tzinfo=UTC)


def _message(number: int, parent: int | None, text: str) -> ImportedMessage:
    role = "user" if text.endswith("?") else "assistant"
    at = THEN + timedelta(minutes=number)
    above = None if parent is None else f"node-{parent}"
    return ImportedMessage(f"node-{number}", above, role, text, at, model="gpt-4o")  # type: ignore[arg-type]


MESSAGES = (
    _message(0, None, "What is a ford?"),
    _message(1, 0, "A shallow place."),
    _message(2, 0, "A place to cross."),
    _message(3, 1, "And 여울?"),
    _message(4, 3, "A rapid."),
)
GIVEN = ImportedConversation(
    "c0ffee-uuid", "Fords", THEN, THEN + timedelta(days=1), MESSAGES, leaf_id="node-2"
)


async def test_a_conversation_is_written_as_it_was(store: Store) -> None:
    imported = await store.import_conversation(OWNER, GIVEN)
    assert (imported.new, imported.added) == (True, 5)

    place = imported.conversation_id
    conversation = await store.conversation(OWNER, place)
    assert (conversation.title, conversation.created_at) == ("Fords", THEN)
    assert conversation.updated_at == THEN + timedelta(days=1)
    messages = await store.messages(OWNER, place)
    assert [each.text for each in messages] == [each.text for each in MESSAGES]
    assert [each.created_at for each in messages] == [each.created_at for each in MESSAGES]
    assert messages[4].parent_id == messages[3].id
    assert conversation.leaf_id == messages[2].id
    answers = [each for each in messages if isinstance(each, Answer)]
    assert {(each.status, each.reason, each.model) for each in answers} == {
        ("finished", "stop", "gpt-4o")
    }
    assert (await store.conversations(OWNER, query="여울")).matches[place].message_id
    assert await store.orphans() == []
    asked = await store.ask(OWNER, Ask("And then?", "scripted", place))
    assert asked.question.parent_id == messages[2].id


async def test_to_import_again_changes_nothing_and_what_is_new_is_added(store: Store) -> None:
    first = replace(GIVEN, messages=MESSAGES[:2], leaf_id=None)
    place = (await store.import_conversation(OWNER, first)).conversation_id

    later = await store.import_conversation(OWNER, GIVEN)
    assert (later.conversation_id, later.new, later.added) == (place, False, 3)
    assert (await store.conversation(OWNER, place)).updated_at == GIVEN.updated_at
    again = await store.import_conversation(OWNER, GIVEN)
    assert (again.conversation_id, again.new, again.added) == (place, False, 0)
    assert len(await store.messages(OWNER, place)) == 5


async def test_two_owners_may_import_the_same_file(store: Store) -> None:
    kept = replace(GIVEN, id="a" * 32)
    mine = await store.import_conversation(OWNER, kept)
    theirs = await store.import_conversation(STRANGER, kept)

    assert mine.conversation_id == "a" * 32
    assert theirs.new
    assert theirs.conversation_id != mine.conversation_id
    with pytest.raises(NotFound):
        await store.conversation(STRANGER, mine.conversation_id)


async def test_ids_that_are_taken_elsewhere_are_no_fault_of_the_file(store: Store) -> None:
    """A file may have been edited, or its messages be in another conversation of another owner."""
    there = (await say(store, "What is a ford?", owner=STRANGER)).answer
    question = replace(MESSAGES[0], id=there.parent_id)
    answer = replace(MESSAGES[1], id=there.id, parent_id=question.id)
    given = replace(GIVEN, id="b" * 32, messages=(question, answer), leaf_id=answer.id)

    for added in (2, 0):
        imported = await store.import_conversation(OWNER, given)
        assert (imported.conversation_id, imported.added) == ("b" * 32, added)
    messages = await store.messages(OWNER, "b" * 32)
    assert [each.text for each in messages] == [question.text, answer.text]
    assert (await store.conversation(OWNER, "b" * 32)).leaf_id == messages[1].id
    assert (await store.answer(STRANGER, there.id)).text == "A river."
    with pytest.raises(NotFound):
        await store.answer(OWNER, there.id)


async def test_pages_go_on_behind_conversations_of_any_time(store: Store) -> None:
    times = [datetime(year, 6, 1, tzinfo=UTC) for year in (1969, 1970, 2020, 2287)]
    for zone in (timedelta(hours=-14), timedelta(hours=14)):
        times += [at.replace(tzinfo=timezone(zone)) for at in (datetime.min, datetime.max)]
    ids = []
    for number, at in enumerate(times):
        messages = [replace(each, created_at=at) for each in MESSAGES]
        given = ImportedConversation(f"of {number}", "Fords", at, at, messages)
        ids.append((await store.import_conversation(OWNER, given)).conversation_id)

    listed: list[str] = []
    cursor: str | None = None
    for _ in times:
        page = await store.conversations(OWNER, limit=1, cursor=cursor)
        listed += [each.id for each in page.conversations]
        cursor = page.next_cursor
    assert cursor is None
    assert sorted(listed) == sorted(ids)
    assert listed.index(ids[2]) < listed.index(ids[1])


async def test_what_was_deleted_since_is_restored(store: Store) -> None:
    place = (await store.import_conversation(OWNER, GIVEN)).conversation_id
    await store.delete_conversation(OWNER, place)
    assert not (await store.import_conversation(OWNER, GIVEN)).added
    assert (await store.conversation(OWNER, place)).deleted_at is None

    await store.delete_conversation(OWNER, place, forever=True)
    with pytest.raises(NotFound):
        await store.import_conversation(OWNER, GIVEN)
    await store.forget_conversation(OWNER, place)
    assert (await store.import_conversation(OWNER, GIVEN)).new


@pytest.mark.parametrize(
    "wrong",
    [
        _message(5, None, "An answer to nothing."),
        _message(5, 0, "A question behind a question?"),
        _message(5, 4, "An answer behind an answer."),
        _message(5, 9, "Behind what is not there?"),
    ],
)
async def test_what_is_no_tree_of_questions_and_answers_leaves_nothing(
    store: Store, wrong: ImportedMessage
) -> None:
    with pytest.raises(InvalidRequest, match="node-5"):
        await store.import_conversation(OWNER, replace(GIVEN, messages=(*MESSAGES, wrong)))
    assert await store.count(OWNER) == (0, 0)


def _made(*parts: str) -> str:
    """Return the id that is made from parts: they are no secret."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


async def test_what_another_has_made_under_the_ids_of_a_file_stays_out_of_it(store: Store) -> None:
    place = _made(OWNER, GIVEN.id)
    planted = replace(GIVEN, id=place, title="planted", messages=MESSAGES[:1], leaf_id=None)
    assert (await store.import_conversation(STRANGER, planted)).conversation_id == place
    message = replace(MESSAGES[0], id=_made(OWNER, GIVEN.id, "node-0"))
    planted = replace(GIVEN, id="d" * 32, messages=(message,), leaf_id=None)
    assert (await store.import_conversation(STRANGER, planted)).added == 1

    mine = await store.import_conversation(OWNER, GIVEN)
    assert (mine.new, mine.added) == (True, 5)
    assert mine.conversation_id != place
    assert len(await store.messages(STRANGER, place)) == 1
    assert len(await store.messages(STRANGER, "d" * 32)) == 1
    with pytest.raises(NotFound):
        await store.conversation(STRANGER, mine.conversation_id)

    # Also once the planted ones are gone: what was imported is still found.
    for gone in (place, "d" * 32):
        await store.delete_conversation(STRANGER, gone, forever=True)
        await store.forget_conversation(STRANGER, gone)
    again = await store.import_conversation(OWNER, GIVEN)
    assert again == (mine.conversation_id, 0, False)


async def test_a_file_of_which_another_has_all_ids_is_refused(store: Store) -> None:
    name = _made(OWNER, GIVEN.id)
    for _ in range(8):
        planted = replace(GIVEN, id=name, messages=MESSAGES[:1], leaf_id=None)
        await store.import_conversation(STRANGER, planted)
        name = _made(OWNER, name)
    with pytest.raises(IdTaken):
        await store.import_conversation(OWNER, GIVEN)
    assert await store.count(OWNER) == (0, 0)
