"""The contract of attachments (store/attachments.py): their owner's, and gone with their questions.

A store that keeps no pictures passes over these checks.
"""

from __future__ import annotations

import asyncio
import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from yeoul.caller import LOCAL_OWNER
from yeoul.errors import IdTaken, InvalidRequest, NotFound, Unauthenticated
from yeoul.protocol.attachments import MAX_QUESTION_BYTES, Attachment
from yeoul.protocol.conversation import Message, Question, new_id
from yeoul.store.attachments import (
    MAX_WAITING,
    MAX_WAITING_BYTES,
    WAITING_LIFE,
    AttachmentStore,
    NewAttachment,
)
from yeoul.store.base import (
    Ask,
    ConversationChanges,
    IdempotencyKey,
    ImportedConversation,
    ImportedMessage,
    Regenerate,
    Store,
)
from yeoul.testing.checks.store_shares import DIGEST, read, shares_of, two_people, wish_for
from yeoul.testing.people import accounts_of, password_of, person
from yeoul.testing.stores import OWNER, STRANGER, Clock, settle, settlement

KEY = IdempotencyKey("key", "a" * 64)
THEN = datetime(2020, 2, 3, tzinfo=UTC)
#: Any bytes: what a picture is, is not for the store to know.
CONTENT = bytes(range(256)) * 9


def attachments_of(store: Store) -> AttachmentStore:
    """Return the pictures of a store; without them, the check is not run."""
    if store.attachments is None:
        pytest.skip("NOT RUN: this store keeps no pictures")
    return store.attachments


def picture(content: bytes = CONTENT, **fields: Any) -> NewAttachment:
    """Return a picture to keep."""
    source = hashlib.sha256(b"file" + content).hexdigest()
    return NewAttachment("image/png", 640, 480, content, source, **fields)


async def add(store: Store, name: str = "a.png", owner: str = OWNER) -> Attachment:
    """Keep a picture of this name."""
    return await attachments_of(store).add(owner, picture(name.encode() * 100, name=name))


async def ask_with(
    store: Store, *pictures: Attachment, owner: str = OWNER, place: str | None = None
) -> Question:
    """Ask a question with pictures, in a conversation of its own or in ``place``, and settle it."""
    ids = tuple(each.id for each in pictures)
    wish = Ask("What is this?", "scripted", place, attachments=ids)
    exchange = await store.ask(owner, wish)
    await settle(store, exchange.answer, settlement())
    return exchange.question


async def is_there(store: Store, kept: Attachment, owner: str = OWNER) -> bool:
    """Return whether a picture can be read."""
    try:
        await attachments_of(store).content(owner, kept.id)
    except NotFound:
        return False
    return True


async def forget(store: Store, question: Question) -> None:
    """Delete the conversation of a question for good."""
    place = question.conversation_id
    await store.delete_conversation(OWNER, place, forever=True)
    await store.forget_conversation(OWNER, place)


async def test_a_picture_is_read_as_it_was_kept(store: Store) -> None:
    attachments = attachments_of(store)
    kept = await attachments.add(OWNER, picture(name="여울 \0 👩‍👩‍👧.png"))

    digest = hashlib.sha256(CONTENT).hexdigest()
    size = len(CONTENT)
    assert kept == Attachment(kept.id, "image/png", size, 640, 480, "여울 \0 👩‍👩‍👧.png", digest)
    assert await attachments.find(OWNER, kept.id) == kept
    assert await attachments.content(OWNER, kept.id) == CONTENT


async def test_a_picture_is_its_owners_alone(store: Store) -> None:
    attachments, kept = attachments_of(store), await add(store)

    for reading in (attachments.find, attachments.content):
        with pytest.raises(NotFound):
            await reading(STRANGER, kept.id)
        with pytest.raises(NotFound):
            await reading(OWNER, new_id())
    with pytest.raises(NotFound, match=kept.id):
        await store.ask(STRANGER, Ask("one", "scripted", attachments=(kept.id,)))


async def test_the_same_file_under_the_same_id_is_kept_once(store: Store) -> None:
    attachments, made = attachments_of(store), new_id()
    first = await attachments.add(OWNER, picture(id=made, name="a.png"))

    assert await attachments.add(OWNER, picture(id=made, name="b.png")) == first
    # As it is kept, which is how an export has it.
    digest = hashlib.sha256(CONTENT).hexdigest()
    exported = picture(id=made)._replace(source_sha256=digest)
    assert await attachments.add(OWNER, exported) == first
    with pytest.raises(IdTaken):
        await attachments.add(OWNER, picture(b"another", id=made))
    with pytest.raises(IdTaken):
        await attachments.add(STRANGER, picture(id=made))


