"""Every provider keeps the contract of providers/base.py."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.contracts.providers import NEEDS_MODEL, PROVIDERS
from yeoul.testing import ProviderCase, ProviderContract


class TestProviders(ProviderContract):
    @pytest.fixture(
        params=[
            pytest.param(name, marks=pytest.mark.llama if name in NEEDS_MODEL else ())
            for name in PROVIDERS
        ]
    )
    async def case(self, request: pytest.FixtureRequest) -> AsyncIterator[ProviderCase]:
        async with PROVIDERS[request.param]() as opened:
            yield opened
            await opened.provider.aclose()
