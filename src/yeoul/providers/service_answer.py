"""One answer read from a service's body: batches the moment they come, and what follows the last.

The callback in which bytes arrive parses them and hands the pieces on; a task is woken only when
whoever takes them has to wait, or the body is over.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress

from yeoul.providers.base import Piece, Progress
from yeoul.providers.service_client import Body, transport_errors
from yeoul.providers.upstream_errors import UpstreamErrors
from yeoul.providers.upstream_stream import UpstreamStream

#: What is waited for once the model has finished: its usage, and then a clean end of the body, so
#: that the connection can serve the next answer.
USAGE_GRACE_S, END_GRACE_S = 2.0, 0.05
#: Bytes that are read meanwhile, and no more: they are kept until the grace is over.
MAX_REST_BYTES = 1 << 20

#: Takes a batch; True: no more for now.
TakeBatch = Callable[[list[Piece]], bool]


class ServiceAnswer:
    """What a service says in one body. Reads once, by `pauses`."""

    __slots__ = ("_body", "_errors", "_stream", "_take", "_waits")

    def __init__(self, body: Body, errors: UpstreamErrors, take: TakeBatch) -> None:
        self._body = body
        self._errors = errors
        self._stream = UpstreamStream(errors.from_object)
        self._take = take
        #: Whether whoever takes has said to wait.
        self._waits = False

    async def pauses(self) -> AsyncGenerator[None, None]:
        """Have each batch taken, ``thinking`` first, `Finish` last; yields whenever that waits.

        Raises:
            ProviderBroken: the body broke off, or ended before the model had finished.
            YeoulError: what the service says went wrong.
        """
        if self._take([Progress("thinking")]):
            yield
        stream = self._stream
        try:
            while await self._body.pour(self._feed):
                if self._waits:
                    yield
                if stream.over:
                    break
            rest = await self._rest() if stream.finished else stream.close()
        except transport_errors() as error:
            raise self._errors.broken_off() from error
        if rest and self._take(rest):
            yield
        if self._take(stream.finish()):
            yield

    def _feed(self, data: bytes) -> bool:
        pieces = self._stream.feed(data)
        self._waits = bool(pieces) and self._take(pieces)
        return self._waits or self._stream.over

    async def _rest(self) -> list[Piece]:
        """Return what follows the finish reason, within the grace. The answer is whole already."""
        stream, pieces = self._stream, list[Piece]()
        seen_bytes = 0

        def to_the_end(data: bytes) -> bool:
            nonlocal seen_bytes
            seen_bytes += len(data)
            pieces.extend(stream.feed(data))
            return seen_bytes > MAX_REST_BYTES

        def until_counted(data: bytes) -> bool:
            return to_the_end(data) or stream.counted or stream.done

        now_s = asyncio.get_running_loop().time
        with suppress(TimeoutError, *transport_errors()):
            async with asyncio.timeout(END_GRACE_S if stream.counted else USAGE_GRACE_S) as grace:
                if not stream.counted and await self._body.pour(until_counted):
                    grace.reschedule(now_s() + END_GRACE_S)
                await self._body.pour(to_the_end)
        return pieces
