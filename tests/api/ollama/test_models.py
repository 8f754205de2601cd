"""Models as Ollama lists and shows them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from yeoul.api.ollama.models import id_of, running, shown, tags
from yeoul.chat import Model

SINCE = datetime(2026, 11, 28, 10, tzinfo=UTC)
MODEL = Model("qwen", "embedded", "Qwen", 4096, size_bytes=500, images=True, thinks=True)
SERVED = Model("house/big", "service", "Big")


def test_every_model_is_listed_with_its_id() -> None:
    listed = tags([MODEL, SERVED], SINCE)["models"]

    assert [model["name"] for model in listed] == ["qwen", "house/big"]
    assert [model["size"] for model in listed] == [500, 0]
    assert listed[0]["modified_at"] == "2026-11-28T10:00:00Z"
    assert len({model["digest"] for model in listed}) == 2
    assert listed[0]["details"]["families"] == ["embedded"]


def test_a_model_is_shown_with_its_abilities_and_its_window() -> None:
    assert shown(MODEL, SINCE)["capabilities"] == ["completion", "vision", "thinking"]
    info = shown(MODEL, SINCE)["model_info"]
    assert info[f"{info['general.architecture']}.context_length"] == 4096
    assert shown(SERVED, SINCE)["capabilities"] == ["completion"]
    assert shown(replace(SERVED, tools=True), SINCE)["capabilities"] == ["completion", "tools"]
    assert "service.context_length" not in shown(SERVED, SINCE)["model_info"]


def test_a_model_in_memory_is_listed_with_the_time_until_which_it_stays() -> None:
    (model,) = running([MODEL], SINCE)["models"]

    assert (model["expires_at"], model["context_length"]) == ("2026-11-28T10:00:00Z", 4096)


def test_a_name_is_found_with_latest_and_without() -> None:
    ids = {"qwen", "house/llama:latest"}

    assert id_of("qwen", ids) == id_of("qwen:latest", ids) == "qwen"
    assert id_of("house/llama", ids) == id_of("house/llama:latest", ids) == "house/llama:latest"
    assert id_of("other:latest", ids) == "other:latest"
