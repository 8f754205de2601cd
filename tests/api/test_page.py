"""How the built page is served."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI
from starlette.requests import HTTPConnection

from yeoul.api import page, problems
from yeoul.api.guard import CONTENT_SECURITY_POLICY, Guard
from yeoul.api.identity import Identity, Mode, identify_local
from yeoul.api.native import PREFIX
from yeoul.app import PATHS
from yeoul.caller import Caller

pytestmark = pytest.mark.anyio

BROWSER = {"accept": "text/html,application/xhtml+xml", "sec-fetch-mode": "navigate"}
#: A script, and the copy of it that the build makes.
LARGE = b"export {};\n" * 1_000
PACKED = gzip.compress(LARGE)


@pytest.fixture
def built(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html><title>Yeoul</title>")
    (tmp_path / "docs.html").write_text("<!doctype html><title>Yeoul API</title>")
    (tmp_path / "assets" / "main-1a2b.js").write_text("export {}")
    (tmp_path / "assets" / "large-3c4d.js").write_bytes(LARGE)
    (tmp_path / "assets" / "large-3c4d.js.gz").write_bytes(PACKED)
    (tmp_path / "assets" / "workers").mkdir()
    (tmp_path / "assets" / "workers" / "reader-5e6f.js").write_text("export {}")
    (tmp_path.parent / "secret.txt").write_text("secret")
    return tmp_path


class Nobody:
    """Knows nobody, in a server of this kind."""

    def __init__(self, mode: Mode, *, https_only: bool, set_up_by_command: bool) -> None:
        self.mode = mode
        self.https_only = https_only
        self.set_up_by_command = set_up_by_command

    async def __call__(self, connection: HTTPConnection) -> Caller | None:
        return None


def nobody_in(mode: Mode, *, https_only: bool = False, set_up_by_command: bool = False) -> Identity:
    """The identity of a server of this kind, once it is open."""
    identity = Identity()
    identity.identify = Nobody(mode, https_only=https_only, set_up_by_command=set_up_by_command)
    return identity


@asynccontextmanager
async def client_of(
    directory: Path, *, identity: Identity | None = None, root_path: str = ""
) -> AsyncIterator[httpx2.AsyncClient]:
    app = FastAPI(docs_url=None, redoc_url=None, redirect_slashes=False)
    problems.install(app)

    @app.get("/api/there")
    async def there() -> str:
        return "here"

    page.install(app, [PREFIX, "/v1"], directory, identity=identity)
    local = Identity(identify_local)
    app.add_middleware(Guard, paths=PATHS, allowed_hosts=(), max_body_bytes=1 << 20, identity=local)
    transport = httpx2.ASGITransport(app=app, root_path=root_path)
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client:
        yield client


async def test_the_page_is_there_and_asked_for_anew_each_time(built: Path) -> None:
    async with client_of(built) as client:
        reply = await client.get("/", headers=BROWSER)
        assert reply.status_code == 200
        assert "<title>Yeoul</title>" in reply.text
        assert reply.headers["content-type"].startswith("text/html")
        assert reply.headers["cache-control"] == "no-cache"
        assert reply.headers["content-security-policy"] == CONTENT_SECURITY_POLICY


async def test_where_people_log_in_its_head_asks_whose_it_is(built: Path) -> None:
    (built / "index.html").write_text('<head><script src="/a.js"></script></head><p>')
    asks = '<link rel="preload" as="fetch" crossorigin href="/api/me" data-part="me"'
    async with client_of(built) as client:
        alone = (await client.get("/", headers=BROWSER)).text
        assert alone == (built / "index.html").read_text()
    modes: tuple[Mode, ...] = ("accounts", "embedded")
    for mode in modes:
        async with client_of(built, identity=nobody_in(mode)) as client:
            for path in ("/", "/c/0123", "/join", "/learn", "/assistants"):
                reply = await client.get(path, headers=BROWSER)
                assert f'{asks} data-mode="{mode}"></head>' in reply.text
                # Whose it is shows in no reply that anything could keep.
                assert reply.headers["cache-control"] == "no-cache"
                assert "etag" not in reply.headers
    strict = nobody_in("accounts", https_only=True)
    async with client_of(built, identity=strict) as client:
        reply = await client.get("/", headers=BROWSER)
        assert f'{asks} data-mode="accounts" data-https-only></head>' in reply.text
    by_command = nobody_in("accounts", set_up_by_command=True)
    async with client_of(built, identity=by_command) as client:
        reply = await client.get("/", headers=BROWSER)
        assert f'{asks} data-mode="accounts" data-set-up-by-command></head>' in reply.text
    async with client_of(built, identity=nobody_in("accounts"), root_path="/chat") as client:
        mounted = (await client.get("/chat/", headers=BROWSER)).text
        assert asks.replace("/api", "/chat/api") in mounted
        assert 'src="/chat/a.js"' in mounted


async def test_assets_are_kept_for_ever(built: Path) -> None:
    async with client_of(built) as client:
        reply = await client.get("/assets/main-1a2b.js")
        assert reply.status_code == 200
        assert reply.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert "javascript" in reply.headers["content-type"]


async def test_an_address_inside_the_page_is_the_page(built: Path) -> None:
    async with client_of(built) as client:
        reply = await client.get("/c/0123456789abcdef", headers=BROWSER)
        assert reply.status_code == 200
        assert "<title>Yeoul</title>" in reply.text


async def test_the_api_has_a_page_of_its_own(built: Path) -> None:
    async with client_of(built) as client:
        reply = await client.get("/docs", headers=BROWSER)
        assert "<title>Yeoul API</title>" in reply.text
        assert "script-src 'self';" in reply.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/assets/main-old.js", "/api/nothing", "/nothing.txt"])
async def test_what_is_not_there_is_404_for_programs(built: Path, path: str) -> None:
    async with client_of(built) as client:
        reply = await client.get(path)
        assert reply.status_code == 404


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/nothing", "/api/there/", "/v1/nothing"])
async def test_what_is_no_address_of_a_door_is_no_page_either(built: Path, path: str) -> None:
    async with client_of(built) as client:
        reply = await client.get(path, headers=BROWSER)
        assert (reply.status_code, reply.json()["code"]) == (404, "not_found")
        reply = await client.post("/api/there", headers=BROWSER)
        assert (reply.status_code, reply.json()["code"]) == (405, "method_not_allowed")
        assert (await client.get("/apiary", headers=BROWSER)).status_code == 200


async def test_a_file_is_there_to_be_read_and_says_so(built: Path) -> None:
    async with client_of(built) as client:
        reply = await client.post("/assets/main-1a2b.js")
        assert (reply.status_code, reply.headers["allow"]) == (405, "GET, HEAD")
        assert (await client.post("/nothing.js")).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/../secret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt", "/..%5csecret.txt"],
)
async def test_nothing_outside_the_page_can_be_read(built: Path, path: str) -> None:
    async with client_of(built) as client:
        reply = await client.get(path)
        assert "secret" not in reply.text


async def test_a_page_that_was_not_built_says_what_to_do(tmp_path: Path) -> None:
    async with client_of(tmp_path) as client:
        reply = await client.get("/")
        assert reply.status_code == 503
        assert "make run" in reply.text


# -- compressed copies ---------------------------------------------------------------------------


async def fetched(
    client: httpx2.AsyncClient, path: str, *, method: str = "GET", **headers: str
) -> tuple[httpx2.Response, bytes]:
    """Return a reply, and its body as it was sent; headers have ``_`` for ``-``."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with client.stream(method, path, headers=named) as reply:
        return reply, b"".join([part async for part in reply.aiter_raw()])


