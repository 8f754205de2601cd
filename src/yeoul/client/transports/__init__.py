"""Four ways to receive the same events, each behind `base.Line`."""

from __future__ import annotations

from typing import Literal, get_args

from yeoul.client.connections import Connections
from yeoul.client.retry_policy import RetryPolicy
from yeoul.client.transports.base import Line
from yeoul.client.transports.polling import PollingLine
from yeoul.client.transports.sse import SseLine
from yeoul.protocol.events import Cursor

Transport = Literal["sse", "websocket", "long-poll", "poll"]

TRANSPORTS: tuple[Transport, ...] = get_args(Transport)


def checked(transport: Transport) -> Transport:
    """Return ``transport``. Raises ValueError if it is none."""
    if transport not in TRANSPORTS:
        raise ValueError(f"There is no transport {transport!r}; there are {', '.join(TRANSPORTS)}.")
    return transport


async def open_line(
    transport: Transport,
    connections: Connections,
    persistence: RetryPolicy,
    path: str,
    after: Cursor | None,
) -> Line:
    """Open a line to an answer's events at ``path`` behind ``after``.

    Raises:
        Lost: it does not come about; another try may.
        YeoulError: the server refuses.
    """
    match transport:
        case "sse":
            query = {"after": str(after)} if after else None
            headers = {"accept": "text/event-stream"}
            request = connections.request("GET", path, params=query, headers=headers)
            return await SseLine.open(connections, request, after)
        case "websocket":
            from yeoul.client.transports.websocket import WebSocketLine

            return await WebSocketLine.open(connections, path, after, stall_s=persistence.stall_s)
        case "long-poll":
            return PollingLine(connections, persistence, path, wait_s=persistence.wait_s)
        case "poll":
            return PollingLine(connections, persistence, path, wait_s=0)
