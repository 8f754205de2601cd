"""What a link leads to: a page for people whom nobody knows, which tells its token to nobody."""

from __future__ import annotations

import json
import logging
import random
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from PIL import Image

from tests.accounts.people import serving_people
from tests.api.native.test_attachments import attach
from tests.api.native.test_shares import asked
from tests.pictures.images import jpeg, png, saved
from tests.served import Served, serving, serving_app
from yeoul.api import page as pages
from yeoul.api import shared_page
from yeoul.app import create_app
from yeoul.mounted_app import mount
from yeoul.settings import Settings

pytestmark = pytest.mark.anyio

House = tuple[Served, dict[str, httpx2.AsyncClient]]

HTML = '<!doctype html><head><title>Yeoul</title><script src="/a.js"></script></head><body></body>'
NAVIGATION = {"accept": "text/html", "sec-fetch-mode": "navigate", "sec-fetch-site": "cross-site"}
HOSTILE = "</script><script>alert(1)</script><!-- ]]> \u2028 ${x} <img src=//evil.test onerror=x>"


@pytest.fixture(autouse=True)
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A page, as the build puts it in its place."""
    (tmp_path / "data").mkdir()
    folder = tmp_path / "web"
    folder.mkdir()
    (folder / "index.html").write_text(HTML)
    (folder / "docs.html").write_text(HTML)
    monkeypatch.setattr(pages, "WEB_DIR", folder)
    return folder


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with serving_people(tmp_path / "data", [HOSTILE]) as house:
        yield house


async def link(client: httpx2.AsyncClient, content: str = "periwinkle", **fields: Any) -> str:
    """Share a new conversation of somebody; returns where the link leads."""
    wish = {"conversation_id": (await asked(client, content))["conversation"]["id"], **fields}
    reply = await client.post("/api/shares", json=wish)
    assert reply.status_code == 201, reply.text
    return f"/s/{reply.json()['token']}"


def data_in(reply: httpx2.Response) -> Any:
    """What a page of a link has inside it."""
    [data] = re.findall(
        r'<script type="application/json" id="shared">(.*?)</script>', reply.text, re.S
    )
    return json.loads(data)


async def test_a_stranger_reads_what_was_shared_and_is_asked_nothing(house: House) -> None:
    served, browsers = house
    path = await link(browsers["ann"])
    async with httpx2.AsyncClient(base_url=served.url, trust_env=False) as stranger:
        reply = await stranger.get(path, headers=NAVIGATION)
        assert not stranger.cookies
    assert reply.status_code == 200
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    shown = data_in(reply)
    assert [each["text"] for each in shown["branch"]["messages"]] == ["periwinkle", HOSTILE]
    assert set(shown) == {"created_at", "expires_at", "branch"}
    # Nothing in the page asks who reads it, and no text of a message gets out of its place.
    assert "data-mode" not in reply.text
    assert "/api/" not in reply.text
    head, _, rest = reply.text.partition('id="shared">')
    assert rest.partition("</script>")[2] == "</head><body></body>"
    assert head.count("<script") == 2
    owner = (await browsers["ann"].get("/api/me")).json()["account"]
    for secret in (owner["id"], f'"{owner["name"]}"'):
        assert secret not in reply.text


async def test_the_page_of_a_link_is_kept_nowhere_found_nowhere_and_framed_nowhere(
    house: House,
) -> None:
    served, browsers = house
    path = await link(browsers["ann"])
    replies = [await served.client.get(each, headers=NAVIGATION) for each in (path, "/s/unknown")]
    for reply in replies:
        assert reply.headers["cache-control"] == "no-store"
        assert reply.headers["referrer-policy"] == "no-referrer"
        assert reply.headers["x-robots-tag"] == "noindex, nofollow"
        policy = reply.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy
        assert "img-src 'self';" in policy
        assert "set-cookie" not in reply.headers
    ours = (await served.client.get("/", headers=NAVIGATION)).headers["content-security-policy"]
    assert policy == ours.replace("img-src 'self' data: blob:", "img-src 'self'")


async def test_unknown_expired_revoked_and_ended_links_are_answered_alike(
    tmp_path: Path, house: House
) -> None:
    served, browsers = house
    ann, bob = browsers["ann"], browsers["bob"]
    paths = [await link(ann) for _ in range(4)]
    shares = (await ann.get("/api/shares")).json()["shares"]
    by_place = {share["conversation_id"]: share["id"] for share in shares}
    places = list(reversed(by_place))
    assert (await ann.delete(f"/api/shares/{by_place[places[0]]}")).status_code == 204
    assert (await ann.delete(f"/api/conversations/{places[1]}")).status_code == 204
    forever = f"/api/conversations/{places[2]}?forever=true"
    assert (await ann.delete(forever)).status_code == 204
    with closing(sqlite3.connect(tmp_path / "data" / "store.db")) as db, db:
        db.execute("UPDATE shares SET expires_at = '2020-01-01 00:00:00'")
    paths.append(await link(bob))
    who = (await bob.get("/api/me")).json()["account"]["id"]
    disabled = await browsers["root"].patch(f"/api/accounts/{who}", json={"disabled": True})
    assert disabled.status_code == 200
    paths += ["/s/x", f"/s/{'x' * 43}", f"/s/{'x' * 9_000}", "/s/%00", "/s/%0a", "/s/%ff", "/s/"]
    paths += [f"{paths[0]}/", "/s/a/b", "/s/../s/x", "/s/%2e%2e/c"]

    replies = [await served.client.get(path, headers=NAVIGATION) for path in paths]

    assert {reply.status_code for reply in replies} == {404}
    assert {reply.content for reply in replies} == {replies[0].content}
    heads = [
        sorted(pair for pair in reply.headers.items() if pair[0] != "date") for reply in replies
    ]
    assert all(head == heads[0] for head in heads)
    assert data_in(replies[0]) is None


async def test_a_restored_conversation_and_an_enabled_account_bring_no_link_back(
    house: House,
) -> None:
    served, browsers = house
    ann = browsers["ann"]
    path = await link(ann)
    [share] = (await ann.get("/api/shares")).json()["shares"]
    place = f"/api/conversations/{share['conversation_id']}"
    await ann.delete(place)
    assert (await ann.post(f"{place}/restore")).status_code == 200
    assert (await served.client.get(path)).status_code == 404


async def test_no_cookie_and_no_token_makes_a_difference(house: House) -> None:
    served, browsers = house
    path = await link(browsers["ann"])
    plain = await served.client.get(path)
    for headers in (
        {"authorization": "Bearer x"},
        {"yeoul-owner": "nobody"},
        {"cookie": "yeoul-80=x; __Host-yeoul=y"},
    ):
        assert (await served.client.get(path, headers=headers)).content == plain.content
    assert (await browsers["bob"].get(path)).content == plain.content
    assert (await served.client.get(f"{path}/")).content == plain.content
    # And the link opens nothing else.
    token = path.removeprefix("/s/")
    for headers in ({"authorization": f"Bearer {token}"}, {"cookie": f"yeoul-80={token}"}):
        assert (await served.client.get("/api/me", headers=headers)).status_code == 401
    assert (await served.client.post("/api/join/look", json={"token": token})).status_code == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
async def test_a_link_can_only_be_read(house: House, method: str) -> None:
    served, browsers = house
    path = await link(browsers["ann"])
    assert (await served.client.request(method, path)).status_code == 405


async def test_another_sites_page_can_lead_to_a_link_and_read_nothing_of_it(house: House) -> None:
    served, browsers = house
    path = await link(browsers["ann"])
    for mode in ("no-cors", "cors", "same-origin"):
        headers = {"sec-fetch-site": "cross-site", "sec-fetch-mode": mode}
        assert (await served.client.get(path, headers=headers)).status_code == 403
    assert (await served.client.get(path, headers={"host": "evil.test"})).status_code == 403


async def test_the_token_is_in_no_log_no_figure_and_no_file(
    tmp_path: Path, house: House, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    served, browsers = house
    caplog.set_level("DEBUG")
    path = await link(browsers["ann"])
    token = path.removeprefix("/s/")
    await served.client.get(path)
    monkeypatch.setattr(shared_page, "_data_of", lambda found: 1 / 0)
    failed = await served.client.get(path)

    assert (failed.status_code, failed.json()["code"]) == (500, "internal")
    assert token not in failed.text
    own = [each for each in caplog.records if not each.name.startswith(("httpx", "httpcore"))]
    assert any("/s/… failed" in each.getMessage() for each in own)
    formatter = logging.Formatter()
    assert not [each for each in own if token in formatter.format(each)]
    assert token not in (await browsers["root"].get("/metrics")).text
    files = b"".join(file.read_bytes() for file in (tmp_path / "data").glob("*.db*"))
    assert token.encode() not in files


async def test_one_address_reads_so_many_links_and_others_go_on(house: House) -> None:
    served, browsers = house
    path = await link(browsers["ann"])

    async def read(address: str) -> httpx2.Response:
        transport = httpx2.ASGITransport(app=served.app, client=(address, 1))
        async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.get(path, headers=NAVIGATION)

    told = [await read("203.0.113.7") for _ in range(shared_page.MOST_AT_ONCE + 5)]
    refused = [reply for reply in told if reply.status_code == 429]
    assert len(refused) in range(1, 6)
    assert data_in(refused[0]) == "later"
    assert int(refused[0].headers["retry-after"]) >= 1
    assert refused[0].headers["cache-control"] == "no-store"
    assert (await read("203.0.113.8")).status_code == 200
    told = [await read(f"2001:db8::{n:x}") for n in range(shared_page.MOST_AT_ONCE + 5)]
    assert told[-1].status_code == 429
    # A proxy on this machine stands for everybody.
    assert {(await read("127.0.0.1")).status_code for _ in range(100)} == {200}


def test_a_reading_waits_for_its_turn_and_no_longer() -> None:
    now_s = 0.0
    readings = shared_page.Readings(lambda: now_s)
    assert [readings.wait_s("a") for _ in range(shared_page.MOST_AT_ONCE)] == [
        0.0
    ] * shared_page.MOST_AT_ONCE
    assert readings.wait_s("a") == readings.wait_s("a") == 1.0
    now_s = 0.75
    assert readings.wait_s("a") == 0.25
    now_s = 1.0
    assert (readings.wait_s("a"), readings.wait_s("a")) == (0.0, 1.0)
    assert readings.wait_s("b") == 0.0
    now_s = 1_000.0
    assert [readings.wait_s("a") for _ in range(shared_page.MOST_AT_ONCE + 1)][-1] == 1.0


async def test_old_links_lead_nowhere_where_links_are_switched_off(tmp_path: Path) -> None:
    async with serving_people(tmp_path / "data", ["x"]) as (_, browsers):
        path = await link(browsers["ann"])
    async with serving(tmp_path / "data", ["x"], shares=False) as served:
        reply = await served.client.get(path, headers=NAVIGATION)
        assert (reply.status_code, data_in(reply)) == (404, None)
    async with serving(tmp_path / "data", ["x"]) as served:
        assert (await served.client.get(path, headers=NAVIGATION)).status_code == 200


async def test_below_a_path_the_page_of_a_link_names_its_files_there(tmp_path: Path) -> None:
    async with serving_people(tmp_path / "data", ['a="/b"']) as (_, browsers):
        path = await link(browsers["ann"])
    outer = FastAPI()
    mount(outer, "/chat", create_app(Settings(data_dir=tmp_path / "data")))
    async with serving_app(outer) as url, browser_at(url) as stranger:
        reply = await stranger.get(f"/chat{path}", headers=NAVIGATION)
        assert reply.status_code == 200
        assert '<script src="/chat/a.js">' in reply.text
        assert data_in(reply)["branch"]["messages"][1]["text"] == 'a="/b"'
        assert (await stranger.get(path)).status_code == 404


def browser_at(url: str) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(base_url=url, trust_env=False)


async def test_a_link_shows_the_pictures_of_its_branch_and_nothing_else(house: House) -> None:
    served, browsers = house
    ann = browsers["ann"]
    kept = await attach(ann, name="a ford.png")
    other = await attach(ann, jpeg())
    first = await asked(ann, "periwinkle", attachments=[kept["id"]])
    place = first["conversation"]["id"]
    await asked(ann, "elsewhere", conversation_id=place, parent_id=None, attachments=[other["id"]])
    wish = {"conversation_id": place, "leaf_id": first["answer"]["id"]}
    token = (await ann.post("/api/shares", json=wish)).json()["token"]

    async with httpx2.AsyncClient(base_url=served.url) as stranger:
        page = await stranger.get(f"/s/{token}", headers=NAVIGATION)
        [shown] = data_in(page)["branch"]["messages"][0]["attachments"]
        assert shown == {"number": 0, "name": "a ford.png", "width": 64, "height": 48}
        assert kept["id"] not in page.text
        picture = await stranger.get(f"/s/{token}/pictures/0")
        assert (picture.status_code, picture.content) == (200, png())
        told = {name: picture.headers[name] for name in picture.headers}
        assert told["content-type"] == "image/png"
        assert told["content-security-policy"] == "default-src 'none'; sandbox"
        assert told["x-content-type-options"] == "nosniff"
        assert told["cache-control"] == "no-store"
        assert told["x-robots-tag"] == "noindex, nofollow"
        for path in (f"{token}/pictures/1", f"{token}/pictures/-1", f"{token[:-1]}/pictures/0"):
            assert (await stranger.get(f"/s/{path}")).status_code == 404
        # The owner's own address is closed to strangers.
        reply = await stranger.get(f"/api/attachments/{kept['id']}")
        assert reply.status_code == 401
        [share] = (await ann.get("/api/shares")).json()["shares"]
        await ann.delete(f"/api/shares/{share['id']}")
        assert (await stranger.get(f"/s/{token}/pictures/0")).status_code == 404


async def test_a_picture_waits_until_another_reader_has_taken_theirs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_page, "PICTURES_AT_ONCE", 1)
    monkeypatch.setattr(shared_page, "PATIENCE_S", 0.2)
    side = 1500
    noise = Image.frombytes("RGB", (side, side), random.Random(1).randbytes(3 * side * side))
    async with serving_people(tmp_path / "data", ["x"]) as (served, browsers):
        kept = await attach(browsers["ann"], saved(noise, "PNG"))
        first = await asked(browsers["ann"], "periwinkle", attachments=[kept["id"]])
        wish = {"conversation_id": first["conversation"]["id"], "leaf_id": first["answer"]["id"]}
        token = (await browsers["ann"].post("/api/shares", json=wish)).json()["token"]
        path = f"/s/{token}/pictures/0"

        async with browser_at(served.url) as stranger, browser_at(served.url) as other:
            async with stranger.stream("GET", path) as slow:
                assert slow.status_code == 200
                refused = await other.get(path)
                assert (refused.status_code, refused.headers["retry-after"]) == (429, "2")
                assert len(await slow.aread()) == kept["bytes"]
            assert (await other.get(path)).status_code == 200
            # One who leaves in the middle leaves the room to others.
            async with stranger.stream("GET", path) as left:
                assert left.status_code == 200
            monkeypatch.setattr(shared_page, "PATIENCE_S", 30.0)
            assert len((await other.get(path)).content) == kept["bytes"]