@pytest.mark.parametrize(
    ("accepted", "compressed"),
    [
        ("gzip, deflate", True),
        ("br;q=1.0, GZIP ; q=0.5", True),
        ("identity", False),
        ("br, gzip;q=0", False),
        ("gzip;q=0.000", False),
        ("xgzip", False),
        ("", False),
    ],
)
async def test_a_file_goes_out_compressed_to_those_who_take_that(
    built: Path, accepted: str, compressed: bool
) -> None:
    async with client_of(built) as client:
        reply, sent = await fetched(client, "/assets/large-3c4d.js", accept_encoding=accepted)

    assert sent == (PACKED if compressed else LARGE)
    assert reply.headers.get("content-encoding") == ("gzip" if compressed else None)
    assert reply.headers["content-length"] == str(len(sent))
    assert reply.headers["content-type"].startswith("text/javascript")
    assert reply.headers["vary"] == "accept-encoding"
    assert reply.headers["cache-control"] == "public, max-age=31536000, immutable"


async def test_each_form_of_a_file_has_an_etag_of_its_own(built: Path) -> None:
    path = "/assets/large-3c4d.js"
    async with client_of(built) as client:
        plain, _ = await fetched(client, path, accept_encoding="identity")
        packed, _ = await fetched(client, path, accept_encoding="gzip")
        known, body = await fetched(
            client, path, accept_encoding="gzip", if_none_match=packed.headers["etag"]
        )
        other, _ = await fetched(
            client, path, accept_encoding="gzip", if_none_match=plain.headers["etag"]
        )

    assert plain.headers["etag"] != packed.headers["etag"]
    assert (known.status_code, body, other.status_code) == (304, b"", 200)
    assert known.headers["vary"] == "accept-encoding"
    assert "content-encoding" not in known.headers


