"""Nobody reaches another's things: every address, for every kind of caller and of thing.

What is another's is answered like what is nowhere, in status and body alike. The table is that of
`access_rows.py`; each way in which a server may know its people is tried with the whole of it.
"""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2
import orjson
import pytest
from starlette.requests import HTTPConnection
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tests.api.access_people import PEOPLE, TEXT, WAYS, People, accounts
from tests.api.access_rows import (
    ROWS,
    Reach,
    Row,
    Thing,
    is_unauthenticated,
    without_its_name,
)
from tests.served import serving
from yeoul.api.identity import Access, Identity
from yeoul.app import create_app
from yeoul.caller import LOCAL, Caller
from yeoul.errors import Unauthenticated
from yeoul.protocol.conversation import new_id

pytestmark = pytest.mark.anyio

#: What the description does not tell.
OTHERS = {
    *("GET /openapi.json", "GET /docs", "GET /s/{token}", "GET /oidc/{provider}", "GET /https")
}
REACHES = [
    pytest.param(name, reach, id=f"{name} {number}")
    for name, row in ROWS.items()
    for number, reach in enumerate(row.reaches)
]


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    """One event loop for all tests, because they share servers."""
    return "asyncio"


@pytest.fixture(scope="module", params=list(WAYS))
async def town(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[People]:
    """The server of each way: to start one, with its accounts, takes longer than most tests."""
    async with WAYS[request.param](tmp_path_factory.mktemp("town")) as people:
        yield people


@pytest.fixture
async def people(town: People) -> AsyncIterator[People]:
    """The people of a server where other tests have been, each with things of its own."""
    yield town
    await town.come_back()


@pytest.fixture(params=list(WAYS))
async def new_people(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[People]:
    """The people of a server where nothing is yet."""
    async with WAYS[request.param](tmp_path) as people:
        yield people


def nowhere() -> Thing:
    return Thing(new_id(), new_id(), new_id())


def shown(reply: httpx2.Response, thing: Thing) -> tuple[int, str, str]:
    """A reply as far as it depends on anything but the ids in the request and new ones."""
    text = reply.text
    for field, value in thing._asdict().items():
        text = text.replace(value, f"<{field}>")
    text = re.sub(r'"[0-9a-f]{32}"', '"<new>"', text)
    if "results" in text:  # an import gets a new id where its own is taken
        text = text.replace('"conversation_id":"<conversation>"', '"conversation_id":"<new>"')
    text = re.sub(r'"\d{4}-\d\d-\d\dT[^"]+"', '"<time>"', text)
    return reply.status_code, reply.headers.get("content-type", ""), text


# -- the table -----------------------------------------------------------------------------------


def test_every_address_has_its_row() -> None:
    app = create_app()
    described = {
        f"{method.upper()} {path}"
        for path, operations in app.openapi()["paths"].items()
        for method in operations
    }

    assert described | OTHERS == set(ROWS)


def test_every_id_in_an_address_is_tried() -> None:
    files = Path(__file__).parents[1].rglob("test_*.py")
    tests = "".join(file.read_text("utf-8") for file in files)
    for name, row in ROWS.items():
        if row.tried or ("{" in name and row.demands == "user"):
            assert row.reaches or f"def {row.tried}(" in tests, name


# -- who -----------------------------------------------------------------------------------------


async def ask(people: People, who: str | None, name: str, row: Row) -> httpx2.Response:
    method, _, path = name.partition(" ")
    path = re.sub("{.*?}", "x", path) + ("?query=x" if path == "/completion" else "")
    headers = people.headers(who)
    if row.body is not None:
        return await people.served.client.request(method, path, json=row.body, headers=headers)
    async with people.served.client.stream(method, path, headers=headers) as reply:
        if reply.headers.get("content-type", "").startswith("text/event-stream"):
            return httpx2.Response(reply.status_code)  # `/api/changes` has no end
        await reply.aread()
        return reply


def nothing_beside(name: str) -> str:
    """What the same door has nothing for."""
    path = name.partition(" ")[2]
    ollama = (f"/api/{each}/" for each in ("generate", "tags", "show", "version", "ps"))
    prefixes = ("/v1/messages/", "/v1/", "/api/chat/", *ollama)
    beside = [prefix for prefix in prefixes if f"{path}/".startswith(prefix)]
    if path == "/api/chat":
        return f"PUT {path}"
    return f"GET {beside[0]}nothing" if beside else "GET /api/nothing"


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if row.demands != "nobody"])
async def test_without_a_caller_every_address_is_refused_alike(people: People, name: str) -> None:
    refused = await ask(people, None, name, ROWS[name])
    unknown = await ask(people, None, nothing_beside(name), Row("user"))

    assert is_unauthenticated(refused)
    assert refused.headers["www-authenticate"] == "Bearer"
    assert without_its_name(refused) == without_its_name(unknown)


