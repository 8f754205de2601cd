"""A misbehaving service, and the provider that asks it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.providers.services import service_provider
from tests.services.chat_service import ChatService, open_chat_service
from yeoul.providers.service.provider import ServiceProvider

KEY = "sk-canary-0123456789"


@pytest.fixture
async def service() -> AsyncIterator[ChatService]:
    async with open_chat_service() as opened:
        yield opened


@pytest.fixture
async def provider(service: ChatService) -> AsyncIterator[ServiceProvider]:
    opened = service_provider(service.base_url, api_key=KEY)
    yield opened
    await opened.aclose()
