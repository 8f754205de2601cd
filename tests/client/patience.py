"""Following in tests: a scripted server, and a clock that only the pauses move."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.client.unreliable_server import (
    END,
    STARTED,
    STREAM,
    unreliable,
)
from yeoul.client import Client, RetryPolicy, Update
from yeoul.protocol.events import Delta

EVENTS: list[Update] = [STARTED, Delta("빠른 "), Delta("물"), Delta("살"), END]


class Patience:
    """A clock that only the pauses move."""

    def __init__(self) -> None:
        self.now = 0.0
        self.pauses: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds

    def retry_policy(self, **fields: Any) -> RetryPolicy:
        return RetryPolicy(sleep=self.sleep, clock=lambda: self.now, dice=lambda: 1.0, **fields)


def borne_s(replies: Sequence[bytes | None]) -> float:
    """How long to bear silence: briefly only where a reply is to be missed."""
    return 2.0 if None in replies else 60.0


async def follow(
    replies: Sequence[bytes | None], after: str | None = None, patience: Patience | None = None
) -> tuple[list[Update], list[str]]:
    """Follow answer a1; returns its events and the addresses that were asked."""
    policy = (patience or Patience()).retry_policy(stall_s=borne_s(replies))
    async with (
        unreliable(replies) as server,
        Client(server.url, retry_policy=policy) as client,
    ):
        updates = [update async for update in client.follow("a1", after)]
        return updates, [request.split(" ")[1] for request in server.requests]


def stream(*frames: bytes) -> bytes:
    return STREAM + b"retry: 1000\n\n" + b"".join(frames)
