"""Plain readers of an answer over each transport, none of them Yeoul's own client.

A follower reconnects from its cursor for as long as it takes, writes down every entry as it came,
and notes each breach of the stream's rules in ``faults``.
"""

from __future__ import annotations

import asyncio
import hashlib
import itertools
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

import httpx2
import orjson
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidHandshake, InvalidStatus, WebSocketException

from yeoul.protocol.content import (
    Candidates,
    call_from_json,
    candidates_from_json,
    content_from_json,
    is_told_of,
)
from yeoul.protocol.growing_content import GrowingContent
from yeoul.protocol.sse import SseParser

TRANSPORTS = ("sse", "websocket", "long-poll", "poll")
#: Seconds before a follower whose connection was cut, or that polls, asks again.
RETRY_S = 0.05

Entry = dict[str, Any]


class Follower:
    """Follows one answer to its end."""

    def __init__(self, url: str, answer_id: str, transport: str = "sse") -> None:
        self.path = f"/api/answers/{answer_id}/events"
        self.url = url
        self.answer_id = answer_id
        self.transport = transport
        self.cursor: str | None = None
        #: Stored entries as they came: id -> (event, data as text).
        self.seen: dict[str, tuple[str, str]] = {}
        self.text = ""
        #: The calls of tools, and the candidates of tokens, that it has seen.
        self.calls = GrowingContent()
        self.end: dict[str, Any] | None = None
        self.resets = 0
        self.connects = 0
        self.statuses: list[int] = []
        self.faults: list[str] = []
        #: Set whenever something new has been applied.
        self.progress = asyncio.Event()

    @property
    def told(self) -> list[Candidates]:
        """The candidates that it has seen, in the order of the text."""
        return self.calls.candidates

    async def run(self, client: httpx2.AsyncClient) -> None:
        """Follow until the end, over as many connections as it takes."""
        while self.end is None:
            self.connects += 1
            try:
                async with aclosing(self._connection(client)) as entries:
                    async for entry in entries:
                        self.apply(entry)
            except (httpx2.TransportError, WebSocketException, InvalidHandshake, OSError):
                pass
            await asyncio.sleep(RETRY_S)

    async def until(self, events: int) -> None:
        """Wait until it has seen so many events, or the end."""
        while len(self.seen) < events and self.end is None:
            self.progress.clear()
            await self.progress.wait()

    async def longer_than(self, text: str) -> None:
        """Wait until it has more than a text, or the end."""
        while len(self.text) <= len(text) and self.end is None:
            self.progress.clear()
            await self.progress.wait()

    def _connection(self, client: httpx2.AsyncClient) -> AsyncGenerator[Entry, None]:
        match self.transport:
            case "sse":
                return self._sse(client)
            case "websocket":
                return self._websocket()
            case _:
                return self._json(client, wait=5 if self.transport == "long-poll" else 0)

    async def _sse(self, client: httpx2.AsyncClient) -> AsyncGenerator[Entry, None]:
        headers = {"accept": "text/event-stream"}
        if self.cursor:
            headers["last-event-id"] = self.cursor
        async with client.stream("GET", self.url + self.path, headers=headers) as reply:
            self.statuses.append(reply.status_code)
            if reply.status_code != 200:
                return
            parser = SseParser()
            async for chunk in reply.aiter_raw():
                for event in parser.feed(chunk):
                    if event.event != "heartbeat":
                        data = orjson.loads(event.data)
                        yield {"id": event.id, "event": event.event, "data": data}

    async def _websocket(self) -> AsyncGenerator[Entry, None]:
        query = f"?after={self.cursor}" if self.cursor else ""
        address = self.url.replace("http://", "ws://") + self.path + query
        try:
            async with connect(address, proxy=None, compression=None, open_timeout=60) as socket:
                async for message in socket:
                    entry = orjson.loads(message)
                    if entry["event"] != "heartbeat":
                        yield entry
        except InvalidStatus as refused:
            self.statuses.append(refused.response.status_code)

    async def _json(self, client: httpx2.AsyncClient, *, wait: int) -> AsyncGenerator[Entry, None]:
        params: dict[str, Any] = {"wait": wait} if wait else {}
        if self.cursor:
            params["after"] = self.cursor
        headers = {"accept": "application/json"}
        reply = await client.get(self.url + self.path, params=params, headers=headers)
        self.statuses.append(reply.status_code)
        if reply.status_code == 200:
            for entry in reply.json()["events"]:
                yield entry

    def apply(self, entry: Entry) -> None:
        """Apply an entry as a page does, and look at it as a judge does."""
        id, event, data = entry["id"], entry["event"], entry["data"]
        told = (event, orjson.dumps(data).decode())
        if self.end is not None:
            self.faults.append(f"{id} {event} came after the end")
        follows = self._follows(id, event)
        if not follows:
            self.faults.append(f"{id} {event} came behind {self.cursor}")
        if event != "reset" and self.seen.setdefault(id, told) != told:
            self.faults.append(f"{id} was told differently before")
        match event:
            case "delta":
                self.text += data["text"]
            case "tool_call":
                self.calls.add(call_from_json(data))
            case "candidates":
                self.calls.add(candidates_from_json(data))
            case "reset":
                self.resets += 1
                self.text = data["text"]
                self.calls.replace(content_from_json(data))
            case "end":
                self.end = data
                self._check_whole(data["sha256"])
            case _:
                pass
        self.cursor = id
        self.progress.set()

    def _check_whole(self, sha256: str) -> None:
        if sha256 != hashlib.sha256(self.text.encode()).hexdigest():
            self.faults.append("the end's digest is of another text")
        if not is_told_of(self.text, self.told):
            self.faults.append("the candidates are those of another text")

    def _follows(self, id: str, event: str) -> bool:
        epoch, seq = map(int, id.split("-"))
        if self.cursor is None:
            return event == "reset" or seq == 1
        last_epoch, last_seq = map(int, self.cursor.split("-"))
        if event == "reset":
            return epoch >= last_epoch
        return (epoch, seq) == (last_epoch, last_seq + 1)


