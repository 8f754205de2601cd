"""Two stores in one: what is temporary stays in memory, and everything else is as it was."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from yeoul.caller import Allowance
from yeoul.errors import IdTaken, NotFound, TooManyAtOnce
from yeoul.protocol.conversation import new_id, utc_now
from yeoul.store import open_store, temporary_attachments
from yeoul.store.attachments import NewAttachment
from yeoul.store.base import (
    Ask,
    Ids,
    ImportedConversation,
    ImportedMessage,
    Regenerate,
    Store,
)
from yeoul.store.temporary import UNUSED_LIFE_S, StoreWithTemporary
from yeoul.testing.stores import OWNER, STRANGER, settle, settlement

pytestmark = pytest.mark.anyio


class Watch:
    """A monotonic clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
async def kept(tmp_path: Path) -> AsyncIterator[Store]:
    store = await open_store(f"sqlite:///{tmp_path / 'store.db'}")
    yield store
    await store.aclose()


@pytest.fixture
async def store(kept: Store, watch: Watch) -> AsyncIterator[StoreWithTemporary]:
    memory = await open_store("memory:")
    yield StoreWithTemporary(kept, memory, clock=watch)
    await memory.aclose()


PASSING = Ask("one", "scripted", temporary=True)


async def test_the_beginning_of_an_answer_tells_whether_it_is_temporary(
    store: StoreWithTemporary,
) -> None:
    for wish in (PASSING, Ask("one", "scripted")):
        answer = (await store.ask(OWNER, wish)).answer
        assert (await store.begin(OWNER, answer.id, answer.epoch)).temporary is wish.temporary
        await store.note_upstream(answer.id, answer.epoch, "upstream-1")
        assert (await store.answer(OWNER, answer.id)).upstream_id == "upstream-1"


async def test_a_temporary_conversation_is_in_no_list_and_no_other_store(
    store: StoreWithTemporary, kept: Store
) -> None:
    first = await store.ask(OWNER, PASSING)
    place = first.conversation.id
    assert first.conversation.temporary
    await settle(store, first.answer, settlement("a ripple"))
    second = await store.ask(OWNER, Ask("two", "scripted", place))
    again = await store.ask(OWNER, Regenerate(first.question.id, "scripted"))

    assert store.is_temporary(again.answer.id)
    assert (await store.answer(OWNER, first.answer.id)).text == "a ripple"
    assert len(await store.messages(OWNER, place)) == 5
    assert (await store.conversation(OWNER, place)).temporary
    assert second.question.parent_id == first.answer.id
    assert await store.count(OWNER) == (0, 0)
    for query in ("", "ripple"):
        assert (await store.conversations(OWNER, query=query)).conversations == []
    for thing in (first.answer.id, again.answer.id):
        with pytest.raises(NotFound):
            await kept.answer(OWNER, thing)
    with pytest.raises(NotFound):
        await store.conversation(STRANGER, place)


async def test_others_are_written_to_the_store_that_keeps_them(
    store: StoreWithTemporary, kept: Store
) -> None:
    exchange = await store.ask(OWNER, Ask("one", "scripted"))
    assert not store.is_temporary(exchange.answer.id)
    assert not exchange.conversation.temporary
    assert (await kept.conversation(OWNER, exchange.conversation.id)).title == "one"


async def _taken_by(store: Store, wish: Ask) -> tuple[Ask, ...]:
    """Ask; returns questions that bring one of the ids of that exchange."""
    made = await store.ask(OWNER, wish)
    fresh = Ids("a" * 32, "b" * 32, "c" * 32)
    return tuple(
        replace(wish, ids=replace(fresh, **{name: getattr(made, name).id}))
        for name in ("answer", "question", "conversation")
    )


@pytest.mark.parametrize("temporary", [True, False])
async def test_an_id_that_either_store_has_is_taken_in_both(
    store: StoreWithTemporary, *, temporary: bool
) -> None:
    for wish in await _taken_by(store, replace(PASSING, temporary=not temporary)):
        with pytest.raises(IdTaken):
            await store.ask(STRANGER, replace(wish, temporary=temporary))


async def test_one_that_is_imported_meanwhile_is_kept_beside_it(
    store: StoreWithTemporary, kept: Store
) -> None:
    """Its reader exports it, and imports the file, to keep it after all."""
    exchange = await store.ask(OWNER, PASSING)
    await settle(store, exchange.answer, settlement("a ripple"))
    place, at = exchange.conversation.id, exchange.question.created_at
    messages = (
        ImportedMessage(exchange.question.id, None, "user", "one", at),
        ImportedMessage(exchange.answer.id, exchange.question.id, "assistant", "a ripple", at),
    )
    given = ImportedConversation(place, "Kept", at, at, messages)

    for new in (True, False):
        imported = await store.import_conversation(OWNER, given)
        assert imported.new is new
    for reader in (store, kept):
        there = await reader.conversation(OWNER, imported.conversation_id)
        assert (there.title, there.temporary) == ("Kept", False)
        texts = [each.text for each in await reader.messages(OWNER, imported.conversation_id)]
        assert texts == ["one", "a ripple"]
    assert (await store.conversation(OWNER, place)).temporary


