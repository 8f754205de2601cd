"""A small service with OpenAI's Responses API in the background, for tests; it misbehaves if told.

Its responses grow by themselves, read or not. They can be read from any event, cancelled and
deleted, and everything that was asked of it is written down::

    async with open_responses_service() as service:
        service.words = lambda question: ["Still ", "waters"]
        ... service.base_url, service.asked, service.cancelled, service.deleted
"""

from __future__ import annotations

import asyncio
import itertools
import json
import re
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.services.chat_service import (
    Call,
    Request,
    list_models,
    listening,
    logprobs_of,
    read_request,
)

Json = dict[str, Any]


@dataclass
class Response:
    """One response: its events so far, and what it has said."""

    asked: Json
    id: str
    events: list[Json] = field(default_factory=list)
    status: str = "in_progress"
    output: list[Json] = field(default_factory=list)
    error: Json | None = None
    incomplete: Json | None = None
    usage: Json | None = None
    grown: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None

    @property
    def text(self) -> str:
        """The text of all its messages."""
        parts = [part for item in self.output for part in item.get("content", ())]
        return "".join(part.get("text", "") for part in parts)

    def shown(self) -> Json:
        """Return the response as an object."""
        return {
            "id": self.id,
            "object": "response",
            "created_at": 1_790_000_000,
            "status": self.status,
            "background": self.asked.get("background", False),
            "error": self.error,
            "incomplete_details": self.incomplete,
            "instructions": self.asked.get("instructions"),
            "metadata": {},
            "model": self.asked["model"],
            "output": json.loads(json.dumps(self.output)),
            "parallel_tool_calls": True,
            "temperature": 1.0,
            "tool_choice": "auto",
            "tools": [],
            "top_p": 1.0,
            "usage": self.usage,
        }

    def add(self, kind: str, **fields: Any) -> None:
        """Add an event; readers get it at once."""
        self.events.append({"type": kind, "sequence_number": len(self.events), **fields})
        self.wake()

    def wake(self) -> None:
        """Wake all readers."""
        self.grown.set()
        self.grown = asyncio.Event()

    @property
    def is_over(self) -> bool:
        return self.status != "in_progress"

    def end(self, status: str) -> None:
        """End the response by its last event."""
        self.status = status
        self.usage = {
            "input_tokens": 9,
            "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
            "output_tokens": len(self.events),
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": 9 + len(self.events),
        }
        self.add(f"response.{status}", response=self.shown())


def in_words(asked: Json) -> list[str]:
    """Return the last question, cut into words."""
    return re.findall(r"\s*\S+", asked["input"][-1]["content"])


