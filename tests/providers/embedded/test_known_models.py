from __future__ import annotations

import re

import pytest

from yeoul.providers.embedded.known_models import KNOWN_MODELS, known_model, model_of_file


@pytest.mark.parametrize("model", KNOWN_MODELS, ids=lambda model: model.name)
def test_every_model_is_pinned_to_one_file(model) -> None:  # type: ignore[no-untyped-def]
    assert re.fullmatch(r"[0-9a-f]{40}", model.revision)
    assert re.fullmatch(r"[0-9a-f]{64}", model.sha256)
    assert model.size_bytes > 500_000_000
    assert {"en", "ko"} <= set(model.languages)
    assert model.address("https://hub.example/") == (
        f"https://hub.example/{model.repository}/resolve/{model.revision}/{model.file}"
    )


def test_a_model_is_found_by_its_name_and_by_its_file() -> None:
    first = KNOWN_MODELS[0]

    assert known_model(" Qwen3-0.6B ") is first
    assert known_model("qwen") is None
    assert model_of_file(first.file, first.size_bytes) is first
    assert model_of_file(first.file, first.size_bytes - 1) is None
