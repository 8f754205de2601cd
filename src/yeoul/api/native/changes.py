"""The stream of changes, for the other tabs and devices of the same owner."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
from fastapi import APIRouter, Request, Response

from yeoul.api.dependencies import Deps
from yeoul.api.identity import caller_of
from yeoul.api.native import PREFIX
from yeoul.api.openapi import COMPONENT
from yeoul.chat import Change, Listener
from yeoul.errors import ShuttingDown
from yeoul.protocol.sse import write_event
from yeoul.transports.sse import CutSource, sse_response

router = APIRouter(tags=["conversations"])

HEARTBEAT = write_event(b"heartbeat", b"{}")

_STREAM: dict[str, Any] = {
    "description": "Changes from now on, as SSE; endless.",
    "content": {"text/event-stream": {"itemSchema": {"$ref": f"{COMPONENT}StreamedChange"}}},
}


@router.get(
    f"{PREFIX}/changes",
    summary="Follow changes",
    response_class=Response,
    responses={200: _STREAM},
)
async def changes(request: Request, deps: Deps) -> Response:
    """Follow changes of conversations and answers: ids only. Read everything once after connecting.

    A heartbeat comes at once and at least every 10 seconds. `missed` means: read everything again.
    """
    try:
        listener = await deps.chat.listen(caller_of(request))
    except ShuttingDown as why:
        return sse_response(CutSource(why), deps.pace)
    return sse_response(ChangeSource(listener), deps.pace)


class ChangeSource:
    """A listener's changes as SSE frames."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._begun = False

    def take(self) -> tuple[bytes, bool] | None:
        """Return the frames of new changes, at first a heartbeat. They are never the last ones."""
        frames = b"".join(map(_frame, self._listener.take()))
        if not frames and self._begun:
            return None
        self._begun = True
        return frames or HEARTBEAT, False

    def check(self) -> None:
        """Check that the listener is not let go."""
        self._listener.check()

    def heartbeat(self) -> bytes:
        """Return a heartbeat."""
        return HEARTBEAT

    def watch(self, changed: Callable[[], None]) -> None:
        """Watch the listener."""
        self._listener.watch(changed)

    def close(self) -> None:
        """Stop listening."""
        self._listener.close()


def _frame(change: Change) -> bytes:
    return write_event(b"change", orjson.dumps(change._asdict()))
