"""What can be asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.serving import MODEL, serving
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
