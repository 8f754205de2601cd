"""The embedded model: loading behind the questions, queueing, stopping, and failing in words."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from itertools import count
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.contracts.providers import bundled_model
from tests.providers.embedded.thinking_model import thinking_model
from tests.providers.prompts import batches, finish_of, pieces, prompt, text_of, until_failure
from yeoul.errors import ContextTooLong, ModelUnavailable
from yeoul.protocol.conversation import Parameters
from yeoul.providers.base import Finish, Progress, Prompt, Text, Thought, Turn
from yeoul.providers.embedded import provider as module
from yeoul.providers.embedded.engine import Engine, NativeCall
from yeoul.providers.embedded.memory import MachineMemory, ModelMemory, NoRoom
from yeoul.providers.embedded.model_files import MODEL_ID, ModelFile, model_file
from yeoul.providers.embedded.provider import EmbeddedProvider

pytestmark = [pytest.mark.anyio, pytest.mark.llama]


@pytest.fixture
async def provider() -> AsyncIterator[EmbeddedProvider]:
    opened = EmbeddedProvider(model_file(bundled_model()), slots=1, context_length=1024, threads=1)
    yield opened
    await opened.aclose()


async def test_a_question_waits_for_the_model_and_says_so(provider: EmbeddedProvider) -> None:
    told = await batches(provider, prompt(max_tokens=3))

    assert told[0] == [Progress("loading")]
    assert told[1][0] == Progress("thinking")
    assert isinstance(told[2][-1], Text | Progress)
    assert (await batches(provider, prompt(max_tokens=3)))[0][0] == Progress("thinking")


async def test_it_is_ready_once_it_is_loaded(provider: EmbeddedProvider) -> None:
    await provider.start()
    with pytest.raises(ModelUnavailable) as loading:
        await provider.ready()
    assert loading.value.retryable
    assert not provider.is_in_memory

    await provider.count_tokens("waits")

    await provider.ready()
    assert provider.is_in_memory


async def test_the_window_is_what_is_asked_for_but_never_more_than_was_trained() -> None:
    path = bundled_model()

    [default] = await EmbeddedProvider(ModelFile(path, path.stem)).models()
    [small] = await EmbeddedProvider(ModelFile(path, path.stem), context_length=512).models()
    [large] = await EmbeddedProvider(ModelFile(path, path.stem), context_length=1_000_000).models()

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
    provider = EmbeddedProvider(model_file(bundled_model()), slots=1, context_length=256, threads=1)

    counted = ", ".join(map(str, range(1, 51))) + ","  # nobody stops counting here
    asked = prompt("Count from 1 to 99.", prefix=counted, temperature=0.0)
    finish = finish_of(await pieces(provider, asked))
    await provider.aclose()

    assert finish.reason == "length"
    assert finish.usage is not None
    assert sum(finish.usage) == 256


async def test_behind_a_text_a_thinking_model_has_thought_and_goes_on_with_the_text(
    tmp_path: Path,
) -> None:
    provider = EmbeddedProvider(model_file(thinking_model(tmp_path)), slots=1, context_length=512)
    asked = prompt("What is the capital of France?", prefix="The 여", max_tokens=4)
    read = b"".join(token.piece for token in await provider.tokens_of(asked)).decode()
    told = await pieces(provider, asked)
    await provider.aclose()

    thoughts, answer = read.split("</think>")
    assert thoughts.endswith("<think>\n\n")
    assert answer.strip() == "The 여"
    assert text_of(told)
    assert not [piece for piece in told if isinstance(piece, Thought)]


class Circling(Engine):
    """A model that says one sentence for ever, with the next number."""

    def __init__(self) -> None:
        super().__init__(None, key="", slots=1)
        self.said = 0

    def call(self, request: dict[str, Any]) -> NativeCall:
        def run(_: bytes, keep: Callable[[bytes], bool]) -> None:
            for number in count(73):
                text = f"The {number} ford is {number}00. "
                self.said += 1
                if keep(orjson.dumps({"choices": [{"index": 0, "delta": {"content": text}}]})):
                    return

        return NativeCall(run, request, self._threads)


async def test_an_answer_that_goes_round_in_circles_is_ended_and_says_why(
    provider: EmbeddedProvider,
) -> None:
    provider._engine = engine = Circling()

    told = await pieces(provider, prompt())

    assert finish_of(told) == Finish("repetition", None)
    assert text_of(told).startswith("The 73 ford is 7300. The 74 ford")
    assert provider.running == 0
    said = engine.said
    await provider.aclose()
    assert engine.said == said


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
    provider = EmbeddedProvider(ModelFile(path, path.stem))

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
    provider = EmbeddedProvider(ModelFile(path, path.stem), slots=1, context_length=256)

    told = await pieces(provider, prompt(max_tokens=2))
    await provider.aclose()

    assert finish_of(told).reason == "length"


async def test_closing_before_anything_happened_is_harmless() -> None:
    await EmbeddedProvider(model_file(bundled_model())).aclose()


async def test_a_loader_that_hangs_does_not_hold_up_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    go_on = threading.Event()

    def hang(*_: object, **__: object) -> Engine:
        go_on.wait()
        raise ModelUnavailable("too late")

    monkeypatch.setattr(Engine, "load", hang)
    monkeypatch.setattr(module, "LOADING_GRACE_S", 0.01)
    provider = EmbeddedProvider(model_file(bundled_model()))

    async with asyncio.TaskGroup() as group:
        answer = group.create_task(until_failure(provider, prompt()))
        await asyncio.sleep(0)
        await provider.aclose()

    assert isinstance(answer.result()[1], ModelUnavailable)
    go_on.set()


async def test_a_model_that_can_think_does_unless_it_is_told_not_to(tmp_path: Path) -> None:
    provider = EmbeddedProvider(model_file(thinking_model(tmp_path)), slots=1, context_length=512)
    [model] = await provider.models()
    assert model.thinks

    async def prompt_tokens(thinking: bool | None, prefix: str = "") -> int:
        turns = (Turn("user", "What is a river?"),)
        parameters = Parameters(temperature=0.0, max_tokens=2, thinking=thinking)
        asked = Prompt(model.id, turns, parameters, prefix)
        usage = finish_of(await pieces(provider, asked)).usage
        assert usage is not None
        return usage.prompt_tokens

    # Thoughts that are over already make the prompt longer.
    assert await prompt_tokens(None) == await prompt_tokens(True) < await prompt_tokens(False)
    # Behind a text that is there already nothing is thought any more.
    assert await prompt_tokens(True, "A river is") == await prompt_tokens(False, "A river is")
    await provider.aclose()


async def test_a_model_that_cannot_think_takes_no_notice(provider: EmbeddedProvider) -> None:
    [model] = await provider.models()
    assert not model.thinks

    asked = Prompt(MODEL_ID, (Turn("user", "Hi"),), Parameters(max_tokens=2, thinking=True))

    assert finish_of(await pieces(provider, asked)).reason == "length"


async def test_a_model_without_room_says_so_and_is_loaded_once_there_is_some() -> None:
    free = 0
    memory = ModelMemory(lambda: MachineMemory(None, free))
    provider = EmbeddedProvider(
        model_file(bundled_model()), slots=1, context_length=256, memory=memory
    )

    _, error = await until_failure(provider, prompt(max_tokens=2))
    assert isinstance(error, NoRoom)
    assert "close other programs" in error.detail
    with pytest.raises(NoRoom):
        await provider.ready()
    assert [model.id for model in await provider.models()] == [MODEL_ID]  # it can be tried again

    free = 1 << 40
    assert finish_of(await pieces(provider, prompt(max_tokens=2))).reason == "length"
    await provider.ready()
    await provider.aclose()