async def test_a_client_that_speaks_for_another_owner_is_refused_everywhere(people: People) -> None:
    """As a window that still shows the person who was logged in before."""
    own, others = await people.owner("ann"), await people.owner("bob")
    for name, row in ROWS.items():
        if row.demands == "nobody":
            continue
        method, _, path = name.partition(" ")
        path = re.sub("{.*?}", "x", path)
        for named in ({others}, {own, others}, {""}):
            headers = [*people.headers("ann").items(), *(("yeoul-owner", id_) for id_ in named)]
            refused = await people.served.client.request(
                method, path, json=row.body, headers=headers
            )
            assert is_unauthenticated(refused), name
    for right in (own, quote(own, safe="")):
        known = {**people.headers("ann"), "yeoul-owner": right}
        assert (await people.served.client.get("/api/me", headers=known)).status_code == 200


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if row.demands == "nobody"])
async def test_some_addresses_need_no_caller(people: People, name: str) -> None:
    reply = await ask(people, None, name, ROWS[name])
    refused = await ask(people, None, "GET /api/nothing", Row("user"))
    assert reply.content != refused.content
    # Who wants to log in is told what is wrong with that; and a product has no log-in.
    assert reply.status_code in (200, 204, 401, 404, 409, 422), reply.text
    if reply.status_code == 401:
        assert "wrong" in reply.text


@pytest.mark.parametrize("name", ROWS)
async def test_what_is_the_servers_is_for_admins_and_all_else_for_everybody(
    people: People, name: str
) -> None:
    reply = await ask(people, "ann", name, ROWS[name])
    if ROWS[name].demands == "admin":
        assert (reply.status_code, reply.json()["code"]) == (403, "forbidden")
        reply = await ask(people, "root", name, ROWS[name])
    if (name, reply.status_code) == ("POST /api/login", 401):
        assert "wrong" in reply.text
    elif (name, reply.status_code) != ("GET /completion", 401):  # a cookie is not enough there
        # Nor has anybody who asked before used up what this one may ask.
        assert reply.status_code not in (401, 403, 429), reply.text


@pytest.mark.parametrize("path", ["/api/answers", "/api/services"])
async def test_what_was_begun_before_a_right_ended_is_not_done_behind_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """A client sends half a body, and the other half when its session, or its role, is gone."""
    monkeypatch.setattr("yeoul.api.guard.PROMPT_S", 0.0)
    known: list[Caller | None] = []

    async def identify(connection: HTTPConnection) -> Caller | None:
        return known[0]

    body = {"content": "?"} if path == "/api/answers" else {"base_url": "http://127.0.0.1:9/v1"}
    text = orjson.dumps(body)
    async with serving(tmp_path, [TEXT], identify=identify) as served:
        host, port = served.url.removeprefix("http://").split(":")
        admin = Caller("root", role="admin")
        for later in (None, Caller("ann", role="admin"), Caller("root"), admin):
            known[:] = [admin]
            reader, writer = await asyncio.open_connection(host, int(port))
            head = f"POST {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n"
            head += f"content-type: application/json\r\ncontent-length: {len(text)}\r\n\r\n"
            writer.write(head.encode() + text[:5])
            for _ in range(50):
                await asyncio.sleep(0)
            known[:] = [later]
            writer.write(text[5:])
            status = (await reader.read()).split(b" ", 2)[1]
            writer.close()
            if later is not admin:
                assert status == b"401"
                known[:] = [admin]
                assert (await served.get("/api/conversations"))["conversations"] == []
                assert (await served.get("/api/services"))["services"] == []
            else:
                assert status != b"401"


async def test_before_it_is_open_an_app_knows_nobody() -> None:
    identity = Identity()
    scope: dict[str, Any] = {"type": "http", "method": "GET", "path": "/api/me", "headers": []}
    with pytest.raises(Unauthenticated):
        await identity.admit(scope, Access.CALLER)


async def test_no_user_of_a_product_is_taken_for_the_local_person(tmp_path: Path) -> None:
    given = [Caller("local", role="admin")]

    async def identify(connection: HTTPConnection) -> Caller | None:
        return given[0]

    async with serving(tmp_path, [TEXT], identify=identify) as served:
        refused = await served.client.get("/api/conversations")
        assert (refused.status_code, refused.json()["code"]) == (500, "internal")
        given[0] = LOCAL  # as a product may well mean it
        assert (await served.get("/api/conversations"))["conversations"] == []


