"""The contract of an answer's life: begun, stopped, settled, continued."""

from __future__ import annotations

from dataclasses import replace

import pytest

from yeoul.errors import ErrorInfo, Fenced, NotFound, ProviderTimeout
from yeoul.protocol.content import Candidates, Content, ToolCall
from yeoul.protocol.events import Cursor, End
from yeoul.store.base import Ask, Ground, Regenerate, Settlement, Store
from yeoul.testing.stores import OWNER, STRANGER, OpenStore, say, settle, settlement


async def test_a_queued_answer_begins(store: Store) -> None:
    answer = (await store.ask(OWNER, Ask("one", "scripted"))).answer
    beginning = await store.begin(OWNER, answer.id, answer.epoch)

    assert not beginning.stop_requested
    assert await store.answer(OWNER, answer.id) == replace(answer, status="generating")


@pytest.mark.parametrize("attached", [{"plan": "gold", "이름": "여울"}, {}])
async def test_an_answer_keeps_what_was_attached_to_its_question(
    store: Store, attached: dict[str, str]
) -> None:
    first = await store.ask(OWNER, Ask("one", "scripted", metadata=attached))
    again = await store.ask(OWNER, Regenerate(first.question.id, "scripted", metadata=attached))

    for made in (first.answer, again.answer):
        assert made.metadata == attached
        assert await store.answer(OWNER, made.id) == made


async def test_a_question_does_not_begin(store: Store) -> None:
    first = await say(store, "one")
    second = await say(store, "two", conversation_id=first.conversation.id)

    for question in (first.question, second.question):
        with pytest.raises(NotFound):
            await store.begin(OWNER, question.id, 1)


async def test_an_answer_that_is_to_stop_says_so_when_it_begins(store: Store) -> None:
    answer = (await store.ask(OWNER, Ask("one", "scripted"))).answer
    await store.request_stop(OWNER, answer.id)

    assert (await store.begin(OWNER, answer.id, answer.epoch)).stop_requested


async def test_a_settled_answer_does_not_begin_again(store: Store) -> None:
    settled = (await say(store, "one")).answer
    await store.begin(OWNER, settled.id, settled.epoch)

    assert (await store.answer(OWNER, settled.id)).status == "finished"


async def test_an_answer_keeps_its_candidates_and_a_conversation_is_read_without(
    store: Store,
) -> None:
    first = await store.ask(OWNER, Ask("one", "scripted", candidates=5))
    answer = first.answer
    assert answer.candidates == 5
    told = Candidates(0, (("물", -0.25, (("물", -0.25), ("\x00\ufffd", -3.5))), ("👍", None, ())))
    said = Content("물👍", "", (), (told,))
    made = settlement(said.text, cursor=Cursor(1, 4))
    end = made.end._replace(notice="no_candidates")
    await settle(store, answer, replace(made, end=end, content=said))

    found = await store.answer(OWNER, answer.id)
    assert (found.content, found.candidates, found.notice) == (said, 5, "no_candidates")
    bare = replace(found, content=Content(said.text))
    assert await store.messages(OWNER, first.conversation.id) == [first.question, bare]
    page = await store.message_page(OWNER, first.conversation.id)
    assert page == [first.question, bare]
    begun = await store.begin_epoch(answer.id, 1, recovery=False)
    assert (begun.content, begun.candidates) == (said, 5)
    await settle(store, begun, settlement(said.text, cursor=Cursor(2, 4)))
    found = await store.answer(OWNER, answer.id)
    assert (found.content, found.notice) == (Content(said.text), None)


async def test_a_question_is_answered_again_with_as_many_candidates_unless_told(
    store: Store,
) -> None:
    first = await store.ask(OWNER, Ask("one", "scripted", candidates=5))
    ground = await store.look(OWNER, Regenerate(first.question.id))
    assert isinstance(ground, Ground)
    assert ground.candidates == 5
    for wished, asked in ((None, 5), (0, 0), (None, 0), (20, 20), (None, 20)):
        again = await store.ask(OWNER, Regenerate(first.question.id, "scripted", candidates=wished))
        assert again.answer.candidates == asked
        assert (await store.answer(OWNER, again.answer.id)).candidates == asked


