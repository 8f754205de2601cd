"""Passkeys over the wire, with a device in software that is honest, and one that lies."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest

from tests.accounts.authenticators import Device, text_of
from tests.accounts.people import log_in, serving_people
from tests.accounts.with_passkeys import (
    House,
    add,
    at,
    challenged,
    code_of,
    enter,
    listed,
    named,
    serving_by_name,
)
from tests.served import Served
from yeoul.accounts import passkeys
from yeoul.accounts.passkeys import MAX_PASSKEYS
from yeoul.protocol.conversation import new_id

pytestmark = pytest.mark.anyio


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with serving_by_name(tmp_path) as house:
        yield house


# -- an honest device ----------------------------------------------------------------------------


async def test_a_passkey_is_added_and_lets_its_person_in_without_a_name(house: House) -> None:
    served, browsers = house
    ann = browsers["ann"]
    device = Device(named(served))
    challenge = (await ann.post("/api/passkeys/challenge")).json()
    assert challenge["site"] == "localhost"
    assert challenge["excluded"] == []
    reply = await add(ann, device)
    assert reply.status_code == 201, reply.text
    [shown] = await listed(ann)
    assert shown == reply.json()
    assert (shown["name"], shown["site"], shown["used_at"]) == ("Laptop", "localhost", None)

    async with at(served, named(served)) as client:
        challenge = await challenged(client)
        assert challenge["allowed"] == []  # so nobody learns who has some
        me = await client.post("/api/login/passkey", json=device.sign(challenge))
        assert (me.status_code, me.json()["account"]["name"]) == (200, "ann")
        assert (await client.get("/api/me")).json() == me.json()
        [shown] = await listed(client)
        assert shown["used_at"] is not None
    assert (await ann.post("/api/passkeys/challenge")).json()["excluded"] == [text_of(device.id)]


async def test_a_device_that_counts_nothing_is_taken_and_one_that_counts_back_is_not(
    house: House,
) -> None:
    """A passkey that is on several devices has no count; a copy of another's is behind it."""
    served, browsers = house
    several, counting = Device(named(served)), Device(named(served), count=7)
    assert (await add(browsers["ann"], several)).status_code == 201
    assert (await add(browsers["ann"], counting)).status_code == 201
    async with at(served, named(served)) as client:
        for _ in range(2):
            assert (await enter(client, several)).status_code == 200
        for count, status in ((7, 401), (8, 200), (8, 401), (3, 401), (0, 401), (9, 200)):
            counting.count = count
            assert (await enter(client, counting)).status_code == status, count


async def test_of_two_that_sign_with_the_same_count_at_once_one_is_let_in(house: House) -> None:
    served, browsers = house
    device = Device(named(served), count=1)
    await add(browsers["ann"], device)
    device.count = 2
    async with at(served, named(served)) as one, at(served, named(served)) as other:
        replies = await asyncio.gather(enter(one, device), enter(other, device))
    assert sorted(each.status_code for each in replies) == [200, 401]


async def test_a_person_who_is_logged_in_proves_it_again_by_their_own_passkey_alone(
    house: House,
) -> None:
    served, browsers = house
    ann, bob = browsers["ann"], browsers["bob"]
    own, others = Device(named(served)), Device(named(served))
    await add(ann, own)
    await add(bob, others)
    make_stale(served, ann)
    assert code_of(await ann.post("/api/passkeys/challenge")) == (403, "stale_login")

    challenge = await challenged(ann, again=True)
    assert challenge["allowed"] == [text_of(own.id)]
    refused = await ann.post("/api/login/passkey", json=others.sign(challenge))
    assert code_of(refused) == (401, "unauthenticated")
    assert (await ann.get("/api/me")).json()["account"]["name"] == "ann"
    challenge = await challenged(ann, again=True)
    assert (await ann.post("/api/login/passkey", json=own.sign(challenge))).status_code == 200
    assert (await ann.post("/api/passkeys/challenge")).status_code == 200
    async with at(served, named(served)) as nobody:
        reply = await nobody.post("/api/login/passkey/challenge", json={"again": True})
        assert code_of(reply) == (401, "unauthenticated")
        # A program proves nothing, and is not told which passkeys its person has.
        made = await ann.post("/api/tokens", json={"name": "x", "scopes": ["read", "ask", "write"]})
        head = {"authorization": f"Bearer {made.json()['token']}"}
        path = "/api/login/passkey/challenge"
        reply = await nobody.post(path, json={"again": True}, headers=head)
        assert code_of(reply) == (401, "unauthenticated")


