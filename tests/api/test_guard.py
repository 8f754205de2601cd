"""Who may ask, how much may be sent, and which headers go back."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI

from tests.served import MODEL, Served, serving
from yeoul.api import guard
from yeoul.api.guard import CONTENT_SECURITY_POLICY, Guard, Paths
from yeoul.app import create_app
from yeoul.chat import Chat
from yeoul.providers.catalogue import Catalogue
from yeoul.providers.scripted import Scripted
from yeoul.settings import Settings

pytestmark = pytest.mark.anyio

BODY = {"content": "x"}
BROWSER = {
    "user-agent": "Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 Version/15.0 Safari/605.1.15"
}
PROGRAM_ADDRESSES = (
    "/api/models",
    "/api/conversations",
    "/api/changes",
    "/api/nothing",
    "/completion?query=x",
    "/openapi.json",
    "/metrics",
    "/readyz",
)


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
        "localhost:²",
        "localhost:",
        "localhost:123456",
        "a/?x=",
    ],
)
async def test_every_other_name_is_refused(served: Served, host: str) -> None:
    for method, path in (("GET", "/"), ("POST", "/api/answers"), ("GET", "/api/models")):
        headers = {b"host": host.encode("latin-1")}
        reply = await served.client.request(method, path, headers=headers)
        assert (reply.status_code, reply.json()["code"]) == (403, "forbidden_host")


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.test"},
        {"origin": "null"},
        {"origin": "http://localhost.evil.test"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": ""},
        {"sec-fetch-site": "same-origin, none"},
        {"origin": ""},
        {"origin": "http://["},
        {"origin": "http://]"},
        {"origin": "http://[::1"},
        {"origin": "file://"},
        {"origin": "OWN/"},
        {"origin": "OWN/path"},
        {"origin": "OWN, https://evil.test"},
        {"origin": "OWN", "sec-fetch-site": "cross-site"},
    ],
)
async def test_another_sites_page_gets_and_changes_nothing(
    served: Served, headers: dict[str, str]
) -> None:
    headers = {name: value.replace("OWN", served.url) for name, value in headers.items()}
    reply = await served.client.post("/api/answers", json=BODY, headers=headers)
    assert (reply.status_code, reply.json()["code"]) == (403, "forbidden_origin")
    for path in PROGRAM_ADDRESSES:
        reply = await served.client.get(path, headers=headers)
        assert (reply.status_code, reply.json()["code"]) == (403, "forbidden_origin"), path
    # Not even where a person follows a link.
    led = {**headers, "sec-fetch-mode": "navigate"}
    reply = await served.client.get("/completion?query=x", headers=led)
    assert (reply.status_code, reply.json()["code"]) == (403, "forbidden_origin")
    assert (await served.get("/api/conversations"))["conversations"] == []


async def test_two_origins_are_no_origin(served: Served) -> None:
    headers = [("origin", served.url), ("origin", served.url)]
    reply = await served.client.post("/api/answers", json=BODY, headers=headers)
    assert (reply.status_code, reply.json()["code"]) == (403, "forbidden_origin")


@pytest.mark.parametrize("path", ["/", "/c/1", "/docs"])
async def test_another_sites_page_may_lead_to_the_page_and_take_nothing_of_it(
    served: Served, path: str
) -> None:
    led = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    usual = (await served.client.get(path)).status_code
    assert (await served.client.get(path, headers=led)).status_code == usual
    reply = await served.client.get(path, headers={**led, "sec-fetch-mode": "no-cors"})
    assert (reply.status_code, reply.json()["code"]) == (403, "forbidden_origin")


async def test_another_sites_page_sees_that_the_server_is_there_and_reads_nothing(
    served: Served,
) -> None:
    headers = {"origin": "https://evil.test", "sec-fetch-site": "cross-site"}
    reply = await served.client.get("/healthz", headers={**headers, "sec-fetch-mode": "no-cors"})
    assert reply.status_code == 200
    assert reply.headers["cross-origin-resource-policy"] == "cross-origin"
    assert not [name for name in reply.headers if name.startswith("access-control-")]
    reply = await served.client.post("/healthz", headers=headers)
    assert (reply.status_code, reply.json()["code"]) == (403, "forbidden_origin")


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


#: Who asks by GET for work -> whether that is begun. OWN is this server's own origin.
WORK = [
    ({}, True),
    ({"sec-fetch-site": "same-origin"}, True),
    ({"sec-fetch-site": "same-origin", **BROWSER}, True),
    ({"sec-fetch-site": "none", **BROWSER}, True),
    ({"origin": "OWN", **BROWSER}, True),
    ({"x-requested-with": "x", **BROWSER}, True),
    # A browser that tells nothing of who asks: an older one, or any on a name without TLS.
    (BROWSER, False),
    ({"referer": "OWN/", **BROWSER}, False),
    ({"host": "chat.example"}, False),
    ({"host": "chat.example", **BROWSER}, False),
    ({"host": "chat.example", "accept": "application/json"}, False),
    ({"host": "chat.example", "x-requested-with": "x"}, True),
    ({"host": "chat.example", "sec-fetch-site": "same-origin", **BROWSER}, True),
    ({"host": "chat.example", "origin": "https://chat.example"}, True),
    ({"host": "chat.example", "origin": "OWN"}, False),
    ({"x-requested-with": "x", "sec-fetch-site": "cross-site"}, False),
]


@pytest.mark.parametrize(("headers", "begun"), WORK)
async def test_a_get_begins_work_for_nothing_that_a_page_can_pretend_to_be(
    served: Served, headers: dict[str, str], begun: bool
) -> None:
    headers = {name: value.replace("OWN", served.url) for name, value in headers.items()}
    reply = await served.client.get("/completion", params={"query": "x"}, headers=headers)
    if not begun:
        assert (reply.status_code, reply.json()["code"]) == (403, "forbidden_origin")
    asked = (await served.get("/api/conversations"))["conversations"]
    assert (reply.status_code, len(asked)) == ((200, 1) if begun else (403, 0))


async def test_work_is_guarded_under_a_prefix_too(tmp_path: Path) -> None:
    app = FastAPI()
    inner = create_app(Settings(data_dir=tmp_path), catalogue=Catalogue([Scripted({MODEL: ["x"]})]))
    app.mount("/chat", inner)
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client:
        for path in ("/chat/completion?query=x", "/chat/api/models"):
            reply = await client.get(path, headers={"sec-fetch-site": "cross-site"})
            assert reply.status_code == 403
        reply = await client.get("/chat/completion?query=x", headers=BROWSER)
        assert (reply.status_code, reply.headers["cache-control"]) == (403, "no-store")


@pytest.mark.parametrize("prefix", ["/c", "/a", "/completion?"])
async def test_a_prefix_that_no_address_is_below_hides_none(tmp_path: Path, prefix: str) -> None:
    app = create_app(Settings(data_dir=tmp_path), catalogue=Catalogue([Scripted({MODEL: ["x"]})]))
    transport = httpx2.ASGITransport(app, root_path=prefix)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client,
    ):
        reply = await client.get("/completion?query=x", headers=BROWSER)
        assert reply.status_code == 403
        reply = await client.get("/api/answers", headers={"origin": "http://evil.example"})
        assert reply.status_code == 403


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

    reply = await served.client.post(
        "/api/answers", content=endless(), headers={"content-type": "application/json"}
    )
    assert reply.status_code == 413


#: A refusal that a client comes to read only when it has sent its body, and what it is told.
SENDERS = [
    ("/api/answers", {"content-type": "application/json"}, 8 << 20, "payload_too_large"),
    ("/api/answers", {"content-type": "text/plain"}, 900_000, "unsupported_media_type"),
    ("/api/answers", {"host": "evil.test"}, 8 << 20, "forbidden_host"),
    ("/api/answers", {"origin": "null", "connection": "close"}, 900_000, "forbidden_origin"),
    ("/api/models", {"content-type": "application/json", "connection": "close"}, 900_000, None),
]


@pytest.mark.parametrize(("path", "headers", "length", "code"), SENDERS)
async def test_a_client_that_sends_all_before_it_reads_is_told_why_it_is_refused(
    served: Served, path: str, headers: dict[str, str], length: int, code: str | None
) -> None:
    def send() -> bytes:
        connection = http.client.HTTPConnection(host_of(served), timeout=60)
        with contextlib.closing(connection):
            connection.request("POST", path, b" " * length, headers)
            return connection.getresponse().read()

    told = json.loads(await asyncio.to_thread(send))
    assert told["code"] == (code or "method_not_allowed")


async def test_a_body_without_end_is_not_passed_over_for_ever(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "PASSED_S", 0.1)
    reader, writer = await asyncio.open_connection(*host_of(served).split(":"))
    head = f"POST /api/answers HTTP/1.1\r\nhost: {host_of(served)}\r\n"
    writer.write(f"{head}content-length: 100000000000\r\n\r\n".encode())
    async with asyncio.timeout(30):
        assert (await reader.readuntil(b"\r\n")).startswith(b"HTTP/1.1 413 ")
        await reader.read()  # until the server has closed it
    writer.close()


async def test_refused_requests_of_one_connection_are_each_answered(served: Served) -> None:
    reader, writer = await asyncio.open_connection(*host_of(served).split(":"))
    refused = b"POST /api/answers HTTP/1.1\r\nhost: localhost\r\ncontent-length: 2\r\n\r\n{}"
    writer.write(refused * 100)
    async with asyncio.timeout(30):
        for _ in range(100):
            assert (await reader.readuntil(b"\r\n")).startswith(b"HTTP/1.1 415 ")
            await reader.readuntil(b'"retryable":false}')
    writer.close()


async def test_every_reply_carries_the_security_headers(served: Served) -> None:
    for path in ("/", "/api/models", "/api/nothing", "/healthz"):
        reply = await served.client.get(path)
        assert reply.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["referrer-policy"] == "no-referrer"
        assert reply.headers["cross-origin-opener-policy"] == "same-origin"


async def test_nothing_that_was_said_may_be_kept_by_a_browser(served: Served) -> None:
    asked = await served.finished()
    for path in (
        f"/api/answers/{asked['answer']['id']}/events",
        "/completion?query=x",
        "/api/models",
        "/openapi.json",
        "/metrics",
        "/readyz",
    ):
        reply = await served.client.get(path)
        assert reply.status_code == 200
        assert reply.headers["cache-control"].partition(",")[0] == "no-store", path


async def test_the_reply_to_a_crash_carries_the_security_headers_too(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise LookupError

    monkeypatch.setattr(Chat, "conversations", crash)
    reply = await served.client.get("/api/conversations")
    assert (reply.status_code, reply.json()["code"]) == (500, "internal")
    assert reply.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert reply.headers["x-content-type-options"] == "nosniff"


# -- the address at which a connection arrives ---------------------------------------------------


async def status_at(host: str, server: object) -> int:
    """Return what the guard says to a host on a connection that arrived at ``server``."""
    found: list[int] = []

    async def app(scope: object, receive: object, send: object) -> None:
        found.append(200)

    async def send(message: dict[str, object]) -> None:
        if message["type"] == "http.response.start":
            found.append(int(str(message["status"])))

    paths = Paths(programs=frozenset(), working=frozenset(), open=frozenset())
    guard = Guard(app, paths, allowed_hosts=(), max_body_bytes=0)
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "headers": [(b"host", host.encode())],
        "server": server,
    }
    await guard(scope, None, send)  # type: ignore[arg-type]
    return found[0]


@pytest.mark.parametrize(
    ("host", "server", "status"),
    [
        ("192.168.1.23:8000", ("192.168.1.23", 8000), 200),
        ("192.168.1.23", ("192.168.1.23", 80), 200),
        # Behind a router's other port.
        ("192.168.1.23:9000", ("192.168.1.23", 8000), 200),
        ("[fd00::2]:8000", ("fd00::2", 8000), 200),
        ("[fd00:0:0::2]", ("fd00::2", 8000), 200),
        ("[fe80::2]", ("fe80::2%eth0", 8000), 200),
        ("192.168.1.24", ("192.168.1.23", 8000), 403),
        ("fd00::2", ("fd00::2", 8000), 403),
        ("[192.168.1.23]", ("192.168.1.23", 8000), 403),
        ("3232235799", ("192.168.1.23", 8000), 403),
        ("0xc0a80117", ("192.168.1.23", 8000), 403),
        # A name is none, even where the server is called by it.
        ("evil.test", ("evil.test", 80), 403),
        ("evil.test", ("192.168.1.23", 80), 403),
        ("0.0.0.0", ("127.0.0.1", 80), 403),
        ("", ("", 80), 403),
        ("192.168.1.23", None, 403),
        ("192.168.1.23", ("/run/yeoul.sock", None), 403),
    ],
)
async def test_the_address_at_which_a_connection_arrives_is_answered_to(
    host: str, server: object, status: int
) -> None:
    assert await status_at(host, server) == status


async def test_the_name_to_listen_on_is_answered_to(tmp_path: Path) -> None:
    async with serving(tmp_path, ["x"], host="chat.lan", allow_unauthenticated=True) as served:
        for host in ("chat.lan", "CHAT.lan:8000"):
            reply = await served.client.get("/api/models", headers={"host": host})
            assert reply.status_code == 200
        reply = await served.client.get("/api/models", headers={"host": "other.lan"})
        assert reply.status_code == 403
