"""Requests that cannot be served, and what is told about them."""

from __future__ import annotations

import pytest

from tests.serving import MODEL, Served

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"content": "x", "temperature": 9}, "temperature"),
        ({"content": "x", "max_tokens": "many"}, "max_tokens"),
        ({"content": ""}, "content"),
        ({"content": 5}, "content"),
        ({"content": "x", "surprise": 1}, "surprise"),
    ],
)
async def test_a_bad_field_is_named(served: Served, body: dict[str, object], field: str) -> None:
    reply = await served.client.post("/api/answers", json=body)
    assert reply.status_code == 422
    assert reply.headers["content-type"] == "application/problem+json"
    problem = reply.json()
    assert problem["code"] == "invalid_request"
    assert [error["field"] for error in problem["errors"]] == [field]
    assert field in problem["detail"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"content": " \n"},
        {"content": "x", "question_id": "y"},
        {"question_id": "y", "parent_id": None},
    ],
)
async def test_a_request_that_says_nothing_or_too_much_is_refused(
    served: Served, body: dict[str, object]
) -> None:
    reply = await served.client.post("/api/answers", json=body)
    assert (reply.status_code, reply.json()["code"]) == (422, "invalid_request")


@pytest.mark.parametrize(
    "content", [b"{", b"\xff\xfe", b"[" * 100_000, b'{"content":"\\ud800"}', b"[]"]
)
async def test_a_body_that_is_no_question_is_the_clients_fault(
    served: Served, content: bytes
) -> None:
    reply = await served.client.post(
        "/api/answers", content=content, headers={"content-type": "application/json"}
    )
    assert reply.status_code in (400, 422)
    assert reply.headers["content-type"] == "application/problem+json"


async def test_an_unknown_model_is_named_with_those_there_are(served: Served) -> None:
    reply = await served.client.post("/api/answers", json={"content": "x", "model": "gpt-9"})
    assert (reply.status_code, reply.json()["code"]) == (422, "unknown_model")
    assert MODEL in reply.json()["detail"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/answers/nobody"),
        ("GET", "/api/answers/nobody/events"),
        ("POST", "/api/answers/nobody/stop"),
        ("POST", "/api/answers/nobody/continue"),
        ("GET", "/api/conversations/nobody"),
        ("DELETE", "/api/conversations/nobody"),
        ("POST", "/api/conversations/nobody/restore"),
        ("GET", "/api/nothing"),
        ("GET", "/api/answers/"),
        ("GET", "/api/conversations/"),
        ("GET", "/api/models/"),
        ("GET", "/api/answers/nobody/"),
        ("POST", "/api/answers/nobody/stop/"),
        ("POST", "/api/answers/"),
    ],
)
async def test_what_does_not_exist_is_404(served: Served, method: str, path: str) -> None:
    reply = await served.client.request(method, path)
    assert (reply.status_code, reply.json()["code"]) == (404, "not_found")


async def test_a_method_that_is_not_there_is_405(served: Served) -> None:
    reply = await served.client.put("/api/answers", json={})
    assert (reply.status_code, reply.json()["code"]) == (405, "method_not_allowed")
