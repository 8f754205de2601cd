"""A version that begins with a given text: to whom it shows, and what it outlives."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path

import pytest

from tests.generation.house import MODEL, House, house
from yeoul.caller import LOCAL_OWNER
from yeoul.errors import InvalidRequest, NotContinuable
from yeoul.generation.runner import Limits
from yeoul.protocol.conversation import Answer, Parameters
from yeoul.protocol.events import Delta, End, Started
from yeoul.protocol.growing_content import GrowingContent
from yeoul.providers.scripted import Scripted
from yeoul.store.base import Exchange, IdempotencyKey, Ids, Regenerate

pytestmark = pytest.mark.anyio

SCRIPT = ["The ", "river ", "runs."]
PREFIX = "The 여"


async def asked(h: House) -> str:
    """Return a question that is answered."""
    answer = await h.ask()
    await h.ended(answer.id)
    return answer.parent_id


async def version(h: House, question_id: str, prefix: str = PREFIX) -> Answer:
    wish = Regenerate(question_id, MODEL, prefix=prefix)
    return (await h.supervisor.ask(LOCAL_OWNER, wish)).answer


async def test_readers_see_the_prefix_first_and_what_the_model_adds_behind_it(
    tmp_path: Path,
) -> None:
    async with house(tmp_path, SCRIPT) as h:
        question_id = await asked(h)
        answer = await version(h, question_id)

        started, first, *rest, end = await h.events(answer.id)
        text = PREFIX + "".join(event.text for event in rest if isinstance(event, Delta))
        assert isinstance(started, Started)
        assert first == Delta(PREFIX)
        assert text == PREFIX + "iver runs."
        assert isinstance(end, End)
        assert end.sha256 == hashlib.sha256(text.encode()).hexdigest()
        # The script counts: two pieces, and none of them is the prefix.
        assert end.usage is not None
        assert end.usage.completion_tokens == 2
        assert h.provider.prompts[-1].prefix == PREFIX
        kept = await h.store.answer(LOCAL_OWNER, answer.id)
        assert (kept.text, kept.prefix, kept.parent_id) == (text, PREFIX, question_id)

        again = await h.supervisor.ask(LOCAL_OWNER, Regenerate(question_id, MODEL))
        assert (await h.ended(again.answer.id)).text == "".join(SCRIPT)
        assert h.provider.prompts[-1].prefix == ""


async def test_a_prefix_is_seen_while_its_model_has_not_said_a_word_and_a_stop_keeps_it(
    tmp_path: Path,
) -> None:
    async with house(tmp_path, SCRIPT) as h:
        question_id = await asked(h)
    async with house(tmp_path, [PREFIX, asyncio.Event()]) as h:
        answer = await version(h, question_id)
        await h.until(answer.id, lambda text: text == PREFIX)
        await h.supervisor.stop(LOCAL_OWNER, answer.id)
        stopped = await h.ended(answer.id)
        assert (stopped.status, stopped.text, stopped.usage) == ("stopped", PREFIX, None)
        assert h.supervisor.continuable(stopped)
    async with house(tmp_path, SCRIPT) as h:
        await h.supervisor.continue_answer(LOCAL_OWNER, answer.id)
        assert (await h.ended(answer.id)).text == PREFIX + "iver runs."


async def test_a_stop_that_comes_before_the_question_leaves_the_prefix(tmp_path: Path) -> None:
    async with house(tmp_path, SCRIPT) as h:
        question_id, ids = await asked(h), Ids("a" * 32)
        await h.supervisor.stop(LOCAL_OWNER, ids.answer)
        wish = Regenerate(question_id, MODEL, ids=ids, prefix=PREFIX)
        answer = (await h.supervisor.ask(LOCAL_OWNER, wish)).answer

        digest = hashlib.sha256(PREFIX.encode()).hexdigest()
        assert (answer.status, answer.text, answer.sha256) == ("stopped", PREFIX, digest)
        assert len(h.provider.prompts) == 1  # of the first version


@pytest.mark.parametrize("continues", [True, False])
@pytest.mark.parametrize("reached", ["store", "started", "prefix", "begun", "begun with prefix"])
@pytest.mark.parametrize("stop", [True, False])
async def test_a_prefix_outlives_a_crash_at_each_step_of_its_beginning(
    tmp_path: Path, continues: bool, reached: str, stop: bool
) -> None:
    async with house(tmp_path, SCRIPT, continues=True) as h:
        question_id = await asked(h)
        wish = Regenerate(question_id, MODEL, prefix=PREFIX)
        answer = (await h.store.ask(LOCAL_OWNER, wish)).answer
        if reached != "store":
            writer = await h.log.create(answer.started_event())
        if reached.endswith("prefix"):
            writer.append(Delta(PREFIX))
            await writer.drain()
        if reached.startswith("begun"):
            await h.store.begin(LOCAL_OWNER, answer.id, 1)
        if stop:
            await h.store.request_stop(LOCAL_OWNER, answer.id)
    async with house(tmp_path, SCRIPT, continues=continues) as h:
        await h.supervisor.recover()
        events = await h.events(answer.id)
        ended = await h.ended(answer.id)

    content = GrowingContent()
    for event in events:
        content.add(event)
    # What readers have seen is what is stored, however the run ended.
    seen = content.whole_text()
    assert seen == ended.text
    assert ended.sha256 == hashlib.sha256(seen.encode()).hexdigest()
    if stop:
        assert (ended.status, seen) == ("stopped", PREFIX)
    elif continues or not reached.startswith("begun"):
        assert (ended.status, seen) == ("finished", PREFIX + "iver runs.")
        assert h.provider.prompts[-1].prefix == PREFIX
    else:
        assert (ended.status, seen) == ("interrupted", PREFIX)


async def test_a_service_that_has_said_nothing_behind_a_prefix_is_not_asked_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Scripted, "remote", True)
    monkeypatch.setattr(Scripted, "continues_unasked", True)
    async with house(tmp_path, SCRIPT) as h:
        question_id = await asked(h)
    async with house(tmp_path, ["The riv", asyncio.Event()]) as h:
        silent, grown = await version(h, question_id, "The riv"), await version(h, question_id, "T")
        await h.until(grown.id, lambda text: text == "The riv")
        await h.until(silent.id, lambda text: text == "The riv")
    async with house(tmp_path, SCRIPT) as h:
        await h.supervisor.recover()
        assert (await h.ended(silent.id)).status == "interrupted"
        assert (await h.ended(grown.id)).text == "The river runs."


async def test_a_model_that_cannot_go_on_is_asked_for_no_version_with_a_prefix(
    tmp_path: Path,
) -> None:
    async with house(tmp_path, SCRIPT, continues=False) as h:
        question_id = await asked(h)
        key = IdempotencyKey("key", "a" * 64)
        wish = Regenerate(question_id, MODEL, prefix=PREFIX)
        with pytest.raises(NotContinuable, match="Ask another model"):
            await h.supervisor.ask(LOCAL_OWNER, wish, key)
        assert len(await h.store.messages(LOCAL_OWNER, (await place(h, question_id)))) == 2

        h.provider.can_continue = True  # its service was told how, and the key is free
        first = await h.supervisor.ask(LOCAL_OWNER, wish, key)
        second = await h.supervisor.ask(LOCAL_OWNER, wish, key)
        assert (first.replayed, second.replayed) == (False, True)
        assert first.answer.id == second.answer.id
        assert (await h.ended(first.answer.id)).text == PREFIX + "iver runs."


async def place(h: House, question_id: str) -> str:
    """Return the conversation of a question."""
    wish = Regenerate(question_id, MODEL)
    ground = await h.store.look(LOCAL_OWNER, wish)
    assert not isinstance(ground, Exchange)
    assert ground.conversation is not None
    return ground.conversation.id


async def test_a_prefix_is_no_part_of_what_may_still_be_generated(tmp_path: Path) -> None:
    async with house(tmp_path, ["The riverbed ", asyncio.Event()]) as h:
        wish = Regenerate(
            await asked_of(h), MODEL, parameters=Parameters(max_tokens=5), prefix="The riverbed "
        )
        answer = (await h.supervisor.ask(LOCAL_OWNER, wish)).answer
        await h.until(answer.id, lambda text: text == "The riverbed ")
        await h.supervisor.stop(LOCAL_OWNER, answer.id)
        await h.supervisor.continue_answer(LOCAL_OWNER, answer.id)
        await h.supervisor.stop(LOCAL_OWNER, answer.id)
        assert [prompt.parameters.max_tokens for prompt in list(h.provider.prompts)[-2:]] == [5, 5]


async def asked_of(h: House) -> str:
    """Return a question whose answer was stopped."""
    answer = await h.ask()
    await h.supervisor.stop(LOCAL_OWNER, answer.id)
    return answer.parent_id


async def test_a_prefix_as_large_as_an_answer_is_refused_before_anything_is_stored(
    tmp_path: Path,
) -> None:
    async with house(tmp_path, SCRIPT, limits=Limits(max_answer_bytes=40)) as h:
        question_id = await asked(h)
        with pytest.raises(InvalidRequest, match=r"prefix must be shorter.* 40 bytes"):
            await version(h, question_id, "🌊" * 10)
        grown = await version(h, question_id, "🌊" * 9)
        assert (await h.ended(grown.id)).reason == "length"
