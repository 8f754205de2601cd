"""A service that never stops talking, against the largest size of an answer."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx2
import pytest

from tests.faults.followers import Follower, ask, open_client
from tests.faults.servers import Server, server
from tests.services.chat_service import Call, ChatService, finish, open_chat_service, text

pytestmark = pytest.mark.anyio

MIB = 1 << 20
#: What the service would say, if it was let.
TALK_BYTES = 30 * MIB
#: What one answer of 4 MiB may cost: of memory its text in some forms, of the disk the events, the
#: text, and a journal of each file.
MEMORY_BYTES, DISK_BYTES = 100 * MIB, 48 * MIB


class Talker:
    """Says one piece over and over, as fast as it is taken; behind ``first``."""

    def __init__(self, piece: str, at_once: int, first: bytes = b"") -> None:
        self.said_bytes = 0
        self._first = first
        self._events = text(piece) * at_once
        self._bytes = len(piece.encode()) * at_once

    async def talk(self, call: Call) -> None:
        await call.head()
        if self._first:
            await call.send(self._first)
        while self.said_bytes < TALK_BYTES:
            await call.send(self._events)
            self.said_bytes += self._bytes


@pytest.mark.parametrize(
    ("piece", "at_once", "kept"),
    [
        ("여울 ", 2_000, "여울 " * (4 * MIB // 7)),
        ("x" * 300_000, 1, "x" * 4 * MIB),
    ],
    ids=["words", "blocks"],
)
async def test_an_answer_without_an_end_costs_no_more_than_the_largest(
    piece: str, at_once: int, kept: str, tmp_path: Path
) -> None:
    talker = Talker(piece, at_once)
    async with open_chat_service() as service, open_client() as client:
        service.answer = talker.talk
        arguments = ("--base-url", service.base_url)
        with server(tmp_path / "data", *arguments, model="m") as served:
            before = served.resident_bytes()
            reader = await told(served, client)
            assert reader.text == kept
            assert reader.end is not None
            assert reader.end["reason"] == "length"
            assert talker.said_bytes < TALK_BYTES, "the upstream call was not closed"
            await over(service)
            assert served.resident_bytes() - before < MEMORY_BYTES
            assert sum(f.stat().st_size for f in served.data_dir.iterdir()) < DISK_BYTES


async def test_what_is_said_behind_a_finish_reason_costs_no_more_either(tmp_path: Path) -> None:
    talker = Talker("x" * 1000, 100, first=text("That was all.") + finish())
    async with open_chat_service() as service, open_client() as client:
        service.answer = talker.talk
        with server(tmp_path / "data", "--base-url", service.base_url, model="m") as served:
            before = served.resident_bytes()
            reader = await told(served, client)
            assert reader.text.startswith("That was all.")
            assert talker.said_bytes < TALK_BYTES, "the upstream call was not closed"
            await over(service)
            assert served.resident_bytes() - before < MEMORY_BYTES


async def told(served: Server, client: httpx2.AsyncClient) -> Follower:
    """Ask, and follow until the answer has ended as a whole one."""
    asked = await ask(client, served.url, "Tell me all.")
    reader = Follower(served.url, asked["answer"]["id"])
    await asyncio.wait_for(reader.run(client), 50)
    assert reader.faults == []
    assert reader.end is not None
    assert reader.end["status"] == "finished"
    return reader


async def over(service: ChatService) -> None:
    """Wait until nothing more is being said."""
    while service.open_answers:
        service.answered.clear()
        await asyncio.wait_for(service.answered.wait(), 10)