@dataclass
class ResponsesService:
    """The running service."""

    port: int = 0
    #: The text and the thinking of an answer, in the pieces in which they come.
    words: Callable[[Json], Iterable[str]] = in_words
    thoughts: Callable[[Json], Iterable[str]] = lambda asked: []
    #: The calls of tools behind its text: for each, the name and the pieces of its arguments.
    calls: Callable[[Json], Iterable[tuple[str, Iterable[str]]]] = lambda asked: []
    #: How a response ends: its status, and what it says of that.
    ending: Callable[[Response], str] = lambda response: "completed"
    pause_s: float = 0.0
    #: Seconds between the last event of a stream and the end of its body.
    end_pause_s: float = 0.0
    #: Seconds in the middle of a response that is given whole.
    whole_pause_s: float = 0.0
    #: Bytes after which the n-th stream (from 0) is reset; None: never.
    cut_after: Callable[[int], int | None] = lambda number: None
    #: Returns the events to send in place of one, on the n-th stream.
    mangle: Callable[[int, Json], list[Json]] = lambda number, event: [event]
    #: Event behind which the n-th stream says nothing more, and stays open; None: none.
    hang_behind: Callable[[int], int | None] = lambda number: None
    #: Refuses the n-th request that is no question: with a status and a reason.
    refuse: Callable[[int, Request], tuple[int, str] | None] = lambda number, request: None
    #: Refuses a question.
    refuse_question: Callable[[Json], str | None] = lambda asked: None
    #: Whether it has this API at all, and takes questions in the background.
    has_api: bool = True
    has_background: bool = True
    #: Set before a question is answered at all; the question has been read then.
    may_begin: asyncio.Event = field(default_factory=asyncio.Event)
    requests: list[Request] = field(default_factory=list)
    responses: dict[str, Response] = field(default_factory=dict)
    cancelled: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    streams: int = 0
    connections: int = 0
    #: Streams whose reader is still there.
    open_streams: int = 0
    others: int = 0
    #: Set whenever a request has arrived.
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.may_begin.set()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def asked(self) -> list[Json]:
        """The questions that were not refused: what has to be paid."""
        return [response.asked for response in self.responses.values()]

    @property
    def last(self) -> Response:
        return [*self.responses.values()][-1]

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds, looking whenever a request arrives."""
        async with asyncio.timeout(30):
            while not holds():
                self.arrived.clear()
                if not holds():
                    await self.arrived.wait()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        self.connections += 1
        with suppress(ConnectionError):
            while (request := await read_request(reader)) is not None:
                self.requests.append(request)
                call = Call(request, reader, writer)
                await self._run(call)
                self.arrived.set()
                if not call.keep_alive:
                    break
        writer.close()

    async def _run(self, call: Call) -> None:
        url = urlsplit(call.request.path)
        _, kind, *rest = url.path.strip("/").split("/")
        if kind == "models":
            return await list_models(call)
        if kind == "responses" and not self.has_api:
            return await call.reply(404, {"detail": "Not Found"})
        if kind == "responses" and not rest:
            return await self._answer(call)
        number, self.others = self.others, self.others + 1
        if (refusal := self.refuse(number, call.request)) is not None:
            return await call.error(*refusal)
        response = self.responses.get(rest[0])
        if response is None or response.id in self.deleted:
            return await call.error(404, f"Response with id {rest[0]!r} not found.")
        await self._read(call, response, rest[1:], parse_qs(url.query))
        return None

    async def _read(
        self, call: Call, response: Response, rest: list[str], query: dict[str, list[str]]
    ) -> None:
        if rest == ["cancel"]:
            self.cancelled.append(response.id)
            if not response.is_over:
                if response.task is not None:
                    response.task.cancel()
                response.end("cancelled")
            await call.reply(200, response.shown())
        elif call.request.method == "DELETE":
            self.deleted.append(response.id)
            await call.reply(200, {"id": response.id, "object": "response", "deleted": True})
        elif query.get("stream") == ["true"]:
            after = int(query.get("starting_after", ["-1"])[0])
            tells = "message.output_text.logprobs" in query.get("include[]", [])
            await self._stream(call, response, after, tells=tells)
        else:
            await self._give_whole(call, json.dumps(response.shown()).encode())

    async def _give_whole(self, call: Call, whole: bytes) -> None:
        await call.head(content_type="application/json", length=len(whole))
        await call.send(whole[:100])
        await asyncio.sleep(self.whole_pause_s)
        await call.send(whole[100:])
        await call.end()

    async def _answer(self, call: Call) -> None:
        asked = call.request.body
        refusal = self.refuse_question(asked)
        if asked.get("background") and not self.has_background:
            refusal = "Unknown parameter: 'background'."
        if refusal is not None:
            return await call.error(400, refusal)
        response = Response(asked, f"resp_{len(self.responses):032x}")
        self.responses[response.id] = response
        self.arrived.set()
        await self.may_begin.wait()
        response.task = asyncio.create_task(self._grow(response))  # noqa: TID251
        try:
            await self._stream(call, response, -1)
        finally:
            if not asked.get("background"):  # nobody reads it any more
                response.task.cancel()
        return None

    async def _stream(
        self, call: Call, response: Response, after: int, *, tells: bool = True
    ) -> None:
        self.open_streams += 1
        gone = asyncio.ensure_future(call.client_gone())  # noqa: TID251
        sending = asyncio.ensure_future(self._send(call, response, after, tells))  # noqa: TID251
        try:
            await asyncio.wait([gone, sending], return_when=asyncio.FIRST_COMPLETED)
            if sending.done():
                sending.result()
        finally:
            self.open_streams -= 1
            for task in (gone, sending):
                task.cancel()
            await asyncio.wait([gone, sending])

    async def _send(self, call: Call, response: Response, after: int, tells: bool) -> None:
        """Send the events behind one number until the response has ended, or the wire is cut."""
        number, self.streams = self.streams, self.streams + 1
        limit, last = self.cut_after(number), self.hang_behind(number)
        sent = 0
        await call.head()
        for at in itertools.count(after + 1):
            while at >= len(response.events):
                if response.is_over:
                    await asyncio.sleep(self.end_pause_s)
                    return await call.end()
                await response.grown.wait()
            for event in self.mangle(number, response.events[at]):
                if not tells and "logprobs" in event:
                    event = {**event, "logprobs": []}
                data = frame(event)
                if limit is not None and sent + len(data) >= limit:
                    await call.send(data[: limit - sent])
                    return call.reset()
                sent += len(data)
                await call.send(data)
            if at == last:
                await asyncio.Event().wait()
        return None

    async def _grow(self, response: Response) -> None:
        """Generate: what it would say, one word after the other."""
        shown = response.shown()
        response.add("response.created", response=shown)
        response.add("response.in_progress", response=shown)
        if thoughts := self.thoughts(response.asked):
            await self._think(response, thoughts)
        item: Json = {"id": "msg_1", "type": "message", "role": "assistant", "content": []}
        part: Json = {"type": "output_text", "text": "", "annotations": [], "logprobs": []}
        place = {"output_index": len(response.output), "item_id": item["id"], "content_index": 0}
        at = {"output_index": place["output_index"]}
        response.add("response.output_item.added", **at, item={**item, "status": "in_progress"})
        response.output.append({**item, "status": "in_progress"})
        response.add("response.content_part.added", **place, part=dict(part))
        response.output[-1]["content"] = [part]
        for word in self.words(response.asked):
            await asyncio.sleep(self.pause_s)
            part["text"] += word
            most = response.asked.get("top_logprobs", 0)
            told = [logprobs_of(word, most)] if most else []
            response.add("response.output_text.delta", **place, delta=word, logprobs=told)
        status = self.ending(response)
        if status == "completed":
            response.add("response.output_text.done", **place, text=part["text"], logprobs=[])
            response.add("response.content_part.done", **place, part=dict(part))
            response.output[-1]["status"] = "completed"
            response.add("response.output_item.done", **at, item=dict(response.output[-1]))
        for name, pieces in self.calls(response.asked):
            await self._call(response, name, pieces)
        response.end(status)

    async def _call(self, response: Response, name: str, pieces: Iterable[str]) -> None:
        index = len(response.output)
        item = {"id": f"fc_{index}", "type": "function_call", "status": "in_progress"}
        item |= {"call_id": f"call_{index}", "name": name, "arguments": ""}
        place = {"output_index": index, "item_id": item["id"]}
        response.add("response.output_item.added", output_index=index, item=dict(item))
        response.output.append(item)
        for piece in pieces:
            await asyncio.sleep(self.pause_s)
            item["arguments"] += piece
            response.add("response.function_call_arguments.delta", **place, delta=piece)
        item["status"] = "completed"
        whole = {"name": name, "arguments": item["arguments"]}
        response.add("response.function_call_arguments.done", **place, **whole)
        response.add("response.output_item.done", output_index=index, item=dict(item))

    async def _think(self, response: Response, thoughts: Iterable[str]) -> None:
        item: Json = {"id": "rs_1", "type": "reasoning", "summary": []}
        at = {"output_index": len(response.output)}
        place = {**at, "item_id": item["id"], "summary_index": 0}
        part = {"type": "summary_text", "text": ""}
        response.add("response.output_item.added", **at, item=dict(item))
        response.add("response.reasoning_summary_part.added", **place, part=dict(part))
        response.output.append(item)
        item["summary"] = [part]
        for thought in thoughts:
            await asyncio.sleep(self.pause_s)
            part["text"] += thought
            response.add("response.reasoning_summary_text.delta", **place, delta=thought)
        response.add("response.reasoning_summary_text.done", **place, text=part["text"])
        response.add("response.reasoning_summary_part.done", **place, part=dict(part))
        response.add("response.output_item.done", **at, item=dict(item))


def frame(event: Json) -> bytes:
    """Return an event as the service writes it."""
    data = json.dumps(event, ensure_ascii=False).encode()
    return b"event: %b\ndata: %b\n\n" % (event["type"].encode(), data)


@asynccontextmanager
async def open_responses_service() -> AsyncIterator[ResponsesService]:
    """Run the service on a free loopback port; its responses and connections end with it."""
    service = ResponsesService()
    async with listening(service.serve) as port:
        service.port = port
        try:
            yield service
        finally:
            tasks = [response.task for response in service.responses.values() if response.task]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
