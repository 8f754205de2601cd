"""API tokens over the wire: made, shown once, listed, revoked; and what ends with them."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tests.accounts.people import serving_people
from tests.served import Served, serving
from yeoul.accounts import sessions

pytestmark = pytest.mark.anyio

#: For a client of the test, whose words are not the server's.
QUIET = logging.getLogger("quiet")
QUIET.setLevel(logging.ERROR)


async def made(browser: httpx2.AsyncClient, *scopes: str, **fields: Any) -> dict[str, Any]:
    """Make a token."""
    body = {"name": "a script", "scopes": scopes or ("ask", "read"), **fields}
    reply = await browser.post("/api/tokens", json=body)
    assert reply.status_code == 201, reply.text
    shown: dict[str, Any] = reply.json()
    return shown


def bearer(token: dict[str, Any]) -> dict[str, str]:
    return {"authorization": f"Bearer {token['token']}"}


async def test_tokens_are_listed_and_revoked_by_their_person_alone(tmp_path: Path) -> None:
    async with serving_people(tmp_path) as (served, browsers):
        ann, bob = browsers["ann"], browsers["bob"]
        token = await made(ann, "read", "ask")
        assert token["scopes"] == ["ask", "read"]
        assert token["token"].startswith(f"{token['prefix']}_")
        life = datetime.fromisoformat(token["expires_at"]) - datetime.now(UTC)
        assert timedelta(days=89) < life <= timedelta(days=90)
        assert (await bob.get("/api/tokens")).json() == {"tokens": []}
        for token_id in (token["id"], "nothing"):
            refused = await bob.delete(f"/api/tokens/{token_id}")
            assert (refused.status_code, refused.json()["detail"]) == (
                404,
                "There is no such token.",
            )
        await served.client.get("/api/me", headers=bearer(token))
        await served.app.state.dependencies.accounts.tokens.aclose()  # that it was used is noted

        [listed] = (await ann.get("/api/tokens")).json()["tokens"]

        assert date.fromisoformat(listed["last_used_on"]) == datetime.now(UTC).date()
        secret = token.pop("token")
        assert listed == {**token, "last_used_on": listed["last_used_on"]}
        assert secret[16:] not in (await ann.get("/api/tokens")).text
        assert (await ann.delete(f"/api/tokens/{token['id']}")).status_code == 204
        assert (await ann.get("/api/tokens")).json() == {"tokens": []}


async def test_a_token_has_a_name_scopes_and_an_end_or_none(tmp_path: Path) -> None:
    async with serving_people(tmp_path) as (_, browsers):
        ann = browsers["ann"]
        assert (await made(ann, expires_in_days=None))["expires_at"] is None
        wrong: list[dict[str, Any]] = [
            {"scopes": ["ask"]},
            {"name": " ", "scopes": ["ask"]},
            {"name": "x" * 101, "scopes": ["ask"]},
            {"name": "x", "scopes": []},
            {"name": "x", "scopes": ["server"]},
            {"name": "x", "scopes": ["admin"]},
            {"name": "x", "scopes": ["metrics"]},
            {"name": "x", "scopes": ["ask"], "expires_in_days": 0},
            {"name": "x", "scopes": ["ask"], "expires": 1},
        ]
        for body in wrong:
            refused = await ann.post("/api/tokens", json=body)
            assert (refused.status_code, refused.json()["code"]) == (422, "invalid_request"), body
        for _ in range(49):
            await made(ann)
        refused = await ann.post("/api/tokens", json={"name": "x", "scopes": ["ask"]})
        assert (refused.status_code, refused.json()["code"]) == (409, "too_many_tokens")


async def test_to_make_one_needs_a_log_in_of_a_moment_ago(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A session that was taken while its person was away does not become one without an end."""
    async with serving_people(tmp_path) as (_, browsers):
        token = await made(browsers["ann"])
        monkeypatch.setattr(sessions, "FRESH_LIFE", timedelta(0))

        reply = await browsers["ann"].post("/api/tokens", json={"name": "x", "scopes": ["ask"]})

        assert (reply.status_code, reply.json()["code"]) == (403, "stale_login")
        assert (await browsers["ann"].get("/api/tokens")).status_code == 200
        assert (await browsers["ann"].delete(f"/api/tokens/{token['id']}")).status_code == 204


async def test_where_nobody_logs_in_there_are_no_tokens_and_none_is_asked_for(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path, ["x"]) as served:
        assert (await served.client.get("/api/tokens")).status_code == 404
        reply = await served.client.get("/api/me", headers={"authorization": "Bearer sk-any"})
        assert reply.json()["mode"] == "local"


async def test_completion_takes_a_token_and_no_cookie(tmp_path: Path) -> None:
    async with serving_people(tmp_path, ["marigold"]) as (served, browsers):
        token = await made(browsers["ann"], "ask")
        assert (await browsers["ann"].get("/completion?query=x")).status_code == 401
        reply = await served.client.get("/completion?query=x", headers=bearer(token))
        assert (reply.status_code, reply.text) == (200, "marigold")
        # A page of another site cannot send it, so that it may come from anywhere.
        elsewhere = {**bearer(token), "user-agent": "Mozilla/5.0"}
        reply = await served.client.get("/completion?query=x", headers=elsewhere)
        assert reply.status_code == 200
        foreign = {**bearer(token), "origin": "https://evil.example"}
        reply = await served.client.get("/completion?query=x", headers=foreign)
        assert reply.json()["code"] == "forbidden_origin"