async def test_a_range_is_one_of_the_bytes_that_would_be_sent(built: Path) -> None:
    path = "/assets/large-3c4d.js"
    async with client_of(built) as client:
        packed, part = await fetched(client, path, accept_encoding="gzip", range="bytes=2-9")
        _, plain_part = await fetched(client, path, accept_encoding="identity", range="bytes=2-9")

    assert (packed.status_code, part) == (206, PACKED[2:10])
    assert packed.headers["content-range"] == f"bytes 2-9/{len(PACKED)}"
    assert plain_part == LARGE[2:10]


async def test_head_describes_the_compressed_file(built: Path) -> None:
    async with client_of(built) as client:
        reply, body = await fetched(
            client, "/assets/large-3c4d.js", method="HEAD", accept_encoding="gzip"
        )

    assert (reply.status_code, body) == (200, b"")
    assert reply.headers["content-encoding"] == "gzip"
    assert reply.headers["content-length"] == str(len(PACKED))


async def test_a_copy_is_at_no_address(built: Path) -> None:
    async with client_of(built) as client:
        assert (await client.get("/assets/large-3c4d.js.gz")).status_code == 404


async def test_a_file_without_a_copy_goes_out_as_it_is(built: Path) -> None:
    async with client_of(built) as client:
        reply, sent = await fetched(client, "/assets/main-1a2b.js", accept_encoding="gzip")

    assert sent == b"export {}"
    assert "content-encoding" not in reply.headers


@pytest.mark.parametrize("root_path", ["", "/chat"])
async def test_a_worker_may_compile_web_assembly_and_nothing_else_of_the_page_may(
    built: Path, root_path: str
) -> None:
    async with client_of(built, root_path=root_path) as client:
        worker = await client.get(f"{root_path}/assets/workers/reader-5e6f.js")
        script = await client.get(f"{root_path}/assets/main-1a2b.js")
        shown = await client.get(f"{root_path}/", headers=BROWSER)
        missing = await client.get(f"{root_path}/assets/workers/none.js", headers=BROWSER)
    assert worker.status_code == script.status_code == shown.status_code == 200
    assert worker.headers["content-security-policy"] == page.WORKER_SECURITY_POLICY
    for reply in (script, shown, missing):
        assert reply.headers["content-security-policy"] == CONTENT_SECURITY_POLICY


def test_the_page_is_opened_by_one_policy_of_trusted_types_and_a_worker_by_web_assembly() -> None:
    assert "trusted-types default" in CONTENT_SECURITY_POLICY
    assert "require-trusted-types-for 'script'" in CONTENT_SECURITY_POLICY
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    allowed = page.WORKER_SECURITY_POLICY.split("; ")
    assert "script-src 'self' 'wasm-unsafe-eval'" in allowed
    assert "default-src 'none'" in allowed
