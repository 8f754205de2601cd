"""WebSocket: the same log as text frames, one event each, from the cursor to the end.

The client has nothing to send: its messages are read, so that its close is noticed, and dropped.
A client that is closed with another code than 1000 may reconnect and goes on behind its cursor. At
4401 the reply to that says whether its right to read has ended, or only its session of before.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from starlette.websockets import WebSocket, WebSocketDisconnect

from yeoul.errors import ShuttingDown, Unauthenticated, YeoulError
from yeoul.eventlog.base import Reader
from yeoul.protocol.entries import write_entry, write_heartbeat
from yeoul.transports.connection import abort, connection_of
from yeoul.transports.pump import Outlet, Pump, pump_by_sending
from yeoul.transports.stream import Pace

#: After ``end``.
ENDED: Final = 1000
#: The server lets its readers go.
GOING_AWAY: Final = 1001
#: The client takes no data.
TOO_SLOW: Final = 1008
#: The log failed.
FAILED: Final = 1011
#: The right to read has ended: 4000 and the HTTP status (RFC 6455, §7.4.2, leaves it to us).
UNAUTHENTICATED: Final = 4401

#: Seconds in which the connection has to take the Close frame; it is dropped afterwards.
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
    try:
        code = ENDED if await _send_all(websocket, reader, pace) else None
    except* ShuttingDown:
        code = GOING_AWAY
    except* Unauthenticated:
        code = UNAUTHENTICATED
    except* TimeoutError:
        code = TOO_SLOW
    except* YeoulError:
        code = FAILED
    except* WebSocketDisconnect:
        pass
    return code


async def _send_all(websocket: WebSocket, reader: Reader, pace: Pace) -> bool:
    """Return whether everything was sent; if not, the client has left."""
    source = MessageSource(reader)

    def pump(outlet: Outlet[list[bytes]]) -> Pump[list[bytes]]:
        return Pump(source, outlet, preamble=[], heartbeat_s=pace.heartbeat_s)

    async def send(messages: list[bytes]) -> None:
        for message in messages:
            await websocket.send_text(message.decode())

    connection = connection_of(websocket.scope)
    if connection is not None:
        return await pump(connection).run()
    return await pump_by_sending(pump, send, websocket.receive, pace.send_timeout_s)


class MessageSource:
    """A reader's events as messages, and heartbeats between them."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def take(self) -> tuple[list[bytes], bool] | None:
        """Return the log's events behind the reader's position, and a heartbeat for a new phase."""
        batch = self._reader.take()
        if batch is None:
            return None
        messages = list(map(write_entry, batch.frames))
        if batch.tells_phase:
            messages.append(write_heartbeat(batch.phase))
        return messages, batch.ended

    def check(self) -> None:
        """Check that the reader is not let go."""
        self._reader.check()

    def heartbeat(self) -> list[bytes]:
        """Return a heartbeat with the phase."""
        return [write_heartbeat(self._reader.idle().phase)]

    def watch(self, changed: Callable[[], None]) -> None:
        """Watch the log."""
        self._reader.watch(changed)

    def close(self) -> None:
        """Close the reader."""
        self._reader.close()


async def _close(websocket: WebSocket, code: int) -> None:
    try:
        async with asyncio.timeout(CLOSE_TIMEOUT_S):
            await websocket.close(code)
    except (TimeoutError, WebSocketDisconnect, RuntimeError):
        await abort(websocket.scope)
