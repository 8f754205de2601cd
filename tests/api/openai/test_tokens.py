"""Who gets in at the door for OpenAI's clients: by a token, in either of the headers they know."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import openai
import pytest

from tests.accounts.people import serving_people
from tests.api.access_people import TEXT, People, accounts, proxy
from tests.api.access_rows import is_unauthenticated, refusal_in
from tests.served import MODEL, serving

pytestmark = pytest.mark.anyio

PATH = "/v1/chat/completions"
ASKED: Any = {"messages": [{"role": "user", "content": "Where do rivers go?"}]}
UNKNOWN = f"yeoul_abcdefgh_{'x' * 43}"


@pytest.fixture
async def people(tmp_path: Path) -> AsyncIterator[People]:
    async with accounts(tmp_path) as people:
        yield people


async def token_of(people: People, who: str, *scopes: str) -> str:
    body = {"name": "program", "scopes": list(scopes)}
    headers = people.headers(who)
    made = await people.served.client.post("/api/tokens", json=body, headers=headers)
    token: str = made.json()["token"]
    return token


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


async def ask(people: People, headers: dict[str, str]) -> httpx2.Response:
    return await people.served.client.post(PATH, json=ASKED, headers=headers)


async def test_the_official_client_asks_with_a_token_as_its_key(people: People) -> None:
    token = await token_of(people, "ann", "ask")
    async with openai.AsyncOpenAI(
        base_url=f"{people.served.url}/v1", api_key=token, max_retries=0
    ) as client:
        [model] = [each.id async for each in client.models.list()]
        assert (await client.models.retrieve(model)).id == model == MODEL
        reply = await client.chat.completions.create(model=model, **ASKED)
        assert reply.choices[0].message.content == TEXT
        # What it has asked is its person's, and nobody else's.
        answer = f"/api/answers/{reply.id.removeprefix('chatcmpl-')}"
        get = people.served.client.get
        assert (await get(answer, headers=bearer(token))).json()["text"] == TEXT
        assert (await get(answer, headers=people.headers("ann"))).json()["text"] == TEXT
        assert (await get(answer, headers=people.headers("bob"))).status_code == 404

    async with openai.AsyncOpenAI(
        base_url=f"{people.served.url}/v1", api_key=UNKNOWN, max_retries=0
    ) as client:
        with pytest.raises(openai.AuthenticationError) as refused:
            await client.chat.completions.create(model=MODEL, **ASKED)
        assert refused.value.code == "invalid_api_key"


async def test_a_token_without_the_scope_is_refused_by_its_name(people: People) -> None:
    token = await token_of(people, "ann", "read")
    async with openai.AsyncOpenAI(
        base_url=f"{people.served.url}/v1", api_key=token, max_retries=0
    ) as client:
        assert [each.id async for each in client.models.list()] == [MODEL]
        with pytest.raises(openai.PermissionDeniedError, match="scope ask") as refused:
            await client.chat.completions.create(model=MODEL, **ASKED)
    assert refused.value.type == "permission_error"
    assert refused.value.response.headers["x-should-retry"] == "false"
    assert refused.value.response.headers["x-request-id"].startswith("req_")


async def test_a_models_name_may_have_slashes(people: People) -> None:
    token = await token_of(people, "ann", "read")
    get = people.served.client.get
    for path in ("/v1/models/a/b:c", "/v1/models/"):
        reply = await get(path, headers=bearer(token))
        assert refusal_in(reply)[:2] == (404, "model_not_found")


async def test_a_wrong_base_url_is_told_the_right_one(people: People) -> None:
    token = await token_of(people, "ann", "ask")
    for base, path in (("/v1/v1", "chat/completions"), ("", "chat/completions")):
        reply = await people.served.client.post(f"{base}/{path}", json=ASKED, headers=bearer(token))
        assert (reply.status_code, "one /v1" in reply.json()["error"]["message"]) == (404, True)


async def test_a_token_may_come_as_an_api_key(people: People) -> None:
    token = await token_of(people, "ann", "ask")

    assert (await ask(people, {"x-api-key": token})).status_code == 200
    assert (await ask(people, {"x-api-key": token, **bearer(token)})).status_code == 200
    assert is_unauthenticated(await ask(people, {"x-api-key": UNKNOWN}))
    # A cookie beside it does not count.
    assert is_unauthenticated(await ask(people, {"x-api-key": UNKNOWN, **people.headers("ann")}))
    # At Yeoul's own addresses it is no header of a token.
    for headers, status in (({}, 401), (people.headers("bob"), 200)):
        own = await people.served.client.get("/api/me", headers={"x-api-key": token, **headers})
        assert own.status_code == status


async def test_two_tokens_that_differ_are_refused(people: People) -> None:
    ann, bob = await token_of(people, "ann", "ask"), await token_of(people, "bob", "ask")
    for one, other in ((ann, bob), (bob, ann), (ann, UNKNOWN), ("sk-anything", ann)):
        assert is_unauthenticated(await ask(people, {**bearer(one), "x-api-key": other}))


async def test_a_key_of_another_service_says_nothing(people: People) -> None:
    assert is_unauthenticated(await ask(people, {"x-api-key": "sk-anything"}))
    token = await token_of(people, "ann", "ask")
    for known in (people.headers("ann"), bearer(token)):
        assert (await ask(people, {"x-api-key": "sk-anything", **known})).status_code == 200


async def test_behind_a_proxy_its_own_bearer_stands_beside_a_token(tmp_path: Path) -> None:
    async with proxy(tmp_path) as people:
        token = await token_of(people, "ann", "ask")
        of_proxy = bearer("of-the-proxy")
        assert (await ask(people, {**of_proxy, "x-api-key": token})).status_code == 200
        assert (await ask(people, bearer(token))).status_code == 200
        assert is_unauthenticated(await ask(people, of_proxy))
        assert is_unauthenticated(await ask(people, {**bearer(UNKNOWN), "x-api-key": token}))
        assert (await ask(people, people.headers("bob"))).status_code == 200


async def test_a_stream_ends_with_its_token(tmp_path: Path) -> None:
    async with serving_people(tmp_path, ["To ", asyncio.Event()]) as (served, browsers):
        body = {"name": "program", "scopes": ["ask"]}
        made = (await browsers["ann"].post("/api/tokens", json=body)).json()
        head = bearer(made["token"])
        asked = served.client.stream("POST", PATH, json={**ASKED, "stream": True}, headers=head)
        with pytest.raises(httpx2.RemoteProtocolError):
            await read_and_revoke(asked, browsers["ann"], made["id"])


async def read_and_revoke(asked: Any, browser: httpx2.AsyncClient, token_id: str) -> None:
    async with asked as reply:
        async for _ in reply.aiter_raw():
            await browser.delete(f"/api/tokens/{token_id}")


async def test_a_token_that_asks_too_often_is_told_in_the_form_of_the_door(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yeoul.accounts.tokens.REQUESTS_PER_MINUTE", 60)
    async with accounts(tmp_path) as people:
        token = await token_of(people, "ann", "read")
        get = people.served.client.get
        replies = [await get("/v1/models", headers=bearer(token)) for _ in range(65)]
        refused = [reply for reply in replies if reply.status_code != 200]
        assert refused
        for reply in refused:
            assert reply.status_code == 429
            assert reply.json()["error"]["type"] == "rate_limit_error"
            assert reply.headers["retry-after"] == "1"
            assert "x-should-retry" not in reply.headers


async def test_a_listed_page_may_ask_and_read_what_clients_read(tmp_path: Path) -> None:
    listed = {"origin": "https://app.example"}
    wanted = "authorization,content-type,x-stainless-retry-count"
    question = {
        "access-control-request-method": "POST",
        "access-control-request-headers": wanted,
    }
    async with serving(tmp_path, [TEXT], allowed_origins=("https://app.example",)) as served:
        allowed = await served.client.options(PATH, headers={**listed, **question})
        assert (allowed.status_code, allowed.headers["access-control-allow-headers"]) == (
            204,
            wanted,
        )
        reply = await served.client.post(PATH, json=ASKED, headers=listed)
        assert reply.status_code == 200
        exposed = reply.headers["access-control-expose-headers"].lower().split(", ")
        assert {"x-request-id", "x-yeoul-answer", "x-should-retry", "retry-after"} <= set(exposed)
        assert {"x-request-id", "x-yeoul-answer"} <= reply.headers.keys()


GUEST = {
    "origin": "https://elsewhere.example",
    "sec-fetch-site": "cross-site",
    "sec-fetch-mode": "cors",
}


def preflight(*wanted: str) -> dict[str, str]:
    return {
        **GUEST,
        "access-control-request-method": "POST",
        "access-control-request-headers": ",".join(wanted),
        "access-control-request-private-network": "true",
    }


def shown(reply: httpx2.Response) -> tuple[str | None, str | None]:
    """To whose page a browser shows a reply, and whether it sends its cookies along."""
    head = reply.headers
    return head.get("access-control-allow-origin"), head.get("access-control-allow-credentials")


@pytest.mark.parametrize("way", [accounts, proxy])
@pytest.mark.parametrize("origin", [GUEST["origin"], "app://obsidian.md", "file://", "null"])
async def test_a_page_of_any_origin_is_let_in_by_a_token_and_by_nothing_else(
    origin: str, way: Any, tmp_path: Path
) -> None:
    async with way(tmp_path) as people:
        token, client = await token_of(people, "ann", "ask"), people.served.client
        page = {**GUEST, "origin": origin}
        for key in (bearer(token), {"x-api-key": token}):
            wanted = {**preflight(*key, "content-type"), "origin": origin}
            allowed = await client.options(PATH, headers=wanted)
            assert (allowed.status_code, shown(allowed)) == (204, (origin, None))
            assert allowed.headers["access-control-allow-private-network"] == "true"
            # The cookie of whoever is logged in there is not read.
            reply = await ask(people, {**people.headers("bob"), **page, **key})
            assert (reply.status_code, shown(reply)) == (200, (origin, None))
            answer = f"/api/answers/{reply.headers['x-yeoul-answer']}"
            assert (await client.get(answer, headers=people.headers("ann"))).status_code == 200
        # One that is unknown opens nothing, and the page can read why.
        refused = await ask(people, {**people.headers("bob"), **page, **bearer(UNKNOWN)})
        assert is_unauthenticated(refused)
        assert shown(refused) == (origin, None)


async def test_a_page_of_any_origin_resumes_and_stops_by_its_token_what_it_has_asked(
    people: People,
) -> None:
    """Each address that `useChat` sends its transport's header to takes the token."""
    client, key = people.served.client, bearer(await token_of(people, "ann", "ask"))
    part = {"type": "text", "text": "Where do rivers go?"}
    page = {"id": "c", "messages": [{"id": "q", "role": "user", "parts": [part]}]}
    for method, path, body, status in (
        ("POST", "/api/chat", page, 200),
        ("GET", "/api/chat/c/stream", None, 204),
        ("POST", "/api/chat/c/stop", None, 200),
    ):
        allowed = await client.options(path, headers=preflight(*key, "content-type"))
        assert (allowed.status_code, shown(allowed)) == (204, (GUEST["origin"], None))
        reply = await client.request(method, path, json=body, headers={**GUEST, **key})
        assert (reply.status_code, shown(reply)) == (status, (GUEST["origin"], None)), path
        refused = await client.request(method, path, json=body, headers=GUEST)
        assert (refused.status_code, shown(refused)) == (403, (None, None)), path