async def test_requests_that_cross_with_one_id_keep_one_picture(store: Store) -> None:
    attachments, made = attachments_of(store), new_id()
    adding = [attachments.add(OWNER, picture(id=made)) for _ in range(5)]

    assert len(set(await asyncio.gather(*adding))) == 1


async def test_a_question_shows_its_pictures_in_its_order(store: Store) -> None:
    one, two = await add(store, "one.png"), await add(store, "two.png")
    question = await ask_with(store, two, one)

    assert question.attachments == (two, one)
    messages = await store.messages(OWNER, question.conversation_id)
    assert _pictures(messages) == [(two, one)]
    assert _pictures(await store.message_page(OWNER, question.conversation_id)) == [(two, one)]
    again = await store.ask(OWNER, Regenerate(question.id, "scripted"))
    assert again.question == question
    beginning = await store.begin(OWNER, again.answer.id, again.answer.epoch)
    assert _pictures(beginning.thread) == [(two, one)]


def _pictures(messages: list[Message]) -> list[tuple[Attachment, ...]]:
    return [each.attachments for each in messages if isinstance(each, Question)]


async def test_pictures_alone_are_a_question_that_has_their_name(store: Store) -> None:
    attachments_of(store)
    nameless, named = await add(store, ""), await add(store, "a receipt.jpg")
    wish = Ask("", "scripted", attachments=(nameless.id, named.id))

    exchange = await store.ask(OWNER, wish)
    assert exchange.conversation.title == "a receipt.jpg"
    assert exchange.question.text == ""


async def test_a_question_with_a_picture_that_is_not_there_leaves_nothing(store: Store) -> None:
    attachments_of(store)
    kept, unknown = await add(store), new_id()

    for wish in (
        Ask("one", "scripted", attachments=(kept.id, unknown)),
        Ask("one", "scripted", attachments=(unknown,)),
    ):
        with pytest.raises(NotFound, match=unknown):
            await store.ask(OWNER, wish, KEY)
    assert await store.count(OWNER) == (0, 0)
    assert await is_there(store, kept)
    assert not (await store.ask(OWNER, Ask("two", "scripted"), KEY)).replayed


