"""The embedded model: loading behind the questions, queueing, stopping, and failing in words."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest

from tests.contracts.providers import bundled_model
from tests.providers.prompts import batches, finish_of, pieces, prompt, text_of, until_failure
from yeoul.errors import ContextTooLong, ModelUnavailable
from yeoul.protocol.conversation import Parameters
from yeoul.providers.base import Progress, Prompt, Text, Turn
from yeoul.providers.embedded import provider as module
from yeoul.providers.embedded.engine import Engine
from yeoul.providers.embedded.model_files import MODEL_ID
from yeoul.providers.embedded.provider import EmbeddedProvider

pytestmark = [pytest.mark.anyio, pytest.mark.llama]


@pytest.fixture
async def provider() -> AsyncIterator[EmbeddedProvider]:
    opened = EmbeddedProvider(bundled_model(), model_id=MODEL_ID, slots=1, context_length=1024)
    yield opened
    await opened.aclose()


async def test_a_question_waits_for_the_model_and_says_so(provider: EmbeddedProvider) -> None:
    told = await batches(provider, prompt(max_tokens=3))

    assert told[0] == [Progress("connecting")]
    assert told[1][0] == Progress("thinking")
    assert isinstance(told[2][-1], Text | Progress)
    assert (await batches(provider, prompt(max_tokens=3)))[0][0] == Progress("thinking")


async def test_it_is_ready_once_it_is_loaded(provider: EmbeddedProvider) -> None:
    await provider.start()
    with pytest.raises(ModelUnavailable) as loading:
        await provider.ready()
    assert loading.value.retryable

    await provider.count_tokens("waits")

    await provider.ready()


async def test_the_window_is_what_is_asked_for_but_never_more_than_was_trained() -> None:
    path = bundled_model()

    [default] = await EmbeddedProvider(path).models()
    [small] = await EmbeddedProvider(path, context_length=512).models()
    [large] = await EmbeddedProvider(path, context_length=1_000_000).models()

    assert default.id == path.stem
    assert [default.context_length, small.context_length, large.context_length] == [
        4096,
        512,
        8192,
    ]


async def test_a_third_answer_waits_for_a_slot_instead_of_failing(
    provider: EmbeddedProvider,
) -> None:
    answers = await asyncio.gather(*(pieces(provider, prompt(max_tokens=4)) for _ in range(3)))

    assert all(finish_of(told) for told in answers)
    assert provider.running == 0


async def test_an_answer_is_left_while_its_prompt_is_still_being_read(
    provider: EmbeddedProvider,
) -> None:
    await provider.count_tokens("loaded")
    generated = provider.generate(prompt("word " * 900))
    await anext(generated)

    await generated.aclose()

    assert provider.running == 0


async def test_cancelling_twice_still_waits_for_the_native_call(provider: EmbeddedProvider) -> None:
    await provider.count_tokens("loaded")
    begun = asyncio.Event()

    async def read() -> None:
        async with aclosing(provider.generate(prompt("word " * 900))) as generated:
            async for _ in generated:
                begun.set()

    async with asyncio.TaskGroup() as group:
        reading = group.create_task(read())
        await begun.wait()
        reading.cancel()
        await asyncio.sleep(0)
        reading.cancel()

    assert reading.cancelled()
    assert provider.running == 0


async def test_a_question_that_does_not_fit_is_told_so(provider: EmbeddedProvider) -> None:
    told, error = await until_failure(provider, prompt("word " * 2000))

    assert told == ""
    assert isinstance(error, ContextTooLong)
    assert "1024" in error.detail


async def test_a_full_window_ends_the_answer_with_length() -> None:
    provider = EmbeddedProvider(bundled_model(), slots=1, context_length=256)

    counted = ", ".join(map(str, range(1, 51))) + ","  # nobody stops counting here
    asked = prompt("Count from 1 to 99.", prefix=counted, temperature=0.0)
    finish = finish_of(await pieces(provider, asked))
    await provider.aclose()

    assert finish.reason == "length"
    assert finish.usage is not None
    assert sum(finish.usage) == 256


async def test_the_same_seed_gives_the_same_answer(provider: EmbeddedProvider) -> None:
    asked = Prompt(MODEL_ID, (Turn("user", "Tell me a story"),), Parameters(1.0, 0.9, 12, -5))

    first, second = [text_of(await pieces(provider, asked)) for _ in range(2)]

    assert first == second


async def test_whitespace_at_the_end_of_a_prefix_is_kept(provider: EmbeddedProvider) -> None:
    asked = prompt("Count from 1 to 9.", prefix="1, 2, 3, ", max_tokens=2, temperature=0.0)

    assert not text_of(await pieces(provider, asked)).startswith(" ")


@pytest.mark.parametrize("content", [None, b"garbage"])
async def test_a_file_that_cannot_be_loaded_is_named_in_every_answer(
    tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "broken.gguf"
    if content is not None:
        path.write_bytes(content)
    provider = EmbeddedProvider(path)

    for _ in range(2):
        told, error = await until_failure(provider, prompt())
        assert told == ""
        assert isinstance(error, ModelUnavailable)
        assert str(path) in error.detail
        assert not error.retryable
    with pytest.raises(ModelUnavailable, match=r"broken\.gguf"):
        await provider.ready()
    with pytest.raises(ModelUnavailable, match=r"broken\.gguf"):
        await provider.models()
    assert await provider.count_tokens("여울") >= 6
    await provider.aclose()


async def test_another_file_than_the_default_one_is_tried_and_then_answers(tmp_path: Path) -> None:
    path = tmp_path / "mine.gguf"
    path.symlink_to(bundled_model())
    provider = EmbeddedProvider(path, slots=1, context_length=256)

    told = await pieces(provider, prompt(max_tokens=2))
    await provider.aclose()

    assert finish_of(told).reason == "length"


async def test_closing_before_anything_happened_is_harmless() -> None:
    await EmbeddedProvider(bundled_model()).aclose()


async def test_a_loader_that_hangs_does_not_hold_up_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    go_on = threading.Event()

    def hang(*_: object, **__: object) -> Engine:
        go_on.wait()
        raise ModelUnavailable("too late")

    monkeypatch.setattr(Engine, "load", hang)
    monkeypatch.setattr(module, "LOADING_GRACE_S", 0.01)
    provider = EmbeddedProvider(bundled_model())

    async with asyncio.TaskGroup() as group:
        answer = group.create_task(until_failure(provider, prompt()))
        await asyncio.sleep(0)
        await provider.aclose()

    assert isinstance(answer.result()[1], ModelUnavailable)
    go_on.set()
