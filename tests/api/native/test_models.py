"""What can be asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.served import MODEL, serving
from yeoul.errors import ProviderUnavailable, YeoulError
from yeoul.providers.base import Model
from yeoul.providers.catalogue import Catalogue
from yeoul.providers.scripted import Scripted

pytestmark = pytest.mark.anyio


async def test_models_are_listed_with_their_default(tmp_path: Path) -> None:
    other = Scripted({"other": ["x"]})
    provider = Scripted({MODEL: ["x"], "scripted:second": ["y"]})
    catalogue = Catalogue([other, provider], default_model="scripted:second")
    async with serving(tmp_path, catalogue=catalogue) as served:
        models = (await served.get("/api/models"))["models"]
        assert [(model["id"], model["default"]) for model in models] == [
            ("other", False),
            (MODEL, False),
            ("scripted:second", True),
        ]
        asked = await served.finished()
        assert asked["answer"]["model"] == "scripted:second"


class Service(Scripted):
    """A service that may be away."""

    name = "openai"
    remote = True
    failure: YeoulError | None = None

    async def models(self) -> Sequence[Model]:
        if self.failure:
            raise self.failure
        return await super().models()

    async def ready(self) -> None:
        await self.models()


async def test_no_other_model_answers_while_the_service_is_away(tmp_path: Path) -> None:
    service, other = Service({"large": ["x"]}), Scripted({"tiny": ["y"]})
    service.failure = ProviderUnavailable("The service is away.")
    async with serving(tmp_path, catalogue=Catalogue([service, other])) as served:
        models = (await served.get("/api/models"))["models"]
        assert [(model["id"], model["default"]) for model in models] == [("tiny", False)]
        reply = await served.client.post("/api/answers", json={"content": "?"})
        assert (reply.status_code, reply.json()["code"]) == (502, "provider_unavailable")
        assert reply.json()["detail"] == "The service is away."
        ready = await served.client.get("/readyz")
        assert (ready.status_code, ready.json()["checks"]["model"]) == (200, "The service is away.")
        assert (await served.ask(model="tiny"))["answer"]["model"] == "tiny"

        service.failure = None
        assert (await served.ask())["answer"]["model"] == "large"
        service.failure = ProviderUnavailable("The service is away again.")
        models = (await served.get("/api/models"))["models"]
        assert [(model["id"], model["default"]) for model in models] == [
            ("large", True),
            ("tiny", False),
        ]
        assert (await served.ask())["answer"]["model"] == "large"


class Speaking(Scripted):
    """Tells all about its one model."""

    async def models(self) -> Sequence[Model]:
        known = Model("m", self.name, "M", 4096, ("en", "ko"), 98_000_000, "Small.", False, True)
        return [replace(known, candidates=False), Model("n", self.name, "N")]


async def test_a_model_says_of_itself_what_is_known(tmp_path: Path) -> None:
    async with serving(tmp_path, catalogue=Catalogue([Speaking({})])) as served:
        known, unknown = (await served.get("/api/models"))["models"]
    assert known == {
        "id": "m",
        "provider": "scripted",
        "title": "M",
        "default": True,
        "context_length": 4096,
        "languages": ["en", "ko"],
        "size_bytes": 98_000_000,
        "note": "Small.",
        "images": False,
        "thinks": True,
        "continues": True,
        "candidates": False,
    }
    nothing = known.keys() - {"id", "provider", "title", "default", "continues"}
    assert {unknown[name] for name in nothing} == {None}