async def test_it_is_gone_when_it_is_deleted_for_ever(store: StoreWithTemporary) -> None:
    exchange = await store.ask(OWNER, PASSING)
    place = exchange.conversation.id
    assert await store.delete_conversation(OWNER, place, forever=True) == [exchange.answer.id]
    await store.forget_conversation(OWNER, place)
    assert not store.is_temporary(exchange.answer.id)
    with pytest.raises(NotFound):
        await store.conversation(OWNER, place)


async def test_it_is_gone_when_nobody_has_used_it_for_long_enough(
    store: StoreWithTemporary, watch: Watch
) -> None:
    used, left = await store.ask(OWNER, PASSING), await store.ask(OWNER, PASSING)
    undone, growing = await store.ask(OWNER, PASSING), await store.ask(OWNER, PASSING)
    await store.withdraw(OWNER, undone)
    for exchange in (used, left):
        await settle(store, exchange.answer, settlement())
    watch.now += UNUSED_LIFE_S - 1
    await store.messages(OWNER, used.conversation.id)
    assert await store.expire() == []
    watch.now += 1
    assert await store.expire() == [left.answer.id]
    for gone in (left, undone):
        assert not store.is_temporary(gone.conversation.id)
        with pytest.raises(NotFound):
            await store.conversation(OWNER, gone.conversation.id)
    for there in (used, growing):
        assert (await store.conversation(OWNER, there.conversation.id)).title == "one"
    assert await store.purge(utc_now()) == []


async def test_what_a_person_has_who_leaves_for_good_expires_at_once_and_nothing_else(
    store: StoreWithTemporary,
) -> None:
    gone = [await store.ask(OWNER, PASSING) for _ in range(2)]
    other = await store.ask(STRANGER, PASSING)
    for each in (*gone, other):
        await settle(store, each.answer, settlement())

    store.leave(OWNER)

    assert sorted(await store.expire()) == sorted(each.answer.id for each in gone)
    for each in gone:
        with pytest.raises(NotFound):
            await store.conversation(OWNER, each.conversation.id)
    assert (await store.conversation(STRANGER, other.conversation.id)).title == "one"


