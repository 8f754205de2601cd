"""A Yeoul app inside another app: under a path and at the root, page, streams and addresses."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2
import pytest
from fastapi import FastAPI

from tests.served import serving_app
from yeoul import Client, mount
from yeoul.api import page
from yeoul.app import create_app
from yeoul.events import End
from yeoul.providers import Catalogue, Scripted
from yeoul.settings import Settings

pytestmark = pytest.mark.anyio

BROWSER = {"accept": "text/html", "sec-fetch-mode": "navigate"}


def chat_app(data_dir: Path, **fields: Any) -> FastAPI:
    catalogue = Catalogue([Scripted({"scripted:test": ["여울"]})])
    return create_app(Settings(data_dir=data_dir, log="memory"), catalogue=catalogue, **fields)


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page as the build makes it."""
    web = tmp_path / "web"
    (web / "assets").mkdir(parents=True)
    index = '<script src="/assets/main-1a.js"></script><link href="/THIRD-PARTY.txt">'
    (web / "index.html").write_text(index)
    (web / "docs.html").write_text('<script src="/assets/docs-1a.js"></script>')
    (web / "assets" / "main-1a.js").write_text("export {}")
    monkeypatch.setattr(page, "WEB_DIR", web)


@asynccontextmanager
async def client_of(host: FastAPI, *, root_path: str = "") -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=host, root_path=root_path)
    async with (
        host.router.lifespan_context(host),
        httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client,
    ):
        yield client


def host_with(path: str, chat: FastAPI, **fields: bool) -> FastAPI:
    """A host with a route before the mount, and one behind."""
    host = FastAPI()

    @host.get("/price")
    async def price() -> int:
        return 3

    mount(host, path, chat, **fields)

    @host.get("/late")
    async def late() -> int:
        return 4

    return host


@pytest.mark.parametrize("path", ["/", "/chat", "/대화 'a\"<"])
async def test_an_answer_has_its_address_below_the_path(tmp_path: Path, path: str) -> None:
    base = quote(path.rstrip("/"))
    async with client_of(host_with(path, chat_app(tmp_path))) as client:
        asked = await client.post(f"{base}/api/answers", json={"content": "?"})
        assert asked.status_code == 201
        assert asked.headers["location"] == f"{base}/api/answers/{asked.json()['answer']['id']}"
        assert (await client.get(asked.headers["location"])).status_code == 200


@pytest.mark.parametrize("path", ["/", "/chat", "/대화 'a\"<"])
async def test_the_page_and_its_conversations_name_what_is_below_the_path(
    tmp_path: Path, built: None, path: str
) -> None:
    base = quote(path.rstrip("/"))
    async with client_of(host_with(path, chat_app(tmp_path))) as client:
        for address in (f"{base}/", f"{base}/c/0123", f"{base}/learn", f"{base}/assistants"):
            shown = await client.get(address, headers=BROWSER)
            assert shown.status_code == 200
            assert f'src="{base}/assets/main-1a.js"' in shown.text
            assert f'href="{base}/THIRD-PARTY.txt"' in shown.text
            assert "base-uri 'none'" in shown.headers["content-security-policy"]
            assert shown.headers["cache-control"] == "no-cache"
        asset = await client.get(f"{base}/assets/main-1a.js")
        assert asset.headers["cache-control"].endswith("immutable")


async def test_a_path_that_a_proxy_has_taken_away_is_part_of_every_address(
    tmp_path: Path, built: None
) -> None:
    async with client_of(host_with("/chat", chat_app(tmp_path)), root_path="/tools") as client:
        asked = await client.post("/tools/chat/api/answers", json={"content": "?"})
        assert asked.headers["location"].startswith("/tools/chat/api/answers/")
        assert 'src="/tools/chat/assets/' in (await client.get("/tools/chat/")).text
        assert (await client.get("/tools/chat")).headers["location"] == "/tools/chat/"
        assert (await client.get("/tools/price")).json() == 3


async def test_the_path_itself_leads_to_the_page(tmp_path: Path, built: None) -> None:
    async with client_of(host_with("/chat", chat_app(tmp_path))) as client:
        reply = await client.get("/chat", headers={"host": "evil.example"})
        assert (reply.status_code, reply.headers["location"]) == (308, "/chat/")


async def test_a_host_keeps_its_own_routes_and_its_own_404_at_the_root(
    tmp_path: Path, built: None
) -> None:
    async with client_of(host_with("/", chat_app(tmp_path))) as client:
        assert (await client.get("/price")).json() == 3
        assert (await client.get("/late")).json() == 4
        for nothing in ("/nothing", "/cc", "/api/nothing", "/assets/nothing.js"):
            reply = await client.get(nothing, headers=BROWSER)
            assert (reply.status_code, reply.json()) == (404, {"detail": "Not Found"}), nothing
        assert (await client.post("/nothing")).json() == {"detail": "Not Found"}
        told = await client.get("/docs", headers=BROWSER)
        assert "swagger" in told.text.lower(), "the host's own is the first"


