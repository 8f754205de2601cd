"""The official client of the server that a file of tests has."""

from __future__ import annotations

from collections.abc import AsyncIterator

import openai
import pytest

from tests.api.openai.official_client import client_of
from tests.served import Served


@pytest.fixture
async def client(served: Served) -> AsyncIterator[openai.AsyncOpenAI]:
    async with client_of(served.url, max_retries=0) as client:
        yield client
