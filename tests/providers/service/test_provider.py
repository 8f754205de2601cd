"""What a service is asked, and how it is got along with: over real sockets."""

from __future__ import annotations

import asyncio
import logging
from contextlib import aclosing

import pytest

from tests.providers.prompts import batches, finish_of, pieces, prompt, text_of
from tests.providers.refusals import KEY, failure, refusing
from tests.providers.services import service_provider
from tests.services.chat_service import (
    DONE,
    Call,
    ChatService,
    finish,
    text,
)
from yeoul.errors import (
    ProviderTimeout,
    ProviderUnauthorized,
    ProviderUnavailable,
    StartupError,
)
from yeoul.protocol.conversation import Parameters
from yeoul.protocol.events import Usage
from yeoul.providers.base import Finish, Progress, Prompt, Turn
from yeoul.providers.service import provider as module
from yeoul.providers.service.provider import ServiceProvider

pytestmark = pytest.mark.anyio


async def test_an_answer_is_one_request_with_the_question_unchanged(
    service: ChatService, provider: ServiceProvider
) -> None:
    turns = (Turn("system", "Be brief."), Turn("user", "여울?\n \u2028\0 👍🏽 "))
    asked = Prompt("large", turns, Parameters(0.5, 0.9, 64, 7))

    told = await pieces(provider, asked)

    [request] = service.requests
    assert request.path == "/v1/chat/completions"
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.body == {
        "model": "large",
        "messages": [{"role": turn.role, "content": turn.content} for turn in turns],
        "stream": True,
        "stream_options": {"include_usage": True},
        "temperature": 0.5,
        "top_p": 0.9,
        "max_tokens": 64,
        "seed": 7,
    }
    assert told[0] == Progress("thinking")
    assert finish_of(told) == Finish("stop", Usage(9, 3))


async def test_what_nobody_chose_is_left_to_the_service(
    service: ChatService, provider: ServiceProvider
) -> None:
    await pieces(provider, prompt())

    assert set(service.requests[0].body) == {"model", "messages", "stream", "stream_options"}


async def test_the_service_is_not_told_what_machine_this_is(
    service: ChatService, provider: ServiceProvider
) -> None:
    await pieces(provider, prompt())

    told = " ".join(service.requests[0].headers.values()).lower()
    assert not any(word in told for word in ("linux", "darwin", "windows", "cpython", "x64"))


async def test_a_connection_serves_answer_after_answer(
    service: ChatService, provider: ServiceProvider
) -> None:
    for _ in range(3):
        await pieces(provider, prompt())

    assert service.connections == 1


async def test_text_is_given_on_the_moment_it_comes(
    service: ChatService, provider: ServiceProvider
) -> None:
    more = asyncio.Event()

    async def plan(call: Call) -> None:
        await call.head()
        await call.send(text("first"))
        await more.wait()
        await call.send(text("second"), finish(), DONE)
        await call.end()

    service.answer = plan
    async with aclosing(provider.generate(prompt())) as generated:
        assert await anext(generated) == [Progress("thinking")]
        assert text_of(await anext(generated)) == "first"
        more.set()
        assert text_of(await anext(generated)) == "second"


async def test_a_service_that_refuses_stream_options_is_asked_without_them_from_then_on(
    service: ChatService, provider: ServiceProvider
) -> None:
    async def plan(call: Call) -> None:
        if "stream_options" in call.request.body:
            await call.error(400, "Unknown field: stream_options")
        else:
            await call.stream(text("all"), finish(), DONE)

    service.answer = plan

    for _ in range(2):
        assert finish_of(await pieces(provider, prompt())) == Finish("stop", None)

    assert ["stream_options" in asked.body for asked in service.questions] == [True, False, False]


async def test_a_service_that_wants_max_completion_tokens_gets_them_from_then_on(
    service: ChatService, provider: ServiceProvider
) -> None:
    async def plan(call: Call) -> None:
        if "max_tokens" in call.request.body:
            await call.error(400, "'max_tokens' is not supported. Use 'max_completion_tokens'.")
        else:
            await call.stream(text("all"), finish(), DONE)

    service.answer = plan

    for _ in range(2):
        await pieces(provider, prompt(max_tokens=5))

    first, *others = [asked.body for asked in service.questions]
    assert first["max_tokens"] == 5
    assert [asked["max_completion_tokens"] for asked in others] == [5, 5]


