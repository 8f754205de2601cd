"""Polling and long polling: one request per reply, which every proxy lets through."""

from __future__ import annotations

import httpx2

from yeoul.client.connections import Connections
from yeoul.client.retry_policy import RetryPolicy
from yeoul.client.transports.base import Connection, Received, loss_from, refusal
from yeoul.protocol.entries import read_reply
from yeoul.protocol.events import Cursor


class PollingConnection(Connection):
    """Polls again and again: the server holds each poll for ``wait_s``; at 0 the client waits."""

    def __init__(
        self, connections: Connections, retry_policy: RetryPolicy, path: str, *, wait_s: int
    ) -> None:
        self._connections = connections
        self._retry_policy = retry_policy
        self._path = path
        self._wait_s = wait_s
        self._asked = False

    async def receive(self, behind: Cursor | None) -> Received:
        if self._asked and not self._wait_s:
            await self._retry_policy.sleep(self._retry_policy.poll_s)
        self._asked = True
        silence_s = max(self._retry_policy.stall_s, self._wait_s + 1.0)
        return await poll(
            self._connections, self._path, behind, wait_s=self._wait_s, silence_s=silence_s
        )

    async def aclose(self) -> None:
        """Do nothing: a poll in flight is cancelled with its caller."""


async def poll(
    connections: Connections, path: str, behind: Cursor | None, *, wait_s: int, silence_s: float
) -> Received:
    """Return the entries behind ``behind``; ``silence_s`` without a byte count as a loss.

    Raises:
        ConnectionLost, YeoulError: see `Connection.receive`.
    """
    query = {"after": str(behind)} if behind else {}
    if wait_s:
        query["wait"] = str(wait_s)
    request = connections.request(
        "GET",
        path,
        params=query or None,
        headers={"accept": "application/json"},
        timeout=httpx2.Timeout(10.0, read=silence_s),
    )
    try:
        response = await connections.send(request)
    except httpx2.TransportError as error:
        raise loss_from(error) from error
    is_json = response.headers.get("content-type", "").startswith("application/json")
    if response.status_code != 200 or not is_json:
        raise refusal(response.status_code, response.headers, response.content)
    try:
        return Received(*read_reply(response.content))
    except ValueError as error:
        raise loss_from(error) from error
