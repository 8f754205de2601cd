"""A call's wishes reach the service that answers, and are refused where it has no such thing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.served import serving
from tests.services.chat_service import open_chat_service
from tests.services.responses_service import open_responses_service
from yeoul.providers.catalogue import Catalogue
from yeoul.providers.service.provider import ServiceProvider
from yeoul.providers.service.responses_provider import ResponsesProvider

pytestmark = pytest.mark.anyio

PATH = "/v1/chat/completions"
ASKED: Any = {"model": "large", "messages": [{"role": "user", "content": "Where to?"}]}
FORM = {"type": "json_schema", "json_schema": {"name": "x", "schema": {"type": "object"}}}
WISHES: Any = {
    "stop": ["a", "b"],
    "response_format": FORM,
    "frequency_penalty": 0.5,
    "presence_penalty": -0.5,
    "logit_bias": {"5": 1},
    "reasoning_effort": "low",
    "verbosity": "low",
    "top_k": 4,
    "min_p": 0.1,
    "chat_template_kwargs": {"a": 1},
    "reasoning": {"effort": "low"},
}


async def test_a_service_gets_the_wishes_as_they_are(tmp_path: Path) -> None:
    async with open_chat_service() as service:
        base: Any = {"base_url": service.base_url, "connect_timeout_s": 5.0, "slots": 2}
        provider = ServiceProvider(default_model="large", **base)
        async with serving(tmp_path, catalogue=Catalogue([provider])) as served:
            body = {**ASKED, **WISHES, "seed": 2**40, "max_tokens": 9, "user": "u", "store": True}
            reply = await served.client.post(PATH, json=body)
            assert reply.status_code == 200, reply.text

    [sent] = [request.body for request in service.requests if request.method == "POST"]
    assert {name: sent[name] for name in WISHES} == WISHES
    assert (sent["seed"], sent["max_tokens"], sent["model"]) == (2**40, 9, "large")
    assert not {"user", "store"} & sent.keys()
    assert sent["messages"] == ASKED["messages"]


async def test_a_service_that_cannot_go_on_behind_a_text_gets_none(tmp_path: Path) -> None:
    async with open_chat_service() as service:
        base: Any = {"base_url": service.base_url, "connect_timeout_s": 5.0, "slots": 2}
        provider = ServiceProvider(default_model="large", **base)
        async with serving(tmp_path, catalogue=Catalogue([provider])) as served:
            begun = [*ASKED["messages"], {"role": "assistant", "content": "To"}]
            reply = await served.client.post(PATH, json={**ASKED, "messages": begun})

    assert reply.status_code == 400
    assert reply.json()["error"]["param"] == "messages"
    assert "large cannot go on behind a text" in reply.json()["error"]["message"]
    assert not [request for request in service.requests if request.method == "POST"]


@pytest.mark.parametrize("name", ["stop", "response_format"])
async def test_an_api_without_such_a_field_refuses_it_by_name(tmp_path: Path, name: str) -> None:
    async with open_responses_service() as service:
        base: Any = {"base_url": service.base_url, "connect_timeout_s": 5.0, "slots": 2}
        provider = ResponsesProvider(default_model="large", **base)
        async with serving(tmp_path, catalogue=Catalogue([provider])) as served:
            reply = await served.client.post(PATH, json={**ASKED, name: WISHES[name]})
            rest = {each: WISHES[each] for each in ("top_k", "frequency_penalty")}
            plain = await served.client.post(PATH, json={**ASKED, **rest})

    assert reply.status_code == 400
    assert reply.json()["error"]["param"] == name
    assert "large" in reply.json()["error"]["message"]
    assert plain.status_code == 200
