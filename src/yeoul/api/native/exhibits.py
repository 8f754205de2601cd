"""Routes of exhibits: begin, end, kill, and the few requests that reach the servers of one.

Those servers listen on this machine alone, so the page comes to them by way of this one. No other
address can be named here: the paths are these, with ids in them.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterable
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Query, Request, Response

from yeoul.api.dependencies import Deps, owner_of
from yeoul.api.fields import PathId
from yeoul.api.identity import ForAdmins, caller_of
from yeoul.api.native import PREFIX
from yeoul.api.native import exhibit_schemas as shapes
from yeoul.errors import NotFound
from yeoul.exhibits.child_server import Side
from yeoul.exhibits.exhibit import CODE, TEXT, Exhibit, Forwarded
from yeoul.exhibits.exhibits import Exhibits
from yeoul.transports.paged import PagedBody

if TYPE_CHECKING:
    import httpx2

#: Of a request these headers are passed on; of a reply those below.
_SENT = ("accept", "content-type", "idempotency-key", "last-event-id")
_RETURNED = ("content-type", "retry-after")
#: Replies that grow, and are passed on as they come.
_GROWING = ("text/event-stream", "text/plain")
#: Seconds between looks at whether the caller may still read what grows.
_LOOK_S = 1.0

router = APIRouter(prefix=f"{PREFIX}/exhibits", tags=["exhibits"], route_class=ForAdmins)

#: The replies of a server of the exhibit, which are as they would be without this one.
_ITS_OWN: dict[int | str, Any] = {200: {"description": "What the server of the exhibit replies."}}


def _exhibits_of(deps: Deps) -> Exhibits:
    """Return the exhibits of a server that has some."""
    if deps.exhibits is None:
        raise NotFound("This server shows no exhibits.")
    return deps.exhibits


ExhibitsDep = Annotated[Exhibits, Depends(_exhibits_of)]


def _exhibit(request: Request, exhibits: ExhibitsDep, exhibit_id: PathId) -> Exhibit:
    """Return the exhibit that the address names."""
    return exhibits.find(owner_of(request), exhibit_id)


ExhibitDep = Annotated[Exhibit, Depends(_exhibit)]


@router.post("", response_model=shapes.Exhibit, status_code=201, summary="Begin an exhibit")
async def begin(
    request: Request, exhibits: ExhibitsDep, body: shapes.ExhibitRequest
) -> shapes.Exhibit:
    """Start the thirty lines of a tutorial and a Yeoul, each as a process of its own.

    The caller's exhibit that runs already is returned. One that nobody uses ends by itself.
    """
    exhibit = await exhibits.begin(owner_of(request))
    return shapes.Exhibit(id=exhibit.id, text=TEXT, code=CODE.read_text(encoding="utf-8"))


@router.delete("/{exhibit_id}", status_code=204, summary="End an exhibit")
async def end(request: Request, exhibits: ExhibitsDep, exhibit_id: PathId) -> Response:
    """End both servers, and delete their files."""
    await exhibits.end(owner_of(request), exhibit_id)
    return Response(status_code=204)


@router.post("/{exhibit_id}/kill", status_code=204, summary="Kill the servers of an exhibit")
async def kill(exhibit: ExhibitDep) -> Response:
    """Kill both servers as a crash does (SIGKILL); they start again a second later."""
    await exhibit.kill()
    return Response(status_code=204)


@router.get(
    "/{exhibit_id}/thirty-lines/completion",
    summary="Ask the thirty lines",
    response_class=Response,
    responses=_ITS_OWN,
)
async def complete(
    request: Request, deps: Deps, exhibit: ExhibitDep, prompt: Annotated[str, Query(max_length=200)]
) -> Response:
    """Return the answer of the thirty lines, as it grows."""
    path = f"/completion?{urlencode({'prompt': prompt})}"
    return await _forward(request, deps, exhibit, "thirty-lines", path)


@router.post(
    "/{exhibit_id}/yeoul/api/answers",
    summary="Ask the Yeoul of an exhibit",
    response_class=Response,
    responses=_ITS_OWN,
)
async def ask(request: Request, deps: Deps, exhibit: ExhibitDep) -> Response:
    """Ask, as by `POST /api/answers`."""
    return await _forward(request, deps, exhibit, "yeoul", f"{PREFIX}/answers")


@router.get(
    "/{exhibit_id}/yeoul/api/answers/{answer_id}",
    summary="Read an answer of the Yeoul of an exhibit",
    response_class=Response,
    responses=_ITS_OWN,
)
async def read(request: Request, deps: Deps, exhibit: ExhibitDep, answer_id: PathId) -> Response:
    """Return an answer as it is, as by `GET /api/answers/{answer_id}`."""
    path = f"{PREFIX}/answers/{quote(answer_id, safe='')}"
    return await _forward(request, deps, exhibit, "yeoul", path)


@router.get(
    "/{exhibit_id}/yeoul/api/answers/{answer_id}/events",
    summary="Follow an answer of the Yeoul of an exhibit",
    response_class=Response,
    responses=_ITS_OWN,
)
async def follow(
    request: Request,
    deps: Deps,
    exhibit: ExhibitDep,
    answer_id: PathId,
    after: Annotated[str | None, Query(max_length=64)] = None,
    wait: Annotated[str | None, Query(max_length=8)] = None,
) -> Response:
    """Return the events of an answer, as by `GET /api/answers/{answer_id}/events`."""
    given = {"after": after, "wait": wait}
    query = urlencode({name: value for name, value in given.items() if value is not None})
    path = f"{PREFIX}/answers/{quote(answer_id, safe='')}/events"
    return await _forward(request, deps, exhibit, "yeoul", f"{path}?{query}" if query else path)


async def _forward(
    request: Request, deps: Deps, exhibit: Exhibit, side: Side, path: str
) -> Response:
    """Return what one of the servers replies; what grows breaks off here when it does there."""
    headers = _chosen(request.headers.items(), _SENT)
    forwarded = Forwarded(request.method, path, headers, await request.body())
    async with AsyncExitStack() as stack:
        reply = await stack.enter_async_context(exhibit.send(side, forwarded))
        kept = _chosen(reply.headers.items(), _RETURNED)
        kind = kept.pop("content-type", "")
        if reply.status_code != 200 or not kind.startswith(_GROWING):
            content = await reply.aread()
            return Response(content, reply.status_code, kept, kind or None)
        return PagedBody(
            _pieces(request, deps, stack.pop_all(), reply),
            media_type=kind,
            timeout_s=deps.pace.send_timeout_s,
            headers=kept,
            on_close=lambda: None,
        )


def _chosen(headers: Iterable[tuple[str, str]], names: Iterable[str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers if name.lower() in names}


async def _pieces(
    request: Request, deps: Deps, stack: AsyncExitStack, reply: httpx2.Response
) -> AsyncGenerator[bytes]:
    """Yield a body as it comes, for as long as the caller may read it.

    Raises:
        ExhibitUnavailable: it has broken off.
    """
    caller, clock = caller_of(request), asyncio.get_running_loop().time
    looked_s = clock()
    async with stack:
        async for piece in reply.aiter_raw():
            if clock() - looked_s > _LOOK_S:
                await deps.chat.check_right(caller)
                looked_s = clock()
            yield piece