async def test_a_body_is_not_read_before_its_caller_is_known(people: People) -> None:
    for who, status in ((None, 401), ("ann", 403)):
        headers = {**people.headers(who), "content-type": "application/json"}
        post = people.served.client.post
        reply = await post("/api/services", content=b"{nonsense", headers=headers)
        assert reply.status_code == status


async def test_a_line_feed_behind_an_address_leads_past_no_rule(people: People) -> None:
    for path in ("/metrics%0a", "/openapi.json%0a", "/docs%0a", "/completion%0a?query=x"):
        assert (await people.served.client.get(path)).status_code == 401
    foreign = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    headers = {**people.headers("ann"), **foreign}
    reply = await people.served.client.get("/completion%0a?query=x", headers=headers)
    assert reply.json()["code"] == "forbidden_origin"


async def test_details_of_the_server_are_for_admins(people: People) -> None:
    get = people.served.client.get
    for who, checks, files in (("ann", False, False), ("root", True, True)):
        headers = people.headers(who)
        assert bool((await get("/readyz", headers=headers)).json()["checks"]) is checks
        assert bool((await get("/api/storage", headers=headers)).json()["files"]) is files
    assert (await get("/readyz")).json() == {"status": "ready", "checks": {}}


# -- whose ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "reach"), REACHES)
async def test_what_is_anothers_is_answered_like_what_is_nowhere(
    people: People, name: str, reach: Reach
) -> None:
    client, headers = people.served.client, people.headers("ann")

    async def check(thing: Thing) -> None:
        kept = await client.get(f"/api/conversations/{thing.conversation}", headers=headers)
        assert kept.json()["title"] == TEXT
        assert [each["text"] for each in kept.json()["messages"]] == [TEXT, TEXT]
        assert kept.json()["leaf_id"] == thing.answer

    thing, deleted = await people.made("ann"), await people.made("ann", deleted=True)
    for stranger in ("bob", "root"):
        unknown = nowhere()
        expected = shown(await people.send(stranger, reach, name, unknown), unknown)
        for each in (thing, deleted):
            reply = await people.send(stranger, reach, name, each)
            assert shown(reply, each) == expected, (stranger, each is deleted)
        # And nothing has happened to it.
        await check(thing)
        restored = await client.post(
            f"/api/conversations/{deleted.conversation}/restore", headers=headers
        )
        assert restored.status_code == 200
        await check(deleted)
        gone = await client.delete(f"/api/conversations/{deleted.conversation}", headers=headers)
        assert gone.status_code == 204

    own = await people.send("ann", reach, name, thing)
    assert own.status_code == reach.own, own.text


@pytest.mark.parametrize("stranger", ["bob", "root", None])
async def test_a_websocket_to_anothers_answer_is_refused_like_one_to_nowhere(
    people: People, stranger: str | None
) -> None:
    thing, unknown = await people.made("ann"), nowhere()
    gone = await people.made("ann", deleted=True)
    told = []
    for answer_id in (unknown.answer, thing.answer, gone.answer):
        url = f"{people.served.url.replace('http', 'ws')}/api/answers/{answer_id}/events"
        with pytest.raises(InvalidStatus) as refused:
            async with connect(url, additional_headers=people.headers(stranger)):
                pass
        told.append((refused.value.response.status_code, bytes(refused.value.response.body or b"")))

    assert [status for status, _ in told] == [404 if stranger else 401] * 3
    assert len(set(told)) == 1
    url = f"{people.served.url.replace('http', 'ws')}/api/answers/{thing.answer}/events"
    async with connect(url, additional_headers=people.headers("ann")) as own:
        assert TEXT in "".join([str(message) async for message in own])


async def test_a_list_and_a_search_hold_only_ones_own(new_people: People) -> None:
    people, client = new_people, new_people.served.client
    kept = [await people.made("ann") for _ in range(3)]
    await people.made("ann", deleted=True)
    mine = await people.made("bob")
    page = await client.get("/api/conversations?limit=1", headers=people.headers("ann"))
    cursor = page.json()["next_cursor"]

    for query in ("", f"q={TEXT}", f"cursor={cursor}", f"cursor={cursor}&q={TEXT}", "deleted=true"):
        reply = await client.get(f"/api/conversations?{query}", headers=people.headers("bob"))
        found = {each["id"] for each in reply.json()["conversations"]}
        assert found <= {mine.conversation}, query
    reply = await client.get("/api/storage", headers=people.headers("bob"))
    assert (reply.json()["conversations"], reply.json()["deleted_conversations"]) == (1, 0)
    assert kept


