"""Alive, and ready."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.served import Served, serving
from yeoul.errors import StorageFailed, YeoulError
from yeoul.providers.catalogue import Catalogue

pytestmark = pytest.mark.anyio


async def test_health_and_readiness_are_told(served: Served) -> None:
    assert await served.get("/healthz") == {"status": "ok"}
    assert (await served.get("/readyz"))["status"] == "ready"


async def test_a_server_without_a_model_is_ready_to_be_given_one(tmp_path: Path) -> None:
    async with serving(tmp_path, catalogue=Catalogue([])) as served:
        ready = await served.get("/readyz")
        assert ready["status"] == "ready"
        assert ready["checks"]["model"] != "ok"


async def test_a_server_that_drains_or_has_lost_its_data_is_not_ready(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(tmp_path, ["x"]) as served:
        chat = served.app.state.dependencies.chat

        async def failing() -> dict[str, YeoulError | None]:
            return {"store": StorageFailed("The data is away."), "log": None, "model": None}

        with monkeypatch.context() as broken:
            broken.setattr(type(chat), "readiness", lambda self: failing())
            reply = await served.client.get("/readyz")
            assert reply.status_code == 503
            assert reply.json()["checks"]["store"] == "The data is away."
            assert (await served.client.get("/healthz")).status_code == 200
        await chat.drain(0)
        assert (await served.client.get("/readyz")).status_code == 503
        assert (await served.client.get("/healthz")).status_code == 200


async def test_a_page_of_another_origin_can_see_that_the_server_is_there(served: Served) -> None:
    policies = [
        (await served.client.get(path)).headers["cross-origin-resource-policy"]
        for path in ("/healthz", "/readyz", "/api/models")
    ]
    assert policies == ["cross-origin", "same-origin", "same-origin"]
