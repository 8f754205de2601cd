"""One answer read from a service's body: batches the moment they come, and where they end.

The callback in which bytes arrive parses them and hands the pieces on. A task is woken only when
the consumer asks to wait, or the answer may have ended. It ends at ``[DONE]``, at the end of the
body, or when nothing more follows a finish reason: services send one too early, on every chunk, or
never.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Protocol

from yeoul.errors import YeoulError
from yeoul.providers.base import Flow, Piece, Progress
from yeoul.providers.service.body import Body, transport_errors
from yeoul.providers.service.connection import ReadOutcome
from yeoul.providers.service.errors import ServiceErrors
from yeoul.providers.service.stream import ServiceStream
from yeoul.providers.thinking_tags import ThinkingTags
from yeoul.providers.told_tokens import ToldTokens

#: Seconds of silence behind a finish reason that end the answer: once there is text or a call, and
#: before.
TEXT_GRACE_S, NO_TEXT_GRACE_S = 2.0, 30.0
#: Seconds to wait for the clean end of an ended answer's body, after which the connection can be
#: used again.
END_GRACE_S = 0.05

#: Looked up once: an enum's attribute costs a call, and every token passes here.
_MORE, _WAIT = Flow.MORE, Flow.WAIT

#: Keeps a batch. See `yeoul.providers.base.Sink.accept`.
AcceptBatch = Callable[[list[Piece]], Flow]


class Answered(Protocol):
    """An answer to read: `ServiceAnswer`, or one that makes something of its batches."""

    async def read_into(self, accept: AcceptBatch) -> ReadOutcome:
        """See `ServiceAnswer.read_into`."""


class ToldAnswer:
    """An answer whose batches have the tokens that the service has ``told`` of their text."""

    def __init__(self, answer: Answered, told: ToldTokens) -> None:
        self._answer = answer
        self._told = told

    async def read_into(self, accept: AcceptBatch) -> ReadOutcome:
        """Read as `ServiceAnswer.read_into` does."""
        return await self._answer.read_into(lambda batch: accept(self._told.join(batch)))


class ServiceAnswer:
    """The answer in one body of a service. Read it with `read_into` until that is finished."""

    __slots__ = (
        *("_accept", "_begun", "_body", "_broken", "_chunks_before", "_ending", "_errors"),
        *("_flow", "_stream"),
    )

    #: The consumer of the read that is under way.
    _accept: AcceptBatch

    def __init__(
        self,
        body: Body,
        errors: ServiceErrors,
        tags: ThinkingTags | None = None,
        told: ToldTokens | None = None,
    ) -> None:
        self._body = body
        self._errors = errors
        self._stream = ServiceStream(errors, tags, told)
        #: The consumer's last reply.
        self._flow = Flow.MORE
        #: Whether the first batch has been handed over.
        self._begun = False
        #: Chunks that had been parsed when the read under way began, if that is timed.
        self._chunks_before = 0
        #: The error by which the body broke off, if it did.
        self._broken: YeoulError | None = None
        #: The last batches to hand over, once the body has been read.
        self._ending: Iterator[list[Piece]] | None = None

    async def read_into(self, accept: AcceptBatch) -> ReadOutcome:
        """Pass each batch to ``accept`` until it asks to wait, or the answer has ended.

        The first batch is ``thinking``, the last one has the `Finish`. The next call goes on behind
        the batch at which this one paused.

        Raises:
            EmptyAnswer: the body ended without any content.
            ProviderBroken: the body broke off, or ended before the model had finished.
            YeoulError: the service reports an error.
        """
        if not self._begun:
            self._begun = True
            if accept([Progress("thinking")]) is Flow.WAIT:
                return ReadOutcome.PAUSED
        if self._ending is None:
            if await self._read_body(accept) is ReadOutcome.PAUSED:
                return ReadOutcome.PAUSED
            self._ending = self._last_batches()
        for batch in self._ending:
            if accept(batch) is Flow.WAIT:
                return ReadOutcome.PAUSED
        return ReadOutcome.FINISHED

    async def _read_body(self, accept: AcceptBatch) -> ReadOutcome:
        """Read until ``accept`` asks to wait, or no further text can come."""
        self._accept = accept
        try:
            while not self._stream.is_over:
                outcome = await self._read_on()
                if outcome is ReadOutcome.FINISHED:
                    break
                if self._flow is Flow.WAIT:
                    return ReadOutcome.PAUSED
            await self._await_clean_end()
        except transport_errors() as error:
            self._broken = self._errors.broken_off()
            self._broken.__cause__ = error
        return ReadOutcome.FINISHED

    async def _read_on(self) -> ReadOutcome:
        """Read as `Body.read_into` does; after a finish reason, until silence ends the answer."""
        stream = self._stream
        if not stream.has_reason:
            return await self._body.read_into(self._feed)
        self._chunks_before = stream.chunks_parsed
        try:
            async with asyncio.timeout(
                TEXT_GRACE_S if stream.has_text or stream.has_calls else NO_TEXT_GRACE_S
            ) as grace:
                return await self._body.read_into(self._feed)
        except TimeoutError:
            if not grace.expired():  # the connection's own
                raise
            # Bytes may have come after the timer and before this task had its turn. `_feed` has
            # handed them on all the same, and the answer ends behind them.
        return ReadOutcome.FINISHED

    def _feed(self, data: bytes) -> Flow:
        """Hand on the pieces in ``data``; runs in the callback that delivers it."""
        stream = self._stream
        pieces = stream.feed(data)
        self._flow = flow = self._accept(pieces) if pieces else _MORE
        if stream.is_over:
            return _WAIT
        # After a finish reason every read is timed separately, so each one ends with its chunk.
        # Comments that keep the connection alive do not break the silence.
        spoken = stream.has_reason and stream.chunks_parsed > self._chunks_before
        return _WAIT if spoken else flow

    async def _await_clean_end(self) -> None:
        """Wait a moment for the end of a body behind ``[DONE]``."""
        if self._stream.done:
            with suppress(TimeoutError, *transport_errors()):
                async with asyncio.timeout(END_GRACE_S):
                    await self._body.read_into(lambda data: Flow.MORE)

    def _last_batches(self) -> Iterator[list[Piece]]:
        """Yield the pieces held back, then the end; raises if the answer has failed instead."""
        stream = self._stream
        rest = stream.close() if self._broken is None else []
        broken = None if stream.is_complete else self._broken
        if broken is not None or not stream.ends_well:
            rest += stream.held_back()
        if rest:
            yield rest
        if broken is not None:
            raise stream.failure or broken
        yield stream.finish()
