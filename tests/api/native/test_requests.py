"""Requests that cannot be served, and what is told about them."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

import pytest

from tests.served import MODEL, Served

pytestmark = pytest.mark.anyio

JSON = {"content-type": "application/json"}


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
    ("path", "body", "detail"),
    [
        ("/api/answers", [], "the body must be a JSON object."),
        ("/api/answers", {"content": "hi", "ids": []}, "ids: must be an object."),
        (
            "/api/services/test",
            {"base_url": "http://localhost:9/v1", "api_key": " "},
            "api_key: must not be empty.",
        ),
    ],
)
async def test_what_is_wrong_is_said_in_words_of_the_wire(
    served: Served, path: str, body: object, detail: str
) -> None:
    reply = await served.client.post(path, json=body)
    assert (reply.status_code, reply.json()["detail"]) == (422, detail)


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


def _object(names: Iterable[str]) -> bytes:
    return b"{" + b",".join(b'"%b":1' % name.encode() for name in names) + b"}"


MANY = _object(f"k{number}" for number in range(90_000))
LONG = _object(f"{number}" + "k" * 40_000 for number in range(22))


@pytest.mark.parametrize("faulty", [MANY, LONG])
@pytest.mark.parametrize("inside", [False, True])
async def test_a_reply_names_twenty_faults_at_most_and_cuts_their_names(
    served: Served, faulty: bytes, inside: bool
) -> None:
    if inside:
        place = (await served.ask())["conversation"]["id"]
        method, path = "PATCH", f"/api/conversations/{place}"
        body = b'{"title":7,"parameters":%b}' % faulty
    else:
        method, path, body = "POST", "/api/answers", faulty

    begin_s = time.thread_time()  # of client and server together
    reply = await served.client.request(method, path, content=body, headers=JSON)
    took_s = time.thread_time() - begin_s

    assert (reply.status_code, reply.json()["code"]) == (422, "invalid_request")
    assert len(reply.content) < 8_000
    faults = reply.json()["errors"]
    assert 1 < len(faults) <= 20
    assert all(len(fault["field"]) <= 100 for fault in faults)
    told = [fault["field"] for fault in faults if fault["field"] in reply.json()["detail"]]
    assert told == [fault["field"] for fault in faults[:3]]
    assert took_s < 1


async def test_what_is_known_is_judged_beside_any_number_of_unknown_fields(served: Served) -> None:
    body = MANY.removesuffix(b"}") + b',"content":5}'
    reply = await served.client.post("/api/answers", content=body, headers=JSON)
    assert "content" in [fault["field"] for fault in reply.json()["errors"]]


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("GET", "/api/answers/" + "x" * 30_000, {}),
        ("GET", "/api/answers/x/events?after=" + "x" * 30_000, {}),
        ("GET", "/api/answers/x/events?wait=" + "9" * 30_000, {}),
        ("GET", "/api/conversations?cursor=" + "x" * 30_000, {}),
        ("GET", "/api/conversations?q=" + "x" * 30_000, {}),
        ("GET", "/api/conversations?deleted=" + "x" * 30_000, {}),
        ("GET", "/completion?query=x&model=" + "x" * 30_000, {}),
        ("GET", "/completion?query=x&model=" + "%00" * 256, {}),
        ("GET", "/" + "x" * 30_000 + ".js", {}),
        ("x" * 30_000, "/api/models", {}),
        ("POST", "/api/answers", {"idempotency-key": "x" * 30_000}),
        ("POST", "/api/answers", {"content-type": "x" * 30_000}),
        ("GET", "/api/models", {"host": "x" * 30_000}),
        ("POST", "/api/answers", {"origin": "http://" + "x" * 30_000}),
    ],
)
async def test_no_refusal_tells_a_long_request_back(
    served: Served, method: str, path: str, headers: dict[str, str]
) -> None:
    body = {"content": "x"} if method == "POST" else None
    reply = await served.client.request(method, path, json=body, headers=headers)
    assert 400 <= reply.status_code < 500
    assert len(reply.content) < 4_000
    assert all(len(value) < 1_000 for value in reply.headers.values())


async def test_a_client_that_leaves_in_the_middle_of_its_question_is_no_failure(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    body = b'{"content":"x"}'
    coming = [{"type": "http.request", "body": body[:5], "more_body": True}]
    sent: list[Any] = []

    async def receive() -> Any:
        return coming.pop() if coming else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    headers = {"host": "127.0.0.1", "content-length": str(len(body)), **JSON}
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/api/answers",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    await served.app(scope, receive, send)

    assert sent[0]["status"] == 400
    assert caplog.records == []