async def test_a_settled_answer_is_exactly_what_its_end_says(store: Store) -> None:
    answer = (await store.ask(OWNER, Ask("one", "scripted"))).answer
    calls = (ToolCall(0, "call-1", "look", '{"at": "물"}'), ToolCall(2, name="stop"))
    said = Content("여울은 흐른다.", "Hmm.", calls)
    made = settlement(said.text, cursor=Cursor(2, 17))
    end = made.end._replace(status="failed", reason="error", error=ProviderTimeout().info)
    await settle(store, answer, replace(made, end=end, content=said))

    found = await store.answer(OWNER, answer.id)
    assert found.settled
    assert (found.content, found.cursor) == (said, Cursor(2, 17))
    assert found.error == ErrorInfo(
        "provider_timeout", "The model stopped answering", "The model stopped answering", True
    )
    assert found.status == "failed"
    assert (
        End(
            "failed",
            found.reason or "stop",
            found.error,
            found.usage,
            found.timings,
            found.sha256 or "",
        )
        == end
    )


async def test_settling_twice_is_settling_once(store: Store) -> None:
    answer = (await store.ask(OWNER, Ask("one", "scripted"))).answer
    await settle(store, answer, settlement())
    once = await store.answer(OWNER, answer.id)
    await settle(store, answer, settlement())

    assert await store.answer(OWNER, answer.id) == once


async def test_the_last_settlement_of_an_epoch_holds(store: Store) -> None:
    answer = (await say(store, "one", answer="more than the log could keep")).answer
    shorter = settlement("more", status="interrupted", cursor=Cursor(1, 3))
    await settle(store, answer, shorter)

    found = await store.answer(OWNER, answer.id)
    assert (found.status, found.text, found.cursor) == ("interrupted", "more", Cursor(1, 3))


async def test_settling_what_is_gone_does_nothing(store: Store) -> None:
    await store.settle("gone", 1, settlement())

    assert await store.orphans() == []


async def test_a_stop_is_recorded_and_may_be_asked_for_again(store: Store) -> None:
    answer = (await store.ask(OWNER, Ask("one", "scripted"))).answer

    for _ in range(2):
        stopped = await store.request_stop(OWNER, answer.id)
        assert stopped == replace(answer, stop_requested=True)
        assert await store.answer(OWNER, answer.id) == stopped


async def test_a_stop_of_a_settled_answer_changes_nothing(store: Store) -> None:
    settled = (await say(store, "one")).answer
    found = await store.request_stop(OWNER, settled.id)

    assert found is not None
    assert (found.status, found.stop_requested) == ("finished", False)


async def test_a_recorded_stop_outlives_the_process(open_store: OpenStore) -> None:
    async with open_store() as store:
        answer = (await store.ask(OWNER, Ask("one", "scripted"))).answer
        await store.request_stop(OWNER, answer.id)

    async with open_store() as store:
        [(owner, orphan)] = await store.orphans()
        assert (owner, orphan.id, orphan.stop_requested) == (OWNER, answer.id, True)
        taken_over = await store.begin_epoch(orphan.id, orphan.epoch, recovery=True)
        assert taken_over.stop_requested


async def test_continuing_keeps_text_and_figures_and_forgets_the_end(store: Store) -> None:
    answer = (await say(store, "one", answer="A river")).answer
    before = await store.answer(OWNER, answer.id)
    reopened = await store.begin_epoch(answer.id, answer.epoch, recovery=False)

    growing = replace(before, status="generating", epoch=2)
    assert reopened == replace(growing, reason=None, error=None, sha256=None)
    assert (reopened.text, reopened.cursor, reopened.usage) == (
        "A river",
        Cursor(1, 9),
        before.usage,
    )
    assert await store.answer(OWNER, answer.id) == reopened
    assert [found.id for _, found in await store.orphans()] == [answer.id]


async def test_continuing_clears_a_recorded_stop(store: Store) -> None:
    answer = (await store.ask(OWNER, Ask("one", "scripted"))).answer
    await store.request_stop(OWNER, answer.id)
    await settle(store, answer, settlement("A", status="stopped"))

    reopened = await store.begin_epoch(answer.id, answer.epoch, recovery=False)
    assert (reopened.stop_requested, reopened.recoveries) == (False, 0)
    assert not (await store.answer(OWNER, answer.id)).stop_requested


