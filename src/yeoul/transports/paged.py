"""A body of unknown length that is made piece by piece, as its client takes it.

As of every stream, one that breaks off never ends cleanly: a client cannot take it for the whole.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Mapping

import anyio
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from yeoul.errors import YeoulError
from yeoul.transports.connection import abort

logger = logging.getLogger(__name__)


class PagedBody(Response):
    """Sends ``pieces`` one by one, closes it, and calls ``on_close`` behind the last.

    A client that takes nothing for ``timeout_s`` seconds is cut off, and one that leaves ends it.
    """

    def __init__(
        self,
        pieces: AsyncGenerator[bytes],
        *,
        media_type: str,
        timeout_s: float,
        headers: Mapping[str, str],
        on_close: Callable[[], None],
    ) -> None:
        super().__init__(headers={**headers, "x-accel-buffering": "no"}, media_type=media_type)
        del self.headers["content-length"]
        self._pieces = pieces
        self._timeout_s = timeout_s
        self._on_close = on_close

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the response (ASGI)."""
        try:
            async with anyio.create_task_group() as group:
                group.start_soon(_cancel_when_left, receive, group.cancel_scope)
                await self._send_all(send)
                group.cancel_scope.cancel()
        except* (YeoulError, OSError) as cut:  # a TimeoutError too
            logger.debug("a body was cut: %s", cut.exceptions)
            await abort(scope)
        finally:
            self._on_close()
            with anyio.CancelScope(shield=True):
                await self._pieces.aclose()

    async def _send_all(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        async for piece in self._pieces:
            async with asyncio.timeout(self._timeout_s):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


async def _cancel_when_left(receive: Receive, scope: anyio.CancelScope) -> None:
    """Drop a client's messages until it leaves; then cancel ``scope``."""
    while (await receive())["type"] != "http.disconnect":
        pass
    scope.cancel()