async def test_a_page_of_another_origin_without_a_token_reads_nothing(people: People) -> None:
    token, client = await token_of(people, "ann", "ask"), people.served.client
    for key in ({}, people.headers("ann"), bearer("sk-anything"), {"x-api-key": "sk-anything"}):
        reply = await ask(people, {**key, **GUEST})
        assert (reply.status_code, reply.json()["error"]["type"]) == (403, "permission_error")
        assert shown(reply) == (None, None)
    refused = await client.options(PATH, headers=preflight("content-type"))
    assert (refused.status_code, shown(refused)) == (403, (None, None))
    # A native address is no program's, and two origins are none.
    native = {**GUEST, **bearer(token)}
    assert (await client.get("/api/models", headers=native)).status_code == 403
    refused = await client.options("/api/models", headers=preflight("authorization"))
    assert (refused.status_code, shown(refused)) == (403, (None, None))
    both = [*GUEST.items(), ("origin", "https://b.example"), *bearer(token).items()]
    assert (await client.get("/v1/models", headers=both)).status_code == 403


async def test_a_page_with_a_token_reaches_what_each_door_for_other_clients_has(
    people: People,
) -> None:
    token, client = await token_of(people, "ann", "ask"), people.served.client
    for method, path, status in (
        ("GET", "/v1/models", 200),
        ("POST", "/v1/messages/count_tokens", 400),
        ("GET", "/api/tags", 200),
        ("POST", "/api/chat", 200),
        ("GET", "/api/chat/trip/stream", 204),
        ("POST", "/api/chat/trip/stop", 404),
    ):
        reply = await client.request(
            method, path, headers=GUEST | {"x-api-key": token}, json={"model": MODEL}
        )
        assert (path, reply.status_code, shown(reply)) == (path, status, (GUEST["origin"], None))


async def test_without_accounts_a_token_opens_nothing_to_a_page_of_another_origin(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path, [TEXT]) as served:
        reply = await served.client.post(PATH, json=ASKED, headers={**GUEST, **bearer(UNKNOWN)})
        assert (reply.status_code, shown(reply)) == (403, (None, None))
        asked = await served.client.options(PATH, headers=preflight("authorization"))
        assert (asked.status_code, shown(asked)) == (403, (None, None))


async def test_a_browser_that_opens_the_door_is_refused_in_its_form(tmp_path: Path) -> None:
    browser = {"accept": "text/html", "sec-fetch-mode": "navigate"}
    foreign = {**browser, "sec-fetch-site": "cross-site"}
    async with serving(tmp_path, [TEXT]) as served:
        for headers in (foreign, {**browser, "host": "evil.test"}):
            reply = await served.client.get("/v1/models", headers=headers)
            assert (reply.status_code, reply.json()["error"]["type"]) == (403, "permission_error")
            assert reply.headers["content-type"] == "application/json"
            page = await served.client.get("/api/models", headers=headers)
            assert page.headers["content-type"].startswith("text/html")
