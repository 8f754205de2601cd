"""The plain text of an answer."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import httpx2
import pytest
from starlette.types import Message

from tests.api.tokens import KOREAN
from tests.served import Served, serving
from yeoul.api.native.completion import PatientText, completion_texts
from yeoul.errors import Interrupted, ProviderBroken
from yeoul.eventlog.memory import MemoryLog
from yeoul.protocol.events import Delta, End, Reset, Started
from yeoul.providers.scripts import Step
from yeoul.transports.abort import EXTENSION

pytestmark = pytest.mark.anyio


async def test_completion_is_the_plain_text(served: Served) -> None:
    reply = await served.client.get("/completion", params={"query": "What is a river?"})
    assert reply.headers["content-type"] == "text/plain; charset=utf-8"
    assert reply.text == "".join(KOREAN)


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


STARTED = Started("a1", "c1", "q1", "m1", "2026-01-01T00:00:00.000Z")


@pytest.mark.parametrize(("kept", "rest"), [("ab", ""), ("abX", "X")])
async def test_a_completion_goes_on_behind_what_was_read_if_its_answer_is_taken_up(
    kept: str, rest: str
) -> None:
    log = MemoryLog()
    (await log.create(STARTED)).append(Delta("ab"))
    texts = completion_texts(await log.follow("a1", None))
    assert await anext(texts) == "ab"
    writer = await log.open_epoch(STARTED, text=kept, reasoning="")
    writer.append(Delta("cd"))
    await writer.end(End("finished", "stop", None, None, None, "0" * 64))
    assert "".join([text async for text in texts]) == rest + "cd"


async def test_a_completion_whose_text_was_replaced_is_cut() -> None:
    log = MemoryLog()
    (await log.create(STARTED)).append(Delta("ab"))
    texts = completion_texts(await log.follow("a1", None))
    assert await anext(texts) == "ab"
    await log.open_epoch(STARTED, text="other", reasoning="")
    with pytest.raises(Interrupted):
        await anext(texts)


async def test_a_completion_goes_on_with_the_text_behind_what_turned_out_to_be_thinking() -> None:
    log = MemoryLog()
    writer = await log.create(STARTED)
    writer.append(Delta("Hm."))
    texts = completion_texts(await log.follow("a1", None))
    assert await anext(texts) == "Hm."
    writer.append(Reset("", "Hm."))
    writer.append(Delta("Two."))
    await writer.end(End("finished", "stop", None, None, None, "0" * 64))
    assert "".join([text async for text in texts]) == "Two."


async def test_a_client_that_takes_nothing_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    log = MemoryLog()
    (await log.create(STARTED)).append(Delta("ab"))
    dropped, closed = asyncio.Event(), asyncio.Event()
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)
        if message.get("body"):
            await asyncio.Event().wait()  # full, for ever

    async def receive() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    reader = await log.follow("a1", None)
    monkeypatch.setattr(reader, "close", closed.set)
    scope = {"type": "http", "extensions": {EXTENSION: dropped.set}}
    async with asyncio.timeout(10):
        await PatientText(reader, send_timeout_s=0.01, headers={})(scope, receive, send)
    assert dropped.is_set()
    assert closed.is_set()
    assert [message.get("body") for message in sent] == [None, b"ab"]
