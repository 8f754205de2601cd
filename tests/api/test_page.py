"""How the built page is served."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI

from yeoul.api import page, problems
from yeoul.api.guard import CONTENT_SECURITY_POLICY, Guard
from yeoul.api.native import PREFIX
from yeoul.app import PATHS

pytestmark = pytest.mark.anyio

BROWSER = {"accept": "text/html,application/xhtml+xml", "sec-fetch-mode": "navigate"}


@pytest.fixture
def built(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html><title>Yeoul</title>")
    (tmp_path / "docs.html").write_text("<!doctype html><title>Yeoul API</title>")
    (tmp_path / "assets" / "main-1a2b.js").write_text("export {}")
    (tmp_path.parent / "secret.txt").write_text("secret")
    return tmp_path


@asynccontextmanager
async def client_of(directory: Path) -> AsyncIterator[httpx2.AsyncClient]:
    app = FastAPI(docs_url=None, redoc_url=None, redirect_slashes=False)
    problems.install(app)

    @app.get("/api/there")
    async def there() -> str:
        return "here"

    page.install(app, [PREFIX, "/v1"], directory)
    app.add_middleware(Guard, paths=PATHS, allowed_hosts=(), max_body_bytes=1 << 20)
    transport = httpx2.ASGITransport(app=app)
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
