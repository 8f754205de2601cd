"""From provider to log: how long it is waited for, how often it is asked, what readers see."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from unittest.mock import Mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.generation.house import MODEL, house
from tests.stopwatch import loop_time
from yeoul.caller import LOCAL_OWNER
from yeoul.errors import (
    Internal,
    ProviderBroken,
    ProviderRateLimited,
    ProviderTimeout,
    ProviderUnavailable,
)
from yeoul.eventlog.base import Permit
from yeoul.generation.intake import _append
from yeoul.generation.job import AnswerSoFar, Job, Times
from yeoul.generation.runner import Limits
from yeoul.protocol.content import Content
from yeoul.protocol.events import Delta, PhaseInfo, Reasoning, Reset
from yeoul.providers.base import (
    Finish,
    Moved,
    Piece,
    Progress,
    Prompt,
    Text,
    Thought,
    Turn,
    as_text,
)
from yeoul.providers.script_steps import Pause, Step
from yeoul.settings import Settings
from yeoul.store.base import Ask

pytestmark = pytest.mark.anyio


async def test_silence_before_the_first_token_is_a_timeout(tmp_path: Path) -> None:
    limits = Limits(first_token_timeout_s=0.05, retries=0)
    async with house(tmp_path, [asyncio.Event()], limits=limits) as h:
        answer = await h.ended((await h.ask()).id)
        assert answer.status == "failed"
        assert answer.error is not None
        assert answer.error.code == ProviderTimeout.code
        assert h.provider.running == 0


async def test_silence_between_tokens_is_a_timeout_that_keeps_the_text(tmp_path: Path) -> None:
    limits = Limits(idle_timeout_s=0.05)
    async with house(tmp_path, ["ab", asyncio.Event()], limits=limits) as h:
        answer = await h.ended((await h.ask()).id)
        assert (answer.status, answer.text) == ("failed", "ab")
        assert answer.error is not None
        assert answer.error.code == ProviderTimeout.code


async def test_a_providers_own_timeout_is_a_failure_of_the_provider(tmp_path: Path) -> None:
    def script(prompt: Prompt) -> Iterator[Step]:
        yield "ab"
        raise TimeoutError

    async with house(tmp_path, script) as h:
        answer = await h.ended((await h.ask()).id)
        assert (answer.status, answer.text) == ("failed", "ab")
        assert answer.error is not None
        assert answer.error.code == Internal.code


async def test_a_busy_provider_is_asked_again_only_so_often(tmp_path: Path) -> None:
    limits = Limits(retries=2, retry_delay_s=0.001)
    async with house(tmp_path, [ProviderRateLimited("busy", ask_again=True)], limits=limits) as h:
        answer = await h.ended((await h.ask()).id)
        assert len(h.provider.prompts) == 3
        assert answer.error is not None
        assert answer.error.code == "provider_rate_limited"


async def test_a_provider_that_may_have_begun_is_not_asked_again(tmp_path: Path) -> None:
    async with house(tmp_path, [ProviderUnavailable("away")]) as h:
        answer = await h.ended((await h.ask()).id)
        assert len(h.provider.prompts) == 1
        assert answer.error is not None
        assert answer.error.retryable, "a person may"


async def test_nothing_is_tried_again_behind_the_first_token(tmp_path: Path) -> None:
    async with house(tmp_path, ["ab", ProviderRateLimited("busy", ask_again=True)]) as h:
        answer = await h.ended((await h.ask()).id)
        assert len(h.provider.prompts) == 1
        assert (answer.status, answer.text) == ("failed", "ab")


async def test_a_silent_provider_is_asked_once_and_waited_for_once(tmp_path: Path) -> None:
    limits = Limits(first_token_timeout_s=0.5, retries=2, retry_delay_s=0.001)
    async with house(tmp_path, [asyncio.Event()], limits=limits) as h, loop_time() as time:
        answer = await h.ended((await h.ask()).id)
        assert time.now_s < 0.9
        assert len(h.provider.prompts) == 1
        assert answer.error is not None
        assert answer.error.detail == "The model did not begin to answer within 0.5 seconds."


async def test_progress_does_not_buy_time_for_the_first_token(tmp_path: Path) -> None:
    def script(_: Prompt) -> Iterator[Step]:
        while True:
            yield Progress("thinking")
            yield Pause(0.01)

    limits = Limits(first_token_timeout_s=0.05)
    async with house(tmp_path, script, limits=limits) as h:
        answer = await h.ended((await h.ask()).id)
        assert answer.error is not None
        assert answer.error.code == ProviderTimeout.code


async def test_one_deadline_covers_all_tries(tmp_path: Path) -> None:
    def script(_: Prompt) -> Iterable[Step]:
        tries.append(None)
        away = ProviderUnavailable("away", ask_again=True)
        return [away] if len(tries) == 1 else [asyncio.Event()]

    tries: list[None] = []
    limits = Limits(first_token_timeout_s=0.5, retry_delay_s=0.3)
    async with house(tmp_path, script, limits=limits) as h, loop_time() as time:
        answer = await h.ended((await h.ask()).id)
        assert time.now_s < 0.75
        assert len(tries) == 2
        assert answer.error is not None
        assert answer.error.code == ProviderTimeout.code


async def test_a_retry_that_would_come_too_late_is_not_waited_for(tmp_path: Path) -> None:
    limits = Limits(first_token_timeout_s=20.0)
    busy = ProviderRateLimited("busy", retry_after_s=25, ask_again=True)
    async with house(tmp_path, [busy], limits=limits) as h, loop_time() as time:
        answer = await h.ended((await h.ask()).id)
        assert time.now_s < 5
        assert answer.error is not None
        assert answer.error.code == ProviderRateLimited.code


async def test_what_failed_late_is_not_tried_again(tmp_path: Path) -> None:
    limits = Limits(quick_failure_s=0.0, retry_delay_s=0.001)
    away = ProviderUnavailable("away", ask_again=True)
    async with house(tmp_path, [away], limits=limits) as h:
        await h.ended((await h.ask()).id)
        assert len(h.provider.prompts) == 1


async def test_readers_are_told_of_the_wait_before_a_retry(tmp_path: Path) -> None:
    gate = asyncio.Event()
    script: list[Step] = [gate, ProviderUnavailable("away", ask_again=True)]
    async with house(tmp_path, script, limits=Limits(retry_delay_s=20.0)) as h:
        reader = await h.log.follow(Permit((await h.ask()).id), None)
        for phase in (PhaseInfo("connecting"), PhaseInfo("queued")):
            async with asyncio.timeout(30):
                while (await reader.next(30)).phase != phase:
                    pass
            gate.set()
        assert len(h.provider.prompts) == 1


async def test_what_cannot_be_text_is_repaired_before_it_is_written(tmp_path: Path) -> None:
    script: list[Step] = [Thought("\udfffhm"), "ok ", "\ud800", "a\0b", ProviderBroken("\ud800!")]
    async with house(tmp_path, script) as h, asyncio.timeout(30):
        answer = await h.ended((await h.ask()).id)
        assert (answer.content.reasoning, answer.text) == ("\ufffdhm", "ok \ufffda\ufffdb")
        assert answer.error is not None
        assert answer.error.detail == "\ufffd!"


async def test_neighbours_of_one_kind_become_one_event(tmp_path: Path) -> None:
    together: list[Piece] = [Thought("a"), Thought("b"), Text("c"), Text("d"), Thought("e")]
    async with house(tmp_path, [together]) as h:
        events = await h.events((await h.ask()).id)
        assert events[1:-1] == [Reasoning("ab"), Delta("cd"), Reasoning("e")]


def in_ten_bytes() -> Limits:
    return Limits(max_answer_bytes=10)


FULL: dict[str, tuple[list[Step], str, str]] = {
    "one piece": (["x" * 5_000_000], "", "x" * 10),
    "many pieces": (list("abcdefghijkl"), "", "abcdefghij"),
    "one batch that ends itself": (
        [[*(Text(letter) for letter in "abcdefghijkl"), Finish("stop", None)]],
        "",
        "abcdefghij",
    ),
    "a character that does not fit": (["여울이다"], "", "여울이"),
    "four bytes that do not fit": (["abcdefgh🏔x"], "", "abcdefgh"),
    "text behind thinking": ([[Thought("12345678")], "abc"], "12345678", "ab"),
    "thinking behind text": (["abc", [Thought("12345678"), Text("!")]], "1234567", "abc"),
    "thinking alone": ([[Thought("가나다라")], "a"], "가나다", ""),
}


@pytest.mark.parametrize("name", FULL)
async def test_an_answer_ends_at_its_largest_size_between_two_characters(
    name: str, tmp_path: Path
) -> None:
    script, reasoning, text = FULL[name]
    async with house(tmp_path, [*script, asyncio.Event()], limits=in_ten_bytes()) as h:
        answer = await h.ended((await h.ask()).id)
        assert (answer.content.reasoning, answer.text) == (reasoning, text)
        assert (answer.status, answer.reason, answer.error) == ("finished", "length", None)
        assert answer.sha256 == hashlib.sha256(text.encode()).hexdigest()
        assert h.provider.running == 0, "the upstream call is closed"


async def test_an_answer_of_just_the_largest_size_is_whole(tmp_path: Path) -> None:
    async with house(tmp_path, ["여울", "abcd"], limits=in_ten_bytes()) as h:
        answer = await h.ended((await h.ask()).id)
        assert (answer.text, answer.reason) == ("여울abcd", "stop")


_said = st.text(min_size=1)


@settings(max_examples=300)
@given(
    pieces=st.lists(st.builds(Text, _said) | st.builds(Thought, _said)),
    max_bytes=st.integers(1, 60),
    cuts=st.sets(st.integers(0, 20)),
)
def test_an_answer_is_never_larger_and_loses_nothing_that_fits(
    pieces: list[Text | Thought], max_bytes: int, cuts: set[int]
) -> None:
    writer = Mock()
    job = Job("", Mock(), writer, Times(0.0), so_far=AnswerSoFar(bytes_left=max_bytes))
    bounds = [0, *sorted(cut for cut in cuts if cut < len(pieces)), len(pieces)]
    for start, end in pairwise(bounds):
        if job.fate.finish is None:
            _append(job, list(pieces[start:end]), 0.0, (0, 0, 0))
    told = "".join(call.args[0].text for call in writer.append.call_args_list)
    whole = "".join(as_text(piece.text) for piece in pieces)
    assert whole.startswith(told)
    if len(whole.encode()) <= max_bytes:
        assert (told, job.fate.finish) == (whole, None)
    else:
        assert job.fate.finish == Finish("length", None)
        assert max_bytes - 4 < len(told.encode()) <= max_bytes


def test_the_limits_without_settings_are_those_of_the_settings() -> None:
    fields = Settings.model_fields
    assert Limits().first_token_timeout_s == fields["first_token_timeout_s"].default
    assert Limits().idle_timeout_s == fields["idle_timeout_s"].default
    assert Limits().max_answer_bytes == fields["max_answer_bytes"].default


async def test_what_turns_out_to_be_thinking_is_moved_by_a_reset(tmp_path: Path) -> None:
    script: list[Step] = ["Hm, ", "yes.", Moved("thinking"), "Two."]
    async with house(tmp_path, script) as h:
        asked = await h.ask()
        events = await h.events(asked.id)
        answer = await h.ended(asked.id)
        assert [event for event in events if isinstance(event, Reset)] == [Reset("", "Hm, yes.")]
        assert answer.content == Content("Two.", "Hm, yes.")
        assert answer.status == "finished"
        assert answer.timings is not None
        assert answer.timings.thinking_ms is not None


async def test_what_turns_out_to_be_no_thinking_is_moved_back(tmp_path: Path) -> None:
    async with house(tmp_path, [Thought("All of it."), Moved("text")]) as h:
        answer = await h.ended((await h.ask()).id)
        assert (answer.text, answer.content.reasoning) == ("All of it.", "")
        assert answer.timings is not None
        assert answer.timings.thinking_ms is None


async def test_moving_leaves_what_an_earlier_epoch_kept_where_it_was(tmp_path: Path) -> None:
    def script(prompt: Prompt) -> Iterator[Step]:
        if not prompt.prefix:
            yield [Thought("kept thought"), Text("kept text"), Finish("length", None)]
            return
        yield "kept text"
        yield [Text("hm"), Moved("thinking"), Text(", two.")]

    async with house(tmp_path, script) as h:
        asked = await h.ask()
        await h.ended(asked.id)
        await h.supervisor.continue_answer(LOCAL_OWNER, asked.id)
        answer = await h.ended(asked.id)
        assert (answer.text, answer.content.reasoning) == ("kept text, two.", "kept thoughthm")


@pytest.mark.parametrize("script", [[], ["\n "], [[Finish("length", None, "It used a tool.")]]])
async def test_an_answer_in_which_nothing_came_has_failed(
    tmp_path: Path, script: list[Step]
) -> None:
    async with house(tmp_path, script) as h:
        answer = await h.ended((await h.ask()).id)
        assert answer.status == "failed"
        assert answer.error is not None
        assert (answer.error.code, answer.error.retryable) == ("empty_answer", True)
        if len(script) == 1 and isinstance(script[0], list):
            assert answer.error.detail == "It used a tool."
        assert len(h.provider.prompts) == 1


async def test_thinking_alone_is_an_answer(tmp_path: Path) -> None:
    async with house(tmp_path, [Thought("hm")]) as h:
        assert (await h.ended((await h.ask()).id)).status == "finished"


async def test_a_question_goes_out_with_the_one_whose_answer_failed(tmp_path: Path) -> None:
    async with house(tmp_path, [ProviderBroken("gone")]) as h:
        failed = await h.ended((await h.ask("one")).id)
        again = Ask("two", MODEL, conversation_id=failed.conversation_id)
        await h.ended((await h.supervisor.ask(LOCAL_OWNER, again)).answer.id)
        assert h.provider.prompts[-1].turns == (Turn("user", "one\n\ntwo"),)


async def test_a_provider_learns_who_asks_and_in_which_conversation(tmp_path: Path) -> None:
    async with house(tmp_path, ["ab"]) as h:
        answer = await h.ended((await h.ask()).id)
        [prompt] = h.provider.prompts
        assert (prompt.owner, prompt.conversation_id) == (LOCAL_OWNER, answer.conversation_id)


async def test_why_an_answer_failed_stands_in_the_log_of_the_server(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with house(tmp_path, [ProviderBroken("It says: the GPU is on fire")]) as h:
        await h.ended((await h.ask()).id)
    assert "It says: the GPU is on fire" in caplog.text