async def test_pictures_that_are_too_large_together_are_refused(store: Store) -> None:
    attachments = attachments_of(store)
    half = bytes(MAX_QUESTION_BYTES // 2)
    kept = [await attachments.add(OWNER, picture(half + bytes([n]))) for n in range(2)]

    with pytest.raises(InvalidRequest, match="MiB together"):
        await ask_with(store, *kept)
    assert (await ask_with(store, kept[0])).attachments == (kept[0],)


async def test_the_choice_of_a_model_is_told_of_pictures(store: Store) -> None:
    told: list[bool] = []

    def choose(model: str | None, *, pictures: bool) -> str:
        told.append(pictures)
        return "scripted"

    kept = await add(store)
    wish = Ask("one", attachments=(kept.id,))
    exchange = await store.ask(OWNER, wish, choose=choose)
    await store.ask(OWNER, Regenerate(exchange.question.id), choose=choose)
    await store.ask(OWNER, Ask("two"), choose=choose)

    assert told == [True, True, False]


async def test_a_replayed_question_has_the_pictures_that_it_had(store: Store) -> None:
    kept = await add(store)
    wish = Ask("one", "scripted", attachments=(kept.id,))
    first = await store.ask(OWNER, wish, KEY)

    again = await store.ask(OWNER, wish, KEY)
    assert again.replayed
    assert again.question == first.question


async def test_a_question_that_is_undone_leaves_its_pictures_for_the_next_try(store: Store) -> None:
    kept = await add(store)
    wish = Ask("one", "scripted", attachments=(kept.id,))
    await store.withdraw(OWNER, await store.ask(OWNER, wish, KEY), KEY)

    assert await is_there(store, kept)
    assert (await store.ask(OWNER, wish, KEY)).question.attachments == (kept,)


async def test_a_picture_goes_with_the_last_of_its_questions(store: Store) -> None:
    kept, other = await add(store), await add(store, "other.png")
    first = await ask_with(store, kept, other)
    second = await ask_with(store, kept, place=first.conversation_id)
    elsewhere = await ask_with(store, kept)
    assert second.attachments == elsewhere.attachments

    await forget(store, first)
    assert await is_there(store, kept)
    assert not await is_there(store, other)
    await forget(store, elsewhere)
    assert not await is_there(store, kept)


async def test_many_pictures_go_with_their_conversation(store: Store) -> None:
    kept = [await add(store, f"{number}.png") for number in range(25)]
    question = await ask_with(store, *kept[:20])
    await ask_with(store, *kept[20:], place=question.conversation_id)

    await forget(store, question)
    assert not any([await is_there(store, each) for each in kept])


async def test_a_conversation_has_each_of_its_pictures_once(store: Store) -> None:
    attachments = attachments_of(store)
    one, two, other = [await add(store, f"{number}.png") for number in range(3)]
    question = await ask_with(store, one, two)
    place = question.conversation_id
    await ask_with(store, two, place=place)
    elsewhere = await ask_with(store, other)

    found = await attachments.of_conversation(OWNER, place)
    assert {each.id: each for each in found} == {one.id: one, two.id: two}
    assert len(found) == 2
    assert list(await attachments.of_conversation(OWNER, elsewhere.conversation_id)) == [other]
    assert not await attachments.of_conversation(STRANGER, place)
    await store.delete_conversation(OWNER, place)
    assert not await attachments.of_conversation(OWNER, place)


async def test_a_deleted_conversation_hides_its_pictures_until_it_is_restored(store: Store) -> None:
    kept = await add(store)
    question = await ask_with(store, kept)
    place = question.conversation_id

    await store.delete_conversation(OWNER, place)
    assert not await is_there(store, kept)
    with pytest.raises(NotFound):
        await store.ask(OWNER, Ask("one", "scripted", attachments=(kept.id,)))
    await store.restore_conversation(OWNER, place)
    assert await is_there(store, kept)


async def test_an_id_that_only_a_deleted_conversation_has_is_taken(store: Store) -> None:
    attachments, made = attachments_of(store), new_id()
    sent = picture(id=made)
    kept = await attachments.add(OWNER, sent)
    place = (await ask_with(store, kept)).conversation_id
    assert await attachments.add(OWNER, sent) == kept

    await store.delete_conversation(OWNER, place)
    with pytest.raises(IdTaken):
        await attachments.add(OWNER, sent)
    await store.restore_conversation(OWNER, place)
    assert await attachments.add(OWNER, sent) == kept


async def test_a_deleted_conversation_takes_its_pictures_along_when_its_time_is_over(
    store: Store, clock: Clock
) -> None:
    kept = await add(store)
    await store.delete_conversation(OWNER, (await ask_with(store, kept)).conversation_id)
    clock.now += timedelta(days=30)

    await store.purge(clock.now)
    # Its id is free: nothing of it is left.
    again = picture(b"another", id=kept.id)
    assert await attachments_of(store).add(OWNER, again) != kept


async def test_a_picture_without_a_question_goes_after_a_day(store: Store, clock: Clock) -> None:
    waiting, asked = await add(store), await add(store, "asked.png")
    await ask_with(store, asked)
    clock.step = timedelta()

    await store.purge(clock.now + WAITING_LIFE - timedelta(seconds=10))
    assert await is_there(store, waiting)
    await store.purge(clock.now + WAITING_LIFE)
    assert not await is_there(store, waiting)
    assert await is_there(store, asked)


async def test_a_picture_that_is_sent_again_waits_for_a_day_anew(
    store: Store, clock: Clock
) -> None:
    attachments, sent = attachments_of(store), picture(id=new_id())
    kept = await attachments.add(OWNER, sent)
    clock.step = timedelta()
    clock.now += WAITING_LIFE - timedelta(seconds=10)
    assert await attachments.add(OWNER, sent) == kept

    await store.purge(clock.now + timedelta(hours=23))
    assert await is_there(store, kept)
    await store.purge(clock.now + WAITING_LIFE)
    assert not await is_there(store, kept)


async def test_one_picture_is_forgotten_unless_a_question_has_it(store: Store) -> None:
    attachments = attachments_of(store)
    waiting, asked = await add(store), await add(store, "asked.png")
    await ask_with(store, asked)

    await attachments.forget_waiting(STRANGER, waiting.id)
    assert await is_there(store, waiting)
    for each in (waiting, asked):
        await attachments.forget_waiting(OWNER, each.id)
    assert not await is_there(store, waiting)
    assert await is_there(store, asked)


async def test_of_one_owner_so_many_pictures_wait_and_the_newest_are_kept(store: Store) -> None:
    asked = await add(store, "asked.png")
    await ask_with(store, asked)
    strangers = await add(store, "stranger.png", owner=STRANGER)
    kept = [await add(store, f"{number}.png") for number in range(MAX_WAITING + 2)]

    there = [await is_there(store, each) for each in kept]
    assert there == [False] * 2 + [True] * MAX_WAITING
    assert await is_there(store, asked)
    assert await is_there(store, strangers, owner=STRANGER)


async def test_of_one_owner_so_many_bytes_wait_but_one_picture_always(store: Store) -> None:
    attachments = attachments_of(store)
    large = bytes(MAX_WAITING_BYTES // 4)
    kept = [await attachments.add(OWNER, picture(large + bytes([n]))) for n in range(5)]

    there = [await is_there(store, each) for each in kept]
    assert there == [False, False, True, True, True]


async def test_an_imported_question_has_its_pictures(store: Store) -> None:
    kept = await add(store)
    asked = ImportedMessage("q", None, "user", "", THEN, attachments=(kept.id,))
    told = ImportedMessage("a", "q", "assistant", "A ford.", THEN)
    given = ImportedConversation("c", "Fords", THEN, THEN, (asked, told))
    place = (await store.import_conversation(OWNER, given)).conversation_id

    assert _pictures(await store.messages(OWNER, place)) == [(kept,)]
    assert (await store.import_conversation(OWNER, given)).added == 0
    with pytest.raises(NotFound, match=kept.id):
        await store.import_conversation(STRANGER, given)


async def test_a_share_shows_the_pictures_of_its_branch_and_no_others(store: Store) -> None:
    shares, (ann, _) = shares_of(store), await two_people(store)
    attachments_of(store)
    one, two, other = [await add(store, f"{n}.png", owner=ann.id) for n in range(3)]
    wish = Ask("one", "scripted", attachments=(one.id, two.id))
    first = await store.ask(ann.id, wish)
    await settle(store, first.answer, settlement())
    place = first.conversation.id
    again = Ask("two", "scripted", place, None, attachments=(other.id,))
    await settle(store, (await store.ask(ann.id, again)).answer, settlement())

    await shares.add(ann.id, DIGEST, wish_for(first, leaf_id=first.answer.id))
    shown = (await read(store))["messages"][0]["attachments"]
    assert [(each["number"], each["name"]) for each in shown] == [(0, "0.png"), (1, "1.png")]
    assert one.id not in str(await read(store))
    contents = [await shares.picture(DIGEST, number) for number in range(-1, 3)]
    expected = [None, b"0.png" * 100, b"1.png" * 100, None]
    assert [each and each.content for each in contents] == expected
    assert await shares.picture("b" * 64, 0) is None

    await store.delete_conversation(ann.id, place)
    assert await shares.picture(DIGEST, 0) is None


async def test_a_title_of_another_branchs_picture_is_not_shared(store: Store) -> None:
    shares, (ann, _) = shares_of(store), await two_people(store)
    attachments_of(store)
    secret = await add(store, "secret.png", owner=ann.id)
    first = await store.ask(ann.id, Ask("", "scripted", attachments=(secret.id,)))
    await settle(store, first.answer, settlement())
    other = await store.ask(ann.id, Ask("one", "scripted", first.conversation.id, None))
    await settle(store, other.answer, settlement())

    share = await shares.add(ann.id, DIGEST, wish_for(other))
    assert share.title == "one"


async def test_what_is_renamed_keeps_its_pictures(store: Store) -> None:
    question = await ask_with(store, await add(store))
    place = question.conversation_id

    await store.update_conversation(
        OWNER, place, ConversationChanges(frozenset({"title"}), title="Another")
    )
    assert _pictures(await store.messages(OWNER, place)) == [question.attachments]


async def test_the_first_account_takes_over_the_pictures_of_the_local_person(store: Store) -> None:
    attachments, accounts = attachments_of(store), accounts_of(store)
    asked, waiting = await add(store, "asked.png", LOCAL_OWNER), await add(store, "b", LOCAL_OWNER)
    await ask_with(store, asked, owner=LOCAL_OWNER)
    root = person("root", "admin")
    await accounts.add(root, password_of(root), first=True)

    for kept in (asked, waiting):
        assert await attachments.find(root.id, kept.id) == kept
        assert not await is_there(store, kept, LOCAL_OWNER)


async def test_the_pictures_of_a_removed_account_go(store: Store) -> None:
    attachments, accounts = attachments_of(store), accounts_of(store)
    root, ann = person("root", "admin"), person("ann")
    for each in (root, ann):
        await accounts.add(each, password_of(each))
    for number in range(12):  # more than one transaction deletes
        await add(store, f"{number}.png", ann.id)
    asked = await add(store, "asked.png", ann.id)
    place = (await ask_with(store, asked, owner=ann.id)).conversation_id
    await accounts.remove(ann.id)

    with pytest.raises(Unauthenticated):
        await add(store, "late.png", ann.id)
    await accounts.forget_removed(ann.id, before=THEN)
    assert await attachments.total_bytes() == asked.bytes
    await store.delete_conversation(ann.id, place, forever=True)
    await store.forget_conversation(ann.id, place)
    assert await attachments.total_bytes() == 0