async def test_an_idempotency_key_of_another_is_a_new_key(people: People) -> None:
    key = {"idempotency-key": "key-1"}
    post, body = people.served.client.post, {"content": "?"}
    theirs = await post("/api/answers", json=body, headers={**people.headers("ann"), **key})
    mine = await post("/api/answers", json=body, headers={**people.headers("bob"), **key})

    assert mine.status_code == 201
    assert mine.json()["answer"]["id"] != theirs.json()["answer"]["id"]


async def test_that_an_id_is_taken_is_all_that_a_stranger_learns_who_makes_it(
    people: People,
) -> None:
    thing = await people.made("ann")
    post = people.served.client.post
    for place, taken in thing._asdict().items():
        ids = {**nowhere()._asdict(), place: taken}
        body = {"content": "?", "ids": ids}
        reply = await post("/api/answers", json=body, headers=people.headers("bob"))
        assert (reply.status_code, reply.json()["code"]) == (409, "id_taken")
        assert TEXT not in reply.text
        assert not any(part in reply.text for part in thing)


async def test_changes_tell_nobody_of_anothers_things(people: People) -> None:
    client = people.served.client
    async with client.stream("GET", "/api/changes", headers=people.headers("bob")) as reply:
        thing = await people.made("ann")
        mine = await people.made("bob")
        told = ""
        async with asyncio.timeout(30):
            async for text in reply.aiter_text():
                told += text
                if '"ended"' in told:
                    break

    assert mine.conversation in told
    assert not any(part in told for part in thing)


# -- sessions ------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["logged out", "ended elsewhere", "disabled", "expired", "idle"])
async def test_a_session_that_is_over_opens_nothing(tmp_path: Path, end: str) -> None:
    async with accounts(tmp_path) as people:
        client, ann, root = people.served.client, people.headers("ann"), people.headers("root")
        listed = (await client.get("/api/sessions", headers=ann)).json()["sessions"]
        me = (await client.get("/api/me", headers=ann)).json()["account"]["id"]
        match end:
            case "logged out":
                await client.post("/api/logout", headers=ann)
            case "ended elsewhere":
                await client.delete(f"/api/sessions/{listed[0]['id']}", headers=ann)
            case "disabled":
                path = f"/api/accounts/{me}"
                await client.patch(path, json={"disabled": True}, headers=root)
            case _:
                column = "expires_at" if end == "expired" else "seen_at"
                with closing(sqlite3.connect(tmp_path / "store.db")) as db:
                    db.execute(f"UPDATE sessions SET {column} = '2020-01-01 00:00:00.000000'")
                    db.commit()
                known = people.served.app.state.dependencies.accounts.sessions
                known._believed.clear()  # half a minute goes by
        for name, row in ROWS.items():
            dead = await ask(people, "ann", name, row)
            nobody = await ask(people, None, name, row)
            assert dead.status_code == nobody.status_code, name
            assert without_its_name(dead) == without_its_name(nobody), name


# -- a product's own function --------------------------------------------------------------------


async def test_a_failing_identification_lets_nobody_in(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def identify(connection: HTTPConnection) -> Caller | None:
        raise RuntimeError("the product's database is away")

    async with serving(tmp_path, [TEXT], identify=identify) as served:
        for path in ("/api/models", "/api/nothing", "/metrics"):
            reply = await served.client.get(path)
            assert (reply.status_code, reply.json()["code"]) == (500, "internal")
            assert "away" not in reply.text
        for path in ("/healthz", "/readyz"):
            assert (await served.client.get(path)).status_code == 200
    assert "the product's database is away" in caplog.text


async def test_the_page_needs_no_caller_so_that_it_can_ask_for_one(people: People) -> None:
    for path in ("/", "/c/0123"):
        reply = await people.served.client.get(path, headers={"accept": "text/html"})
        assert reply.status_code in (200, 503)
        assert reply.headers["content-type"].startswith(("text/html", "text/plain"))


async def test_one_is_identified_once_for_each_request(tmp_path: Path) -> None:
    seen: list[str] = []

    async def identify(connection: HTTPConnection) -> Caller | None:
        seen.append(connection.url.path)
        return PEOPLE["ann"]

    async with serving(tmp_path, [TEXT], identify=identify) as served:
        await served.client.get("/api/models")
        await served.client.get("/healthz")
        await served.client.get("/")
        assert seen == ["/api/models"]


def test_a_caller_is_a_plain_value_that_shows_no_more_than_it_has() -> None:
    caller: Any = Caller("ann")

    assert (caller.role, caller.is_admin, caller.scopes, caller.session) == (
        "user",
        False,
        None,
        None,
    )
    with pytest.raises(AttributeError):
        caller.owner = "bob"
