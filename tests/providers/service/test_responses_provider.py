"""A service in the background: asked once, ended there when nobody wants the answer any more."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from tests.contracts.providers import llama_engine
from tests.providers.prompts import finish_of, pieces, prompt, text_of, until_failure
from tests.providers.services import responses_provider
from tests.services.responses_service import ResponsesService, in_words, open_responses_service
from yeoul.errors import ProviderRejected, ProviderUnavailable, YeoulError
from yeoul.protocol.conversation import Parameters
from yeoul.providers.base import Accepted, Prompt, Text, Turn
from yeoul.providers.embedded.model_files import MODEL_ID
from yeoul.providers.service import responses_provider as module
from yeoul.providers.service.responses_provider import ResponsesProvider

pytestmark = pytest.mark.anyio


@pytest.fixture
async def service() -> AsyncIterator[ResponsesService]:
    async with open_responses_service() as opened:
        yield opened


@pytest.fixture
async def provider(service: ResponsesService) -> AsyncIterator[ResponsesProvider]:
    opened = responses_provider(service.base_url, api_key="sk-test")
    yield opened
    await opened.aclose()


async def test_the_official_client_reads_the_service_of_these_tests(
    service: ResponsesService,
) -> None:
    openai = pytest.importorskip("openai")
    service.thoughts = lambda asked: ["I ", "think"]
    async with openai.AsyncOpenAI(
        api_key="sk", base_url=service.base_url, _strict_response_validation=True
    ) as client:
        asked = [{"role": "user", "content": "여울 is a river word"}]
        async with client.responses.stream(model="m", input=asked, background=True) as stream:
            numbers = [event.sequence_number async for event in stream]
            answer = await stream.get_final_response()
        assert answer.output_text == "여울 is a river word"
        assert numbers == sorted(set(numbers))
        rest = await client.responses.retrieve(answer.id, stream=True, starting_after=numbers[5])
        assert [event.sequence_number async for event in rest] == [*range(6, len(numbers))]
        assert (await client.responses.retrieve(answer.id)).status == "completed"
        assert (await client.responses.cancel(answer.id)).id == answer.id
        await client.responses.delete(answer.id)
        with pytest.raises(openai.NotFoundError):
            await client.responses.retrieve(answer.id)


@pytest.mark.llama
async def test_llama_cpps_responses_are_read_although_it_has_no_background() -> None:
    engine = await asyncio.to_thread(llama_engine)
    provider = responses_provider(f"{engine.address}/v1", api_key=engine.key)
    turns = (Turn("user", "Say hello."), Turn("assistant", "Hello!"), Turn("user", "A river?"))

    told = await pieces(provider, Prompt(MODEL_ID, turns, Parameters(0.0, max_tokens=16)))

    assert text_of(told)
    assert finish_of(told).usage is not None
    assert not any(isinstance(piece, Accepted) for piece in told)
    await provider.aclose()


async def test_a_question_is_one_request_with_the_key(
    service: ResponsesService, provider: ResponsesProvider
) -> None:
    turns = (Turn("system", "Be brief."), Turn("user", "여울?\n 👍🏽"))

    told = await pieces(provider, Prompt("large", turns))

    [request] = service.requests
    assert request.path == "/v1/responses"
    assert request.headers["authorization"] == "Bearer sk-test"
    assert request.body["instructions"] == "Be brief."
    assert text_of(told) == "여울?\n 👍🏽"
    assert finish_of(told).usage is not None


async def test_a_refused_field_is_left_out_from_then_on(
    service: ResponsesService, provider: ResponsesProvider
) -> None:
    service.refuse_question = lambda asked: (
        "Unsupported parameter: 'reasoning.summary'" if "reasoning" in asked else None
    )

    for _ in range(2):
        assert text_of(await pieces(provider, prompt("still waters"))) == "still waters"

    assert len(service.requests) == 3


async def test_the_services_reason_for_a_refusal_is_told(
    service: ResponsesService, provider: ResponsesProvider
) -> None:
    service.refuse_question = lambda asked: "The model 'small' is resting."

    _, error = await until_failure(provider, prompt())

    assert isinstance(error, ProviderRejected)
    assert "is resting" in error.detail


async def test_a_service_without_the_api_is_told_from_one_without_the_model(
    service: ResponsesService, provider: ResponsesProvider
) -> None:
    service.has_api = False

    _, error = await until_failure(provider, prompt())

    assert isinstance(error, ProviderRejected)
    assert "--service-api chat" in error.detail
    assert not error.ask_again


async def test_a_question_that_is_given_up_before_its_reply_is_ended_at_the_service(
    service: ResponsesService, provider: ResponsesProvider
) -> None:
    service.may_begin.clear()
    service.pause_s = 60.0
    asking = asyncio.ensure_future(pieces(provider, prompt()))  # noqa: TID251
    await service.until(lambda: bool(service.asked))

    asking.cancel()
    service.may_begin.set()
    with pytest.raises(asyncio.CancelledError):
        await asking

    assert service.cancelled == service.deleted == [service.last.id]


async def test_a_question_that_is_given_up_is_not_waited_for_without_end(
    service: ResponsesService,
    provider: ResponsesProvider,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(module, "ABANDON_S", 0.05)
    service.may_begin.clear()
    asking = asyncio.ensure_future(pieces(provider, prompt()))  # noqa: TID251
    await service.until(lambda: bool(service.asked))

    asking.cancel()
    async with asyncio.timeout(10):
        with pytest.raises(asyncio.CancelledError):
            await asking
    assert "may go on" in caplog.text


async def test_an_answer_that_nobody_reads_grows_on_until_it_is_cancelled(
    service: ResponsesService, provider: ResponsesProvider
) -> None:
    service.pause_s = 0.01
    service.words = lambda asked: [*in_words(asked), *(" word" for _ in range(100_000))]
    async with aclosing(provider.generate(prompt())) as generated:
        async for batch in generated:
            if any(isinstance(piece, Text) for piece in batch):
                break
    before = len(service.last.events)
    while len(service.last.events) <= before:
        await service.last.grown.wait()

    await provider.cancel(service.last.id)

    assert service.last.status == "cancelled"


async def test_what_a_service_has_no_more_is_ended_and_forgotten(
    provider: ResponsesProvider,
) -> None:
    await provider.cancel("resp_unknown")
    await provider.forget("resp_unknown")


async def test_an_end_that_the_service_does_not_confirm_is_an_error(
    service: ResponsesService, provider: ResponsesProvider
) -> None:
    service.refuse = lambda number, request: (500, "Not now.")

    with pytest.raises(ProviderUnavailable, match="Not now"):
        await provider.cancel("resp_1")


async def test_an_id_is_only_ever_one_part_of_an_address(
    service: ResponsesService, provider: ResponsesProvider
) -> None:
    await provider.forget("../models?x#y")

    assert service.requests[-1].path == "/v1/responses/..%2Fmodels%3Fx%23y"


async def test_closing_ends_an_answer_at_once_and_leaves_it_growing_at_the_service(
    service: ResponsesService, provider: ResponsesProvider
) -> None:
    service.pause_s = 60.0
    told: list[object] = []
    async with aclosing(provider.generate(prompt())) as generated:
        async for batch in generated:
            told += batch
            if any(isinstance(piece, Accepted) for piece in batch):
                break
        await provider.aclose()
        async with asyncio.timeout(10):
            with pytest.raises(YeoulError):
                async for _ in generated:
                    pass

    assert service.last.status == "in_progress"
    assert service.cancelled == []


async def test_closing_fails_a_question_that_is_on_its_way_and_cancels_nobody(
    service: ResponsesService, provider: ResponsesProvider
) -> None:
    service.may_begin.clear()
    asking = asyncio.ensure_future(pieces(provider, prompt()))  # noqa: TID251
    await service.until(lambda: bool(service.asked))

    await provider.aclose()

    with pytest.raises(ProviderUnavailable, match="closed"):
        await asyncio.wait_for(asking, 10)
