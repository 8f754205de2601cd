"""What an owner may use: how many answers grow and wait, and which tokens are counted."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.generation.house import House, house
from yeoul.caller import LOCAL_OWNER, UNLIMITED, Allowance
from yeoul.errors import ProviderRejected, TooManyAtOnce
from yeoul.eventlog.base import Permit
from yeoul.protocol.conversation import Answer
from yeoul.protocol.events import PhaseInfo, Usage
from yeoul.providers.base import Finish
from yeoul.providers.script_steps import Script
from yeoul.store.base import Ask, IdempotencyKey

pytestmark = pytest.mark.anyio

ANN, BOB = "ann", "bob"


async def ask(h: House, owner: str, allowance: Allowance = UNLIMITED) -> Answer:
    exchange = await h.supervisor.ask(owner, Ask("What is a river?"), allowance=allowance)
    return exchange.answer


async def test_no_more_of_an_owners_answers_grow_at_once_than_they_may(tmp_path: Path) -> None:
    gate = asyncio.Event()
    async with house(tmp_path, ["ab", gate]) as h:
        two = Allowance(growing=2)
        mine = [await ask(h, ANN, two) for _ in range(3)]
        theirs = await ask(h, BOB, two)
        for answer in (*mine[:2], theirs):
            await h.until(answer.id, lambda text: text == "ab")
        assert h.supervisor.status(mine[2].id) == "queued"
        await h.supervisor.stop(ANN, mine[0].id)
        await h.until(mine[2].id, lambda text: text == "ab")


async def test_one_owners_many_questions_delay_the_first_of_another_by_one(
    tmp_path: Path,
) -> None:
    gate = asyncio.Event()
    async with house(tmp_path, [gate, "ab"]) as h:
        h.provider.slots = 1
        for _ in range(6):
            await ask(h, ANN)
        theirs = await ask(h, BOB)
        reader = await h.log.follow(Permit(theirs.id), None)
        async with asyncio.timeout(10):
            while (phase := (await reader.next(10)).phase) != PhaseInfo("queued", 2):
                assert phase is not None
        gate.set()
        await h.supervisor.drain(10)
        begun = [prompt.owner for prompt in h.provider.prompts]
        assert begun == [ANN, ANN, BOB, ANN, ANN, ANN, ANN]


async def test_an_owner_with_as_many_unfinished_answers_as_they_may_have_waits_for_one(
    tmp_path: Path,
) -> None:
    async with house(tmp_path, ["ab", asyncio.Event()]) as h:
        three = Allowance(unfinished=3)
        first = await ask(h, ANN, three)
        some = [ask(h, ANN, three) for _ in range(20)]
        done = await asyncio.gather(*some, return_exceptions=True)
        assert [type(each) for each in done].count(TooManyAtOnce) == 18
        assert h.supervisor.running == 3
        await ask(h, BOB, three)

        await h.supervisor.stop(ANN, first.id)
        await ask(h, ANN, three)
        with pytest.raises(TooManyAtOnce, match="As many of your answers") as refused:
            await h.supervisor.continue_answer(ANN, first.id, limits=three)
        assert refused.value.retryable
        await h.supervisor.continue_answer(ANN, first.id, limits=Allowance(unfinished=4))


async def test_a_question_that_is_sent_again_is_none_too_many(tmp_path: Path) -> None:
    async with house(tmp_path, ["ab", asyncio.Event()]) as h:
        one, key = Allowance(unfinished=1, questions=1), IdempotencyKey("key-1", "a" * 64)
        asking = [h.supervisor.ask(ANN, Ask("?"), key, allowance=one) for _ in range(10)]
        exchanges = await asyncio.gather(*asking)
        assert len({each.answer.id for each in exchanges}) == 1


COUNTED: Script = ["여", "울", Finish("stop", Usage(7, 5))]


@pytest.mark.parametrize(
    ("script", "stops", "expected"),
    [
        (COUNTED, False, (1, 7, 5)),
        (["여", "울", asyncio.Event()], True, (1, len("What is a river?") // 3, 2)),
    ],
    ids=["counted", "stopped"],
)
async def test_tokens_are_counted_or_estimated(
    tmp_path: Path, script: Script, expected: tuple[int, int, int], *, stops: bool
) -> None:
    async with house(tmp_path, script) as h:
        answer = await ask(h, ANN)
        await h.until(answer.id, lambda text: text == "여울")
        if stops:
            await h.supervisor.stop(ANN, answer.id)
        await h.supervisor.drain(10)
        assert await used(h, ANN) == expected


async def test_an_answer_that_a_crash_has_cut_is_counted_once_and_whole(tmp_path: Path) -> None:
    async with house(tmp_path, ["one ", "two ", asyncio.Event()]) as h:
        answer = await ask(h, ANN)
        await h.until(answer.id, lambda text: text == "one two ")
        assert await used(h, ANN) == (1, 0, 0)
    async with house(tmp_path, ["one ", "two ", "three"]) as h:
        await h.supervisor.recover()
        await h.supervisor.drain(10)
        questions, _, completion = await used(h, ANN)
        assert questions == 1
        assert 3 <= completion <= 4  # an estimate, and a count
        await h.supervisor.recover()
        assert (await used(h, ANN))[2] == completion


@pytest.mark.parametrize("deleted", [False, True])
async def test_an_answer_that_a_crash_has_ended_is_estimated(
    tmp_path: Path, *, deleted: bool
) -> None:
    """Its provider does not go on unasked, so nobody counts what the dead process has spent."""
    async with house(tmp_path, ["여울여울", "여울", asyncio.Event()], continues=False) as h:
        cut = await ask(h, ANN)
        await h.until(cut.id, lambda text: text == "여울여울여울")
        unbegun = await ask(h, BOB)
        if deleted:
            await h.store.delete_conversation(ANN, cut.conversation_id)
    async with house(tmp_path, ["x"], continues=False) as h:
        await h.supervisor.recover()
        await h.supervisor.drain(10)
        assert (await h.store.orphans([cut.id, unbegun.id])) == []
        prompt = 0 if deleted else len("What is a river?") // 3
        assert await used(h, ANN) == (1, prompt, len("여울여울여울"))


async def test_a_question_that_nobody_has_read_costs_no_tokens(tmp_path: Path) -> None:
    async with house(tmp_path, [ProviderRejected("away")]) as h:
        await ask(h, ANN)
        await h.supervisor.drain(10)
        assert await used(h, ANN) == (1, 0, 0)


async def test_a_korean_prompt_has_about_as_many_tokens_as_characters(tmp_path: Path) -> None:
    question = "여울은 무엇인가요"
    async with house(tmp_path, ["x", asyncio.Event()]) as h:
        exchange = await h.supervisor.ask(ANN, Ask(question), allowance=UNLIMITED)
        await h.until(exchange.answer.id, lambda text: text == "x")
        await h.supervisor.stop(ANN, exchange.answer.id)
        assert (await used(h, ANN))[1] == len(question.encode()) // 3


async def test_what_goes_on_after_a_restart_keeps_within_its_owners_allowance(
    tmp_path: Path,
) -> None:
    async def allowance_of(owner: str) -> Allowance:
        return Allowance(growing=2) if owner == ANN else UNLIMITED

    async with house(tmp_path, ["ab", asyncio.Event()]) as h:
        mine = [await ask(h, ANN, Allowance(growing=2)) for _ in range(4)]
        theirs = [await ask(h, BOB) for _ in range(3)]
        for answer in (*mine[:2], *theirs):
            await h.until(answer.id, lambda text: text == "ab")
    async with house(tmp_path, ["ab", "c", asyncio.Event()]) as h:
        h.provider.slots = 100
        await h.supervisor.recover(allowance_of)
        for answer in theirs:
            await h.until(answer.id, lambda text: text.endswith("c"))
        statuses = [h.supervisor.status(answer.id) for answer in mine]
        assert sorted(map(str, statuses)) == ["generating", "generating", "queued", "queued"]
        assert {h.supervisor.status(answer.id) for answer in theirs} == {"generating"}


async def test_a_continued_answer_counts_what_is_new(tmp_path: Path) -> None:
    async with house(tmp_path, ["여", "울", asyncio.Event(), "물"]) as h:
        answer = await ask(h, ANN)
        await h.until(answer.id, lambda text: text == "여울")
        await h.supervisor.stop(ANN, answer.id)
        _, prompt, completion = await used(h, ANN)
        await h.supervisor.continue_answer(ANN, answer.id)
        await h.supervisor.stop(ANN, answer.id)
        again = await used(h, ANN)
        assert again[0] == 1
        assert again[1] >= prompt
        assert again[2] == completion


async def test_what_the_local_person_uses_is_counted_by_nobody(tmp_path: Path) -> None:
    async with house(tmp_path, COUNTED) as h:
        await h.supervisor.ask(LOCAL_OWNER, Ask("?"))
        await h.supervisor.drain(10)
        assert await used(h, LOCAL_OWNER) == (0, 0, 0)


async def used(h: House, owner: str) -> tuple[int, int, int]:
    assert h.store.accounts is not None
    questions, prompt, completion, _ = await h.store.accounts.used(owner)
    return questions, prompt, completion
