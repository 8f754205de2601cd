"""Links to conversations over HTTP: made, listed and revoked by their owner alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.requests import HTTPConnection

from tests.accounts.people import serving_people
from tests.served import Served, serving
from yeoul.caller import Caller

pytestmark = pytest.mark.anyio

House = tuple[Served, dict[str, httpx2.AsyncClient]]


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with serving_people(tmp_path, ["marigold"]) as house:
        yield house


async def asked(client: httpx2.AsyncClient, content: str = "?", **fields: Any) -> dict[str, Any]:
    """Ask and wait for the end; returns the reply to the question."""
    reply = await client.post("/api/answers", json={"content": content, **fields})
    assert reply.status_code == 201, reply.text
    made: dict[str, Any] = reply.json()
    await client.get(f"/api/answers/{made['answer']['id']}/events")
    return made


def code_of(reply: httpx2.Response) -> tuple[int, str]:
    return reply.status_code, reply.json()["code"]


async def test_a_link_is_made_for_the_time_that_is_wished_and_its_token_shown_once(
    house: House,
) -> None:
    _, browsers = house
    ann = browsers["ann"]
    place = (await asked(ann, "periwinkle", system="Be brief."))["conversation"]["id"]
    for given, days in (({}, 30), ({"expires_in_days": 1.0}, 1), ({"expires_in_days": 365}, 365)):
        body = {"conversation_id": place, "system": days == 1, **given}
        reply = await ann.post("/api/shares", json=body)
        assert reply.status_code == 201
        made = reply.json()
        token = made.pop("token")
        assert len(token) == 43
        told = {name: made[name] for name in ("title", "messages", "reasoning", "system")}
        assert told == {
            "title": "periwinkle",
            "messages": 2,
            "reasoning": False,
            "system": days == 1,
        }
        life = datetime.fromisoformat(made["expires_at"]) - datetime.fromisoformat(
            made["created_at"]
        )
        assert life == timedelta(days=days)
        listed = (await ann.get("/api/shares")).json()["shares"]
        assert listed[0] == made
        assert token not in str(listed)
    assert (await ann.get("/api/me")).json()["shares"] is True


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"conversation_id": "x", "expires_in_days": 0},
        {"conversation_id": "x", "expires_in_days": 366},
        {"conversation_id": "x", "expires_in_days": None},
        {"conversation_id": "x", "expires_in_days": "never"},
        {"conversation_id": "x", "owner": "ann"},
        {"conversation_id": "x", "reasoning": "yes"},
    ],
)
async def test_a_wish_that_cannot_be_is_refused_by_its_field(
    house: House, given: dict[str, Any]
) -> None:
    reply = await house[1]["ann"].post("/api/shares", json=given)
    assert code_of(reply) == (422, "invalid_request")


async def test_what_is_anothers_is_shared_like_what_does_not_exist(house: House) -> None:
    _, browsers = house
    hers, his = await asked(browsers["ann"], "periwinkle"), await asked(browsers["bob"])
    place = his["conversation"]["id"]
    told = []
    for conversation_id, leaf_id in (
        (hers["conversation"]["id"], None),
        (hers["conversation"]["id"], hers["answer"]["id"]),
        ("0" * 32, None),
    ):
        body = {"conversation_id": conversation_id, "leaf_id": leaf_id}
        told.append(await browsers["bob"].post("/api/shares", json=body))
    assert {reply.content for reply in told} == {told[0].content}
    assert code_of(told[0]) == (404, "not_found")
    told = []
    for leaf_id in (hers["answer"]["id"], hers["question"]["id"], "0" * 32):
        body = {"conversation_id": place, "leaf_id": leaf_id}
        told.append(await browsers["bob"].post("/api/shares", json=body))
    assert {reply.content for reply in told} == {told[0].content}
    assert code_of(told[0]) == (404, "not_found")
    assert (await browsers["bob"].get("/api/shares")).json() == {"shares": []}


async def test_links_are_listed_and_revoked_by_their_owner_alone(house: House) -> None:
    _, browsers = house
    place = (await asked(browsers["ann"]))["conversation"]["id"]
    made = (await browsers["ann"].post("/api/shares", json={"conversation_id": place})).json()
    path = f"/api/shares/{made['id']}"
    for who in ("bob", "root"):
        assert (await browsers[who].get("/api/shares")).json() == {"shares": []}
        refused = await browsers[who].delete(path)
        unknown = await browsers[who].delete(f"/api/shares/{'0' * 32}")
        assert code_of(refused) == (404, "not_found")
        assert refused.content == unknown.content
    assert (await browsers["ann"].delete(path)).status_code == 204
    again = await browsers["ann"].delete(path)
    assert again.content == unknown.content
    assert (await browsers["ann"].get("/api/shares")).json() == {"shares": []}


async def test_what_cannot_be_shared_says_why(tmp_path: Path) -> None:
    async with serving_people(tmp_path, ["marigold", asyncio.Event()]) as (_, browsers):
        ann = browsers["ann"]
        body = {"content": "?"}
        growing = (await ann.post("/api/answers", json=body)).json()
        wish = {"conversation_id": growing["conversation"]["id"]}
        refused = await ann.post("/api/shares", json=wish)
        assert code_of(refused) == (409, "answer_in_progress")
        assert "stop" in refused.json()["detail"]
        await ann.post(f"/api/answers/{growing['answer']['id']}/stop")
        assert (await ann.post("/api/shares", json=wish)).status_code == 201

        temporary = (await ann.post("/api/answers", json={**body, "temporary": True})).json()
        await ann.post(f"/api/answers/{temporary['answer']['id']}/stop")
        wish = {"conversation_id": temporary["conversation"]["id"]}
        refused = await ann.post("/api/shares", json=wish)
        assert code_of(refused) == (409, "not_shareable")
        assert "temporary" in refused.json()["detail"]

        await ann.delete(f"/api/conversations/{growing['conversation']['id']}")
        wish = {"conversation_id": growing["conversation"]["id"]}
        assert code_of(await ann.post("/api/shares", json=wish)) == (404, "conversation_deleted")


async def test_of_more_links_at_once_than_a_person_may_have_so_many_are_made(house: House) -> None:
    ann = house[1]["ann"]
    wish = {"conversation_id": (await asked(ann))["conversation"]["id"]}
    replies = await asyncio.gather(*(ann.post("/api/shares", json=wish) for _ in range(105)))
    told = [reply.status_code for reply in replies]
    assert (told.count(201), told.count(409)) == (100, 5)
    assert {reply.json()["code"] for reply in replies if reply.status_code == 409} == {
        "too_many_shares"
    }


async def made_and_told(client: httpx2.AsyncClient) -> list[tuple[int, str]]:
    """Try all that there is to do with links."""
    wish = {"conversation_id": (await asked(client))["conversation"]["id"]}
    return [
        code_of(await client.post("/api/shares", json=wish)),
        code_of(await client.get("/api/shares")),
        code_of(await client.delete(f"/api/shares/{'0' * 32}")),
    ]


async def test_without_accounts_and_where_it_is_switched_off_there_are_no_links(
    tmp_path: Path,
) -> None:
    none = [(404, "not_found")] * 3
    async with serving(tmp_path / "local", ["x"]) as served:
        assert await made_and_told(served.client) == none
        assert "shares" not in await served.get("/api/me")

    async def identify(connection: HTTPConnection) -> Caller | None:
        return Caller("ann")

    async with serving(tmp_path / "product", ["x"], identify=identify) as served:
        assert await made_and_told(served.client) == none
        assert "shares" not in await served.get("/api/me")
    async with serving_people(tmp_path, ["x"], shares=False) as (_, browsers):
        assert await made_and_told(browsers["ann"]) == none
        assert "shares" not in (await browsers["ann"].get("/api/me")).json()
