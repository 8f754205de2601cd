"""``/completion?query=``: the text of one answer, for a reader that only appends."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from yeoul.api.fields import NOT_BLANK, ModelId
from yeoul.api.native.schemas import LOCATION
from yeoul.api.services import ChatDep, owner_of
from yeoul.chat import Ask, Reader
from yeoul.deadlines import Deadline
from yeoul.errors import Interrupted, YeoulError
from yeoul.protocol.events import Delta, End, Reset, decode
from yeoul.transports.abort import abort
from yeoul.transports.follow import CurrentFollow

#: Characters of a question in an address: however they are escaped, they fit into a request line.
MAX_QUERY_CHARS = 5_000
#: Seconds of silence after which a wait is begun anew.
WAIT_S = 10.0


_TEXT: dict[str, Any] = {
    "description": "The text as it grows.",
    "headers": LOCATION,
    "content": {"text/plain": {"schema": {"type": "string"}}},
}

router = APIRouter(tags=["stream"])


@router.get(
    "/completion",
    summary="Ask, and read nothing but text",
    response_class=StreamingResponse,
    responses={200: _TEXT},
)
async def completion(
    request: Request,
    chat: ChatDep,
    follow: CurrentFollow,
    query: Annotated[str, Query(min_length=1, max_length=MAX_QUERY_CHARS, pattern=NOT_BLANK)],
    model: ModelId | None = None,
) -> StreamingResponse:
    """Ask, and read the answer's text as it grows; a cut connection means an incomplete answer."""
    exchange = await chat.ask(owner_of(request), Ask(content=query, model=model))
    reader = await chat.follow_exchange(exchange)
    return PatientText(
        reader,
        send_timeout_s=follow.send_timeout_s,
        headers={
            "cache-control": "no-store, no-transform",
            "x-accel-buffering": "no",
            "location": f"/api/answers/{exchange.answer.id}",
        },
    )


class PatientText(StreamingResponse):
    """The text that ``reader`` gets, as it comes; closes the reader.

    The connection is cut if the answer fails, and if the client takes nothing for
    ``send_timeout_s`` seconds.
    """

    media_type = "text/plain"

    def __init__(self, reader: Reader, *, send_timeout_s: float, headers: dict[str, str]) -> None:
        super().__init__(completion_texts(reader), headers=headers)
        self._reader = reader
        self._send_timeout_s = send_timeout_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the response (ASGI)."""
        try:
            async with Deadline() as deadline:

                async def send_in_time(message: Message) -> None:
                    deadline.set(self._send_timeout_s)
                    await send(message)
                    deadline.clear()

                await super().__call__(scope, receive, send_in_time)
        except (TimeoutError, YeoulError):
            # Of an answer that fails its own end tells; here there is nothing left to say it with.
            await abort(scope)
        finally:
            self._reader.close()


async def completion_texts(reader: Reader) -> AsyncIterator[str]:
    """Yield the text as it grows.

    Raises:
        Interrupted: the answer did not finish, or went on from another text; the connection is cut,
            so that what was read is not taken for a whole answer.

    Where the text so far turns out to have been thinking, the text behind it follows: what was read
    cannot be taken back.
    """
    told: list[str] = []
    epoch = 1
    while True:
        batch = await reader.next(WAIT_S)
        for cursor, event in map(decode, batch.frames):
            match event:
                case Delta(text) if text:
                    told.append(text)
                    yield text
                case Reset(text):
                    before = "".join(told)
                    if text.startswith(before):
                        yield text[len(before) :]
                    elif cursor.epoch != epoch:
                        raise Interrupted("The answer went on from another text.")
                    elif text:
                        yield text
                    told, epoch = [text], cursor.epoch
                case End(status, error=error) if status not in ("finished", "stopped"):
                    raise Interrupted(error.detail if error else "")
        if batch.ended:
            return
