"""Log-in and log-out, sessions, passwords, set-up and links, as a browser meets them."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.requests import Request

from tests.accounts.people import PASSWORD, browser, log_in, serving_people
from tests.served import Served, serving
from yeoul.api.visits import visit_of
from yeoul.errors import StorageFailed

pytestmark = pytest.mark.anyio

OTHER = "the water is shallow here"
House = tuple[Served, dict[str, httpx2.AsyncClient]]


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with serving_people(tmp_path) as house:
        yield house


ADMIN = {"role": "admin"}


def code_of(reply: httpx2.Response) -> tuple[int, str]:
    return reply.status_code, reply.json()["code"]


async def test_who_logs_in_is_known_from_then_on_and_after_log_out_is_nobody(house: House) -> None:
    served, browsers = house
    async with browser(served) as client:
        assert code_of(await client.get("/api/me")) == (401, "unauthenticated")
        reply = await log_in(client, " ＡＮＮ ")
        me = reply.json()
        assert (me["account"]["name"], me["role"], me["mode"]) == ("ann", "user", "accounts")
        assert (await client.get("/api/me")).json() == me

        name = "yeoul-" + served.url.rpartition(":")[2]
        kept = client.cookies[name]
        gone = await client.post("/api/logout")
        assert gone.status_code == 204
        assert gone.headers["clear-site-data"] == '"cache", "storage"'
        assert not client.cookies
        assert code_of(await client.get("/api/me")) == (401, "unauthenticated")
        # The token itself is dead, wherever somebody has kept it.
        again = await client.get("/api/me", headers={"cookie": f"{name}={kept}"})
        assert again.status_code == 401
        assert (await client.post("/api/logout")).status_code == 204
    assert (await browsers["ann"].get("/api/me")).status_code == 200


async def test_a_log_out_that_cannot_be_kept_says_so(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    served, browsers = house
    ann = browsers["ann"]
    store = served.app.state.dependencies.chat._store.accounts
    served.app.state.dependencies.accounts.sessions._believed.clear()

    async def fails(digest: str) -> None:
        raise StorageFailed

    with monkeypatch.context() as broken:
        broken.setattr(store, "session", fails)
        refused = await ann.post("/api/logout")
        assert code_of(refused) == (503, "storage_failed")
        assert "set-cookie" not in refused.headers
    assert (await ann.get("/api/me")).status_code == 200
    assert (await ann.post("/api/logout")).status_code == 204


async def test_a_window_that_shows_another_person_logs_the_browser_out(house: House) -> None:
    _, browsers = house
    ann, bob = browsers["ann"], browsers["bob"]
    [cookie] = ann.cookies.jar
    others = (await bob.get("/api/me")).json()["account"]["id"]
    reply = await ann.post("/api/logout", headers={"yeoul-owner": others})
    assert reply.status_code == 204
    ann.cookies.jar.set_cookie(cookie)
    assert (await ann.get("/api/me")).status_code == 401
    assert (await bob.get("/api/me")).status_code == 200


async def test_no_other_sites_page_logs_anybody_out(house: House) -> None:
    served, browsers = house
    [cookie] = browsers["ann"].cookies.jar
    headers = {"cookie": f"{cookie.name}={cookie.value}"}
    reply = await served.client.post("/api/logout", headers=headers)
    assert code_of(reply) == (403, "forbidden_origin")
    assert (await browsers["ann"].get("/api/me")).status_code == 200


async def test_a_stranger_behind_the_same_proxy_makes_nobody_wait(house: House) -> None:
    """A proxy on this machine: what it says last counts, not what its client has said before."""
    served, _ = house
    stranger, home = "198.51.100.9", "192.0.2.7, 203.0.113.5"
    async with browser(served) as ann, browser(served) as robot:
        ann.headers["x-forwarded-for"] = home
        assert (await log_in(ann, "ann")).status_code == 200
        assert "203.0.113.0/24" in str((await ann.get("/api/sessions")).json())
        told = []
        for number in range(31):
            robot.headers["x-forwarded-for"] = f"203.0.113.{number}, {stranger}"
            told.append(
                (await log_in(robot, "ann" if number < 9 else f"x{number}", "x")).status_code
            )
        assert told == [401] * 30 + [429]
        assert (await log_in(robot, "ann")).status_code == 429
        assert (await log_in(ann, "ann")).status_code == 200
        for odd in ("", "nonsense", "[2001:db8::1]:443", "::ffff:192.0.2.1", "192.0.2.8:99"):
            ann.headers["x-forwarded-for"] = odd
            assert (await log_in(ann, "ann")).status_code == 200


async def test_an_address_that_is_told_from_elsewhere_is_not_believed() -> None:
    told = [(b"x-forwarded-for", b"192.0.2.7")]
    for client, address in (
        (("198.51.100.9", 1), "198.51.100.9"),
        (("10.0.0.2", 1), "10.0.0.2"),
        (("127.0.0.1", 1), "192.0.2.7"),
        (None, "192.0.2.7"),
        (("fe80::1%eth0", 1), "fe80::/64"),
    ):
        scope = {"type": "http", "headers": told, "client": client}
        assert visit_of(Request(scope)).address == address


async def test_the_first_account_alone_is_told_that_it_took_over_what_there_was(
    house: House,
) -> None:
    served, browsers = house
    async with browser(served) as client:
        assert (await log_in(client, "root")).json()["first"] is True
    ann = (await browsers["ann"].get("/api/me")).json()
    made = await browsers["root"].patch(f"/api/accounts/{ann['account']['id']}", json=ADMIN)
    assert made.status_code == 200
    async with browser(served) as client:
        # Another admin is none the less.
        assert "first" not in (await log_in(client, "ann")).json()
        assert "first" not in (await client.get("/api/me")).json()
    assert (await browsers["root"].get("/api/me")).json()["first"] is True


async def test_a_wrong_name_and_a_wrong_password_are_refused_alike(house: House) -> None:
    served, browsers = house
    await browsers["root"].patch(
        f"/api/accounts/{(await browsers['bob'].get('/api/me')).json()['account']['id']}",
        json={"disabled": True},
    )
    async with browser(served) as client:
        told = [
            await log_in(client, name, password)
            for name, password in (
                ("ann", "wrong"),
                ("nobody", PASSWORD),
                ("", ""),
                ("bob", PASSWORD),
                ("ann", "x" * 4_000),
            )
        ]
    assert {code_of(reply) for reply in told} == {(401, "unauthenticated")}
    assert len({reply.content for reply in told}) == 1
    assert len({tuple(sorted(set(reply.headers) - {"date"})) for reply in told}) == 1
    assert not any("set-cookie" in reply.headers for reply in told)


async def test_the_cookie_is_new_with_every_log_in_and_no_made_up_one_is_taken_over(
    house: House,
) -> None:
    served, _ = house
    name = "yeoul-" + served.url.rpartition(":")[2]
    async with browser(served) as client:
        client.cookies.set(name, "made-up", domain="127.0.0.1")
        reply = await log_in(client, "ann")
        first = reply.cookies[name]
        assert first != "made-up"
        assert re.search(
            rf"{name}=[\w-]{{43}}; HttpOnly; Max-Age=7776000; Path=/; SameSite=lax",
            reply.headers["set-cookie"],
        )
        second = (await log_in(client, "ann")).cookies[name]
        assert second != first
        # The session of before has ended.
        async with browser(served) as thief:
            thief.cookies.set(name, first, domain="127.0.0.1")
            assert (await thief.get("/api/me")).status_code == 401


async def test_over_https_the_cookie_is_bound_to_the_host(house: House) -> None:
    served, _ = house
    secure = {"origin": served.url.replace("http:", "https:")}
    async with httpx2.AsyncClient(base_url=served.url, trust_env=False) as client:
        body = {"name": "ann", "password": PASSWORD}
        reply = await client.post("/api/login", json=body, headers=secure)
        [cookie] = reply.headers.get_list("set-cookie")
        name = "__Host-yeoul-" + served.url.rpartition(":")[2]
        assert cookie.startswith(f"{name}=")
        assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
        token = cookie.partition("=")[2].partition(";")[0]
        headers = {"cookie": f"{name}={token}; yeoul-1=x"}
        assert (await client.get("/api/me", headers=headers)).status_code == 200


async def test_no_password_is_taken_unencrypted_from_elsewhere(tmp_path: Path) -> None:
    async with serving_people(tmp_path, allowed_hosts=("chat.lan",)) as (served, browsers):
        body = {"name": "ann", "password": PASSWORD}
        plain = {"host": "chat.lan", "origin": "http://chat.lan"}
        post = served.client.post
        refused = await post("/api/login", json=body, headers=plain)
        assert code_of(refused) == (403, "insecure_address")
        assert "--insecure-http" in refused.json()["detail"]
        secure = {"host": "chat.lan", "origin": "https://chat.lan"}
        assert (await post("/api/login", json=body, headers=secure)).status_code == 200
        # Nor is a cookie without the prefix, which anybody on the network can set.
        [cookie] = browsers["ann"].cookies.jar
        headers = {"host": "chat.lan", "cookie": f"yeoul-80={cookie.value}"}
        assert (await served.client.get("/api/me", headers=headers)).status_code == 401


async def test_plain_http_is_a_choice(tmp_path: Path) -> None:
    named: dict[str, Any] = {"allowed_hosts": ("chat.lan",), "insecure_http": True}
    async with serving_people(tmp_path, **named) as (served, _):
        headers = {"host": "chat.lan", "origin": "http://chat.lan"}
        body = {"name": "ann", "password": PASSWORD}
        reply = await served.client.post("/api/login", json=body, headers=headers)
        token = reply.headers["set-cookie"].removeprefix("yeoul-80=").partition(";")[0]
        headers = {"host": "chat.lan", "cookie": f"yeoul-80={token}"}
        assert (await served.client.get("/api/me", headers=headers)).status_code == 200


async def test_a_change_by_cookie_says_where_it_comes_from(house: House) -> None:
    served, browsers = house
    [cookie] = browsers["ann"].cookies.jar
    headers = {"cookie": f"{cookie.name}={cookie.value}"}
    post, body = served.client.post, {"content": "?"}
    assert (await served.client.get("/api/me", headers=headers)).status_code == 200
    assert code_of(await post("/api/answers", json=body, headers=headers)) == (
        403,
        "forbidden_origin",
    )
    for foreign in (
        {"origin": "http://evil.test"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ):
        for path in ("/api/answers", "/api/login", "/api/logout"):
            refused = await post(path, json=body, headers=headers | foreign)
            assert code_of(refused) == (403, "forbidden_origin")
    for own in ({"origin": served.url}, {"sec-fetch-site": "same-origin"}):
        assert (await post("/api/answers", json=body, headers=headers | own)).status_code == 201
    # A GET that starts work takes no cookie at all, and a token alone counts where there is one.
    for path, more in (
        ("/completion?query=x", {"sec-fetch-site": "same-origin"}),
        ("/api/me", {"authorization": "Bearer x"}),
    ):
        assert (await served.client.get(path, headers=headers | more)).status_code == 401


async def test_sessions_are_listed_and_ended_by_their_person_alone(house: House) -> None:
    served, browsers = house
    async with browser(served) as phone, browser(served) as old:
        for client in (phone, old):
            client.headers["user-agent"] = "a phone"
            await log_in(client, "ann")
        sessions = (await browsers["ann"].get("/api/sessions")).json()["sessions"]
        assert len(sessions) == 3
        assert [each["user_agent"] for each in sessions if not each["current"]] == ["a phone"] * 2
        assert {each["address"] for each in sessions} == {"127.0.0.0/24"}
        [here] = [each for each in sessions if each["current"]]

        path = f"/api/sessions/{here['id']}"
        assert code_of(await browsers["bob"].delete(path)) == (404, "not_found")
        unknown = await browsers["bob"].delete(f"/api/sessions/{'0' * 32}")
        assert unknown.content == (await browsers["bob"].delete(path)).content
        other = next(each["id"] for each in sessions if not each["current"])
        assert (await phone.delete(f"/api/sessions/{other}")).status_code == 204
        assert sorted([(await each.get("/api/me")).status_code for each in (phone, old)]) == [
            200,
            401,
        ]
        assert (await browsers["ann"].delete("/api/sessions")).status_code == 204
        assert [(await each.get("/api/me")).status_code for each in (phone, old)] == [401, 401]
    assert (await browsers["ann"].get("/api/me")).status_code == 200
    assert (await browsers["bob"].get("/api/me")).status_code == 200


async def test_a_new_password_ends_all_sessions_but_the_one_that_asks(house: House) -> None:
    served, browsers = house
    async with browser(served) as phone:
        await log_in(phone, "ann")
        [before] = [each.value for each in browsers["ann"].cookies.jar]
        path, ann = "/api/me/password", browsers["ann"]
        wrong = await ann.post(path, json={"current": "wrong", "new": OTHER})
        assert (code_of(wrong), wrong.json()["errors"][0]["field"]) == (
            (422, "invalid_request"),
            "current",
        )
        weak = await ann.post(path, json={"current": PASSWORD, "new": "12345678"})
        assert weak.json()["errors"][0]["field"] == "password"
        assert (await phone.get("/api/me")).status_code == 200

        changed = await ann.post(path, json={"current": PASSWORD, "new": OTHER})

        assert changed.status_code == 200
        assert [each.value for each in ann.cookies.jar] != [before]
        assert (await ann.get("/api/me")).status_code == 200
        assert (await phone.get("/api/me")).status_code == 401
        assert (await log_in(phone, "ann")).status_code == 401
        assert (await log_in(phone, "ann", OTHER)).status_code == 200


def files_of(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.glob("*.db*"))


async def test_nothing_secret_is_in_the_files_or_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    async with serving_people(tmp_path) as (_, browsers):
        secrets = [PASSWORD, *(each.value or "" for each in browsers["ann"].cookies.jar)]
        reset = await browsers["root"].post("/api/accounts", json={"name": "Cho", "role": "user"})
        secrets.append(reset.json()["link"]["token"])
        written = files_of(tmp_path)
    told = "\n".join(
        record.getMessage()
        for record in caplog.records
        if not record.name.startswith(("httpx", "httpcore"))  # the client's own
    )
    assert len(secrets) == 3
    assert not [each for each in secrets if each.encode() in written or each in told]
    with closing(sqlite3.connect(tmp_path / "store.db")) as db:
        [(digest,), *_] = db.execute("SELECT data FROM credentials").fetchall()
    assert "$argon2id$v=19$m=19456,t=2,p=1$" in digest


# -- set-up --------------------------------------------------------------------------------------


async def test_a_server_that_waits_for_its_first_account_does_nothing_else(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path / "local", ["x"]) as served:
        kept = await served.finished("periwinkle")
    async with serving(tmp_path / "local", ["x"], setup=True) as served:
        code = served.app.state.dependencies.accounts.setup_code.text
        async with browser(served) as client:
            for path in ("/api/me", "/api/models", "/api/conversations", "/metrics", "/api/x"):
                assert code_of(await client.get(path)) == (401, "setup_needed")
            assert (await client.get("/", headers={"accept": "text/html"})).status_code != 401
            assert (await client.get("/healthz")).status_code == 200
            body = {"code": "AAAA-AAAA-AAAA", "name": "Ann", "password": PASSWORD}
            assert code_of(await client.post("/api/setup", json=body)) == (403, "forbidden")
            weak = {**body, "code": code, "password": "12345678"}
            assert code_of(await client.post("/api/setup", json=weak))[0] == 422

            made = await client.post("/api/setup", json={**body, "code": code.lower()})

            assert made.status_code == 201
            assert (made.json()["role"], made.json()["mode"]) == ("admin", "accounts")
            # What was here is hers.
            found = (await client.get("/api/conversations")).json()["conversations"]
            assert [each["id"] for each in found] == [kept["conversation"]["id"]]
            again = await client.post("/api/setup", json={**body, "code": code})
            assert code_of(again) == (409, "already_set_up")
        assert (await served.client.get("/api/models")).status_code == 401
    async with serving(tmp_path / "local", ["x"], setup=True) as served:
        assert code_of(await served.client.get("/api/me")) == (401, "unauthenticated")


async def test_of_many_who_have_the_code_one_becomes_the_admin(tmp_path: Path) -> None:
    async with serving(tmp_path, ["x"], setup=True) as served:
        code = served.app.state.dependencies.accounts.setup_code.text
        headers = {"origin": served.url}
        made = await asyncio.gather(
            *(
                served.client.post(
                    "/api/setup",
                    json={"code": code, "name": f"person {n}", "password": PASSWORD},
                    headers=headers,
                )
                for n in range(50)
            )
        )
    told = Counter(reply.status_code for reply in made)
    # Of the others more come at once than may wait for their passwords.
    assert told.pop(201) == 1
    assert set(told) <= {409, 429}
    with closing(sqlite3.connect(tmp_path / "store.db")) as db:
        assert db.execute("SELECT count(*) FROM accounts").fetchone() == (1,)


async def test_without_accounts_nobody_logs_in(tmp_path: Path) -> None:
    async with serving(tmp_path, ["x"]) as served:
        me = await served.get("/api/me")
        assert me == {"account": None, "role": "admin", "mode": "local"}
        body = {"name": "ann", "password": PASSWORD}
        for path in ("/api/login", "/api/logout"):
            reply = await served.client.post(path, json=body)
            assert code_of(reply) == (404, "not_found")
        for path in ("/api/sessions", "/api/accounts"):
            assert code_of(await served.client.get(path)) == (404, "not_found")


# -- links ---------------------------------------------------------------------------------------


async def test_a_person_sets_a_password_by_a_link_once_and_is_logged_in(house: House) -> None:
    served, browsers = house
    root, ann = browsers["root"], browsers["ann"]
    ann_id = (await ann.get("/api/me")).json()["account"]["id"]
    token = (await root.post(f"/api/accounts/{ann_id}/reset")).json()["token"]
    assert (await ann.get("/api/me")).status_code == 200
    async with browser(served) as client:
        weak = await client.post("/api/join", json={"token": token, "password": "1234567"})
        assert code_of(weak) == (422, "invalid_request")

        joined = await client.post("/api/join", json={"token": token, "password": OTHER})

        assert joined.json()["account"] == {"id": ann_id, "name": "ann"}
        assert (await client.get("/api/me")).status_code == 200
        assert (await ann.get("/api/me")).status_code == 401
        for used in (token, "x" * 43):
            again = await client.post("/api/join", json={"token": used, "password": OTHER})
            assert code_of(again) == (404, "not_found")
        assert (await log_in(ann, "ann")).status_code == 401
        assert (await log_in(ann, "ann", OTHER)).status_code == 200


async def test_a_link_says_whose_it_is_and_stays_as_good_as_it_was(house: House) -> None:
    served, browsers = house
    root = browsers["root"]
    made = (await root.post("/api/accounts", json={"name": "Minji"})).json()
    token = made["link"]["token"]
    async with browser(served) as client:
        for _ in range(2):
            looked = await client.post("/api/join/look", json={"token": token})
            until = made["link"]["expires_at"]
            assert looked.json() == {"name": "Minji", "role": "user", "expires_at": until}
        joined = await client.post("/api/join", json={"token": token, "password": OTHER})
        assert joined.status_code == 200
        used = await client.post("/api/join/look", json={"token": token})
        unknown = await client.post("/api/join/look", json={"token": "x" * 43})
        assert code_of(used) == (404, "not_found")
        assert used.content == unknown.content


async def test_more_passwords_than_are_checked_at_a_time_are_refused_for_a_moment(
    house: House,
) -> None:
    served, browsers = house
    async with browser(served) as client:
        replies = await asyncio.gather(*(log_in(client, "nobody") for _ in range(60)))
    told = {code_of(reply) for reply in replies}
    assert told == {(401, "unauthenticated"), (429, "too_many_tries")}
    assert all("retry-after" in each.headers for each in replies if each.status_code == 429)
    assert (await browsers["ann"].get("/api/me")).status_code == 200
