"""Pages of other origins: what browsers are told of those that may use the API, and of others."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from fastapi.routing import APIRoute
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tests.accounts.people import PASSWORD, add_people
from tests.served import Served, serving
from yeoul.api.cors import METHODS
from yeoul.app import DOORS, doors_of

pytestmark = pytest.mark.anyio

LISTED = "https://app.example"
STRANGERS = (
    "https://evil.test",
    "https://app.example.evil.test",
    "http://app.example",
    "https://app.example:8443",
    "https://sub.app.example",
    "https://APP.example",
    "https://app.example/",
    "null",
    "",
)
PREFLIGHT = {
    "access-control-request-method": "POST",
    "access-control-request-headers": "content-type,idempotency-key",
}
PROGRAM_ADDRESSES = ("/api/models", "/api/nothing", "/api/answers", "/healthz", "/readyz")


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    listed = (LISTED, "http://localhost:5173")
    async with serving(tmp_path, ["a", "b"], allowed_origins=listed) as served:
        yield served


def told(reply: httpx2.Response) -> set[str]:
    """Return what a reply says of other origins."""
    return {name for name in reply.headers if name.startswith("access-control-")}


def varies(reply: httpx2.Response) -> set[str]:
    return set(reply.headers.get("vary", "").lower().replace(" ", "").split(",")) - {""}


def is_readable_by(reply: httpx2.Response, origin: str) -> bool:
    """Return whether a browser shows a reply to a page that asked with its cookies."""
    return (
        reply.headers.get_list("access-control-allow-origin") == [origin]
        and reply.headers.get_list("access-control-allow-credentials") == ["true"]
        and "origin" in varies(reply)
    )


async def test_nothing_is_said_of_other_origins_where_none_is_listed(tmp_path: Path) -> None:
    async with serving(tmp_path, ["a"]) as served:
        for path in PROGRAM_ADDRESSES:
            for headers in ({}, {"origin": LISTED}, {"origin": served.url}):
                reply = await served.client.get(path, headers=headers)
                assert told(reply) == set()
                assert "origin" not in varies(reply)
        reply = await served.client.options("/api/answers", headers={"origin": LISTED, **PREFLIGHT})
        assert (reply.status_code, reply.json()["code"]) == (403, "forbidden_origin")
        assert told(reply) == set()


async def test_a_page_of_a_listed_origin_asks_follows_and_stops(served: Served) -> None:
    page = {"origin": LISTED, "sec-fetch-site": "cross-site", "sec-fetch-mode": "cors"}
    asked = await served.client.post("/api/answers", json={"content": "x"}, headers=page)
    assert asked.status_code == 201
    assert is_readable_by(asked, LISTED)
    address = f"/api/answers/{asked.json()['answer']['id']}"
    streamed = {**page, "accept": "text/event-stream"}
    async with served.client.stream("GET", f"{address}/events", headers=streamed) as stream:
        assert is_readable_by(stream, LISTED)
        assert "event: end" in (await stream.aread()).decode()
    for _ in range(3):  # also those replies that need the app no longer
        paged = await served.client.get(f"{address}/events?wait=0", headers=page)
        assert is_readable_by(paged, LISTED)
    stopped = await served.client.post(f"{address}/stop", headers=page)
    assert stopped.status_code == 200
    assert is_readable_by(stopped, LISTED)


async def test_a_preflight_is_answered_for_listed_origins_alone(served: Served) -> None:
    for path in PROGRAM_ADDRESSES:
        reply = await served.client.options(path, headers={"origin": LISTED, **PREFLIGHT})
        assert (reply.status_code, reply.content) == (204, b"")
        assert is_readable_by(reply, LISTED)
        assert reply.headers["access-control-allow-methods"] == METHODS
        wanted = PREFLIGHT["access-control-request-headers"]
        assert reply.headers["access-control-allow-headers"] == wanted
        assert int(reply.headers["access-control-max-age"]) > 0
        assert "access-control-allow-private-network" not in reply.headers
        assert "access-control-request-headers" in varies(reply)
    for origin in STRANGERS:
        reply = await served.client.options("/api/answers", headers={"origin": origin, **PREFLIGHT})
        assert reply.status_code == 403
        assert told(reply) == set()
        assert "origin" in varies(reply)


async def test_a_page_of_the_internet_may_reach_a_private_network_if_it_is_listed(
    served: Served,
) -> None:
    private = {**PREFLIGHT, "access-control-request-private-network": "true"}
    reply = await served.client.options("/api/answers", headers={"origin": LISTED, **private})
    assert reply.headers["access-control-allow-private-network"] == "true"
    reply = await served.client.options(
        "/api/answers", headers={"origin": "https://evil.test", **private}
    )
    assert told(reply) == set()


@pytest.mark.parametrize("wanted", ["", "a b", "a,,b", "é", "a:b", ",", "*,", "a\tb"])
async def test_headers_that_are_no_names_are_not_allowed(served: Served, wanted: str) -> None:
    asked = {
        b"origin": LISTED.encode(),
        b"access-control-request-method": b"POST",
        b"access-control-request-headers": wanted.encode("latin-1"),
    }
    reply = await served.client.options("/api/answers", headers=asked)
    assert reply.status_code == 204
    assert "access-control-allow-headers" not in reply.headers


def test_every_method_of_a_route_may_be_asked_for() -> None:
    methods = {
        method
        for door in doors_of(DOORS)
        for router in door.routers
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    }
    assert methods <= set(METHODS.split(", "))


@pytest.mark.parametrize("origin", STRANGERS)
async def test_no_other_origin_reads_or_changes_anything(served: Served, origin: str) -> None:
    headers = {"origin": origin}
    for path in PROGRAM_ADDRESSES:
        reply = await served.client.get(path, headers=headers)
        assert reply.status_code == (200 if path == "/healthz" else 403)
        assert told(reply) == set()
        assert "origin" in varies(reply)
    reply = await served.client.post("/api/answers", json={"content": "x"}, headers=headers)
    assert (reply.status_code, told(reply)) == (403, set())
    assert (await served.get("/api/conversations"))["conversations"] == []


async def test_an_app_is_listed_by_its_own_scheme(tmp_path: Path) -> None:
    listed = ("app://obsidian.md", "vscode-webview://*")
    panel = "vscode-webview://1k6hf0pfq3a2"
    async with serving(tmp_path, ["a"], allowed_origins=listed) as served:
        for origin in ("app://obsidian.md", panel):
            page = {"origin": origin, "sec-fetch-site": "cross-site", "sec-fetch-mode": "cors"}
            for path in ("/v1/models", "/api/models"):
                assert is_readable_by(await served.client.get(path, headers=page), origin)
            asked = await served.client.options("/v1/models", headers={**page, **PREFLIGHT})
            assert is_readable_by(asked, origin)
        for origin in ("app://other", "app://*", "tauri://localhost", "file://", "null"):
            reply = await served.client.get("/v1/models", headers={"origin": origin})
            assert (reply.status_code, told(reply)) == (403, set())


async def test_two_origins_are_none(served: Served) -> None:
    both = [("origin", LISTED), ("origin", LISTED)]
    reply = await served.client.get("/api/models", headers=both)
    assert (reply.status_code, told(reply)) == (403, set())


async def test_a_listed_site_gets_nothing_without_naming_itself(served: Served) -> None:
    """An image or a form of its page could be anybody's."""
    for headers in ({"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}):
        reply = await served.client.get("/api/models", headers=headers)
        assert (reply.status_code, reply.json()["code"]) == (403, "forbidden_origin")


async def test_a_listed_page_gets_nothing_of_the_own_page(served: Served) -> None:
    page = {"origin": LISTED, "sec-fetch-site": "cross-site", "sec-fetch-mode": "cors"}
    for path in ("/", "/c/1", "/assets/x.js"):
        reply = await served.client.get(path, headers=page)
        assert (reply.status_code, told(reply)) == (403, set())
        reply = await served.client.options(path, headers={**page, **PREFLIGHT})
        assert (reply.status_code, told(reply)) == (403, set())


async def test_the_host_counts_for_listed_origins_too(served: Served) -> None:
    reply = await served.client.get("/api/models", headers={"origin": LISTED, "host": "evil.test"})
    assert (reply.status_code, reply.json()["code"]) == (403, "forbidden_host")
    # So that the page can tell why.
    assert is_readable_by(reply, LISTED)


async def test_errors_can_be_read_by_a_listed_page(tmp_path: Path) -> None:
    await add_people(tmp_path)
    async with serving(
        tmp_path, ["a"], allowed_origins=(LISTED,), max_body_bytes=2000, questions_per_day=1
    ) as served:
        page, asking = {"origin": LISTED}, "/api/answers"
        body = {"name": "ann", "password": PASSWORD}
        replies = [await served.client.get("/api/models", headers=page)]
        replies.append(await served.client.post("/api/login", json={}, headers=page))
        large = {"content": "x" * 3000}
        logged_in = await served.client.post("/api/login", json=body, headers=page)
        assert logged_in.status_code == 200
        assert is_readable_by(logged_in, LISTED)
        replies.append(await served.client.get("/api/nothing", headers=page))
        replies.append(await served.client.get("/api/accounts", headers=page))
        replies.append(await served.client.delete("/api/models", headers=page))
        replies.append(await served.client.post(asking, json=large, headers=page))
        replies.append(await served.client.post(asking, content="x", headers=page))
        await served.client.post(asking, json={"content": "x"}, headers=page)
        replies.append(await served.client.post(asking, json={"content": "x"}, headers=page))
        statuses = [reply.status_code for reply in replies]
        assert statuses == [401, 422, 404, 403, 405, 413, 415, 429]
        for reply in replies:
            assert is_readable_by(reply, LISTED), reply.status_code
        exposed = replies[-1].headers["access-control-expose-headers"].lower().split(", ")
        assert {"retry-after", "www-authenticate", "location", "content-disposition"} <= {*exposed}


async def test_a_crash_can_be_read_by_a_listed_page(served: Served) -> None:
    async def crash() -> None:
        raise RuntimeError("on purpose")

    served.app.add_api_route("/api/crash", crash)
    served.app.router.routes.insert(0, served.app.router.routes.pop())
    reply = await served.client.get("/api/crash", headers={"origin": LISTED})
    assert (reply.status_code, reply.json()["code"]) == (500, "internal")
    assert is_readable_by(reply, LISTED)


async def test_a_websocket_is_opened_by_listed_origins_alone(served: Served) -> None:
    asked = await served.finished()
    address = f"{served.url}/api/answers/{asked['answer']['id']}/events".replace("http", "ws", 1)
    async with connect(address, origin=LISTED, proxy=None) as socket:  # type: ignore[arg-type]
        assert '"started"' in str(await socket.recv())
    for origin in ("https://evil.test", "http://app.example", "null"):
        with pytest.raises(InvalidStatus) as refused:
            await connect(address, origin=origin, proxy=None)  # type: ignore[arg-type]
        assert refused.value.response.status_code == 403


async def test_a_refusal_names_the_flag_and_the_origin(served: Served) -> None:
    reply = await served.client.get("/api/models", headers={"origin": "https://other.example"})
    assert reply.json()["detail"] == (
        "Another site's page tried to use this server, one of https://other.example. If it may,"
        " start the server with --allowed-origins https://other.example."
    )
    panel = {"origin": "vscode-webview://1k6hf0pfq3a2"}
    told_panel = await served.client.get("/api/models", headers=panel)
    assert told_panel.json()["detail"].endswith("--allowed-origins vscode-webview://*.")
    for origin in ("null", "https://<b>", "https://a/b"):
        reply = await served.client.get("/api/models", headers={"origin": origin})
        assert "--allowed-origins" in reply.json()["detail"]
        assert origin not in reply.json()["detail"]