async def test_a_model_without_a_system_role_gets_the_instructions_with_the_question(
    service: ChatService, provider: ServiceProvider
) -> None:
    async def plan(call: Call) -> None:
        if call.request.body["messages"][0]["role"] == "system":
            await call.error(400, "System role not supported")
        else:
            await call.stream(text("all"), finish(), DONE)

    service.answer = plan
    turns = (Turn("system", "Be brief."), Turn("user", "?"))

    for _ in range(2):
        await pieces(provider, Prompt("small", turns))

    _, *others = [asked.body["messages"] for asked in service.questions]
    assert others == [[{"role": "user", "content": "Be brief.\n\n?"}]] * 2


async def test_many_answers_grow_at_the_same_time(
    service: ChatService, provider: ServiceProvider
) -> None:
    everybody = asyncio.Event()

    async def plan(call: Call) -> None:
        if service.open_answers == 120:
            everybody.set()
        await everybody.wait()
        await call.stream(text("all"), finish(), DONE)

    service.answer = plan

    told = await asyncio.gather(*(batches(provider, prompt()) for _ in range(120)))

    assert [text_of([piece for batch in one for piece in batch]) for one in told] == ["all"] * 120


async def test_models_are_listed_once_and_a_failure_is_not_remembered(
    service: ChatService, provider: ServiceProvider
) -> None:
    listing, service.models = service.models, refusing(500, "away")
    with pytest.raises(ProviderUnavailable):
        await provider.models()
    service.models = listing

    first = await provider.models()
    again = await provider.models()

    assert [(model.id, model.context_length) for model in first] == [
        ("small", None),
        ("large", 8192),
    ]
    assert again == first
    assert len(service.requests) == 2


async def test_a_service_that_hangs_over_its_list_is_given_up(
    service: ChatService, provider: ServiceProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hang(call: Call) -> None:
        await call.client_gone()

    await pieces(provider, prompt())  # the client is open
    service.models = hang
    monkeypatch.setattr(module, "REQUEST_LISTING_TIMEOUT_S", 0.05)

    with pytest.raises(ProviderTimeout):
        await provider.models()


async def test_a_service_that_cannot_list_answers_under_the_given_name(
    service: ChatService,
) -> None:
    service.models = refusing(404, "no such path")
    provider = service_provider(service.base_url, default_model="mine")

    [model] = await provider.models()
    told = await pieces(provider, prompt(model=model.id))
    await provider.aclose()

    assert model.id == "mine"
    assert text_of(told) == "Hello there"


async def test_the_given_model_comes_first_in_the_list(service: ChatService) -> None:
    provider = service_provider(service.base_url, default_model="large")

    models = await provider.models()
    await provider.aclose()

    assert [model.id for model in models] == ["large", "small"]
    assert models[0].context_length == 8192


async def test_the_key_is_shown_nowhere(
    service: ChatService, provider: ServiceProvider, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    service.answer = refusing(400, f"You sent Bearer {KEY} and sk-other-abcdefgh")
    service.models = refusing(403, f"{KEY} may not")

    error = await failure(provider)
    with pytest.raises(ProviderUnauthorized) as listing:
        await provider.models()

    shown = [error.detail, listing.value.detail, repr(provider), caplog.text]
    assert not any("canary" in place or "sk-other" in place for place in shown)


@pytest.mark.parametrize("base_url", ["localhost:11434", "ftp://host/v1", "", "http:///v1"])
def test_a_base_url_that_is_none_stops_the_start(base_url: str) -> None:
    with pytest.raises(StartupError, match="base URL"):
        service_provider(base_url)


@pytest.mark.parametrize("api_key", ["", "two words", "new\nline", "열쇠"])
def test_a_key_that_is_none_stops_the_start_without_showing_it(api_key: str) -> None:
    with pytest.raises(StartupError) as stopped:
        service_provider(api_key=api_key)

    assert not api_key or api_key not in stopped.value.detail


async def test_a_service_is_ready_when_it_lists_its_models(
    service: ChatService, provider: ServiceProvider
) -> None:
    await provider.ready()
    assert [request.path for request in service.requests] == ["/v1/models"]

    service.models = refusing(401, "no such key")
    other = service_provider(service.base_url, default_model="mine")
    with pytest.raises(ProviderUnauthorized):
        await other.ready()
    await other.aclose()
