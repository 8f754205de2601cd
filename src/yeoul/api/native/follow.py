"""The one address of an answer's events, and the choice between the transports on it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response, WebSocket

from yeoul.api.dependencies import Deps, owner_of
from yeoul.api.fields import PathId
from yeoul.api.native import PREFIX
from yeoul.api.openapi import COMPONENT
from yeoul.errors import InvalidCursor, ShuttingDown
from yeoul.protocol.events import CURSOR_PATTERN, Cursor
from yeoul.transports.polling import MAX_WAIT_S, poll
from yeoul.transports.sse import CutSource, LogSource, sse_response
from yeoul.transports.websocket import serve_websocket

#: A cursor of no epoch: a client that sends it gets a reset.
_LOST = Cursor(0, 0)

EVENTS_PATH = f"{PREFIX}/answers/{{answer_id}}/events"

router = APIRouter(tags=["stream"])


@router.head(EVENTS_PATH, include_in_schema=False)
@router.get(
    EVENTS_PATH,
    summary="Follow an answer",
    response_class=Response,
    responses={
        200: {
            "description": "Events behind the cursor; as SSE until `end`, or as JSON.",
            "content": {
                "text/event-stream": {"itemSchema": {"$ref": f"{COMPONENT}StreamedEvent"}},
                "application/json": {"schema": {"$ref": f"{COMPONENT}EventList"}},
            },
        },
        204: {"description": "SSE: the client has the `end` already."},
    },
)
async def follow_answer(
    request: Request,
    deps: Deps,
    answer_id: PathId,
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
    `EventEntry`. For a reconnecting `EventSource`, `Last-Event-ID` wins over `after`.
    """
    owner, cursor = owner_of(request), requested_cursor(last_event_id, after)
    if wants_json(request.headers.get("accept"), default=False):
        return await poll(await deps.chat.follow(owner, answer_id, cursor), cursor, wait)
    try:
        reader = await deps.chat.follow(owner, answer_id, cursor)
    except ShuttingDown as why:
        return sse_response(CutSource(why), deps.pace)
    if reader.done:
        reader.close()
        return Response(status_code=204)
    return sse_response(LogSource(reader), deps.pace)


@router.websocket(EVENTS_PATH)
async def follow_by_websocket(
    websocket: WebSocket,
    deps: Deps,
    answer_id: PathId,
    after: Annotated[str | None, Query()] = None,
) -> None:
    """Follow an answer by WebSocket. A refusal is an HTTP reply to the handshake."""
    cursor = requested_cursor(websocket.headers.get("last-event-id"), after)
    reader = await deps.chat.follow(owner_of(websocket), answer_id, cursor)
    await serve_websocket(websocket, reader, deps.pace)


def requested_cursor(last_event_id: str | None, after: str | None) -> Cursor | None:
    """Return the position a request names; None is the start of the current epoch.

    ``Last-Event-ID`` wins: a reconnecting browser sends it, with the address it began with. Such a
    client cannot be told about an error, so a bad value leads to a reset.

    Raises:
        InvalidCursor: ``after`` is used, and is not a cursor.
    """
    if last_event_id:
        try:
            return Cursor.parse(last_event_id)
        except InvalidCursor:
            return _LOST
    if after is None:
        return None
    return Cursor.parse(after)


def wants_json(accept: str | None, *, default: bool) -> bool:
    """Return whether an Accept header asks for JSON rather than an event stream.

    Returns ``default`` where it names neither, or both.
    """
    names = (accept or "").lower()
    json, stream = "application/json" in names, "text/event-stream" in names
    return json if json != stream else default
