"""WebSocket: the same log as text frames, one event each, from the cursor to the end.

The client has nothing to send: its messages are read, so that its close is noticed, and dropped.
A client that is closed with another code than 1000 may reconnect and goes on behind its cursor.
"""

from __future__ import annotations

import asyncio
from typing import Final

import anyio
from starlette.websockets import WebSocket, WebSocketDisconnect

from yeoul.deadlines import Deadline
from yeoul.errors import ShuttingDown, YeoulError
from yeoul.eventlog.base import Reader
from yeoul.protocol.entries import write_entry, write_heartbeat
from yeoul.transports.abort import abort
from yeoul.transports.stream import Pace, cancel_when_left

#: After ``end``.
ENDED: Final = 1000
#: The server lets its readers go.
GOING_AWAY: Final = 1001
#: The client takes no data.
TOO_SLOW: Final = 1008
#: The log failed.
FAILED: Final = 1011

#: Seconds that the closing handshake may take; the connection is dropped afterwards.
CLOSE_TIMEOUT_S = 1.0


async def serve_websocket(websocket: WebSocket, reader: Reader, pace: Pace) -> None:
    """Accept the handshake, send the reader's events to their end, and close both."""
    try:
        await websocket.accept()
        code = await _serve(websocket, reader, pace)
        if code is not None:
            await _close(websocket, code)
    finally:
        reader.close()


async def _serve(websocket: WebSocket, reader: Reader, pace: Pace) -> int | None:
    """Send events, then return the code to close with; None if the client has left."""
    code: int | None = None
    async with anyio.create_task_group() as group:
        group.start_soon(cancel_when_left, websocket.receive, group.cancel_scope)
        code = await _send_all(websocket, reader, pace)
        group.cancel_scope.cancel()
    return code


async def _send_all(websocket: WebSocket, reader: Reader, pace: Pace) -> int | None:
    try:
        async with Deadline() as deadline:
            while not reader.done:
                batch = await reader.next(pace.heartbeat_s)
                entries = [write_entry(frame) for frame in batch.frames]
                deadline.set(pace.send_timeout_s)
                for entry in entries or [write_heartbeat(batch.phase)]:
                    await websocket.send_text(entry.decode())
                deadline.clear()
    except ShuttingDown:
        return GOING_AWAY
    except TimeoutError:
        return TOO_SLOW
    except YeoulError:
        return FAILED
    except WebSocketDisconnect:
        return None
    return ENDED


async def _close(websocket: WebSocket, code: int) -> None:
    try:
        async with asyncio.timeout(CLOSE_TIMEOUT_S):
            await websocket.close(code)
    except (TimeoutError, WebSocketDisconnect, RuntimeError):
        await abort(websocket.scope)
