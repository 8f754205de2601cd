"""Yeoul's own client when its right to read ends: it says so, and does not come again for ever."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx2
import pytest

from tests.accounts.people import log_in, serving_people
from yeoul.client import AnswerStream, Client, RetryPolicy, Transport
from yeoul.client.transports import TRANSPORTS
from yeoul.errors import QuotaExceeded, Unauthenticated
from yeoul.events import Delta

pytestmark = pytest.mark.anyio


def client_of(browser: httpx2.AsyncClient) -> Client:
    """A client that has copied a browser's cookie."""
    [cookie] = browser.cookies.jar
    headers = {"cookie": f"{cookie.name}={cookie.value}", "origin": browser.headers["origin"]}
    return Client(str(browser.base_url), headers=headers, retry_policy=RetryPolicy(poll_s=0.05))


async def until_delta(stream: AnswerStream) -> None:
    """Read to the next piece of text, or to the end."""
    async with asyncio.timeout(30):
        async for event in stream:
            if isinstance(event, Delta):
                return


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_a_stream_ends_with_its_session_and_goes_on_with_another(
    tmp_path: Path, transport: Transport
) -> None:
    async with serving_people(tmp_path, ["one ", asyncio.Event()]) as (served, browsers):
        ann = browsers["ann"]
        async with client_of(ann) as client:
            stream = client.ask("?", transport=transport)
            await until_delta(stream)
            await ann.post("/api/logout")
            with pytest.raises(Unauthenticated):
                await until_delta(stream)
        await log_in(ann, "ann")
        async with client_of(ann) as client:
            again = client.follow(str(stream.answer_id), transport=transport)
            await until_delta(again)
            assert again.transcript.text == "one "
        assert len(served.provider.prompts) == 1


async def test_a_question_beyond_a_limit_is_asked_once(tmp_path: Path) -> None:
    async with (
        serving_people(tmp_path, ["x"], questions_per_day=1) as (_, browsers),
        client_of(browsers["ann"]) as client,
    ):
        await until_delta(client.ask("?"))
        with pytest.raises(QuotaExceeded) as refused:
            await until_delta(client.ask("?"))
        assert refused.value.retry_after_s is not None
