"""What an admin can do with people, and what the last one cannot."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest

from tests.accounts.people import PASSWORD, browser, log_in, serving_people
from yeoul.accounts import sessions
from yeoul.errors import StorageFull

pytestmark = pytest.mark.anyio


def code_of(reply: httpx2.Response) -> tuple[int, str]:
    return reply.status_code, reply.json()["code"]


async def id_of(client: httpx2.AsyncClient) -> str:
    return str((await client.get("/api/me")).json()["account"]["id"])


async def test_people_are_listed_added_changed_and_disabled(tmp_path: Path) -> None:
    async with serving_people(tmp_path) as (served, browsers):
        root = browsers["root"]
        listed = (await root.get("/api/accounts")).json()["accounts"]
        assert [(each["name"], each["role"], each["disabled"]) for each in listed] == [
            ("root", "admin", False),
            ("ann", "user", False),
            ("bob", "user", False),
        ]
        assert all(each["seen_at"] for each in listed)

        added = await root.post("/api/accounts", json={"name": " 여울이 "})
        assert added.status_code == 201
        assert added.json()["account"]["name"] == "여울이"
        for name, expected in (("ＡＮＮ", (409, "name_taken")), (" ", (422, "invalid_request"))):
            assert code_of(await root.post("/api/accounts", json={"name": name})) == expected
        async with browser(served) as client:
            body = {"token": added.json()["link"]["token"], "password": PASSWORD}
            assert (await client.post("/api/join", json=body)).json()["role"] == "user"

        ann = f"/api/accounts/{await id_of(browsers['ann'])}"
        changed = await root.patch(ann, json={"role": "admin"})
        assert (changed.json()["role"], changed.json()["disabled"]) == ("admin", False)
        # The session of before ends with the role of before.
        assert (await browsers["ann"].get("/api/me")).status_code == 401
        gone = await root.patch(f"/api/accounts/{'0' * 32}", json={"role": "admin"})
        assert code_of(gone) == (404, "not_found")
        bob = f"/api/accounts/{await id_of(browsers['bob'])}"
        await root.patch(bob, json={"disabled": True})
        assert (await browsers["bob"].get("/api/me")).status_code == 401


async def test_a_list_of_people_costs_two_queries_however_many_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving_people(tmp_path) as (served, browsers):
        store = served.app.state.dependencies.chat._store.accounts
        monkeypatch.setattr(store, "used", None)
        reply = await browsers["root"].get("/api/accounts")
        assert [each["questions"] for each in reply.json()["accounts"]] == [0, 0, 0]


async def test_a_person_whose_link_cannot_be_kept_is_not_added_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*args: object) -> None:
        raise StorageFull

    async with serving_people(tmp_path) as (_, browsers):
        root = browsers["root"]
        with monkeypatch.context() as full:
            full.setattr("yeoul.store.link_rows.add", fails)
            refused = await root.post("/api/accounts", json={"name": "eve"})
            assert code_of(refused) == (507, "storage_full")
        assert (await root.post("/api/accounts", json={"name": "eve"})).status_code == 201


async def test_the_last_admin_stays_one(tmp_path: Path) -> None:
    async with serving_people(tmp_path) as (_, browsers):
        root = browsers["root"]
        path = f"/api/accounts/{await id_of(root)}"
        for change in ({"role": "user"}, {"disabled": True}):
            assert code_of(await root.patch(path, json=change)) == (409, "last_admin")
        assert (await root.get("/api/me")).json()["role"] == "admin"


async def test_a_change_needs_a_log_in_of_a_moment_ago(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving_people(tmp_path) as (_, browsers):
        root = browsers["root"]
        path = f"/api/accounts/{await id_of(browsers['ann'])}"
        monkeypatch.setattr(sessions, "FRESH_LIFE", timedelta(0))
        for reply in (
            await root.post("/api/accounts", json={"name": "x"}),
            await root.patch(path, json={"role": "admin"}),
            await root.post(f"{path}/reset"),
        ):
            assert code_of(reply) == (403, "stale_login")
        assert (await root.get("/api/accounts")).status_code == 200


async def test_of_fifty_changes_at_once_that_each_take_an_admin_away_one_is_refused(
    tmp_path: Path,
) -> None:
    """All three are admins, and each demotes or disables each, the own account too."""
    async with serving_people(tmp_path) as (_, browsers):
        root = browsers["root"]
        ids = {name: await id_of(client) for name, client in browsers.items()}
        for name in ("ann", "bob"):
            await root.patch(f"/api/accounts/{ids[name]}", json={"role": "admin"})
            await log_in(browsers[name], name)
        wishes = [{"role": "user"}, {"disabled": True}] * 3
        replies = await asyncio.gather(
            *(
                client.patch(f"/api/accounts/{whose}", json=wish)
                for wish in wishes
                for client in browsers.values()
                for whose in ids.values()
            )
        )
        assert len(replies) == 54
        # Who is an admin no longer, or let in no longer, changes nothing more.
        assert {reply.status_code for reply in replies} <= {200, 401, 403, 409}
    with closing(sqlite3.connect(tmp_path / "store.db")) as db:
        left = "SELECT count(*) FROM accounts WHERE role = 'admin' AND disabled_at IS NULL"
        assert db.execute(left).fetchone() == (1,)


async def test_what_is_refused_by_role_host_or_origin_is_counted_in_the_audit(
    tmp_path: Path,
) -> None:
    async with serving_people(tmp_path) as (served, browsers):
        bob = browsers["bob"]
        for headers, refusal in (
            ({}, (403, "forbidden")),
            ({"host": "evil.test"}, (403, "forbidden_host")),
            ({"origin": "http://evil.test"}, (403, "forbidden_origin")),
        ):
            for _ in range(3):
                assert code_of(await bob.get("/api/accounts", headers=headers)) == refusal
        audit = served.app.state.dependencies.accounts.audit
        await audit.keep()
    with closing(sqlite3.connect(tmp_path / "store.db")) as db:
        told = db.execute("SELECT detail FROM audit WHERE action = 'requests_refused'").fetchall()
    assert [json.loads(detail) for (detail,) in told] == [
        {"forbidden": 3, "forbidden_host": 3, "forbidden_origin": 3}
    ]
