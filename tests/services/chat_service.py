"""A small OpenAI-compatible HTTP server for tests: it streams, and misbehaves just as it is told.

It speaks HTTP/1.1 by hand over asyncio, so that a test decides about every byte and every close::

    async with open_chat_service() as service:
        service.answer = my_plan          # async def my_plan(call: Call) -> None
        ... service.base_url, service.requests, service.open_answers

Without a plan it gives the question back word by word, with usage and ``[DONE]``.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

DONE = b"data: [DONE]\n\n"


def chunk(delta: dict[str, Any] | None = None, **rest: Any) -> bytes:
    """Return one event with one choice; its fields, and those beside it, as keywords."""
    choice = {"index": 0, "delta": delta or {}, "finish_reason": rest.pop("finish_reason", None)}
    if "logprobs" in rest:
        choice["logprobs"] = rest.pop("logprobs")
    body = {"id": "c1", "object": "chat.completion.chunk", "choices": [choice], **rest}
    return b"data: " + json.dumps(body, ensure_ascii=False).encode() + b"\n\n"


def text(piece: str) -> bytes:
    """Return one event with text."""
    return chunk({"content": piece})


def logprobs_of(piece: str, most: int) -> dict[str, Any]:
    """Return a token as services tell it, with so many candidates: itself, and others."""

    def told(text: str, logprob: float) -> dict[str, Any]:
        return {"token": text, "bytes": [*text.encode()], "logprob": logprob}

    others = [told(piece + "!" * at, -0.125 - at) for at in range(most)]
    return {**told(piece, -0.125), "top_logprobs": others}


def told_text(piece: str, most: int) -> bytes:
    """Return one event with a text that is one token, and its candidates."""
    return chunk({"content": piece}, logprobs={"content": [logprobs_of(piece, most)]})


def finish(reason: str = "stop") -> bytes:
    """Return the event with the finish reason."""
    return chunk(finish_reason=reason)


def usage(prompt_tokens: int = 9, completion_tokens: int = 2) -> bytes:
    """Return the event with the usage and no choices."""
    counted = {"prompt_tokens": prompt_tokens, "completion_tokens": completion_tokens}
    return b'data: {"choices":[],"usage":' + json.dumps(counted).encode() + b"}\n\n"


@dataclass
class Request:
    """What the service was asked."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any


@dataclass
class Call:
    """One request and the ways to answer it."""

    request: Request
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    keep_alive: bool = False
    _chunked: bool = False

    async def head(
        self,
        status: int = 200,
        content_type: str = "text/event-stream",
        *,
        length: int | None = None,
        **headers: str,
    ) -> None:
        """Send the status line and the headers; ``retry_after=`` becomes ``retry-after``."""
        self._chunked = length is None
        framing = "transfer-encoding: chunked" if length is None else f"content-length: {length}"
        lines = [f"HTTP/1.1 {status} Status", framing]
        if content_type:
            lines.append(f"content-type: {content_type}")
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        self.writer.write("\r\n".join([*lines, "", ""]).encode())
        await self.writer.drain()

    async def send(self, *parts: bytes) -> None:
        """Send each part as a chunk of its own."""
        for part in parts:
            framed = b"%x\r\n%b\r\n" % (len(part), part) if self._chunked else part
            self.writer.write(framed)
            await self.writer.drain()

    async def stream(self, *parts: bytes) -> None:
        """Send a whole stream: head, parts, clean end."""
        await self.head()
        await self.send(*parts)
        await self.end()

    async def end(self) -> None:
        """End the body cleanly; the connection can be used again."""
        if self._chunked:
            self.writer.write(b"0\r\n\r\n")
            await self.writer.drain()
        self.keep_alive = True

    async def reply(self, status: int, body: Any, **headers: str) -> None:
        """Send a whole answer: JSON, or a page if ``body`` is a str."""
        page = isinstance(body, str)
        data = body.encode() if page else json.dumps(body).encode()
        kind = "text/html; charset=utf-8" if page else "application/json"
        await self.head(status, kind, length=len(data), **headers)
        await self.send(data)
        self.keep_alive = True

    async def error(self, status: int, message: str, *, code: str | None = None, **h: str) -> None:
        """Send an error as these services do."""
        error = {"message": message, "type": "invalid_request_error", "code": code}
        await self.reply(status, {"error": error}, **h)

    async def client_gone(self) -> None:
        """Return when the client has closed its side."""
        with suppress(ConnectionError):
            await self.reader.read()

    def reset(self) -> None:
        """Break the connection at once (RST)."""
        self.writer.transport.abort()


Plan = Callable[[Call], Awaitable[None]]


async def echo(call: Call) -> None:
    """Give the question back, word by word."""
    words = re.findall(r"\s*\S+", call.request.body["messages"][-1]["content"])
    most = call.request.body.get("top_logprobs", 0)
    said = [told_text(word, most) if most else text(word) for word in words]
    counted = usage(9, len(words)) if "stream_options" in call.request.body else b""
    await call.stream(*said, finish(), *([counted] if counted else []), DONE)


async def list_models(call: Call) -> None:
    """List two models."""
    data = [{"id": "small", "object": "model"}, {"id": "large", "context_length": 8192}]
    await call.reply(200, {"object": "list", "data": data})


@dataclass
class ChatService:
    """The running service. ``open_answers`` counts the answers whose connection is still open."""

    port: int
    answer: Plan = echo
    models: Plan = list_models
    requests: list[Request] = field(default_factory=list)
    open_answers: int = 0
    #: Connections accepted in all.
    connections: int = 0
    #: Set when somebody has asked for an answer.
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    #: Set whenever an answer's connection is over.
    answered: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def questions(self) -> list[Request]:
        """The requests for an answer."""
        return [request for request in self.requests if request.method == "POST"]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while (request := await read_request(reader)) is not None:
                self.requests.append(request)
                call = Call(request, reader, writer)
                await self._run(call)
                if not call.keep_alive:
                    break
        except ConnectionError:
            pass
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def _run(self, call: Call) -> None:
        if call.request.method != "POST":
            await self.models(call)
            return
        self.open_answers += 1
        self.asked.set()
        try:
            await self.answer(call)
        finally:
            self.open_answers -= 1
            self.answered.set()


async def read_request(reader: asyncio.StreamReader) -> Request | None:
    try:
        head = await reader.readexactly(1)
        if not head.isalpha():  # TLS, for one: real servers hang up
            return None
        head += await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    first, *lines = head.decode("latin-1").strip().split("\r\n")
    method, path, _ = first.split(" ", 2)
    pairs = (line.partition(":") for line in lines)
    headers = {name.lower(): value.strip() for name, _, value in pairs}
    raw = await reader.readexactly(int(headers.get("content-length", 0)))
    return Request(method, path, headers, json.loads(raw) if raw else None)


@asynccontextmanager
async def open_chat_service(port: int = 0) -> AsyncIterator[ChatService]:
    """Run the service on a loopback port, a free one by default; its connections end with it."""
    service = ChatService(0)
    async with listening(service.serve, port) as port:
        service.port = port
        yield service


Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def listening(serve: Serve, port: int = 0) -> AsyncIterator[int]:
    """Serve the connections to a loopback port, which is yielded; they end with it."""
    running: set[asyncio.Task[None]] = set()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        running.add(task)
        try:
            await serve(reader, writer)
        except asyncio.CancelledError:
            writer.transport.abort()  # the service is over; the loop would report the task
        finally:
            running.discard(task)

    server = await asyncio.start_server(handle, "127.0.0.1", port)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in list(running):
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await server.wait_closed()
