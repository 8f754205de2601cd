"""A service at an address with secrets in it, and at one that is not quite the right one."""

from __future__ import annotations

import logging

import pytest

from tests.providers.refusals import KEY, failure, refusing
from tests.providers.services import service_provider
from tests.services.chat_service import Call, ChatService, list_models
from yeoul.errors import ProviderRejected, ProviderUnauthorized, StartupError
from yeoul.providers.service.provider import ServiceProvider

pytestmark = pytest.mark.anyio


async def test_what_is_secret_in_an_address_is_shown_nowhere(
    service: ChatService, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    url = f"http://me:canary-word@127.0.0.1:{service.port}/v1?sig=canary-sign"
    provider = service_provider(url)
    basic = "bWU6Y2FuYXJ5LXdvcmQ="
    service.answer = refusing(400, f"{url} Basic {basic} canary-word canary-sign")
    service.models = refusing(403, f"{url} may not")

    error = await failure(provider)
    with pytest.raises(ProviderUnauthorized) as listing:
        await provider.models()
    await provider.aclose()

    assert service.questions[0].headers["authorization"] == f"Basic {basic}"
    assert service.questions[0].path == "/v1/chat/completions?sig=canary-sign"
    shown = [error.detail, listing.value.detail, repr(provider), caplog.text]
    assert not any("canary" in place or basic in place for place in shown)


async def test_a_key_is_not_sent_beside_a_password() -> None:
    with pytest.raises(StartupError, match="a request carries one of them") as stopped:
        service_provider("http://me:canary@host/v1", api_key=KEY)
    assert "canary" not in stopped.value.detail


async def test_a_service_without_a_list_is_told_as_one(
    service: ChatService, provider: ServiceProvider
) -> None:
    service.models = refusing(404, "no such path")

    with pytest.raises(ProviderRejected) as told:
        await provider.models()

    assert told.value.detail == (
        f"127.0.0.1:{service.port} has no list of models: name one with --model, or check the base "
        "URL (it often ends in /v1)."
    )


@pytest.mark.parametrize("wrong", ["page", "refusal"])
async def test_a_base_url_that_lacks_its_version_is_told_with_the_right_one(
    service: ChatService, wrong: str
) -> None:
    async def below_v1(call: Call) -> None:
        if call.request.path.startswith("/v1/"):
            await list_models(call)
        elif wrong == "page":
            await call.reply(200, "<html>welcome</html>")
        else:
            await call.error(404, "page not found")

    service.models = below_v1
    service.answer = refusing(404 if wrong == "refusal" else 405, "not here")
    provider = service_provider(f"http://127.0.0.1:{service.port}")
    right = (
        f"127.0.0.1:{service.port} answers under another base URL: write "
        f"http://127.0.0.1:{service.port}/v1."
    )

    with pytest.raises(ProviderRejected) as listing:
        await provider.models()
    answer = await failure(provider)
    await provider.aclose()

    assert (listing.value.detail, answer.detail) == (right, right)
