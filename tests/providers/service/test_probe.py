"""An address and a key are tried, and the service's own reason is told where they do not do."""

from __future__ import annotations

import asyncio

import pytest

from tests.services.chat_service import Call, ChatService, open_chat_service
from yeoul.addresses import ServiceAddress
from yeoul.errors import (
    ModelUnavailable,
    ProviderRejected,
    ProviderTimeout,
    ProviderUnauthorized,
    ProviderUnavailable,
    QuotaExhausted,
    YeoulError,
)
from yeoul.providers.service.probe import Found, probe

pytestmark = pytest.mark.anyio


async def tried(service: ChatService, *paths: str, key: str | None = "k") -> Found:
    root = service.base_url.removesuffix("/v1")
    forms = [ServiceAddress(root + path) for path in paths or ("/v1",)]
    return await probe(forms, key, timeout_s=30)


async def refusal(service: ChatService, *paths: str, key: str | None = "k") -> YeoulError:
    with pytest.raises(YeoulError) as failure:
        await tried(service, *paths, key=key)
    return failure.value


def only_below(path: str, *, otherwise: int = 404) -> ChatService:
    service = ChatService(0)
    lists = service.models

    async def models(call: Call) -> None:
        if call.request.path == f"{path}/models":
            await lists(call)
        else:
            await call.error(otherwise, "Nothing here.")

    service.models = models
    return service


async def test_the_first_form_that_lists_models_is_the_right_one() -> None:
    async with open_chat_service() as service:
        service.models = only_below("/openai/v1").models
        found = await tried(service, "/v1", "/api/v1", "/openai/v1", "/other")

    assert found.address.base.endswith("/openai/v1")
    assert [model.id for model in found.models] == ["small", "large"]
    assert len(service.requests) == 3


async def test_a_page_in_place_of_a_list_is_not_taken_for_one() -> None:
    async with open_chat_service() as service:
        lists = service.models

        async def models(call: Call) -> None:
            right = call.request.path.startswith("/v1/")
            await (lists(call) if right else call.reply(200, "<html>Welcome</html>"))

        service.models = models
        assert (await tried(service, "", "/v1")).address.base.endswith("/v1")


@pytest.mark.parametrize(
    ("status", "message", "error", "said"),
    [
        (401, "Bad key.", ProviderUnauthorized, "Bad key."),
        (402, "Pay first.", QuotaExhausted, "Pay first."),
        (403, "Not in your country.", ProviderUnauthorized, "Not in your country."),
        (404, "No such path.", ProviderRejected, "no list of models"),
        (500, "It broke.", ProviderUnavailable, "It broke."),
    ],
)
async def test_a_refusal_is_told_in_the_services_own_words(
    status: int, message: str, error: type[YeoulError], said: str
) -> None:
    async def refuse(call: Call) -> None:
        await call.error(status, message)

    async with open_chat_service() as service:
        service.models = refuse
        failure = await refusal(service)

    assert type(failure) is error
    assert said in failure.detail
    assert "--" not in failure.detail


async def test_what_a_key_is_refused_for_counts_more_than_a_wrong_form() -> None:
    async with open_chat_service() as service:

        async def models(call: Call) -> None:
            status = 401 if call.request.path == "/v1/models" else 404
            await call.error(status, "No.")

        service.models = models
        for forms in (("/v1", "/api/v1"), ("/api/v1", "/v1")):
            assert isinstance(await refusal(service, *forms), ProviderUnauthorized)


async def test_a_service_that_wants_a_key_says_so() -> None:
    async with open_chat_service() as service:
        service.models = only_below("/nowhere", otherwise=401).models
        assert "asks for an API key" in (await refusal(service, key=None)).detail


async def test_a_service_without_models_and_one_that_is_not_there_are_told_apart() -> None:
    async with open_chat_service() as service:

        async def empty(call: Call) -> None:
            await call.reply(200, {"data": []})

        service.models = empty
        assert isinstance(await refusal(service), ModelUnavailable)
    assert "nothing listens there" in (await refusal(service)).detail


async def test_a_service_that_says_nothing_is_not_waited_for() -> None:
    async with open_chat_service() as service:

        async def silent(call: Call) -> None:
            await call.client_gone()

        service.models = silent
        with pytest.raises(ProviderTimeout, match=r"within 0\.2 seconds"):
            async with asyncio.timeout(30):
                await probe([ServiceAddress(service.base_url)], None, timeout_s=0.2)