async def test_a_host_keeps_the_methods_that_the_chat_does_not_have_at_an_address(
    tmp_path: Path, built: None
) -> None:
    host = FastAPI()
    mount(host, "/", chat_app(tmp_path))
    addresses = (
        "/",
        "/c/0123",
        "/learn",
        "/assistants",
        "/assets/main-1a.js",
        "/docs",
        "/healthz",
        "/api/models",
    )
    for address in addresses:
        host.add_api_route(address, lambda: "the host's", methods=["POST", "GET"])
    async with client_of(host) as client:
        for address in addresses:
            own = await client.post(address, headers={"host": "shop.example"})
            assert (own.status_code, own.json()) == (200, "the host's"), address
            assert "the host's" not in (await client.get(address)).text
        refused = await client.delete("/api/models")
        assert (refused.status_code, refused.json()["code"]) == (405, "method_not_allowed")
        assert (await client.delete("/")).json() == {"detail": "Method Not Allowed"}


async def test_the_hosts_routes_are_not_guarded_and_the_chats_are(tmp_path: Path) -> None:
    foreign = {"host": "evil.example"}
    async with client_of(host_with("/", chat_app(tmp_path))) as client:
        assert (await client.get("/price", headers=foreign)).status_code == 200
        assert (await client.get("/api/models", headers=foreign)).status_code == 403
        other = {"origin": "https://evil.example"}
        asked = await client.post("/api/answers", json={"content": "?"}, headers=other)
        assert asked.json()["code"] == "forbidden_origin"


@pytest.mark.parametrize("path", ["/", "/chat"])
async def test_completion_and_metrics_are_off_unless_they_are_asked_for(
    tmp_path: Path, built: None, path: str
) -> None:
    base = path.rstrip("/")
    for number, (fields, status) in enumerate(
        [({}, 404), ({"completion": True, "metrics": True}, 200)]
    ):
        host = host_with(path, chat_app(tmp_path / str(number)), **fields)
        async with client_of(host) as client:
            text = await client.get(f"{base}/completion?query=x", headers=BROWSER)
            figures = await client.get(f"{base}/metrics", headers=BROWSER)
            assert (text.status_code, figures.status_code) == (status, status)
            assert (await client.get(f"{base}/healthz")).status_code == 200


async def test_the_description_names_the_path_and_what_is_there(tmp_path: Path) -> None:
    async with client_of(host_with("/chat", chat_app(tmp_path))) as client:
        document = (await client.get("/chat/openapi.json")).json()
        assert document["servers"] == [{"url": "/chat"}]
        assert "/completion" not in document["paths"]
        assert "/api/answers" in document["paths"]


async def test_the_hosts_lifespan_runs_inside_the_chats(tmp_path: Path) -> None:
    chat = chat_app(tmp_path)
    seen = []

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, str]]:
        seen.append(await chat.state.dependencies.chat.count("local"))
        yield {"mine": "kept"}
        seen.append(await chat.state.dependencies.chat.count("local"))

    host = FastAPI(lifespan=lifespan)
    mount(host, "/chat", chat)
    async with host.router.lifespan_context(host) as state:
        assert state is not None
        assert state["mine"] == "kept"

    assert seen == [(0, 0), (0, 0)]


@pytest.mark.parametrize("path", ["/", "/chat"])
async def test_every_transport_follows_through_a_mount(tmp_path: Path, path: str) -> None:
    async with (
        serving_app(host_with(path, chat_app(tmp_path))) as url,
        Client(url + path) as client,
    ):
        asked = client.ask("?")
        assert isinstance([event async for event in asked][-1], End)
        for transport in ("sse", "websocket", "long-poll", "poll"):
            stream = client.follow(str(asked.answer_id), transport=transport)
            assert isinstance([event async for event in stream][-1], End)
            assert stream.transcript.text == "여울"


async def test_two_chats_in_one_host_keep_apart(tmp_path: Path) -> None:
    host = FastAPI()
    mount(host, "/one", chat_app(tmp_path / "1"))
    mount(host, "/two", chat_app(tmp_path / "2"))
    async with client_of(host) as client:
        await client.post("/one/api/answers", json={"content": "?"})
        kept = [
            len((await client.get(f"/{name}/api/conversations")).json()["conversations"])
            for name in ("one", "two")
        ]
        assert kept == [1, 0]
