"""What a person may use, and has used, on a real server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.accounts.people import serving_people
from tests.api.native.test_let_go import allow
from tests.served import Served, serving
from yeoul.caller import Allowance, Caller
from yeoul.providers.script_steps import Script

pytestmark = pytest.mark.anyio

House = tuple[Served, dict[str, httpx2.AsyncClient]]
NONE_SET = {"growing": 4, "unfinished": 20, "streams": 100, "questions": 200, "tokens": None}


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with serving_people(tmp_path, ["one ", "two"]) as house:
        yield house


async def ask(client: httpx2.AsyncClient, **fields: Any) -> httpx2.Response:
    return await client.post("/api/answers", json={"content": "?", **fields})


async def finished(client: httpx2.AsyncClient, **fields: Any) -> str:
    asked = await ask(client, **fields)
    answer_id = str(asked.json()["answer"]["id"])
    async with client.stream("GET", f"/api/answers/{answer_id}/events") as reply:
        await reply.aread()
    return answer_id


async def used(client: httpx2.AsyncClient) -> dict[str, Any]:
    reply = await client.get("/api/me/usage")
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json()
    return found


async def test_a_person_sees_what_is_used_and_what_may_be(house: House) -> None:
    _, browsers = house
    ann = browsers["ann"]
    before = await used(ann)
    assert (before["questions"], before["limits"]) == (0, NONE_SET)
    until = datetime.fromisoformat(before["until"])
    assert timedelta(0) < until - datetime.now(UTC) <= timedelta(days=1)
    assert (until.hour, until.minute, until.second) == (0, 0, 0)

    await finished(ann)
    await finished(ann, temporary=True)
    after = await used(ann)
    assert after["questions"] == 2
    assert after["completion_tokens"] == 4
    assert after["prompt_tokens"] > 0
    assert (await used(browsers["bob"]))["questions"] == 0


async def test_a_question_beyond_the_day_is_refused_and_says_until_when(house: House) -> None:
    _, browsers = house
    ann, root = browsers["ann"], browsers["root"]
    await allow(root, "ann", questions=2)
    assert (await used(ann))["limits"] == {**NONE_SET, "questions": 2}
    first = await finished(ann)
    await finished(ann, temporary=True)

    question = (await ann.get(f"/api/answers/{first}")).json()["parent_id"]
    for body in ({"content": "?"}, {"content": "?", "temporary": True}, {"question_id": question}):
        refused = await ann.post("/api/answers", json=body)
        assert (refused.status_code, refused.json()["code"]) == (429, "quota_exceeded")
        assert refused.json()["retryable"] is False
        assert 0 < int(refused.headers["retry-after"]) <= 86_400
    assert (await used(ann))["questions"] == 2
    assert len((await ann.get("/api/conversations")).json()["conversations"]) == 1
    assert (await ask(browsers["bob"])).status_code == 201

    await allow(root, "ann")
    assert (await ask(ann)).status_code == 201


async def test_tokens_of_a_day_are_limited_for_questions_and_continues(tmp_path: Path) -> None:
    script: Script = ["one ", "two ", asyncio.Event()]
    async with serving_people(tmp_path, script, tokens_per_day=2) as (_, browsers):
        ann = browsers["ann"]
        answer_id = (await ask(ann)).json()["answer"]["id"]
        async with ann.stream("GET", f"/api/answers/{answer_id}/events") as reply:
            async for chunk in reply.aiter_raw():
                if b"two" in chunk:
                    break
        await ann.post(f"/api/answers/{answer_id}/stop")
        for refused in (await ask(ann), await ann.post(f"/api/answers/{answer_id}/continue")):
            assert (refused.status_code, refused.json()["code"]) == (429, "quota_exceeded")
        assert (await used(ann))["completion_tokens"] == 2


async def test_more_at_once_than_allowed_is_refused_for_a_moment(tmp_path: Path) -> None:
    async with serving_people(tmp_path, ["one ", asyncio.Event()]) as (_, browsers):
        ann, root = browsers["ann"], browsers["root"]
        await allow(root, "ann", unfinished=2, streams=1)
        asked = [(await ask(ann)).json()["answer"]["id"] for _ in range(2)]
        refused = await ask(ann)
        assert (refused.status_code, refused.json()["code"]) == (429, "too_many_at_once")
        assert refused.json()["retryable"] is True
        assert refused.headers["retry-after"] == "5"

        events = f"/api/answers/{asked[0]}/events"
        async with ann.stream("GET", events) as reply:
            assert reply.status_code == 200
            for path in (events, "/api/changes"):
                assert (await ann.get(path)).json()["code"] == "too_many_at_once"
        assert (await ask(browsers["bob"])).status_code == 201


async def test_a_question_whose_stream_would_be_one_too_many_is_not_asked(tmp_path: Path) -> None:
    async def identify(connection: Any) -> Caller | None:
        return Caller("ann", allowance=Allowance(streams=1))

    async with serving(tmp_path, ["one ", asyncio.Event()], identify=identify) as served:
        client, stream = served.client, {"accept": "text/event-stream"}
        async with client.stream("GET", "/api/changes") as reply:
            assert reply.status_code == 200
            refused = [
                await client.post("/api/answers", json={"content": "?"}, headers=stream),
                await client.get("/completion", params={"query": "?"}),
            ]
            assert [each.status_code for each in refused] == [429, 429]
            assert (await used(client))["questions"] == 0
            assert (await served.get("/api/conversations"))["conversations"] == []
            assert (await ask(client)).status_code == 201  # without a stream


@pytest.mark.parametrize(
    "limits",
    [{"questions": -1}, {"growing": 0}, {"unfinished": 1.5}, {"questions": "many"}, {"words": 1}],
)
async def test_a_limit_is_a_number(house: House, limits: dict[str, Any]) -> None:
    _, browsers = house
    root = browsers["root"]
    people = (await root.get("/api/accounts")).json()["accounts"]
    reply = await root.patch(f"/api/accounts/{people[1]['id']}", json={"limits": limits})
    assert reply.status_code == 422
    assert next(iter(limits)) in reply.text


async def test_changed_limits_end_no_session_and_no_limit_is_one(house: House) -> None:
    _, browsers = house
    ann, root = browsers["ann"], browsers["root"]
    people = (await root.get("/api/accounts")).json()["accounts"]
    path = f"/api/accounts/{people[1]['id']}"
    changed = await root.patch(path, json={"limits": {"questions": None, "growing": 9}})
    assert changed.json()["limits"] == {**NONE_SET, "questions": None, "growing": 9}
    assert (await used(ann))["limits"] == changed.json()["limits"]


async def test_an_admin_sees_how_much_each_person_uses_and_nothing_of_it(house: House) -> None:
    _, browsers = house
    await finished(browsers["ann"])
    people = (await browsers["root"].get("/api/accounts")).json()["accounts"]
    numbers = {each["name"]: (each["questions"], each["tokens"] > 0) for each in people}
    assert numbers == {"root": (0, False), "ann": (1, True), "bob": (0, False)}


async def test_nobody_counts_what_the_local_person_uses(tmp_path: Path) -> None:
    async with serving(tmp_path, ["x"]) as served:
        await served.finished()
        reply = await served.client.get("/api/me/usage")
        assert (reply.status_code, reply.json()["code"]) == (404, "not_found")


async def test_a_product_says_what_its_users_may_use(tmp_path: Path) -> None:
    async def identify(connection: Any) -> Caller | None:
        return Caller("ann", allowance=Allowance(questions=1))

    async with serving(tmp_path, ["x"], identify=identify) as served:
        assert (await ask(served.client)).status_code == 201
        assert (await ask(served.client)).json()["code"] == "quota_exceeded"
        found = await used(served.client)
        assert (found["questions"], found["limits"]["questions"]) == (1, 1)
