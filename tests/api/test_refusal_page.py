"""What a person sees whose browser is refused; programs get what they always got."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from tests.served import Served, serving
from yeoul.api.guard import Guard, Paths
from yeoul.api.plain_pages import Language, language_of

pytestmark = pytest.mark.anyio

VISIT = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
NAVIGATION = {**VISIT, "sec-fetch-mode": "navigate", "sec-fetch-site": "cross-site"}


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path, ["x"], allowed_hosts=("chat.example",)) as served:
        yield served


def check_policy(reply: httpx2.Response) -> None:
    """Check that the page runs nothing, takes nothing, and may have its style."""
    policy = reply.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    [style] = re.findall("<style>(.*?)</style>", reply.text)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in policy
    assert "<script" not in reply.text
    assert not re.search(r'\b(src|style|on\w+)="', reply.text)
    assert reply.headers["cache-control"] == "no-store"
    assert {"accept", "accept-language"} <= {*reply.headers["vary"].split(", ")}


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en-GB,en;q=0.9,ko;q=0.8", "This server does not answer to this name"),
        ("ko-KR,ko;q=0.9,en;q=0.8", "이 서버가 답하지 않는 이름입니다"),
    ],
)
async def test_a_person_at_a_name_that_is_not_known_reads_which_flag_helps(
    served: Served, language: str, title: str
) -> None:
    visit = {**VISIT, "host": "phone.lan:8000", "accept-language": language}
    reply = await served.client.get("/", headers=visit)
    assert reply.status_code == 403
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert reply.headers["content-language"] == language[:2]
    assert f'<html lang="{language[:2]}">' in reply.text
    assert f"<h1>{title}</h1>" in reply.text
    assert "--allowed-hosts phone.lan<" in reply.text
    check_policy(reply)


async def test_a_person_whom_another_site_leads_to_the_api_reads_what_is_refused(
    served: Served,
) -> None:
    for path in ("/api/conversations", "/completion?query=x"):
        reply = await served.client.get(path, headers=NAVIGATION)
        assert reply.status_code == 403
        assert "--allowed-origins" in reply.text
        assert '<a href="/">' in reply.text
        check_policy(reply)


async def test_programs_get_a_problem(served: Served) -> None:
    for headers in (
        {"host": "phone.lan"},
        {"host": "phone.lan", "accept": "*/*"},
        {"host": "phone.lan", "accept": "application/json"},
        {**VISIT, "host": "phone.lan", "sec-fetch-mode": "cors"},
        {**VISIT, "host": "phone.lan", "sec-fetch-mode": "no-cors"},
    ):
        reply = await served.client.get("/api/models", headers=headers)
        assert (reply.status_code, reply.json()["code"]) == (403, "forbidden_host")
        assert "--allowed-hosts phone.lan" in reply.json()["detail"]
    reply = await served.client.post("/api/answers", headers={**VISIT, "host": "phone.lan"})
    assert reply.json()["code"] == "forbidden_host"


@pytest.mark.parametrize(
    "host", ["<script>alert(1)</script>", 'a"b', "a&b", "é.test", "a" * 300, "[::1", "a b", "-", ""]
)
async def test_a_name_that_is_none_is_not_repeated(served: Served, host: str) -> None:
    headers = {b"host": host.encode("latin-1"), b"accept": b"text/html"}
    reply = await served.client.get("/", headers=headers)
    assert reply.status_code == 403
    assert "<script" not in reply.text
    assert "alert" not in reply.text
    assert len(reply.text) < 3_000


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("ko", "ko"),
        ("KO-kr", "ko"),
        ("fr, ko;q=0.5, en;q=0.4", "ko"),
        ("fr,de", "en"),
        ("en;q=0.1,ko;q=0", "en"),
        ("ko;q=0.3,en;q=0.3", "ko"),
        ("ko;q=x", "en"),
        ("kok,konkani", "en"),
        (";;q=1,,", "en"),
    ],
)
def test_the_language_is_the_one_that_is_liked_best(accepted: str, language: Language) -> None:
    assert language_of(accepted) == language


async def test_how_https_comes_about_is_told_to_everybody(served: Served) -> None:
    for language, title in (("en", "How https comes about"), ("ko", "https로 접속하려면")):
        reply = await served.client.get("/https", headers={"accept-language": language})
        assert reply.status_code == 200
        assert f"<h1>{title}</h1>" in reply.text
        assert "tailscale serve" in reply.text
        check_policy(reply)


# -- the address at which a connection arrives -----------------------------------------------------


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
