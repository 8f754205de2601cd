"""A service's list of models is read whatever shape it has."""

from __future__ import annotations

import json

import pytest

from yeoul.errors import ProviderBroken
from yeoul.providers.service_models import read_models


def ids(body: object) -> list[str]:
    return [model.id for model in read_models(json.dumps(body).encode(), provider="openai")]


def test_the_order_of_the_service_is_kept_but_models_that_do_not_chat_come_last() -> None:
    names = ["text-embedding-3", "gpt-b", "whisper-1", "gpt-a", "tts-1", "gpt-image-1"]
    data = [{"id": name} for name in names]

    assert ids({"data": data}) == [
        "gpt-b",
        "gpt-a",
        "text-embedding-3",
        "whisper-1",
        "tts-1",
        "gpt-image-1",
    ]


def test_a_bare_list_is_a_list_and_odd_entries_are_passed_over() -> None:
    assert ids([{"id": "a"}, {"id": ""}, {"id": 7}, "b", {}, {"id": "a"}, {"id": "c"}]) == [
        "a",
        "c",
    ]


@pytest.mark.parametrize(
    ("entry", "context_length"),
    [
        ({}, None),
        ({"context_length": 4096}, 4096),
        ({"max_model_len": 2048}, 2048),
        ({"context_window": 131072}, 131072),
        ({"meta": {"n_ctx": 512, "n_ctx_train": 1024}}, 512),
        ({"context_length": "many", "meta": None}, None),
        ({"context_length": 0}, None),
    ],
)
def test_the_context_window_is_read_where_services_tell_it(
    entry: dict[str, object], context_length: int | None
) -> None:
    [model] = read_models(json.dumps([{"id": "m", **entry}]).encode(), provider="openai")

    assert model.context_length == context_length


@pytest.mark.parametrize("body", [b"", b"<html>", b"{}", b'{"data":7}', b"7", b"\xff"])
def test_what_is_no_list_is_a_failure(body: bytes) -> None:
    with pytest.raises(ProviderBroken):
        read_models(body, provider="openai")
