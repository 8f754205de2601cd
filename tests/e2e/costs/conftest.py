"""What a machine's speed makes of the bars of these tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from tests.e2e.page_load import slowness

Bar = Callable[[float], float]


@pytest.fixture
def bar(context: BrowserContext) -> Bar:
    """Stretches a bar, in milliseconds, by how slow this machine was before the test or is now."""
    before = slowness(context)
    return lambda limit_ms: limit_ms * max(before, slowness(context))
