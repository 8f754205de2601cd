"""From provider to log: how long it is waited for, how often it is asked, what readers see."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.generation.house import house
from tests.stopwatch import loop_time
from yeoul.errors import (
    Internal,
    ProviderBroken,
    ProviderRateLimited,
    ProviderTimeout,
    ProviderUnavailable,
)
from yeoul.eventlog.base import PhaseInfo
from yeoul.events import Delta, Reasoning
from yeoul.generation.runner import Limits
from yeoul.providers.base import Piece, Progress, Prompt, Text, Thought
from yeoul.providers.scripts import Pause, Step
from yeoul.settings import Settings

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
        reader = await h.log.follow((await h.ask()).id, None)
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
        assert (answer.reasoning, answer.text) == ("\ufffdhm", "ok \ufffda\ufffdb")
        assert answer.error is not None
        assert answer.error.detail == "\ufffd!"


async def test_neighbours_of_one_kind_become_one_event(tmp_path: Path) -> None:
    together: list[Piece] = [Thought("a"), Thought("b"), Text("c"), Text("d"), Thought("e")]
    async with house(tmp_path, [together]) as h:
        events = await h.events((await h.ask()).id)
        assert events[1:-1] == [Reasoning("ab"), Delta("cd"), Reasoning("e")]


def test_the_patience_without_settings_is_that_of_the_settings() -> None:
    fields = Settings.model_fields
    assert Limits().first_token_timeout_s == fields["first_token_timeout_s"].default
    assert Limits().idle_timeout_s == fields["idle_timeout_s"].default
