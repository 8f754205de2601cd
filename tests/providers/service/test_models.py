"""A service's list of models is read whatever shape it has."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from yeoul.errors import (
    ModelUnavailable,
    ProviderBroken,
    ProviderRejected,
    ProviderTimeout,
    ProviderUnauthorized,
    ProviderUnavailable,
    YeoulError,
)
from yeoul.providers.base import Model
from yeoul.providers.service import models as module
from yeoul.providers.service.model_entries import model_of
from yeoul.providers.service.models import TTL_S, Label, ServiceModels, read_models


def ids(body: object) -> list[str]:
    return [model.id for model in read_models(json.dumps(body).encode(), provider="openai")]


def test_the_order_of_the_service_is_kept_and_models_that_do_not_chat_are_left_out() -> None:
    names = ["text-embedding-3", "gpt-b", "whisper-1", "gpt-a", "tts-1", "gpt-image-1"]
    data = [{"id": name} for name in names]

    assert ids({"data": data}) == ["gpt-b", "gpt-a"]


def test_a_service_without_a_model_that_chats_shows_what_it_has() -> None:
    assert ids([{"id": "whisper-1"}, {"id": "text-embedding-3"}]) == [
        "whisper-1",
        "text-embedding-3",
    ]


@pytest.mark.parametrize("name", ["embed-{}", "chat-{}", "always-the-same"])
def test_of_a_list_without_end_no_more_is_looked_at_than_can_be_shown(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []

    def look(id: str, entry: Mapping[str, Any], provider: str) -> Model:
        looked.append(id)
        return model_of(id, entry, provider)

    monkeypatch.setattr(module, "model_of", look)
    body = [{"id": name.format(number)} for number in range(4 * module.MAX_ENTRIES)]

    assert len(ids(body)) == len(looked) <= module.MAX_MODELS


def test_a_model_that_chats_is_found_behind_many_that_do_not() -> None:
    body = [{"id": f"embed-{number}"} for number in range(module.MAX_ENTRIES - 1)] + [{"id": "a"}]

    assert ids([*body, {"id": "b"}]) == ["a"]


@pytest.mark.anyio
async def test_a_model_that_a_setting_names_is_offered_whatever_its_name_is_like() -> None:
    service = Service("a", "embed-me")
    told = await service.models(default_model="embed-me").models()
    assert [model.id for model in told] == ["embed-me", "a"]


@pytest.mark.anyio
async def test_the_models_of_one_of_several_services_are_told_apart() -> None:
    service = Service("small", "x" * 251, "x" * 252)
    told = await service.models(label=Label("work", "Work")).models()
    assert [model.id for model in told] == ["work/small", "work/" + "x" * 251]
    assert told[0].title == "small (Work)"


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
        ({"context_length": True}, None),
        ({"context_length": 2**53}, None),
    ],
)
def test_the_context_window_is_read_where_services_tell_it(
    entry: dict[str, object], context_length: int | None
) -> None:
    [model] = read_models(json.dumps([{"id": "m", **entry}]).encode(), provider="openai")

    assert model.context_length == context_length


@pytest.mark.parametrize(
    "name",
    [
        "x" * 257,
        "a\0",
        "a\nb",
        "\x1b[31ma",
        "a\u202eb",
        "\u200b",
        "\ufeffa",
        " ",
        "\u3000",
        "\x7f",
        "a\u2028",
    ],
)
def test_a_name_that_is_too_long_or_that_nobody_can_read_is_passed_over(name: str) -> None:
    assert ids([{"id": name}, {"id": "a"}]) == ["a"]


def test_the_longest_name_and_those_of_any_script_are_kept() -> None:
    names = ["x" * 256, "여울/물살 7B", "モデル:최신", "a b"]

    assert ids([{"id": name} for name in names]) == names


def test_a_list_ends_after_a_thousand_models_of_which_those_that_chat_count_first() -> None:
    embedding = [{"id": f"embed-{number}"} for number in range(2_000)]
    chat = [{"id": f"chat-{number}"} for number in range(1_500)]

    assert ids(embedding) == [entry["id"] for entry in embedding[:1_000]]
    assert ids([*embedding, *chat]) == [entry["id"] for entry in chat[:1_000]]
    assert ids([*chat[:400], *embedding]) == [entry["id"] for entry in chat[:400]]


@pytest.mark.anyio
async def test_the_given_name_is_one_of_the_thousand() -> None:
    service = Service(*(f"chat-{number}" for number in range(1_500)))
    told = await service.models(default_model="mine").models()
    assert (len(told), told[0].id) == (1_000, "mine")


@pytest.mark.parametrize("body", [{"data": None}, {"object": "list", "data": None}, {"data": []}])
def test_a_list_of_nothing_is_empty(body: object) -> None:
    assert ids(body) == []


@pytest.mark.parametrize("body", [b"", b"null", b"<html>", b"{}", b'{"data":7}', b"7", b"\xff"])
def test_what_is_no_list_is_a_failure(body: bytes) -> None:
    with pytest.raises(ProviderBroken):
        read_models(body, provider="openai")


class Service:
    """Answers ``GET /models``, or fails to; and a clock."""

    def __init__(self, *names: str) -> None:
        self.names = list(names)
        self.failure: YeoulError | None = None
        self.asked = 0
        self.now_s = 1000.0

    async def fetch(self) -> bytes:
        self.asked += 1
        if self.failure is not None:
            raise self.failure
        return json.dumps({"data": [{"id": name} for name in self.names]}).encode()

    def models(self, default_model: str | None = None, label: Label | None = None) -> ServiceModels:
        return ServiceModels(
            self.fetch,
            provider="openai",
            place="service.test",
            default_model=default_model,
            label=label,
            clock=lambda: self.now_s,
        )


@pytest.mark.anyio
async def test_a_service_is_asked_once_a_minute() -> None:
    service = Service("a")
    models = service.models()
    for _ in range(3):
        assert [model.id for model in await models.models()] == ["a"]
        await models.ready()
    assert service.asked == 1
    models.doubt()
    await models.models()
    assert service.asked == 2

    service.now_s += TTL_S
    service.names = ["b"]
    assert [model.id for model in await models.models()] == ["b"]


@pytest.mark.anyio
async def test_a_service_without_models_says_what_to_do_and_is_asked_again() -> None:
    service = Service()
    models = service.models()
    for ask in (models.models, models.ready, models.models):
        with pytest.raises(ModelUnavailable, match=r"service\.test has no model yet: add one"):
            await ask()
    service.names = ["a"]
    assert [model.id for model in await models.models()] == ["a"]


@pytest.mark.anyio
async def test_with_a_given_name_the_last_list_is_kept_behind_it() -> None:
    service = Service("a", "b")
    models = service.models(default_model="mine")
    assert [model.id for model in await models.models()] == ["mine", "a", "b"]

    service.failure, service.now_s = ProviderUnavailable("away"), service.now_s + TTL_S
    assert [model.id for model in await models.models()] == ["mine", "a", "b"]


def refused(error: YeoulError, status: int) -> YeoulError:
    """Return an error that a reply with this status caused."""
    error.service_status = status
    return error


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("failure", "there"),
    [
        (ProviderUnavailable("away"), False),
        (ProviderTimeout("silent"), False),
        (refused(ProviderUnauthorized("no such key"), 401), False),
        (refused(ProviderUnavailable("behind a gateway"), 503), False),
        (refused(ProviderUnauthorized("not this list"), 403), True),
        (refused(ProviderRejected("no such path"), 404), True),
        (refused(ProviderUnavailable("not made yet"), 501), True),
        (ProviderBroken("a page"), True),
    ],
)
async def test_a_service_that_only_cannot_list_is_ready_where_a_name_is_given(
    failure: YeoulError, there: bool
) -> None:
    service = Service()
    service.failure = failure

    with pytest.raises(type(failure)):
        await service.models().ready()
    if there:
        await service.models(default_model="mine").ready()
    else:
        with pytest.raises(type(failure)):
            await service.models(default_model="mine").ready()
