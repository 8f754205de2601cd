"""What OpenAI's own SDK lets a program send makes no server fail.

Yeoul's description of these routes says what it takes. The SDK's types say what its users may send,
which is far more: each is answered, or refused in OpenAI's form.
"""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import httpx2
import pytest
from openai.types.chat import completion_create_params as chat
from openai.types.conversations import conversation_create_params, item_create_params
from openai.types.responses import response_create_params as responses
from pydantic import TypeAdapter

from tests.faults.sent_by_sdks import Sender
from tests.faults.servers import server
from tests.faults.volumes import LIMIT_S, SEED, VOLUMES, portions

pytestmark = pytest.mark.timeout(LIMIT_S)

ITEMS = "/v1/conversations/{conversation_id}/items"
#: Of each route, the types that the SDK gives to what is sent.
SENT: dict[str, tuple[Any, ...]] = {
    "/v1/chat/completions": (
        chat.CompletionCreateParamsNonStreaming,
        chat.CompletionCreateParamsStreaming,
    ),
    "/v1/responses": (
        responses.ResponseCreateParamsNonStreaming,
        responses.ResponseCreateParamsStreaming,
    ),
    "/v1/conversations": (conversation_create_params.ConversationCreateParams,),
    ITEMS: (item_create_params.ItemCreateParams,),
}
MODEL = "scripted:echo"
#: What nobody hits on by chance, and what can be answered.
ASKED = {
    "model": MODEL,
    "messages": [{"role": "user", "content": "a b"}],
    "input": "a b",
    "items": [{"role": "user", "content": "a b"}, {"role": "assistant", "content": "c"}],
}


def schemas() -> tuple[list[tuple[str, Any]], dict[str, Any]]:
    """Return the schemas of what is sent, each with its path, and those that they share."""
    keys = [(path, each) for path, types in SENT.items() for each in types]
    bodies, shared = TypeAdapter.json_schemas(
        [(number, "validation", TypeAdapter(each)) for number, (_, each) in enumerate(keys)]
    )
    found = [(path, bodies[number, "validation"]) for number, (path, _) in enumerate(keys)]
    return found, shared["$defs"]


def ask(client: httpx2.Client, path: str, body: Any) -> int:
    """Send a body, and check that it is answered, or refused in the form that the SDK reads."""
    if path == ITEMS:
        made = client.post("/v1/conversations", json={}).json()
        path = path.format(conversation_id=made.get("id", "none"))
    # What has no letters that UTF-8 can write comes escaped, as JSON may have it.
    sent = json.dumps(body).encode()
    reply = client.post(path, content=sent, headers={"content-type": "application/json"})
    assert reply.status_code < 500, (path, body, reply.text)
    if reply.status_code >= 400:
        assert reply.json()["error"].keys() >= {"message", "type", "param", "code"}, (path, body)
    return reply.status_code


def test_no_request_of_openais_sdk_makes_the_server_fail(tmp_path: Path) -> None:
    found, shared = schemas()
    told: dict[str, list[int]] = {path: [] for path in SENT}
    with (
        server(tmp_path / "data", model=MODEL) as served,
        httpx2.Client(base_url=served.url, timeout=40, trust_env=False) as client,
    ):
        for number, part in portions(VOLUMES.sdk_requests, SEED):
            random = Random(number)
            for _ in range(part):
                path, schema = random.choice(found)
                sender = Sender(random, shared, wrong=random.choice((0.0, 0.02, 0.2)))
                body = sender.value(schema)
                if isinstance(body, dict):
                    fixed = (name for name in ASKED.keys() & body.keys())
                    body |= {name: ASKED[name] for name in sorted(fixed) if random.random() < 0.8}
                told[path].append(ask(client, path, body))
            print(f"YEOUL_SEED={number}: {sum(map(len, told.values()))} requests", flush=True)
        described = client.get("/openapi.json").json()["paths"]
        for path in SENT.keys() & described.keys():
            assert 200 in told[path], path
        assert "Traceback" not in served.told()
