"""The one address of an answer's events, and the choice between the transports on it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from starlette.requests import HTTPConnection

from yeoul.errors import ShuttingDown
from yeoul.eventlog.base import Batch, EventLog, Reader
from yeoul.protocol.events import CURSOR_PATTERN, Cursor
from yeoul.transports.cursor import requested_cursor
from yeoul.transports.sse import CutSource, EventStream, LogSource, Source
from yeoul.transports.wire import json_entry, json_reply

#: Most bytes of events in one JSON reply.
MAX_REPLY_BYTES = 1 << 20
#: Most seconds that a long poll waits.
MAX_WAIT_S = 30

#: Raises `NotFound` unless the connection's owner may read the answer; sees that the log has it.
Authorize = Callable[[HTTPConnection, str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Follow:
    """Opens readers for requests, whatever the transport."""

    log: EventLog
    authorize: Authorize
    heartbeat_s: float
    send_timeout_s: float

    async def reader(
        self, connection: HTTPConnection, answer_id: str, after: Cursor | None
    ) -> Reader:
        """Return a reader of an answer that this connection may see.

        Raises:
            NotFound
        """
        await self.authorize(connection, answer_id)
        return await self.log.follow(answer_id, after)

    async def source(
        self, connection: HTTPConnection, answer_id: str, after: Cursor | None
    ) -> Source | None:
        """Return what an event stream of an answer is made of; None behind its ``end``.

        Raises:
            NotFound
        """
        try:
            reader = await self.reader(connection, answer_id, after)
        except ShuttingDown as why:
            return CutSource(why)
        return None if reader.done else LogSource(reader)

    def event_stream(self, reader: Reader) -> EventStream:
        """Return the SSE response for ``reader``."""
        return self.stream(LogSource(reader))

    def stream(self, source: Source) -> EventStream:
        """Return an SSE response with this server's heartbeat and patience."""
        return EventStream(source, heartbeat_s=self.heartbeat_s, send_timeout_s=self.send_timeout_s)

    async def json_reply(self, reader: Reader, asked: Cursor | None, wait_s: float) -> Response:
        """Return what a (long) poll gets: at once if there is something, else after ``wait_s``."""
        loop_time = asyncio.get_running_loop().time
        deadline_s = loop_time() + wait_s
        batch = await reader.next(0.0)
        while not batch.frames and not batch.ended and (left_s := deadline_s - loop_time()) > 0:
            batch = await reader.next(left_s)
        reader.close()
        body = json_reply(_fitting(batch), batch, asked)
        return Response(body, media_type="application/json", headers={"cache-control": "no-store"})


async def _current(connection: HTTPConnection) -> Follow:
    follow: Follow = connection.state.follow
    return follow


#: The app's `Follow`, as a route's parameter.
CurrentFollow = Annotated[Follow, Depends(_current)]

_EVENT = "#/components/schemas/StreamedEvent"
_LIST = "#/components/schemas/EventList"

router = APIRouter(tags=["stream"])


@router.head("/api/answers/{answer_id}/events", include_in_schema=False)
@router.get(
    "/api/answers/{answer_id}/events",
    summary="Follow an answer",
    response_class=Response,
    responses={
        200: {
            "description": "Events behind the cursor; as SSE until `end`, or as JSON.",
            "content": {
                "text/event-stream": {"itemSchema": {"$ref": _EVENT}},
                "application/json": {"schema": {"$ref": _LIST}},
            },
        },
        204: {"description": "SSE: the client has the `end` already."},
    },
)
async def follow_answer(
    request: Request,
    follow: CurrentFollow,
    answer_id: str,
    after: Annotated[
        str | None,
        Query(
            description="Cursor of the last event you have.",
            json_schema_extra={"pattern": CURSOR_PATTERN},
        ),
    ] = None,
    wait: Annotated[
        int, Query(ge=0, le=MAX_WAIT_S, description="JSON: seconds to wait for an event.")
    ] = 0,
    last_event_id: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> Response:
    """Follow an answer from a cursor to its end.

    By SSE (default), or with `Accept: application/json` as JSON: with `wait` a long poll, without
    it a poll. An upgrade to WebSocket at the same address gets one text frame per event, each an
    `EventEntry`. Of a reconnecting `EventSource`, `Last-Event-ID` wins over `after`.
    """
    cursor = requested_cursor(last_event_id, after)
    if wants_json(request.headers.get("accept"), default=False):
        reader = await follow.reader(request, answer_id, cursor)
        return await follow.json_reply(reader, cursor, wait)
    source = await follow.source(request, answer_id, cursor)
    return Response(status_code=204) if source is None else follow.stream(source)


def wants_json(accept: str | None, *, default: bool) -> bool:
    """Whether an Accept header asks for JSON rather than an event stream.

    ``default`` holds where it names neither, or both.
    """
    names = (accept or "").lower()
    json, stream = "application/json" in names, "text/event-stream" in names
    return json if json != stream else default


def _fitting(batch: Batch) -> list[bytes]:
    """Return so many frames of a batch that their JSON stays within the limit, but one at least."""
    frames: list[bytes] = []
    size = 0
    for frame in batch.frames:
        size += len(json_entry(frame)) + 1
        if frames and size > MAX_REPLY_BYTES - 512:
            break
        frames.append(frame)
    return frames
