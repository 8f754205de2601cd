"""Yeoul's own client with an API token: on every transport, until the token ends, and in secret."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.accounts.people import serving_people
from yeoul.client import AnswerStream, Client, RetryPolicy, Transport
from yeoul.client.transports import TRANSPORTS
from yeoul.errors import Forbidden, Unauthenticated
from yeoul.events import Delta, End

pytestmark = pytest.mark.anyio

FAST = RetryPolicy(poll_s=0.05)


async def token_of(browser: httpx2.AsyncClient, *scopes: str) -> dict[str, Any]:
    body = {"name": "a test", "scopes": scopes}
    made: dict[str, Any] = (await browser.post("/api/tokens", json=body)).json()
    return made


async def until(stream: AnswerStream, kind: type[Delta | End]) -> None:
    """Read to the next event of a kind."""
    async with asyncio.timeout(30):
        async for event in stream:
            if isinstance(event, kind):
                return


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_a_token_is_enough_to_ask_and_ends_what_it_has_opened(
    tmp_path: Path, transport: Transport
) -> None:
    go_on = asyncio.Event()
    async with serving_people(tmp_path, ["one ", go_on, "two"]) as (served, browsers):
        ann = browsers["ann"]
        token, other = await token_of(ann, "ask"), await token_of(ann, "read")
        async with Client(served.url, token=token["token"], retry_policy=FAST) as client:
            stream = client.ask("?", transport=transport)
            await until(stream, Delta)
            await ann.delete(f"/api/tokens/{token['id']}")
            with pytest.raises(Unauthenticated, match="revoked"):
                await until(stream, Delta)
            with pytest.raises(Unauthenticated):
                await client.models()
        go_on.set()
        async with Client(served.url, token=other["token"], retry_policy=FAST) as client:
            again = client.follow(str(stream.answer_id), transport=transport)
            await until(again, End)
            assert again.transcript.text == "one two"
            with pytest.raises(Forbidden, match="scope ask"):
                await client.stop(str(stream.answer_id))
        assert len(served.provider.prompts) == 1


async def test_a_token_goes_beside_other_headers_and_is_in_no_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with serving_people(tmp_path, ["x"]) as (served, browsers):
        token = (await token_of(browsers["ann"], "ask", "read"))["token"]
        async with Client(served.url, token=token, headers={"x-trace": "1"}) as client:
            stream = client.ask("?", transport="websocket")
            await until(stream, End)
            assert len((await client.conversations()).conversations) == 1
    assert token not in caplog.text
