"""A body is JSON in UTF-8, with an idempotency key and without."""

from __future__ import annotations

import json

import pytest

from tests.served import Served

pytestmark = pytest.mark.anyio

JSON = {"content-type": "application/json"}


@pytest.mark.parametrize(
    "body",
    [
        b'\xef\xbb\xbf{"content":"x"}',
        '{"content":"x"}'.encode("utf-16"),
        '{"content":"x"}'.encode("utf-32-le"),
        b'{"content":"\xff"}',
        b'{"content":"\\ud800"}',
        b'{"content":"x","temperature":NaN}',
        b'{"content":"x",}',
        b"[" * 100_000,
        b'{"content":[' + b"[]," * 300_000 + b"[]]}",
        b'{"content":[' + b"1," * 500_000 + b"1]}",
    ],
)
async def test_what_is_not_json_in_utf8_is_refused_with_a_key_and_without(
    served: Served, body: bytes
) -> None:
    for headers in (JSON, JSON | {"idempotency-key": "k"}):
        reply = await served.client.post("/api/answers", content=body, headers=headers)
        assert (reply.status_code, reply.json()["code"]) == (400, "malformed_request")
        assert reply.headers["content-type"] == "application/problem+json"
        assert "UTF-8" in reply.json()["detail"]
    asked = await served.ask()
    place = f"/api/conversations/{asked['conversation']['id']}"
    reply = await served.client.patch(place, content=body, headers=JSON)
    assert (reply.status_code, reply.json()["code"]) == (400, "malformed_request")


async def test_a_key_knows_a_body_by_its_values(served: Served) -> None:
    bodies = [
        b'{"content":"x","temperature":1,"seed":null}',
        b'{ "seed": null, "temperature": 1.0, "content": "\\u0078" }',
    ]
    asked = []
    for body in bodies:
        reply = await served.client.post(
            "/api/answers", content=body, headers=JSON | {"idempotency-key": "k"}
        )
        assert reply.status_code == 201
        asked.append(reply.json()["answer"]["id"])
    assert asked[0] == asked[1]
    reply = await served.client.post(
        "/api/answers",
        content=b'{"content":"x","temperature":1}',
        headers=JSON | {"idempotency-key": "k"},
    )
    assert (reply.status_code, reply.json()["code"]) == (409, "idempotency_conflict")


@pytest.mark.parametrize("character", ["가", "🌊", "[", ",", "\x01", '"'])
async def test_the_longest_question_and_system_prompt_fit_however_they_are_escaped(
    served: Served, character: str
) -> None:
    text = character * 200_000
    body = json.dumps({"content": text, "system": text, "seed": 1})  # \uXXXX, as Python writes it
    reply = await served.client.post("/api/answers", content=body, headers=JSON)
    assert reply.status_code == 201
    asked = reply.json()
    assert (asked["question"]["text"], asked["conversation"]["system"]) == (text, text)
    place = f"/api/conversations/{asked['conversation']['id']}"
    assert (await served.client.patch(place, content=body, headers=JSON)).status_code == 422
    body = json.dumps({"system": text})
    assert (await served.client.patch(place, content=body, headers=JSON)).status_code == 200
