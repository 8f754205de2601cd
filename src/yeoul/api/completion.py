"""``/completion?query=``: the text of one answer, for a reader that only appends."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse

from yeoul.api.reading import Current
from yeoul.api.schemas import MAX_CONTENT_CHARS
from yeoul.errors import Interrupted
from yeoul.eventlog.base import Reader
from yeoul.events import Delta, End, Reset, decode
from yeoul.store.base import Ask

#: Seconds of silence after which a wait is begun anew.
WAIT_S = 10.0


router = APIRouter(tags=["stream"])


@router.get(
    "/completion",
    summary="Ask, and read nothing but text",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def completion(
    request: Request,
    reading: Current,
    query: Annotated[str, Query(min_length=1, max_length=MAX_CONTENT_CHARS)],
    model: Annotated[str | None, Query(max_length=256)] = None,
) -> StreamingResponse:
    """Ask, and read the answer's text as it grows; a cut connection means an incomplete answer."""
    _, found = await reading.supervisor.catalogue.find(model)
    exchange = await reading.supervisor.ask(
        reading.owner(request), Ask(content=query, model=found.id)
    )
    reader = await reading.log.follow(exchange.answer.id, None)
    return StreamingResponse(
        completion_texts(reader),
        media_type="text/plain; charset=utf-8",
        headers={
            "cache-control": "no-cache, no-transform",
            "x-accel-buffering": "no",
            "location": f"/api/answers/{exchange.answer.id}",
        },
    )


async def completion_texts(reader: Reader) -> AsyncIterator[str]:
    """Yield the text as it grows.

    Raises:
        Interrupted: the answer did not finish, or went on from another text; the connection is cut,
            so that what was read is not taken for a whole answer.
    """
    told: list[str] = []
    while True:
        batch = await reader.next(WAIT_S)
        for _, event in map(decode, batch.frames):
            match event:
                case Delta(text) if text:
                    told.append(text)
                    yield text
                case Reset(text):
                    before = "".join(told)
                    if not text.startswith(before):
                        raise Interrupted("The answer went on from another text.")
                    told = [text]
                    yield text[len(before) :]
                case End(status, error=error) if status not in ("finished", "stopped"):
                    raise Interrupted(error.detail if error else "")
        if batch.ended:
            return
