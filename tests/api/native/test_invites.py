"""Invites over HTTP: who makes them, who uses them, and when they are void."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.accounts.people import PASSWORD, browser, log_in, serving_people
from tests.served import Served
from yeoul.accounts import sessions

pytestmark = pytest.mark.anyio


def code_of(reply: httpx2.Response) -> tuple[int, str]:
    return reply.status_code, reply.json()["code"]


async def invited(client: httpx2.AsyncClient, role: str = "user") -> dict[str, Any]:
    reply = await client.post("/api/invites", json={"role": role})
    assert reply.status_code == 201, reply.text
    made: dict[str, Any] = reply.json()
    return made


async def join(served: Served, token: str, name: str | None) -> httpx2.Response:
    body = {"token": token, "password": PASSWORD, **({} if name is None else {"name": name})}
    async with browser(served) as client:
        return await client.post("/api/join", json=body)


async def test_somebody_is_invited_chooses_a_name_and_is_logged_in(tmp_path: Path) -> None:
    async with serving_people(tmp_path) as (served, browsers):
        root = browsers["root"]
        made = await invited(root, "admin")
        assert made["invite"]["created_by"] == "root"
        listed = (await root.get("/api/invites")).json()["invites"]
        assert listed == [made["invite"]]
        token = made["link"]["token"]
        assert token not in (await root.get("/api/invites")).text
        async with browser(served) as client:
            looked = await client.post("/api/join/look", json={"token": token})
            assert looked.json() == {
                "name": None,
                "role": "admin",
                "expires_at": made["link"]["expires_at"],
            }
            for name, expected in (
                (None, (422, "invalid_request")),
                ("ＡＮＮ", (409, "name_taken")),
                ("a\u202eb", (422, "invalid_request")),
            ):
                assert code_of(await join(served, token, name)) == expected
            body = {"token": token, "password": PASSWORD, "name": "여울이"}
            joined = await client.post("/api/join", json=body)
            assert (joined.json()["account"]["name"], joined.json()["role"]) == ("여울이", "admin")
            assert (await client.get("/api/me")).json() == joined.json()
        assert (await root.get("/api/invites")).json() == {"invites": []}
        assert code_of(await join(served, token, "again")) == (404, "not_found")


async def test_of_fifty_who_use_one_invite_at_once_one_gets_in(tmp_path: Path) -> None:
    async with serving_people(tmp_path) as (served, browsers):
        token = (await invited(browsers["root"]))["link"]["token"]
        replies = await asyncio.gather(*(join(served, token, f"person {n}") for n in range(50)))

        told = sorted(reply.status_code for reply in replies)
        assert told.count(200) == 1
        # Those whose passwords were not even looked at, and those who came too late.
        assert set(told) <= {200, 404, 429}
        people = (await browsers["root"].get("/api/accounts")).json()["accounts"]
        assert len(people) == 4


async def test_an_invite_is_revoked_and_dies_with_the_right_of_its_maker(tmp_path: Path) -> None:
    async with serving_people(tmp_path) as (served, browsers):
        root = browsers["root"]
        revoked = await invited(root)
        path = f"/api/invites/{revoked['invite']['id']}"
        assert (await root.delete(path)).status_code == 204
        assert code_of(await root.delete(path)) == (404, "not_found")
        assert code_of(await join(served, revoked["link"]["token"], "x")) == (404, "not_found")

        ann = browsers["ann"]
        account = f"/api/accounts/{(await ann.get('/api/me')).json()['account']['id']}"
        bob = (await browsers["bob"].get("/api/me")).json()["account"]["id"]
        await root.patch(account, json={"role": "admin"})
        await log_in(ann, "ann")
        made = await invited(ann)
        reset = (await ann.post(f"/api/accounts/{bob}/reset")).json()["token"]
        await root.patch(account, json={"role": "user"})
        for token, name in ((made["link"]["token"], "friend"), (reset, None)):
            assert code_of(await join(served, token, name)) == (404, "not_found")
        assert (await root.get("/api/invites")).json() == {"invites": []}


async def test_inviting_needs_an_admin_who_has_logged_in_a_moment_ago(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving_people(tmp_path) as (_, browsers):
        made = await invited(browsers["root"])
        path = f"/api/invites/{made['invite']['id']}"
        ann = browsers["ann"]
        for refused in (
            await ann.get("/api/invites"),
            await ann.post("/api/invites", json={}),
            await ann.delete(path),
        ):
            assert code_of(refused) == (403, "forbidden")
        monkeypatch.setattr(sessions, "FRESH_LIFE", timedelta(0))
        root = browsers["root"]
        for reply in (await root.post("/api/invites", json={}), await root.delete(path)):
            assert code_of(reply) == (403, "stale_login")
        assert len((await root.get("/api/invites")).json()["invites"]) == 1