async def test_the_id_upstream_outlives_a_takeover_but_not_a_continue(store: Store) -> None:
    answer = (await store.ask(OWNER, Ask("one", "scripted"))).answer
    assert answer.upstream_id is None

    await store.note_upstream(answer.id, answer.epoch, "upstream-1")

    [(_, orphan)] = await store.orphans([answer.id])
    assert orphan.upstream_id == "upstream-1"
    taken_over = await store.begin_epoch(answer.id, answer.epoch, recovery=True)
    assert taken_over.upstream_id == "upstream-1"
    await settle(store, taken_over, settlement(cursor=Cursor(taken_over.epoch, 5)))
    continued = await store.begin_epoch(answer.id, taken_over.epoch, recovery=False)
    assert continued.upstream_id is None


async def test_a_late_id_upstream_is_refused_and_changes_nothing(store: Store) -> None:
    late = (await store.ask(OWNER, Ask("one", "scripted"))).answer
    current = await store.begin_epoch(late.id, late.epoch, recovery=True)

    with pytest.raises(Fenced):
        await store.note_upstream(late.id, late.epoch, "upstream-1")
    assert await store.answer(OWNER, late.id) == current
    await store.note_upstream("0" * 32, 1, "upstream-1")  # the answer is gone


async def test_recoveries_are_counted(open_store: OpenStore) -> None:
    async with open_store() as store:
        answer = (await store.ask(OWNER, Ask("one", "scripted"))).answer
    for count in (1, 2):
        async with open_store() as store:
            answer = await store.begin_epoch(answer.id, answer.epoch, recovery=True)
            assert answer.recoveries == count
            assert (await store.answer(OWNER, answer.id)).recoveries == count


async def test_a_continued_answer_settles_again(store: Store) -> None:
    answer = (await say(store, "one", answer="A river")).answer
    again = await store.begin_epoch(answer.id, answer.epoch, recovery=False)
    await settle(store, again, settlement("A river runs.", cursor=Cursor(2, 5)))

    found = await store.answer(OWNER, answer.id)
    assert (found.status, found.text, found.cursor) == ("finished", "A river runs.", Cursor(2, 5))
    assert await store.orphans() == []


async def test_an_answer_that_does_not_exist_is_not_taken_over(store: Store) -> None:
    with pytest.raises(NotFound):
        await store.begin_epoch("nothing", 1, recovery=True)


async def test_an_answer_of_a_deleted_conversation_is_only_taken_over_to_end_it(
    store: Store,
) -> None:
    exchange = await store.ask(OWNER, Ask("one", "scripted"))
    await store.delete_conversation(OWNER, exchange.conversation.id)

    with pytest.raises(NotFound):
        await store.begin_epoch(exchange.answer.id, 1, recovery=False)
    taken_over = await store.begin_epoch(exchange.answer.id, 1, recovery=True)
    assert taken_over.stop_requested
    await settle(store, taken_over, settlement("A", status="stopped"))
    assert await store.orphans() == []


async def test_orphans_of_all_owners_come_oldest_first(store: Store) -> None:
    mine = await store.ask(OWNER, Ask("one", "scripted"))
    await say(store, "two")
    theirs = await store.ask(STRANGER, Ask("three", "scripted"))
    await store.begin(STRANGER, theirs.answer.id, theirs.answer.epoch)
    again = await store.ask(OWNER, Regenerate(mine.question.id, "scripted"))

    found = [(owner, answer.id, answer.status) for owner, answer in await store.orphans()]
    assert found == [
        (OWNER, mine.answer.id, "queued"),
        (STRANGER, theirs.answer.id, "generating"),
        (OWNER, again.answer.id, "queued"),
    ]


async def test_a_settlement_can_come_without_figures(store: Store) -> None:
    answer = (await store.ask(OWNER, Ask("one", "scripted"))).answer
    end = End("interrupted", "interrupted", None, None, None, "0" * 64)
    await settle(store, answer, Settlement(end, Content(), Cursor(1, 2)))

    found = await store.answer(OWNER, answer.id)
    assert (found.usage, found.timings, found.error) == (None, None, None)