def make_stale(served: Served, client: httpx2.AsyncClient) -> None:
    """Let a quarter of an hour go by since everybody's log-in."""
    accounts = served.app.state.dependencies.accounts
    file = served.app.state.dependencies.store_file
    with closing(sqlite3.connect(file)) as db:
        db.execute("UPDATE sessions SET authenticated_at = '2020-01-01 00:00:00.000000'")
        db.commit()
    accounts.sessions._believed.clear()
    accounts.sessions._by_id.clear()


# -- tokens and sessions -------------------------------------------------------------------------


async def test_each_change_gives_the_session_a_new_token_and_the_old_one_is_dead(
    house: House,
) -> None:
    served, browsers = house
    ann = browsers["ann"]
    cookie = "yeoul-" + served.url.rpartition(":")[2]
    before = [each["id"] for each in (await ann.get("/api/sessions")).json()["sessions"]]

    async def is_known(token: str) -> bool:
        async with at(served, named(served)) as other:
            reply = await other.get("/api/me", headers={"cookie": f"{cookie}={token}"})
            return reply.status_code == 200

    tokens = [ann.cookies[cookie]]
    made = (await add(ann, Device(named(served)))).json()
    tokens.append(ann.cookies[cookie])
    after = [each["id"] for each in (await ann.get("/api/sessions")).json()["sessions"]]
    assert after == before  # the same session goes on, and its streams
    async with at(served, named(served)) as elsewhere:
        await log_in(elsewhere, "ann")
        assert (await ann.delete(f"/api/passkeys/{made['id']}")).status_code == 204
        tokens.append(ann.cookies[cookie])
        # Whoever came in by it, or knows of it, is out.
        assert (await elsewhere.get("/api/me")).status_code == 401
    assert [await is_known(each) for each in tokens] == [False, False, True]
    assert len(set(tokens)) == 3
    assert await listed(ann) == []


async def test_a_token_that_the_server_has_not_made_is_never_adopted(house: House) -> None:
    served, _ = house
    name = f"yeoul-{served.url.rpartition(':')[2]}-visitor"
    async with at(served, named(served)) as client:
        client.cookies.set(name, "chosen", domain="127.0.0.1")
        await challenged(client)
        assert all(each.value != "chosen" for each in client.cookies.jar if each.name == name)


async def test_windows_of_one_browser_may_be_about_to_log_in_at_the_same_time(house: House) -> None:
    served, browsers = house
    device = Device(named(served))
    await add(browsers["ann"], device)
    async with at(served, named(served)) as client:
        first, second = await challenged(client), await challenged(client)
        for challenge in (first, second):
            reply = await client.post("/api/login/passkey", json=device.sign(challenge))
            assert reply.status_code == 200


async def test_the_last_way_in_stays(house: House) -> None:
    served, browsers = house
    ann = browsers["ann"]
    made = [(await add(ann, Device(named(served)))).json() for _ in range(2)]
    with closing(sqlite3.connect(served.app.state.dependencies.store_file)) as db:
        db.execute("DELETE FROM credentials WHERE kind = 'password'")
        db.commit()
    assert (await ann.delete(f"/api/passkeys/{made[0]['id']}")).status_code == 204
    refused = await ann.delete(f"/api/passkeys/{made[1]['id']}")
    assert code_of(refused) == (409, "last_credential")
    assert [each["id"] for each in await listed(ann)] == [made[1]["id"]]


async def test_a_removed_passkey_and_one_of_a_disabled_person_let_nobody_in(house: House) -> None:
    served, browsers = house
    ann, root = browsers["ann"], browsers["root"]
    gone, kept = Device(named(served)), Device(named(served))
    made = (await add(ann, gone)).json()
    await add(ann, kept)
    assert (await ann.delete(f"/api/passkeys/{made['id']}")).status_code == 204
    ann_id = (await ann.get("/api/me")).json()["account"]["id"]
    async with at(served, named(served)) as client:
        refused = await enter(client, gone)
        await root.patch(f"/api/accounts/{ann_id}", json={"disabled": True})
        assert (await enter(client, kept)).content == refused.content
        assert code_of(refused) == (401, "unauthenticated")


# -- whose ---------------------------------------------------------------------------------------


