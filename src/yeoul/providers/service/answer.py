"""One answer read from a service's body: batches the moment they come, and when it is over.

The callback in which bytes arrive parses them and hands the pieces on; a task is woken only when
whoever takes them has to wait, or the answer may be over. It is over at ``[DONE]``, at the end of
the body, or when nothing more comes behind a finish reason: services give one too early, on every
chunk, or never.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress

from yeoul.errors import YeoulError
from yeoul.providers.base import Piece, Progress
from yeoul.providers.service.client import Body, transport_errors
from yeoul.providers.service.errors import UpstreamErrors
from yeoul.providers.service.stream import UpstreamStream
from yeoul.providers.thinking_tags import ThinkingTags

#: Silence behind a finish reason that ends the answer: once there is text, and before.
TEXT_GRACE_S, NO_TEXT_GRACE_S = 2.0, 30.0
#: What a clean end of the body is waited for, so that the connection can serve the next answer.
END_GRACE_S = 0.05

#: Takes a batch; True: no more for now.
TakeBatch = Callable[[list[Piece]], bool]


class ServiceAnswer:
    """What a service says in one body. Reads once, by `pauses`."""

    __slots__ = ("_body", "_errors", "_stream", "_take", "_waits")

    def __init__(
        self, body: Body, errors: UpstreamErrors, take: TakeBatch, tags: ThinkingTags | None = None
    ) -> None:
        self._body = body
        self._errors = errors
        self._stream = UpstreamStream(errors, tags)
        self._take = take
        #: Whether whoever takes has said to wait.
        self._waits = False

    async def pauses(self) -> AsyncGenerator[None, None]:
        """Have each batch taken, ``thinking`` first, `Finish` last; yields whenever that waits.

        Raises:
            EmptyAnswer: the body ended, and nothing was in it.
            ProviderBroken: the body broke off, or ended before the model had finished.
            YeoulError: what the service says went wrong.
        """
        if self._take([Progress("thinking")]):
            yield
        stream = self._stream
        broken: YeoulError | None = None
        try:
            while not stream.over and await self._more():
                if self._waits:
                    yield
            await self._to_the_end()
        except transport_errors() as error:
            broken = self._errors.broken_off()
            broken.__cause__ = error
        rest = stream.close() if broken is None else []
        if not stream.ends_well or (broken is not None and not stream.complete):
            rest += stream.held()
        if rest and self._take(rest):
            yield
        if broken is not None and not stream.complete:
            raise stream.failure or broken
        if self._take(stream.finish()):
            yield

    async def _more(self) -> bool:
        """Have more of the body taken; returns whether more may come."""
        stream = self._stream
        if not stream.finished:
            return await self._body.pour(self._feed)
        try:
            async with asyncio.timeout(
                TEXT_GRACE_S if stream.has_text else NO_TEXT_GRACE_S
            ) as grace:
                return await self._body.pour(self._feed)
        except TimeoutError:
            if not grace.expired():  # the connection's own
                raise
        return False

    def _feed(self, data: bytes) -> bool:
        pieces = self._stream.feed(data)
        self._waits = bool(pieces) and self._take(pieces)
        # Behind a finish reason the time of each piece counts.
        return self._waits or self._stream.over or self._stream.finished

    async def _to_the_end(self) -> None:
        """Wait a moment for the clean end of a body whose answer is over."""
        if self._stream.done:
            with suppress(TimeoutError, *transport_errors()):
                async with asyncio.timeout(END_GRACE_S):
                    while await self._body.pour(lambda data: False):
                        pass
