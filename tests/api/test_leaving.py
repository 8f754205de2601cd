"""Work is given up when its client leaves, and only then."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

import pytest
from fastapi import Request

from yeoul.api.leaving import unless_left

pytestmark = pytest.mark.anyio


def _request(*messages: dict[str, Any]) -> Request:
    """Return a request whose client sends ``messages``, and then stays."""
    waiting = deque(messages)

    async def receive() -> dict[str, Any]:
        if not waiting:
            await asyncio.Event().wait()
        return waiting.popleft()

    return Request({"type": "http"}, receive)


async def _gone(given_up: list[bool]) -> str:
    try:
        await asyncio.Event().wait()
    except asyncio.CancelledError:
        given_up.append(True)
        raise
    return "done"


async def test_work_is_cancelled_when_the_client_leaves() -> None:
    given_up: list[bool] = []
    body = {"type": "http.request", "body": b"x", "more_body": False}

    assert await unless_left(_request(body, {"type": "http.disconnect"}), _gone(given_up)) is None
    assert given_up == [True]


async def test_a_client_that_stays_gets_what_comes_out() -> None:
    assert await unless_left(_request({"type": "http.request"}), asyncio.sleep(0, "done")) == "done"


async def test_a_failure_of_the_work_is_the_requests() -> None:
    async def fail() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        await unless_left(_request(), fail())


async def test_a_request_that_is_cancelled_cancels_its_work() -> None:
    given_up: list[bool] = []

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await unless_left(_request(), _gone(given_up))
    assert given_up in ([], [True])  # it may not have begun
