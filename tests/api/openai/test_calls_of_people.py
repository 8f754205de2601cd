"""Calls where people log in: counted, limited, gone with the account, and nobody else's."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.requests import HTTPConnection

from tests.accounts.people import PASSWORD, serving_people
from tests.served import serving, until
from yeoul.caller import Allowance, Caller
from yeoul.protocol.events import Usage
from yeoul.providers.base import Finish

pytestmark = pytest.mark.anyio

PATH = "/v1/chat/completions"
ASKED: Any = {"messages": [{"role": "user", "content": "Where do rivers go?"}]}
SCRIPT: Any = ["To the sea.", Finish("stop", Usage(9, 4))]


async def test_a_call_counts_as_a_question_with_its_tokens(tmp_path: Path) -> None:
    async with serving_people(tmp_path, SCRIPT) as (_, browsers):
        reply = await browsers["ann"].post(PATH, json=ASKED)
        assert reply.status_code == 200
        usage = (await browsers["ann"].get("/api/me/usage")).json()

    assert (usage["questions"], usage["prompt_tokens"], usage["completion_tokens"]) == (1, 9, 4)


async def test_a_quota_is_refused_in_the_form_of_the_door(tmp_path: Path) -> None:
    async with serving_people(tmp_path, SCRIPT, questions_per_day=1) as (_, browsers):
        await browsers["ann"].post(PATH, json=ASKED)
        reply = await browsers["ann"].post(PATH, json=ASKED)
        retry = {"x-stainless-retry-count": "1"}
        # What was told before is not joined, and so is asked, and refused.
        again = await browsers["ann"].post(PATH, json=ASKED, headers=retry)
        assert (await browsers["bob"].post(PATH, json=ASKED)).status_code == 200

    assert again.status_code == 429
    assert reply.status_code == 429
    assert reply.json()["error"]["code"] == "insufficient_quota"
    assert reply.headers["x-should-retry"] == "false"


async def test_more_streams_than_one_may_have_are_refused(tmp_path: Path) -> None:
    async def identify(connection: HTTPConnection) -> Caller | None:
        return Caller("ann", allowance=Allowance(streams=1))

    async with (
        serving(tmp_path, ["To ", asyncio.Event()], identify=identify) as served,
        served.client.stream("POST", PATH, json={**ASKED, "stream": True}) as reply,
    ):
        assert reply.status_code == 200
        refused = await served.client.post(PATH, json=ASKED)
        await until(lambda: len(served.provider.prompts) == 1)

    assert refused.status_code == 429
    assert refused.json()["error"]["type"] == "rate_limit_error"
    assert int(refused.headers["retry-after"]) > 0


async def test_a_call_is_nobody_elses(tmp_path: Path) -> None:
    retry = {"x-stainless-retry-count": "1"}
    async with serving_people(tmp_path, SCRIPT) as (_, browsers):
        mine = await browsers["ann"].post(PATH, json=ASKED)
        others = await browsers["bob"].post(PATH, json=ASKED, headers=retry)
        answer_id = mine.headers["x-yeoul-answer"]

        assert others.headers["x-yeoul-answer"] != answer_id
        assert (await browsers["bob"].get(f"/api/answers/{answer_id}")).status_code == 404
        assert (await browsers["ann"].get(f"/api/answers/{answer_id}")).status_code == 200


async def test_a_removed_account_takes_its_calls_along(tmp_path: Path) -> None:
    async with serving_people(tmp_path, SCRIPT) as (_, browsers):
        for name in ("ann", "bob"):
            assert (await browsers[name].post(PATH, json=ASKED)).status_code == 200
        gone = await browsers["ann"].post(
            "/api/me/delete", json={"name": "ann", "password": PASSWORD}
        )
        assert gone.status_code == 204, gone.text
        await until(lambda: len(kept(tmp_path)) == 1)


def kept(data_dir: Path) -> list[Any]:
    with closing(sqlite3.connect(data_dir / "store.db")) as store:
        return store.execute("SELECT call FROM messages WHERE call IS NOT NULL").fetchall()


async def test_a_stream_ends_with_its_session(tmp_path: Path) -> None:
    async with serving_people(tmp_path, ["To ", asyncio.Event()]) as (_, browsers):
        with pytest.raises(httpx2.RemoteProtocolError):
            await read_and_log_out(browsers["ann"])


async def read_and_log_out(browser: httpx2.AsyncClient) -> None:
    async with browser.stream("POST", PATH, json={**ASKED, "stream": True}) as reply:
        async for _ in reply.aiter_raw():
            await browser.post("/api/logout")
