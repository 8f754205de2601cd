"""Cancels the work for a plain reply once the client of its request has left.

A stream sees its client leave by itself (`transports.pump.Outlet`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from fastapi import Request

from yeoul.tasks import Tasks

T = TypeVar("T")


async def unless_left(request: Request, work: Coroutine[Any, Any, T]) -> T | None:
    """Return the result of ``work``; None if the client left first, which cancels ``work``.

    The request's body, if it has one, is read and dropped.

    Raises:
        Exception: ``work`` raised it.
        HTTPException: the body is too large.
    """
    tasks = Tasks()
    working = tasks.start(work, name="work for a request", awaited=True)
    leaving = tasks.start(_left(request), name="see a client leave", awaited=True)
    try:
        await asyncio.wait((working, leaving), return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else leaving.result()
    finally:
        await tasks.cancel()


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
