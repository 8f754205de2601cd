"""Alive, and ready."""

from __future__ import annotations

import pytest

from tests.served import Served

pytestmark = pytest.mark.anyio


async def test_health_and_readiness_are_told(served: Served) -> None:
    assert await served.get("/healthz") == {"status": "ok"}
    assert (await served.get("/readyz"))["status"] == "ready"


async def test_a_page_of_another_origin_can_see_that_the_server_is_there(served: Served) -> None:
    policies = [
        (await served.client.get(path)).headers["cross-origin-resource-policy"]
        for path in ("/healthz", "/readyz", "/api/models")
    ]
    assert policies == ["cross-origin", "same-origin", "same-origin"]
