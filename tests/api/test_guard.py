"""Who may ask, how much may be sent, and which headers go back."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from tests.serving import Served, serving
from yeoul.api.guard import CONTENT_SECURITY_POLICY
from yeoul.api.reading import Reading

pytestmark = pytest.mark.anyio

BODY = {"content": "x"}


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path, ["x"], allowed_hosts=("chat.example",)) as served:
        yield served


def host_of(served: Served) -> str:
    return served.url.removeprefix("http://")


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:1234",
        "LOCALHOST",
        "127.0.0.1:80",
        "[::1]:80",
        "[::1]",
        "chat.example",
    ],
)
async def test_this_machines_names_and_allowed_ones_are_answered(served: Served, host: str) -> None:
    reply = await served.client.get("/api/models", headers={"host": host})
    assert reply.status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.test",
        "evil.test:8000",
        "127.0.0.1.evil.test",
        "localhost.",
        "localhost@evil.test",
        "evil.test/localhost",
        "[::1].evil.test",
        "[::2]",
        "",
        "localhost:port",
        "a/?x=",
    ],
)
async def test_every_other_name_is_refused(served: Served, host: str) -> None:
    for method, path in (("GET", "/"), ("POST", "/api/answers"), ("GET", "/api/models")):
        reply = await served.client.request(method, path, headers={"host": host})
        assert (reply.status_code, reply.json()["code"]) == (403, "forbidden_host")


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.test"},
        {"origin": "null"},
        {"origin": "http://localhost.evil.test"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": ""},
    ],
)
async def test_another_sites_page_changes_nothing(served: Served, headers: dict[str, str]) -> None:
    reply = await served.client.post("/api/answers", json=BODY, headers=headers)
    assert (reply.status_code, reply.json()["code"]) == (403, "forbidden_origin")
    reply = await served.client.get("/completion", params={"query": "x"}, headers=headers)
    assert (reply.status_code, reply.json()["code"]) == (403, "forbidden_origin")
    assert (await served.get("/api/conversations"))["conversations"] == []


async def test_another_port_of_this_machine_is_another_site(served: Served) -> None:
    headers = {"origin": "http://127.0.0.1:1"}
    reply = await served.client.post("/api/answers", json=BODY, headers=headers)
    assert reply.status_code == 403


async def test_the_own_page_and_programs_may_ask(served: Served) -> None:
    for headers in (
        {},
        {"origin": served.url, "sec-fetch-site": "same-origin"},
        {"origin": served.url},
        {"sec-fetch-site": "none"},
    ):
        reply = await served.client.post("/api/answers", json=BODY, headers=headers)
        assert reply.status_code == 201


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", ""])
async def test_a_body_that_is_not_json_is_refused(served: Served, media_type: str) -> None:
    reply = await served.client.post(
        "/api/answers", content=json.dumps(BODY), headers={"content-type": media_type}
    )
    assert (reply.status_code, reply.json()["code"]) == (415, "unsupported_media_type")


async def test_a_compressed_body_is_refused(served: Served) -> None:
    reply = await served.client.post(
        "/api/answers", json=BODY, headers={"content-encoding": "gzip"}
    )
    assert reply.status_code == 415


async def test_a_change_without_a_body_needs_no_content_type(served: Served) -> None:
    asked = await served.ask()
    reply = await served.client.post(f"/api/answers/{asked['answer']['id']}/stop")
    assert reply.status_code == 200


async def test_a_body_over_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    big = {"content": "x" * (1 << 20)}
    async with serving(tmp_path, max_body_bytes=1 << 20) as served:
        reply = await served.client.post("/api/answers", json=big)
    assert (reply.status_code, reply.json()["code"]) == (413, "payload_too_large")


async def test_a_chunked_body_is_cut_off_at_the_limit(served: Served) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(256):
            yield b" " * 65_536

    try:
        reply = await served.client.post(
            "/api/answers", content=endless(), headers={"content-type": "application/json"}
        )
    except httpx2.TransportError:
        return  # the server answered and closed while the rest was on its way
    assert reply.status_code == 413


async def test_every_reply_carries_the_security_headers(served: Served) -> None:
    for path in ("/", "/api/models", "/api/nothing", "/healthz"):
        reply = await served.client.get(path)
        assert reply.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["referrer-policy"] == "no-referrer"
        assert reply.headers["cross-origin-opener-policy"] == "same-origin"
    assert (await served.client.get("/api/models")).headers["cache-control"] == "no-store"


async def test_the_reply_to_a_crash_carries_the_security_headers_too(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise LookupError

    monkeypatch.setattr(Reading, "owner", crash)
    reply = await served.client.get("/api/conversations")
    assert (reply.status_code, reply.json()["code"]) == (500, "internal")
    assert reply.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert reply.headers["x-content-type-options"] == "nosniff"
