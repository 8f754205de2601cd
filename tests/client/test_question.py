from __future__ import annotations

import orjson
import pytest

from tests.client.unreliable_server import reply, unreliable
from yeoul.client.connections import Connections
from yeoul.client.question import SentQuestion
from yeoul.client.transports.base import ConnectionLost
from yeoul.errors import UnknownModel

pytestmark = pytest.mark.anyio


async def asked(*replies: bytes) -> tuple[list[str | None], str]:
    """Ask once per reply; returns the keys that were sent, and the last reply's id."""
    async with unreliable(replies) as server:
        connections = Connections(server.url, stall_s=60)
        question = SentQuestion({"content": "q"}, None)
        try:
            for _ in replies[:-1]:
                with pytest.raises(ConnectionLost):
                    await question.ask(connections)
            answer_id = await question.ask(connections)
        finally:
            await connections.aclose()
        keys = [server.header(n, "idempotency-key") for n in range(len(replies))]
        return keys, answer_id


async def test_the_reply_names_the_answer_and_every_try_has_the_same_key() -> None:
    created = reply("201 Created", b'{"answer":{"id":"a1"}}')
    keys, answer_id = await asked(created[:-3], reply("503 Service Unavailable"), created)
    assert answer_id == "a1"
    assert len(set(keys)) == 1
    assert keys[0]


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"answer":null}'])
async def test_a_reply_that_names_no_answer_is_taken_for_a_loss(body: bytes) -> None:
    await asked(reply("201 Created", body), reply("201 Created", b'{"answer":{"id":"a1"}}'))


async def test_a_refusal_is_raised() -> None:
    with pytest.raises(UnknownModel):
        await asked(reply("422 Unprocessable", b'{"code":"unknown_model","detail":"Who?"}'))


@pytest.mark.parametrize("key", [None, "k"])
async def test_every_try_names_the_same_answer_unless_the_key_is_the_callers(
    key: str | None,
) -> None:
    lost = reply("503 Service Unavailable")
    async with unreliable([lost, lost]) as server:
        connections = Connections(server.url, stall_s=60)
        question = SentQuestion({"content": "q"}, key)
        for _ in range(2):
            with pytest.raises(ConnectionLost):
                await question.ask(connections)
        await connections.aclose()
    first, again = (orjson.loads(each.partition("\r\n\r\n")[2]) for each in server.requests)
    assert first == again
    assert first.get("ids") == (None if key else {"answer": question.answer_id})
    assert (question.answer_id is None) == (key is not None)
