"""Four ways to receive the same events, each behind `base.Connection`."""

from __future__ import annotations

from typing import Literal, get_args

from yeoul.client.connections import Connections
from yeoul.client.retry_policy import RetryPolicy
from yeoul.client.transports.base import Connection
from yeoul.client.transports.polling import PollingConnection
from yeoul.client.transports.sse import SseConnection
from yeoul.protocol.events import Cursor

Transport = Literal["sse", "websocket", "long-poll", "poll"]

TRANSPORTS: tuple[Transport, ...] = get_args(Transport)


def check_transport(transport: Transport) -> Transport:
    """Return ``transport``. Raises ValueError for an unknown one."""
    if transport not in TRANSPORTS:
        raise ValueError(f"There is no transport {transport!r}; there are {', '.join(TRANSPORTS)}.")
    return transport


async def open_connection(
    transport: Transport,
    connections: Connections,
    retry_policy: RetryPolicy,
    path: str,
    after: Cursor | None,
) -> Connection:
    """Return an open connection to an answer's events at ``path``, behind ``after``.

    Raises:
        ConnectionLost: the connection could not be made; another try may succeed.
        YeoulError: the server refuses.
    """
    match transport:
        case "sse":
            query = {"after": str(after)} if after else None
            headers = {"accept": "text/event-stream"}
            request = connections.request("GET", path, params=query, headers=headers)
            return await SseConnection.open(connections, request, after)
        case "websocket":
            from yeoul.client.transports.websocket import WebSocketConnection

            stall_s = retry_policy.stall_s
            return await WebSocketConnection.open(connections, path, after, stall_s=stall_s)
        case "long-poll":
            return PollingConnection(connections, retry_policy, path, wait_s=retry_policy.wait_s)
        case "poll":
            return PollingConnection(connections, retry_policy, path, wait_s=0)