async def test_a_passkey_is_its_persons_alone(house: House) -> None:
    served, browsers = house
    ann, bob = browsers["ann"], browsers["bob"]
    made = (await add(ann, Device(named(served)))).json()
    for method, body in (("PATCH", {"name": "mine"}), ("DELETE", None)):
        replies = [
            await bob.request(method, f"/api/passkeys/{passkey_id}", json=body)
            for passkey_id in (made["id"], new_id())
        ]
        assert [each.status_code for each in replies] == [404, 404]
        assert replies[0].content == replies[1].content
    assert await listed(ann) == [made]
    assert await listed(bob) == []
    renamed = await ann.patch(f"/api/passkeys/{made['id']}", json={"name": " 노트북 "})
    assert renamed.json() == {**made, "name": "노트북"}
    assert code_of(await ann.patch(f"/api/passkeys/{made['id']}", json={"name": "\u200b"})) == (
        422,
        "invalid_request",
    )


async def test_what_is_known_already_is_not_taken_from_its_person(house: House) -> None:
    served, browsers = house
    device = Device(named(served))
    assert (await add(browsers["ann"], device)).status_code == 201
    again = await add(browsers["ann"], replace(device, id=device.id))
    theirs = await add(browsers["bob"], replace(device, id=device.id))
    assert code_of(again) == code_of(theirs) == (409, "credential_taken")
    assert again.content == theirs.content
    async with at(served, named(served)) as client:
        device.user_handle = (await browsers["ann"].get("/api/me")).json()["account"]["id"].encode()
        assert (await enter(client, device)).json()["account"]["name"] == "ann"


async def test_nobody_has_more_than_they_may_have(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    served, browsers = house
    monkeypatch.setattr(passkeys, "MAX_PASSKEYS", 2)
    assert MAX_PASSKEYS == 20
    ann = browsers["ann"]
    begun = (await ann.post("/api/passkeys/challenge")).json()
    for _ in range(2):
        assert (await add(ann, Device(named(served)))).status_code == 201
    late = {"name": "x", **Device(named(served)).make(begun)}
    for refused in (
        await ann.post("/api/passkeys/challenge"),
        await ann.post("/api/passkeys", json=late),
    ):
        assert code_of(refused) == (422, "invalid_request")


# -- where ---------------------------------------------------------------------------------------


async def test_there_are_none_where_browsers_have_none(house: House, tmp_path: Path) -> None:
    served, browsers = house
    for origin in (served.url, "http://[::1]:8000"):
        async with at(served, origin) as client:
            refused = await client.post("/api/login/passkey/challenge", json={})
            assert code_of(refused) == (409, "passkeys_unavailable"), origin
            assert "http://localhost" in refused.json()["detail"]
    ann = browsers["ann"]
    del ann.headers["origin"]
    headers = {"sec-fetch-site": "same-origin"}
    refused = await ann.post("/api/passkeys/challenge", headers=headers)
    assert code_of(refused) == (409, "passkeys_unavailable")


async def test_each_name_of_a_server_has_passkeys_of_its_own(tmp_path: Path) -> None:
    async with serving_people(tmp_path, allowed_hosts=("one.example", "two.example")) as (
        served,
        _,
    ):
        one, two = "https://one.example", "https://two.example:8443"
        async with at(served, one) as client, at(served, two) as other:
            assert (await log_in(client, "ann")).status_code == 200
            device = Device(one, site="one.example")
            added = await add(client, device)
            assert added.status_code == 201, added.text
            assert "__Host-yeoul=" in added.headers["set-cookie"]
            assert "Secure" in added.headers["set-cookie"]
            reply = await enter(other, device)
            assert code_of(reply) == (401, "unauthenticated")
            # Not even by one who signs for that name with the same key.
            moved = replace(device, origin=two, site="two.example")
            assert code_of(await enter(other, moved)) == (401, "unauthenticated")
            assert (await enter(client, device)).status_code == 200
        async with at(served, "http://one.example") as client:
            refused = await client.post("/api/login/passkey/challenge", json={})
            assert code_of(refused) == (409, "passkeys_unavailable")
            assert "https" in refused.json()["detail"]


async def test_nobody_logs_in_over_http_elsewhere_by_a_page_that_has_https(tmp_path: Path) -> None:
    """The cookie of such a log-in could be read on its way, and would not be trusted either."""
    settings = {
        "allowed_hosts": ("chat.example",),
        "allowed_origins": ("https://app.example",),
    }
    async with serving_people(tmp_path, **settings) as (served, _), at(served, "http://x") as page:
        page.headers.update({"host": "chat.example", "origin": "https://app.example"})
        for path, body in (
            ("/api/login/passkey/challenge", {}),
            (
                "/api/login/passkey",
                Device("https://app.example", user_handle=b"x").sign({"challenge": "AAAA"}),
            ),
        ):
            refused = await page.post(path, json=body)
            assert code_of(refused) == (403, "insecure_address"), refused.text
            assert "set-cookie" not in refused.headers
