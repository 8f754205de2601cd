"""The one address of an answer's events, and the choice between the transports on it."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response, WebSocket
from fastapi.routing import APIRoute
from starlette.types import Receive, Scope, Send

from yeoul.api.dependencies import Deps, dependencies_of
from yeoul.api.fields import PathId
from yeoul.api.identity import caller_of
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

#: The query of a usual request. Any other query may be faulty.
_USUAL_QUERY = re.compile(rb"(?:after=([0-9-]+))?(?:(?:^|&)wait=([0-9]{1,2}))?")


class FollowRoute(APIRoute):
    """Reads a usual request itself, for which the framework takes as long as all else together.

    A long poll comes for every few tokens. Any other request, and any that may be faulty, goes the
    framework's way.
    """

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request that matches this route (ASGI)."""
        query = _USUAL_QUERY.fullmatch(scope["query_string"])
        request = Request(scope)
        if query is None or scope["method"] != "GET" or "last-event-id" in request.headers:
            await super().handle(scope, receive, send)
            return
        after, wait = query.groups()
        if wait is not None and int(wait) > MAX_WAIT_S:
            await super().handle(scope, receive, send)
            return
        response = await follow_answer(
            request,
            dependencies_of(request),
            scope["path_params"]["answer_id"],
            after.decode() if after is not None else None,
            int(wait or 0),
        )
        await response(scope, receive, send)


router = APIRouter(tags=["stream"], route_class=FollowRoute)


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
    caller, cursor = caller_of(request), requested_cursor(last_event_id, after)
    if wants_json(request.headers.get("accept"), default=False):
        reader = await deps.chat.follow(caller, answer_id, cursor)
        # Where Last-Event-ID wins, the next request's `after` would mean nothing.
        scope = request.scope if last_event_id is None else {}
        return await poll(reader, cursor, wait, scope)
    try:
        reader = await deps.chat.follow(caller, answer_id, cursor)
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
    reader = await deps.chat.follow(caller_of(websocket), answer_id, cursor)
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
