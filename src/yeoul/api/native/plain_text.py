"""``/completion?query=``: the text of one answer, for a reader that only appends."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from yeoul.api.dependencies import Deps
from yeoul.api.fields import NOT_BLANK, ModelId
from yeoul.api.identity import caller_of
from yeoul.api.native.schemas import LOCATION
from yeoul.api.native.view import address_of
from yeoul.chat import Ask
from yeoul.transports.stream import EventStream
from yeoul.transports.text import TextSource

#: A GET of it starts work, so the guard demands more of the request.
COMPLETION_PATH = "/completion"
#: Characters of a question in an address: however they are escaped, they fit into a request line.
MAX_QUERY_CHARS = 5_000

_TEXT: dict[str, Any] = {
    "description": "The text as it grows.",
    "headers": LOCATION,
    "content": {"text/plain": {"schema": {"type": "string"}}},
}

router = APIRouter(tags=["stream"])


@router.get(
    COMPLETION_PATH,
    summary="Ask, and read nothing but text",
    response_class=Response,
    responses={200: _TEXT},
)
async def completion(
    request: Request,
    deps: Deps,
    query: Annotated[str, Query(min_length=1, max_length=MAX_QUERY_CHARS, pattern=NOT_BLANK)],
    model: ModelId | None = None,
) -> Response:
    """Ask, and read the answer's text as it grows; a cut connection means an incomplete answer."""
    caller = caller_of(request)
    deps.chat.check_room(caller)
    exchange = await deps.chat.ask(caller, Ask(content=query, model=model))
    return EventStream(
        TextSource(await deps.chat.follow_exchange(caller, exchange)),
        media_type="text/plain",
        pace=deps.pace,
        headers={"location": address_of(request, exchange.answer.id)},
    )