async def test_one_that_is_used_or_deleted_while_another_expires_is_left_alone(
    kept: Store, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = await open_store("memory:")
    store = StoreWithTemporary(kept, memory, clock=watch)
    places = []
    for _ in range(3):
        exchange = await store.ask(OWNER, PASSING)
        await settle(store, exchange.answer, settlement())
        places.append(exchange.conversation.id)
    _, used, deleted = places
    forget = memory.forget_conversation

    async def meanwhile(owner: str, conversation_id: str) -> None:
        monkeypatch.undo()
        await store.messages(OWNER, used)
        await store.delete_conversation(OWNER, deleted, forever=True)
        await store.forget_conversation(OWNER, deleted)
        await forget(owner, conversation_id)

    monkeypatch.setattr(memory, "forget_conversation", meanwhile)
    watch.now += UNUSED_LIFE_S

    assert len(await store.expire()) == 1
    assert (await store.conversation(OWNER, used)).title == "one"
    await memory.aclose()


@pytest.mark.parametrize("temporary", [True, False])
async def test_a_stop_that_comes_before_its_question_is_kept_for_it(
    store: StoreWithTemporary, *, temporary: bool
) -> None:
    assert await store.request_stop(OWNER, "f" * 32) is None
    wish = Ask("one", "scripted", ids=Ids("f" * 32), temporary=temporary)
    assert (await store.ask(OWNER, wish)).answer.status == "stopped"


async def test_a_question_that_is_withdrawn_is_counted_no_longer(store: StoreWithTemporary) -> None:
    assert store.accounts is not None
    two = Allowance(questions=2)
    asked = [await store.ask("ann", Ask("?", "m", temporary=True), allowance=two) for _ in range(2)]
    assert (await store.accounts.used("ann")).questions == 2
    await store.withdraw("ann", asked[0])
    assert (await store.accounts.used("ann")).questions == 1


async def test_unfinished_answers_count_whether_they_are_kept_or_not(
    store: StoreWithTemporary,
) -> None:
    three = Allowance(unfinished=3)
    wishes = [Ask("?", "m"), Ask("?", "m", temporary=True)]
    asked = [await store.ask("ann", wish, allowance=three) for wish in (*wishes, wishes[1])]
    assert await store.count_unfinished("ann") == 3
    for wish in wishes:
        with pytest.raises(TooManyAtOnce):
            await store.ask("ann", wish, allowance=three)

    await settle(store, asked[1].answer, settlement())
    await store.ask("ann", wishes[0], allowance=three)
    with pytest.raises(TooManyAtOnce):
        await store.begin_epoch(asked[1].answer.id, 1, recovery=False, allowance=three)
    await store.begin_epoch(
        asked[1].answer.id, 1, recovery=False, allowance=Allowance(unfinished=4)
    )


async def test_a_stranger_who_knows_its_ids_keeps_nothing_alive(
    store: StoreWithTemporary, watch: Watch
) -> None:
    exchange = await store.ask(OWNER, PASSING)
    await settle(store, exchange.answer, settlement())
    watch.now += UNUSED_LIFE_S - 1
    place, answer = exchange.conversation.id, exchange.answer.id
    for reaching in (
        store.conversation(STRANGER, place),
        store.messages(STRANGER, place),
        store.answer(STRANGER, answer),
        store.ask(STRANGER, Ask("two", "scripted", place)),
        store.ask(STRANGER, Regenerate(exchange.question.id, "scripted")),
        store.delete_conversation(STRANGER, place),
    ):
        with pytest.raises(NotFound):
            await reaching
    assert await store.request_stop(STRANGER, answer) is None
    watch.now += 1
    assert await store.expire() == [answer]


PICTURE = NewAttachment("image/png", 64, 48, b"a picture", "a" * 64)


async def test_a_picture_of_a_temporary_conversation_is_in_memory_alone_and_goes_with_it(
    store: StoreWithTemporary, kept: Store, watch: Watch
) -> None:
    attachments = store.attachments
    assert attachments is not None
    assert kept.attachments is not None
    passing = await attachments.add(OWNER, PICTURE._replace(temporary=True))
    assert await attachments.content(OWNER, passing.id) == b"a picture"
    assert await kept.attachments.total_bytes() == 0

    exchange = await store.ask(OWNER, replace(PASSING, attachments=(passing.id,)))
    assert exchange.question.attachments == (passing,)
    await settle(store, exchange.answer, settlement())
    watch.now += UNUSED_LIFE_S
    await store.expire()
    with pytest.raises(NotFound):
        await attachments.find(OWNER, passing.id)
    assert await attachments.total_bytes() == 0


async def test_a_picture_belongs_to_one_of_the_stores(store: StoreWithTemporary) -> None:
    attachments, own = store.attachments, new_id()
    assert attachments is not None
    stays = await attachments.add(OWNER, PICTURE._replace(id=own))
    with pytest.raises(IdTaken):
        await attachments.add(OWNER, PICTURE._replace(id=own, temporary=True))
    with pytest.raises(NotFound, match=own):
        await store.ask(OWNER, replace(PASSING, attachments=(own,)))
    assert await attachments.find(OWNER, own) == stays


async def test_pictures_in_memory_have_a_bound_for_all_owners(
    store: StoreWithTemporary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(temporary_attachments, "MAX_PICTURE_BYTES", 2 * len(PICTURE.content))
    attachments, passing = store.attachments, PICTURE._replace(temporary=True)
    assert attachments is not None
    for owner in (OWNER, STRANGER):
        await attachments.add(owner, passing)
    with pytest.raises(TooManyAtOnce):
        await attachments.add(OWNER, passing)
    await attachments.add(OWNER, PICTURE)


async def test_pictures_in_memory_have_a_bound_for_each_owner(
    store: StoreWithTemporary, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = len(PICTURE.content)
    monkeypatch.setattr(temporary_attachments, "MAX_OWNER_PICTURE_BYTES", 2 * size)
    attachments, passing = store.attachments, PICTURE._replace(temporary=True)
    assert attachments is not None
    for _ in range(2):
        await attachments.add(OWNER, passing)
    with pytest.raises(TooManyAtOnce):
        await attachments.add(OWNER, passing)
    await attachments.add(STRANGER, passing)
    await attachments.add(OWNER, PICTURE)

    watch.now += UNUSED_LIFE_S
    await store.expire()
    await attachments.add(OWNER, passing)


async def test_pictures_that_wait_in_memory_go_as_unused_conversations_do(
    store: StoreWithTemporary, watch: Watch
) -> None:
    attachments, passing = store.attachments, PICTURE._replace(temporary=True)
    assert attachments is not None
    waiting, asked = [await attachments.add(OWNER, passing) for _ in range(2)]
    strangers, kept = (
        await attachments.add(STRANGER, passing),
        await attachments.add(OWNER, PICTURE),
    )
    exchange = await store.ask(OWNER, replace(PASSING, attachments=(asked.id,)))
    await settle(store, exchange.answer, settlement())

    store.leave(STRANGER)
    await store.expire()
    with pytest.raises(NotFound):
        await attachments.find(STRANGER, strangers.id)
    assert await attachments.find(OWNER, waiting.id) == waiting

    watch.now += UNUSED_LIFE_S - 1
    await store.conversation(OWNER, exchange.conversation.id)
    watch.now += 1
    await store.expire()
    with pytest.raises(NotFound):
        await attachments.find(OWNER, waiting.id)
    assert await attachments.find(OWNER, asked.id) == asked
    assert await attachments.find(OWNER, kept.id) == kept
