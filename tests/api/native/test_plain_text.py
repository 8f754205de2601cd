"""The plain text of an answer."""

from __future__ import annotations

import logging
from pathlib import Path

import httpx2
import pytest

from tests.api.tokens import KOREAN
from tests.served import Served, serving
from yeoul.errors import ProviderBroken
from yeoul.providers.script_steps import Step

pytestmark = pytest.mark.anyio


async def test_completion_is_the_plain_text(served: Served) -> None:
    reply = await served.client.get("/completion", params={"query": "What is a river?"})
    assert reply.headers["content-type"] == "text/plain; charset=utf-8"
    assert reply.text == "".join(KOREAN)


async def test_a_completion_says_which_answer_it_is(served: Served) -> None:
    reply = await served.client.get("/completion", params={"query": "What is a river?"})
    answer = await served.get(reply.headers["location"])
    assert (answer["text"], answer["status"]) == ("".join(KOREAN), "finished")
    assert reply.headers["cache-control"] == "no-store, no-transform"
    assert reply.headers["x-accel-buffering"] == "no"


@pytest.mark.parametrize("script", [["ab", ProviderBroken("gone")], [ProviderBroken("gone")]])
async def test_a_completion_that_fails_is_cut_not_ended(
    tmp_path: Path, script: list[Step], caplog: pytest.LogCaptureFixture
) -> None:
    async with serving(tmp_path, script) as served:
        logging.getLogger("uvicorn.error").setLevel(logging.INFO)
        with pytest.raises((httpx2.RemoteProtocolError, httpx2.ReadError)):
            await served.client.get("/completion", params={"query": "x"})
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


@pytest.mark.parametrize("query", ["", " \n\t "])
async def test_a_blank_question_is_not_asked(served: Served, query: str) -> None:
    reply = await served.client.get("/completion", params={"query": query})
    assert (reply.status_code, reply.json()["code"]) == (422, "invalid_request")
    assert reply.json()["errors"][0]["field"] == "query"
    assert (await served.get("/api/conversations"))["conversations"] == []
