"""How a service can refuse, and what its people are told: over real sockets."""

from __future__ import annotations

import asyncio

import pytest

from tests.providers.refusals import KEY, failure, refusing
from tests.providers.services import service_provider
from tests.services.chat_service import (
    Call,
    ChatService,
    open_chat_service,
)
from yeoul.errors import (
    ContextTooLong,
    ProviderBroken,
    ProviderRateLimited,
    ProviderRejected,
    ProviderUnauthorized,
    ProviderUnavailable,
    YeoulError,
)
from yeoul.providers.service.provider import ServiceProvider

pytestmark = pytest.mark.anyio


async def test_401_tells_to_check_the_key(service: ChatService, provider: ServiceProvider) -> None:
    service.answer = refusing(401, f"Incorrect API key provided: {KEY}")

    error = await failure(provider)

    assert isinstance(error, ProviderUnauthorized)
    assert "--api-key" in error.detail
    assert not error.retryable


async def test_403_is_a_matter_of_the_key(service: ChatService, provider: ServiceProvider) -> None:
    service.answer = refusing(403, "Your country is not supported")

    error = await failure(provider)

    assert isinstance(error, ProviderUnauthorized)
    assert "Your country" in error.detail


async def test_404_names_the_model_and_the_base_url(
    service: ChatService, provider: ServiceProvider
) -> None:
    service.answer = refusing(404, "The model `small` does not exist")

    error = await failure(provider)

    assert isinstance(error, ProviderRejected)
    assert "'small'" in error.detail
    assert "base URL" in error.detail


async def test_a_page_with_404_is_not_quoted(
    service: ChatService, provider: ServiceProvider
) -> None:
    async def plan(call: Call) -> None:
        await call.reply(404, "<!doctype html><h1>Not here</h1>")

    service.answer = plan

    assert "<" not in (await failure(provider)).detail


async def test_400_is_told_in_the_words_of_the_service(
    service: ChatService, provider: ServiceProvider
) -> None:
    service.answer = refusing(400, "temperature must be\nat most 2")

    error = await failure(provider)

    assert isinstance(error, ProviderRejected)
    assert "temperature must be at most 2" in error.detail
    assert len(service.requests) == 1


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("too long", "context_length_exceeded"),
        ("This model's maximum context length is 4096 tokens.", None),
    ],
)
async def test_400_of_a_full_context_is_told_apart(
    service: ChatService, provider: ServiceProvider, message: str, code: str | None
) -> None:
    service.answer = refusing(400, message, code=code)

    assert isinstance(await failure(provider), ContextTooLong)


async def test_what_stands_beside_the_error_is_told_too(
    service: ChatService, provider: ServiceProvider
) -> None:
    async def plan(call: Call) -> None:
        await call.reply(400, {"error": "Bad Request", "message": "No GPU is left", "path": "/v1"})

    service.answer = plan

    assert "No GPU is left" in (await failure(provider)).detail


async def test_429_says_when_to_come_again(service: ChatService, provider: ServiceProvider) -> None:
    service.answer = refusing(429, "Slow down", retry_after="7")

    error = await failure(provider)

    assert isinstance(error, ProviderRateLimited)
    assert error.retry_after_s == 7
    assert error.retryable
    assert len(service.requests) == 1


@pytest.mark.parametrize("status", [500, 502, 503, 529])
async def test_5xx_can_be_tried_again(
    service: ChatService, provider: ServiceProvider, status: int
) -> None:
    service.answer = refusing(status, "oops")

    error = await failure(provider)

    assert isinstance(error, ProviderUnavailable)
    assert error.retryable
    assert len(service.requests) == 1


async def test_a_redirect_is_not_followed_with_the_key(
    service: ChatService, provider: ServiceProvider
) -> None:
    async with open_chat_service() as elsewhere:

        async def plan(call: Call) -> None:
            await call.reply(307, {}, location=f"{elsewhere.base_url}/chat/completions")

        service.answer = plan
        error = await failure(provider)

        assert isinstance(error, ProviderRejected)
        assert "base URL" in error.detail
        assert elsewhere.requests == []


async def test_an_endless_refusal_is_read_to_a_bound(
    service: ChatService, provider: ServiceProvider
) -> None:
    async def plan(call: Call) -> None:
        await call.head(500, "text/plain")
        while True:
            await call.send(b"x" * 65536)

    service.answer = plan

    error = await failure(provider)

    assert isinstance(error, ProviderUnavailable)
    assert len(error.detail) < 500


async def test_a_refused_connection_names_the_place() -> None:
    provider = service_provider("http://127.0.0.1:9/v1")

    error = await failure(provider)
    await provider.aclose()

    assert isinstance(error, ProviderUnavailable)
    assert error.detail.startswith("127.0.0.1:9 cannot be reached: nothing listens")


async def test_a_service_without_tls_is_told_apart() -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(refuse, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    provider = service_provider(f"https://127.0.0.1:{port}/v1")

    error = await failure(provider)
    await provider.aclose()
    server.close()
    await server.wait_closed()

    assert isinstance(error, ProviderUnavailable)
    assert "TLS" in error.detail


async def test_a_connection_that_does_not_come_about_is_given_up() -> None:
    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    # A handshake that nobody answers is the part of connecting that loopback can hold up.
    provider = service_provider(f"https://127.0.0.1:{port}/v1", connect_timeout_s=0.1)

    error = await failure(provider)
    await provider.aclose()
    server.close()
    await server.wait_closed()

    assert isinstance(error, ProviderUnavailable)
    assert "no connection within 0.1 seconds" in error.detail


async def test_a_connection_closed_before_any_answer_can_be_tried_again(
    service: ChatService, provider: ServiceProvider
) -> None:
    async def plan(call: Call) -> None:
        call.reset()

    service.answer = plan

    error = await failure(provider)

    assert isinstance(error, ProviderUnavailable)
    assert "did not answer: the connection broke off" in error.detail


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_a_service_to_which_there_is_no_way_may_be_asked_again(
    service: ChatService, scheme: str
) -> None:
    port = 9 if scheme == "http" else service.port  # nobody's, or one without TLS
    url = f"{scheme}://127.0.0.1:{port}/v1"
    provider = service_provider(url, api_key=KEY, connect_timeout_s=0.1)
    error = await failure(provider)
    assert isinstance(error, ProviderUnavailable)
    assert error.ask_again
    assert service.questions == []
    await provider.aclose()


@pytest.mark.parametrize(
    ("status", "asked_again"), [(400, False), (429, True), (500, False), (502, True), (504, False)]
)
async def test_a_status_says_whether_the_question_was_begun(
    service: ChatService, provider: ServiceProvider, status: int, asked_again: bool
) -> None:
    service.answer = refusing(status, "no")
    assert (await failure(provider)).ask_again is asked_again


@pytest.mark.parametrize(
    ("status", "told_as", "words"),
    [
        (200, ProviderBroken, "broke the connection"),
        (400, ProviderRejected, "(400)"),
        (500, ProviderUnavailable, "status 500"),
    ],
)
async def test_a_refusal_that_breaks_off_is_told_by_its_status(
    service: ChatService,
    provider: ServiceProvider,
    status: int,
    told_as: type[YeoulError],
    words: str,
) -> None:
    async def break_off(call: Call) -> None:
        await call.head(status, "application/json", length=500)
        await call.send(b'{"error": {"mess')
        call.reset()

    service.answer = service.models = break_off

    error = await failure(provider)
    assert isinstance(error, told_as)
    assert words in error.detail
    assert not error.ask_again
    with pytest.raises(ProviderUnavailable if status == 200 else told_as):
        await provider.models()
