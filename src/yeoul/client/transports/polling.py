"""Polling and long polling: a request for each reply, whatever lies between."""

from __future__ import annotations

import httpx2

from yeoul.client.connections import Connections
from yeoul.client.retry_policy import RetryPolicy
from yeoul.client.transports.base import Line, Received, lost_at, refusal
from yeoul.client.wire import read_reply
from yeoul.protocol.events import Cursor


class PollingLine(Line):
    """Asks again and again; with ``wait_s`` the server waits up to that long, else the client."""

    def __init__(
        self, connections: Connections, persistence: RetryPolicy, path: str, *, wait_s: int
    ) -> None:
        self._connections = connections
        self._persistence = persistence
        self._path = path
        self._wait_s = wait_s
        self._asked = False

    async def receive(self, behind: Cursor | None) -> Received:
        if self._asked and not self._wait_s:
            await self._persistence.sleep(self._persistence.poll_s)
        self._asked = True
        silence_s = max(self._persistence.stall_s, self._wait_s + 1.0)
        return await poll(
            self._connections, self._path, behind, wait_s=self._wait_s, silence_s=silence_s
        )

    async def aclose(self) -> None:
        """A poll that is under way ends with its caller."""


async def poll(
    connections: Connections, path: str, behind: Cursor | None, *, wait_s: int, silence_s: float
) -> Received:
    """Ask once for what comes behind ``behind``; ``silence_s`` without a byte count as a loss.

    Raises:
        Lost, YeoulError: as `Line.receive`.
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
        response = await connections.whole(request)
    except httpx2.TransportError as error:
        raise lost_at(error) from error
    is_json = response.headers.get("content-type", "").startswith("application/json")
    if response.status_code != 200 or not is_json:
        raise refusal(response.status_code, response.headers, response.content)
    try:
        return Received(*read_reply(response.content))
    except ValueError as error:
        raise lost_at(error) from error