async def test_a_change_by_a_token_needs_no_word_on_where_it_comes_from(tmp_path: Path) -> None:
    async with serving_people(tmp_path, ["x"]) as (served, browsers):
        token = await made(browsers["ann"], "ask", "write")
        post = served.client.post
        asked = (await post("/api/answers", json={"content": "?"}, headers=bearer(token))).json()
        path = f"/api/conversations/{asked['conversation']['id']}"
        assert (await served.client.delete(path, headers=bearer(token))).status_code == 204
        foreign = {**bearer(token), "origin": "https://evil.example"}
        reply = await post("/api/answers", json={"content": "?"}, headers=foreign)
        assert reply.json()["code"] == "forbidden_origin"


async def until_cut(
    served: Served, path: str, headers: dict[str, str], begun: asyncio.Event
) -> None:
    """Read a stream until it breaks off."""
    with suppress(httpx2.TransportError):
        async with served.client.stream("GET", path, headers=headers) as reply:
            assert reply.status_code == 200
            async for _ in reply.aiter_text():
                begun.set()


async def begun(
    tasks: asyncio.TaskGroup, served: Served, path: str, token: dict[str, Any]
) -> asyncio.Task[None]:
    """Begin to read a stream by a token; returns once something has come."""
    came = asyncio.Event()
    task = tasks.create_task(until_cut(served, path, bearer(token), came))
    await came.wait()
    return task


async def all_over(tasks: list[asyncio.Task[None]]) -> None:
    async with asyncio.timeout(5):
        await asyncio.wait(tasks)


@pytest.mark.parametrize("end", ["revoked", "disabled"])
async def test_streams_end_with_their_token_and_others_go_on(tmp_path: Path, end: str) -> None:
    async with serving_people(tmp_path, ["one ", asyncio.Event()]) as (served, browsers):
        ann = browsers["ann"]
        token = await made(ann)
        other = await made(ann)
        post = served.client.post
        asked = (await post("/api/answers", json={"content": "?"}, headers=bearer(token))).json()
        events = f"/api/answers/{asked['answer']['id']}/events"
        async with asyncio.TaskGroup() as tasks:
            ours = [await begun(tasks, served, path, token) for path in (events, "/api/changes")]
            theirs = [await begun(tasks, served, path, other) for path in (events, "/api/changes")]
            if end == "revoked":
                await ann.delete(f"/api/tokens/{token['id']}")
            else:
                me = (await ann.get("/api/me")).json()["account"]["id"]
                path = f"/api/accounts/{me}"
                await browsers["root"].patch(path, json={"disabled": True})
            await all_over(ours)
            if end == "revoked":
                assert not any(task.done() for task in theirs)
                answer = await ann.get(f"/api/answers/{asked['answer']['id']}")
                assert answer.json()["status"] == "generating"  # it goes on
                await ann.delete(f"/api/tokens/{other['id']}")
            await all_over(theirs)
        again = await served.client.get(events, headers=bearer(token))
        assert again.status_code == 401


async def ask_everywhere(served: Served, secret: str, cookies: str) -> str:
    """Ask by a token, and with it where it does not belong; returns what is replied."""
    seen = ""
    head = {"authorization": f"Bearer {secret}"}
    for method, path in (
        ("GET", "/api/me"),
        ("GET", f"/api/{secret}"),
        ("GET", f"/api/answers/{secret}"),
        ("GET", f"/api/conversations?cursor={secret}"),
        ("POST", "/api/answers"),
        ("DELETE", "/api/tokens/x"),
        ("GET", "/metrics"),
    ):
        reply = await served.client.request(method, path, headers=head)
        seen += f"{reply.headers}{reply.text}"
    url = f"{served.url.replace('http', 'ws')}/api/answers/x/events"
    with pytest.raises(InvalidStatus):
        async with connect(url, additional_headers={**head, "cookie": cookies}, logger=QUIET):
            pass
    return seen


async def test_a_token_is_in_no_log_no_error_no_figure_and_no_file(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    seen = ""
    async with serving_people(tmp_path, ["x"]) as (served, browsers):
        ann = browsers["ann"]
        token = await made(ann, "ask", "read", "write")
        machine = "yeoul_machine_" + "c" * 43
        served.app.state.dependencies.accounts.tokens.machine.token = machine
        [cookie] = ann.cookies.jar
        secrets = [token["token"], token["token"][16:], machine, str(cookie.value)]
        for secret in (token["token"], token["token"] + "x", machine):
            seen += await ask_everywhere(served, secret, f"{cookie.name}={cookie.value}")
            wrong = await ann.post("/api/tokens", json={"name": secret * 9, "scopes": [secret]})
            seen += wrong.text
        await ann.delete(f"/api/tokens/{token['id']}")
        for path in ("/metrics", "/readyz", "/api/storage", "/openapi.json"):
            seen += (await browsers["root"].get(path)).text
    files = b"".join(map(Path.read_bytes, tmp_path.glob("*.*")))  # noqa: ASYNC240
    # The client of this test logs what it sends.
    ours = [one for one in caplog.records if not one.name.startswith(("httpx2", "httpcore2"))]
    logged = "".join(map(logging.Formatter().format, ours))
    for secret in secrets:
        assert secret not in logged
        assert secret not in seen
        assert secret.encode() not in files
    assert "scope" in seen