def followers(url: str, answer_ids: list[str], per_answer: int = 1) -> list[Follower]:
    """Return followers of each answer, the transports in turn."""
    transports = itertools.cycle(TRANSPORTS)
    return [
        Follower(url, answer_id, next(transports))
        for answer_id in answer_ids
        for _ in range(per_answer)
    ]


def open_client() -> httpx2.AsyncClient:
    """Return a client without limits, proxies or patience for hanging servers."""
    limits = httpx2.Limits(max_connections=None, max_keepalive_connections=100)
    return httpx2.AsyncClient(timeout=60, trust_env=False, limits=limits, verify=False)


async def ask(client: httpx2.AsyncClient, url: str, content: str = "?", **fields: Any) -> Entry:
    """Ask by JSON; returns the reply."""
    reply = await client.post(f"{url}/api/answers", json={"content": content, **fields})
    assert reply.status_code == 201, reply.text
    asked: Entry = reply.json()
    return asked


async def check_kept(client: httpx2.AsyncClient, url: str, readers: list[Follower]) -> None:
    """See that every reader saw a sound stream, and that nothing it saw is missing now."""
    for reader in readers:
        assert reader.faults == [], (reader.transport, reader.faults)
        assert reader.end is not None
        answer = (await client.get(f"{url}/api/answers/{reader.answer_id}")).json()
        assert answer["text"].startswith(reader.text)
        if epoch_of(answer["cursor"]) == epoch_of(reader.cursor):  # not continued since
            assert answer["status"] == reader.end["status"]
            assert (answer["text"], answer["cursor"]) == (reader.text, reader.cursor)
            if reader.told:
                address = f"{url}/api/answers/{reader.answer_id}/candidates"
                kept = (await client.get(address)).json()["candidates"]
                assert [candidates_from_json(each) for each in kept] == reader.told


def epoch_of(cursor: str | None) -> int:
    """Return a cursor's epoch; 0 if there is no cursor."""
    return int((cursor or "0-0").split("-")[0])
